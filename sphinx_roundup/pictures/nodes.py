"""Nodes of pictures that are published as clean copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

PICTURE = "roundup_picture"
"""The attribute of such an image: its largest width in pixels, 0 for ``roundup_image_width``;
and of a link to a photo: the photo's file name below the source folder."""


class Shape(NamedTuple):
    """The size of the file that a page shows."""

    width: int
    height: int


class roundup_picture(nodes.image):  # noqa: N801 - docutils' names of nodes
    """An image whose HTML says how large its file is.

    A node of our own, since docutils' ``width`` and ``height`` are what an author wants to
    see, and become a style; the file's size is needed as attributes beside it, so that a
    browser leaves the right room before it has loaded the picture, and nothing moves.
    Only :class:`.publish.PublishPictures` makes it, and for HTML alone.

    Attributes: ``shape``, a :class:`Shape`.
    """


def visit_picture(translator: HTML5Translator, node: roundup_picture) -> None:
    """Write an image as the theme does, and add the size to its tag."""
    translator.visit_image(node)
    shape: Shape | None = node.get("shape")
    if shape:
        translator.body[-1] = _with_shape(translator.body[-1], shape, "height" in node)


def _with_shape(tag: str, shape: Shape, has_height: bool) -> str:
    ratio = f"--roundup-ratio: {shape.width / shape.height:.4g};"
    if ' style="' in tag:  # in no other attribute: a quotation mark is escaped there
        tag = tag.replace(' style="', f' style="{ratio} ', 1)
    else:
        tag = tag.replace("<img", f'<img style="{ratio}"', 1)
    if has_height:  # the author's, which goes before all else
        return tag
    return tag.replace("<img", f'<img width="{shape.width}" height="{shape.height}"', 1)


def depart_picture(translator: HTML5Translator, node: roundup_picture) -> None:
    """End an image."""
    translator.depart_image(node)
