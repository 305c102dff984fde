"""Section of a report: its heading, its byline, its body."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes

from sphinx_roundup.i18n import DIVIDER, _, format_day, host_of, join_names
from sphinx_roundup.nodes import (
    BYLINE_CLASS,
    REPORT,
    REPORT_CLASS,
    build_paragraph,
    divide,
    nodes_in,
    text_nodes,
)
from sphinx_roundup.parsing import clean_address, is_name, offer_summary
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports import SEPARATOR, without_tex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.config import Config

    from sphinx_roundup.context import PageReport, ReportAnchors
    from sphinx_roundup.parsing import ParsedReport
    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports import Report

TITLE_CLASS = "roundup-title"

_MOST_LEVELS = 6
"""HTML has no deeper heading than ``h6``."""


def build_section(
    page_report: PageReport, *, heading: str, classes: Sequence[str], config: Config, path: str
) -> nodes.section:
    """Return the section of a report.

    ::

        <section ids="ana ana--ana" classes="roundup-report language-pt">
            <title>
            <paragraph classes="roundup-title">       where the heading is the author
            <paragraph classes="roundup-byline">
            ... the report's body

    :param heading: ``"author"`` or ``"title"``: see :func:`choose_heading`
    :param path: the report's file, for messages about its heading
    """
    report, parsed = page_report.report, page_report.parsed
    section = nodes.section(ids=[*page_report.anchors.ids, *parsed.title_ids])
    section[REPORT] = report.filename
    language = [f"language-{report.lang}"] if report.lang else []
    section["classes"] = [REPORT_CLASS, *language, *classes]
    section.source, section.line = path, 1
    for node in _build_head(report, parsed, heading, config):
        node.source, node.line = path, node.line or 1
        section.append(node)
    section += _build_substitute(report, parsed)
    section += offer_summary(report, path)
    section += parsed.body
    _add_anchors(section, page_report.anchors)
    return section


def choose_heading(heading: str, report: Report, *, alone: bool) -> str:
    """Return ``"author"`` or ``"title"`` for a value of ``:heading:``.

    ``auto`` is the author; but the title where a report has many authors, or a person has
    several reports on the page and the headings would all be the same.
    """
    if heading != "auto":
        return heading
    return "author" if len(report.authors) <= 2 and alone else "title"


def _build_head(
    report: Report, parsed: ParsedReport, heading: str, config: Config
) -> list[nodes.Element]:
    """Return what is above a report's own text: heading, title, byline."""
    names = join_names((person.name for person in report.authors), config)
    title = parsed.title
    if report.title and title is None:
        title = nodes.title(report.title, without_tex(report.title))
        title.line = report.lines.get("title")
    if heading != "author" or not names:
        other = nodes.title("", names or without_tex(report.stem), translatable=False)
        return [title or other, *_build_byline(report, names if title else "", config)]
    head: list[nodes.Element] = [nodes.title(names, names, translatable=False)]
    if title and not is_name(title.astext(), report):
        line = nodes.paragraph(title.rawsource, "", *title.children, classes=[TITLE_CLASS])
        line.line = title.line
        head.append(line)
    return [*head, *_build_byline(report, "", config)]


def _build_substitute(report: Report, parsed: ParsedReport) -> list[nodes.Node]:
    """Return what replaces a missing body: a link to it, or that it could not be shown."""
    if parsed.failed or report.unreadable:
        text = text_nodes(_("This report could not be shown."))
        return [build_paragraph(text, "roundup-missing")]
    if report.text.strip() or not report.url:
        return []
    summary = [nodes.paragraph("", report.summary)] if report.summary else []
    link = _link(_("Read it at %s") % host_of(report.url), report.url)
    return [*summary, build_paragraph([link])]


def _add_anchors(section: nodes.section, anchors: ReportAnchors) -> None:
    """Give the headings inside an anchor under each prefix of the report's."""
    for inner in [node for node in nodes_in(section) if isinstance(node, nodes.section)]:
        own = [i for i in inner["ids"] if i.startswith(f"{anchors.slug}{SEPARATOR}")]
        tails = [node_id.removeprefix(anchors.slug) for node_id in own]
        forms = [prefix + tail for prefix in anchors.prefixes for tail in tails]
        forms = [form for form in forms if form not in anchors.taken]
        others = [node_id for node_id in inner["ids"] if node_id not in own]
        inner["ids"] = [*others, *forms] if inner is section else [*forms, *others]


# -- Byline ------------------------------------------------------------------------------


def _build_byline(report: Report, names: str, config: Config) -> list[nodes.paragraph]:
    """Return the line of small print, or nothing where it would be empty.

    :param names: the authors, where the heading is the title
    """
    parts = divide(([part] for part in _byline_parts(report, names, config)), DIVIDER)
    return [build_paragraph(parts, BYLINE_CLASS)] if parts else []


def _byline_parts(report: Report, names: str, config: Config) -> Iterator[nodes.Node]:
    if names:
        yield nodes.Text(_("by %s") % names)
    if affiliation := report.affiliation or _affiliation_of(report):
        yield nodes.Text(affiliation)
    yield from (_link(label, url) for label, url in _links_of(report))
    if report.date:
        yield nodes.Text(format_day(report.date, config))
    if report.updated:
        yield nodes.Text(_("updated %s") % format_day(report.updated, config))
    if report.url and report.text.strip():
        yield _link(_("first published at %s") % host_of(report.url), report.url)
    if config.roundup_edit_url:
        name = report.authors[0].name if report.authors else report.stem
        url = config.roundup_edit_url.replace("{path}", quote(report.filename))
        yield _link(_("Edit %s’s report") % name, url)


def _affiliation_of(report: Report) -> str:
    """Return where the authors are from; of several, who is from where."""
    known = [(p.name, p.affiliation) for p in report.authors if p.affiliation]
    affiliations = list(dict.fromkeys(affiliation for _name, affiliation in known))
    if len(report.authors) == 1 or (len(affiliations) == 1 and len(known) == len(report.authors)):
        return "".join(affiliations)
    return ", ".join(f"{name} ({affiliation})" for name, affiliation in known)


def _links_of(report: Report) -> list[tuple[str, str]]:
    """Return the links of a report and of its authors; of several, whose they are."""
    several = len(report.authors) > 1
    own = [
        (f"{person.name}: {label}" if several else label, url)
        for person in report.authors
        for label, url in person.links
    ]
    return list(dict.fromkeys([*report.links, *own]))


def _link(text: str, url: str) -> nodes.reference:
    return nodes.reference("", text, refuri=clean_address(url))


# -- Depth -------------------------------------------------------------------------------


def flatten_deep_sections(section: nodes.section, level: int) -> list[Problem]:
    """Turn headings deeper than ``h6`` into rubrics.

    :param level: of *section*, 1 for the page's title
    :returns: a problem at the first of them, if there are any
    """
    lines = _flatten(section, level)
    message = "headings go deeper here than a page can show; the deepest become bold lines"
    return [problem(Subtype.HEADING, min(lines), message)] if lines else []


def _flatten(section: nodes.section, level: int) -> list[int]:
    lines: list[int] = []
    for child in [n for n in section.children if isinstance(n, nodes.section)]:
        lines += _flatten(child, min(level + 1, _MOST_LEVELS))
        if level >= _MOST_LEVELS:
            lines.append(child.line or 1)
            title, *body = child.children
            rubric = nodes.rubric("", "", *title.children, ids=child["ids"], names=child["names"])
            rubric.source, rubric.line = title.source, title.line
            section.replace(child, [rubric, *body])
    return lines
