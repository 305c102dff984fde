"""Links and labels of reports: resolved, or warned about.

Built on the pictures and the page's context.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.links.labels import (
    keep_unknown_quotes,
    note_labels,
    resolve_number,
    set_docname,
    swap_report_titles,
)
from sphinx_roundup.links.missing import claim_label, limit_warnings, warn_missing
from sphinx_roundup.links.resolve import resolve_described, resolve_links, resolve_page_report

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = [
    "keep_unknown_quotes",
    "limit_warnings",
    "note_labels",
    "resolve_links",
    "set_docname",
    "setup",
    "swap_report_titles",
]


def setup(app: Sphinx) -> None:
    """Register the resolvers of references, and the warning about those that are missing."""
    app.connect("missing-reference", resolve_page_report)
    app.connect("missing-reference", resolve_described)
    app.connect("missing-reference", resolve_number)
    # After all who may know it.
    app.connect("missing-reference", claim_label, priority=900)
    app.connect("warn-missing-reference", warn_missing)
