"""Words beside a picture on paper: where that works, and what LaTeX needs for it.

LaTeX has text run around a picture by its package ``wrapfig``, which Sphinx's writer uses
for every figure with a side. It takes no notice of what follows: lists, headings and the
end of a page get in each other's way there. So a side is kept only where plain paragraphs
are sure to stand beside the picture.
"""

from __future__ import annotations

import itertools
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from sphinx_roundup.nodes import BYLINE_CLASS, image_in
from sphinx_roundup.page.paper.room import (
    LINE_HEIGHT,
    has_unbreakable,
    lines_of,
    percent,
    resize,
    size_of,
    width_of,
)
from sphinx_roundup.page.section import TITLE_CLASS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST_WIDTH = 0.5
"""Of a picture with words beside it: they keep a readable column."""

MOST_HEIGHT = 0.6
"""Of the same, in widths of a line."""

# Sphinx's own package loads needspace, for code blocks, and wrapfig.
_NEED = r"\needspace{\dimexpr%.3f\linewidth+%d\baselineskip\relax}"

_CLEAR = (
    r"\par\ifnum\value{WF@wrappedlines}>1 \nobreak"
    r"\vskip\dimexpr\value{WF@wrappedlines}\baselineskip-\baselineskip\relax\fi\WFclear"
)
"""Ends the text around a picture, below the picture. ``wrapfig`` has a command for the first
half of that alone; its counter of lines is one more than what is left."""


def latex(text: str) -> nodes.raw:
    """Return what LaTeX alone is told."""
    return nodes.raw("", f"{text}\n", format="latex")


class Float(NamedTuple):
    """A figure with words beside it."""

    figure: nodes.figure
    image: nodes.image
    width: float
    shape: float
    """Its picture's height, in widths."""
    start: nodes.Element
    """What stays with the figure when a page ends: the figure itself, or headings above it."""

    @property
    def caption_lines(self) -> int:
        """How many lines of caption and legend there are."""
        words = [each.astext() for each in self.figure.children[1:]]
        return sum(lines_of(f"Fig. 10.10: {text}", self.width) + 1 for text in words)

    def count_notes_beside(self) -> int | None:
        """Return the lines of footnotes to the words beside; ``None`` if too few words follow.

        Of short lines there are two more than the figure is high, for the space around it.
        """
        left = ceil(self.width * self.shape / LINE_HEIGHT) + self.caption_lines + 2
        notes = 0
        for paragraph in _find_company(self.figure, 1 - self.width):
            words, noted = _words_and_notes(paragraph)
            notes += sum(lines_of(note, 1) + 1 for note in noted)
            left -= lines_of(words, 1 - self.width)
            if left <= 0:
                return notes
        return None

    def set_beside(self) -> None:
        """Put what LaTeX needs around the figure, and size it."""
        self.figure["width"] = percent(self.width)
        resize(self.image, width=1)
        more = 3 + self.caption_lines + (self.count_notes_beside() or 0)
        more += 0 if self.start is self.figure else 5  # the heading's
        need = latex(_NEED % (self.width * self.shape, more))
        self.start.parent.insert(self.start.parent.index(self.start), need)
        *_, last = _find_company(self.figure, 1 - self.width)
        last.parent.insert(last.parent.index(last) + 1, latex(_CLEAR))


def find_float(figure: nodes.figure, srcdir: Path) -> Float | None:
    """Return how *figure* stands beside words; ``None`` where it can't.

    It may be smaller than it wished, if that is what lets it be there.
    """
    start, image = _find_start(figure), image_in(figure)
    size = size_of(image, srcdir)
    width = width_of(figure, srcdir, widest=MOST_WIDTH, highest=MOST_HEIGHT)
    if start is None or size is None or width is None:
        return None
    for smaller in (1, 0.85, 0.7):
        found = Float(figure, image, width * smaller, size.shape, start)
        if found.count_notes_beside() is not None:
            return found
    return None


def _find_company(figure: nodes.figure, width: float) -> Iterator[nodes.Element]:
    """Yield the paragraphs that follow *figure*, as far as they may stand beside it."""
    following = figure.parent.children[figure.parent.index(figure) + 1 :]
    return itertools.takewhile(lambda node: _is_plain(node, width), _seen(following))


def _is_plain(node: nodes.Element, width: float) -> bool:
    if not isinstance(node, nodes.paragraph) or has_unbreakable(node.astext(), width):
        return False
    return not any(node.findall(nodes.image))


def _words_and_notes(paragraph: nodes.Element) -> tuple[str, list[str]]:
    """Return the words of a paragraph, and its footnotes, which Sphinx has put into it."""
    copy = paragraph.deepcopy()
    inner = [node for node in copy.findall(nodes.Element) if node.tagname.startswith("footnote")]
    notes = [node.astext() for node in inner if len(node) > 1]
    for node in inner:
        node.parent.remove(node)
    return copy.astext(), notes


def _find_start(figure: nodes.figure) -> nodes.Element | None:
    """Return what a page must not end behind, so that *figure* may start the next one.

    A figure right below a heading stays with it; nothing but words and headings may be above.
    """
    start: nodes.Element = figure
    while isinstance(start.parent, nodes.section):
        above = list(_seen(start.parent.children[: start.parent.index(start)]))
        if not all(_is_head(node) for node in above):
            works = start is not figure or isinstance(above[-1], nodes.paragraph)
            return start if works else None
        start = start.parent
    return None if start is figure else start


def _is_head(node: nodes.Element) -> bool:
    small = isinstance(node, nodes.paragraph) and {BYLINE_CLASS, TITLE_CLASS} & {*node["classes"]}
    return bool(small) or isinstance(node, nodes.title)


def _seen(siblings: Iterable[nodes.Node]) -> Iterator[nodes.Element]:
    """Yield the nodes that a reader of paper sees."""
    for node in siblings:
        foreign = isinstance(node, nodes.raw) and "latex" not in node["format"].split()
        if isinstance(node, nodes.Element) and not (foreign or isinstance(node, nodes.Invisible)):
            yield node
