"""Reports joined to their page; :class:`JoinReports` has the steps for each report, in order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from posixpath import splitext
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
from sphinx_roundup.domain import ReportLocation, get_roundup_domain
from sphinx_roundup.links import (
    keep_unknown_quotes,
    limit_warnings,
    note_labels,
    resolve_links,
    set_docname,
)
from sphinx_roundup.log import limit_problems, report_places, warn
from sphinx_roundup.nodes import around, nodes_in
from sphinx_roundup.page.anchors import assign_anchors, check_anchors
from sphinx_roundup.page.captions import add_captions, float_images
from sphinx_roundup.page.images import resolve_images
from sphinx_roundup.page.section import (
    add_faces,
    build_section,
    flatten_deep_sections,
    start_of,
)
from sphinx_roundup.page.surroundings import (
    add_surroundings,
    build_ask,
    choose_roster,
    merge_events,
    remove_misplaced,
    wrap_closing,
)
from sphinx_roundup.parsing import (
    JOIN_PRIORITY,
    ParsedReport,
    find_catalogue,
    is_name,
    parse_report,
    translate_head,
)
from sphinx_roundup.people import complete_sole_author, link_mentions
from sphinx_roundup.problems import Subtype, escape
from sphinx_roundup.reports import People, authors_of, unify_authors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sphinx.config import Config

    from sphinx_roundup.context import DirectiveResult
    from sphinx_roundup.log import Place
    from sphinx_roundup.reports import Report

logger = logging.getLogger(__name__)


class JoinReports(SphinxTransform):
    """Parse the reports of a page and replace each directive by their sections.

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
        """Join the reports of all directives of the page, which share people and anchors."""
        found = [n for n in self.document.findall(nodes.pending) if n.transform is JoinReports]
        directives = remove_misplaced(found)
        if not directives:
            return
        results = _without_repeats([node.details["result"] for node in directives])
        page = self._parse_all(results)
        event = merge_events(results)._replace(has_roster=page.roster is not None)
        get_roundup_domain(self.env).events[self.env.docname] = event
        add_surroundings(directives, page, event, self.config)
        self._places: list[Place] = []
        for directive, result in zip(directives, results, strict=True):
            reports = [page.by_name[report.filename] for report in result.reports]
            level = sum(isinstance(node, nodes.section) for node in around(directive))
            sections = [self._join(report, result, page, level + 1) for report in reports]
            if sections:
                wrap_closing(directive)
            ask = build_ask(result, page, self.env)
            directive.parent.replace(directive, [*sections, *ask])
            # Else docutils looks for it through all ancestors, each time a node gets a child.
            for node in [node for section in sections for node in nodes_in(section)]:
                node.document = self.document
        report_places(self._places)
        self._log(results)

    def _parse_all(self, results: Sequence[DirectiveResult]) -> PageReports:
        """Identify all authors, assign all anchors, and parse all reports, before any is joined."""
        docname, listed = self.env.docname, get_roundup_domain(self.env).people_file
        records, problems = unify_authors((r for each in results for r in each.reports), listed)
        authors = list(authors_of(records.values()))
        keep_unknown_quotes((r.lang for r in records.values() if r.lang), self.document.settings)
        reports = [complete_sole_author(r, self.env, problems[f]) for f, r in records.items()]
        anchors = assign_anchors(reports, self.document.ids)
        count = Counter(author.key for author in authors)
        catalogue = find_catalogue(docname, self.env.srcdir, self.config)
        by_name = {}
        for report in reports:
            name, own = report.filename, anchors[report.filename]
            by_name[name] = PageReport(
                report=translate_head(report, catalogue),
                parsed=ParsedReport(slug=own.slug, failed=True)
                if report.unreadable
                else parse_report(report, own.slug, self.document.settings, catalogue),
                anchors=own,
                alone=all(count[author.key] == 1 for author in report.authors),
                problems=(*report.problems, *problems[name], *check_anchors(own, report)),
            )
        by_name = _name_namesakes(by_name)
        mentionable = None
        if (mentions := self.config.roundup_mentions) != "none":
            people = People(listed, authors)
            mentionable = Mentionable.find(people, find_author_anchors(by_name), mentions)
        drafts = tuple(report for each in results for report in each.drafts)
        return PageReports(docname, by_name, mentionable, choose_roster(results), drafts)

    def _join(
        self, page_report: PageReport, result: DirectiveResult, page: PageReports, level: int
    ) -> nodes.section:
        """Return the section of a report, resolved and remembered; report its problems."""
        report, parsed = page_report.report, page_report.parsed
        section = build_section(page_report, result, self.env)
        joining = JoinContext(
            env=self.env,
            docname=self.env.docname,
            section=section,
            report=report,
            parsed=parsed,
            lines=report.text.split("\n"),
            page_reports=page.by_name,
        )
        problems = [*page_report.problems, *parsed.problems]
        set_docname(joining)
        problems += resolve_images(joining)
        add_captions(section, self.config.roundup_captions, parsed.slug)
        float_images(section, result.float)
        add_faces(section, report, self.env)
        problems += resolve_links(joining)
        problems += flatten_deep_sections(section, level)
        note_labels(self.document, self.env.docname, section, parsed)
        place = _place_of(page_report, section, page, self.config)
        locations = get_roundup_domain(self.env).locations.setdefault(self.env.docname, {})
        locations[report.filename] = place
        most = self.config.roundup_max_warnings
        places, count = limit_problems(problems, str(section.source), most)
        self._places += places
        limit_warnings(section, most - count)
        if page.mentionable:
            link_mentions(section, page_report, page.mentionable, self.env)
        return section

    def _log(self, results: Sequence[DirectiveResult]) -> None:
        """Log reports without an author, and files that look like reports and aren't linked."""
        nameless = [r.filename for each in results for r in each.reports if not r.authors]
        if nameless:
            message = "%s: reports without an author: %s"
            logger.info(message, self.env.docname, ", ".join(nameless))
        skipped = [each for result in results for each in result.skipped]
        downloads = self.document.findall(addnodes.download_reference) if skipped else ()
        linked = {node["reftarget"].removeprefix("/") for node in downloads}
        message = "this file is not in the roundup; to add it: %s"
        for filename, hint in skipped:
            if filename not in linked:
                path = f"{self.env.srcdir / escape(filename)}:1"
                warn(Subtype.FILE, message, hint, location=path)


def _without_repeats(results: Sequence[DirectiveResult]) -> list[DirectiveResult]:
    """Leave each report in the first directive that gathers it; it may have several topics."""
    seen: set[str] = set()
    kept: list[DirectiveResult] = []
    for result in results:
        again = [r.filename for r in result.reports if r.filename in seen]
        if again and not result.event.by_topic:
            message = "already in a roundup above, and left out here: %s"
            warn(Subtype.CONFIG, message, ", ".join(again), location=result.location)
        own = tuple(r for r in result.reports if r.filename not in seen)
        seen.update(r.filename for r in own)
        kept.append(replace(result, reports=own))
    return kept


def _name_namesakes(reports: dict[str, PageReport]) -> dict[str, PageReport]:
    """Name the files of reports without an author whose heading and date another has, too."""
    heads = Counter((each.heading, each.report.date) for each in reports.values())
    stems = Counter(each.report.stem for each in reports.values())
    for filename, each in reports.items():
        report = each.report
        if not report.authors and heads[each.heading, report.date] > 1:
            name = report.stem if stems[report.stem] == 1 else splitext(filename)[0]
            reports[filename] = replace(each, name=name)
    return reports


def _place_of(
    page_report: PageReport, section: nodes.section, page: PageReports, config: Config
) -> ReportLocation:
    """Return what other pages may show of a report."""
    report, parsed = page_report.report, page_report.parsed
    title = parsed.title.astext() if parsed.title else report.title
    title = None if title is None or is_name(title, report) else title
    words = report.summary or report.quote
    excerpt = "" if words or (title and report.authors) else start_of(section)
    spell_out = page.mentionable.spell_out if page.mentionable else str
    return ReportLocation(
        page.docname,
        section["ids"][0],
        next(section.findall(nodes.title)).astext(),
        dict(parsed.fragments),
        labels=tuple(parsed.labels),
        authors=report.authors,
        anchors=tuple(page_report.anchors.anchor_of(author) for author in report.authors),
        ids=tuple(section["ids"]),
        title=title,
        date=report.date,
        words=words and spell_out(words),
        excerpt=spell_out(excerpt),
        updated=report.updated,
        url=report.url,
        lang=report.lang,
        topics=report.topics,
        license=_license_of(report, config),
        described=tuple(parsed.objects.items()),
    )


def _license_of(report: Report, config: Config) -> str | None:
    """Return the licence of a report; the project's isn't one of a mere link to a report."""
    takes_default = report.text.strip() and "license" not in report.lines
    return report.license or (config.roundup_license if takes_default else None)
