"""The page of an event: its directive, its reports joined to it, its placeholders and formats.

Below it: people, links, pictures and the page's context.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.page.anchors import assign_anchors
from sphinx_roundup.page.directive import gather_reports
from sphinx_roundup.page.html import (
    ProtectReaders,
    UnfoldTabs,
    add_stylesheet,
    copy_stylesheet,
    fit_to_html,
)
from sphinx_roundup.page.incremental import SKIPPED, get_docs_to_write, is_outdated
from sphinx_roundup.page.join import JoinReports
from sphinx_roundup.page.placeholders import FillPlaceholders
from sphinx_roundup.page.section import TITLE_CLASS

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = [
    "SKIPPED",
    "TITLE_CLASS",
    "JoinReports",
    "assign_anchors",
    "copy_stylesheet",
    "gather_reports",
    "is_outdated",
    "setup",
]


def setup(app: Sphinx) -> None:
    """Register what fills a page's placeholders and fits its reports to each format."""
    app.add_post_transform(FillPlaceholders)
    app.add_post_transform(UnfoldTabs)
    app.add_post_transform(ProtectReaders)
    if app.builder.format != "html":
        from sphinx_roundup.page import latex  # noqa: PLC0415 - only where used

        app.add_post_transform(latex.PrepareForLaTeX)
        app.add_post_transform(latex.PrepareForMan)
        app.add_post_transform(latex.PrepareForTexinfo)
    app.connect("env-get-updated", get_docs_to_write)
    app.connect("doctree-resolved", fit_to_html)
    app.connect("html-page-context", add_stylesheet)
