"""Frames around the notes of reports in LaTeX, which divides few things in them among pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.nodes import report_sections
from sphinx_roundup.parsing.valid_depth import content_of

if TYPE_CHECKING:
    from typing import Any

_FRAMED = (nodes.Admonition, nodes.sidebar, nodes.topic)
_INDIVISIBLE = (*_FRAMED, nodes.figure, nodes.table)

_PAGE = 40
"""Lines that fit on a page in any case."""
_PICTURE_LINES = 30
"""The most that a picture takes: see ``MOST_HEIGHT`` in :mod:`.pictures`."""
_PARAGRAPH_LINES = 3
"""Around the words of a paragraph, or of a note."""
_NARROW = 8
"""Characters in a line of a narrow column."""


class RemoveLongFrames(SphinxPostTransform):
    """Show notes without a frame if what is in them can't be divided among pages.

    ::

        <note>                         <paragraph> <strong> Note
            <table>              ->    <table>
            <paragraph> Long           <paragraph> Long

    TeX would begin one empty page after the other: at a table, a figure or another frame in a
    frame, unless all of it fits on a page.
    """

    default_priority = 580
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Remove the long frames of all reports, those inside of others first."""
        for report in report_sections(self.document):
            boxes = [n for n in report.findall(nodes.Element) if isinstance(n, _FRAMED)]
            for box in reversed(boxes):
                if _has_indivisible(box) and _most_lines(box) > _PAGE:
                    box.parent.replace(box, list(content_of(box)))


def _has_indivisible(box: nodes.Element) -> bool:
    return any(isinstance(node, _INDIVISIBLE) for node in box.findall() if node is not box)


def _most_lines(box: nodes.Element) -> int:
    """Return how many lines *box* has at most, in however narrow a column."""
    inside = list(box.findall(nodes.Element))
    words = [n.astext() for n in box.findall(nodes.Text)]
    paragraphs = sum(isinstance(n, (*_FRAMED, nodes.TextElement)) for n in inside)
    pictures = sum(isinstance(n, nodes.image) for n in inside)
    lines = sum(len(text) // _NARROW + text.count("\n") for text in words)
    return lines + paragraphs * _PARAGRAPH_LINES + pictures * _PICTURE_LINES
