"""Code of reports: text to read, in the colours that it would have on a page of its own.

Some lexers need hours for a few thousand blanks, and Sphinx colours code while it writes. So the
amount of coloured code is bounded, and lexed here, within a time limit.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from docutils import nodes
from pygments.lexers import get_lexer_by_name
from pygments.token import Error
from pygments.util import ClassNotFound
from sphinx import addnodes

from sphinx_roundup.nodes import elements_in, find_all, line_of
from sphinx_roundup.parsing.sphinx_internals import TooSlow, time_limit
from sphinx_roundup.problems import COMMAND, Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pygments.lexer import Lexer

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.problems import Problem

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
