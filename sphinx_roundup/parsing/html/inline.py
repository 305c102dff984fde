"""Docutils nodes of inline HTML elements, and the lines that ``<br>`` makes.

What is in the tree may be shown: :mod:`.sanitizer` has seen to it.
"""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes

from sphinx_roundup.parsing.html.tokens import WHITESPACE, Token, align_of, length_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sphinx_roundup.parsing.html.tree import Element, Item

Words: TypeAlias = list[str | nodes.Node | None]
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


def place(node: nodes.Element, element: Element) -> nodes.Element:
    """Return *node* with the line of *element*."""
    node.line = element.line
    return node


def put(parent: nodes.Element, children: Iterable[nodes.Node]) -> nodes.Element:
    """Return *parent* with *children* as its content.

    Those without a line get their parent's: docutils would give them that of the last
    token of the report.
    """
    parent.children = []
    for child in children:
        if child.line is None:
            child.source, child.line = parent.source, parent.line
        parent.append(child)
    return parent


def words_of(items: Iterable[Item]) -> Words:
    """Return the inline content of *items*."""
    return [word for item in items for word in _words(item)]


def line_of(items: Iterable[Item]) -> Line:
    """Return the inline content of *items* as one line: a break is a blank."""
    first, *others = [*_split(words_of(items))] or [[]]
    return _merge([*first, *(word for line in others for word in (" ", *line))])


def lines_of(items: Iterable[Item]) -> list[Line]:
    """Return the lines of *items* that aren't empty, without the blanks around them."""
    return [line for each in _split(words_of(items)) if (line := strip(_merge(each)))]


def _words(item: Item) -> Words:
    if isinstance(item, Token):
        return [WHITESPACE.sub(" ", item.text)]
    if isinstance(item, nodes.Node):
        return [item]
    if item.node is not None:
        return _words_of_markdown(item, item.node)
    if item.name in RULES:
        return RULES[item.name](item)
    if item.name in INLINE:
        content = line_of(item.children)
        words: Words = [_made(INLINE[item.name], content, item)] if content else []
    else:
        words = words_of(item.children)
        if title := title_of(item):
            words = [place(nodes.strong(title, title), item), " ", *words]
    return [None, *words, None] if item.level == "block" else words


def _words_of_markdown(element: Element, node: nodes.Element) -> Words:
    if isinstance(node, nodes.paragraph):
        return [None, *(node.children if element.opaque else words_of(element.children)), None]
    return [node if element.opaque else put(node, line_of(element.children))]


def title_of(box: Element) -> str:
    """Return the title of a component of MDX; of HTML, ``title`` is seen only on demand."""
    return box.attributes.get("title", "") if "box" in box.attributes else ""


def _made(
    kind: Callable[..., nodes.Element], content: Line, element: Element, **attributes: str
) -> nodes.Element:
    return place(kind("", "", *content, **attributes), element)


def _link(element: Element) -> Words:
    """Return a reference, or the content where nothing could be clicked."""
    content = line_of(element.children)
    target = element.attributes.get("href", "").strip()
    if target and any(isinstance(n, nodes.Element) or n.astext().strip() for n in content):
        return [_made(nodes.reference, content, element, refuri=target)]
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
    return [place(node, element)]


def _abbreviation(element: Element) -> Words:
    """Return an abbreviation with its meaning."""
    content = line_of(element.children)
    title = _plain(element.attributes, "title")
    if not (content and title):
        return [*content]
    return [_made(nodes.abbreviation, content, element, explanation=title)]


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
    "q": lambda element: ["“", *line_of(element.children), "”"],
}
"""What each of allowed.HTML_SPECIAL becomes."""


def _plain(attributes: Mapping[str, str], name: str) -> str:
    return WHITESPACE.sub(" ", attributes.get(name, "")).strip()


def _split(words: Words) -> Iterator[list[str | nodes.Node]]:
    """Yield the lines of *words*."""
    for is_break, group in groupby(words, lambda word: word is None):
        if not is_break:
            yield [word for word in group if word is not None]


def _merge(words: Iterable[str | nodes.Node]) -> Line:
    """Return *words* as nodes, neighbouring strings as one text."""
    merged: Line = []
    strings: list[str] = []
    for word in (*words, None):
        if isinstance(word, str):  # as nodes.Text is, too
            strings.append(word)
            continue
        if text := "".join(strings):
            merged.append(nodes.Text(text))
        strings.clear()
        if word is not None:
            merged.append(word)
    return merged


def strip(line: Line) -> Line:
    """Return *line* without the blanks at its ends."""
    if line and isinstance(line[0], nodes.Text):
        line[:1] = _merge([line[0].lstrip()])
    if line and isinstance(line[-1], nodes.Text):
        line[-1:] = _merge([line[-1].rstrip()])
    return line
