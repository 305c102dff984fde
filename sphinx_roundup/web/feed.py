"""Content of the Atom feed: the events and their reports.

It depends on the sources alone, never on the clock: two builds write the same feed.
"""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sphinx_roundup.domain import Target, get_roundup_domain
from sphinx_roundup.i18n import DIVIDER, format_event
from sphinx_roundup.log import warn
from sphinx_roundup.problems import Subtype
from sphinx_roundup.web.metadata import address_of, is_site, plain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain import Edition, ReportLocation


class Entry(NamedTuple):
    """An entry of the feed."""

    kind: str  # ``event`` or ``report``
    id: str  # a permanent IRI
    address: str
    title: str
    updated: dt.date
    published: dt.date | None = None
    summary: str = ""  # in plain text
    people: tuple[tuple[str, str], ...] = ()  # names and addresses of the authors
    lang: str | None = None
    source: str | None = None  # address of the first publication


def warn_undated(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about pages that aren't in the feed because they have no date."""
    project_index = get_roundup_domain(env).project_index
    for edition in project_index.editions() if app.config.roundup_feed else ():
        if project_index.end_of(edition.docname) is None:
            message = "this page has no date, so it isn't in the feed; add ':date:'"
            warn(Subtype.CONFIG, message, location=edition.docname)


def write_feed(app: Sphinx, exception: Exception | None) -> None:
    """Write the feed if it has changed."""
    name = app.config.roundup_feed
    if exception or not name or not is_site(app.builder):
        return
    from sphinx_roundup.web.atom import format_feed  # noqa: PLC0415 - needs the extra "feed"

    home, lang = app.config.html_baseurl, app.config.language.replace("_", "-")
    title, address = plain(app.config.project) or home, posixpath.join(home, quote(name))
    path = Path(app.outdir, name)
    content = format_feed(title, home, address, lang, collect_entries(app))
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def collect_entries(app: Sphinx) -> list[Entry]:
    """Return the newest entries, at most ``roundup_feed_length``; of one day, in page order."""
    project_index = get_roundup_domain(app.env).project_index
    entries: list[Entry] = []
    for edition in project_index.editions():
        locations = project_index.on_page(edition.docname)
        if end := project_index.end_of(edition.docname):
            entries.append(_describe_event(app, edition, list(locations.values()), end))
            entries += [_describe_report(app, edition, f, p, end) for f, p in locations.items()]
    entries.sort(key=lambda entry: entry.updated, reverse=True)
    return entries[: app.config.roundup_feed_length or None]


def _describe_event(
    app: Sphinx, edition: Edition, locations: list[ReportLocation], end: dt.date
) -> Entry:
    return Entry(
        kind="event",
        id=_id_of(app, edition.docname),
        address=address_of(app.builder, Target(edition.docname)),
        title=plain(edition.title) or edition.docname,
        updated=max((_last_change(place, end) for place in locations), default=end),
        summary=plain(format_event(edition.start, edition.end, edition.place, app.config)),
        people=tuple(dict.fromkeys(each for place in locations for each in _people_of(app, place))),
    )


def _describe_report(
    app: Sphinx, edition: Edition, filename: str, place: ReportLocation, end: dt.date
) -> Entry:
    return Entry(
        kind="report",
        id=_id_of(app, edition.docname, filename),
        address=address_of(app.builder, Target(place.docname, place.anchor)),
        title=plain(f"{place.title or place.text}{DIVIDER}{edition.title}"),
        updated=_last_change(place, end),
        published=place.date,
        summary=plain(place.words or ""),
        people=tuple(_people_of(app, place)),
        lang=place.lang,
        source=place.url,
    )


def _id_of(app: Sphinx, docname: str, filename: str = "") -> str:
    """Return the id of an entry, which changes neither with the builder nor with a handle."""
    page = posixpath.join(app.config.html_baseurl, quote(docname))
    return f"{page}#{quote(filename)}" if filename else page


def _last_change(place: ReportLocation, end: dt.date) -> dt.date:
    return max(filter(None, (place.updated, place.date)), default=end)


def _people_of(app: Sphinx, place: ReportLocation) -> Iterator[tuple[str, str]]:
    for person, anchor in zip(place.authors, place.anchors, strict=True):
        yield plain(person.name), address_of(app.builder, Target(place.docname, anchor))
