"""Data about a page for feeds and web metadata: address, picture, description."""

from __future__ import annotations

import posixpath
import textwrap
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.domain.records import words_of
from sphinx_roundup.nodes import nodes_outside
from sphinx_roundup.pictures.inspect import NoPicture
from sphinx_roundup.reports.text import collapsed, without_controls

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain.records import Place, Spot

OPENGRAPH = "sphinxext.opengraph"

_SITES = frozenset({"html", "dirhtml"})

_LONGEST = 300
"""Characters of a description; a preview shows fewer."""


def is_site(builder: Builder) -> bool:
    """Say whether a builder makes what stands in the web, each page at its own address."""
    return builder.name in _SITES


def plain(text: str) -> str:
    """Return text on one line, with nothing in it that XML can't hold or that turns text around."""
    return collapsed(without_controls(text))


def places_on(env: BuildEnvironment, docname: str) -> dict[str, Place]:
    """Return the reports of a page by their file names, in the order in which it shows them."""
    domain = get_roundup_domain(env)
    named = domain.directory.places.get(docname, {})  # by file name, and with names for handles
    return {filename: named[filename] for filename in domain.places.get(docname, {})}


# -- Addresses ---------------------------------------------------------------------------


def address_of(builder: Builder, spot: Spot) -> str:
    """Return the address of a spot: without ``html_baseurl``, seen from its own page."""
    base = builder.config.html_baseurl
    page = posixpath.join(base, builder.get_target_uri(spot.docname)) if base else ""
    return f"{page}#{quote(spot.anchor)}" if spot.anchor else page


def picture_of(app: Sphinx, docname: str) -> str | None:
    """Return the address of the event's picture on a page: of its copy, never of the file.

    Without ``html_baseurl`` it is seen from the top of the site. Of a broken picture, or of
    none, there is no address.
    """
    domain = get_roundup_domain(app.env)
    event = domain.events.get(docname)
    if event is None or event.picture is None:
        return None
    try:
        copy = domain.publisher.publish(event.picture, app.config.roundup_image_width)
    except NoPicture:
        return None
    name = domain.publisher.add_file(copy.full_path, docname)
    return posixpath.join(app.config.html_baseurl, app.builder.imagedir, quote(name))


def publish_event_picture(app: Sphinx, doctree: nodes.document, docname: str) -> None:  # noqa: ARG001
    """Add the copy of the event's picture to the output, if any metadata refers to it.

    Whatever is said in a page's head is said by one of several processes, and nobody would
    copy what they have asked for.
    """
    wanted = app.config.roundup_jsonld or OPENGRAPH in app.extensions
    if wanted and is_site(app.builder):
        picture_of(app, docname)


# -- Words -------------------------------------------------------------------------------


def describe(doctree: nodes.document) -> str:
    """Return what a page says that it is about: its ``description``, else its first paragraph.

    :param doctree: with its links resolved, so that they say what readers see
    """
    for meta in [node for node in nodes_outside(doctree) if isinstance(node, nodes.meta)]:
        if meta.get("name") == "description" and meta.get("content"):
            return _shortened(meta["content"])
    top = next(iter(doctree.findall(nodes.section)), doctree)
    own = [n for n in top.children if isinstance(n, nodes.paragraph) and not _is_ours(n)]
    return _shortened(words_of(own[0])) if own else ""


def _is_ours(paragraph: nodes.paragraph) -> bool:
    return any(name.startswith("roundup-") for name in paragraph["classes"])


def _shortened(text: str) -> str:
    return textwrap.shorten(plain(text), _LONGEST, placeholder="…")
