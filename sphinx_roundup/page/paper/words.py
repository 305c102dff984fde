"""Text and formulas of reports in a shape that LaTeX can set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.nodes import report_sections

if TYPE_CHECKING:
    from typing import Any

_LONGEST_WORD = 500
"""Characters. XeTeX crashes or hangs at about a thousand without a blank."""

_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD}}}(?=\S)")


class BreakLongWords(SphinxPostTransform):
    """Put blanks into words that are too long for XeTeX, such as encoded data."""

    default_priority = 570
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Break the long words of all reports."""
        for report in report_sections(self.document):
            for text in [n for n in report.findall(nodes.Text) if _LONG_WORD.search(n)]:
                broken = _LONG_WORD.sub(r"\g<0> ", text)
                if text.parent.rawsource == text.parent.astext():  # or it isn't highlighted
                    text.parent.rawsource = broken
                text.parent.replace(text, nodes.Text(broken))


_LONGEST_CAPTION = 1000
"""Characters. LaTeX measures a caption in one line, and ends where that is too long for it."""


class MoveLongCaptions(SphinxPostTransform):
    """Show long captions of tables and of code as paragraphs above them."""

    default_priority = 570
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Move the long captions of all reports."""
        for report in report_sections(self.document):
            for caption in list(report.findall(nodes.TextElement)):
                is_long = len(caption.astext()) > _LONGEST_CAPTION
                if is_long and isinstance(caption, nodes.title | nodes.caption):
                    _move_up(caption)


def _move_up(caption: nodes.Element) -> None:
    block = caption.parent
    if not isinstance(block, nodes.table | nodes.container):
        return
    block.remove(caption)
    block.attributes.pop("literal_block", None)
    words = nodes.strong("", "", *caption.children)
    line = nodes.paragraph("", "", words, ids=caption["ids"])
    block.parent.insert(block.parent.index(block), line)


class SetFormulasOnPaper(SphinxPostTransform):
    """Show formulas in tables and headings of reports so that LaTeX can set them.

    Of some tables LaTeX sets the cells twice, first in one line, where no equation can be. Of
    headings it makes bookmarks, for which a formula needs a text.
    """

    default_priority = 570
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Set the formulas in the tables and headings of all reports."""
        for report in report_sections(self.document):
            for table in report.findall(nodes.table):
                for block in list(table.findall(nodes.math_block)):
                    block.replace_self(_set_inline(block))
            for title in report.findall(nodes.title):
                for formula in list(title.findall(nodes.math)):
                    formula.replace_self(_set_in_heading(formula))


def _set_in_heading(formula: nodes.math) -> nodes.raw:
    text = formula.astext()
    plain = " ".join(re.findall("[A-Za-z0-9]+", text))
    tex = rf"\texorpdfstring{{\protect\({text}\protect\)}}{{{plain}}}"
    return nodes.raw("", tex, format="latex")


def _set_inline(formula: nodes.math_block) -> list[nodes.Node]:
    parts = [part for part in formula.astext().split("\n\n") if part.strip()]
    lines = r"\displaystyle\begin{aligned}{}%s\end{aligned}"
    content: list[nodes.Node] = [nodes.math("", lines % part) for part in parts]
    if formula.get("number"):
        content.append(nodes.Text(f" ({formula['number']})"))
    targets = [nodes.target("", "", ids=formula["ids"])] if formula["ids"] else []
    return [*targets, nodes.paragraph("", "", *content)]
