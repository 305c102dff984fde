"""Lists, frames, tables and pictures of reports in LaTeX, bounded to what fits on a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.util.images import get_image_size

from sphinx_roundup.nodes import FACES_CLASS, around, is_inside
from sphinx_roundup.page.latex_text import latex
from sphinx_roundup.parsing import BOX_CLASS, content_of

if TYPE_CHECKING:
    from pathlib import Path

# -- Lists -------------------------------------------------------------------------------

_MOST_LISTS = 4  # of LaTeX's six levels, four of a kind: code is a list, too
_LISTS = (nodes.Sequential, nodes.block_quote, nodes.line_block)


def set_boxes(report: nodes.section) -> None:
    """Draw the boxes of tasks, for which few fonts have a sign, as labels of their items."""
    for box in [n for n in report.findall(nodes.inline) if BOX_CLASS in n["classes"]]:
        sign = r"\(\boxtimes\)" if "roundup-done" in box["classes"] else r"\(\square\)"
        paragraph, item = box.parent, box.parent.parent
        words = [n for n in paragraph.children if not isinstance(n, nodes.target)]
        if isinstance(item, nodes.list_item) and item[0] is paragraph and words[0] is box:
            box.parent.remove(box)
            item.replace_self([latex(rf"\item[{{{sign}}}] "), *item.children])
        else:
            box.replace_self(latex(sign))


def flatten_deep_lists(report: nodes.section) -> None:
    """Show lists and quotes that are too deep for LaTeX as paragraphs."""
    for node in [n for n in report.findall(nodes.Element) if isinstance(n, _LISTS)]:
        lists = [each for each in (node, *around(node)) if isinstance(each, _LISTS)]
        # LaTeX's list of fields is a list in a quote.
        if len(lists) + sum(isinstance(each, nodes.field_list) for each in lists) > _MOST_LISTS:
            node.parent.replace(node, content_of(node))


# -- Frames ------------------------------------------------------------------------------

_FRAMED = (nodes.Admonition, nodes.sidebar, nodes.topic)
_INDIVISIBLE = (*_FRAMED, nodes.figure, nodes.table)

_PAGE = 40  # lines that fit on a page in any case
_PICTURE_LINES = 20  # the most that a picture takes: see :data:`.latex_layout.COMMANDS`
_PARAGRAPH_LINES = 3  # around the words of a paragraph, or of a note
_NARROW = 8  # characters in a line of a narrow column
_LONGEST_FRAME = 1_000  # such lines: TeX measures the whole, which may be 5.7 m high


def remove_long_frames(report: nodes.section) -> None:
    """Show notes without a frame if they are long, and their content can't be divided among pages.

    TeX would begin one empty page after the other: at a table, a figure or another frame in a
    frame, unless all of it fits on a page, in however narrow a column.
    """
    for box in reversed([n for n in report.findall(nodes.Element) if isinstance(n, _FRAMED)]):
        inside = list(box.findall(nodes.Element))[1:]
        text = "".join(box.findall(nodes.Text))
        blocks = sum(isinstance(n, (*_FRAMED, nodes.TextElement)) for n in inside) + 1
        pictures = sum(isinstance(n, nodes.image) for n in inside)
        lines = len(text) // _NARROW + text.count("\n")
        lines += blocks * _PARAGRAPH_LINES + pictures * _PICTURE_LINES
        indivisible = any(isinstance(n, _INDIVISIBLE) for n in inside)
        if lines > (_PAGE if indivisible else _LONGEST_FRAME):
            box.parent.replace(box, content_of(box))


# -- Tables ------------------------------------------------------------------------------

_LINE = 70  # characters
_HIGHEST_CELL = 30
"""Lines. LaTeX breaks tables between rows alone, and cuts off what leaves the page."""

_HIGHEST_HEAD = 15  # lines: each page repeats it
_MOST_COLUMNS = 100  # several hundred fill TeX's memory


def _lines_of(node: nodes.Node, columns: int = 1) -> int:
    """Return about how many lines a text has in one of several equal columns."""
    return sum(1 + len(line) * columns // _LINE for line in node.astext().split("\n") if line)


def set_tables(report: nodes.section) -> None:
    """Give tables widths, let them break, and show those that are larger than a page as blocks.

    LaTeX sets the cells of a table without widths twice, first in one line, where some blocks
    can't be.
    """
    for table in list(report.findall(nodes.table)):
        columns, cells = list(table.findall(nodes.colspec)), list(table.findall(nodes.entry))
        heights = [_lines_of(cell, len(columns)) for cell in cells]
        if max(heights) > _HIGHEST_CELL or len(columns) > _MOST_COLUMNS:
            table.parent.replace(table, content_of(table))
            continue
        if sum(heights) > _HIGHEST_CELL * len(columns):
            table["classes"].append("longtable")
        if not all(isinstance(node, nodes.paragraph) for cell in cells for node in cell.children):
            table["classes"].append("colwidths-given")
            for column in columns:
                column["colwidth"] = max(1, int(float(column.get("colwidth", 1))))
        for head in list(table.findall(nodes.thead)):
            heights = [
                max(_lines_of(n, len(columns)) for n in row.children) for row in head.children
            ]
            if sum(heights) > _HIGHEST_HEAD:
                body = cast("nodes.tbody", head.parent[-1])
                head.parent.remove(head)
                body[:0] = head.children


# -- Pictures ----------------------------------------------------------------------------

_SIDES = frozenset({"left", "right"})
_SIZES = ("width", "height", "scale")
_USUAL_WIDTH = "40%"  # of a picture that has a side and no width
_WIDE = 240  # pixels, the natural width from which on it has this width
_MOST_CAPTION_LINES = 10  # below a picture of the most height
_NUMBER = re.compile(r"[^0-9.].*|\.(?=.*\.)", re.DOTALL)

_MAY_BREAK = r"\begingroup\raggedright\clubpenalty0 \widowpenalty0 \lineskip6pt "
"""Lets a line end after each picture, and a page at any line of the paragraph."""


def set_pictures(report: nodes.section, srcdir: Path) -> None:
    """Set pictures that have a side apart from the words, and keep each on its page."""
    for block in list(report.findall(nodes.literal_block)):
        # In code, Sphinx makes a command of each hyphen, also of those in file names.
        for image in reversed(list(block.findall(nodes.image))):
            image.parent.remove(image)
            block.parent.insert(block.parent.index(block) + 1, nodes.paragraph("", "", image))
    for image in list(report.findall(nodes.image)):
        _bound(image, srcdir)
        _set_apart(image)
    for figure in reversed(list(report.findall(nodes.figure))):
        _set_figure(figure)
    for paragraph in list(report.findall(nodes.paragraph)):
        images = list(paragraph.findall(nodes.image))
        if len(images) > 1 and FACES_CLASS not in paragraph["classes"]:
            paragraph.replace_self([latex(_MAY_BREAK), paragraph, latex("\\par\\endgroup\n")])


def _set_figure(figure: nodes.figure) -> None:
    """Take the side off a figure, and show it as paragraphs where it can't be one.

    LaTeX ends at a figure in a figure and at a long caption, cuts off a long figure, and has no
    name for one without a caption.
    """
    figure.attributes.pop("align", None)
    lines = sum(_lines_of(part) for part in figure.children[1:])
    if len(figure) == 1 or is_inside(figure, nodes.figure) or lines > _MOST_CAPTION_LINES:
        figure.parent.replace(figure, content_of(figure))


def _set_apart(image: nodes.image) -> None:
    """Take the side off a picture, and show it before the paragraph that it is in."""
    if image.get("align") not in _SIDES:
        return
    del image["align"]
    linked = isinstance(image.parent, nodes.reference) and len(image.parent) == 1
    shown = image.parent if linked else image
    paragraph, section = shown.parent, shown.parent.parent
    if not (isinstance(paragraph, nodes.paragraph) and isinstance(section, nodes.section)):
        return
    has_words = any(text.strip() for text in paragraph.findall(nodes.Text))
    if has_words or len(list(paragraph.findall(nodes.image))) > 1:
        paragraph.remove(shown)
        section.insert(section.index(paragraph), nodes.paragraph("", "", shown))
    else:  # of an anchor, which LaTeX's writer ignores
        paragraph.insert(0, nodes.target("", "", ids=paragraph["ids"]))


def _bound(image: nodes.image, srcdir: Path) -> None:
    """Set the size of a picture where TeX can't: one in a heading is as high as the letters.

    Sphinx's style keeps the others on the page: see :data:`.latex_layout.COMMANDS`.
    """
    if is_inside(image, nodes.title):
        image.attributes.pop("width", None)
        image["height"] = "1em"
        return
    for name in _SIZES:  # TeX ends at large lengths, and at nothing
        if not 0.001 < float(_NUMBER.sub("", str(image.get(name, 1))) or 0) < 2000:
            del image[name]
    figure = next((each for each in around(image) if isinstance(each, nodes.figure)), image)
    if figure.get("align") in _SIDES and not any(name in image for name in _SIZES):
        pixels = get_image_size(srcdir / image["uri"])
        if pixels and pixels[0] > _WIDE:
            image["width"] = figure.get("width", _USUAL_WIDTH)
