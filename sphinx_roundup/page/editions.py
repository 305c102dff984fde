"""Events on pages: date and place, lists of events, the previous and the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.domain.answers import Spot
from sphinx_roundup.i18n import (
    DIVIDER,
    FACTS_CLASS,
    _,
    build_paragraph,
    build_span,
    divide,
    format_days,
    ngettext,
    text_nodes,
)
from sphinx_roundup.page.cards import CARDS_CLASS, build_block, build_list, build_picture

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sphinx.config import Config

    from sphinx_roundup.domain.answers import Edition
    from sphinx_roundup.page.filling import Filling


def build_event_line(
    start: dt.date | None, end: dt.date | None, place: str, config: Config
) -> nodes.paragraph | None:
    """Return "4–11 October 2025 · Ytterskarv", or nothing where nothing is known."""
    words = divide(_when_and_where(start, end, place, config))
    return build_paragraph(words, "roundup-event") if words else None


def _when_and_where(
    start: dt.date | None, end: dt.date | None, place: str, config: Config
) -> list[list[nodes.Node]]:
    days = format_days(start, end, config) if start else ""
    return [text_nodes(days), text_nodes(place)]


# -- Before and after --------------------------------------------------------------------


def build_editions(
    previous: Edition | None, following: Edition | None, filling: Filling
) -> list[nodes.Node]:
    """Return links to the event before and to the one after, nothing where there is neither."""
    links: list[list[nodes.Node]] = []
    if previous:
        words = _("Previous: %s") % previous.title
        links.append([filling.link(Spot(previous.docname), words, ("roundup-previous",))])
    if following:
        words = _("Next: %s") % following.title
        links.append([filling.link(Spot(following.docname), words, ("roundup-next",))])
    return [build_paragraph(divide(links), "roundup-editions")] if links else []


# -- All of them -------------------------------------------------------------------------


def build_events(editions: Sequence[Edition], filling: Filling) -> list[nodes.Node]:
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


def _build_item(edition: Edition, filling: Filling) -> nodes.list_item:
    title = nodes.strong("", "", filling.link(Spot(edition.docname), edition.title))
    facts = divide(_facts(edition, filling))
    words = [title, build_span(text_nodes(DIVIDER), "roundup-dot"), build_span(facts, FACTS_CLASS)]
    picture = build_picture(edition.picture, filling)
    return nodes.list_item("", *picture, build_paragraph(words), classes=["roundup-edition"])


def _facts(edition: Edition, filling: Filling) -> list[list[nodes.Node]]:
    when = _when_and_where(edition.start, edition.end, edition.place, filling.config)
    count = ngettext("%d report", "%d reports", edition.reports) % edition.reports
    return [divide(when), text_nodes(count)]
