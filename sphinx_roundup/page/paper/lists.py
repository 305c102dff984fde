"""Lists of reports in LaTeX, which allows six levels, and four of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.nodes import report_sections

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_DEEPEST = 5
"""Code is a list of its own to LaTeX."""
_DEEPEST_OF_A_KIND = 4

_LISTS = (
    nodes.block_quote,
    nodes.bullet_list,
    nodes.definition_list,
    nodes.enumerated_list,
    nodes.field_list,  # a list in a quote
    nodes.line_block,
    nodes.option_list,
)


class FlattenDeepLists(SphinxPostTransform):
    """Show lists and quotes that are too deep for LaTeX as paragraphs.

    ::

        <bullet_list>                    <paragraph> • One
            <list_item>            ->    <paragraph> More
                <paragraph> One
                <paragraph> More

    Before the footnotes are placed: they may be in a list.
    """

    default_priority = 580
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Flatten the lists of all reports."""
        for report in report_sections(self.document):
            _flatten(report)


class _Depth(NamedTuple):
    """How many lists there are around a node."""

    lists: int = 0
    bullets: int = 0
    numbers: int = 0

    def inside(self, node: nodes.Node) -> _Depth:
        """Return the depth of the children of *node*."""
        if isinstance(node, nodes.footnote):  # it is set outside
            return _Depth()
        return _Depth(
            self.lists + isinstance(node, _LISTS) + isinstance(node, nodes.field_list),
            self.bullets + isinstance(node, nodes.bullet_list),
            self.numbers + isinstance(node, nodes.enumerated_list),
        )

    def is_too_deep(self) -> bool:
        """Whether LaTeX would end here."""
        return self.lists > _DEEPEST or max(self.bullets, self.numbers) > _DEEPEST_OF_A_KIND


def _flatten(report: nodes.section) -> None:
    waiting: list[tuple[nodes.Node, _Depth]] = [(report, _Depth())]
    while waiting:
        node, around = waiting.pop()
        depth = around.inside(node)
        children = list(node.children)
        if isinstance(node, nodes.Element) and isinstance(node, _LISTS) and depth.is_too_deep():
            depth, children = around, list(_blocks_of(node))
            node.parent.replace(node, children)
        waiting += [(child, depth) for child in children]


def _blocks_of(node: nodes.Element) -> Iterator[nodes.Node]:
    """Yield what is in a list as body elements."""
    if node["ids"]:
        yield nodes.target("", "", ids=node["ids"])
    for number, child in enumerate(node.children):
        if isinstance(child, nodes.list_item):
            yield from _item_blocks(child, _label_of(node, number))
        elif isinstance(child, nodes.Body) and not isinstance(child, nodes.Part):
            yield child
        elif isinstance(child, nodes.TextElement):  # a term, a line, the name of a field
            yield nodes.paragraph("", "", *child.children, ids=child["ids"])
        else:
            yield from _blocks_of(cast("nodes.Element", child))


def _label_of(node: nodes.Element, number: int) -> str:
    is_numbered = isinstance(node, nodes.enumerated_list)
    return f"{int(node.get('start', 1)) + number}." if is_numbered else "•"


def _item_blocks(item: nodes.list_item, label: str) -> Iterator[nodes.Node]:
    first, *others = item.children or [nodes.paragraph()]
    if isinstance(first, nodes.paragraph):
        first.insert(0, nodes.Text(f"{label} "))
        yield first
    else:
        yield nodes.paragraph("", label)
        yield first
    yield from others
