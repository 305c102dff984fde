"""Any nodes turned into what docutils allows in a place: blocks, one line of text, or a table.

Docutils' classes say what is a block, inline, or a part of another element
(https://docutils.sourceforge.io/docs/ref/doctree.html); a node of another extension may be either.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels

from sphinx_roundup.nodes import is_seen

if TYPE_CHECKING:
    from collections.abc import Iterable


E = TypeVar("E", bound=nodes.Element)

MISSING_CLASS = "roundup-missing"  # the class of what replaces something that can't be shown
_SUBELEMENTS = (
    *(nodes.Part, nodes.Structural, nodes.transition, nodes.Titular),
    *(nodes.Bibliographic, nodes.Decorative, nodes.decoration, nodes.docinfo, nodes.meta),
)
"""Nodes that are neither blocks nor inline: parts of some elements."""
_BLOCKS = (nodes.Body, nodes.Invisible, nodes.rubric, addnodes.centered)
_NO_LINE = (*_BLOCKS, *_SUBELEMENTS)
_EITHER = (nodes.image, nodes.target, nodes.raw, addnodes.index)  # among blocks or in a line
_UNSEEN = (nodes.comment, nodes.substitution_definition, nodes.transition)
"""Blocks that leave nothing in a line of text."""


def put(parent: E, children: Iterable[nodes.Node]) -> E:
    """Return *parent* with *children* alone; new ones get its place in the source."""
    made = list(children)
    if made == parent.children:
        return parent
    parent.children = made
    for child in made:
        if child.line is None:
            child.source, child.line = parent.source, parent.line
        if child.parent is not parent:
            parent.setup_child(child)
    return parent


def make(
    kind: type[E], origin: nodes.Node | None, children: Iterable[nodes.Node] = (), **attributes: Any
) -> E:
    """Return a new element of *kind* with the source and line of *origin*, if there is one."""
    made = kind(**attributes)
    if origin is not None:
        made.source, made.line = origin.source, origin.line
    return put(made, children)


def show_source(text: str) -> nodes.literal_block:
    """Return source text, in place of what it would have become."""
    return nodes.literal_block(text, text, language="text", classes=[MISSING_CLASS])


def turn_into(kind: type[E], node: nodes.Element, children: Iterable[nodes.Node]) -> E:
    """Return an element of *kind* that has the ids and classes of *node*."""
    return make(kind, node, children, ids=node["ids"], classes=node["classes"])


def target_of(node: nodes.Element, ids: list[str] | None = None) -> list[nodes.Node]:
    """Return a target with the ids of a node that goes, or *ids*, if there are any."""
    ids = node["ids"] if ids is None else ids
    return [make(nodes.target, node, ids=ids)] if ids else []


def ids_in(node: nodes.Node) -> list[str]:
    """Return the ids of a node and of all that is in it."""
    return [i for each in node.findall(nodes.Element) for i in each["ids"]]


def shows_nothing(body: Iterable[nodes.Node]) -> bool:
    """Return whether there are no blocks but invisible ones."""
    return all(isinstance(node, nodes.Invisible) for node in body)


def lone_picture(node: nodes.Node) -> nodes.Node | None:
    """Return the image of a link that holds nothing else.

    Among blocks, Sphinx's writer of HTML accepts no other link (``visit_reference`` in
    sphinx/writers/html5.py).
    """
    if not isinstance(node, nodes.reference) or isinstance(node, addnodes.download_reference):
        return None
    seen = [child for child in node.children if not _is_blank(child)]
    return seen[0] if len(seen) == 1 and isinstance(seen[0], nodes.image) else None


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Text) and not node.strip()


# -- Blocks ------------------------------------------------------------------------------


def blocks(children: Iterable[nodes.Node], *, sections: bool = False) -> list[nodes.Node]:
    """Return *children* as blocks: text in paragraphs, and the content of what has no place.

    :param sections: whether sections, topics, sidebars and transitions may be among them
    """
    found: list[nodes.Node] = []
    for is_run, group in groupby(children, lambda n: isinstance(n, nodes.Text | nodes.Inline)):
        if is_run:
            found += _blocks_of_run(list(group))
        else:
            elements = cast("Iterable[nodes.Element]", group)
            found += [new for child in elements for new in _blocks_of(child, sections=sections)]
    return found


def _blocks_of_run(run: list[nodes.Node]) -> list[nodes.Node]:
    """Return a paragraph of a run of inline nodes, or what of it can be a block itself."""
    shown = [number for number, node in enumerate(run) if not _is_blank(node)]
    seen = [run[number] for number in shown]
    if all((isinstance(n, _EITHER) and not n.children) or lone_picture(n) for n in seen):
        return seen
    origin = next((n for n in run if isinstance(n, nodes.Element) and n.line), run[0].parent)
    return [make(nodes.paragraph, origin, run[shown[0] : shown[-1] + 1])]


def _blocks_of(node: nodes.Element, *, sections: bool) -> list[nodes.Node]:
    """Return *node*, which isn't inline, as blocks."""
    if isinstance(node, nodes.Structural | nodes.transition):
        return [node] if sections else _without_structure(node)
    if isinstance(node, _BLOCKS) or not isinstance(node, _SUBELEMENTS):
        return [node]
    if not isinstance(node, nodes.TextElement):
        return [*target_of(node), *filter(_is_filled, blocks(node.children))]
    if not is_seen(node):
        return target_of(node, ids_in(node))
    is_title = isinstance(node, nodes.Titular)
    words = [make(nodes.strong, node, node.children)] if is_title else node.children
    return [turn_into(nodes.paragraph, node, words)]


def _is_filled(node: nodes.Node) -> bool:
    """Return whether *node* is more than the empty paragraph of a part that had to have one."""
    return not isinstance(node, nodes.paragraph) or bool(node.children or node["ids"])


def _without_structure(node: nodes.Element) -> list[nodes.Node]:
    """Return a section, topic or sidebar, for where docutils knows none, as blocks."""
    title, rest = split_off(node.children, nodes.title)
    heading = [turn_into(nodes.rubric, node, each.children) for each in title]
    return [*(heading or target_of(node)), *blocks(rest)]


def split_off(children: Iterable[nodes.Node], *kinds: type[E]) -> tuple[list[E], list[nodes.Node]]:
    """Return the first child of each kind, and the others."""
    others = list(children)
    found = [next((n for n in others if isinstance(n, kind)), None) for kind in kinds]
    parts = [part for part in found if part is not None]
    return parts, [n for n in others if not any(n is part for part in parts)]


def items_of(
    children: Iterable[nodes.Node], kind: type[E], parent: nodes.Element
) -> tuple[list[E], list[nodes.Node]]:
    """Return items, rows or cells, one more of what is between two; and what isn't seen."""
    items: list[E] = []
    unseen: list[nodes.Node] = []
    for is_item, group in groupby(children, lambda child: isinstance(child, kind)):
        run = list(group)
        body = run if is_item or isinstance(run[0], nodes.entry) else blocks(run)
        if is_item:
            items += cast("list[E]", run)
        elif shows_nothing(body):
            unseen += body
        else:
            items.append(make(kind, parent, body))
    return items, unseen


def content_of(node: nodes.Element) -> list[nodes.Node]:
    """Return as blocks what is in a list, quote, note, figure, table or description."""
    found = target_of(node)
    if label := admonitionlabels.get(node.tagname):
        found.append(nodes.paragraph("", "", nodes.strong("", str(label))))
    for number, child in enumerate(node.children, int(node.get("start", 1))):
        if isinstance(node, nodes.enumerated_list):
            found.append(nodes.paragraph("", f"{number}."))
        if isinstance(child, addnodes.desc_signature):  # writers know its parts inside of it alone
            words = nodes.literal("", child.astext())
            found.append(nodes.paragraph("", "", words, ids=child["ids"]))
        else:
            found += (
                content_of(child) if isinstance(child, addnodes.desc_content) else blocks([child])
            )
    return found


# -- Text --------------------------------------------------------------------------------


def is_line(children: Iterable[nodes.Node]) -> bool:
    """Return whether *children* are a line of text as they are."""
    kinds = set(map(type, children)) - {nodes.Text}
    return all(issubclass(k, nodes.Inline) or not issubclass(k, _NO_LINE) for k in kinds)


def inline(children: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Return *children* as a line of text: of blocks, their text and pictures."""
    found: list[nodes.Node] = []
    for child in children:
        if is_line([child]):
            found.append(child)
        elif words := _words_of(child):
            found += [nodes.Text(" "), *words, nodes.Text(" ")]
    return found


def _words_of(block: Any) -> list[nodes.Node]:
    words: list[nodes.Node] = []
    if isinstance(block, nodes.literal_block | nodes.doctest_block | nodes.math_block):
        words = [make(nodes.literal, block, block.children)]
    elif not isinstance(block, _UNSEEN):
        words = inline(block.children)
    return [*target_of(block), *words]


# -- Tables ------------------------------------------------------------------------------

Rows: TypeAlias = list[nodes.Element]

_PARTS = (nodes.colspec, nodes.thead, nodes.tbody, nodes.row, nodes.entry)
_MOST_HOLES = 4  # missing cells for each that there is; else it is shown as paragraphs
_MOST_PLACES = 50_000  # of the grid, that cells may take below their own row
_WIDEST = 1_000  # of a column, in characters of plain text


def repair_table(table: nodes.Element, children: list[nodes.Node]) -> list[nodes.Node]:
    """Return a table as a grid of one group, and before it what is between its parts.

    Each row gets a cell, or a part of one, in each column. Sphinx's writers of LaTeX and plain
    text end the build at cells that overlap, and at rows of more cells than there are columns
    (``Table`` in sphinx/writers/latex.py and sphinx/writers/text.py). A table without cells, or
    with too many holes, becomes paragraphs.
    """
    put(table, children)
    ids = ids_in(table)
    title, rest = split_off(children, nodes.title)
    inside = [n for c in rest for n in (c.children if isinstance(c, nodes.tgroup) else [c])]
    found = blocks(n for n in inside if not isinstance(n, _PARTS))
    specs = [n for n in inside if isinstance(n, nodes.colspec)]
    head, body = _rows([n for n in inside if isinstance(n, _PARTS)], table)
    if columns := _lay_out(head, body, len(specs)):
        sections = [make(nodes.thead, table, head)] if head else []
        parts = [*_specs(specs, columns, table), *sections, make(nodes.tbody, table, body)]
        found.append(put(table, [*title, make(nodes.tgroup, table, parts, cols=columns)]))
    else:
        words = [n for row in (*head, *body) for cell in row.children for n in cell.children]
        found += [*blocks(title), *words]
    there = {i for node in found for i in ids_in(node)}
    return [*target_of(table, [i for i in ids if i not in there]), *found]


def _rows(parts: Iterable[nodes.Node], table: nodes.Element) -> tuple[Rows, Rows]:
    """Return the rows of the head and of the body, each with one cell at least."""
    head: Rows = []
    body: Rows = []
    for part in [n for n in parts if not isinstance(n, nodes.colspec)]:
        is_group = isinstance(part, nodes.thead | nodes.tbody)
        rows, _unseen = items_of(part.children if is_group else [part], nodes.row, table)
        for row in rows:
            put(row, items_of(row.children, nodes.entry, row)[0])
        section = head if isinstance(part, nodes.thead) else body
        section += [row for row in rows if row.children]
    return (head, body) if body else ([], head)


def _lay_out(head: Rows, body: Rows, declared: int) -> int:
    """Cut the spans of cells so that none overlap, and fill the rows; return the columns.

    None, where there are no cells, or too many are missing.
    """
    rows = [*head, *body]
    widest = max([declared, *(len(row.children) for row in rows)])
    taken = [*_place(head, widest), *_place(body, widest)]
    columns = max((max(used) + 1 for used in taken), default=0)
    if columns * len(rows) > _MOST_HOLES * sum(map(len, taken)) + 100:
        return 0
    for row, used in zip(rows, taken, strict=True):
        row += [make(nodes.entry, row) for _ in range(columns - len(used))]
    return columns


def _place(rows: Rows, widest: int) -> list[set[int]]:
    """Give the cells of a head or a body their columns; return those taken in each row."""
    taken: list[set[int]] = [set() for _row in rows]
    free = _MOST_PLACES
    for number, row in enumerate(rows):
        column = 0
        for cell in cast("Rows", row.children):
            while column in taken[number]:
                column += 1
            end = next((c for c in range(column + 1, widest) if c in taken[number]), widest)
            width = _take_span(cell, "morecols", end - column)
            height = _take_span(cell, "morerows", min(len(rows) - number, free // width + 1))
            free -= (height - 1) * width
            for used in taken[number : number + height]:
                used.update(range(column, column + width))
            column += width
    return taken


def _take_span(cell: nodes.Element, name: str, most: int) -> int:
    """Return how many columns or rows a cell takes, at most *most*."""
    wanted = cell.attributes.pop(name, 0)
    more = max(min(wanted, most - 1), 0) if isinstance(wanted, int) else 0
    if more:
        cell[name] = more
    return more + 1


def _specs(there: list[nodes.colspec], columns: int, table: nodes.Element) -> list[nodes.colspec]:
    """Return one specification for each column, with the width that writers take for granted."""
    specs = [*there, *(make(nodes.colspec, table) for _ in range(columns - len(there)))][:columns]
    for spec in specs:
        width = put(spec, []).get("colwidth")
        if not isinstance(width, int) or not 1 <= width <= _WIDEST:
            spec["colwidth"] = max(1, 100 // columns)
    return specs
