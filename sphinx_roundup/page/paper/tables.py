"""Tables of reports in a shape that LaTeX can set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.nodes import report_sections

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_HIGHEST_CELL = 35
"""Lines of text. LaTeX breaks tables between rows alone, and cuts off what leaves the page."""
_CHARACTERS = 70
"""Of a line as wide as the page."""


class SetTablesOnPaper(SphinxPostTransform):
    """Give tables widths, let them break, and show those with cells as high as a page as blocks.

    Of a table without widths LaTeX sets the cells twice, first in one line, where some blocks
    can't be.
    """

    default_priority = 575
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Set the tables of all reports."""
        for report in report_sections(self.document):
            for table in list(report.findall(nodes.table)):
                _set_table(table)


def _set_table(table: nodes.table) -> None:
    columns = list(table.findall(nodes.colspec))
    cells = list(table.findall(nodes.entry))
    heights = [_height_of(cell, len(columns)) for cell in cells]
    if max(heights) > _HIGHEST_CELL:
        table.parent.replace(table, list(_blocks_of(table)))
        return
    if sum(heights) > _HIGHEST_CELL * len(columns):
        table["classes"].append("longtable")
    if not all(isinstance(node, nodes.paragraph) for cell in cells for node in cell.children):
        table["classes"].append("colwidths-given")
        for column in columns:
            column["colwidth"] = max(1, int(float(column.get("colwidth", 1))))


def _height_of(cell: nodes.entry, columns: int) -> int:
    """Return about how many lines a cell has in a table of equal columns."""
    return sum(1 + len(line) * columns // _CHARACTERS for line in cell.astext().split("\n"))


def _blocks_of(table: nodes.table) -> Iterator[nodes.Node]:
    if table["ids"]:
        yield nodes.target("", "", ids=table["ids"])
    for title in table.findall(nodes.title):
        yield nodes.paragraph("", "", nodes.strong("", "", *title.children))
    for cell in table.findall(nodes.entry):
        yield from cell.children
