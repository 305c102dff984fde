"""The entries of the feed: the events of a project and their reports, the newest first."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.domain.records import Spot
from sphinx_roundup.i18n import DIVIDER, format_event
from sphinx_roundup.web.site import address_of, places_on, plain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from sphinx_roundup.domain.records import Edition, Place


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


def collect_items(app: Sphinx) -> list[Item]:
    """Return the entries of the feed, the newest first, and no more than are wanted."""
    directory = get_roundup_domain(app.env).directory
    items: list[Item] = []
    for edition in directory.editions():
        places = places_on(app.env, edition.docname)
        if end := directory.end_of(edition.docname):
            items.append(_describe_event(app, edition, list(places.values()), end))
            items += [_describe_report(app, edition, f, p, end) for f, p in places.items()]
    items.sort(key=lambda item: item.updated, reverse=True)  # else as they are
    return items[: app.config.roundup_feed_length or None]


def _describe_event(app: Sphinx, edition: Edition, places: list[Place], end: dt.date) -> Item:
    event = format_event(edition.start, edition.end, edition.place, app.config)
    return Item(
        kind="event",
        id=_id_of(app, edition.docname),
        address=address_of(app.builder, Spot(edition.docname)),
        title=plain(edition.title) or edition.docname,
        updated=max((_last_change(place, end) for place in places), default=end),
        summary=plain(event),
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
