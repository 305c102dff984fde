"""By whom somebody is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.i18n import _, list_separators
from sphinx_roundup.nodes import Placeholder, build_paragraph, join_nodes, put_into

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.context import PageContext
    from sphinx_roundup.domain.records import Backlink

MENTIONS_CLASS = "roundup-mentions"


def build_mentioned_by(backlinks: Sequence[Backlink], filling: PageContext) -> list[nodes.Node]:
    """Return "Mentioned by Bob and Chris (Spring retreat 2026)", nothing if by nobody.

    ::

        <paragraph classes="roundup-mentions">
            Mentioned by
            <reference> Bob
    """
    words = mentioning_words(backlinks, filling)
    return [build_paragraph(words, MENTIONS_CLASS)] if words else []


def mentioning_words(backlinks: Sequence[Backlink], filling: PageContext) -> list[nodes.Node]:
    """Return the place of the words of :func:`build_mentioned_by`, for a line that says more.

    A large page has ten thousand such links, and some twenty transforms go through all nodes
    before it is written: :mod:`.late_links` puts them there when these are done.
    """
    if not backlinks:
        return []
    attributes = {"part": "backlinks", "docname": filling.docname, "about": ""}
    return [Placeholder(**attributes, backlinks=backlinks)]


def build_backlinks(node: Placeholder, filling: PageContext) -> list[nodes.Node]:
    """Return "Mentioned by Bob and Chris", for the place that was kept for it."""
    who = [_name_writer(backlink, filling) for backlink in node["backlinks"]]
    return put_into(
        _("Mentioned by %s"), join_nodes(who, list_separators(len(who), filling.config))
    )


def _name_writer(backlink: Backlink, filling: PageContext) -> list[nodes.Node]:
    link = filling.link(backlink.spot, backlink.who)
    return [link, nodes.Text(f" ({backlink.event})")] if backlink.event else [link]
