"""Parse of a report, from its text to :class:`ParsedReport`, in isolation.

Docutils, Sphinx and MyST keep what they know of a document in the register of roles, the
environment's current document and the log. :func:`isolate` lends a report its own.
"""

from __future__ import annotations

import posixpath
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from logging import WARNING, LogRecord
from typing import TYPE_CHECKING, Any, Literal, cast

from docutils import nodes
from docutils.parsers.rst import Parser as RSTParser
from sphinx.util.logging import get_node_location

from sphinx_roundup.config import limits_of
from sphinx_roundup.nodes import WORDS, elements_in, nodes_in
from sphinx_roundup.parsing import scoping
from sphinx_roundup.parsing.attributes import clean_attributes
from sphinx_roundup.parsing.dispatch import ReportDispatcher
from sphinx_roundup.parsing.headings import find_title, may_precede
from sphinx_roundup.parsing.html import DECORATIVE
from sphinx_roundup.parsing.markdown import parse_markdown
from sphinx_roundup.parsing.resource_limits import (
    BoundedDocument,
    BoundedInliner,
    UnparsableReport,
    check_size,
    set_languages,
)
from sphinx_roundup.parsing.sphinx_internals import (
    EPILOG,
    TRANSLATED,
    TooSlow,
    lend_environment,
    lend_roles,
    lend_terms,
    log_of_a_parse,
    new_sphinx_document,
    time_limit,
)
from sphinx_roundup.parsing.transforms import (
    MAKE_LOCAL,
    REFUSE,
    Passes,
    ReportLocale,
    apply_transforms,
)
from sphinx_roundup.parsing.valid_content import make
from sphinx_roundup.parsing.valid_tree import make_valid
from sphinx_roundup.problems import Problem, Subtype, escape, problem
from sphinx_roundup.reports import find_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from gettext import NullTranslations

    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.reports import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedReport:
    """The result of parsing one report alone.

    Nothing in it belongs to a page: links and images are as their author wrote them, every
    id begins with the slug, and no node knows a document.
    """

    slug: str  # the beginning of every id of the report, followed by ``--``
    body: tuple[nodes.Node, ...] = ()  # blocks first, then sections, then the footnotes
    title: nodes.title | None = None  # the report's first heading, where it is a title
    title_ids: tuple[str, ...] = ()  # the ids of the section that had this title
    labels: Mapping[str, str] = field(default_factory=dict)
    """Explicit targets, ``(label)=`` or ``.. _label:``: normalised name -> id."""
    equations: Mapping[str, str] = field(default_factory=dict)  # label -> id, in their order
    objects: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Terms and tokens, by directives that the host allows: ``("term", "tide")`` -> id."""
    fragments: Mapping[str, str] = field(default_factory=dict)
    """Of links to this report -> id: the headings' anchors as GitHub makes them, and the labels."""
    problems: tuple[Problem, ...] = ()  # in the order of the lines
    failed: bool = False  # whether it couldn't be parsed: there is no body, and a problem says why


def parse_report(
    report: Report, slug: str, settings: Any, catalogue: NullTranslations | None = None
) -> ParsedReport:
    """Parse *report* alone, under *slug*.

    A pure function: the same record, slug and configuration give an equal result, and
    nothing is written to the environment, the page or the log.

    :param settings: docutils' settings of the page, with Sphinx's ``env`` among them
    """
    env = settings.env
    locate = partial(find_line, report.text.split("\n"))
    document = new_document(str(env.srcdir / report.filename), settings)
    dispatcher = ReportDispatcher(env, locate)
    limits = limits_of(env.config)
    passes = Passes(document, locate, limits, report.lang or env.config.language)
    try:
        isolation = isolate(env, report.filename, dispatcher)
        with isolation as (logged, objects), time_limit(limits.seconds):
            first_level = fill(document, report.text, report.syntax)
            passes.run(REFUSE)
            check_size(document, limits)
            scoping.note_words(document)
            if catalogue and report.filename.endswith(tuple(env.config.source_suffix)):
                details = {"report": report, "catalogue": catalogue, "passes": passes}
                document.note_pending(nodes.pending(ReportLocale, details))
            apply_transforms(document, report.syntax)
            check_size(document, limits)
            passes.run(MAKE_LOCAL)
            passes.problems += make_valid(document)
            check_size(document, limits)
        passes.problems += set_languages(document, limits)  # within a time limit of its own
        problems = [*passes.problems, *dispatcher.problems, *logged]
        parsed = _finish(document, slug, problems, objects)
        return _with_cover(_with_title(parsed, report, first_level), report)
    except (Exception, TooSlow) as error:  # noqa: BLE001 - one report must never cost the page
        return _failed(slug, error)


def _failed(slug: str, error: BaseException) -> ParsedReport:
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, RecursionError):
        reason = "it is nested too deeply"
    elif isinstance(error, TooSlow | UnparsableReport):
        reason = str(error)
    line = error.line if isinstance(error, UnparsableReport) else 1
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
    labels = scoping.find_labels(document, anchor_of)
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
        return parsed if report.title else _with_title_of_html(parsed, report)
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


def _with_title_of_html(parsed: ParsedReport, report: Report) -> ParsedReport:
    """Take the ``<h1>`` for the title that many a README begins with."""
    index = next((n for n, node in enumerate(parsed.body) if not may_precede(node)), 0)
    heading = parsed.body[index] if parsed.body else None
    if not isinstance(heading, nodes.rubric) or "<h1" not in report.text.lower():
        return parsed
    title, ids = make(nodes.title, heading, heading.children), tuple(heading["ids"])
    above = cast("tuple[nodes.Element, ...]", parsed.body[:index])
    others = [node for node in above if node.get("refid") not in ids]
    body = (*others, *parsed.body[index + 1 :])
    return replace(parsed, title=title, title_ids=ids, body=body)


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


def scratch_docname(filename: str) -> str:
    """Return the docname for parsing *filename*: in its folder, and no page can have it."""
    return f"./{filename}"


def new_document(path: str, settings: Any) -> BoundedDocument:
    """Return an empty document for the report at *path*, with the page's *settings*."""
    settings = settings.copy()
    settings.raw_enabled = False
    settings.file_insertion_enabled = False
    settings.halt_level = 5
    settings.line_length_limit = settings.env.config.roundup_max_line
    settings.id_prefix = ""
    settings.roundup_page = settings.env.docname
    settings.roundup_trusted = set()
    settings.pep_references = settings.rfc_references = None
    return new_sphinx_document(BoundedDocument, path, settings)


def fill(document: BoundedDocument, text: str, syntax: Literal["md", "rst"]) -> int:
    """Parse *text* into *document*; return the level of its first heading in Markdown, or 0."""
    first_level = 0
    config = document.settings.env.config
    limits = limits_of(config)
    document.set_limits(limits)
    if syntax == "rst":
        # Sphinx's parser adds the host's prolog.
        RSTParser(inliner=BoundedInliner()).parse(text, document)
    else:
        first_level = parse_markdown(text, document, limits, dollarmath=config.roundup_dollarmath)
    document.current_source = document.current_line = None
    return first_level


@contextmanager
def isolate(
    env: BuildEnvironment, filename: str, dispatcher: ReportDispatcher
) -> Iterator[tuple[list[Problem], dict[tuple[str, str], str]]]:
    """Parse the report *filename* in the block.

    :yields: warnings of the parsers, and terms and tokens (type and name -> id), both complete at
        the end
    """
    logged: list[Problem] = []
    docname = scratch_docname(filename)
    # GitHub leaves a code block without a language plain; in reST it is Sphinx's default.
    language = "default" if filename.endswith("rst") else "text"
    terms: AbstractContextManager[dict[tuple[str, str], str]] = nullcontext({})
    if dispatcher.has_extras:  # it could describe objects
        terms = lend_terms(env, docname)
    with (
        terms as objects,
        lend_environment(env, docname, language),
        lend_roles(),
        dispatcher,
        log_of_a_parse() as log,
    ):
        try:
            yield logged, objects
        finally:
            logged += filter(None, map(_problem_from_record, log.clear()))
            env.metadata.pop(docname, None)  # MyST's slugs of headings


def _problem_from_record(record: LogRecord) -> Problem | None:
    """Return a record of a parser as a problem; ``None`` if it isn't a warning about a report."""
    kind, subtype = getattr(record, "type", None) or "docutils", getattr(record, "subtype", "")
    is_of_host = kind == "duplicate_declaration" or EPILOG in str(getattr(record, "location", ""))
    if record.levelno < WARNING or is_of_host:
        return None
    # Docutils quotes the source after the first lines.
    first, *more = record.getMessage().split("\n")
    words = escape(" ".join([first, *more[:2]]) if first.endswith(":") else first, 300)
    return Problem(subtype, _line_of(record), "%s", (words,), kind)


def _line_of(record: LogRecord) -> int:
    """Return the line of a record: its location is a node, a docname and line, or a string."""
    location = getattr(record, "location", None)
    if isinstance(location, nodes.Node):
        location = get_node_location(location)
    if isinstance(location, tuple):
        location = f"{location[0]}:{location[1]}"
    line = str(location).partition(TRANSLATED)[0].rpartition(":")[2]
    return max(int(line), 1) if line.isdecimal() else 1
