"""Repairs of a report's tables: each row gets a cell, or a part of one, in each column.

Sphinx's writers of LaTeX and plain text end the build at a table in a table, at cells that
overlap, and at rows of more cells than there are columns (``Table`` in
sphinx/writers/latex.py and sphinx/writers/text.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from docutils import nodes

from sphinx_roundup.parsing.valid_content import (
    blocks,
    ids_in,
    items_of,
    make,
    put,
    split_off,
    target_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

Rows: TypeAlias = list[nodes.Element]

_PARTS = (nodes.colspec, nodes.thead, nodes.tbody, nodes.row, nodes.entry)
_MOST_HOLES = 4  # missing cells for each that there is; else it is shown as paragraphs
_MOST_PLACES = 50_000  # of the grid, that cells may take below their own row
_WIDEST = 1_000  # of a column, in characters of plain text


def repair_table(table: nodes.Element, children: list[nodes.Node]) -> list[nodes.Node]:
    """Return a table as a grid of one group, and before it what is between its parts.

    A table without cells, or with too many holes, becomes paragraphs.
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
