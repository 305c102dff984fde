"""Parse of a report, from its text to :class:`ParsedReport`."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes

from sphinx_roundup.limits import limits_of
from sphinx_roundup.nodes import WORDS, elements_in, nodes_in
from sphinx_roundup.parsing import scoping
from sphinx_roundup.parsing.attributes import clean_attributes
from sphinx_roundup.parsing.code_blocks import set_languages
from sphinx_roundup.parsing.dispatch import ReportDispatcher
from sphinx_roundup.parsing.headings import find_title
from sphinx_roundup.parsing.html import DECORATIVE
from sphinx_roundup.parsing.isolation import fill, isolate, new_document
from sphinx_roundup.parsing.resource_limits import UnparsableReport, check_size
from sphinx_roundup.parsing.sphinx_internals import TooSlow, time_limit
from sphinx_roundup.parsing.transforms import (
    MAKE_LOCAL,
    REFUSE,
    Passes,
    ReportLocale,
    apply_transforms,
)
from sphinx_roundup.parsing.valid_tree import make_valid
from sphinx_roundup.problems import Problem, Subtype, problem
from sphinx_roundup.reports import find_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from gettext import NullTranslations

    from sphinx_roundup.reports import Report


_TRAP = (
    "the row of hyphens below a paragraph would make it a heading; it is shown as a rule"
    " (for a rule, leave a line empty above it)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedReport:
    """The result of parsing one report alone.

    Nothing in it belongs to a page: links and images are as their author wrote them, every
    id begins with the slug, and no node knows a document.
    """

    slug: str  # the beginning of every id of the report, followed by ``--``
    body: tuple[nodes.Node, ...] = ()  # blocks first, then sections, then the footnotes
    title: nodes.title | None = None
    """The report's first heading, taken out of the body, where it is a title."""
    title_ids: tuple[str, ...] = ()  # the ids of the section that had this title
    labels: Mapping[str, str] = field(default_factory=dict)
    """Explicit targets, ``(label)=`` or ``.. _label:``: normalised name -> id."""
    equations: Mapping[str, str] = field(default_factory=dict)
    """Labels of equations -> id, in the order of their numbers."""
    objects: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Terms and tokens that the report describes by directives that the host allows: type and
    name in the ``std`` domain, such as ``("term", "tide")`` -> id."""
    fragments: Mapping[str, str] = field(default_factory=dict)
    """Fragments of links to this report -> id: the headings' anchors as GitHub makes them,
    and the labels."""
    problems: tuple[Problem, ...] = ()
    """Problems of the parsers and of the rules for reports, in the order of the lines."""
    failed: bool = False
    """Whether the report couldn't be parsed: there is no body, and a problem says why."""


def parse_report(
    report: Report, slug: str, settings: Any, catalogue: NullTranslations | None = None
) -> ParsedReport:
    """Parse *report* alone, under *slug*.

    A pure function: the same record, slug and configuration give an equal result, and
    nothing is written to the environment, the page or the log.

    :param settings: docutils' settings of the page, with Sphinx's ``env`` among them
    :param catalogue: translations of the page
    """
    env = settings.env
    locate = partial(find_line, report.text.split("\n"))
    document = new_document(str(env.srcdir / report.filename), settings)
    dispatcher = ReportDispatcher(env, locate)
    limits = limits_of(env.config)
    passes = Passes(document, locate, limits)
    try:
        with isolate(env, report.filename, dispatcher) as noted, time_limit(limits.seconds):
            headings = fill(document, report.text, report.syntax)
            passes.run(REFUSE)
            check_size(document, limits)
            scoping.note_words(document)
            if catalogue is not None:
                details = {"report": report, "catalogue": catalogue, "passes": passes}
                document.note_pending(nodes.pending(ReportLocale, details))
            apply_transforms(document, report.syntax)
            check_size(document, limits)
            passes.run(MAKE_LOCAL)
        passes.problems += set_languages(document, limits)  # within a time limit of its own
        with time_limit(limits.seconds):
            passes.problems += make_valid(document)
            check_size(document, limits)
            traps = [problem(Subtype.HEADING, line, _TRAP) for line in headings.traps]
            problems = [*traps, *passes.problems, *dispatcher.problems, *noted.problems]
            parsed = _finish(document, slug, problems, noted.objects)
        return _with_cover(_with_title(parsed, report, headings.first_level), report)
    except (Exception, TooSlow) as error:  # noqa: BLE001 - one report must never cost the page
        return _failed(slug, error)


def _failed(slug: str, error: BaseException) -> ParsedReport:
    line, reason = 1, f"{type(error).__name__}: {error}"
    if isinstance(error, RecursionError):
        reason = "it is nested too deeply"
    elif isinstance(error, TooSlow):
        reason = "it takes too long to read"
    elif isinstance(error, UnparsableReport):
        line, reason = error.line, str(error)
    failure = problem(Subtype.PARSE, line, "this report can't be shown: %s", reason)
    return ParsedReport(slug=slug, problems=(failure,), failed=True)


def _finish(
    document: nodes.document,
    slug: str,
    problems: list[Problem],
    objects: Mapping[tuple[str, str], str],
) -> ParsedReport:
    """Put the ids of *document* under *slug*, clean its attributes, and take it apart."""
    elements = elements_in(document)
    scoping.set_source_info(document, elements)
    equations = scoping.number_equations(document, elements)
    anchor_of = scoping.anchors_under(slug, document, elements)
    labels = scoping.find_labels(document, elements)
    fragments = scoping.find_fragments(slug, document, anchor_of) | labels
    scoping.rename_ids(document, elements, anchor_of)
    problems += clean_attributes(document, slug, document.settings.roundup_trusted)
    return ParsedReport(
        slug=slug,
        body=tuple(_detached(document.children)),
        labels={label: anchor_of[node_id] for label, node_id in labels.items()},
        equations={label: anchor_of[node_id] for label, node_id in equations.items()},
        objects={key: anchor_of[i] for key, i in objects.items() if i in anchor_of},
        fragments={name: anchor_of[node_id] for name, node_id in fragments.items()},
        problems=tuple(sorted(dict.fromkeys(problems), key=lambda each: each.line)),
    )


def _with_title(parsed: ParsedReport, report: Report, first_level: int) -> ParsedReport:
    """Take the title out of the body, where its first heading is one."""
    section = find_title(parsed.body, report, first_level)
    for block in parsed.body:
        cast("nodes.Element", block).attributes.pop(WORDS, None)
    if section is None:
        return parsed
    index = parsed.body.index(section)
    title, *children = _detached(section.children)
    if not title.astext().strip() and title.children:  # a picture: no name for a report
        children.insert(0, nodes.paragraph("", "", *title.children))
    return replace(
        parsed,
        title=cast("nodes.title", title) if title.astext().strip() else None,
        title_ids=tuple(section["ids"]),
        body=(*parsed.body[:index], *children, *parsed.body[index + 1 :]),
    )


def _with_cover(parsed: ParsedReport, report: Report) -> ParsedReport:
    """Put the picture of the front matter above the text, unless that shows it, too."""
    if report.image is None or posixpath.basename(report.image[0]) in report.text:
        return parsed
    image = nodes.image(uri=report.image[0], alt=report.image[1])
    image[DECORATIVE] = True
    image.line = report.lines.get("image")
    return replace(parsed, body=(image, *parsed.body))


def _detached(body: list[nodes.Node]) -> list[nodes.Node]:
    """Detach *body* from its document, which would follow it into the page's pickle."""
    for top in body:
        top.parent = None
        for node in nodes_in(top):
            node.document = None  # type: ignore[assignment] # types-docutils knows no loose node
    return body
