"""The isolated parse of one report.

Docutils, Sphinx and MyST keep what they know of a document in the register of roles, the
environment's current document and the log. :func:`isolate` lends a report its own.
"""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from logging import WARNING
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx.util.logging import get_node_location

from sphinx_roundup.limits import limits_of
from sphinx_roundup.parsing.headings import HeadingNotes
from sphinx_roundup.parsing.markdown import parse_markdown
from sphinx_roundup.parsing.resource_limits import bound_messages, parse_rst
from sphinx_roundup.parsing.sphinx_internals import (
    lend_environment,
    lend_roles,
    lend_terms,
    log_of_a_parse,
    new_sphinx_document,
)
from sphinx_roundup.problems import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from logging import LogRecord
    from typing import Literal

    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.parsing.dispatch import ReportDispatcher

TRANSLATED = ":<translated>"
"""Sphinx's addition to the name and line of a text whose translation it parses."""
EPILOG = "<rst_epilog"
"""Beginning of Sphinx's name for the host's text at the end of a translation in reST."""


class Noted(NamedTuple):
    """Results of a parse beside its tree, complete at its end."""

    problems: list[Problem]  # warnings of the parsers
    objects: dict[tuple[str, str], str]
    """Terms and tokens that the report describes: type and name -> id."""


def scratch_docname(filename: str) -> str:
    """Return the docname for parsing *filename*: in its folder, and no page can have it."""
    return f"./{filename}"


def new_document(path: str, settings: Any) -> nodes.document:
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
    return new_sphinx_document(path, settings)


def fill(document: nodes.document, text: str, syntax: Literal["md", "rst"]) -> HeadingNotes:
    """Parse *text* into *document*; return notes on its headings, which Markdown alone has."""
    notes = HeadingNotes([], 0)
    config = document.settings.env.config
    limits = limits_of(config)
    bound_messages(document, limits)
    if syntax == "rst":
        parse_rst(text, document, limits)
    else:
        notes = parse_markdown(text, document, limits, dollarmath=config.roundup_dollarmath)
    document.current_source = document.current_line = None
    return notes


@contextmanager
def isolate(env: BuildEnvironment, filename: str, dispatcher: ReportDispatcher) -> Iterator[Noted]:
    """Parse the report *filename* in the block; yield its results beside its tree."""
    noted = Noted([], {})
    docname = scratch_docname(filename)
    # GitHub leaves a code block without a language plain; in reST it is Sphinx's default.
    language = "default" if filename.endswith("rst") else "text"
    with (
        _keep_objects(env, docname, noted) if dispatcher.has_extras else nullcontext(),
        lend_environment(env, docname, language),
        lend_roles(),
        dispatcher,
        log_of_a_parse() as log,
    ):
        try:
            yield noted
        finally:
            noted.problems.extend(p for p in map(_problem_from_record, log.clear()) if p)
            env.metadata.pop(docname, None)  # MyST's slugs of headings


@contextmanager
def _keep_objects(env: BuildEnvironment, docname: str, noted: Noted) -> Iterator[None]:
    """Leave the project's objects as they were; note the terms and tokens of the report.

    Directives that conf.py allows describe objects, of a page that doesn't exist.
    """
    try:
        with lend_terms(env) as terms:
            yield
    finally:
        noted.objects.update(terms)
        env.clear_doc(docname)


def _problem_from_record(record: LogRecord) -> Problem | None:
    """Return a record of a parser as a problem; ``None`` if it isn't a warning about a report."""
    kind, subtype = getattr(record, "type", None) or "docutils", getattr(record, "subtype", "")
    if record.levelno < WARNING or kind == "duplicate_declaration":  # of the project's object
        return None
    if EPILOG in str(getattr(record, "location", "")):
        return None
    # Docutils quotes the source after the first lines.
    first, *more = record.getMessage().split("\n")
    words = shown(" ".join([first, *more[:2]]) if first.endswith(":") else first, 300)
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


def line_in_report(source: str, lineno: int) -> int:
    """Return the line of a text named *source*: of a translation, that of what is translated."""
    place, is_translation, _ = source.rpartition(TRANSLATED)
    return int(place.rpartition(":")[2]) if is_translation else lineno
