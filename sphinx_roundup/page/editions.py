"""Events as pages show them: when and where, all of them, the one before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.answers import Spot
from sphinx_roundup.page.cards import build_block, build_card, cards_or_list
from sphinx_roundup.page.words import (
    _,
    build_paragraph,
    divide,
    format_days,
    ngettext,
    text_nodes,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sphinx.config import Config

    from sphinx_roundup.answers import Edition
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
    """Return the events: cards with their pictures in HTML, else a list.

    ::

        <container classes="roundup-events">
            <only expr="html">          cards, see cards.py
            <only expr="not html">
                <bullet_list>
    """
    if not editions:
        return []
    cards = [_build_card(edition, filling) for edition in editions]
    items = [_build_item(edition, filling) for edition in editions]
    return [build_block(cards_or_list(cards, items), "roundup-events")]


def _build_card(edition: Edition, filling: Filling) -> nodes.container:
    # The link is as large as its card.
    title = filling.link(Spot(edition.docname), edition.title, ("sd-stretched-link",))
    body = [build_paragraph([title], "sd-card-title", "roundup-name")]
    body += [build_paragraph(fact, "sd-card-text") for fact in _facts(edition, filling) if fact]
    return build_card(edition.picture, body, filling, "roundup-edition")


def _build_item(edition: Edition, filling: Filling) -> nodes.list_item:
    title = nodes.strong("", "", filling.link(Spot(edition.docname), edition.title))
    words = divide([[title], *_facts(edition, filling)])
    return nodes.list_item("", build_paragraph(words), classes=["roundup-edition"])


def _facts(edition: Edition, filling: Filling) -> list[list[nodes.Node]]:
    when = _when_and_where(edition.start, edition.end, edition.place, filling.config)
    count = ngettext("%d report", "%d reports", edition.reports) % edition.reports
    return [divide(when), text_nodes(count)]
