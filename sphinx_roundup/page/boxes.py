"""A box around each report, for themes that leave sections out of their HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.nodes import REPORT_CLASS, build_block, report_sections

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

THEMES_WITHOUT_SECTIONS = frozenset({"sphinx_immaterial"})
"""Extensions that bring a theme which writes the heading of a section, and no element around
it: its classes and its language are lost.
https://github.com/jbms/sphinx-immaterial/blob/main/sphinx_immaterial/sections.py
"""


def box_reports(app: Sphinx, doctree: nodes.document, docname: str) -> None:  # noqa: ARG001
    """Give each report an element of its own, with its classes and its language.

    Without one a float runs into the next report, and the stylesheet reaches none.
    """
    if app.builder.format != "html" or THEMES_WITHOUT_SECTIONS.isdisjoint(app.extensions):
        return
    for section in report_sections(doctree):
        box = build_block([], REPORT_CLASS)
        box["classes"], section["classes"] = section["classes"], []
        section.parent.replace(section, box)
        box += section
