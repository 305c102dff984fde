"""Docutils nodes of HTML blocks: figures, tables, lists, quotes, details.

They are put together as HTML has them: :mod:`sphinx_roundup.parsing.valid_tree` later makes
what docutils allows of lists without items, cells that overlap and headings in cells.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, cast

from docutils import nodes

from sphinx_roundup.parsing.allowed import ADMONITIONS
from sphinx_roundup.parsing.html.inline import (
    TASKS_CLASS,
    begins_with_box,
    line_of,
    lines_of,
    strip,
)
from sphinx_roundup.parsing.html.tokens import Token
from sphinx_roundup.parsing.html.tree import Element, flatten, is_blank, source_of, text_of
from sphinx_roundup.parsing.valid_content import put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx_roundup.parsing.html.tree import Item

PARTS: Mapping[str, type[nodes.Element]] = {
    **dict.fromkeys(("td", "th"), nodes.entry),
    "dd": nodes.definition,
    "li": nodes.list_item,
    "tr": nodes.row,
}
"""The node around the blocks in a part of another element."""
HEADS: Mapping[str, type[nodes.TextElement]] = {
    **dict.fromkeys(("caption", "summary"), nodes.title),
    "dt": nodes.term,
    "figcaption": nodes.caption,
}
"""The node around the text in a part of another element."""
_APART = frozenset({"aside", "figure"})
"""Blocks that end a paragraph of Markdown around them; others begin a line of it."""
_MOST_CELLS = 1000
"""That a cell may span, as in HTML."""


def build_blocks(
    items: Iterable[Item], align: str = "", parts: Sequence[str] = ()
) -> list[nodes.Node]:
    """Return blocks: those in *items*, and paragraphs of what is between them.

    :param parts: names of the elements that have a place in the one around them
    """
    found: list[nodes.Node] = []
    run: list[Item] = []
    for item in flatten(items):
        if isinstance(item, Element) and item.level == "block":
            made = _part(item) if item.name in parts else _block(item)
        elif isinstance(item, Token) and item.kind == "fragment":
            made = [_literal(item.text, "roundup-missing")]
        else:
            run.append(item)
            continue
        for node in made:
            node.line = node.line or item.line
        found += [*_paragraph(run, align), *made]
        run = []
    return found + _paragraph(run, align)


def _content(element: Element, *parts: str) -> list[nodes.Node]:
    return build_blocks(element.children, element.align, parts)


def _block(element: Element) -> list[nodes.Node]:
    """Return what a block becomes: one without a rule of its own, its content."""
    if element.node is not None:
        return _markdown(element, element.node)
    return BUILDERS.get(element.name, _content)(element)


def _markdown(element: Element, node: nodes.Element) -> list[nodes.Node]:
    """Return a node of Markdown with the content that it has now."""
    if element.opaque:
        if isinstance(node, nodes.paragraph):
            _align(node, element.align)
        return [node]
    if isinstance(node, nodes.paragraph):
        if any(child.name in _APART for child in element.elements):
            made = _content(element)
            for first in made[:1]:
                cast("nodes.Element", first).update_basic_atts(node)
            return made
        return _lines(element.children, element.align, node)
    if isinstance(node, nodes.TextElement):
        return [put(node, line_of(element.children))]
    put(node, _content(element))
    targets: list[nodes.Node] = []
    if isinstance(node, nodes.section):  # what is in a heading is in the table of contents
        targets += node.findall(nodes.target)
        for target in targets:
            target.parent.remove(target)
    return [*targets, node]


def _paragraph(run: list[Item], align: str) -> list[nodes.Node]:
    """Return a paragraph of inline content, a line block, a bare image, or nothing."""
    seen = [item for item in run if not is_blank(item)]
    if not seen:
        return []
    line = next((item.line for item in seen if item.line), None)
    paragraph = nodes.paragraph(source_of(run))
    if all(isinstance(item, Token) and item.kind == "refused" for item in seen):
        text = "".join(item.text for item in run if isinstance(item, Token))
        return [_literal(text.strip(), "roundup-missing", line=line)]
    paragraph.line = line
    made = _lines(run, align, paragraph)
    return made[:-1] + paragraph.children if _is_picture(paragraph) else made


def _lines(run: Iterable[Item], align: str, paragraph: nodes.Element) -> list[nodes.Node]:
    """Return *paragraph* with the content of *run*; of more than a line, a line block."""
    first, *others = lines_of(run) or [[]]
    targets, first = _targets(first)
    lines = [line for line in (first, *others) if line]
    if not lines:
        return targets + ([put(paragraph, [])] if paragraph["ids"] else [])
    content, block = lines[0], paragraph
    if len(lines) > 1:
        block = nodes.line_block()
        block.source, block.line = paragraph.source, paragraph.line
        block.update_basic_atts(paragraph)
        content = [nodes.line("", "", *line) for line in lines]
    _align(put(block, content), align)
    return [*targets, block]


def _targets(line: list[nodes.Node]) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Return the targets at the beginning of a line, which its translation would lack."""
    targets = [*takewhile(lambda node: isinstance(node, nodes.target), line)]
    return targets, strip(line[len(targets) :])


def _literal(text: str, *classes: str, line: int | None = None) -> nodes.Element:
    """Return a block of source text."""
    node = nodes.literal_block(text, text, language="none", classes=[*classes])
    node.line = line
    return node


def _part(element: Element) -> list[nodes.Node]:
    """Return a cell, an item, a caption or another part of an element."""
    if element.name in HEADS:
        words = strip(line_of(element.children))
        return [HEADS[element.name](source_of(element.children), "", *words)]
    parts = ("td", "th") if element.name == "tr" else ()
    made = PARTS[element.name]("", *_content(element, *parts))
    for name, attribute in (("morecols", "colspan"), ("morerows", "rowspan")):
        if isinstance(made, nodes.entry) and (span := _number(element, attribute)) > 1:
            made[name] = min(span, _MOST_CELLS) - 1
    return [made]


def _rubric(element: Element) -> list[nodes.Node]:
    """Return a heading that is no section, for ``<h1>`` to ``<h6>``."""
    targets, content = _targets(strip(line_of(element.children)))
    if all(map(_is_picture, content)):
        return _content(element)
    rubric = nodes.rubric(source_of(element.children), "", *content)
    _align(rubric, element.align)
    return [*targets, rubric]


def _box(element: Element) -> list[nodes.Node]:
    """Return ``<details>``, or a component of MDX, as a box with the summary as its title."""
    content = _content(element, "summary")
    titles = [node for node in content if isinstance(node, nodes.title)]
    has_title = any(title.children for title in titles)
    if not (has_title or "box" in element.attributes):
        return content
    if len(titles) == len(content):
        return _bold(titles)
    kind = ADMONITIONS.get(element.attributes.get("box", "details"), "note")
    if kind == "details":
        content = content if has_title else [nodes.title("Details", "Details"), *content]
        state = "open" if "open" in element.attributes else "closed"
        return [nodes.admonition("", *content, collapsible=state)]
    if has_title:
        return [nodes.admonition("", *content, classes=[kind])]
    return [getattr(nodes, kind)("", *content)]


def _bold(titles: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Return titles as paragraphs in bold type."""
    texts = [title for title in titles if isinstance(title, nodes.title) and title.children]
    return [
        nodes.paragraph(text.rawsource, "", nodes.strong("", "", *text.children)) for text in texts
    ]


def _pre(element: Element) -> list[nodes.Node]:
    text = text_of(element.children).removeprefix("\n").rstrip()
    return [_literal(text)] if text else []


def _bullets(element: Element) -> list[nodes.Node]:
    """Return a bullet list; a ``<li>`` that is in no list is one of its own."""
    is_alone = element.name == "li"
    items = build_blocks([element] if is_alone else element.children, element.align, ["li"])
    classes = [TASKS_CLASS] if any(map(begins_with_box, items)) else []
    return [nodes.bullet_list("", *items, bullet="*", classes=classes)]


def _numbers(element: Element) -> list[nodes.Node]:
    items = _content(element, "li")
    made = nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")
    if start := _number(element, "start"):
        made["start"] = start
    return [made]


def _definitions(element: Element) -> list[nodes.Node]:
    """Return a definition list: an item begins with the first of its terms."""
    items: list[nodes.Element] = []
    is_over = True
    for node in _content(element, "dd", "dt"):
        is_term = isinstance(node, nodes.term)
        if not items or (is_over and is_term):
            items.append(nodes.definition_list_item())
        items[-1].append(node)
        is_over = not is_term
    return [nodes.definition_list("", *items)]


def _figure(element: Element) -> list[nodes.Node]:
    """Return a figure, if it has a picture and a caption, on the side of its picture."""
    content = _content(element, "figcaption")
    captions = [node for node in content if isinstance(node, nodes.caption)]
    if not (captions and any(map(_is_picture, content))):
        return content
    made = nodes.figure()
    for node in content:
        is_wrapped = isinstance(node, nodes.paragraph) and _is_picture(node)
        made += node.children if is_wrapped else node
    for image in made.findall(nodes.image):
        if "align" in image:
            made["align"] = image.attributes.pop("align")
    return [made]


def _table(element: Element) -> list[nodes.Node]:
    """Return a table; rows of ``<th>`` above all others are its head."""
    items = [*_rows(element)]
    content = build_blocks((item for item, _ in items), parts=["caption", "tr"])
    rows = [node for node in content if isinstance(node, nodes.row)]
    others = [node for node in content if not isinstance(node, nodes.row)]
    heads = [is_head for _, is_head in items if is_head is not None]
    count = heads.index(False) if False in heads else 0
    head = [nodes.thead("", *rows[:count])] if count else []
    body = nodes.tbody("", *rows[count:])
    return [nodes.table("", *others, *head, body, classes=["colwidths-auto"])]


def _rows(table: Element, *, in_head: bool = False) -> Iterator[tuple[Item, bool | None]]:
    """Yield the items of a table and its parts, and of the rows whether they are a head."""
    for item in flatten(table.children):
        if isinstance(item, Element) and item.name in {"tbody", "tfoot", "thead"}:
            yield from _rows(item, in_head=item.name == "thead")
        elif isinstance(item, Element) and item.name == "tr":
            yield item, in_head or {cell.name for cell in item.elements} == {"th"}
        else:
            yield item, None


BUILDERS: Mapping[str, Callable[[Element], list[nodes.Node]]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _rubric),
    **dict.fromkeys(("li", "ul"), _bullets),
    **dict.fromkeys(("aside", "details"), _box),
    "blockquote": lambda e: [nodes.block_quote("", *_content(e))],
    "dl": _definitions,
    "figure": _figure,
    "hr": lambda _element: [nodes.transition()],
    "ol": _numbers,
    "pre": _pre,
    "summary": lambda e: _bold(_part(e)),
    "table": _table,
}
"""What blocks become that are more than their content."""


def _number(element: Element, name: str) -> int:
    """Return the number in an attribute, 0 if there is none."""
    value = element.attributes.get(name, "").strip()
    return int(value) if re.fullmatch("[0-9]{1,6}", value) else 0


def _align(block: nodes.Element, align: str) -> None:
    """Align a picture alone by itself, and text with the pictures in it as a whole."""
    images = list(block.findall(nodes.image))
    is_aligned = align in {"center", "right"}
    if is_aligned and _is_picture(block):
        images[0].attributes.setdefault("align", align)
    elif is_aligned:
        block["classes"].append(f"text-{align}")
    for image in images if len(images) > 1 or "text-center" in block["classes"] else ():
        if image.get("align") == "center":  # it would be on a line of its own
            del image["align"]


def _is_picture(node: nodes.Node) -> bool:
    """Return whether *node* is an image, or nothing but one, with a link or without."""
    if isinstance(node, nodes.reference | nodes.paragraph):
        return len(node) == 1 and _is_picture(node[0])
    return isinstance(node, nodes.image)
