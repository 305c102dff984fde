"""Parse of a report, from text to result."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes

from sphinx_roundup.limits import limits_of
from sphinx_roundup.nodes import has_any, kinds_in, nodes_in
from sphinx_roundup.parsing import anchors, code_blocks, scoping
from sphinx_roundup.parsing.attributes import clean_attributes
from sphinx_roundup.parsing.dispatch import ReportDispatcher
from sphinx_roundup.parsing.headings import find_title
from sphinx_roundup.parsing.html import replace_html
from sphinx_roundup.parsing.isolation import clean_room, fill, new_document
from sphinx_roundup.parsing.resource_limits import UnparsableReport, check_size, cut_substitutions
from sphinx_roundup.parsing.result import ParsedReport
from sphinx_roundup.parsing.sphinx_internals import TooSlow, time_limit
from sphinx_roundup.parsing.transforms import apply_transforms
from sphinx_roundup.parsing.translation import note_translation
from sphinx_roundup.parsing.valid_tree import make_valid
from sphinx_roundup.problems import Problem, Subtype, problem
from sphinx_roundup.reports import find_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from gettext import NullTranslations

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.reports import Report


_ROOM = 10
"""Levels between the deepest HTML and what costs the whole report."""


def parse_report(
    report: Report, slug: str, settings: Any, catalogue: NullTranslations | None = None
) -> ParsedReport:
    """Parse *report* alone, under *slug*.

    A pure function: the same record, slug and configuration give an equal result, and
    nothing is written to the environment, the page or the log.

    :param settings: docutils' settings of the page, with Sphinx's ``env`` among them.
    :param catalogue: what translates the page
    """
    locate = partial(find_line, report.text.split("\n"))
    path = str(settings.env.srcdir / report.filename)
    document = new_document(path, settings)
    dispatcher = ReportDispatcher(settings.env, locate)
    limits = limits_of(settings.env.config)
    try:
        room = clean_room(settings.env, report.filename, dispatcher)
        with room as noted, time_limit(limits.seconds):
            notes = fill(document, report.text, report.syntax)
            refuse = partial(_refuse, document, locate, limits)
            refused = refuse()
            check_size(document, limits)
            anchors.note_words(document)
            translated: list[Problem] = []
            if catalogue is not None:
                translated = note_translation(document, report, catalogue, refuse)
            apply_transforms(document, report.syntax)
            refused += translated
            check_size(document, limits)
        with time_limit(limits.seconds):
            _settle(document)
        refused += code_blocks.settle_highlighting(document, limits)
        with time_limit(limits.seconds):
            refused += make_valid(document)
            check_size(document, limits)
            traps = map(_trap_problem, notes.traps)
            problems = [*traps, *refused, *dispatcher.problems, *noted.problems]
            in_order = sorted(dict.fromkeys(problems), key=lambda told: told.line)
            parsed = _finish(document, slug, in_order, noted.objects)
        return _with_title(parsed, report, notes.first_level)
    except (Exception, TooSlow) as error:  # noqa: BLE001 - one report must never cost the page
        return _failed(slug, error)


def _refuse(
    document: nodes.document, locate: Callable[[str, int], int], limits: Limits
) -> list[Problem]:
    """Take out of *document* what reports may not have; return what is to be said."""
    problems: list[Problem] = []
    kinds = kinds_in(document)
    if has_any(kinds, nodes.raw):
        problems += replace_html(document, locate, limits.depth - _ROOM)
        kinds = kinds_in(document)
    if has_any(kinds, scoping.FORMULAS):
        problems += scoping.refuse_formulas(document)
    if has_any(kinds, nodes.substitution_reference):
        problems += cut_substitutions(document, limits)
    return problems


def _failed(slug: str, error: BaseException) -> ParsedReport:
    if isinstance(error, RecursionError):
        reason = "it is nested too deeply"
    elif isinstance(error, TooSlow):
        reason = "it takes too long to read"
    elif isinstance(error, UnparsableReport):
        reason = str(error)
    else:
        reason = f"{type(error).__name__}: {error}"
    line = error.line if isinstance(error, UnparsableReport) else 1
    told = problem(Subtype.PARSE, line, "this report can't be shown: %s", reason)
    return ParsedReport(slug=slug, problems=(told,), failed=True)


def _trap_problem(line: int) -> Problem:
    message = (
        "the row of hyphens below a paragraph would make it a heading; it is shown as a rule"
        " (for a rule, leave a line empty above it)"
    )
    return problem(Subtype.HEADING, line, message)


def _finish(
    document: nodes.document,
    slug: str,
    problems: list[Problem],
    objects: Mapping[tuple[str, str], str],
) -> ParsedReport:
    """Make what belongs to a document the report's own, and take the document apart."""
    elements = list(document.findall(nodes.Element))
    scoping.place(document, elements)
    scoping.leave_scopes(elements)
    equations = scoping.number_equations(document, elements)
    anchor_of = anchors.anchors_under(slug, document, elements)
    labels = anchors.find_labels(document, elements)
    fragments = anchors.find_fragments(slug, document, anchor_of) | labels
    anchors.rename_ids(document, elements, anchor_of)
    unknown = clean_attributes(document, slug, document.settings.roundup_trusted)
    return ParsedReport(
        slug=slug,
        body=tuple(_detached(document.children)),
        labels={label: anchor_of[node_id] for label, node_id in labels.items()},
        equations={label: anchor_of[node_id] for label, node_id in equations.items()},
        objects={key: anchor_of[i] for key, i in objects.items() if i in anchor_of},
        fragments={name: anchor_of[node_id] for name, node_id in fragments.items()},
        problems=tuple(sorted([*problems, *unknown], key=lambda told: told.line)),
    )


_STEPS: tuple[tuple[type | tuple[type, ...], Callable[[nodes.document], None]], ...] = (
    ((nodes.citation, nodes.citation_reference), scoping.make_citations_local),
    (nodes.Node, scoping.clean_text),
    (code_blocks.EXAMPLES, code_blocks.settle_code),
    (nodes.footnote, scoping.move_footnotes_to_end),
)
"""What is done, in this order, where a report has nodes of a kind."""


def _settle(document: nodes.document) -> None:
    """Make of what belongs to a document what can stand on a page."""
    kinds = kinds_in(document)
    if has_any(kinds, scoping.MESSAGES):
        scoping.plain_problematic(document)
        kinds = kinds_in(document)
    for wanted, settle in _STEPS:
        if has_any(kinds, wanted):
            settle(document)


def _with_title(parsed: ParsedReport, report: Report, first_level: int) -> ParsedReport:
    """Take the title out of the body, where its first heading is one."""
    section = find_title(parsed.body, report, first_level)
    for block in parsed.body:
        cast("nodes.Element", block).attributes.pop(anchors.WORDS, None)
    if section is None:
        return parsed
    place = parsed.body.index(section)
    title, *children = _detached(section.children)
    if not title.astext().strip() and title.children:  # a picture: no name for a report
        children.insert(0, nodes.paragraph("", "", *title.children))
    return replace(
        parsed,
        title=cast("nodes.title", title) if title.astext().strip() else None,
        title_ids=tuple(section["ids"]),
        body=(*parsed.body[:place], *children, *parsed.body[place + 1 :]),
    )


def _detached(body: list[nodes.Node]) -> list[nodes.Node]:
    """Cut *body* off its document, which would otherwise follow it into the page's pickle."""
    for top in body:
        top.parent = None
        for node in nodes_in(top):
            node.document = None  # type: ignore[assignment] # types-docutils knows no loose node
    return body
