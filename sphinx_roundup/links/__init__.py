"""Links and labels of reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the resolvers of references, and the warning about those that are missing."""
    from sphinx_roundup.links import missing, numref, resolve  # noqa: PLC0415 - else a cycle

    app.connect("missing-reference", resolve.resolve_sibling)
    app.connect("missing-reference", resolve.resolve_described)
    app.connect("missing-reference", numref.resolve_number)
    # After all who may know it.
    app.connect("missing-reference", missing.claim_label, priority=900)
    app.connect("warn-missing-reference", missing.tell_missing)
