"""Captions that attendees write in their own ways, where ``roundup_captions`` wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.nodes import find_all, image_in
from sphinx_roundup.pictures.floats import lone_image
from sphinx_roundup.reports.slug import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def settle_captions(section: nodes.section, wanted: Collection[str], slug: str) -> None:
    """Make figures of images that have a caption in words of their own.

    ::

        <paragraph>                     <figure align="right">
            <image align="right">   ->      <image>
            <emphasis>                      <caption>

    :param wanted: ``title``, an image's title; ``italic``, a line in italics right below it
    :param slug: what the ids of the report begin with
    """
    for paragraph in find_all(section, nodes.paragraph) if "italic" in wanted else ():
        _take_line(paragraph)
    for image in find_all(section, nodes.image) if "title" in wanted else ():
        if title := image.get("title"):
            _take_title(image, title)
    # Figures with captions have numbers, where a host wants them, and so need ids.
    new = (figure for figure in find_all(section, nodes.figure) if not figure["ids"])
    for number, figure in enumerate(new, 1):
        figure["ids"] = [f"{slug}{SEPARATOR}figure{SEPARATOR}{number}"]


def _take_line(paragraph: nodes.paragraph) -> None:
    """Take an italic line for a caption: in the paragraph of its image, or in the next."""
    *before, line = _seen(paragraph) or [nodes.Text("")]
    if not isinstance(line, nodes.emphasis) or any(line.findall(nodes.image)):
        return
    if not before:
        block = _block_before(paragraph)
        picture = lone_image(block) if block is not None else None
    else:
        block, picture = paragraph, _picture_of(before)
    if block is None or picture is None or not _may_be_figure(block):
        return
    _replace(block, picture, line.children)
    if block is not paragraph:
        paragraph.parent.remove(paragraph)


def _block_before(paragraph: nodes.paragraph) -> nodes.Element | None:
    index = paragraph.parent.index(paragraph)
    block = paragraph.parent.children[index - 1] if index else None
    return block if isinstance(block, nodes.Element) else None


def _seen(paragraph: nodes.Element) -> list[nodes.Node]:
    return [n for n in paragraph.children if not isinstance(n, nodes.Text) or n.strip()]


def _picture_of(parts: list[nodes.Node]) -> nodes.Element | None:
    return lone_image(parts[0]) if len(parts) == 1 else None


def _take_title(image: nodes.image, title: str) -> None:
    picture = image.parent if isinstance(image.parent, nodes.reference) else image
    block = picture.parent if isinstance(picture.parent, nodes.paragraph) else picture
    if lone_image(block) is picture and _may_be_figure(block):
        del image["title"]
        _replace(block, picture, [nodes.Text(title)])


def _may_be_figure(block: nodes.Node) -> bool:
    """Say whether a figure may stand where *block* does: among blocks, in no table or figure."""
    return not isinstance(block.parent, nodes.TextElement | nodes.figure | nodes.entry)


def _replace(block: nodes.Element, picture: nodes.Element, words: Sequence[nodes.Node]) -> None:
    """Put a figure in the place of *block*, which consists of a picture and maybe words."""
    parent = block.parent
    index = parent.index(block)  # before the picture, which may be the block, gets another parent
    figure = _make_figure(picture, words)
    if block is not picture:
        figure["ids"] += block["ids"]
    parent.children[index] = figure
    parent.setup_child(figure)


def _make_figure(picture: nodes.Element, words: Sequence[nodes.Node]) -> nodes.figure:
    image = image_in(picture)
    caption = nodes.caption("", "", *words)
    caption.source, caption.line = image.source, image.line
    figure = nodes.figure("", picture, caption)
    figure.source, figure.line = image.source, image.line
    if "align" in image:
        figure["align"] = image.attributes.pop("align")
    return figure
