"""Where a page is cut: which headings are authors, what is the organiser's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.splitting.names import (
    ORGANISERS,
    Who,
    plain,
    read_heading,
)
from sphinx_roundup.commands.terminal import CannotRun
from sphinx_roundup.reports import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sphinx_roundup.commands.markup.found import Heading


class Wishes(NamedTuple):
    """What the user says of the headings."""

    level: int | None = None
    authors: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()
    """Folded names of the people file."""


@dataclass
class Part:
    """Some lines of the page: one author's, or the organiser's."""

    start: int
    end: int
    heading: Heading | None = None
    """The author's."""
    who: Who = field(default_factory=Who)
    filename: str = ""
    """Of a report, without a folder."""

    @property
    def body(self) -> int:
        """The first line behind the author's heading."""
        return self.heading.end if self.heading else self.start


@dataclass
class Cut:
    """The parts of a page, in their order."""

    parts: list[Part]
    title: Heading | None
    """That of the page."""

    @property
    def reports(self) -> list[Part]:
        """Those that become reports."""
        return [part for part in self.parts if part.heading]


def cut_page(headings: Sequence[Heading], first: int, last: int, wishes: Wishes) -> Cut:
    """Divide the lines of a page.

    :param first: the line behind its head
    :param last: the line behind all
    :raises CannotRun: where no heading is an author's
    """
    title = _title_of(headings)
    authors = _authors(headings, title, wishes)
    if not authors:
        raise CannotRun(_no_authors(headings, wishes))
    parts = [Part(first, authors[0].start)]
    for heading in authors:
        if parts[-1].end < heading.start:
            parts.append(Part(parts[-1].end, heading.start))
        end = next((h.start for h in headings if _ends(h, heading, authors)), last)
        is_named = bool(wishes.authors) or folded(plain(heading.text)) in wishes.known
        who = read_heading(heading.text, wishes.known, is_name=is_named)
        parts.append(Part(heading.start, end, heading, who))
    parts.append(Part(parts[-1].end, last))
    return Cut(parts, title)


def _ends(other: Heading, heading: Heading, authors: Collection[Heading]) -> bool:
    """Say whether a heading ends the section of an author's."""
    is_behind = other.start > heading.start
    return is_behind and (other.level <= heading.level or other in authors)


def _title_of(headings: Sequence[Heading]) -> Heading | None:
    """Return the page's title: its first heading, if no other is as high."""
    if len(headings) < 2:
        return None
    first, *rest = headings
    return first if all(heading.level > first.level for heading in rest) else None


def _authors(headings: Sequence[Heading], title: Heading | None, wishes: Wishes) -> list[Heading]:
    """Return the headings that begin a report."""
    if wishes.authors:
        wanted = {folded(name) for name in wishes.authors}
        return [h for h in headings if not wanted.isdisjoint(_names_in(h, wishes))]
    others = [h for h in headings if h is not title or h.level == wishes.level]
    level = wishes.level or _level_of_authors(others, wishes.known)
    candidates = [heading for heading in others if heading.level == level]
    return _without_organisers(candidates, wishes.known)


def _names_in(heading: Heading, wishes: Wishes) -> set[str]:
    who = read_heading(heading.text, frozenset(map(folded, wishes.authors)))
    words = (plain(heading.text), *(author.name for author in who.authors))
    return {folded(name) for name in words}


def _level_of_authors(headings: Sequence[Heading], known: Collection[str]) -> int:
    """Return the highest level whose headings are mostly names, else that with most headings.

    0 where there are no such headings. One heading alone is less than several a level below.
    """
    by_level: defaultdict[int, list[Heading]] = defaultdict(list)
    for heading in headings:
        by_level[heading.level].append(heading)
    weights = {level: _weight(by_level[level], known) for level in sorted(by_level)}
    for least in (2, 1):
        of_names = (lv for lv, (count, share) in weights.items() if count >= least and share >= 0.5)
        if level := next(of_names, 0):
            return level
    level = max(weights, key=lambda level: (len(by_level[level]), -level), default=0)
    return level if len(by_level[level]) > 1 else 0


def _weight(headings: Sequence[Heading], known: Collection[str]) -> tuple[int, float]:
    """Return how many different names headings have, and how sure it is that they are names.

    One word with a capital is half a name.
    """
    names: set[str] = set()
    sure, counted = 0.0, 0
    for heading in headings:
        words = plain(heading.text).rstrip(":")
        counted += not ORGANISERS.fullmatch(words)
        who = read_heading(heading.text, known)
        if who.authors:
            alone = len(words.split()) == 1 and folded(words) not in known and words.isascii()
            names.add(folded(words))
            sure += 0.5 if alone else 1
    return len(names), sure / counted if counted else 0


def _without_organisers(headings: list[Heading], known: Collection[str]) -> list[Heading]:
    """Leave out what the organiser says before the first author and behind the last one.

    Where most headings are names, that is everything which isn't; else what organisers
    usually say there. Between two authors each heading is somebody's.
    """
    are_names = [bool(read_heading(h.text, known).authors) for h in headings]
    mostly = 2 * sum(are_names) >= len(headings) and any(are_names)
    is_own = [
        is_name or _is_word(heading) if mostly else not ORGANISERS.fullmatch(plain(heading.text))
        for heading, is_name in zip(headings, are_names, strict=True)
    ]
    if not any(is_own):
        return []
    first = is_own.index(True)
    last = len(is_own) - is_own[::-1].index(True)
    return headings[first:last]


def _is_word(heading: Heading) -> bool:
    """Say whether a heading is one word that may be somebody's account."""
    words = plain(heading.text)
    return " " not in words and words.islower() and not ORGANISERS.fullmatch(words)


def _no_authors(headings: Sequence[Heading], wishes: Wishes) -> str:
    if not headings:
        return (
            "the page has no headings; write the name of each author as a heading above what"
            " they wrote"
        )
    if wishes.authors:
        return "no heading of the page has one of these names; write them as they are written there"
    shown = ", ".join(repr(plain(heading.text)) for heading in headings[:5])
    return f"no heading of the page is an author's ({shown}); name them with --authors or --level"
