"""Which kinds of nodes a report has.

Most of what is done to a report is done to nodes of a kind that it has none of. To look once
which it has is cheaper than to look for each: a page has a thousand reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes

Kinds = frozenset[type]
"""The classes of some nodes."""


def kinds_in(node: nodes.Element) -> Kinds:
    """Return the kinds of *node* and of all that is in it, as it is now."""
    return frozenset(map(type, node.findall()))


def has_any(kinds: Iterable[type], wanted: type | tuple[type, ...]) -> bool:
    """Say whether any of *kinds* is one of *wanted*, or a kind of it."""
    return any(issubclass(kind, wanted) for kind in kinds)
