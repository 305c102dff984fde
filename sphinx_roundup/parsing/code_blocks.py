"""Code of reports: text to read, in the colours that it would have on a page of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from pygments.lexers import get_lexer_by_name
from pygments.token import Error
from pygments.util import ClassNotFound
from sphinx import addnodes

from sphinx_roundup.parsing.sphinx_internals import TooSlow, time_limit
from sphinx_roundup.problems import COMMAND, Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.problems import Problem

_LANGUAGE = re.compile(r"[\w+.#/-]{1,50}")
EXAMPLES = (nodes.doctest_block, nodes.literal_block, nodes.comment)
_COLOURLESS = {"none", "text"}
_PLAIN = {"default", *_COLOURLESS}
_SECONDS = 1
"""Of the processor's time that all code of a report may need for its colours."""
_PIECE = 50
"""Characters whose highlighting takes as long as beginning with it."""
_MOST_TRUSTED = 20
"""Code blocks of a report of which it isn't asked whether they are in their language: that
takes as long as colouring them. Sphinx warns of each that isn't."""


def settle_code(document: nodes.document) -> None:
    """Let examples of code be text to read.

    Sphinx's ``doctest`` builder runs what it takes for a test, and a report is no test.
    """
    for block in [n for n in document.findall(nodes.Element) if isinstance(n, EXAMPLES)]:
        block.attributes.pop("testnodetype", None)
        if isinstance(block, nodes.doctest_block):
            shown = nodes.literal_block(block.rawsource, block.astext(), language="pycon")
            shown.source, shown.line = block.source, block.line
            block.replace_self(shown)


def settle_highlighting(document: nodes.document, limits: Limits) -> list[Problem]:
    """Give each piece of code the language that it would have on a page of its own.

    Otherwise it takes what the page, or the report before, said last in ``highlight``. A
    language becomes part of a class, so that it must be a word.

    Sphinx colours code while it writes, and some lexers need hours for a few thousand blanks.
    So what is coloured is bounded, and looked at here, where there is a clock.
    """
    for setting in [*document.findall(addnodes.highlightlang)]:
        setting.parent.remove(setting)
    pieces = [node for node in document.findall(nodes.Element) if _is_code(node)]
    try:
        with time_limit(min(limits.seconds, _SECONDS)):
            plain = _settle_languages(pieces, limits.highlighted)
    except TooSlow:
        plain = pieces
        for node in pieces:
            node["language"] = "text"
        message = "the code of this report takes too long to colour, and is shown without colours"
        args: tuple[int, ...] = ()
    else:
        message = "a report can have %d characters of coloured code; the rest has no colours"
        args = (limits.highlighted,)
    return [problem(Subtype.PARSE, _line_of(node), message, *args) for node in plain[:1]]


def _is_code(node: nodes.Element) -> bool:
    return isinstance(node, nodes.literal_block) or (
        isinstance(node, nodes.literal) and bool(node.get("language"))
    )


def _line_of(node: nodes.Element) -> int:
    return next((each.line for each in (node, node.parent) if each.line), 1)


def _settle_languages(pieces: list[nodes.Element], most: int) -> list[nodes.Element]:
    """Settle the language of each piece of code; return those that are too much.

    :param most: how many characters of a report are coloured
    """
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
        if not _can_be_coloured(node, is_trusted=is_block and number <= _MOST_TRUSTED):
            node["language"] = "text"
    return plain


def distrust_code(code: Iterable[nodes.literal_block], most: int) -> int:
    """Let Sphinx warn of no more than some code blocks that aren't in their language.

    :param most: how many may be taken on trust; the others are asked
    :returns: how many are
    """
    blocks = [block for block in code if block.get("language") not in _PLAIN]
    trusted = min(most, _MOST_TRUSTED)
    for block in blocks[trusted:_MOST_TRUSTED]:
        if not _is_in_language(block):
            block["language"] = "text"
    return min(trusted, len(blocks))


def _can_be_coloured(node: nodes.Element, *, is_trusted: bool) -> bool:
    language = str(node["language"])
    if not _LANGUAGE.fullmatch(language) or COMMAND.search(node.astext()):
        return False
    return _is_in_language(node) or is_trusted


def _is_in_language(node: nodes.Element) -> bool:
    try:
        language = str(node["language"])
        lexer = get_lexer_by_name("python" if language == "default" else language)
        tokens = lexer.get_tokens(node.astext())
    except ClassNotFound:
        return False
    return all(kind is not Error for kind, _text in tokens)
