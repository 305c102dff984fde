"""Tree of a report's HTML elements and the Markdown around them, built from tokens.

People leave out ends, close what they never opened, and let elements overlap: whatever the
tokens are, there is a tree of them, and no text is lost.
https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from docutils import nodes

from sphinx_roundup.parsing.allowed import HTML_BLOCKS, HTML_MEDIA, HTML_TRANSPARENT, words
from sphinx_roundup.parsing.html.tokens import VOID, Token, align_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

ALIGNING = words("a center div figure h1 h2 h3 h4 h5 h6 p span td th")
"""Elements whose alignment is that of what is inside."""

_TABLE = words("caption tbody td tfoot th thead tr")
ENDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(HTML_BLOCKS, words("p")),
    "a": words("a"),
    **dict.fromkeys(("dd", "dt"), words("dd dt p")),
    "li": words("li p"),
    **dict.fromkeys(("td", "th"), words("caption td th")),
    "tr": words("caption td th tr"),
    **dict.fromkeys(("tbody", "tfoot", "thead"), _TABLE),
}
"""The open elements that the start of another one ends."""
_SCOPES = words("blockquote dl ol table td th ul")
"""Elements beyond which nothing is ended so."""
_LENIENT = _TABLE | HTML_TRANSPARENT | HTML_MEDIA | VOID | words("body dd dt html li p")
"""Elements whose missing start or end changes nothing, or is common."""
_MOST_DIVIDED = 3
"""Inline elements inside each other that are around blocks."""
_WHOLE = words("dl figure hr ol pre table tbody tfoot thead tr ul")
"""Blocks that have no place for the target of their own id, which is before them."""

BLANK_LINE = re.compile(r"\n[ \t\r\f]*\n")


@dataclass(slots=True, eq=False)
class Element:
    """An HTML element that may be shown, or a node of Markdown that has such in it."""

    name: str  # empty for Markdown, and for a mere break between paragraphs
    token: Token | None = None
    node: nodes.Element | None = None  # of Markdown
    opaque: bool = False  # whether the node has its own content, not *children*
    children: list[Item] = field(default_factory=list)
    own: int | None = None  # number of children in the same piece of HTML as the start tag
    align: str = ""  # "left", "center" or "right": of what is inside
    has_blocks: bool = False
    is_divided: bool = False  # whether an inline element around blocks is one in each of them

    @property
    def level(self) -> Literal["block", "inline", "transparent"]:
        """A block begins a new paragraph; of a transparent element only the content counts."""
        if self.node is not None:
            is_inline = isinstance(self.node, nodes.Inline) and not self.opaque
            return "inline" if is_inline else "block"
        if not self.name or self.name in HTML_BLOCKS:
            return "block"
        return "transparent" if self.has_blocks or self.name in HTML_TRANSPARENT else "inline"

    @property
    def elements(self) -> Iterator[Element]:
        """The children that are elements."""
        return (child for child in self.children if isinstance(child, Element))

    @property
    def attributes(self) -> Mapping[str, str]:
        """The attributes of the start tag."""
        return self.token.attributes if self.token else {}

    @property
    def line(self) -> int | None:
        """The line of the start tag."""
        return self.token.line if self.token else None


Item: TypeAlias = Element | Token | nodes.Node
"""A bare node is one of a line of text."""


class Mark(NamedTuple):
    """The beginning or the end of a node of Markdown, among what is in it."""

    node: nodes.Element
    begins: bool


class Tree:
    """Elements inside each other, grown from tokens that are no tree yet."""

    def __init__(
        self,
        depth: int,
        warn: Callable[..., None],
        target_of: Callable[[Token], nodes.target | None],
    ) -> None:
        """Begin a tree of elements that are nested at most *depth* deep.

        :param warn: called with the kind of a fault, its token, a message and its arguments
        :param target_of: gives the target for the id of an element
        """
        self.root = Element("")
        self._depth, self._warn, self._target_of = depth, warn, target_of
        self._open = [self.root]
        self._names: Counter[str] = Counter()  # of the open elements: most ends need no search
        self._deep: Counter[str] = Counter()  # of those too deep: their ends are text, too

    def add(self, items: Iterable[Item | Mark]) -> None:
        """Add *items* to the element that is open; a tag, or a mark, opens or ends one."""
        for item in items:
            if isinstance(item, Mark) and item.begins:
                self._enter(Element("", node=item.node))
            elif isinstance(item, Mark):
                self._leave(item.node)
            elif isinstance(item, Token) and item.kind == "start":
                self._start(item)
            elif isinstance(item, Token) and item.kind == "end":
                self._end(item)
            else:
                self._open[-1].children.append(item)

    def end_piece(self) -> None:
        """End a piece of HTML: what follows is Markdown, and another such piece."""
        index = len(self._open) - 1
        while self._open[index].token is not None and self._open[index].own is None:
            self._open[index].own = len(self._open[index].children)
            index -= 1

    def finish(self) -> Element:
        """End all elements, and return the root of the tree."""
        self._cut(1, unclosed=True)
        _note_blocks(self.root)
        _inherit(self.root, 0)
        return self.root

    def _enter(self, element: Element) -> None:
        self._open[-1].children.append(element)
        self._open.append(element)

    def _leave(self, node: nodes.Element) -> None:
        """End a node of Markdown, unless an HTML element around it has ended before."""
        index = self._last(lambda element: element.node is node)
        self._cut(index or len(self._open), unclosed=True)

    def _start(self, token: Token) -> None:
        """Open an element, which may be a target, after those that its start ends."""
        name, target = token.name, self._target_of(token)
        self._end_for(ENDS.get(name, frozenset()))
        if name not in VOID and len(self._open) >= self._depth:
            self._deep[name] += 1
            self._refuse(token)
            return
        element = Element(name, token)
        if target is not None:
            holds_target = name in HTML_BLOCKS - _WHOLE
            (element if holds_target else self._open[-1]).children.append(target)
        if name in VOID:
            self._open[-1].children.append(element)
        else:
            self._enter(element)
            self._names[name] += 1

    def _end(self, token: Token) -> None:
        """End an element, with those inside that are still open."""
        name = token.name
        if self._deep[name]:
            self._deep[name] -= 1
            self._refuse(token)
        elif index := self._find(name):
            self._cut(index + 1, unclosed=False)
            self._open.pop()
            self._names[name] -= 1
        else:
            if name in HTML_BLOCKS:
                self._open[-1].children.append(Element(""))
            if name not in _LENIENT:
                message = "HTML </%s> closes nothing in this report and is left out"
                self._warn(("end",), token, message, name)

    def _refuse(self, token: Token) -> None:
        """Add a tag that is too deep as text."""
        message = "HTML is nested deeper than %d elements, what is deeper is shown as text"
        self._warn(("depth",), token, message, self._depth)
        self._open[-1].children.append(token._replace(kind="refused"))

    def _last(self, is_wanted: Callable[[Element], bool]) -> int:
        """Return the index of the innermost open element that is wanted, 0 if none is."""
        index = len(self._open) - 1
        while index and not is_wanted(self._open[index]):
            index -= 1
        return index

    def _find(self, name: str) -> int:
        """Return the index of an open element that may end here, 0 if there is none."""

        def is_end(element: Element) -> bool:
            is_table = element.name == "table" or isinstance(element.node, nodes.entry)
            return is_table or element.name == name

        index = self._last(is_end) if self._names[name] else 0
        return index if self._open[index].name == name else 0

    def _end_for(self, names: frozenset[str]) -> None:
        """End the open elements of *names* in this scope, as a new one needs it."""
        if not any(self._names[name] for name in names):
            return
        scope = self._last(lambda e: e.node is not None or e.name in _SCOPES - names)
        inside = range(scope + 1, len(self._open))
        first = next((i for i in inside if self._open[i].name in names), len(self._open))
        self._cut(first, unclosed=False)

    def _cut(self, index: int, *, unclosed: bool) -> None:
        """Leave only the outer *index* elements open.

        An element whose end is missing ends with its piece of HTML: what follows moves out of it.
        Markdown begins paragraphs of its own, so that a ``<p>`` never contains it so.
        """
        while len(self._open) > index:
            element = self._open.pop()
            self._names[element.name] -= 1
            if unclosed and element.token is not None and element.name not in _LENIENT:
                message = "HTML <%s> is never closed, and ends with its paragraph or block"
                self._warn(("unclosed",), element.token, message, element.name)
            if element.own is not None and (unclosed or element.name == "p"):
                self._open[-1].children += element.children[element.own :]
                del element.children[element.own :]


def _note_blocks(element: Element) -> None:
    """Note of each element in a complete tree whether there are blocks in it."""
    for child in element.elements:
        _note_blocks(child)
        element.has_blocks |= child.level == "block" or child.has_blocks


def _inherit(element: Element, divided: int) -> None:
    """Note of each element in a complete tree what it has from those around it.

    :param divided: how many of them are divided: each multiplies what is in it
    """
    for child in element.elements:
        own = align_of(child.name, child.attributes) if child.name in ALIGNING else ""
        child.align = own or element.align
        is_inline = child.level == "transparent" and child.name not in HTML_TRANSPARENT
        child.is_divided = is_inline and divided < _MOST_DIVIDED
        _inherit(child, divided + child.is_divided)


def flatten(items: Iterable[Item]) -> Iterator[Item]:
    """Yield *items* with the content of transparent elements, and text cut at blank lines.

    An inline element around blocks becomes one in each of them; within three such it has no effect.
    """
    for item in items:
        if isinstance(item, Element) and item.is_divided:
            yield from _divide(item)
        elif isinstance(item, Element) and item.level == "transparent":
            yield from flatten(item.children)
        elif isinstance(item, Token) and item.kind == "text":
            yield from _paragraphs(item)
        else:
            yield item


def _divide(outer: Element) -> Iterator[Element]:
    """Yield the blocks in an inline element, each with this element around its content."""
    inside: list[Item] = []
    for item in flatten(outer.children):
        if not (isinstance(item, Element) and item.level == "block"):
            inside.append(item)
            continue
        yield from _around(outer, inside)
        inside = []
        if item.opaque and isinstance(item.node, nodes.paragraph):
            item.opaque, item.children = False, [*item.node.children]
        if item.children:
            around = _around(outer, item.children, is_divided=item.has_blocks)
            item.children = [*flatten(around)]
        yield item
    yield from _around(outer, inside)


def _around(outer: Element, items: list[Item], *, is_divided: bool = False) -> Iterator[Element]:
    """Yield an element like *outer* around *items*, if any of them can be seen."""
    if not all(map(is_blank, items)):
        yield replace(outer, children=items, has_blocks=is_divided, is_divided=is_divided)


def is_blank(item: Item) -> bool:
    """Return whether nothing of *item* can be seen."""
    return isinstance(item, Token) and not item.text.strip()


def _paragraphs(token: Token) -> Iterator[Item]:
    """Yield a text cut at blank lines, with an empty block in each cut."""
    line = token.line
    for number, text in enumerate(BLANK_LINE.split(token.text)):
        if number:
            yield Element("")
        indent = len(text) - len(text.lstrip())
        yield token._replace(text=text, line=line + text.count("\n", 0, indent))
        line += text.count("\n") + 2


def source_of(items: Iterable[Item]) -> str:
    """Return *items* as Markdown on one line, for translators."""
    parts = []
    for item in items:
        if isinstance(item, Element):
            start = item.token.source if item.token else ""
            end = f"</{item.name}>" if start and item.name not in VOID else ""
            parts.append(f"{start}{source_of(item.children)}{end}")
        else:
            parts.append(item.source if isinstance(item, Token) else item.astext())
    return " ".join("".join(parts).split())


def text_of(items: Iterable[Item]) -> str:
    """Return the text of *items* with its blanks, each ``<br>`` a new line."""
    parts = []
    for item in items:
        if isinstance(item, Element):
            inside = item.node.astext() if item.opaque and item.node else text_of(item.children)
            parts.append("\n" if item.name == "br" else inside)
        else:
            parts.append(item.text if isinstance(item, Token) else item.astext())
    return "".join(parts)
