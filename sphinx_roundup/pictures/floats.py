"""Pictures that float although their report says nothing of it."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.nodes import image_in

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIDES = {"none": (), "right": ("right",), "left": ("left",), "alternate": ("right", "left")}
_OWN_WORD = re.compile(r"(align|float)-\w+|(sd-)?float-\w+")
_WIDE = 60
"""In per cent of the column: beside a picture as wide there is no room for text."""


def settle_floats(section: nodes.section, wanted: str) -> None:
    """Let the pictures of a report that stand alone float to one side, in turn to both.

    :param wanted: a value of the ``:float:`` option
    """
    sides = itertools.cycle(_SIDES[wanted] or ("",))
    for block in list(_blocks_of(section)):
        picture = block if isinstance(block, nodes.figure) else lone_image(block)
        if picture is None:
            continue
        if isinstance(block, nodes.paragraph) and not (block["ids"] or block["names"]):
            block.replace_self(picture)
        if _SIDES[wanted] and not _has_own_word(picture):
            target = picture if isinstance(picture, nodes.figure) else image_in(picture)
            target["align"] = next(sides)


def _blocks_of(section: nodes.section) -> Iterator[nodes.Element]:
    """Yield what stands in a report and its parts directly."""
    for child in section.children:
        if isinstance(child, nodes.section):
            yield from _blocks_of(child)
        elif isinstance(child, nodes.paragraph | nodes.figure | nodes.image | nodes.reference):
            yield child


def lone_image(block: nodes.Node) -> nodes.Element | None:
    """Return the image that a block consists of, with the link around it, if it does."""
    node = block
    while isinstance(node, nodes.paragraph | nodes.reference):
        parts = [n for n in node.children if not isinstance(n, nodes.Text) or n.strip()]
        if len(parts) != 1:
            return None
        if isinstance(node, nodes.reference) and isinstance(parts[0], nodes.image):
            return node
        node = parts[0]
    return node if isinstance(node, nodes.image) else None


def _has_own_word(picture: nodes.Element) -> bool:
    """Say whether a report has said where a picture stands, or how wide it is."""
    parts = [picture, *picture.findall(nodes.image)]
    classes = [name for part in parts for name in part["classes"]]
    widths = [str(part.get("width", "")) for part in parts]
    return (
        any("align" in part for part in parts)
        or any(_OWN_WORD.fullmatch(name) for name in classes)
        or any(w.endswith("%") and float(w[:-1]) >= _WIDE for w in widths)
    )
