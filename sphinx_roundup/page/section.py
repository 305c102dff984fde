"""Section of a report: its heading, its byline, its body."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes

from sphinx_roundup.domain import get_roundup_domain, words_of
from sphinx_roundup.i18n import DIVIDER, _, format_day, host_of, join_names
from sphinx_roundup.nodes import (
    BYLINE_CLASS,
    REPORT,
    REPORT_CLASS,
    TITLE_CLASS,
    build_paragraph,
    divide,
    find_all,
    is_ours,
    nodes_in,
    only_in,
    put_into,
    text_nodes,
)
from sphinx_roundup.parsing import clean_address, is_name, offer_summary
from sphinx_roundup.people import build_faces, build_link
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports import SEPARATOR, Person, collapsed, license_url, without_tex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.context import DirectiveResult, PageReport, ReportAnchors
    from sphinx_roundup.parsing import ParsedReport
    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports import Report

_NAME_CLASS = "roundup-name"
_HEAD = frozenset({_NAME_CLASS, TITLE_CLASS, BYLINE_CLASS})

_MOST_LEVELS = 6
"""HTML has no deeper heading than ``h6``."""


def build_section(
    page_report: PageReport, result: DirectiveResult, env: BuildEnvironment
) -> nodes.section:
    """Return the section of a report.

    ::

        <section ids="ana ana--ana" classes="roundup-report language-pt">
            <title classes="roundup-name">
            <paragraph classes="roundup-title">       the title, or the names below a title
            <paragraph classes="roundup-byline">
            <paragraph classes="roundup-title">       the file, if two reports look the same
            ... the report's body

    The names are the heading, unless a person has several reports on the page: their headings
    would all be the same.
    """
    report, parsed = page_report.report, page_report.parsed
    path = str(env.srcdir / report.filename)
    section = nodes.section(ids=[*page_report.anchors.ids, *parsed.title_ids])
    section[REPORT] = report.filename
    language = [f"language-{report.lang}"] if report.lang else []
    section["classes"] = [REPORT_CLASS, *language, *result.classes]
    section.source, section.line = path, 1
    auto = "author" if page_report.alone else "title"
    heading = auto if result.heading == "auto" else result.heading
    for node in _build_head(report, parsed, heading, env.config):
        node.source, node.line = path, node.line or 1
        section.append(node)
    if page_report.name:
        section += build_paragraph([nodes.Text(without_tex(page_report.name))], TITLE_CLASS)
    section += _build_substitute(report, parsed)
    section += offer_summary(report, path)
    section += parsed.body
    _add_anchors(section, page_report.anchors)
    return section


def _build_head(
    report: Report, parsed: ParsedReport, heading: str, config: Config
) -> list[nodes.Element]:
    """Return what is above a report's own text: heading, title, byline."""
    names = join_names((person.name for person in report.authors), config)
    title = parsed.title or _title_of(report)
    if title and (heading == "title" or not names):
        first = title
        second = build_paragraph([nodes.Text(names)], TITLE_CLASS)
    else:
        first = nodes.title(names, names or without_tex(report.stem), translatable=False)
        second = nodes.paragraph("", "", classes=[TITLE_CLASS])
        if title:
            second.rawsource, second.line = title.rawsource, title.line
            second += title.children
    is_titled = title and names and not is_name(title.astext(), report)
    first["classes"].append(_NAME_CLASS)
    return [first, *([second] if is_titled else []), *_build_byline(report, config)]


def _title_of(report: Report) -> nodes.title | None:
    if not report.title:
        return None
    title = nodes.title(report.title, without_tex(report.title))
    title.line = report.lines.get("title")
    return title


def add_faces(section: nodes.section, report: Report, env: BuildEnvironment) -> None:
    """Show the authors' faces beside the head, after the names for screen readers.

    Not earlier than here: passes over a report's own images don't see them.
    """
    faces = build_faces(report.authors or (Person(section.children[0].astext()),))
    classes, faces["classes"] = faces["classes"], []
    images = find_all(faces, nodes.image)
    for image in images:
        get_roundup_domain(env).note_picture(env.docname, image["uri"])
        image["uri"] = f"/{image['uri']}"  # else Sphinx looks for it beside the page
    block = only_in("html or latex", build_paragraph([faces], *classes))
    if not images:  # initials, in one node: large pages have thousands
        html = f'<p class="{" ".join(classes)}"><span>{faces.astext()}</span></p>\n'
        block = only_in("html", nodes.raw("", html, format="html"))
    section.insert(len(_head_of(section)), block)


def add_to_byline(section: nodes.section, words: Sequence[nodes.Node]) -> None:
    """Add words to the end of a report's byline, which may be missing."""
    head = _head_of(section)
    byline = next((node for node in head if BYLINE_CLASS in node["classes"]), None)
    if byline is None:
        byline = build_paragraph([], BYLINE_CLASS)
        section.insert(len(head), byline)
    byline += [*text_nodes(DIVIDER if byline.children else ""), *words]


def build_license(identifier: str | None) -> list[nodes.Node]:
    """Return the licence of a report as a paragraph, if it has one."""
    if not identifier:
        return []
    link = nodes.reference("", identifier, refuri=license_url(identifier), rel="license")
    return [build_paragraph(put_into(_("Licence: %s"), [link]), "roundup-license")]


def _head_of(section: nodes.section) -> list[nodes.Element]:
    elements = (node for node in section.children if isinstance(node, nodes.Element))
    return [*takewhile(lambda node: _HEAD.intersection(node["classes"]), elements)]


def _build_substitute(report: Report, parsed: ParsedReport) -> list[nodes.Node]:
    """Return what replaces a missing body: a link to it, or that it could not be shown."""
    if parsed.failed or report.unreadable:
        text = text_nodes(_("This report could not be shown."))
        return [build_paragraph(text, "roundup-missing")]
    if report.text.strip() or not report.url:
        return []
    summary = [nodes.paragraph("", report.summary)] if report.summary else []
    link = _link(_("Read it at %s") % host_of(report.url), report.url)
    return [*summary, build_paragraph([link], "roundup-elsewhere")]


def start_of(section: nodes.section) -> str:
    """Return how a report's text begins, up to 90 characters; nothing of less than 40."""
    text, longest, least = "", 90, 40
    for paragraph in _paragraphs_of(section):
        text = collapsed(f"{text} {words_of(paragraph)}")
        if len(text) > longest:
            cut = text[:longest]
            return f"{cut.rpartition(' ')[0] or cut}…"
    return text if len(text) >= least else ""


def _paragraphs_of(section: nodes.section) -> Iterator[nodes.paragraph]:
    """Yield the author's paragraphs that stand in a section or in those inside of it."""
    for child in section.children:
        if isinstance(child, nodes.section):
            yield from _paragraphs_of(child)
        elif isinstance(child, nodes.paragraph) and not is_ours(child):
            yield child


def _add_anchors(section: nodes.section, anchors: ReportAnchors) -> None:
    """Give the headings inside an anchor under each prefix of the report's."""
    for inner in [node for node in nodes_in(section) if isinstance(node, nodes.section)]:
        own = [i for i in inner["ids"] if i.startswith(f"{anchors.slug}{SEPARATOR}")]
        tails = [node_id.removeprefix(anchors.slug) for node_id in own]
        forms = [prefix + tail for prefix in anchors.prefixes for tail in tails]
        forms = [form for form in forms if form not in anchors.taken]
        others = [node_id for node_id in inner["ids"] if node_id not in own]
        inner["ids"] = [*others, *forms] if inner is section else [*forms, *others]


def _build_byline(report: Report, config: Config) -> list[nodes.paragraph]:
    """Return the line of small print, or nothing where it would be empty."""
    parts = divide(_byline_parts(report, config), DIVIDER)
    return [build_paragraph(parts, BYLINE_CLASS)] if parts else []


def _byline_parts(report: Report, config: Config) -> Iterator[list[nodes.Node]]:
    is_one = len(report.authors) == 1
    # The only author has what the report says about its author: see complete_sole_author().
    described = report.authors[0] if is_one else report
    yield text_nodes(described.affiliation or "")
    yield [] if is_one else divide(_details_of(report.authors), ", ")
    for label, url in dict.fromkeys(described.links):
        yield [_link(label, url)]
    for message, day in (("%s", report.date), (_("updated %s"), report.updated)):
        yield text_nodes(message % format_day(day, config) if day else "")
    if report.url and report.text.strip():
        yield [_link(_("first published at %s") % host_of(report.url), report.url)]
    if config.roundup_edit_url:
        yield [_build_edit_link(report, config.roundup_edit_url)]


def _build_edit_link(report: Report, url: str) -> nodes.reference:
    name = report.authors[0].name if report.authors else report.stem
    return _link(_("Edit %s’s report") % name, url.replace("{path}", quote(report.filename)))


def _details_of(people: Sequence[Person]) -> Iterator[list[nodes.Node]]:
    """Yield "Ana Ferreira (Porto, website)" for each person with an affiliation or links."""
    for person in people:
        links = ([build_link(person.name, label, url)] for label, url in person.links)
        if details := divide([text_nodes(person.affiliation or ""), *links], ", "):
            yield [nodes.Text(f"{person.name} ("), *details, nodes.Text(")")]


def _link(text: str, url: str) -> nodes.reference:
    return nodes.reference("", text, refuri=clean_address(url))


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
