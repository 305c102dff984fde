"""Cards beside each other in HTML, a list in every other format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx_design.shared import create_component

from sphinx_roundup.page.words import only_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.page.filling import Filling

_PICTURE_WIDTH = 640
"""Of a card's picture, in pixels: twice what two columns need, for fine screens."""

LIST_CLASS = "roundup-list"

# As sphinx-design's "grid" and "grid-item-card" directives make them: one column on a
# telephone, two in a theme's column of text.
_GRID = ("sd-container-fluid", "sd-sphinx-override", "roundup-cards")
_ROW = (
    *("sd-row", "sd-g-3"),
    *("sd-row-cols-1", "sd-row-cols-xs-1", "sd-row-cols-sm-2", "sd-row-cols-md-2"),
    "sd-row-cols-lg-2",
)
_ITEM = ("sd-col", "sd-d-flex-row")
_CARD = ("sd-card", "sd-sphinx-override", "sd-w-100", "sd-shadow-sm")


def build_block(children: Sequence[nodes.Node], name: str) -> nodes.container:
    """Return *children* in a block with the class *name*, which has no look of its own."""
    return create_component(name, [name], children=children)


def build_grid(cards: Sequence[nodes.container]) -> nodes.container:
    """Return *cards* beside each other."""
    row = create_component("grid-row", _ROW, children=cards)
    return create_component("grid-container", _GRID, children=[row])


def build_card(
    picture: str | None, body: Sequence[nodes.Node], filling: Filling, *classes: str
) -> nodes.container:
    """Return a card.

    ::

        <container classes="sd-col ...">
            <container classes="sd-card ...">
                <image classes="sd-card-img-top">       where there is a picture
                <container classes="sd-card-body">

    :param picture: a file below the source folder
    """
    card = create_component("card", _CARD)
    if picture:
        card += filling.image(picture, _PICTURE_WIDTH, ("sd-card-img-top",))
    card += create_component("card-body", ["sd-card-body"], children=body)
    return create_component("grid-item", [*_ITEM, *classes], children=[card])


def build_list(items: Sequence[nodes.list_item]) -> nodes.bullet_list:
    """Return *items* one below the other."""
    return nodes.bullet_list("", *items, classes=[LIST_CLASS])


def cards_or_list(
    cards: Sequence[nodes.container], items: Sequence[nodes.list_item]
) -> list[nodes.Node]:
    """Return both: Sphinx takes one of them away, as the format is.

    In a format without boxes nobody would see where one card ends and another begins.
    """
    return [only_in("html", build_grid(cards)), only_in("not html", build_list(items))]
