"""Records that the domain keeps of each page: plain data, which Sphinx can pickle."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from sphinx_roundup.reports.person import Person


class Watch(NamedTuple):
    """What a directive looked for, and what it saw."""

    folder: str
    """The page's folder below the source folder, POSIX."""
    patterns: tuple[str, ...]
    exclude: tuple[str, ...]
    seen: tuple[tuple[str, str], ...]
    """File names and their fingerprints, sorted."""


class Place(NamedTuple):
    """Where a report is shown, and what others may say of it."""

    docname: str
    anchor: str
    text: str
    """The heading of its section."""
    fragments: dict[str, str]
    """What may stand behind the ``#`` of a link to the report -> anchor on the page."""
    labels: tuple[str, ...] = ()
    """Labels that the report defines, as it names them."""
    authors: tuple[Person, ...] = ()
    """As the people file describes them; their ``avatar`` is a file below the source folder."""
    anchors: tuple[str, ...] = ()
    """Of the authors, in the same order."""
    ids: tuple[str, ...] = ()
    """All anchors of the section."""
    title: str | None = None
    date: dt.date | None = None
    words: str | None = None
    """Its summary or a quotation from it, in plain text."""
    picture: str | None = None
    """The first picture in it, below the source folder."""
    updated: dt.date | None = None
    url: str | None = None
    """Where it was first published, or where it can be read."""
    lang: str | None = None
    """A BCP 47 tag."""
    described: tuple[tuple[tuple[str, str], str], ...] = ()
    """Terms and tokens that the report describes, ``("term", "tide")`` -> anchor on the page."""


class Event(NamedTuple):
    """What a page's directives say of the event; every page with a directive has one."""

    start: dt.date | None = None
    end: dt.date | None = None
    """The last day, where there are several."""
    place: str = ""
    picture: str | None = None
    """A file below the source folder."""
    has_roster: bool = False


class Mention(NamedTuple):
    """A mention of a person in a report."""

    target: str
    """As :meth:`.reports.people.People.find` takes it: ``@ana``, a name, a profile's address."""
    filename: str
    """Of the report."""
    anchor: str
    """Of the paragraph."""


class Questions(NamedTuple):
    """What a page asks of the others."""

    targets: tuple[tuple[str, str], ...] = ()
    """Types and targets of its cross-references to this domain."""
    parts: tuple[tuple[str, str], ...] = ()
    """The kinds of placeholders on it, and what each is about."""
