"""Code of reports: text to read, in the colours that it would have on a page of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from pygments.lexers import get_lexer_by_name
from pygments.token import Error
from pygments.util import ClassNotFound
from sphinx import addnodes

from sphinx_roundup.messages import COMMAND

if TYPE_CHECKING:
    from collections.abc import Iterable

_LANGUAGE = re.compile(r"[\w+.#/-]{1,50}")
EXAMPLES = (nodes.doctest_block, nodes.literal_block, nodes.comment)
_HIGHLIGHTED = (nodes.literal_block, addnodes.highlightlang)
_PLAIN = {"default", "none", "text"}
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


def settle_highlighting(document: nodes.document, longest: int) -> None:
    """Give each code block the language that it would have on a page of its own.

    Otherwise it takes what the page, or the report before, said last in ``highlight``. A
    language becomes part of a class, so that it must be a word.

    :param longest: how many characters are coloured; what does that may need minutes
    """
    number = 0
    for node in [n for n in document.findall(nodes.Element) if isinstance(n, _HIGHLIGHTED)]:
        if isinstance(node, addnodes.highlightlang):
            node.parent.remove(node)
            continue
        node.setdefault("language", "default")
        node.setdefault("force", False)
        node.setdefault("linenos", False)
        if not _can_be_coloured(node, longest, is_trusted=number < _MOST_TRUSTED):
            node["language"] = "text"
        number += 1


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


def _can_be_coloured(node: nodes.Element, longest: int, *, is_trusted: bool) -> bool:
    language, code = str(node["language"]), node.astext()
    if len(code) > longest or not _LANGUAGE.fullmatch(language) or COMMAND.search(code):
        return False
    return is_trusted or language in _PLAIN or _is_in_language(node)


def _is_in_language(node: nodes.Element) -> bool:
    try:
        tokens = get_lexer_by_name(str(node["language"])).get_tokens(node.astext())
    except ClassNotFound:
        return False
    return all(kind is not Error for kind, _text in tokens)
