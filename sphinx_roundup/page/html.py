"""Reports in HTML and e-books: elements, direction of text, titles in search, stylesheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sphinx
from docutils import nodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import (
    FACES_CLASS,
    REPORT_CLASS,
    STYLESHEET,
    blocks_of_reports,
    build_block,
    find_all,
    nodes_in,
    report_sections,
)
from sphinx_roundup.parsing import is_right_to_left

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_OPENING = re.compile(r"<(?!\s)")
_WORD_JOINER = "\u2060"
"""No tag begins with ``<`` and this character, which has no width."""


def unfold_tabs(document: nodes.document, env: BuildEnvironment) -> None:
    """Leave the tabs of reports as containers in an e-book, as they are in print.

    sphinx-design would make checkboxes of them, as HTML has them: without the end that XML
    needs, so that readers of e-books refuse the whole page.
    """
    if get_roundup_domain(env).app.builder.name == "epub":
        for report in report_sections(document):
            for box in find_all(report, nodes.container):
                if box.get("design_component") == "tab-set":
                    del box["design_component"]


def protect_readers(document: nodes.document, env: BuildEnvironment) -> None:
    r"""Keep scripts of the host from taking text of reports for commands or elements.

    MathJax looks for ``\(`` and the like in all words of a page that has a formula, and its
    commands make links to ``javascript:`` and place elements anywhere: it may typeset only the
    checked formulas. https://docs.mathjax.org/en/latest/options/document.html#document-options

    The search page of Sphinx before 9.0 sets the text of each heading as ``innerHTML``
    (https://github.com/sphinx-doc/sphinx/blob/v8.2.3/sphinx/themes/basic/static/searchtools.js#L93).
    The index is made of the resolved page, where no heading may hold what is a tag.
    """
    domain = get_roundup_domain(env)
    if domain.app.builder.format != "html" or not domain.may_be_in(env.docname):
        return
    if [n for n in nodes_in(document) if type(n) is nodes.Text and "\\" in n]:
        for block in [b for b in blocks_of_reports(document) if "\\" in b.astext()]:
            block["classes"] += ("tex2jax_ignore", "mathjax_ignore")
            for formula in find_all(block, (nodes.math, nodes.math_block)):
                formula["classes"] += ("tex2jax_process", "mathjax_process")
    if sphinx.version_info < (9,):
        for report in report_sections(document):
            for title in find_all(report, nodes.title):
                _neutralise(title)


def _neutralise(title: nodes.title) -> None:
    """Put a character without width after each ``<``."""
    for text in [text for text in title.findall(nodes.Text) if "<" in text]:
        text.parent.replace(text, nodes.Text(_OPENING.sub(f"<{_WORD_JOINER}", text)))


def fit_to_html(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Set directions, put faces first in e-books, and write what a theme leaves out of sections."""
    if app.builder.format != "html" or not get_roundup_domain(app.env).may_be_in(docname):
        return
    reports = report_sections(doctree)
    for section in reports:
        _set_report_direction(section, is_page_rtl=is_right_to_left(app.config.language))
        if app.builder.name == "epub":
            _put_faces_first(section)
    if "sphinx_immaterial" in app.extensions:
        # Its theme writes no element around a section, whose classes and language would be lost.
        # https://github.com/jbms/sphinx-immaterial/blob/main/sphinx_immaterial/sections.py
        for section in reports:
            box = build_block([], REPORT_CLASS)
            box["classes"], section["classes"] = section["classes"], []
            section.parent.replace(section, box)
            box += section


def _put_faces_first(section: nodes.section) -> None:
    """Put the authors' faces before the name: readers of e-books can't place them beside it."""
    for block in [each for each in section.children if isinstance(each, nodes.Element)]:
        is_raw = isinstance(block, nodes.raw)  # of initials, as HTML
        if FACES_CLASS in (block.astext() if is_raw else block["classes"]):
            section.remove(block)
            section.insert(0, block)


def _set_report_direction(section: nodes.section, *, is_page_rtl: bool) -> None:
    """Set the direction of a report that isn't written from left to right.

    ::

        <section classes="roundup-report language-ar">   ->   <raw> <div dir="rtl">
                                                              <section classes="...">
                                                              <raw> </div>

    By HTML's attribute, which no node of docutils has: the stylesheet of an e-book may not
    set it (https://www.w3.org/TR/epub-33/#sec-css-req). Code is from left to right.
    """
    own = [c.removeprefix("language-") for c in section["classes"] if c.startswith("language-")]
    is_rtl = is_right_to_left(own[0]) if own else is_page_rtl
    if is_rtl:
        for code in find_all(section, nodes.literal_block):
            _set_direction(code, "ltr")
    if is_rtl or is_page_rtl:
        _set_direction(section, "rtl" if is_rtl else "ltr")


def _set_direction(node: nodes.Element, direction: str) -> None:
    opening = nodes.raw("", f'<div dir="{direction}">', format="html")
    node.parent.replace(node, [opening, node, nodes.raw("", "</div>", format="html")])


def add_stylesheet(
    app: Sphinx, pagename: str, _name: str, _context: object, doctree: nodes.document | None
) -> None:
    """Link the stylesheet on a page that has one of our directives."""
    if doctree is not None and get_roundup_domain(app.env).may_be_in(pagename):
        app.add_css_file(STYLESHEET)
