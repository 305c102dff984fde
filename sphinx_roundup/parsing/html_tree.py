"""HTML elements inside each other, grown from tokens much as in a browser.

Attendees leave out ends, close what they never opened, and let elements overlap: whatever
the tokens are, there is a tree of them, and no text is lost.
https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from docutils import nodes

from sphinx_roundup.parsing.allowed import HTML_BLOCKS, HTML_TRANSPARENT
from sphinx_roundup.parsing.html_tokens import Token, align_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

VOID = frozenset({"br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"})
"""Elements without content and without an end."""
ALIGNING = frozenset({"a", "center", "div", "figure", "p", "span"})
"""Elements whose alignment is that of the images inside."""

ENDS: Mapping[str, frozenset[str]] = {
    "a": frozenset({"a"}),
    **dict.fromkeys(("dd", "dt"), frozenset({"dd", "dt", "p"})),
    "li": frozenset({"li", "p"}),
    **dict.fromkeys(("td", "th"), frozenset({"caption", "td", "th"})),
    "tr": frozenset({"caption", "td", "th", "tr"}),
    **dict.fromkeys(
        ("tbody", "tfoot", "thead"),
        frozenset({"caption", "tbody", "td", "tfoot", "th", "thead", "tr"}),
    ),
}
"""The open elements that the start of another one ends."""
BLOCK_ENDS = frozenset({"p"})
"""What the start of any other block ends."""
SCOPES = frozenset({"blockquote", "dl", "ol", "table", "td", "th", "ul"})
"""Elements beyond which nothing is ended so."""

BLANK_LINE = re.compile(r"\n[ \t\r\f]*\n")


@dataclass(slots=True, eq=False)
class Element:
    """An HTML element that may be shown."""

    name: str
    token: Token
    level: Literal["block", "inline", "transparent"]
    """A block begins a new paragraph; of a transparent element only the content counts."""
    align: str = ""
    """``left``, ``center`` or ``right``: for the images inside."""
    in_table: bool = False
    children: list[Item] = field(default_factory=list)


Item: TypeAlias = Element | Token | nodes.Node


def _level_of(name: str) -> Literal["block", "inline", "transparent"]:
    """Return how an element stands in the text."""
    if name in HTML_BLOCKS:
        return "block"
    return "transparent" if name in HTML_TRANSPARENT else "inline"


class Tree:
    """Elements inside each other, grown from tokens that are no tree yet."""

    def __init__(self, room: int) -> None:
        self.items: list[Item] = []
        self._room = room
        """How many elements may be open at a time."""
        self._open: list[Element] = []
        self._names: Counter[str] = Counter()
        """Of the open elements: most ends need no search."""
        self._deep: Counter[str] = Counter()
        """Of the elements for which there was no room: their ends are text, too."""

    def add(self, item: Item) -> None:
        """Add *item* to the element that is open."""
        (self._open[-1].children if self._open else self.items).append(item)

    def start(self, token: Token) -> bool:
        """Open an element; tell whether there was room for it."""
        name = token.name
        level = _level_of(name)
        self._end_for(ENDS.get(name, BLOCK_ENDS if level == "block" else frozenset()))
        if name not in VOID and len(self._open) >= self._room:
            self._deep[name] += 1
            return False
        outer = self._open[-1].align if self._open else ""
        align = (align_of(name, token.attributes) if name in ALIGNING else "") or outer
        element = Element(name, token, level, align, in_table=self._names["table"] > 0)
        self.add(element)
        if name not in VOID:
            self._open.append(element)
            self._names[name] += 1
        return True

    def _end_for(self, names: frozenset[str]) -> None:
        """End the open elements of *names* in this scope, as a new one needs it."""
        if not any(self._names[name] for name in names):
            return
        first = len(self._open)
        for index in range(first - 1, -1, -1):
            if self._open[index].name in names:
                first = index
            elif self._open[index].name in SCOPES:
                break
        self._cut(first)

    def end(self, token: Token) -> bool:
        """End an element, with those inside that are still open; tell whether it had room."""
        if self._deep[token.name]:
            self._deep[token.name] -= 1
            return False
        index = self._find(token.name)
        if index is not None:
            self._cut(index)
        elif _level_of(token.name) == "block":
            self.add(Element("", token, "block"))
        return True

    def _find(self, name: str) -> int | None:
        """Return the index of an open element that may end here."""
        if not self._names[name]:
            return None
        index = len(self._open) - 1
        while self._open[index].name not in {name, "table"}:
            index -= 1
        return index if self._open[index].name == name else None

    def _cut(self, index: int) -> None:
        """Leave only the outer *index* elements open."""
        self._names.subtract(element.name for element in self._open[index:])
        del self._open[index:]


def flatten(items: Iterable[Item]) -> Iterator[Item]:
    """Yield *items* with the content of transparent elements, and text cut at blank lines."""
    for item in items:
        if isinstance(item, Element) and item.level == "transparent":
            yield from flatten(item.children)
        elif isinstance(item, Token) and item.kind == "text":
            yield from _paragraphs(item)
        else:
            yield item


def _paragraphs(token: Token) -> Iterator[Item]:
    """Yield a text cut at blank lines, with an empty block in each cut."""
    line = token.line
    for number, text in enumerate(BLANK_LINE.split(token.text)):
        if number:
            yield Element("", token, "block")
        indent = len(text) - len(text.lstrip())
        yield token._replace(text=text, line=line + text.count("\n", 0, indent))
        line += text.count("\n") + 2


def text_of(items: Iterable[Item]) -> str:
    """Return the text of *items* with its blanks, each ``<br>`` a new line."""
    parts = []
    for item in items:
        if isinstance(item, Element):
            parts.append("\n" if item.name == "br" else text_of(item.children))
        else:
            parts.append(item.text if isinstance(item, Token) else item.astext())
    return "".join(parts)
