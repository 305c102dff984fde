"""Web metadata of the pages: an Atom feed, JSON-LD and Open Graph.

Built on the domain and the published pictures. No page needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.web.feed import warn_undated, write_feed
from sphinx_roundup.web.metadata import add_metatags, add_open_graph, publish_event_picture

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup", "warn_undated", "write_feed"]


def setup(app: Sphinx) -> None:
    """Register the metadata."""
    app.connect("doctree-resolved", publish_event_picture)
    app.connect("html-page-context", add_metatags)
    # Before sphinxext.opengraph, which listens at 500.
    app.connect("html-page-context", add_open_graph, priority=499)
