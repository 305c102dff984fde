"""Passes over reports for LaTeX, Texinfo and manual pages, which allow less than HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.log import warn
from sphinx_roundup.nodes import around, blocks_of_reports, report_sections
from sphinx_roundup.page import latex_blocks, latex_layout, latex_text
from sphinx_roundup.page.image_copies import replace_unsupported
from sphinx_roundup.page.latex_text import replace_text
from sphinx_roundup.problems import Subtype, escape

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

_NOT_IN_NAMES = " ,:()\t\n"
"""Characters of Texinfo's own syntax, which Sphinx's writer leaves out of the names of nodes."""

_BACKSLASH = "\N{FULLWIDTH REVERSE SOLIDUS}"


def fit_to_print(document: nodes.document, env: BuildEnvironment) -> None:
    """Change the reports of a document so that its builder can write them, without a loss."""
    format_ = get_roundup_domain(env).app.builder.format
    for report in report_sections(document):
        if format_ in {"latex", "texinfo"}:
            replace_unsupported(report, env)
        if format_ == "texinfo":
            _fit_to_texinfo(report)
        elif format_ == "man":
            _fit_to_man(report)
    if format_ == "latex":
        _fit_to_latex(document, env)


def _fit_to_latex(document: nodes.document, env: BuildEnvironment) -> None:
    if latex_text.uses_plain_pdflatex(env.config):
        _describe_characters(document, env)
    for block in blocks_of_reports(document):
        latex_text.clean_texts(block)
        latex_text.break_long_lines(block)
    for report in report_sections(document):
        latex_text.show_footnotes(report)
        latex_text.divide_long_code(report)
        latex_text.break_addresses(report)
        latex_text.move_long_captions(report)
        latex_text.set_formulas(report)
        latex_blocks.set_tables(report)
        latex_blocks.flatten_deep_lists(report)
        latex_blocks.set_boxes(report)
        latex_blocks.remove_long_frames(report)
        latex_blocks.set_pictures(report, env.srcdir)
    latex_layout.set_document(document, env)


def _describe_characters(document: nodes.document, env: BuildEnvironment) -> None:
    """Describe what pdflatex can't print, and warn once about all of it."""
    if described := latex_text.describe_characters(document, env.config.language or ""):
        message = (
            "pdflatex has no font for characters of reports, such as %s (%d in all), and prints"
            " their names or codes; set latex_engine = 'xelatex' in conf.py"
        )
        examples = escape(" ".join(list(described)[:3]))
        places = (n for e in described.values() for n in (e, *around(e)) if n.source and n.line)
        location = next(places, env.docname)
        warn(Subtype.CONFIG, message, examples, len(described), location=location)


def _fit_to_texinfo(report: nodes.section) -> None:
    """Give each section of a report a name, and show its footnotes as paragraphs.

    Sphinx's writer ends the build at a heading like "(:", of which no name can be made, and at
    a footnote that leads back to itself.
    """
    for title in report.findall(nodes.title):
        if not title.astext().strip(_NOT_IN_NAMES):
            title.append(nodes.Text("…"))
    latex_text.show_footnotes(report)


def _fit_to_man(report: nodes.section) -> None:
    r"""Replace ``\``, which begins a command of troff, in headings and alternative texts.

    The writer prints these unchanged at some levels, and escapes them at others.
    """
    for image in report.findall(nodes.image):
        image["alt"] = image.get("alt", "").replace("\\", _BACKSLASH)
    for title in report.findall(nodes.title):
        for text in [n for n in title.findall(nodes.Text) if "\\" in n]:
            replace_text(text, text.replace("\\", _BACKSLASH))
