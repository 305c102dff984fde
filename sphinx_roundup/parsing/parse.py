"""A report's way from text to a result."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes

from sphinx_roundup.messages import Problem, Subtype, problem
from sphinx_roundup.parsing import anchors, local
from sphinx_roundup.parsing.allowed import MAX_DEPTH, MAX_NODES
from sphinx_roundup.parsing.clean_room import apply_transforms, clean_room, fill, new_document
from sphinx_roundup.parsing.dispatch import ReportDispatcher
from sphinx_roundup.parsing.headings import find_title
from sphinx_roundup.parsing.markup import replace_raw
from sphinx_roundup.parsing.result import ParsedReport
from sphinx_roundup.reports.text import find_line

if TYPE_CHECKING:
    from sphinx_roundup.reports.record import Report


class UnparsableReport(Exception):
    """A report that docutils can't hold; the message says why."""


def parse_report(report: Report, slug: str, settings: Any) -> ParsedReport:
    """Parse *report* alone, under *slug*.

    A pure function: the same record, slug and configuration give an equal result, and
    nothing is written to the environment, the page or the log.

    :param settings: docutils' settings of the page, with Sphinx's ``env`` among them.
    """
    locate = partial(find_line, report.text.split("\n"))
    path = str(settings.env.srcdir / report.filename)
    document = new_document(path, settings)
    dispatcher = ReportDispatcher(settings.env, locate)
    try:
        with clean_room(settings.env, report.filename, dispatcher) as told:
            notes = fill(document, report.text, report.syntax)
            refused = [*replace_raw(document, locate), *local.refuse_formulas(document)]
            _check_size(document)
            anchors.note_words(document)
            apply_transforms(document, report.syntax)
        problems = [*map(_trap_problem, notes.traps), *refused, *dispatcher.problems, *told]
        in_order = sorted(dict.fromkeys(problems), key=lambda told: told.line)
        parsed = replace(
            _finish(document, slug, in_order),
            lasting=dispatcher.lasting and document.settings.roundup_lasting,
        )
        return _with_title(parsed, report, notes.first_level)
    except Exception as error:  # noqa: BLE001 - one report must never cost the page
        return _failed(slug, error)


def _check_size(document: nodes.document) -> None:
    """Refuse trees that writers and pickle can't walk."""
    count = 0
    level: list[list[nodes.Node]] = [document.children]
    for _depth in range(MAX_DEPTH + 1):
        level = [list(node.children) for children in level for node in children if node.children]
        count += sum(map(len, level))
        if not level:
            return
        if count > MAX_NODES:
            raise UnparsableReport("it has too many parts")
    raise UnparsableReport(f"it is nested more than {MAX_DEPTH} levels deep")


def _failed(slug: str, error: Exception) -> ParsedReport:
    if isinstance(error, RecursionError):
        reason = "it is nested too deeply"
    elif isinstance(error, UnparsableReport):
        reason = str(error)
    else:
        reason = f"{type(error).__name__}: {error}"
    told = problem(Subtype.PARSE, 1, "this report can't be shown: %s", reason)
    return ParsedReport(slug=slug, problems=(told,), failed=True, lasting=False)


def _trap_problem(line: int) -> Problem:
    message = (
        "the row of hyphens below a paragraph would make it a heading; it is shown as a rule"
        " (for a rule, leave a line empty above it)"
    )
    return problem(Subtype.HEADING, line, message)


def _finish(document: nodes.document, slug: str, problems: list[Problem]) -> ParsedReport:
    """Make what belongs to a document the report's own, and take the document apart."""
    local.plain_problematic(document)
    local.make_citations_local(document)
    local.fill_empty(document)
    local.clean_text(document)
    local.settle_code(document)
    local.settle_transitions(document)
    local.move_footnotes_to_end(document)
    local.settle_highlighting(document)
    equations = local.number_equations(document)
    anchor_of = anchors.anchors_under(slug, document)
    labels = anchors.find_labels(document)
    fragments = anchors.find_fragments(slug, document, anchor_of) | labels
    anchors.rename_ids(document, anchor_of)
    return ParsedReport(
        slug=slug,
        body=tuple(_detached(document.children)),
        labels={label: anchor_of[node_id] for label, node_id in labels.items()},
        equations={label: anchor_of[node_id] for label, node_id in equations.items()},
        fragments={name: anchor_of[node_id] for name, node_id in fragments.items()},
        problems=tuple(problems),
    )


def _with_title(parsed: ParsedReport, report: Report, first_level: int) -> ParsedReport:
    """Take the title out of the body, where its first heading is one."""
    section = find_title(parsed.body, report, first_level)
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
    """Cut *body* off its document, which would otherwise follow it into every pickle."""
    for top in body:
        top.parent = None
        for node in top.findall():
            node.document = None  # type: ignore[assignment] # types-docutils knows no loose node
    return body
