"""What there is in a tree of nodes, and of which kinds, found quickly.

Most of what is done to a report is done to nodes of a kind that it has none of. To look once
which it has is cheaper than to look for each: a page has a thousand reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes

T = TypeVar("T")

Kinds = frozenset[type]
"""The classes of some nodes."""


def nodes_in(node: nodes.Node) -> list[nodes.Node]:
    """Return *node* and all that is in it, level by level.

    In a fifth of the time of docutils' ``findall``, which goes from one text to the next.
    """
    found = [node]
    for each in found:
        found += each.children
    return found


@overload
def find_all(node: nodes.Node, wanted: type[T]) -> list[T]: ...
@overload
def find_all(node: nodes.Node, wanted: tuple[type, ...]) -> list[Any]: ...
def find_all(node: nodes.Node, wanted: type | tuple[type, ...]) -> list[Any]:
    """Return what docutils' ``findall`` finds, in its order; where there is little, quickly."""
    found = [each for each in nodes_in(node) if isinstance(each, wanted)]
    if len(found) < 2:
        return found
    return [each for each in node.findall() if isinstance(each, wanted)]


def kinds_in(node: nodes.Node) -> Kinds:
    """Return the kinds of *node* and of all that is in it, as it is now."""
    return frozenset(map(type, nodes_in(node)))


def has_any(kinds: Iterable[type], wanted: type | tuple[type, ...]) -> bool:
    """Say whether any of *kinds* is one of *wanted*, or a kind of it."""
    return any(issubclass(kind, wanted) for kind in kinds)
