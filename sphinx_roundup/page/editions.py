"""Events on pages: date and place, lists of events, the previous and the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.domain.records import Spot
from sphinx_roundup.i18n import DIVIDER, _, format_event, ngettext
from sphinx_roundup.nodes import (
    CARDS_CLASS,
    FACTS_CLASS,
    build_block,
    build_list,
    build_paragraph,
    build_picture,
    build_span,
    divide,
    text_nodes,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.context import PageContext
    from sphinx_roundup.domain.records import Edition


# -- Before and after --------------------------------------------------------------------


def build_editions(
    previous: Edition | None, following: Edition | None, filling: PageContext
) -> list[nodes.Node]:
    """Return links to the event before and to the one after, nothing where there is neither."""
    links: list[list[nodes.Node]] = []
    if previous:
        words = _("Previous: %s") % previous.title
        links.append([filling.link(Spot(previous.docname), words, ("roundup-previous",))])
    if following:
        words = _("Next: %s") % following.title
        links.append([filling.link(Spot(following.docname), words, ("roundup-next",))])
    return [build_paragraph(divide(links, DIVIDER), "roundup-editions")] if links else []


# -- All of them -------------------------------------------------------------------------


def build_events(editions: Sequence[Edition], filling: PageContext) -> list[nodes.Node]:
    """Return the events: a list, shown as cards with their pictures in HTML.

    ::

        <container classes="roundup-events">
            <bullet_list classes="roundup-list roundup-cards">
                <list_item classes="roundup-edition">
    """
    if not editions:
        return []
    items = [_build_item(edition, filling) for edition in editions]
    return [build_block([build_list(items, CARDS_CLASS)], "roundup-events")]


def _build_item(edition: Edition, filling: PageContext) -> nodes.list_item:
    title = nodes.strong("", "", filling.link(Spot(edition.docname), edition.title))
    facts = divide(_facts(edition, filling), DIVIDER)
    words = [title, build_span(text_nodes(DIVIDER), "roundup-dot"), build_span(facts, FACTS_CLASS)]
    picture = build_picture(edition.picture)
    return nodes.list_item("", *picture, build_paragraph(words), classes=["roundup-edition"])


def _facts(edition: Edition, filling: PageContext) -> list[list[nodes.Node]]:
    event = format_event(edition.start, edition.end, edition.place, filling.config)
    count = ngettext("%d report", "%d reports", edition.reports) % edition.reports
    return [text_nodes(event), text_nodes(count)]
