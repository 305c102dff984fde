"""Records that the domain keeps of each page: plain data, which Sphinx can pickle."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

if TYPE_CHECKING:
    import datetime as dt

    from sphinx_roundup.reports import Person


SKIPPED = "skipped"  # in place of a fingerprint, of a file that looks like a report and is none


class WatchedFiles(NamedTuple):
    """What a directive looked for, and what it saw."""

    folder: str  # the page's folder below the source folder, POSIX
    patterns: tuple[str, ...]
    exclude: tuple[str, ...]
    seen: tuple[tuple[str, str], ...]  # file names and their fingerprints, sorted
    ask_until: dt.date | None = None  # last day of asking for more of them, unless it is over


class ReportLocation(NamedTuple):
    """Where a report is shown, and what others may say of it."""

    docname: str
    anchor: str
    text: str  # the heading of its section
    fragments: dict[str, str]  # what may follow ``#`` in a link to the report -> anchor on the page
    labels: tuple[str, ...] = ()  # labels that the report defines, as it names them
    authors: tuple[Person, ...] = ()
    """As the people file describes them; their ``avatar`` is a file below the source folder."""
    anchors: tuple[str, ...] = ()  # of the authors, in the same order
    ids: tuple[str, ...] = ()  # all anchors of the section
    title: str | None = None
    date: dt.date | None = None
    words: str | None = None  # its summary or a quotation from it, in plain text
    excerpt: str = ""  # how its text begins, where a roster would have its name alone
    updated: dt.date | None = None
    url: str | None = None  # where it was first published, or where it can be read
    lang: str | None = None  # a BCP 47 tag
    topics: tuple[str, ...] = ()
    license: str | None = None  # an SPDX identifier: its own, or that of the project
    described: tuple[tuple[tuple[str, str], str], ...] = ()
    """Terms and tokens that the report describes, ``("term", "tide")`` -> anchor on the page."""


class Event(NamedTuple):
    """What a page's directives say of the event; every page with a directive has one."""

    start: dt.date | None = None
    end: dt.date | None = None  # the last day, where there are several
    place: str = ""
    picture: str | None = None  # a file below the source folder
    has_roster: bool = False
    by_topic: bool = False  # whether it is no event: a page of the reports with some topics


class Mention(NamedTuple):
    """A mention of a person in a report."""

    target: str  # ``@ana``, a name, or a profile's address
    filename: str  # of the report
    anchor: str  # of the paragraph


class Queries(NamedTuple):
    """What a page asks of the others."""

    targets: tuple[tuple[str, str], ...] = ()  # types and targets of its references to this domain
    parts: tuple[tuple[str, str], ...] = ()  # its placeholders: kinds, and what each is about


class Target(NamedTuple):
    """Somewhere in the project."""

    docname: str
    anchor: str = ""  # empty for the top of the page


class Answer(NamedTuple):
    """Where a cross-reference leads."""

    text: str  # what is shown where the reference has no words of its own
    target: Target | None
    url: str | None = None  # of somebody who is known, but on no page


class Backlink(NamedTuple):
    """A mention, as whoever is mentioned sees it."""

    who: str  # the name of the person who mentions, or what a report without author is called
    target: Target  # the paragraph
    event: str = ""  # the title of the page, where it is another than that of the one mentioned


class Work(NamedTuple):
    """A report, as a roster shows it."""

    target: Target
    event: str  # the title of its page
    text: str  # the heading of its section
    title: str | None  # of the report, where it has one
    words: str  # its summary, a quotation from it, or how its text begins; in plain text


class Entry(NamedTuple):
    """A report in a roster, or a person in it or in the list of all people."""

    people: tuple[Person, ...]
    """The authors, or the one person; their ``avatar`` is a file below the source folder that
    a page can show, or ``None``."""
    works: tuple[Work, ...]
    """The report; of a person without one on the page, the latest elsewhere; in the list of all
    people those of the person, the newest event first."""
    anchor: str = ""
    """Of the entry; empty where the anchor leads to a report on the page."""
    newcomers: tuple[str, ...] = ()
    """Names of the authors who were at no earlier event; none at the first event."""


class Topic(NamedTuple):
    """A topic, as the list of topics shows it."""

    name: str
    anchor: str
    entries: tuple[Entry, ...]  # its reports, the newest event first


class Edition(NamedTuple):
    """An event, as the list of events shows it."""

    docname: str
    title: str
    start: dt.date | None
    end: dt.date | None  # the last day, where there are several
    place: str
    picture: str | None  # a file below the source folder that a page can show
    reports: int


def words_of(element: nodes.Element) -> str:
    """Return what a reader sees of a title or a paragraph: raw HTML is no part of it."""
    if not any(element.findall(nodes.raw)):
        return element.astext()
    return "".join(t for t in element.findall(nodes.Text) if not isinstance(t.parent, nodes.raw))
