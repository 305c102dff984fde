"""Passes over reports for LaTeX, Texinfo and manual pages, which allow less than HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.log import warn
from sphinx_roundup.nodes import around, blocks_of_reports, report_sections
from sphinx_roundup.page import latex_blocks, latex_layout, latex_text
from sphinx_roundup.page.latex_text import replace_text
from sphinx_roundup.problems import Subtype, escape

if TYPE_CHECKING:
    from typing import Any

_NOT_IN_NAMES = " ,:()\t\n"
"""Characters of Texinfo's own syntax, which Sphinx's writer leaves out of the names of nodes."""

_BACKSLASH = "\N{FULLWIDTH REVERSE SOLIDUS}"


class PrepareForLaTeX(SphinxPostTransform):
    """Change the reports of a document so that LaTeX can set them, without an error or a loss.

    After others have converted images (200) and replaced those that LaTeX can't show (500), and
    before Sphinx looks for footnotes (600).
    """

    default_priority = 590
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Apply all passes to each report."""
        if latex_text.uses_plain_pdflatex(self.config):
            self._describe_characters()
        for block in blocks_of_reports(self.document):
            latex_text.clean_texts(block)
            latex_text.break_long_lines(block)
        for report in report_sections(self.document):
            latex_text.show_footnotes(report)
            latex_text.divide_long_code(report)
            latex_text.break_addresses(report)
            latex_text.move_long_captions(report)
            latex_text.set_formulas(report)
            latex_blocks.set_tables(report)
            latex_blocks.flatten_deep_lists(report)
            latex_blocks.set_boxes(report)
            latex_blocks.remove_long_frames(report)
            latex_blocks.set_pictures(report, self.env.srcdir)
        latex_layout.set_document(self.document, self.env)

    def _describe_characters(self) -> None:
        """Describe what pdflatex can't print, and warn once about all of it."""
        language = self.config.language or ""
        if described := latex_text.describe_characters(self.document, language):
            message = (
                "pdflatex has no font for characters of reports, such as %s (%d in all), and prints"
                " their names or codes; set latex_engine = 'xelatex' in conf.py"
            )
            examples = escape(" ".join(list(described)[:3]))
            places = (n for e in described.values() for n in (e, *around(e)) if n.source and n.line)
            location = next(places, self.env.current_document.docname)
            warn(Subtype.CONFIG, message, examples, len(described), location=location)


class PrepareForTexinfo(SphinxPostTransform):
    """Give each section of a report a name, and show its footnotes as paragraphs.

    Sphinx's writer ends the build at a heading like "(:", of which no name can be made, and at
    a footnote that leads back to itself.
    """

    default_priority = 590
    formats = ("texinfo",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Name the sections and show the footnotes of all reports."""
        for report in report_sections(self.document):
            for title in report.findall(nodes.title):
                if not title.astext().strip(_NOT_IN_NAMES):
                    title.append(nodes.Text("…"))
            latex_text.show_footnotes(report)


class PrepareForMan(SphinxPostTransform):
    r"""Replace ``\``, which begins a command of troff, in headings and alternative texts.

    The writer prints these unchanged at some levels, and escapes them at others.
    """

    default_priority = 500
    formats = ("man",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Replace them in all reports."""
        for report in report_sections(self.document):
            for image in report.findall(nodes.image):
                image["alt"] = image.get("alt", "").replace("\\", _BACKSLASH)
            for title in report.findall(nodes.title):
                for text in [n for n in title.findall(nodes.Text) if "\\" in n]:
                    replace_text(text, text.replace("\\", _BACKSLASH))
