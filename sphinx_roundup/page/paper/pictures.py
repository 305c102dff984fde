"""Pictures of reports in LaTeX, kept on their page and in their report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.nodes import image_in, is_inside, report_sections
from sphinx_roundup.page.paper.beside import find_float, latex
from sphinx_roundup.page.paper.room import lines_of, resize, size_of, width_of
from sphinx_roundup.parsing.valid_depth import content_of

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

SIDES = frozenset({"left", "right"})

MOST_HEIGHT = 0.85
"""Of any picture, in widths of a line: half a page, with room for its caption."""

_MOST_LINES = 12
"""Of words in a figure, below a picture of the most height."""

_SIZES = ("width", "height", "scale")
_NUMBER = re.compile(r"[^0-9.].*|\.(?=.*\.)", re.DOTALL)

MOST_WIDTH_AMONG = 0.8
"""Of a picture in the midst of words: some of them may have no blank between."""

PAGE_FLOATS = (
    r"\par \expandafter\ifx\csname @deferlist\endcsname\empty"
    r" \expandafter\ifx\csname @botlist\endcsname\empty\else\newpage\fi"
    r" \else\clearpage\fi"
)
"""Lets no figure before it stand behind it: LaTeX's own lists of what waits for a page to come,
and for the foot of this one, are empty behind it."""

_HEAD = r"\needspace{10\baselineskip}"
"""Keeps the heading of a report on a page with its small print and its first words."""


class SetPicturesOnPaper(SphinxPostTransform):
    """Gives every picture of a report its place and size for LaTeX.

    ::

        <paragraph>                          <raw format="latex">    room for it on the page
            <image align="right">            <figure align="right" width="40.0%">
        <paragraph> Long enough.        ->       <image width="100%">
        <bullet_list>                        <paragraph> Long enough.
                                             <raw format="latex">    below the picture
                                             <bullet_list>

    After Sphinx has moved the footnotes to where they are mentioned (at 600): a footnote
    takes its room from the page that a picture was promised.
    """

    default_priority = 650
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Set the pictures of all reports."""
        for report in report_sections(self.document):
            report.parent.insert(report.parent.index(report), latex(_HEAD))
            for block in list(report.findall(nodes.literal_block)):
                _move_out(block)
            _open_figures(report)
            for image in list(report.findall(nodes.image)):
                _lift(image)
                _limit(image, self.env.srcdir)
            _let_break(report, self.env.srcdir)
            self._set_figures(
                [f for f in report.findall(nodes.figure) if any(f.findall(nodes.image))]
            )
            if any(report.findall(nodes.figure)):
                report.append(latex(PAGE_FLOATS))

    def _set_figures(self, figures: list[nodes.figure]) -> None:
        """Set the figures of a report that have a side; each is in the way of others."""
        sided = [figure for figure in figures if figure.get("align") in SIDES]
        may_float = self.config.roundup_latex_float
        srcdir = self.env.srcdir
        found = [find_float(figure, srcdir) if may_float else None for figure in sided]
        for figure, beside in zip(sided, found, strict=True):
            if beside:
                beside.set_beside()
            else:
                _set_between(figure, srcdir)


# -- Where pictures stand ----------------------------------------------------------------


def _lift(image: nodes.image) -> None:
    """Make a figure of a picture with a side, where a figure can stand.

    A picture inside of a paragraph goes before it: LaTeX knows no other way to the side.
    """
    shown: nodes.Element = image
    if isinstance(shown.parent, nodes.reference) and len(shown.parent) == 1:
        shown = shown.parent
    if image.get("align") not in SIDES or isinstance(shown.parent, nodes.figure):
        return
    side = image.attributes.pop("align")
    holder = shown.parent if isinstance(shown.parent, nodes.paragraph) else shown
    if not isinstance(holder.parent, nodes.section):
        return
    figure = nodes.figure("", align=side)
    holder.parent.insert(holder.parent.index(holder), figure)
    shown.parent.remove(shown)
    figure += shown
    if isinstance(holder, nodes.paragraph) and not _is_seen(holder):
        target = [nodes.target("", "", ids=holder["ids"])] if holder["ids"] else []
        holder.parent.replace(holder, target)


def _open_figures(report: nodes.section) -> None:
    """Show figures as paragraphs if they are in others, or too long for a page.

    LaTeX ends at a float in a float and at a long caption, and cuts off a long float.
    """
    for figure in reversed(list(report.findall(nodes.figure))):
        lines = sum(lines_of(line, 1) for line in figure.astext().split("\n"))
        if is_inside(figure, nodes.figure) or lines > _MOST_LINES:
            figure.parent.replace(figure, list(content_of(figure)))


def _move_out(block: nodes.literal_block) -> None:
    """Show the pictures of a code block below it, where LaTeX can read their names.

    In code, Sphinx makes a command of each hyphen.
    """
    for image in reversed(list(block.findall(nodes.image))):
        image.parent.remove(image)
        block.parent.insert(block.parent.index(block) + 1, nodes.paragraph("", "", image))


def _is_seen(paragraph: nodes.paragraph) -> bool:
    return _has_words(paragraph) or any(paragraph.findall(nodes.image))


def _limit(image: nodes.image, srcdir: Path) -> None:
    """Keep a picture on the page: one in a heading is as high as the heading's letters."""
    if is_inside(image, nodes.title):
        image.attributes.pop("width", None)
        image["height"] = "1em"
        return
    for name in [name for name in _SIZES if name in image and not _is_usable(image[name])]:
        del image[name]
    if size := size_of(image, srcdir):
        widest = MOST_WIDTH_AMONG if _is_among_words(image) else 1
        most = min(widest, MOST_HEIGHT / size.shape)
        is_natural = not any(name in image for name in _SIZES)
        if most < (min(size.width, 1) if is_natural else size.width):
            resize(image, most)


def _is_usable(length: object) -> bool:
    """Say whether TeX can calculate with a length; it ends at the large ones, and at nothing."""
    return 0.001 < float(_NUMBER.sub("", str(length)) or 0) < 2000


def _is_among_words(image: nodes.image) -> bool:
    holder = image.parent.parent if isinstance(image.parent, nodes.reference) else image.parent
    return isinstance(holder, nodes.TextElement) and _has_words(holder)


def _has_words(node: nodes.Element) -> bool:
    """Say whether there are words beside pictures: a picture's text is its alt text."""
    return any(text.strip() for text in node.findall(nodes.Text))


def _let_break(section: nodes.section, srcdir: Path) -> None:
    """Let a page end between the pictures of a paragraph.

    TeX doesn't leave a paragraph's first or last line alone, however high it is. Pictures
    without words become a paragraph each, unless they are small ones in a row.
    """
    for paragraph in list(section.findall(nodes.paragraph)):
        images = list(paragraph.findall(nodes.image))
        if len(images) < 2:
            continue
        if _has_words(paragraph):
            breakable = r"\begingroup\clubpenalty0 \widowpenalty0 "
            paragraph.replace_self([latex(breakable), paragraph, latex(r"\par\endgroup")])
        elif sum(size.width for image in images if (size := size_of(image, srcdir))) > 1:
            parts = [part for part in paragraph.children if isinstance(part, nodes.Element)]
            paragraph.replace_self([nodes.paragraph("", "", part) for part in parts])


# -- Between the words -------------------------------------------------------------------


def _set_between(figure: nodes.figure, srcdir: Path) -> None:
    """Take the side off a figure, and centre it; without a caption it needn't be a figure."""
    del figure["align"]
    if width := width_of(figure, srcdir, widest=1, highest=MOST_HEIGHT):
        resize(image_in(figure), width)
    if len(figure) == 1 and isinstance(figure.parent, nodes.section):
        ids = [nodes.target("", "", ids=figure["ids"])] if figure["ids"] else []
        picture = nodes.paragraph("", "", *ids, *figure.children)
        figure.replace_self([latex(r"\begin{center}"), picture, latex(r"\end{center}")])
