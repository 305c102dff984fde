"""What the domain answers to the pages: plain data, on its way to being shown.

:mod:`.directory` makes these, :mod:`.page` makes nodes of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

if TYPE_CHECKING:
    import datetime as dt

    from sphinx_roundup.reports.person import Person


class Spot(NamedTuple):
    """Somewhere in the project."""

    docname: str
    anchor: str = ""
    """Empty for the top of the page."""


class Answer(NamedTuple):
    """Where a cross-reference leads."""

    text: str
    """What is shown where the reference has no words of its own."""
    spot: Spot | None
    url: str | None = None
    """Of somebody who is known, but on no page."""


class Backlink(NamedTuple):
    """A mention, as whoever is mentioned sees it."""

    who: str
    """The name of the person who mentions, or what a report without author is called."""
    spot: Spot
    """The paragraph."""
    event: str = ""
    """The title of the page, where it is another than that of the one mentioned."""


class Work(NamedTuple):
    """A report, as a roster shows it."""

    spot: Spot
    event: str
    """The title of its page."""
    title: str | None
    """Of the report, where it has one."""
    words: str | None
    """Its summary or a quotation from it, in plain text."""
    picture: str | None
    """The first picture in it, a file below the source folder that a page can show."""


class Entry(NamedTuple):
    """A person in a roster."""

    person: Person
    """Its ``avatar`` is a file below the source folder that a page can show, or ``None``."""
    anchor: str
    """Of the entry; empty where the anchor leads to the person's own section on the page."""
    works: tuple[Work, ...]
    """In a page's own roster those on the page; else all, the newest event first."""
    mentioned: tuple[Backlink, ...]


class Edition(NamedTuple):
    """An event, as the list of events shows it."""

    docname: str
    title: str
    start: dt.date | None
    end: dt.date | None
    """The last day, where there are several."""
    place: str
    picture: str | None
    """A file below the source folder that a page can show."""
    reports: int


def words_of(element: nodes.Element) -> str:
    """Return what a reader sees of a title or a paragraph: raw HTML is no part of it."""
    if not any(element.findall(nodes.raw)):
        return element.astext()
    return "".join(t for t in element.findall(nodes.Text) if not isinstance(t.parent, nodes.raw))
