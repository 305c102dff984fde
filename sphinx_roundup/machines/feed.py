"""What feed readers are told: the events and the reports of a project, as an Atom feed.

A feed follows from what is written alone, never from the clock: two builds make the same.
The format is that of RFC 4287 (https://www.rfc-editor.org/rfc/rfc4287).
"""

from __future__ import annotations

import json
import posixpath
from contextlib import suppress
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from sphinx_roundup.answers import Spot
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.machines.site import address_of, is_site, places_on, plain
from sphinx_roundup.messages import Subtype, warn
from sphinx_roundup.page.editions import build_event_line
from sphinx_roundup.page.words import DIVIDER

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.answers import Edition
    from sphinx_roundup.records import Place

MIME_TYPE = "application/atom+xml"


class Item(NamedTuple):
    """An entry of the feed."""

    kind: str
    """``event`` or ``report``."""
    id: str
    """An IRI that stays: see :func:`_id_of`."""
    address: str
    title: str
    updated: dt.date
    published: dt.date | None = None
    summary: str = ""
    """In plain text."""
    people: tuple[tuple[str, str], ...] = ()
    """The names of a report's authors, or of those who wrote of an event, and where they are."""
    lang: str | None = None
    source: str | None = None
    """Where a report was first published."""


# -- In the head of each page ------------------------------------------------------------


def link_feed(
    app: Sphinx,
    pagename: str,  # noqa: ARG001 - an event's signature
    templatename: str,  # noqa: ARG001 - as above
    context: dict[str, Any],
    doctree: nodes.document | None,  # noqa: ARG001 - as above
) -> None:
    """Tell of the feed in the head of a page, where browsers and feed readers look for it."""
    name = app.config.roundup_feed
    if not (name and is_site(app.builder)):
        return
    title = escape(plain(app.config.project))
    href = escape(context["pathto"](quote(name), resource=True))
    link = f'<link rel="alternate" type="{MIME_TYPE}" title="{title}" href="{href}">\n'
    context["metatags"] = context.get("metatags", "") + link


# -- What is told ------------------------------------------------------------------------


def tell_undated(app: Sphinx, env: BuildEnvironment) -> None:
    """Tell of pages that aren't in the feed, for want of any day at all."""
    timeline = get_roundup_domain(env).directory.timeline
    for docname in timeline.newest_first if app.config.roundup_feed else ():
        if timeline.end_of(docname) is None:
            message = "nothing here has a day, and so the feed leaves it out; add ':date:'"
            warn(Subtype.CONFIG, message, location=docname)


def collect_items(app: Sphinx) -> list[Item]:
    """Return the entries of the feed, the newest first, and no more than are wanted."""
    timeline = get_roundup_domain(app.env).directory.timeline
    items: list[Item] = []
    for edition in timeline.editions():
        places = places_on(app.env, edition.docname)
        if end := timeline.end_of(edition.docname):
            items.append(_describe_event(app, edition, list(places.values()), end))
            items += [_describe_report(app, edition, f, p, end) for f, p in places.items()]
    items.sort(key=lambda item: item.updated, reverse=True)  # else as they are
    return items[: app.config.roundup_feed_length or None]


def _describe_event(app: Sphinx, edition: Edition, places: list[Place], end: dt.date) -> Item:
    line = build_event_line(edition.start, edition.end, edition.place, app.config)
    return Item(
        kind="event",
        id=_id_of(app, edition.docname),
        address=address_of(app.builder, Spot(edition.docname)),
        title=plain(edition.title) or edition.docname,
        updated=max((_last_change(place, end) for place in places), default=end),
        summary=plain(line.astext()) if line else "",
        people=tuple(dict.fromkeys(each for place in places for each in _people_of(app, place))),
    )


def _describe_report(
    app: Sphinx, edition: Edition, filename: str, place: Place, end: dt.date
) -> Item:
    return Item(
        kind="report",
        id=_id_of(app, edition.docname, filename),
        address=address_of(app.builder, Spot(place.docname, place.anchor)),
        title=plain(f"{place.title or place.text}{DIVIDER}{edition.title}"),
        updated=_last_change(place, end),
        published=place.date,
        summary=plain(place.words or ""),
        people=tuple(_people_of(app, place)),
        lang=place.lang,
        source=place.url,
    )


def _id_of(app: Sphinx, docname: str, filename: str = "") -> str:
    """Return what an entry is known by, as long as neither the page nor the file moves.

    Not the address of the report: that is another for another builder, and where its author
    gets a handle or writes once more.
    """
    page = posixpath.join(app.config.html_baseurl, quote(docname))
    return f"{page}#{quote(filename)}" if filename else page


def _last_change(place: Place, end: dt.date) -> dt.date:
    days = [day for day in (place.updated, place.date) if day]
    return max(days, default=end)


def _people_of(app: Sphinx, place: Place) -> Iterator[tuple[str, str]]:
    for person, anchor in zip(place.authors, place.anchors, strict=True):
        yield plain(person.name), address_of(app.builder, Spot(place.docname, anchor))


# -- How it is written -------------------------------------------------------------------


def write_feed(app: Sphinx, exception: Exception | None) -> None:
    """Write the feed, where it is another than it was: whoever is gone is gone from it."""
    if exception or not is_site(app.builder):
        return
    name = app.config.roundup_feed
    _take_out_old_feed(app, name)
    if not name:
        return
    path, content = Path(app.outdir, name), _format(app, name)
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    _memory(app).parent.mkdir(parents=True, exist_ok=True)
    _memory(app).write_text(json.dumps({"name": name, "digest": _digest(content)}), "utf-8")


def _format(app: Sphinx, name: str) -> bytes:
    from sphinx_roundup.machines.atom import format_feed  # noqa: PLC0415 - needs the extra

    home, lang = app.config.html_baseurl, app.config.language.replace("_", "-")
    title, address = plain(app.config.project) or home, posixpath.join(home, quote(name))
    return format_feed(title, home, address, lang, collect_items(app))


def _take_out_old_feed(app: Sphinx, name: str) -> None:
    """Take out what an earlier build wrote under another name, if it is still what it was.

    A feed that nobody makes any more would name people for ever. What has its name, and
    isn't it, is the project's own.
    """
    with suppress(OSError, ValueError, TypeError, KeyError):
        before = json.loads(_memory(app).read_bytes())
        path = Path(app.outdir, before["name"])
        if before["name"] != name and _digest(path.read_bytes()) == before["digest"]:
            path.unlink()


def _memory(app: Sphinx) -> Path:
    return Path(app.doctreedir, "roundup", f"feed-{app.builder.name}.json")


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
