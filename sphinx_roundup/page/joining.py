"""Context for joining one report to its page."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.links.suggestions import headings_near
from sphinx_roundup.page.tree import around
from sphinx_roundup.pictures.limits import PictureBudget
from sphinx_roundup.reports.paths import near_name
from sphinx_roundup.reports.reading import fingerprint
from sphinx_roundup.reports.text import find_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.page.anchors import Anchors
    from sphinx_roundup.parsing.result import ParsedReport
    from sphinx_roundup.people.mentionable import Circle
    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports.person import Person
    from sphinx_roundup.reports.record import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A report of the page, as others link to it."""

    report: Report
    parsed: ParsedReport
    anchors: Anchors
    alone: bool
    """Whether none of its authors has another report on the page."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with its head."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """All reports of a page, before they join it."""

    docname: str
    siblings: Mapping[str, Sibling]
    """By file name."""
    circle: Circle | None
    """The people whom they may name; ``None`` if mentions aren't linked."""
    roster: tuple[int, str] | None
    """Before the reports of which directive it stands, and its style."""


def find_seats(siblings: Mapping[str, Sibling]) -> dict[str, str]:
    """Return where the authors of a page are found: person's key -> anchor.

    That is the first report of theirs by file name, whatever the order of the page.
    """
    seats: dict[str, str] = {}
    for _filename, sibling in sorted(siblings.items()):
        for author in sibling.report.authors:
            seats.setdefault(author.key, anchor_on(sibling.anchors.ids, author))
    return seats


def anchor_on(ids: Sequence[str], author: Person) -> str:
    """Return the anchor of an author, of those that a report's section has."""
    return next((anchor for anchor in author.anchors if anchor in ids), ids[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """One report, the page that it joins, and its siblings there."""

    env: BuildEnvironment
    docname: str
    section: nodes.section
    report: Report
    parsed: ParsedReport
    lines: Sequence[str]
    """Of the report's text."""
    siblings: Mapping[str, Sibling]
    """All reports of the page, by file name."""
    pictures: PictureBudget = field(default_factory=PictureBudget)
    _searches: Iterator[int] = field(default_factory=count)
    _comparisons: Iterator[int] = field(default_factory=count)

    @property
    def folder(self) -> str:
        """The report's folder below the source folder."""
        return posixpath.dirname(self.report.filename)

    def line_of(self, node: nodes.Node, written: str) -> int:
        """Return the line of *node*; parsers know it of the paragraph alone.

        :param written: what stands there in the report's text.
        """
        line = next((n.line for n in (node, *around(node)) if n.line), 1)
        return find_address(self.lines, written, line)

    def near_name(self, written: str, suffixes: tuple[str, ...] = ()) -> str | None:
        """Return what :func:`.paths.near_name` does, as often as a report may warn.

        It looks through whole folders, and a report may have thousands of broken paths.
        """
        if next(self._searches) >= self.env.config.roundup_max_warnings:
            return None
        return near_name(self.env.srcdir, written, self.folder, suffixes)

    def has_room_for(self, name: str, pixels: int) -> bool:
        """Count a picture that the report shows or links to, unless it is too much."""
        return self.pictures.take(name, pixels, self.env.config.roundup_max_pixels)

    def headings_near(self, fragment: str, fragments: Mapping[str, str]) -> str:
        """Return what :func:`.near.headings_near` does, as often as a report may warn.

        It compares with hundreds of headings, and a report may have thousands of broken links.
        """
        if next(self._comparisons) >= self.env.config.roundup_max_warnings:
            return ""
        return headings_near(fragment, fragments)

    def note_missing(self, filename: str) -> None:
        """Remember that the page must be read again once *filename* is another."""
        domain = get_roundup_domain(self.env)
        if filename not in domain.missing.get(self.docname, {}):
            found = fingerprint(self.env.srcdir, filename)
            domain.note_missing(self.docname, filename, found)
