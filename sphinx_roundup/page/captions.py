"""Alternative text, captions and floats of the images of a report."""

from __future__ import annotations

import itertools
import posixpath
import re
from typing import TYPE_CHECKING, cast

from docutils import nodes

from sphinx_roundup.i18n import host_of
from sphinx_roundup.nodes import find_all, image_in
from sphinx_roundup.parsing import DECORATIVE
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports import SEPARATOR, is_picture_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sphinx_roundup.problems import Problem

# -- Alternative text --------------------------------------------------------------------

_GENERATED_NAME = re.compile(
    r"image|(dsc\w?|image|img|photo|picture|pxl|screenshot)?[\W_]*\d[\W\d_]*", re.IGNORECASE
)
"""Names that cameras, phones and GitHub's editor give to pictures, without a suffix."""


def check_alt(
    image: nodes.image, filename: str, line: int, *, is_rst: bool, may_be_empty: bool
) -> Iterator[Problem]:
    """Report an image without alternative text, or with a file's name, which is removed.

    :param filename: of the picture, empty if it has none
    :param is_rst: whether the report is written in reST
    :param may_be_empty: whether the author wrote the text, perhaps an empty one for decoration
    """
    alt = image["alt"] = " ".join(image["alt"].split())
    may_be_empty = image.attributes.pop(DECORATIVE, False) or may_be_empty
    if alt and not _is_name(alt, filename):
        return
    image["alt"] = ""
    link = image.parent
    if isinstance(link, nodes.reference) and not link.astext().strip():
        url = link.get("refuri", "")  # screen readers read the title of a link without text
        link["reftitle"] = host_of(url) or url  # a title may be no part of a line
    if alt:
        message = "'%s' is a file's name and tells nobody what the picture shows; describe it"
        yield problem(Subtype.ALT, line, message, alt)
    elif not may_be_empty:
        message = "a picture has no words for those who can't see it; describe it: %s"
        hint = ":alt: what it shows" if is_rst else "![what it shows](...)"
        yield problem(Subtype.ALT, line, message, hint)


def _is_name(alt: str, filename: str) -> bool:
    """Whether a text is a file's name; a single plain word may be both."""
    name = posixpath.basename(filename).casefold()
    stem, given = posixpath.splitext(name)[0], alt.casefold()
    is_stem = given == stem and re.search(r"[\d_-]", stem) is not None
    is_file = given == name or (" " not in alt and is_picture_name(alt))
    return is_file or is_stem or bool(_GENERATED_NAME.fullmatch(alt))


# -- Captions ----------------------------------------------------------------------------


def add_captions(section: nodes.section, forms: Collection[str], slug: str) -> None:
    """Turn images with a caption in one of the forms of ``roundup_captions`` into figures.

    ::

        <paragraph>                     <figure align="right">
            <image align="right">   ->      <image>
            <emphasis>                      <caption>

    :param forms: ``title``, an image's title; ``italic``, a line in italics right below it
    """
    for paragraph in find_all(section, nodes.paragraph) if "italic" in forms else ():
        _take_italic_line(paragraph)
    for image in find_all(section, nodes.image) if "title" in forms else ():
        if title := image.get("title"):
            _take_title(image, title)
    # Figures with captions get numbers if a host sets numfig, and so need ids.
    new = (figure for figure in find_all(section, nodes.figure) if not figure["ids"])
    for number, figure in enumerate(new, 1):
        figure["ids"] = [f"{slug}{SEPARATOR}figure{SEPARATOR}{number}"]


def _take_italic_line(paragraph: nodes.paragraph) -> None:
    """Make an italic line the caption of the image in its paragraph, or in the one before."""
    *before, line = _visible(paragraph) or [nodes.Text("")]
    if not isinstance(line, nodes.emphasis) or any(line.findall(nodes.image)):
        return
    index = paragraph.parent.index(paragraph)
    block = paragraph if before else paragraph.parent.children[max(0, index - 1)]
    picture = _lone_image(before[0] if before else block) if len(before) < 2 else None
    if picture is None or not _may_be_figure(block):
        return
    _make_figure(cast("nodes.Element", block), picture, line.children)
    if block is not paragraph:
        paragraph.parent.remove(paragraph)


def _take_title(image: nodes.image, title: str) -> None:
    picture = image.parent if isinstance(image.parent, nodes.reference) else image
    block = picture.parent if isinstance(picture.parent, nodes.paragraph) else picture
    if _lone_image(block) is picture and _may_be_figure(block):
        del image["title"]
        _make_figure(block, picture, [nodes.Text(title)])


def _may_be_figure(block: nodes.Node) -> bool:
    """Whether a figure may replace *block*: among blocks, in no table or figure."""
    return not isinstance(block.parent, nodes.TextElement | nodes.figure | nodes.entry)


def _make_figure(block: nodes.Element, picture: nodes.Element, text: Sequence[nodes.Node]) -> None:
    """Replace *block*, a picture and perhaps its caption, by a figure."""
    parent = block.parent
    index = parent.index(block)  # before the figure takes the picture, which may be the block
    image = image_in(picture)
    caption = nodes.caption("", "", *text)
    figure = nodes.figure("", picture, caption)
    for node in (caption, figure):
        node.source, node.line = image.source, image.line
    if "align" in image:
        figure["align"] = image.attributes.pop("align")
    if block is not picture:
        figure["ids"] += block["ids"]
    parent.children[index] = figure
    parent.setup_child(figure)


# -- Floats ------------------------------------------------------------------------------

_SIDES = {"none": (), "right": ("right",), "left": ("left",), "alternate": ("right", "left")}
_NOT_FLOWING = (nodes.Invisible, nodes.footnote, nodes.citation)
_FLOAT_CLASS = re.compile(r"(align|float)-\w+|(sd-)?float-\w+")
_WIDE = 60  # in per cent of the column: no text fits beside a wider picture


def float_images(section: nodes.section, float_: str) -> None:
    """Float the pictures that are blocks, by a value of ``:float:``: to one side or in turn."""
    images = find_all(section, nodes.image)
    sides = itertools.cycle(_SIDES[float_])
    for image in images:
        block: nodes.Element = image
        while isinstance(block.parent, nodes.reference | nodes.paragraph | nodes.figure):
            block = block.parent
        picture = _picture_in(block) if isinstance(block.parent, nodes.section) else None
        if picture is not None:
            if isinstance(block, nodes.paragraph) and not block["ids"]:
                block.replace_self(picture)
            if not _has_position(picture) and (side := next(sides, None)):
                _owner_of(picture)["align"] = side
    if images:
        _clear_last(section)


def _picture_in(block: nodes.Node) -> nodes.Element | None:
    """Return a figure, or the only content of a block if it is an image."""
    return block if isinstance(block, nodes.figure) else _lone_image(block)


def _owner_of(picture: nodes.Element) -> nodes.Element:
    """Return what has the side of a picture: the figure, or the image in a link."""
    return picture if isinstance(picture, nodes.figure) else image_in(picture)


def _clear_last(section: nodes.section) -> None:
    """Don't float a picture if no text follows that could flow beside it: it would leave a hole."""
    is_followed = False
    for block in reversed(section.children):
        picture = _picture_in(block)
        if isinstance(block, nodes.section):
            _clear_last(block)
        if isinstance(block, nodes.section | nodes.rubric | nodes.transition):
            is_followed = False
        elif picture is None:
            is_followed = is_followed or not isinstance(block, _NOT_FLOWING)
        elif (owner := _owner_of(picture)).get("align") not in {"left", "right"}:
            is_followed = False
        elif not is_followed:
            del owner["align"]


def _lone_image(block: nodes.Node) -> nodes.Element | None:
    """Return the only content of a block if it is an image, with the link around it."""
    node = block
    while isinstance(node, nodes.paragraph | nodes.reference):
        parts = _visible(node)
        if len(parts) != 1:
            return None
        if isinstance(node, nodes.reference) and isinstance(parts[0], nodes.image):
            return node
        node = parts[0]
    return node if isinstance(node, nodes.image) else None


def _visible(element: nodes.Element) -> list[nodes.Node]:
    return [n for n in element.children if not isinstance(n, nodes.Text) or n.strip()]


def _has_position(picture: nodes.Element) -> bool:
    """Whether the author has chosen a picture's side, or a width of most of the column."""
    parts = [picture, *picture.findall(nodes.image)]
    classes = [name for part in parts for name in part["classes"]]
    widths = [str(part.get("width", "")) for part in parts]
    return (
        any("align" in part for part in parts)
        or any(map(_FLOAT_CLASS.fullmatch, classes))
        or any(w.endswith("%") and float(w[:-1]) >= _WIDE for w in widths)
    )
