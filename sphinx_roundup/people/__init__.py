"""People of a page: rosters, mentions and portraits. Below it: links, pictures, the context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.people.late_links import make_late_links
from sphinx_roundup.people.loading import tell_likenesses
from sphinx_roundup.people.mention_anchors import AnchorParagraphs

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Register the anchors and links of mentions, and the warnings about similar names."""
    app.add_post_transform(AnchorParagraphs)
    app.connect("doctree-resolved", make_late_links)
    app.connect("env-check-consistency", tell_likenesses)
