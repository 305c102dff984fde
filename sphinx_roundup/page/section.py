"""The section of a report: its heading, its small print, its body."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes

from sphinx_roundup.i18n import DIVIDER, _, format_day, host_of, join_names
from sphinx_roundup.nodes import BYLINE_CLASS, REPORT, REPORT_CLASS, nodes_in
from sphinx_roundup.parsing.attributes import clean_address
from sphinx_roundup.parsing.headings import is_name
from sphinx_roundup.parsing.translated_head import offer_summary
from sphinx_roundup.reports import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.config import Config

    from sphinx_roundup.context import ReportAnchors
    from sphinx_roundup.parsing.result import ParsedReport
    from sphinx_roundup.reports import Report

TITLE_CLASS = "roundup-title"

MOST_LEVELS = 6
"""HTML has no deeper heading than ``h6``."""


def build_section(
    report: Report,
    parsed: ParsedReport,
    anchors: ReportAnchors,
    *,
    heading: str,
    classes: Sequence[str],
    config: Config,
    path: str,
) -> nodes.section:
    """Return the section of *report*.

    ::

        <section ids="ana ana--ana" classes="roundup-report language-pt">
            <title>
            <paragraph classes="roundup-title">       where the heading is the author
            <paragraph classes="roundup-byline">
            ... the report's body

    :param heading: ``"author"`` or ``"title"``: see :func:`choose_heading`.
    :param path: the report's file, for messages about its heading.
    """
    section = nodes.section(ids=[*anchors.ids, *parsed.title_ids])
    section[REPORT] = report.filename
    section["classes"] = [REPORT_CLASS, *_language_class(report), *classes]
    for node in _build_head(report, parsed, heading, config):
        node.source, node.line = path, node.line or 1
        section.append(node)
    section += _pointer(report, parsed)
    section += offer_summary(report, path)
    section += parsed.body
    section.source, section.line = path, 1
    _add_anchors(section, anchors)
    return section


def _build_head(
    report: Report, parsed: ParsedReport, heading: str, config: Config
) -> list[nodes.Element]:
    """Return what stands above a report's own words: heading, title, small print."""
    names = join_names((person.name for person in report.authors), config)
    title = _title_of(report, parsed)
    if heading != "author" or not names:
        words = names or report.stem
        shown = title or nodes.title("", words, translatable=False)
        return [shown, *build_byline(report, names if title else "", config)]
    head: list[nodes.Element] = [nodes.title(names, names, translatable=False)]
    if title and not is_name(title.astext(), report):
        head.append(_below(title))
    return [*head, *build_byline(report, "", config)]


def _below(title: nodes.title) -> nodes.paragraph:
    """Return the report's title as a line below its author."""
    line = nodes.paragraph(title.rawsource, "", *title.children, classes=[TITLE_CLASS])
    line.line = title.line
    return line


def choose_heading(wanted: str, report: Report, *, alone: bool) -> str:
    """Return ``"author"`` or ``"title"`` for the ``:heading:`` *wanted*.

    ``auto`` is the author; but the title where a report has many authors, or a person has
    several reports on the page and the headings would all be the same.
    """
    if wanted != "auto":
        return wanted
    return "author" if len(report.authors) <= 2 and alone else "title"


def _title_of(report: Report, parsed: ParsedReport) -> nodes.title | None:
    if report.title and parsed.title is None:
        title = nodes.title(report.title, report.title)
        title.line = report.lines.get("title")
        return title
    return parsed.title


def _language_class(report: Report) -> list[str]:
    return [f"language-{report.lang}"] if report.lang else []


def _add_anchors(section: nodes.section, anchors: ReportAnchors) -> None:
    """Give the headings inside an anchor under each prefix of the report's."""
    for inner in [node for node in nodes_in(section) if isinstance(node, nodes.section)]:
        own = [i for i in inner["ids"] if i.startswith(f"{anchors.slug}{SEPARATOR}")]
        tails = [node_id.removeprefix(anchors.slug) for node_id in own]
        forms = [prefix + tail for prefix in anchors.prefixes for tail in tails]
        forms = [form for form in forms if form not in anchors.taken]
        others = [node_id for node_id in inner["ids"] if node_id not in own]
        inner["ids"] = [*others, *forms] if inner is section else [*forms, *others]


# -- Small print -------------------------------------------------------------------------


def build_byline(report: Report, names: str, config: Config) -> list[nodes.paragraph]:
    """Return the line of small print, or nothing where nothing is to be said.

    :param names: the authors, where the heading is the title.
    """
    parts: list[nodes.Node] = [nodes.Text(words) for words in _who(report, names)]
    parts += [_link(label, url) for label, url in _links_of(report)]
    parts += [nodes.Text(words) for words in _when(report, config)]
    parts += _where(report, config)
    divided = [node for part in parts for node in (nodes.Text(DIVIDER), part)][1:]
    if not divided:
        return []
    return [nodes.paragraph("", "", *divided, classes=[BYLINE_CLASS], translatable=False)]


def _who(report: Report, names: str) -> Iterator[str]:
    if names:
        yield _("by %s") % names
    if affiliation := report.affiliation or _affiliation_of(report):
        yield affiliation


def _when(report: Report, config: Config) -> Iterator[str]:
    if report.date:
        yield format_day(report.date, config)
    if report.updated:
        yield _("updated %s") % format_day(report.updated, config)


def _where(report: Report, config: Config) -> Iterator[nodes.reference]:
    if report.url and report.text.strip():
        yield _link(_("first published at %s") % host_of(report.url), report.url)
    if config.roundup_edit_url:
        url = config.roundup_edit_url.replace("{path}", quote(report.filename))
        yield _link(_("Edit %s’s report") % _first_name(report), url)


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


def _first_name(report: Report) -> str:
    return report.authors[0].name if report.authors else report.stem


def _link(text: str, url: str) -> nodes.reference:
    return nodes.reference("", text, refuri=clean_address(url))


def _pointer(report: Report, parsed: ParsedReport) -> list[nodes.Node]:
    """Return what stands in place of a body: a link to where it is, or that there is none."""
    if parsed.failed or report.unreadable:
        words = _("This report could not be shown.")
        return [nodes.paragraph("", words, classes=["roundup-missing"], translatable=False)]
    if report.text.strip() or not report.url:
        return []
    body: list[nodes.Node] = []
    if report.summary:
        body.append(nodes.paragraph("", report.summary))
    link = _link(_("Read it at %s") % host_of(report.url), report.url)
    body.append(nodes.paragraph("", "", link, translatable=False))
    return body


# -- Depth -------------------------------------------------------------------------------


def flatten_deep_sections(section: nodes.section, level: int) -> list[int]:
    """Turn headings deeper than ``h6`` into rubrics; return their lines.

    :param level: of *section*, 1 for the page's title.
    """
    lines: list[int] = []
    for child in [n for n in section.children if isinstance(n, nodes.section)]:
        if level >= MOST_LEVELS:
            lines += flatten_deep_sections(child, level)
            lines.append(child.line or 1)
            title, *body = child.children
            rubric = nodes.rubric("", "", *title.children, ids=child["ids"], names=child["names"])
            rubric.source, rubric.line = title.source, title.line
            section.replace(child, [rubric, *body])
        else:
            lines += flatten_deep_sections(child, level + 1)
    return sorted(lines)
