"""What chats and networks show of a link to an event, said by sphinxext-opengraph.

That extension makes the tags, and takes from the fields at the top of a page what they are
to say (https://sphinxext-opengraph.readthedocs.io/). An address from the top of the site
becomes one with ``ogp_site_url`` before it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.web.site import OPENGRAPH, describe, is_site, picture_of, plain

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx


def offer_open_graph(
    app: Sphinx,
    pagename: str,
    templatename: str,  # noqa: ARG001 - an event's signature
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add the event's picture and its description to the fields of a page that has none."""
    domain = get_roundup_domain(app.env)
    is_wanted = OPENGRAPH in app.extensions and is_site(app.builder)
    if doctree is None or not (is_wanted and pagename in domain.events):
        return
    offered: dict[str, str | None] = {"og:description": describe(doctree)}
    fields = context["meta"] or {}
    if "og:image" not in fields:
        offered["og:image"] = picture_of(app, pagename)
        offered["og:image:alt"] = plain(domain.title_of(pagename)) if offered["og:image"] else None
    # The fields of a page are the environment's own, which is for others, too. The
    # extension escapes nothing in them but quotation marks.
    context["meta"] = {name: escape(text) for name, text in offered.items() if text} | fields
