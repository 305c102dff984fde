"""Ways through the nodes of a page that docutils doesn't have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator


def around(node: nodes.Node) -> Iterator[nodes.Element]:
    """Give what stands around a node, the innermost first."""
    while node.parent is not None:
        node = node.parent
        yield node


def is_inside(node: nodes.Node, kind: type[nodes.Element]) -> bool:
    """Say whether something of this class stands around a node."""
    return any(isinstance(outer, kind) for outer in around(node))


def image_in(picture: nodes.Element) -> nodes.image:
    """Return the image of a figure or of a link, or the image itself."""
    return next(iter(picture.findall(nodes.image)))


def is_seen(node: nodes.Node) -> bool:
    """Say whether a reader sees anything of a node: words, or a picture.

    From its end, for pictures that don't stay go from its beginning.
    """
    if isinstance(node, nodes.Text):
        return bool(node.strip())
    return isinstance(node, nodes.image) or any(map(is_seen, reversed(node.children)))
