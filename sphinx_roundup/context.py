"""Data that the steps for a page share: options of its directives, its reports, their people."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.limits import MOST_PICTURES, PIXELS_IN_ALL
from sphinx_roundup.nodes import around, count_words, find_all, has_content
from sphinx_roundup.reports import Names, find_address, near_name, with_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain import Event, Target
    from sphinx_roundup.parsing import ParsedReport
    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports import People, Person, Report, SkippedFile


# -- Reports of a page -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveResult:
    """The reports of one directive, and the values of its options."""

    reports: tuple[Report, ...]
    float: str
    heading: str
    roster: str
    event: Event  # of the page, as far as the options of this directive describe it
    classes: tuple[str, ...]
    location: str
    skipped: tuple[SkippedFile, ...]
    drafts: tuple[Report, ...]
    ask: str | None  # folder for the reports that the page asks for


class ReportAnchors(NamedTuple):
    """The anchors of one report."""

    slug: str  # what its own ids begin with; depends on the report alone
    ids: tuple[str, ...]  # of its section, the one to show first
    prefixes: tuple[str, ...]  # under which its headings are found, the one to show first
    taken: frozenset[str] = frozenset()  # of all sections of the page: no heading can have them
    lost: tuple[str, ...] = ()  # what the page has for something of its own
    refused_id: bool = False  # whether something else has the ``id`` that this one requests

    def anchor_of(self, author: Person) -> str:
        """Return the anchor of one of the report's authors."""
        return next((anchor for anchor in author.anchors if anchor in self.ids), self.ids[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReport:
    """A report of the page, as others link to it."""

    report: Report
    parsed: ParsedReport
    anchors: ReportAnchors
    alone: bool  # whether none of its authors has another report on the page
    problems: tuple[Problem, ...] = ()  # what is wrong with its front matter
    name: str = ""  # of its file, shown where another report has the same heading and date

    @property
    def heading(self) -> str:
        """Text of a link to it that has none of its own."""
        report, title = self.report, self.parsed.title
        names = [person.name for person in report.authors] or [report.title or ""]
        return ", ".join(filter(None, names)) or (title or nodes.title()).astext() or report.stem

    @property
    def is_blank(self) -> bool:
        """Whether it waits for its author: there are no words, no picture and no address."""
        if self.parsed.failed or self.report.url or self.report.image:
            return False
        return not any(count_words(n) or find_all(n, nodes.image) for n in self.parsed.body)


class Mentionable(NamedTuple):
    """The people whom the reports of a page may name, as far as the page knows them."""

    people: People  # those of the people file, and the page's authors
    anchors: Mapping[str, str]  # of those who have a section on the page: key -> anchor
    names: Names  # what in plain text is a person's name

    @classmethod
    def find(cls, people: People, anchors: Mapping[str, str], mentions: str) -> Mentionable:
        """Return those of a page.

        :param mentions: ``handles``, or ``names`` where full names in plain text count as well
        """
        names = [name for person in people for name in person.also]
        if mentions == "names":
            names += [person.name for person in people if " " in person.name]
        return cls(people, anchors, Names(name for name in names if people.find_name(name)))

    def spell_out(self, text: str) -> str:
        """Return a report's text with the names of people in place of their handles."""
        return with_names(text, self.people.find_handle)


@dataclass(frozen=True, slots=True)
class PageReports:
    """All reports of a page, before they join it."""

    docname: str
    by_name: Mapping[str, PageReport]  # by file name
    mentionable: Mentionable | None  # people to link; ``None`` if mentions aren't linked
    roster: tuple[int, str] | None  # number of the directive that it is before, and style
    drafts: tuple[Report, ...]


def find_author_anchors(reports: Mapping[str, PageReport]) -> dict[str, str]:
    """Return the anchors of a page's authors: person's key -> anchor.

    That of an author's first report by file name, whatever the order of the page.
    """
    anchors: dict[str, str] = {}
    for _filename, each in sorted(reports.items()):
        for author in each.report.authors:
            anchors.setdefault(author.key, each.anchors.anchor_of(author))
    return anchors


# -- Joining -----------------------------------------------------------------------------


@dataclass(slots=True)
class PictureLimits:
    """The pictures that a report has shown so far, each counted once."""

    costs: dict[str, int] = field(default_factory=dict)  # of the pictures shown, by name
    paths: set[str] = field(default_factory=set)  # at which a picture was looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinContext:
    """Context for joining one report to its page."""

    env: BuildEnvironment
    docname: str
    section: nodes.section
    report: Report
    parsed: ParsedReport
    lines: Sequence[str]  # of the report's text
    page_reports: Mapping[str, PageReport]  # all reports of the page, by file name
    pictures: PictureLimits = field(default_factory=PictureLimits)
    _suggestions: Iterator[int] = field(default_factory=count)

    @property
    def folder(self) -> str:
        """The report's folder below the source folder."""
        return posixpath.dirname(self.report.filename)

    def line_of(self, node: nodes.Node, written: str) -> int:
        """Return the line of *node*; parsers know it of the paragraph alone.

        :param written: its text in the report.
        """
        line = next((n.line for n in (node, *around(node)) if n.line), 1)
        return find_address(self.lines, written, line)

    def near_name(self, written: str, suffixes: tuple[str, ...] = ()) -> str | None:
        """Return what :func:`.paths.near_name` does, which looks through whole folders."""
        may_search = self.may_suggest()
        return near_name(self.env.srcdir, written, self.folder, suffixes) if may_search else None

    def may_suggest(self) -> bool:
        """Count a search for similar names; return whether it may be made.

        A report may have thousands of broken links.
        """
        return bool(next(self._suggestions) < self.env.config.roundup_max_warnings)

    def has_room_for(self, name: str, cost: int) -> bool:
        """Count a picture that the report shows or links to, unless it is too much.

        :param name: of a file, or of an embedded picture
        :param cost: as :attr:`.PictureInfo.cost`
        """
        costs = self.pictures.costs | {name: cost}
        limit = PIXELS_IN_ALL * self.env.config.roundup_max_pixels
        fits = len(costs) <= MOST_PICTURES and sum(costs.values()) <= limit
        if name not in self.pictures.costs and fits:
            self.pictures.costs[name] = cost
        return name in self.pictures.costs

    def make_xref(
        self, node: nodes.Element, reftype: str, target: str, fragment: str = ""
    ) -> addnodes.pending_xref:
        """Return a link that the roundup domain resolves, once all pages are read.

        :param reftype: ``page``, or ``file`` for a report that isn't on this page
        :param target: the docname, or the report's file name
        """
        explicit = node.get("refexplicit", True) and has_content(node)
        words = nodes.inline("", "", *(node.children if explicit else ()))
        xref = _make_xref(words, self.docname, reftype, target, unquote(fragment))
        xref["refexplicit"], xref["refwarn"] = explicit, True
        xref.source, xref.line = self.section.source, node.line
        return xref

    def note_missing(self, filename: str) -> None:
        """Remember that the page must be read again if *filename* changes."""
        get_roundup_domain(self.env).note_missing(self.docname, filename)


def _make_xref(
    words: nodes.Node, docname: str, reftype: str, target: str, fragment: str
) -> addnodes.pending_xref:
    attributes = {"refdomain": "roundup", "reftype": reftype, "reftarget": target}
    attributes |= {"refdoc": docname, "fragment": fragment}
    return addnodes.pending_xref("", words, refexplicit=True, **attributes)


# -- Filling -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageContext:
    """Context for filling the placeholders of a page, once all pages are read."""

    env: BuildEnvironment
    docname: str

    @property
    def config(self) -> Config:
        """The project's configuration."""
        return self.env.config

    @property
    def is_html(self) -> bool:
        """Whether the page becomes HTML, in an e-book too."""
        return bool(get_roundup_domain(self.env).app.builder.format == "html")

    @property
    def is_for_browsers(self) -> bool:
        """Whether the page is read in a browser."""
        return bool(get_roundup_domain(self.env).publisher.is_for_browsers)

    def link(self, target: Target, text: str, classes: tuple[str, ...] = ()) -> nodes.Element:
        """Return a link with *text* to a target in the project.

        On the page itself it is resolved at once; the domain resolves those to other pages.
        """
        names = {"classes": list(classes)}
        if target.docname == self.docname and target.anchor:
            return nodes.reference("", text, internal=True, refid=target.anchor, **names)
        words = nodes.inline("", text, **names)
        return _make_xref(words, self.docname, "spot", target.docname, target.anchor)
