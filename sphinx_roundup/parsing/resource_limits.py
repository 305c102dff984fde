"""Checks of limits while a report is parsed: work, size of the result, coloured code.

What takes a parser minutes is mostly a mark without its other half: for each of them it searches
the rest of the paragraph. So paragraphs are bounded, searches without success are counted, and
the result is measured. Some lexers need hours for a few thousand blanks, and Sphinx colours code
while it writes: the amount of coloured code is bounded, and lexed here, within a time limit.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager, suppress
from functools import cache, lru_cache, partial
from graphlib import CycleError, TopologicalSorter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.parsers.rst import Parser
from docutils.parsers.rst.states import Inliner
from markdown_it import MarkdownIt, helpers
from pygments.lexers import get_lexer_by_name
from pygments.token import Error
from pygments.util import ClassNotFound
from sphinx import addnodes

from sphinx_roundup.nodes import around, elements_in, find_all, line_of
from sphinx_roundup.parsing.sphinx_internals import TooSlow, time_limit
from sphinx_roundup.parsing.tags import parse_destination
from sphinx_roundup.problems import COMMAND, Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping

    from markdown_it.renderer import RendererProtocol
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from pygments.lexer import Lexer

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.problems import Problem

_SCANNED = "roundup_scanned"
_OFFSET = "roundup_offset"
_MOST_SCANNED = 5_000_000  # characters to search for ends of links: five times the largest report
_MOST_TARGETS = 100
_NODE = 20  # weight of a node, in characters
_MESSAGES_PER_WARNING = 25  # docutils' messages are nodes, and searches without success
_COUNTED = {"heading_open": "headings", "td_open": "table cells", "th_open": "table cells"}


class UnparsableReport(Exception):
    """A report that can't be shown; the message says why."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.line = line


def _too_many(most: int, what: str, line: int = 1) -> UnparsableReport:
    return UnparsableReport(f"it has too many {what}, more than {most}", line)


# -- Markdown ----------------------------------------------------------------------------


class BoundedMarkdown(MarkdownIt):
    """A CommonMark parser that gives up where a report makes too much work."""

    def __init__(
        self, renderer: Callable[[MarkdownIt], RendererProtocol], limits: Limits | None
    ) -> None:
        """Create the parser; without *limits* it reads any text."""
        super().__init__("commonmark", renderer_cls=renderer)
        if limits is None:
            return
        # What is nested deeper is dropped without a word; at this depth the report is refused.
        self.options["maxNesting"] = 2 * limits.depth
        self.core.ruler.after("block", "roundup_bounds", partial(_check_blocks, limits))
        self.helpers = SimpleNamespace(  # type: ignore[assignment] # declared as the module itself
            parseLinkLabel=_parse_link_label,
            parseLinkDestination=parse_destination,
            parseLinkTitle=helpers.parseLinkTitle,
        )

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - markdown-it's method
        """Accept every address: ``javascript:`` is refused, with a warning, with other links."""
        return True


@contextmanager
def nested_at(env: MutableMapping[str, Any], lineno: int) -> Iterator[None]:
    """Note in markdown-it's *env* where the text of a directive begins in its report."""
    before = env.get(_OFFSET, 0)
    env[_OFFSET] = lineno
    try:
        yield
    finally:
        env[_OFFSET] = before


def _check_blocks(limits: Limits, state: StateCore) -> None:
    counts = {"headings": 0, "table cells": 0}
    if len(state.tokens) > 2 * limits.nodes:  # one where a block begins, one where it ends
        raise _too_many(limits.nodes, "parts")
    line = 1
    for token in state.tokens:
        if token.map:
            line = state.env.get(_OFFSET, 0) + token.map[0] + 1
        if token.type == "inline":
            _check_paragraph(token.content, line, limits)
        elif what := _COUNTED.get(token.type):
            counts[what] += 1
            most = limits.cells if what == "table cells" else limits.headings
            if counts[what] > most:
                raise _too_many(most, what, line)


def _check_paragraph(text: str, line: int, limits: Limits) -> None:
    if len(text) > limits.paragraph:
        reason = f"it has a paragraph of more than {limits.paragraph} characters"
        raise UnparsableReport(reason, line)


def _parse_link_label(state: StateInline, start: int, disable_nested: bool = False) -> int:
    """Find the end of a link's text as markdown-it does, and count how far it had to look."""
    end = helpers.parseLinkLabel(state, start, disable_nested)
    scanned = state.env.get(_SCANNED, 0) + (state.posMax if end < 0 else end) - start
    if scanned > _MOST_SCANNED:
        raise UnparsableReport("it has too many square brackets that are never closed")
    state.env[_SCANNED] = scanned
    return end


# -- reST --------------------------------------------------------------------------------


class _Bounds(Inliner):
    """An inline parser for paragraphs that people write."""

    limits: Limits

    def parse(self, text: str, lineno: int, memo: Any, parent: nodes.Element) -> Any:
        """Parse a paragraph, unless it is too long."""
        _check_paragraph(text, lineno, self.limits)
        return super().parse(text, lineno, memo, parent)

    def standalone_uri(self, match: re.Match[str], lineno: int) -> Any:
        """Return a link, unless it would send mail to ``'`` where ``'@ana'`` is written."""
        address = match["email"]
        if address and not any(map(str.isalnum, address.partition("@")[0])):
            return [nodes.Text(match["whole"])]
        return super().standalone_uri(match, lineno)


@cache
def bounded_inliner(limits: Limits) -> type[Inliner]:
    """Return a parser of inline markup, with the patterns that docutils looks up in its class."""
    patterns = {name: value for name, value in vars(Inliner).items() if isinstance(value, str)}
    return cast("type[Inliner]", type("ReportInliner", (_Bounds,), patterns | {"limits": limits}))


def parse_rst(text: str, document: nodes.document, limits: Limits) -> None:
    """Parse *text* into *document* by docutils' parser: Sphinx's adds the host's prolog."""
    Parser(inliner=bounded_inliner(limits)()).parse(text, document)


def bound_messages(document: nodes.document, limits: Limits) -> None:
    """Raise :exc:`UnparsableReport` where docutils has found too many mistakes."""
    most = _MESSAGES_PER_WARNING * limits.warnings
    count = 0

    def note_message(message: nodes.system_message) -> None:
        nonlocal count
        count += message["level"] > 1
        if count > most:
            raise UnparsableReport(f"it has more than {most} mistakes", message.get("line") or 1)

    document.reporter.attach_observer(note_message)


# -- Results -----------------------------------------------------------------------------


def check_size(document: nodes.document, limits: Limits) -> None:
    """Raise :exc:`UnparsableReport` for a tree that writers and pickle can't walk."""
    counts: Counter[type] = Counter()
    level: list[nodes.Element] = [document]
    for _depth in range(limits.depth + 1):
        children = [child for node in level for child in node.children]
        counts.update(map(type, children))
        if counts.total() > limits.nodes:
            raise _too_many(limits.nodes, "parts")
        if counts[nodes.entry] > limits.cells:
            raise _too_many(limits.cells, "table cells")
        if counts[nodes.target] > limits.labels:
            raise _too_many(limits.labels, "labels")
        for node in level if counts[nodes.target] else ():
            _check_targets(node)
        level = [c for c in children if isinstance(c, nodes.Element) and c.children]
        if not level:
            return
    lines = [node.line for node in around(level[0]) if node.line]  # the innermost first
    line = [level[0].line, *lines][-1] or 1
    raise UnparsableReport(f"it is nested more than {limits.depth} levels deep", line)


def _check_targets(node: nodes.Element) -> None:
    """Refuse many labels in a row: docutils hands all of them from each to the next."""
    in_row = 0
    for child in node.children:
        in_row = in_row + 1 if isinstance(child, nodes.target) else 0
        if in_row > _MOST_TARGETS:
            raise _too_many(_MOST_TARGETS, "labels in a row", child.line or 1)


def cut_substitutions(document: nodes.document, limits: Limits) -> list[Problem]:
    """Show substitutions as they are written where they would never end, or grow too large.

    Ten definitions of ten references each to the next are ten thousand million words.
    """
    weights = _weigh(document)
    problems: list[Problem] = []
    spent = 0
    for reference in list(document.findall(nodes.substitution_reference)):
        name = str(reference["refname"]).lower()
        weight = weights.get(name, 0)
        if weight is not None and spent + weight <= limits.bytes:
            spent += weight
            continue
        reason = "leads back to itself" if weight is None else "grows too large"
        message = f"the substitution |%s| {reason}, and is shown as it is written"
        problems.append(problem(Subtype.DIRECTIVE, line_of(reference), message, name))
        text = f"|{reference.astext()}|"
        reference.replace_self(nodes.inline("", text, classes=["roundup-missing"]))
    return problems


def _weigh(document: nodes.document) -> Mapping[str, int | None]:
    """Return the weight of each substitution, ``None`` for one that leads back to itself.

    Docutils ends the report at circles of several substitutions.
    """
    definitions = {name.lower(): node for name, node in document.substitution_defs.items()}
    inner = {
        name: [r["refname"].lower() for r in definition.findall(nodes.substitution_reference)]
        for name, definition in definitions.items()
    }
    weights: dict[str, int | None] = dict.fromkeys(definitions)
    sorter = TopologicalSorter(inner)
    with suppress(CycleError):  # what is in no circle can be sorted all the same
        sorter.prepare()
    while ready := sorter.get_ready():
        sorter.done(*ready)
        for name in [name for name in ready if name in definitions]:
            definition = definitions[name]
            own = len(definition.astext()) + _NODE * sum(1 for _ in definition.findall())
            weights[name] = own + sum(weights.get(each) or 0 for each in inner[name])
    return weights


# -- Code --------------------------------------------------------------------------------

_LANGUAGE = re.compile(r"[\w+.#/-]{1,50}")
EXAMPLES = (nodes.doctest_block, nodes.literal_block, nodes.comment)
_COLOURLESS = {"none", "text"}
_SECONDS = 0.5  # processor time to lex all code of a report
_PIECE = 50  # characters whose highlighting takes as long as beginning with it
_MOST_TRUSTED = 20
"""Code blocks of a report that are coloured although they may not be in their language: Sphinx
warns of each."""


def replace_doctests(document: nodes.document) -> None:
    """Let Sphinx's ``doctest`` builder find no test among the examples of code."""
    for block in find_all(document, EXAMPLES):
        block.attributes.pop("testnodetype", None)
        if isinstance(block, nodes.doctest_block):
            made = nodes.literal_block(block.rawsource, block.astext(), language="pycon")
            made.source, made.line = block.source, block.line
            block.replace_self(made)


def set_languages(document: nodes.document, limits: Limits) -> list[Problem]:
    """Give each piece of code the language that it would have on a page of its own.

    Otherwise it takes that of the last ``highlight`` of the page, or of the report before.
    """
    pieces: list[nodes.Element] = []
    for node in elements_in(document):
        if isinstance(node, addnodes.highlightlang):
            node.parent.remove(node)
        elif isinstance(node, nodes.literal_block) or (
            isinstance(node, nodes.literal) and node.get("language")
        ):
            pieces.append(node)
    try:
        with time_limit(min(limits.seconds, _SECONDS)):
            plain = _set_languages(pieces, limits.highlighted)
    except TooSlow:
        plain = pieces
        for node in pieces:
            node["language"] = "text"
        message = "the code of this report takes too long to colour, and is shown without colours"
        return [problem(Subtype.PARSE, line_of(node), message) for node in plain[:1]]
    message = "a report can have %d characters of coloured code; the rest has no colours"
    return [problem(Subtype.PARSE, line_of(n), message, limits.highlighted) for n in plain[:1]]


def _set_languages(pieces: list[nodes.Element], most: int) -> list[nodes.Element]:
    """Set the language of each piece of code; return those beyond *most* characters."""
    plain = []
    spent = number = 0
    for node in pieces:
        is_block = isinstance(node, nodes.literal_block)
        node.setdefault("language", "default")
        node.setdefault("force", False)
        node.setdefault("linenos", False)
        number += is_block
        if node["language"] in _COLOURLESS:
            continue
        size = len(node.astext()) + _PIECE
        if spent + size > most:
            plain.append(node)
            node["language"] = "text"
            continue
        spent += size
        is_word = _LANGUAGE.fullmatch(str(node["language"])) and not COMMAND.search(node.astext())
        is_trusted = is_block and number <= _MOST_TRUSTED
        if not (is_word and (_is_in_language(node) or is_trusted)):
            node["language"] = "text"
    return plain


def distrust_code(code: Iterable[nodes.literal_block], most: int) -> int:
    """Show wrong code beyond *most* blocks as plain text; return how many Sphinx may report."""
    blocks = [block for block in code if block.get("language") not in {"default", *_COLOURLESS}]
    trusted = min(most, _MOST_TRUSTED)
    for block in blocks[trusted:_MOST_TRUSTED]:
        if not _is_in_language(block):
            block["language"] = "text"
    return min(trusted, len(blocks))


def _is_in_language(node: nodes.Element) -> bool:
    language = str(node["language"])
    lexer = find_lexer("python" if language == "default" else language)
    return lexer is not None and all(
        kind is not Error for kind, _text in lexer.get_tokens(node.astext())
    )


@lru_cache(maxsize=1000)
def find_lexer(name: str) -> Lexer | None:
    """Return what highlights a language, if anything does."""
    try:
        return get_lexer_by_name(name)
    except ClassNotFound:
        return None
