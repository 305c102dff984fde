"""Sections of reports joined to their page."""

from __future__ import annotations

import gc
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from sphinx_roundup.context import (
    JoinContext,
    Mentionable,
    PageReport,
    PageReports,
    find_author_anchors,
)
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.domain.records import Place
from sphinx_roundup.links.adopt import settle_for_page, settle_quotes
from sphinx_roundup.links.labels import note_labels
from sphinx_roundup.links.missing import limit_warnings
from sphinx_roundup.links.resolve import settle_links
from sphinx_roundup.log import report_problems, warn
from sphinx_roundup.nodes import REPORT, find_all, has_any, kinds_in
from sphinx_roundup.page.anchors import assign_anchors
from sphinx_roundup.page.section import build_section, choose_heading, flatten_deep_sections
from sphinx_roundup.page.surroundings import (
    build_foot,
    can_hold_sections,
    choose_roster,
    frame_page,
    merge_events,
    set_closing_apart,
)
from sphinx_roundup.parsing.headings import is_name
from sphinx_roundup.parsing.parse import parse_report
from sphinx_roundup.parsing.result import ParsedReport
from sphinx_roundup.parsing.transforms import JOIN_PRIORITY
from sphinx_roundup.parsing.translated_head import translate_head
from sphinx_roundup.parsing.translation import find_catalogue
from sphinx_roundup.people.loading import portray_authors
from sphinx_roundup.people.mentions import LinkMentions
from sphinx_roundup.pictures import add_captions, float_images, resolve_images
from sphinx_roundup.problems import Subtype, problem, shown
from sphinx_roundup.reports import People, authors_of, may_be_listed, unify_authors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from gettext import NullTranslations
    from typing import Any

    from sphinx_roundup.context import DirectiveResult
    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports import Report

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
        if standing:
            self._join_all(standing)

    def _join_all(self, placeholders: list[nodes.pending]) -> None:
        gatherings = _without_repeats([node.details["gathering"] for node in placeholders])
        gathered = self._prepare(gatherings)
        event = merge_events(gatherings)._replace(has_roster=gathered.roster is not None)
        get_roundup_domain(self.env).note_event(self.env.docname, event)
        frame_page(placeholders, gathered, event, self.config)
        joined: list[tuple[nodes.section, PageReport]] = []
        for placeholder, gathering in zip(placeholders, gatherings, strict=True):
            joined += self._join(placeholder, gathering, gathered)
        if gathered.mentionable:
            details = {"circle": gathered.mentionable, "reports": joined}
            pending = nodes.pending(LinkMentions, details)
            self.document.note_pending(pending, LinkMentions.default_priority)
            self.document.append(pending)
        self._list_nameless(gatherings)
        self._tell_passed_over(gatherings)

    def _prepare(self, gatherings: list[DirectiveResult]) -> PageReports:
        """Settle who is who, and parse every report, before any of them is built."""
        env, docname = self.env, self.env.docname
        listed = get_roundup_domain(env).people_file
        reports, told = unify_authors((r for g in gatherings for r in g.reports), listed)
        settle_quotes((r.lang for r in reports.values() if r.lang), self.document.settings)
        siblings = self._parse([portray_authors(r, env, told[f]) for f, r in reports.items()], told)
        anybody = any(authors_of(reports.values())) or any(
            may_be_listed(p, docname) for p in listed
        )
        roster = choose_roster(gatherings) if anybody else None
        mentionable = None
        if self.config.roundup_mentions != "none":
            people = People(listed, authors_of(reports.values()))
            mentionable = Mentionable.find(
                people, find_author_anchors(siblings), self.config.roundup_mentions
            )
        return PageReports(docname, siblings, mentionable, roster)

    def _parse(
        self, reports: list[Report], told: Mapping[str, list[Problem]]
    ) -> dict[str, PageReport]:
        """Parse every report of the page, under anchors that hang on none of the others."""
        siblings: dict[str, PageReport] = {}
        anchors_of = assign_anchors(reports, self.document.ids)
        written = Counter(person.key for person in authors_of(reports))
        catalogue = find_catalogue(self.env.docname, self.env.srcdir, self.config)
        for report in reports:
            anchors = anchors_of[report.filename]
            siblings[report.filename] = PageReport(
                report=translate_head(report, catalogue),
                parsed=self._parse_one(report, anchors.slug, catalogue),
                anchors=anchors,
                alone=all(written[person.key] == 1 for person in report.authors),
                problems=(*report.problems, *told[report.filename]),
            )
        return siblings

    def _parse_one(
        self, report: Report, slug: str, catalogue: NullTranslations | None
    ) -> ParsedReport:
        if report.unreadable:
            return ParsedReport(slug=slug, failed=True)
        parse = get_roundup_domain(self.env).parse_report or parse_report
        parsed = parse(report, slug, self.document.settings, catalogue)
        # Parsers leave as many objects in cycles as a result has. Freed at once, they don't have
        # the collector search the reports before: a tenth of the time of a thousand reports.
        gc.collect(0)
        return parsed

    def _join(
        self, placeholder: nodes.pending, gathering: DirectiveResult, gathered: PageReports
    ) -> list[tuple[nodes.section, PageReport]]:
        """Put sections in the place of one directive; return them."""
        level = _level_of(placeholder)
        sections = []
        for filename in (report.filename for report in gathering.reports):
            sibling = gathered.by_name[filename]
            section, problems = self._build(sibling, gathering, gathered)
            deep = flatten_deep_sections(section, level + 1)
            problems += [_too_deep(line) for line in deep[:1]]
            most = self.config.roundup_max_warnings
            told = report_problems([*sibling.problems, *problems], section.source, most)
            limit_warnings(section, most - told)
            sections.append(section)
        if sections:
            set_closing_apart(placeholder)
        placeholder.parent.replace(placeholder, sections)
        joined = [(section, gathered.by_name[section[REPORT]]) for section in sections]
        for section, sibling in joined:
            self._note(section, sibling, gathered.mentionable)
        return joined

    def _build(
        self, sibling: PageReport, gathering: DirectiveResult, gathered: PageReports
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
        joining = JoinContext(
            env=self.env,
            docname=self.env.docname,
            section=section,
            report=report,
            parsed=parsed,
            lines=report.text.split("\n"),
            page_reports=gathered.by_name,
        )
        problems = [*parsed.problems, *_tell_anchors(sibling)]
        kinds = kinds_in(section)
        settle_for_page(joining)
        if has_any(kinds, (nodes.image, nodes.figure)):
            problems += resolve_images(joining)
            add_captions(section, self.config.roundup_captions, parsed.slug)
            float_images(section, gathering.float)
        problems += settle_links(joining)
        section += build_foot(report.filename, gathered, self.config)
        return section, problems

    def _note(
        self, section: nodes.section, sibling: PageReport, mentionable: Mentionable | None
    ) -> None:
        """Remember where a report is, and what others may show of it."""
        report, parsed, ids = sibling.report, sibling.parsed, section["ids"]
        note_labels(self.document, self.env.docname, section, parsed)
        pictures = (image["uri"] for image in find_all(section, nodes.image))
        words = report.summary or report.quote
        title = parsed.title.astext() if parsed.title else report.title
        place = Place(
            self.env.docname,
            ids[0],
            next(section.findall(nodes.title)).astext(),
            dict(parsed.fragments),
            labels=tuple(parsed.labels),
            authors=report.authors,
            anchors=tuple(sibling.anchors.anchor_of(author) for author in report.authors),
            ids=tuple(ids),
            title=None if title is None or is_name(title, report) else title,
            date=report.date,
            words=words and mentionable.spell_out(words) if mentionable else words,
            picture=next((uri.removeprefix("/") for uri in pictures), None),
            updated=report.updated,
            url=report.url,
            lang=report.lang,
            described=tuple(parsed.objects.items()),
        )
        get_roundup_domain(self.env).note_place(report.filename, place)

    def _tell_passed_over(self, gatherings: list[DirectiveResult]) -> None:
        """Warn about files that look like reports, unless a report links to them."""
        if not any(gathering.passed_over for gathering in gatherings):
            return
        downloads = self.document.findall(addnodes.download_reference)
        given = {node["reftarget"].removeprefix("/") for node in downloads}
        message = "this file is not in the roundup; to add it: %s"
        for filename, cure in (each for g in gatherings for each in g.passed_over):
            if filename not in given:
                path = f"{self.env.srcdir / shown(filename)}:1"
                warn(Subtype.FILE, message, cure, location=path)

    def _list_nameless(self, gatherings: list[DirectiveResult]) -> None:
        nameless = [r.filename for g in gatherings for r in g.reports if not r.authors]
        if nameless:
            message = "%s: reports without an author: %s"
            logger.info(message, self.env.docname, ", ".join(nameless))


def _without_repeats(results: list[DirectiveResult]) -> list[DirectiveResult]:
    """Leave each report in the first directive that gathers it."""
    seen: set[str] = set()
    kept: list[DirectiveResult] = []
    for result in results:
        again = [r.filename for r in result.reports if r.filename in seen]
        if again:
            message = "already in a roundup above, and left out here: %s"
            warn(Subtype.CONFIG, message, ", ".join(again), location=result.location)
        own = tuple(r for r in result.reports if r.filename not in seen)
        seen.update(r.filename for r in own)
        kept.append(replace(result, reports=own))
    return kept


def _level_of(node: nodes.Node) -> int:
    """Return how many sections *node* stands in: 1 right below the page's title."""
    level = 0
    while node.parent is not None:
        node = node.parent
        level += isinstance(node, nodes.section)
    return level


def _tell_anchors(sibling: PageReport) -> list[Problem]:
    """Report the anchors that a report doesn't have because they are taken."""
    anchors = sibling.anchors
    message = "the anchor '#%s' is the page's own; this report's is '#%s'"
    told = [problem(Subtype.ANCHOR, 1, message, i, anchors.ids[0]) for i in anchors.lost[:1]]
    if anchors.refused_id:
        message = "the id '%s' is taken on this page; it is '#%s' instead"
        told.append(problem(Subtype.ANCHOR, 1, message, sibling.report.id, anchors.ids[0]))
    return told


def _too_deep(line: int) -> Problem:
    message = "headings go deeper here than a page can show; the deepest become bold lines"
    return problem(Subtype.HEADING, line, message)
