"""The page of an event: its directive, its reports joined to it, its placeholders and formats.

Below it: people, links, pictures and the page's context. The steps from :func:`fill_placeholders`
to :func:`protect_readers` change a document that is written, see :mod:`sphinx_roundup.extension`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.nodes import depart_picture, roundup_picture, visit_picture
from sphinx_roundup.page.anchors import assign_anchors
from sphinx_roundup.page.directive import gather_reports
from sphinx_roundup.page.html import add_stylesheet, fit_to_html, protect_readers, unfold_tabs
from sphinx_roundup.page.image_copies import show_copies
from sphinx_roundup.page.join import JoinReports
from sphinx_roundup.page.surroundings import fill_placeholders

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = [
    "JoinReports",
    "assign_anchors",
    "fill_placeholders",
    "fit_to_print",
    "gather_reports",
    "protect_readers",
    "setup",
    "show_copies",
    "unfold_tabs",
]


def setup(app: Sphinx) -> None:
    """Register the node of a picture's copy, and what fits reports to HTML."""
    app.add_node(roundup_picture, html=(visit_picture, depart_picture))
    app.connect("doctree-resolved", fit_to_html)
    app.connect("html-page-context", add_stylesheet)


def fit_to_print(document: nodes.document, env: BuildEnvironment) -> None:
    """Fit the reports of a document to LaTeX, Texinfo or manual pages."""
    from sphinx_roundup.page import latex  # noqa: PLC0415 - only where used

    latex.fit_to_print(document, env)
