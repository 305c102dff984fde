"""Which way a report is written, for readers of HTML and of e-books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import report_sections

if TYPE_CHECKING:
    from sphinx.application import Sphinx

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages, by the first part of their tags."""


def turn_reports(app: Sphinx, doctree: nodes.document, docname: str) -> None:  # noqa: ARG001
    """Say which way each report is written that isn't written from left to right.

    ::

        <section classes="roundup-report language-ar">   ->   <raw> <div dir="rtl">
                                                              <section classes="...">
                                                              <raw> </div>

    By HTML's attribute, which no node of docutils has: the stylesheet of an e-book may not
    say it (https://www.w3.org/TR/epub-33/#sec-css-req). Code is never turned around.
    """
    if app.builder.format != "html":
        return
    page = _is_turned(app.config.language)
    if not page and not _has_turned_reports(app):
        return
    for section in report_sections(doctree):
        own = [c.removeprefix("language-") for c in section["classes"] if c.startswith("language-")]
        turned = _is_turned(own[0]) if own else page
        if turned:
            for code in list(section.findall(nodes.literal_block)):
                _turn(code, "ltr")
        if turned or page:
            _turn(section, "rtl" if turned else "ltr")


def _has_turned_reports(app: Sphinx) -> bool:
    pages = get_roundup_domain(app.env).places.values()
    return any(_is_turned(place.lang) for by_file in pages for place in by_file.values())


def _is_turned(language: str | None) -> bool:
    first = (language or "").replace("_", "-").partition("-")[0]
    return first.lower() in RIGHT_TO_LEFT


def _turn(node: nodes.Element, direction: str) -> None:
    """Put HTML around *node* that says which way it is written."""
    parent = node.parent
    index = parent.index(node)
    parent.insert(index + 1, nodes.raw("", "</div>", format="html"))
    parent.insert(index, nodes.raw("", f'<div dir="{direction}">', format="html"))
