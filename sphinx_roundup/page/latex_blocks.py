"""Lists, frames, tables and pictures of reports in LaTeX, bounded to what fits on a page."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.images import get_image_size

from sphinx_roundup.nodes import around, is_inside
from sphinx_roundup.page.latex_text import latex
from sphinx_roundup.parsing import BOX_CLASS, begins_with_box, content_of

if TYPE_CHECKING:
    from pathlib import Path

_LINE = 70  # characters


def _lines_of(node: nodes.Node, columns: int = 1) -> int:
    """Return about how many lines a text has in one of several equal columns."""
    return sum(1 + len(line) * columns // _LINE for line in node.astext().split("\n") if line)


# -- Lists -------------------------------------------------------------------------------

_MOST_LISTS = 5  # of LaTeX's six levels: code is a list, too
_MOST_OF_A_KIND = 4

_LISTS = (
    nodes.block_quote,
    nodes.bullet_list,
    nodes.definition_list,
    nodes.enumerated_list,
    nodes.field_list,
    nodes.line_block,
    nodes.option_list,
)


def set_boxes(report: nodes.section) -> None:
    """Draw the boxes of tasks, for which few fonts have a sign, as labels of their items."""
    for box in [n for n in report.findall(nodes.inline) if BOX_CLASS in n["classes"]]:
        sign = r"\(\boxtimes\)" if "roundup-done" in box["classes"] else r"\(\square\)"
        item = box.parent.parent
        if not (isinstance(item, nodes.list_item) and begins_with_box(item)):
            box.replace_self(latex(sign))
            continue
        box.parent.remove(box)
        item.replace_self([latex(rf"\item[{{{sign}}}] "), *item.children])


def flatten_deep_lists(report: nodes.section) -> None:
    """Show lists and quotes that are too deep for LaTeX as paragraphs."""
    for node in [n for n in report.findall(nodes.Element) if isinstance(n, _LISTS)]:
        # A footnote is set outside of the list that it is in.
        outer = takewhile(lambda each: not isinstance(each, nodes.footnote), around(node))
        kinds = Counter(type(each) for each in (node, *outer) if isinstance(each, _LISTS))
        lists = kinds.total() + kinds[nodes.field_list]  # LaTeX's is a list in a quote
        most = max(kinds[nodes.bullet_list], kinds[nodes.enumerated_list])
        if lists > _MOST_LISTS or most > _MOST_OF_A_KIND:
            node.parent.replace(node, content_of(node))


# -- Frames ------------------------------------------------------------------------------

_FRAMED = (nodes.Admonition, nodes.sidebar, nodes.topic)
_INDIVISIBLE = (*_FRAMED, nodes.figure, nodes.table)

_PAGE = 40  # lines that fit on a page in any case
_PICTURE_LINES = 30  # the most that a picture takes: see :data:`_MOST_HEIGHT`
_PARAGRAPH_LINES = 3  # around the words of a paragraph, or of a note
_NARROW = 8  # characters in a line of a narrow column


def remove_long_frames(report: nodes.section) -> None:
    """Show notes without a frame if their content can't be divided among pages.

    TeX would begin one empty page after the other: at a table, a figure or another frame in a
    frame, unless all of it fits on a page.
    """
    boxes = [n for n in report.findall(nodes.Element) if isinstance(n, _FRAMED)]
    for box in reversed(boxes):
        inside = list(box.findall(nodes.Element))[1:]
        if any(isinstance(n, _INDIVISIBLE) for n in inside) and _most_lines(box, inside) > _PAGE:
            box.parent.replace(box, content_of(box))


def _most_lines(box: nodes.Element, inside: list[nodes.Element]) -> int:
    """Return how many lines a box has at most, in however narrow a column."""
    text = "".join(box.findall(nodes.Text))
    blocks = sum(isinstance(n, (*_FRAMED, nodes.TextElement)) for n in inside) + 1
    pictures = sum(isinstance(n, nodes.image) for n in inside)
    lines = len(text) // _NARROW + text.count("\n")
    return lines + blocks * _PARAGRAPH_LINES + pictures * _PICTURE_LINES


# -- Tables ------------------------------------------------------------------------------

_HIGHEST_CELL = 30
"""Lines. LaTeX breaks tables between rows alone, and cuts off what leaves the page."""


def set_tables(report: nodes.section) -> None:
    """Give tables widths, let them break, and show those with cells as high as a page as blocks.

    LaTeX sets the cells of a table without widths twice, first in one line, where some blocks
    can't be.
    """
    for table in list(report.findall(nodes.table)):
        columns = list(table.findall(nodes.colspec))
        cells = list(table.findall(nodes.entry))
        heights = [_lines_of(cell, len(columns)) for cell in cells]
        if max(heights) > _HIGHEST_CELL:
            table.parent.replace(table, content_of(table))
            continue
        if sum(heights) > _HIGHEST_CELL * len(columns):
            table["classes"].append("longtable")
        if not all(isinstance(node, nodes.paragraph) for cell in cells for node in cell.children):
            table["classes"].append("colwidths-given")
            for column in columns:
                column["colwidth"] = max(1, int(float(column.get("colwidth", 1))))


# -- Pictures ----------------------------------------------------------------------------

_SIDES = frozenset({"left", "right"})
_SIZES = ("width", "height", "scale")

_MOST_HEIGHT = 0.85  # of any picture, in widths of a line: half a page, with room for its caption
_MOST_WIDTH_IN_TEXT = 0.8
"""Of a picture in the midst of words: some of them may have no blank between."""
_USUAL_WIDTH = 0.4  # of a picture that has a side and no width
_MOST_CAPTION_LINES = 10  # below a picture of the most height

_LINE_WIDTH = 455  # points, on A4 and on letter paper with the margins of Sphinx's classes
_PIXEL = 0.75
_POINTS = dict.fromkeys(("", "px"), _PIXEL) | dict.fromkeys(("pt", "bp"), 1)
_POINTS |= {"pc": 12, "in": 72, "cm": 28.3, "mm": 2.83, "q": 0.71}
_POINTS |= {"em": 10, "rem": 10, "ex": 4.5, "ch": 5, "%": _LINE_WIDTH / 100}
_LENGTH = re.compile(r"(\d*\.?\d+)\s*([a-z%]*)", re.IGNORECASE)
_NUMBER = re.compile(r"[^0-9.].*|\.(?=.*\.)", re.DOTALL)

_KEEP_HEADING = r"\needspace{10\baselineskip}\suppressfloats[t]"
"""Keeps the heading of a report on a page with its byline and its first words, and a figure of the
report below the heading."""
END_FLOATS = (
    r"\par \expandafter\ifx\csname @deferlist\endcsname\empty"
    r" \expandafter\ifx\csname @botlist\endcsname\empty\else\newpage\fi"
    r" \else\clearpage\fi"
)
"""Ends the page if a figure waits for its end or for the next page: it stays in its report."""
_MAY_BREAK = r"\begingroup\clubpenalty0 \widowpenalty0 \lineskip6pt "
"""Lets a page end after the first line of a paragraph and before its last."""


def set_pictures(report: nodes.section, srcdir: Path) -> None:
    """Centre pictures that have a side, and keep each on its page and in its report."""
    report.parent.insert(report.parent.index(report), latex(f"{_KEEP_HEADING}\n"))
    for block in list(report.findall(nodes.literal_block)):
        _move_out(block)
    for figure in reversed(list(report.findall(nodes.figure))):
        _open_figure(figure)
    for image in list(report.findall(nodes.image)):
        _bound(image, srcdir)
        _centre_image(image)
    for figure in list(report.findall(nodes.figure)):
        _centre_figure(figure)
    for paragraph in list(report.findall(nodes.paragraph)):
        if len(list(paragraph.findall(nodes.image))) > 1:
            paragraph.replace_self([latex(_MAY_BREAK), paragraph, latex("\\par\\endgroup\n")])
    if any(report.findall(nodes.figure)):
        report.append(latex(f"{END_FLOATS}\n"))


def _move_out(block: nodes.literal_block) -> None:
    """Show the pictures of a code block below it, where LaTeX can read their names.

    In code, Sphinx makes a command of each hyphen.
    """
    for image in reversed(list(block.findall(nodes.image))):
        image.parent.remove(image)
        block.parent.insert(block.parent.index(block) + 1, nodes.paragraph("", "", image))


def _open_figure(figure: nodes.figure) -> None:
    """Show a figure as paragraphs where it can't float.

    LaTeX ends at a float in a float and at a long caption, and cuts off a long float.
    """
    lines = sum(_lines_of(part) for part in figure.children[1:])
    if is_inside(figure, nodes.figure) or lines > _MOST_CAPTION_LINES:
        figure.parent.replace(figure, content_of(figure))


def _centre_figure(figure: nodes.figure) -> None:
    """Take the side off a figure; without a caption it needn't be a figure."""
    side = figure.attributes.pop("align", None)
    if side in _SIDES and len(figure) == 1 and isinstance(figure.parent, nodes.section):
        figure.replace_self(_centred(figure.children[0], figure["ids"]))


def _centre_image(image: nodes.image) -> None:
    """Centre a picture that has a side, before the paragraph that it is in."""
    if image.get("align") not in _SIDES:
        return
    del image["align"]
    linked = isinstance(image.parent, nodes.reference) and len(image.parent) == 1
    shown = image.parent if linked else image
    holder = shown.parent if isinstance(shown.parent, nodes.paragraph) else shown
    if not isinstance(holder.parent, nodes.section):
        return
    section, place = holder.parent, holder.parent.index(holder)
    shown.parent.remove(shown)
    is_empty = isinstance(holder, nodes.paragraph) and not (
        _has_words(holder) or any(holder.findall(nodes.image))
    )
    if is_empty:
        section.remove(holder)
    section.insert(place, _centred(shown, holder["ids"] if is_empty else []))


def _centred(picture: nodes.Node, ids: list[str]) -> list[nodes.Node]:
    target = [nodes.target("", "", ids=ids)] if ids else []
    paragraph = nodes.paragraph("", "", *target, picture)
    return [latex("\\begin{center}\n"), paragraph, latex("\\end{center}\n")]


def _bound(image: nodes.image, srcdir: Path) -> None:
    """Keep a picture on the page: one in a heading is as high as the heading's letters."""
    if is_inside(image, nodes.title):
        image.attributes.pop("width", None)
        image["height"] = "1em"
        return
    for name in [name for name in _SIZES if name in image and not _is_usable(image[name])]:
        del image[name]
    pixels = get_image_size(srcdir / image["uri"])
    if pixels and 0 not in pixels:
        most = min(_most_width(image), _MOST_HEIGHT * pixels[0] / pixels[1])
        if _width_of(image, *pixels) > most:
            for name in _SIZES:
                image.attributes.pop(name, None)
            image["width"] = f"{most * 100:.1f}%"


def _most_width(image: nodes.image) -> float:
    """Return the width that a picture has at most, in widths of a line."""
    figure = next((each for each in around(image) if isinstance(each, nodes.figure)), None)
    if (figure or image).get("align") in _SIDES and not any(name in image for name in _SIZES):
        return min(1, _share_of(figure and figure.get("width")) or _USUAL_WIDTH)
    outer = image.parent.parent if isinstance(image.parent, nodes.reference) else image.parent
    is_in_text = isinstance(outer, nodes.TextElement) and _has_words(outer)
    return _MOST_WIDTH_IN_TEXT if is_in_text else 1


def _width_of(image: nodes.image, width: int, height: int) -> float:
    """Return the width that a picture asks for, else its natural one, in widths of a line.

    :param width: in pixels, as *height*
    """
    own = _share_of(image.get("width"))
    own = own or (_share_of(image.get("height")) or 0) * width / height
    own = own or width * _PIXEL / _LINE_WIDTH
    return own * float(image.get("scale", 100)) / 100


def _share_of(length: object) -> float | None:
    """Return the share of a line that a length of docutils' is, unless its unit is unknown."""
    found = _LENGTH.fullmatch(str(length).strip())
    points = _POINTS.get(found[2].lower()) if found else None
    return float(found[1]) * points / _LINE_WIDTH if found and points else None


def _is_usable(length: object) -> bool:
    """Whether TeX can calculate with a length; it ends at the large ones, and at nothing."""
    return 0.001 < float(_NUMBER.sub("", str(length)) or 0) < 2000


def _has_words(node: nodes.Element) -> bool:
    """Whether there are words beside pictures: a picture's text is its alt text."""
    return any(text.strip() for text in node.findall(nodes.Text))
