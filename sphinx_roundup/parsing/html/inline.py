"""Docutils nodes of inline HTML elements, and the lines that ``<br>`` makes.

What is in the tree may be shown: :mod:`.sanitizer` has seen to it.
"""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias, cast

from docutils import nodes

from sphinx_roundup.nodes import divide, text_nodes
from sphinx_roundup.parsing.html.tokens import WHITESPACE, Token, align_of, length_of
from sphinx_roundup.parsing.valid_content import put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sphinx_roundup.parsing.html.tree import Element, Item

Words: TypeAlias = list[nodes.Node | None]
"""Inline content; None is where HTML breaks the line, for which docutils has no node."""
Line: TypeAlias = list[nodes.Node]

DECORATIVE = "roundup_decorative"
"""The attribute of an image that needs no alternative text, as its author says by ``alt=""``."""

BOX_CLASS = "roundup-box"
TASKS_CLASS = "roundup-tasks"
"""Classes of the box of a task, and of the list that it is in."""

INLINE: Mapping[str, Callable[..., nodes.TextElement]] = {
    **dict.fromkeys(("b", "strong"), nodes.strong),
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), nodes.emphasis),
    **dict.fromkeys(("code", "pre", "tt", "samp"), nodes.literal),
    "kbd": partial(nodes.literal, classes=["kbd"]),
    "sub": nodes.subscript,
    "sup": nodes.superscript,
    **dict.fromkeys(("s", "del", "strike"), partial(nodes.inline, classes=["strike"])),
    **dict.fromkeys(("u", "ins"), partial(nodes.inline, classes=["underline"])),
    "mark": partial(nodes.inline, classes=["mark"]),
}
"""The node around the content, for each of allowed.HTML_INLINE, and for code in a line of text."""


def words_of(items: Iterable[Item]) -> Words:
    """Return the inline content of *items*."""
    return [word for item in items for word in _words(item)]


def line_of(items: Iterable[Item]) -> Line:
    """Return the inline content of *items* as one line: a break is a blank."""
    return _merge(divide(_split(words_of(items)), " "))


def lines_of(items: Iterable[Item]) -> list[Line]:
    """Return the lines of *items* that aren't empty, without the blanks around them."""
    return [line for each in _split(words_of(items)) if (line := strip(_merge(each)))]


def _words(item: Item) -> Words:
    if isinstance(item, Token):
        return [nodes.Text(WHITESPACE.sub(" ", item.text))]
    if isinstance(item, nodes.Node):
        return [item]
    if item.node is not None and isinstance(item.node, nodes.paragraph):
        return [None, *(item.node.children if item.opaque else words_of(item.children)), None]
    if item.node is not None:
        return [item.node if item.opaque else put(item.node, line_of(item.children))]
    if item.name in RULES:
        words = RULES[item.name](item)
    elif item.name in INLINE:
        content = line_of(item.children)
        words = [INLINE[item.name]("", "", *content)] if content else []
    else:
        words = words_of(item.children)
    for word in words:
        if isinstance(word, nodes.Element):
            word.line = word.line or item.line
    return [None, *words, None] if item.level == "block" else words


def _link(element: Element) -> Words:
    """Return a reference, or the content where nothing could be clicked."""
    content = line_of(element.children)
    target = element.attributes.get("href", "").strip()
    if target and any(isinstance(n, nodes.Element) or n.astext().strip() for n in content):
        return [nodes.reference("", "", *content, refuri=target)]
    return [*content]


def _image(element: Element) -> Words:
    """Return an image; its path is looked for when the report joins the page."""
    attributes = element.attributes
    alt = _plain(attributes, "alt")
    # Sphinx takes the line of images that have neither words nor a source.
    node = nodes.image(
        element.token.source if element.token else "", uri=attributes["src"].strip(), alt=alt
    )
    options = {
        DECORATIVE: "alt" in attributes and not alt,
        "title": _plain(attributes, "title"),
        "width": length_of("width", attributes),
        "height": length_of("height", attributes),
        "align": align_of("img", attributes) or element.align,
    }
    node.attributes.update({name: value for name, value in options.items() if value})
    return [node]


def _abbreviation(element: Element) -> Words:
    """Return an abbreviation with its meaning."""
    content = line_of(element.children)
    title = _plain(element.attributes, "title")
    if not (content and title):
        return [*content]
    return [nodes.abbreviation("", "", *content, explanation=title)]


def make_box(*, is_done: bool) -> nodes.inline:
    """Return the box of a task."""
    done = ["roundup-done"] if is_done else []
    return nodes.inline("", "☑" if is_done else "☐", classes=[BOX_CLASS, *done])


def begins_with_box(item: nodes.Node) -> bool:
    """Whether an item of a list is a task, of which its first paragraph says so."""
    while isinstance(item, nodes.list_item | nodes.paragraph | nodes.line_block | nodes.line):
        item = next(iter(item.children), nodes.Text(""))
    return isinstance(item, nodes.inline) and BOX_CLASS in item["classes"]


RULES: Mapping[str, Callable[[Element], Words]] = {
    "a": _link,
    "abbr": _abbreviation,
    "br": lambda _element: [None],
    "img": _image,
    "input": lambda element: [make_box(is_done="checked" in element.attributes)],
    "q": lambda element: [nodes.Text("“"), *line_of(element.children), nodes.Text("”")],
}
"""What each of allowed.HTML_SPECIAL becomes."""


def _plain(attributes: Mapping[str, str], name: str) -> str:
    return WHITESPACE.sub(" ", attributes.get(name, "")).strip()


def _split(words: Words) -> Iterator[Line]:
    """Yield the lines of *words*."""
    for is_break, group in groupby(words, lambda word: word is None):
        if not is_break:
            yield [word for word in group if word is not None]


def _merge(line: Line) -> Line:
    """Return *line* with neighbouring texts as one."""
    merged: Line = []
    for is_text, group in groupby(line, lambda node: isinstance(node, nodes.Text)):
        found = [*group]
        merged += text_nodes("".join(cast("list[nodes.Text]", found))) if is_text else found
    return merged


def strip(line: Line) -> Line:
    """Return *line* without the blanks at its ends."""
    if line and isinstance(line[0], nodes.Text):
        line[:1] = text_nodes(line[0].astext().lstrip())
    if line and isinstance(line[-1], nodes.Text):
        line[-1:] = text_nodes(line[-1].astext().rstrip())
    return line
