"""Limits on the work that a report may cause, and on the size of its result.

What takes a parser minutes is mostly a mark that begins something which never ends: at each
of them the rest of its paragraph is looked through. So paragraphs are bounded, what is
searched without success is counted, and the result is measured. All of that depends on
the text alone; the time limit is for unforeseen cases.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from functools import cache, partial
from graphlib import CycleError, TopologicalSorter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from markdown_it import MarkdownIt, helpers

from sphinx_roundup.problems import Subtype, problem

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Mapping, MutableMapping

    from markdown_it.renderer import RendererProtocol
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.problems import Problem

_SCANNED = "roundup_scanned"
_OFFSET = "roundup_offset"
_MOST_SCANNED = 5_000_000
"""Characters that may be looked through for the ends of links: five times the largest report."""
_MOST_TARGETS = 100
_MESSAGES_PER_WARNING = 25
"""Docutils' messages are nodes, and each of them is a search without success."""


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
            parseLinkDestination=helpers.parseLinkDestination,
            parseLinkTitle=helpers.parseLinkTitle,
        )

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - markdown-it's method
        """Accept every address.

        Markdown-it leaves ``[text](javascript:x)`` as it is written, without a warning. Here it is
        a link, which page/linking/links.py refuses like any other.
        """
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
    headings = cells = 0
    if len(state.tokens) > 2 * limits.nodes:  # one where a block begins, one where it ends
        raise _too_many(limits.nodes, "parts")
    line = 1
    for token in state.tokens:
        if token.map:
            line = state.env.get(_OFFSET, 0) + token.map[0] + 1
        if token.type == "inline":
            _check_paragraph(token.content, line, limits)
        elif token.type == "heading_open":
            headings += 1
            if headings > limits.headings:
                raise _too_many(limits.headings, "headings", line)
        elif token.type in {"td_open", "th_open"}:
            cells += 1
            if cells > limits.cells:
                raise _too_many(limits.cells, "table cells", line)


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
def _inliner_class(limits: Limits) -> type[Inliner]:
    """Return the class for *limits*.

    Docutils fills its patterns with the variables of the class itself, so that a subclass
    must have them, too.
    """
    patterns = {name: value for name, value in vars(Inliner).items() if isinstance(value, str)}
    return cast("type[Inliner]", type("ReportInliner", (_Bounds,), patterns | {"limits": limits}))


def bounded_inliner(limits: Limits) -> Inliner:
    """Return a parser of inline markup with *limits*."""
    return _inliner_class(limits)()


def bound_messages(document: nodes.document, limits: Limits) -> None:
    """Let docutils give up where it has found too many mistakes.

    It ends in :exc:`UnparsableReport` then.
    """
    most = _MESSAGES_PER_WARNING * limits.warnings
    told = 0

    def count(message: nodes.system_message) -> None:
        nonlocal told
        told += message["level"] > 1
        if told > most:
            raise UnparsableReport(f"it has more than {most} mistakes", message.get("line") or 1)

    document.reporter.attach_observer(count)


# -- What came of it ---------------------------------------------------------------------


def check_size(document: nodes.document, limits: Limits) -> None:
    """Refuse trees that writers and pickle can't walk.

    :raises UnparsableReport: where this is one
    """
    count = cells = 0
    level: list[nodes.Element] = [document]
    for _depth in range(limits.depth + 1):
        children = [child for node in level for child in node.children]
        count += len(children)
        kinds = set(map(type, children))
        if nodes.entry in kinds:
            cells += sum(isinstance(child, nodes.entry) for child in children)
        inner = [c for c in children if isinstance(c, nodes.Element) and c.children]
        for number, most, what in (
            (count, limits.nodes, "parts"),
            (cells, limits.cells, "table cells"),
        ):
            if number > most:
                raise _too_many(most, what)
        for node in level if nodes.target in kinds else ():
            _check_targets(node)
        level = inner
        if not level:
            return
    raise UnparsableReport(f"it is nested more than {limits.depth} levels deep", _line_of(level[0]))


def _check_targets(node: nodes.Element) -> None:
    """Refuse many labels in a row: docutils hands all of them from each to the next."""
    in_row = 0
    for child in node.children:
        in_row = in_row + 1 if isinstance(child, nodes.target) else 0
        if in_row > _MOST_TARGETS:
            raise _too_many(_MOST_TARGETS, "labels in a row", child.line or 1)


def _line_of(node: nodes.Element) -> int:
    """Return the line where the outermost element around *node* that has one begins."""
    lines = []
    while node.parent is not None:
        lines.append(node.line)
        node = node.parent
    return next(filter(None, reversed(lines)), 1)


_NODE = 20
"""What a node weighs, in characters."""


def cut_substitutions(document: nodes.document, limits: Limits) -> list[Problem]:
    """Show substitutions as they are written that would never end, or be too long together.

    Ten definitions of ten references each to the next are ten thousand million words.
    """
    weights = _weigh(document)
    reported: dict[str, Problem] = {}
    spent = 0
    for reference in list(document.findall(nodes.substitution_reference)):
        name = _name_of(reference)
        weight = weights.get(name, 0)
        if weight is not None and spent + weight <= limits.bytes:
            spent += weight
            continue
        message = "the substitution |%s| grows too large, and is shown as it is written"
        if weight is None:
            message = "the substitution |%s| leads back to itself, and is shown as it is written"
        line = next((n.line for n in (reference, reference.parent) if n.line), 1)
        reported.setdefault(name, problem(Subtype.DIRECTIVE, line, message, name))
        text = f"|{reference.astext()}|"
        reference.replace_self(nodes.inline("", text, classes=["roundup-missing"]))
    return list(reported.values())


def _name_of(reference: nodes.substitution_reference) -> str:
    return str(reference["refname"]).lower()


def _weigh(document: nodes.document) -> Mapping[str, int | None]:
    """Return how much each substitution would be, ``None`` for what leads back to itself.

    Docutils ends the report at circles of several substitutions.
    """
    definitions = {name.lower(): node for name, node in document.substitution_defs.items()}
    inner = {
        name: [_name_of(r) for r in definition.findall(nodes.substitution_reference)]
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
