"""Names in a text that lead to somebody's section on the same page."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

MENTION_CLASS = "roundup-mention"


class Link(NamedTuple):
    """Where a link stands in a text, and where it leads."""

    start: int
    end: int
    anchor: str


class LinkedText(nodes.Text):
    """A text with links in it, which are made last of all.

    A large page has thousands of them, each of two nodes and a text cut in two, and some
    thirty transforms go through all nodes before it is written: :mod:`.late_links` makes
    the nodes when these are done. To all of them it is the text that readers will see.
    """

    links: tuple[Link, ...] = ()

    def copy(self) -> LinkedText:
        """Return the same text with the same links."""
        text = LinkedText(str(self))
        text.links = self.links
        return text

    def apart(self) -> list[nodes.Node]:
        """Return the nodes of the text and of its links."""
        parts: list[nodes.Node] = []
        end = 0
        for link in self.links:
            parts += _text(self[end : link.start])
            words = self[link.start : link.end]
            parts.append(_reference(words, link.anchor))
            end = link.end
        return [*parts, *_text(self[end:])]


class LinkedParts:
    """What a text is made of, as it is put together."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._links: list[Link] = []
        self._length = 0
        self._before: list[nodes.Node] = []

    def add_text(self, words: str) -> None:
        """Add some words, or none."""
        self._words.append(words)
        self._length += len(words)

    def add_link(self, words: str, anchor: str) -> None:
        """Add a link to somewhere on the page."""
        self._links.append(Link(self._length, self._length + len(words), anchor))
        self.add_text(words)

    def add_node(self, node: nodes.Node) -> None:
        """Add a node that is needed at once."""
        self._before += [*self._end_text(), node]

    def finish(self, *, late: bool) -> list[nodes.Node]:
        """Return what the text is made of.

        :param late: whether its links may be made last of all; titles are shown in lists, too
        """
        parts = [*self._before, *self._end_text()]
        if late:
            return parts
        apart = (each.apart() if isinstance(each, LinkedText) else [each] for each in parts)
        return list(chain.from_iterable(apart))

    def _end_text(self) -> list[nodes.Node]:
        words, links = "".join(self._words), tuple(self._links)
        self._words, self._links, self._length = [], [], 0
        if not links:
            return _text(words)
        text = LinkedText(words)
        text.links = links
        return [text]


def replace_texts(run: Sequence[nodes.Text], parts: Sequence[nodes.Node]) -> None:
    """Put *parts* in the place of some texts in a row.

    Not by docutils' ``replace``, which takes the first text with the same words.
    """
    parent = run[0].parent
    start = next(n for n, child in enumerate(parent.children) if child is run[0])
    parent[start : start + len(run)] = parts


def _text(words: str) -> list[nodes.Node]:
    return [nodes.Text(words)] if words else []


def _reference(words: str, anchor: str) -> nodes.reference:
    return nodes.reference("", words, internal=True, refid=anchor, classes=[MENTION_CLASS])
