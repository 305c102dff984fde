"""Registrations that only a project with pages of reports needs, beside :mod:`.extension`.

All is registered when the pages are read, in the process that writes them or starts those
that do. So a project without such pages never imports what is named here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.osutil import copyfile, ensuredir

from sphinx_roundup import pictures, web
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.links.missing import claim_label, tell_missing
from sphinx_roundup.links.numref import resolve_number
from sphinx_roundup.links.resolve import resolve_described, resolve_sibling
from sphinx_roundup.page.html import NeutraliseTitles, UnfoldTabs, box_reports, set_directions
from sphinx_roundup.page.incremental import get_docs_to_write
from sphinx_roundup.page.latex import PrepareForLaTeX, PrepareForMan, PrepareForTexinfo
from sphinx_roundup.page.placeholders import FillPlaceholders, take_ways_back
from sphinx_roundup.people.late_links import make_late_links
from sphinx_roundup.people.loading import tell_likenesses
from sphinx_roundup.people.mention_anchors import AnchorParagraphs

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

_STYLESHEET = "roundup.css"


def setup(app: Sphinx) -> None:
    """Add what is needed to write pages with reports."""
    app.add_post_transform(UnfoldTabs)
    app.add_post_transform(FillPlaceholders)
    app.add_post_transform(AnchorParagraphs)
    pictures.setup(app)
    app.add_post_transform(NeutraliseTitles)
    app.add_post_transform(PrepareForLaTeX)
    app.add_post_transform(PrepareForMan)
    app.add_post_transform(PrepareForTexinfo)
    app.connect("env-get-updated", get_docs_to_write)
    app.connect("env-check-consistency", tell_likenesses)
    app.connect("doctree-resolved", take_ways_back)
    app.connect("doctree-resolved", make_late_links)
    app.connect("doctree-resolved", set_directions)
    app.connect("doctree-resolved", box_reports)
    app.connect("html-page-context", add_stylesheet)
    app.connect("missing-reference", resolve_sibling)
    app.connect("missing-reference", resolve_described)
    app.connect("missing-reference", resolve_number)
    app.connect("missing-reference", claim_label, priority=900)  # after all who may know it
    app.connect("warn-missing-reference", tell_missing)
    web.setup(app)


def prepare(app: Sphinx) -> None:
    """Make the copies that pages need, before any is written."""
    copy_stylesheet(app)
    pictures.prepare_copies(app)


def copy_stylesheet(app: Sphinx) -> None:
    """Copy the stylesheet; e-books have one of their own.

    Before pages are written: their links to it contain its checksum.
    """
    if app.builder.format == "html":
        folder = "static_book" if app.builder.name == "epub" else "static"
        target = Path(app.outdir, "_static")
        ensuredir(target)
        copyfile(Path(__file__).parent / folder / _STYLESHEET, target / _STYLESHEET, force=True)


def add_stylesheet(
    app: Sphinx,
    pagename: str,
    templatename: str,  # noqa: ARG001 - an event's signature
    context: dict[str, Any],  # noqa: ARG001
    doctree: nodes.document | None,
) -> None:
    """Link the stylesheet on a page that has one of our directives."""
    domain = get_roundup_domain(app.env)
    if doctree is not None and (app.builder.name == "singlehtml" or domain.is_shown_on(pagename)):
        app.add_css_file(_STYLESHEET)
