"""The reports take their place on the page."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from sphinx_roundup.domain import Place, get_roundup_domain
from sphinx_roundup.messages import Subtype, problem, shown, warn, warn_of
from sphinx_roundup.page.images import settle_images
from sphinx_roundup.page.joining import Joining, Sibling
from sphinx_roundup.page.labels import note_labels
from sphinx_roundup.page.links import settle_links
from sphinx_roundup.page.section import build_section, choose_heading, flatten_deep_sections
from sphinx_roundup.page.settle import settle_for_page
from sphinx_roundup.page.slugs import assign_anchors
from sphinx_roundup.parsing.allowed import MAX_PROBLEMS
from sphinx_roundup.parsing.clean_room import JOIN_PRIORITY
from sphinx_roundup.parsing.parse import parse_report
from sphinx_roundup.parsing.result import ParsedReport
from sphinx_roundup.reports.slug import short_hash

if TYPE_CHECKING:
    from typing import Any

    from sphinx_roundup.messages import Problem
    from sphinx_roundup.page.directive import Gathering
    from sphinx_roundup.reports.record import Report

logger = logging.getLogger(__name__)


class JoinReports(SphinxTransform):
    """Parses the reports of a page and puts their sections in the placeholders' places.

    ::

        <section>                                  <section>
            <title> Spring retreat                     <title> Spring retreat
            <pending>                       ->         <section classes="roundup-report"> ...
            <paragraph> See you in autumn.             <section classes="roundup-report"> ...
                                                       <transition>
                                                       <container classes="roundup-closing">
                                                           <paragraph> See you in autumn.
    """

    default_priority = JOIN_PRIORITY

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        """Join all placeholders of the page, which share people and anchors."""
        placeholders = [
            node for node in self.document.findall(nodes.pending) if node.transform is JoinReports
        ]
        if not placeholders:
            return
        standing = []
        for placeholder in placeholders:
            if can_hold_sections(placeholder, placeholder.details["gathering"].location):
                standing.append(placeholder)
            else:
                placeholder.parent.remove(placeholder)
        gatherings = _without_repeats([node.details["gathering"] for node in standing])
        siblings = self._parse([report for g in gatherings for report in g.reports])
        for placeholder, gathering in zip(standing, gatherings, strict=True):
            self._join(placeholder, gathering, siblings)
        self._list_nameless(gatherings)
        self._tell_passed_over(gatherings)

    def _parse(self, reports: list[Report]) -> dict[str, Sibling]:
        """Parse every report of the page, under anchors that hang on none of the others."""
        siblings: dict[str, Sibling] = {}
        anchors_of = assign_anchors(reports)
        written = Counter(person.key for report in reports for person in report.authors)
        for report in reports:
            anchors = anchors_of[report.filename]
            siblings[report.filename] = Sibling(
                report=report,
                parsed=self._parse_one(report, anchors.slug),
                anchors=anchors,
                alone=all(written[person.key] == 1 for person in report.authors),
            )
        return siblings

    def _parse_one(self, report: Report, slug: str) -> ParsedReport:
        if report.unreadable:
            return ParsedReport(slug=slug, failed=True)
        return parse_report(report, slug, self.document.settings)

    def _join(
        self, placeholder: nodes.pending, gathering: Gathering, siblings: dict[str, Sibling]
    ) -> None:
        parent, level = placeholder.parent, _level_of(placeholder)
        sections = []
        for report in gathering.reports:
            section, problems = self._build(siblings[report.filename], gathering, siblings)
            deep = flatten_deep_sections(section, level + 1)
            problems += [_too_deep(line) for line in deep[:1]]
            issue([*report.problems, *problems], section.source)
            sections.append(section)
        if sections:
            set_closing_apart(placeholder)
        parent.replace(placeholder, scope_footnotes(sections))
        for report, section in zip(gathering.reports, sections, strict=True):
            self._note(report, section, siblings[report.filename].parsed)

    def _build(
        self, sibling: Sibling, gathering: Gathering, siblings: dict[str, Sibling]
    ) -> tuple[nodes.section, list[Problem]]:
        """Return the section of a report, its links and images leading where they should."""
        report, parsed = sibling.report, sibling.parsed
        section = build_section(
            report,
            parsed,
            sibling.anchors,
            heading=choose_heading(gathering.heading, report, alone=sibling.alone),
            classes=gathering.classes,
            config=self.config,
            path=str(self.env.srcdir / report.filename),
        )
        joining = Joining(
            env=self.env,
            docname=self.env.docname,
            section=section,
            report=report,
            parsed=parsed,
            lines=report.text.split("\n"),
            siblings=siblings,
        )
        problems = [*parsed.problems, *self._free_anchors(section, sibling)]
        settle_for_page(joining)
        problems += settle_images(joining)
        problems += settle_links(joining)
        return section, problems

    def _free_anchors(self, section: nodes.section, sibling: Sibling) -> list[Problem]:
        """Take away the anchors that the page has for something of its own."""
        own = {sibling.anchors.slug}
        taken = [i for i in section["ids"] if i in self.document.ids and i not in own]
        section["ids"] = [i for i in section["ids"] if i not in taken]
        for inner in section.findall(nodes.section):
            if inner is not section:
                inner["ids"] = [i for i in inner["ids"] if i not in self.document.ids]
        message = "the anchor '#%s' is the page's own; this report's is '#%s'"
        told = [problem(Subtype.ANCHOR, 1, message, i, section["ids"][0]) for i in taken[:1]]
        if sibling.anchors.refused_id:
            message = "the id '%s' belongs to somebody else on this page; it is '#%s' instead"
            args = (sibling.report.id, section["ids"][0])
            told.append(problem(Subtype.ANCHOR, 1, message, *args))
        return told

    def _note(self, report: Report, section: nodes.section, parsed: ParsedReport) -> None:
        note_labels(self.document, self.env.docname, section, parsed)
        title = next(section.findall(nodes.title)).astext()
        place = Place(self.env.docname, section["ids"][0], title, dict(parsed.fragments))
        get_roundup_domain(self.env).note_place(report.filename, place)

    def _tell_passed_over(self, gatherings: list[Gathering]) -> None:
        """Tell of files that look like reports, unless a report gives them to its readers."""
        downloads = self.document.findall(addnodes.download_reference)
        given = {node["reftarget"].removeprefix("/") for node in downloads}
        message = "this file is not in the roundup; to add it: %s"
        for filename, cure in (each for g in gatherings for each in g.passed_over):
            if filename not in given:
                path = f"{self.env.srcdir / shown(filename)}:1"
                warn(Subtype.FILE, message, cure, location=path)

    def _list_nameless(self, gatherings: list[Gathering]) -> None:
        nameless = [r.filename for g in gatherings for r in g.reports if not r.authors]
        if nameless:
            message = "%s: reports that name no author: %s"
            logger.info(message, self.env.docname, ", ".join(nameless))


def _without_repeats(gatherings: list[Gathering]) -> list[Gathering]:
    """Leave each report in the first directive that gathers it."""
    seen: set[str] = set()
    kept: list[Gathering] = []
    for gathering in gatherings:
        again = [r.filename for r in gathering.reports if r.filename in seen]
        if again:
            message = "already in a roundup above, and left out here: %s"
            warn(Subtype.CONFIG, message, ", ".join(again), location=gathering.location)
        own = tuple(r for r in gathering.reports if r.filename not in seen)
        seen.update(r.filename for r in own)
        kept.append(replace(gathering, reports=own))
    return kept


def can_hold_sections(placeholder: nodes.pending, location: str) -> bool:
    """Say whether sections may stand where the directive does, and tell where not."""
    if not isinstance(placeholder.parent, nodes.section | nodes.document):
        message = "a roundup can't stand inside of '%s'; put it between the paragraphs of the page"
        warn(Subtype.CONFIG, message, placeholder.parent.tagname, location=location)
        return False
    if isinstance(placeholder.parent, nodes.document):
        message = "the page needs a title above the roundup: '# Spring retreat'"
        warn(Subtype.CONFIG, message, location=location)
    return True


def _level_of(node: nodes.Node) -> int:
    """Return how many sections *node* stands in: 1 right below the page's title."""
    level = 0
    while node.parent is not None:
        node = node.parent
        level += isinstance(node, nodes.section)
    return level


def set_closing_apart(placeholder: nodes.pending) -> None:
    """Wrap what the organiser says after the reports, with a rule before it.

    Sections follow one another in most formats without an end: the closing would be read
    as the last attendee's words.
    """
    parent = placeholder.parent
    start = parent.index(placeholder) + 1
    following = itertools.takewhile(
        lambda node: not isinstance(node, nodes.section | nodes.pending), parent.children[start:]
    )
    closing = [node for node in following if not _is_unseen(node)]
    if not closing:
        return
    for node in closing:
        parent.remove(node)
    # A rule of the organiser's becomes a part of its own: rules stand in sections alone.
    parts = [
        nodes.container("", *part, classes=["roundup-closing"])
        for is_rule, part in itertools.groupby(closing, _is_rule)
        if not is_rule
    ]
    parent.insert(start, [node for part in parts for node in (nodes.transition(), part)])


def _is_unseen(node: nodes.Node) -> bool:
    """Say whether *node* is no part of the closing: nothing to read, or a note to it."""
    html_comment = isinstance(node, nodes.raw) and node.astext().startswith("<!--")
    return html_comment or isinstance(node, nodes.Invisible | nodes.footnote)


def _is_rule(node: nodes.Node) -> bool:
    return isinstance(node, nodes.transition)


def issue(problems: list[Problem], path: object) -> None:
    """Print the warnings about a report, in the order of its lines, and not without end."""
    in_order = sorted(dict.fromkeys(problems), key=lambda told: told.line)
    for told in in_order[:MAX_PROBLEMS]:
        warn_of(told, path)
    if (rest := len(in_order) - MAX_PROBLEMS) > 0:
        message = "%d more warnings about this report are not shown"
        warn_of(problem(Subtype.PARSE, 1, message, rest), path)


def scope_footnotes(sections: list[nodes.section]) -> list[nodes.Node]:
    """Return *sections*, with what keeps their footnotes apart in LaTeX between them.

    Sphinx's package finds a footnote that is mentioned twice by the number of its document
    and its own: every report's first note would be the same.
    """
    scoped: list[nodes.Node] = []
    scope = r"\gdef\thesphinxscope{\number\value{sphinxscope}%s}"
    for section in sections:
        has_notes = any(section.findall(nodes.footnote))
        if has_notes:
            own = f".{short_hash(section['ids'][-1])}"
            scoped.append(nodes.raw("", scope % own, format="latex"))
        scoped.append(section)
        if has_notes:
            scoped.append(nodes.raw("", scope % "", format="latex"))
    return scoped


def _too_deep(line: int) -> Problem:
    message = "headings go deeper here than a page can show; the deepest become bold lines"
    return problem(Subtype.HEADING, line, message)
