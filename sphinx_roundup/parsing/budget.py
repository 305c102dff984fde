"""How much work a report may make, and how much may come of it.

What takes a parser minutes is mostly a mark that begins something which never ends: at each
of them the rest of its paragraph is looked through. So paragraphs are bounded, what is
looked through in vain is counted, and what comes of it is weighed. All of that depends on
the text alone; the clock is for what nobody thought of.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from markdown_it import helpers

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

    from sphinx_roundup.limits import Limits

_SCANNED = "roundup_scanned"
_OFFSET = "roundup_offset"
_MOST_SCANNED = 5_000_000
"""Characters that may be looked through for the ends of links: five times the largest report."""
_MESSAGES_PER_WARNING = 25
"""Docutils' messages are nodes, and each of them was a search in vain."""


class UnparsableReport(Exception):
    """A report that can't be shown; the message says why."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.line = line


def _too_many(most: int, what: str, line: int = 1) -> UnparsableReport:
    return UnparsableReport(f"it has too many {what}, more than {most}", line)


class TooSlow(BaseException):
    """A report took longer than it may.

    No ``Exception``: parsers catch those of the directives that they run.
    """


# -- Markdown ----------------------------------------------------------------------------


def bound_markdown(md: MarkdownIt, limits: Limits) -> None:
    """Let *md* give up where a report makes too much work."""
    md.core.ruler.after("block", "roundup_bounds", partial(_check_blocks, limits))
    # The helpers are its own public table of functions, for plugins to use.
    md.helpers = SimpleNamespace(  # type: ignore[assignment] # declared as the module itself
        parseLinkLabel=_parse_link_label,
        parseLinkDestination=helpers.parseLinkDestination,
        parseLinkTitle=helpers.parseLinkTitle,
    )


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


def bounded_inliner(limits: Limits) -> Inliner:
    """Return docutils' parser of inline markup, for paragraphs that people write.

    A subclass would break its patterns, which are made of the class's own variables.
    """
    inliner = Inliner()
    parse = inliner.parse

    def parse_bounded(text: str, lineno: int, memo: Any, parent: nodes.Element) -> Any:
        _check_paragraph(text, lineno, limits)
        return parse(text, lineno, memo, parent)

    inliner.parse = parse_bounded  # type: ignore[method-assign] # see above
    return inliner


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
        cells += sum(isinstance(child, nodes.entry) for child in children)
        level = [c for c in children if isinstance(c, nodes.Element) and c.children]
        for number, most, what in (
            (count, limits.nodes, "parts"),
            (cells, limits.cells, "table cells"),
        ):
            if number > most:
                raise _too_many(most, what)
        if not level:
            return
    raise UnparsableReport(f"it is nested more than {limits.depth} levels deep", _line_of(level[0]))


def _line_of(node: nodes.Element) -> int:
    """Return the line where the outermost element around *node* that has one begins."""
    lines = []
    while node.parent is not None:
        lines.append(node.line)
        node = node.parent
    return next(filter(None, reversed(lines)), 1)


# -- The clock ---------------------------------------------------------------------------


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise :exc:`TooSlow` where what is done takes more of the processor's time.

    By the timer that counts this process alone, which hardly anybody uses, so that a slow or
    busy machine makes no difference. Where the system has none, where somebody else uses it,
    or in a thread, nothing is limited.
    """
    if not seconds or not _can_be_timed():
        yield
        return
    signal.signal(signal.SIGVTALRM, _give_up)
    # Again after a second: Python swallows what is raised in a destructor, for example.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def _can_be_timed() -> bool:
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL
    )


def _give_up(_number: int, _frame: object) -> None:
    raise TooSlow
