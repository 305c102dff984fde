"""The docutils inline nodes that HTML elements become, and the lines that ``<br>`` makes.

What is in the trees may be shown: :mod:`sphinx_roundup.parsing.html_sanitizer` has seen to
it. This module only says as what.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.parsing.html_tokens import WHITESPACE, Token, align_of, length_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx_roundup.parsing.html_tree import Element, Item

Lines: TypeAlias = list[list[str | nodes.Node]]
"""Inline content, broken where the HTML breaks the line: docutils has no node for that."""
LINKS = (addnodes.pending_xref, nodes.citation_reference, nodes.footnote_reference, nodes.reference)

DECORATIVE = "roundup_decorative"
"""The attribute of an image of which its author says that it needs no words: ``alt=""``."""

INLINE: Mapping[str, Callable[..., nodes.TextElement]] = {
    **dict.fromkeys(("b", "strong"), nodes.strong),
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), nodes.emphasis),
    **dict.fromkeys(("code", "tt", "samp"), nodes.literal),
    "kbd": partial(nodes.literal, classes=["kbd"]),
    "sub": nodes.subscript,
    "sup": nodes.superscript,
    **dict.fromkeys(("s", "del", "strike"), partial(nodes.inline, classes=["strike"])),
    **dict.fromkeys(("u", "ins"), partial(nodes.inline, classes=["underline"])),
    "mark": partial(nodes.inline, classes=["mark"]),
}
"""The node around the content, for each of allowed.HTML_INLINE."""


class Inline:
    """Makes inline nodes of the HTML of one paragraph or block."""

    def __init__(self, source: str | None, *, linked: bool = False) -> None:
        self.source = source
        self.linked = linked
        """Whether all of it stands inside a link already."""

    def place(self, node: nodes.Element, line: int) -> nodes.Element:
        """Note where *node* comes from."""
        node.source, node.line = self.source, line
        return node

    def lines(self, items: Iterable[Item]) -> Lines:
        """Return the inline content of *items*."""
        found: Lines = [[]]
        for item in items:
            first, *others = self.parts(item)
            found[-1] += first
            found += others
        return found

    def parts(self, item: Item) -> Lines:
        """Return the inline content of one item."""
        if isinstance(item, Token):
            return [[WHITESPACE.sub(" ", item.text)]]
        if isinstance(item, nodes.Node):
            return [[item]]
        if item.name in RULES:
            return RULES[item.name](self, item)
        found = self.lines(item.children)
        if item.name in INLINE:
            content = join(found)
            node = INLINE[item.name]("", "", *content)
            return [[self.place(node, item.token.line)]] if content else [[]]
        if item.name == "pre" and (content := join(found)):
            found = [[self.place(nodes.literal("", "", *content), item.token.line)]]
        return [[], *found, []] if item.level == "block" else found

    def link(self, element: Element) -> Lines:
        """Return a reference, or the content where there can be none."""
        content = join(self.lines(element.children))
        target = element.token.attributes.get("href", "").strip()
        if not target or self.linked or not _can_be_linked(content):
            return [[*content]]
        node = nodes.reference("", "", *content, refuri=target)
        return [[self.place(node, element.token.line)]]

    def image(self, element: Element) -> Lines:
        """Return an image; its path is looked for when the report joins the page."""
        attributes = element.token.attributes
        alt = WHITESPACE.sub(" ", attributes.get("alt", "")).strip()
        # Sphinx takes the line of images that have neither words nor a source.
        node = nodes.image(element.token.source, uri=attributes["src"].strip(), alt=alt)
        options = {
            DECORATIVE: "alt" in attributes and not alt,
            "title": WHITESPACE.sub(" ", attributes.get("title", "")).strip(),
            "width": length_of("width", attributes),
            "height": length_of("height", attributes),
            "align": align_of("img", attributes) or element.align,
        }
        node.attributes.update({name: value for name, value in options.items() if value})
        return [[self.place(node, element.token.line)]]

    def abbreviation(self, element: Element) -> Lines:
        """Return an abbreviation with what it stands for."""
        content = join(self.lines(element.children))
        title = WHITESPACE.sub(" ", element.token.attributes.get("title", "")).strip()
        if not (content and title):
            return [[*content]]
        node = nodes.abbreviation("", "", *content, explanation=title)
        return [[self.place(node, element.token.line)]]

    def quotation(self, element: Element) -> Lines:
        """Return the content in quotation marks."""
        return [["“", *join(self.lines(element.children)), "”"]]

    def checkbox(self, element: Element) -> Lines:
        """Return the box of a task as text: the fonts of LaTeX have no sign for it."""
        return [["[x] " if "checked" in element.token.attributes else "[ ] "]]

    def line_break(self, _element: Element) -> Lines:
        """Return the end of a line and the beginning of another."""
        return [[], []]


RULES: Mapping[str, Callable[[Inline, Element], Lines]] = {
    "a": Inline.link,
    "abbr": Inline.abbreviation,
    "br": Inline.line_break,
    "img": Inline.image,
    "input": Inline.checkbox,
    "q": Inline.quotation,
}
"""What each of allowed.HTML_SPECIAL becomes."""


def _can_be_linked(content: list[nodes.Node]) -> bool:
    """Tell whether *content* can be seen, and holds no link already: they can't nest."""
    if any(isinstance(node, LINKS) for part in content for node in part.findall()):
        return False
    return any(isinstance(part, nodes.Element) or part.astext().strip() for part in content)


def _merge(parts: Iterable[str | nodes.Node]) -> list[nodes.Node]:
    """Return *parts* as nodes, neighbouring strings as one text."""
    merged: list[nodes.Node] = []
    strings: list[str] = []
    for part in (*parts, None):
        if isinstance(part, str):  # as nodes.Text is, too
            strings.append(part)
            continue
        if text := "".join(strings):
            merged.append(nodes.Text(text))
        strings.clear()
        if part is not None:
            merged.append(part)
    return merged


def join(lines: Lines) -> list[nodes.Node]:
    """Return the nodes of *lines* where only one line can stand: a break is a blank."""
    parts: list[str | nodes.Node] = []
    for line in lines:
        parts += [" ", *line] if parts and line else line
    return _merge(parts)


def tidy(lines: Lines) -> list[list[nodes.Node]]:
    """Return the lines that aren't empty, without the blanks around them."""
    return [stripped for line in lines if (stripped := strip(_merge(line)))]


def strip(line: list[nodes.Node]) -> list[nodes.Node]:
    """Return *line* without the blanks at its ends."""
    if line and isinstance(line[0], nodes.Text):
        line[:1] = _merge([line[0].lstrip()])
    if line and isinstance(line[-1], nodes.Text):
        line[-1:] = _merge([line[-1].rstrip()])
    return line
