"""The docutils body elements that the block elements of HTML become.

As in :mod:`sphinx_roundup.parsing.html_inline`, what is in the trees may be shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeGuard

from docutils import nodes

from sphinx_roundup.parsing.html_inline import join, strip, tidy
from sphinx_roundup.parsing.html_tokens import Token
from sphinx_roundup.parsing.html_tree import Element, flatten, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx_roundup.parsing.html_inline import Inline
    from sphinx_roundup.parsing.html_tree import Item


class Blocks:
    """Makes body elements of the HTML of one block."""

    def __init__(self, inline: Inline) -> None:
        self.lines, self.place = inline.lines, inline.place

    def flow(self, items: Iterable[Item]) -> list[nodes.Node]:
        """Return body elements: the blocks, and paragraphs of what stands between them."""
        found: list[nodes.Node] = []
        run: list[Item] = []
        for item in flatten(items):
            if isinstance(item, Element) and item.level == "block":
                found += [*self.paragraph(run), *self.block(item)]
                run = []
            elif isinstance(item, Token) and item.kind == "fragment":
                found += [*self.paragraph(run), self.literal(item.text, item.line, missing=True)]
                run = []
            else:
                run.append(item)
        return found + self.paragraph(run)

    def body(self, items: Iterable[Item]) -> list[nodes.Node]:
        """Return body elements for where no transition may stand."""
        return [node for node in self.flow(items) if not isinstance(node, nodes.transition)]

    def block(self, element: Element) -> list[nodes.Node]:
        """Return what a block becomes; of the ones without a rule of their own, the content."""
        build = BUILDERS.get(element.name)
        built = build(self, element) if build else self.flow(element.children)
        for node in built:
            if isinstance(node, nodes.Element) and node.line is None:
                self.place(node, element.token.line)
        return built

    def paragraph(self, run: list[Item]) -> list[nodes.Node]:
        """Return a paragraph of inline content, a line block, a bare image, or nothing."""
        seen = [item for item in run if not _is_blank(item)]
        if not seen:
            return []
        line = next((i.line for i in map(_token_of, seen) if i), 0)
        if all(isinstance(item, Token) and item.kind == "refused" for item in seen):
            text = "".join(item.text for item in run if isinstance(item, Token))
            return [self.literal(text.strip(), line, missing=True)]
        lines = tidy(self.lines(run))
        for content in lines:
            _uncenter(content)
        if len(lines) == 1 and len(lines[0]) == 1 and _is_picture(lines[0][0]):
            return lines[0]
        return [self.paragraph_of(lines, line)] if lines else []

    def paragraph_of(self, lines: list[list[nodes.Node]], line: int) -> nodes.Element:
        """Return a paragraph, or a line block if there is more than one line."""
        if len(lines) == 1:
            return self.place(nodes.paragraph("", "", *lines[0]), line)
        made = [self.place(nodes.line("", "", *content), line) for content in lines]
        return self.place(nodes.line_block("", *made), line)

    def literal(self, text: str, line: int, *, missing: bool = False) -> nodes.Element:
        """Return a block of *text* as it was written."""
        classes = ["roundup-missing"] if missing else []
        node = nodes.literal_block(text, text, language="none", classes=classes)
        return self.place(node, line)

    def rubric(self, element: Element) -> list[nodes.Node]:
        """Return a heading that is no section, for ``<h1>`` to ``<h6>``."""
        content = strip(join(self.lines(element.children)))
        if not content or all(map(_is_picture, content)):
            return self.flow(element.children)
        return [nodes.rubric("", "", *content)]

    def summary(self, element: Element) -> list[nodes.Node]:
        """Return a paragraph in bold type."""
        content = strip(join(self.lines(element.children)))
        strong = self.place(nodes.strong("", "", *content), element.token.line)
        return [nodes.paragraph("", "", strong)] if content else []

    def quote(self, element: Element) -> list[nodes.Node]:
        """Return a block quote."""
        content = self.body(element.children)
        return [nodes.block_quote("", *content)] if content else []

    def pre(self, element: Element) -> list[nodes.Node]:
        """Return a literal block of the text alone."""
        text = text_of(element.children).removeprefix("\n").rstrip()
        return [self.literal(text, element.token.line)] if text else []

    def bullets(self, element: Element) -> list[nodes.Node]:
        """Return a bullet list; a ``<li>`` that stands in no list is one of its own."""
        items = self.items([element] if element.name == "li" else element.children)
        return [nodes.bullet_list("", *items, bullet="*")] if items else []

    def numbers(self, element: Element) -> list[nodes.Node]:
        """Return a numbered list."""
        items = self.items(element.children)
        made = nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")
        start = element.token.attributes.get("start", "")
        if re.fullmatch("[0-9]{1,6}", start):
            made["start"] = int(start)
        return [made] if items else []

    def items(self, items: Iterable[Item]) -> list[nodes.Element]:
        """Return the items of a list; what stands between them is an item, too."""
        made = []
        for item in flatten(items):
            if isinstance(item, Element) and item.name == "li":
                content = nodes.list_item("", *self.body(item.children))
                made.append(self.place(content, item.token.line))
            elif between := self.body([item]):
                made.append(self.place(nodes.list_item("", *between), between[0].line or 1))
        return made

    def definitions(self, element: Element) -> list[nodes.Node]:
        """Return a definition list, or mere paragraphs where terms and definitions don't pair."""
        parts = [item for item in flatten(element.children) if not _is_blank(item)]
        names = [item.name if isinstance(item, Element) else "" for item in parts]
        if not names or names != ["dt", "dd"] * (len(names) // 2):
            return self.flow(element.children)
        pairs = [part for part in parts if isinstance(part, Element)]
        made = [self.definition(*pair) for pair in zip(pairs[::2], pairs[1::2], strict=True)]
        return [nodes.definition_list("", *made)]

    def definition(self, term: Element, text: Element) -> nodes.Element:
        """Return a term with its definition."""
        name = self.place(nodes.term("", "", *join(self.lines(term.children))), term.token.line)
        body = self.place(nodes.definition("", *self.body(text.children)), text.token.line)
        return self.place(nodes.definition_list_item("", name, body), term.token.line)

    def figure(self, element: Element) -> list[nodes.Node]:
        """Return a figure, if it holds one image and a caption."""
        captions = [part for part in element.children if _is_caption(part)]
        body = self.flow(part for part in element.children if not _is_caption(part))
        if not (len(captions) == 1 and len(body) == 1 and _is_picture(body[0])):
            return body + self.flow(captions)
        content = strip(join(self.lines(captions[0].children)))
        caption = self.place(nodes.caption("", "", *content), captions[0].token.line)
        made = nodes.figure("", body[0], *([caption] if content else []))
        for image in made.findall(nodes.image):
            if "align" in image:
                made["align"] = image.attributes.pop("align")
        return [made]

    def table(self, element: Element) -> list[nodes.Node]:
        """Return a table; what is in a nested one, or one full of holes, are paragraphs."""
        rows = _Rows()
        rows.collect(element.children)
        columns = 0 if element.in_table else rows.columns()
        if not columns:
            return self.flow(element.children)
        head, body = (rows.head, rows.body) if rows.body else ([], rows.head)
        group = nodes.tgroup("", cols=columns)
        group += [nodes.colspec("", colwidth=max(1, 100 // columns)) for _ in range(columns)]
        if head:
            group += nodes.thead("", *(self.row(row, columns) for row in head))
        group += nodes.tbody("", *(self.row(row, columns) for row in body))
        made = nodes.table("", group, classes=["colwidths-auto"])
        if rows.caption and (title := strip(join(self.lines(rows.caption.children)))):
            made.insert(0, nodes.title("", "", *title))
        return [*self.body(rows.strays), made]

    def row(self, cells: list[Element], columns: int) -> nodes.Element:
        """Return a row, with empty cells where it is too short."""
        entries = [nodes.entry("", *self.body(cell.children)) for cell in cells]
        entries += [nodes.entry() for _ in range(columns - len(cells))]
        return nodes.row("", *(self.place(entry, cells[0].token.line) for entry in entries))

    def transition(self, _element: Element) -> list[nodes.Node]:
        """Return a transition; whoever has no place for it drops it."""
        return [nodes.transition()]


BUILDERS: dict[str, Callable[[Blocks, Element], list[nodes.Node]]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Blocks.rubric),
    "blockquote": Blocks.quote,
    "dl": Blocks.definitions,
    "figure": Blocks.figure,
    "hr": Blocks.transition,
    "li": Blocks.bullets,
    "ol": Blocks.numbers,
    "pre": Blocks.pre,
    "summary": Blocks.summary,
    "table": Blocks.table,
    "ul": Blocks.bullets,
}


@dataclass
class _Rows:
    """What is found in a table."""

    head: list[list[Element]] = field(default_factory=list)
    body: list[list[Element]] = field(default_factory=list)
    caption: Element | None = None
    strays: list[Item] = field(default_factory=list)
    """What stands between the cells, where nothing may."""

    def collect(self, items: Iterable[Item], *, head: bool = False) -> None:
        """Sort the children of a table or a part of one."""
        for item in flatten(items):
            match item:
                case Element(name="thead" | "tbody" | "tfoot" | "colgroup" as name):
                    self.collect(item.children, head=name == "thead")
                case Element(name="tr"):
                    self.add(item, head=head)
                case Element(name="caption"):
                    self.caption = item
                case _:
                    self.strays.append(item)

    def add(self, row: Element, *, head: bool) -> None:
        """Sort the children of a row; one of ``<th>`` only, above all others, is the head."""
        cells = []
        for item in flatten(row.children):
            if isinstance(item, Element) and item.name in {"td", "th"}:
                cells.append(item)
            else:
                self.strays.append(Element("", row.token, "block", children=[item]))
        if cells:
            head = head or all(cell.name == "th" for cell in cells)
            (self.head if head and not self.body else self.body).append(cells)

    def columns(self) -> int:
        """Return the number of columns; 0 if there are too many holes to fill."""
        sizes = [len(row) for row in (*self.head, *self.body)]
        columns = max(sizes, default=0)
        return columns if columns * len(sizes) <= 4 * sum(sizes) + 100 else 0


def _is_picture(node: nodes.Node) -> bool:
    """Tell whether *node* is an image, or one with a link."""
    if isinstance(node, nodes.reference):
        return len(node) == 1 and _is_picture(node[0])
    return isinstance(node, nodes.image)


def _is_caption(item: Item) -> TypeGuard[Element]:
    """Tell whether *item* is the caption of a figure."""
    return isinstance(item, Element) and item.name == "figcaption"


def _is_blank(item: Item) -> bool:
    """Tell whether nothing of *item* can be seen."""
    return isinstance(item, Token) and not item.text.strip()


def _token_of(item: Item) -> Token | None:
    """Return the token where *item* begins."""
    return item.token if isinstance(item, Element) else item if isinstance(item, Token) else None


def _uncenter(line: list[nodes.Node]) -> None:
    """Leave images that stand side by side there: centred ones would stand below each other."""
    images = [image for node in line for image in node.findall(nodes.image)]
    for image in images if len(images) > 1 else []:
        if image.get("align") == "center":
            del image["align"]
