"""Lists of people and events, which the stylesheet shows as rows or as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.i18n import only_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.page.filling import Filling

_PICTURE_WIDTH = 640
"""Of a card's picture, in pixels: twice what two columns need, for fine screens."""

LIST_CLASS = "roundup-list"

CARDS_CLASS = "roundup-cards"


def build_block(children: Sequence[nodes.Node], name: str) -> nodes.container:
    """Return *children* in a block with the class *name*."""
    return nodes.container("", *children, classes=[name])


def build_list(items: Sequence[nodes.list_item], *classes: str) -> nodes.bullet_list:
    """Return *items* one below the other, or beside each other with :data:`CARDS_CLASS`."""
    return nodes.bullet_list("", *items, classes=[LIST_CLASS, *classes])


def build_picture(picture: str | None, filling: Filling) -> list[nodes.Node]:
    """Return the picture on top of a card, in HTML alone, and nothing where there is none.

    :param picture: a file below the source folder
    """
    if not picture:
        return []
    image = filling.image(picture, _PICTURE_WIDTH, ("roundup-picture", "no-scaled-link"))
    return [only_in("html", image)]
