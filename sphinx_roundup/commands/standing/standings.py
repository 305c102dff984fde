"""State of each person of an event: written, missing, and between."""

from __future__ import annotations

from collections import defaultdict
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.standing.history import last_changes
from sphinx_roundup.limits import limits_of
from sphinx_roundup.reports.authorship import join_authors
from sphinx_roundup.reports.order import file_stem
from sphinx_roundup.reports.patterns import parts_of
from sphinx_roundup.reports.person import Person
from sphinx_roundup.reports.record import read_report

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sphinx_roundup.commands.pages import Page, ShownReport
    from sphinx_roundup.commands.project import Project
    from sphinx_roundup.reports.people import People
    from sphinx_roundup.reports.record import Report


class State(Enum):
    """State of a person; of several reports, the first of these counts."""

    WRITTEN = "written"
    UNREADABLE = "unreadable"
    ELSEWHERE = "elsewhere"
    DRAFT = "draft"
    UNSHOWN = "not shown"
    """The page finds the file, and leaves it out."""
    MISSING = "missing"
    """No report, or one without words and pictures: a template that waits for its author."""


class Piece(NamedTuple):
    """A report of a person."""

    filename: str
    state: State
    words: int = 0
    pictures: int = 0
    undescribed: int = 0
    changed: dt.date | None = None
    anchor: str = ""
    """Of the person, on the page; empty where the report doesn't show."""
    url: str | None = None
    """Where it is, if it isn't here."""


class Standing(NamedTuple):
    """A person of an event."""

    person: Person
    pieces: tuple[Piece, ...] = ()

    @property
    def state(self) -> State:
        """How far they are."""
        if not self.pieces:
            return State.ELSEWHERE if self.person.url else State.MISSING
        return min((piece.state for piece in self.pieces), key=list(State).index)

    @property
    def anchor(self) -> str:
        """Where they are on the page: at their first report by file name."""
        seats = sorted((piece.filename, piece.anchor) for piece in self.pieces if piece.anchor)
        return seats[0][1] if seats else ""

    @property
    def url(self) -> str | None:
        """Where they have written elsewhere."""
        return next((p.url for p in self.pieces if p.url), None) or self.person.url

    @property
    def changed(self) -> dt.date | None:
        """When one of their reports was last changed."""
        return max((p.changed for p in self.pieces if p.changed), default=None)

    def total(self, name: str) -> int:
        """Return how many ``words``, ``pictures`` or ``undescribed`` ones they have."""
        return sum(getattr(piece, name) for piece in self.pieces)


def find_standings(page: Page, people: People, project: Project) -> list[Standing]:
    """Return the people of a page: who wrote, in its order; then who is in the people file.

    People whom it lists for other events only aren't included.

    :param people: those of the people file
    """
    filenames = [report.filename for report in page.reports] + list(page.left_out)
    changes = last_changes(project.srcdir, filenames)
    who: dict[str, Person] = {}
    pieces: defaultdict[str, list[Piece]] = defaultdict(list)
    for person, piece in _written(page, people, project):
        who.setdefault(person.key, person)
        pieces[person.key].append(piece._replace(changed=changes.get(piece.filename)))
    standings = [Standing(person, tuple(pieces[key])) for key, person in who.items()]
    others = (person for person in people if person.key not in who)
    return standings + [Standing(person) for person in others if _may_write(person, page.docname)]


def _may_write(person: Person, docname: str) -> bool:
    return not isinstance(person.listed, tuple) or docname in person.listed


def _written(page: Page, people: People, project: Project) -> Iterator[tuple[Person, Piece]]:
    """Give each author of each report, in the order of the page; then of those left out."""
    limits = limits_of(project.config)
    for shown in page.reports:
        record = read_report(project.srcdir, shown.filename, limits)
        authors = list(zip(shown.place.authors, shown.place.anchors, strict=True))
        nobody = (Person(shown.place.text, filename=shown.filename), shown.place.anchor)
        for author, anchor in authors or [nobody]:
            yield author, _piece(shown, record, anchor)
    shared = {
        "/".join(parts_of(pattern, watch.folder) or ())
        for watch in page.watches
        for pattern in watch.patterns
    }
    for filename in page.left_out:
        record = join_authors(read_report(project.srcdir, filename, limits), people, shared)
        state = State.DRAFT if record.draft else State.UNSHOWN
        for author in record.authors or (Person(file_stem(filename)),):
            yield author, Piece(filename, state)


def _piece(shown: ShownReport, record: Report, anchor: str) -> Piece:
    url = None if record.text.strip() else record.url
    if record.unreadable or url:  # the words that are there are ours
        state = State.ELSEWHERE if url else State.UNREADABLE
        return Piece(shown.filename, state, anchor=anchor, url=url)
    if not (shown.words or shown.pictures):  # as "sphinx-roundup new" makes it
        return Piece(shown.filename, State.MISSING)
    counts = (shown.words, shown.pictures, shown.undescribed)
    return Piece(shown.filename, State.WRITTEN, *counts, anchor=anchor)


def distinct(standings: Iterable[Standing]) -> list[Piece]:
    """Return the reports of some people, those of several people once."""
    return list({piece.filename: piece for each in standings for piece in each.pieces}.values())
