"""Checks of limits while a report is parsed: work, size of the result, coloured code.

What takes a parser minutes is mostly a mark without its other half, for which it searches the rest
of the paragraph, or one list in another. So paragraphs and steps are bounded, and the result is
measured. Some lexers need hours for a few thousand blanks, and Sphinx colours code while it
writes: the amount of coloured code is bounded, and lexed here, within a time limit.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from functools import lru_cache, partial
from graphlib import CycleError, TopologicalSorter
from itertools import groupby
from math import inf
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from markdown_it import MarkdownIt, helpers
from pygments.lexers import get_lexer_by_name
from pygments.token import Error
from pygments.util import ClassNotFound
from sphinx import addnodes

from sphinx_roundup.limits import Limits
from sphinx_roundup.nodes import around, find_all, line_of, nodes_in
from sphinx_roundup.parsing.sphinx_internals import TooSlow, time_limit
from sphinx_roundup.parsing.tags import parse_destination
from sphinx_roundup.problems import COMMAND, Problem, Subtype, problem

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Mapping

    from markdown_it.renderer import RendererProtocol
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from pygments.lexer import Lexer


_SCANNED = "roundup_scanned"
OFFSET = "roundup_offset"  # where the text of a directive begins in its report
_MOST_SCANNED = 5_000_000  # characters to search for ends of links: five times the largest report
_MOST_TARGETS = 100
_NODE = 20  # weight of a node, in characters
_MESSAGES_PER_WARNING = 25  # docutils' messages are nodes, and searches without success


class UnparsableReport(Exception):
    """A report that can't be shown; the message says why."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.line = line


def _check(count: int, most: int, what: str, line: int = 1) -> None:
    if count > most:
        raise UnparsableReport(f"it has too many {what}, more than {most}", line)


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


_COUNTED = {"heading_open": "headings"} | dict.fromkeys(("td_open", "th_open"), "table cells")


def _check_blocks(limits: Limits, state: StateCore) -> None:
    _check(len(state.tokens) // 2, limits.nodes, "parts")  # one begins a block, one ends it
    most = {"headings": limits.headings, "table cells": limits.cells}
    counts = dict.fromkeys(most, 0)
    line = 1
    for token in state.tokens:
        if token.map:
            line = state.env.get(OFFSET, 0) + token.map[0] + 1
        if token.type == "inline":
            _check_paragraph(token.content, line)
        elif what := _COUNTED.get(token.type):
            counts[what] += 1
            _check(counts[what], most[what], what, line)


def _check_paragraph(text: str, line: int) -> None:
    if len(text) > Limits.paragraph:
        reason = f"it has a paragraph of more than {Limits.paragraph} characters"
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

    def parse(self, text: str, lineno: int, memo: Any, parent: nodes.Element) -> Any:
        """Parse a paragraph, unless it is too long."""
        _check_paragraph(text, lineno)
        return super().parse(text, lineno, memo, parent)

    def standalone_uri(self, match: re.Match[str], lineno: int) -> Any:
        """Return a link, unless it would send mail to ``'`` where ``'@ana'`` is written."""
        address = match["email"]
        if address and not any(map(str.isalnum, address.partition("@")[0])):
            return [nodes.Text(match["whole"])]
        return super().standalone_uri(match, lineno)


# docutils looks up its patterns in the class itself.
_PATTERNS = {name: value for name, value in vars(Inliner).items() if isinstance(value, str)}
BoundedInliner: type[Inliner] = type("BoundedInliner", (_Bounds,), _PATTERNS)


class BoundedDocument(nodes.document):
    """A document whose parsers give up where docutils takes too many steps, or finds mistakes."""

    _most_steps = _messages = _steps = 0

    def set_limits(self, limits: Limits) -> None:
        """Bound what is parsed from now on."""
        self._most_steps = limits.nodes
        self._most_messages = _MESSAGES_PER_WARNING * limits.warnings
        self.reporter.attach_observer(self._note_message)

    def note_source(self, source: str, offset: int) -> None:
        """Count a step: docutils takes one for each line, at each level of lists in each other."""
        super().note_source(source, offset)
        self._steps += 1
        if self._steps > self._most_steps > 0:
            reason = f"it has too many lines and levels of lists, more than {self._most_steps}"
            raise UnparsableReport(reason, offset + 1)

    def _note_message(self, message: nodes.system_message) -> None:
        self._messages += message["level"] > 1
        if self._messages > self._most_messages:
            reason = f"it has more than {self._most_messages} mistakes"
            raise UnparsableReport(reason, message.get("line") or 1)


# -- Results -----------------------------------------------------------------------------


def check_size(document: nodes.document, limits: Limits) -> None:
    """Raise :exc:`UnparsableReport` for a tree that writers and pickle can't walk."""
    everything: list[nodes.Node] = []
    level: list[nodes.Node] = [document]
    for _depth in range(limits.depth + 2):
        level = [child for node in level for child in node.children]
        everything += level
        if not level or len(everything) > limits.nodes:
            break
    counts = Counter(map(type, everything))
    _check(len(everything), limits.nodes, "parts")
    _check(counts[nodes.entry], limits.cells, "table cells")
    _check(counts[nodes.target], limits.labels, "labels")
    for parent in {id(n.parent): n.parent for n in everything if type(n) is nodes.target}.values():
        # docutils hands all labels in a row from each to the next
        for is_target, row in groupby(parent.children, lambda n: isinstance(n, nodes.target)):
            _check(len(list(row)) if is_target else 0, _MOST_TARGETS, "labels in a row")
    if not level:
        return
    lines = [node.line for node in (level[0], *around(level[0])) if node.line]
    reason = f"it is nested more than {limits.depth} levels deep"
    raise UnparsableReport(reason, min(lines, default=1))


def cut_substitutions(document: nodes.document, limits: Limits) -> list[Problem]:
    """Show substitutions as they are written where they would never end, or grow too large.

    Ten definitions of ten references each to the next are ten thousand million words.
    """
    weights = _weigh(document)
    problems: list[Problem] = []
    firsts: dict[str, str] = {}
    spent = 0.0
    for reference in list(document.findall(nodes.substitution_reference)):
        name = str(reference["refname"]).lower()
        weight = weights.get(name, 0)
        if spent + weight <= limits.bytes:
            spent += weight
            continue
        reason = "leads back to itself" if weight == inf else "grows too large"
        message = f"the substitution |%s| {reason}, and is shown as it is written"
        first = firsts.setdefault(reason, name)  # the log counts those of a kind
        problems.append(problem(Subtype.DIRECTIVE, line_of(reference), message, first))
        text = f"|{reference.astext()}|"
        reference.replace_self(nodes.inline("", text, classes=["roundup-missing"]))
    return problems


def _weigh(document: nodes.document) -> Mapping[str, float]:
    """Return the weight of each substitution, infinite for one that leads back to itself.

    Docutils ends the report at circles of several substitutions.
    """
    definitions = {name.lower(): node for name, node in document.substitution_defs.items()}
    inner = {
        name: [r["refname"].lower() for r in definition.findall(nodes.substitution_reference)]
        for name, definition in definitions.items()
    }
    weights = dict.fromkeys(definitions, inf)
    sorter = TopologicalSorter(inner)
    with suppress(CycleError):  # what is in no circle can be sorted all the same
        sorter.prepare()
    while ready := sorter.get_ready():
        sorter.done(*ready)
        for name in definitions.keys() & ready:
            text, nodes_in_it = definitions[name].astext(), nodes_in(definitions[name])
            own = len(text) + _NODE * len(nodes_in_it)
            weights[name] = own + sum(weights.get(each, 0) for each in inner[name])
    return weights


# -- Code --------------------------------------------------------------------------------

EXAMPLES = (nodes.doctest_block, nodes.literal_block, nodes.comment)
_COLOURLESS = {"none", "text"}
_PLAIN = {"force": False, "linenos": False}
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
    for directive in find_all(document, addnodes.highlightlang):
        directive.parent.remove(directive)
    coloured: list[nodes.Element] = []
    for node in find_all(document, (nodes.literal_block, nodes.literal)):
        if isinstance(node, nodes.literal_block) or node.get("language"):
            node.attributes = {"language": "default", **_PLAIN, **node.attributes}
            coloured += [node] if node["language"] not in _COLOURLESS else []
    message = "a report can have %d characters of coloured code; the rest has no colours"
    args: tuple[int, ...] = (limits.highlighted,)
    try:
        with time_limit(min(limits.seconds, _SECONDS)):
            beyond = _remove_colours(coloured, limits.highlighted)
    except TooSlow:
        beyond, args = coloured, ()
        message = "the code of this report takes too long to colour, and is shown without colours"
    for node in beyond:
        node["language"] = "text"
    return [problem(Subtype.PARSE, line_of(node), message, *args) for node in beyond[:1]]


def _remove_colours(coloured: list[nodes.Element], most: int) -> list[nodes.Element]:
    """Make plain text of what isn't in its language; return what is beyond *most* characters."""
    beyond = []
    spent = blocks = 0
    for node in coloured:
        size = len(node.astext()) + _PIECE
        if spent + size > most:
            beyond.append(node)
            continue
        spent += size
        is_block = isinstance(node, nodes.literal_block)
        blocks += is_block
        is_trusted = is_block and blocks <= _MOST_TRUSTED
        if COMMAND.search(node.astext()) or not (_is_in_language(node) or is_trusted):
            node["language"] = "text"
    return beyond


def limit_code_warnings(code: Iterable[nodes.literal_block], most: int) -> int:
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
