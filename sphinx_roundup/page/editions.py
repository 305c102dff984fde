"""Events on pages: the list of all, the previous and the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.domain import Target
from sphinx_roundup.i18n import DIVIDER, _, format_event, ngettext
from sphinx_roundup.nodes import (
    FACTS_CLASS,
    build_block,
    build_list,
    build_paragraph,
    build_picture,
    build_span,
    divide,
    put_into,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.context import PageContext
    from sphinx_roundup.domain import Edition


def build_editions(
    previous: Edition | None, following: Edition | None, page: PageContext
) -> list[nodes.Node]:
    """Return links to the event before and to the one after, nothing if there is neither."""
    links: list[list[nodes.Node]] = []
    for edition, message in ((previous, _("Earlier: %s")), (following, _("Later: %s"))):
        if edition:
            links.append(put_into(message, [page.link(Target(edition.docname), edition.title)]))
    return [build_paragraph(divide(links, DIVIDER), "roundup-editions")] if links else []


def build_events(editions: Sequence[Edition], page: PageContext) -> list[nodes.Node]:
    """Return the events: a list, in HTML with their pictures.

    ::

        <container classes="roundup-events">
            <bullet_list classes="roundup-list">
                <list_item classes="roundup-edition">
    """
    items = [_build_item(edition, page) for edition in editions]
    return [build_block([build_list(items)], "roundup-events")] if items else []


def _build_item(edition: Edition, page: PageContext) -> nodes.list_item:
    event = format_event(edition.start, edition.end, edition.place, page.config)
    count = ngettext("%d report", "%d reports", edition.reports) % edition.reports
    name = page.link(Target(edition.docname), edition.title)
    words: list[nodes.Node] = [nodes.strong("", "", name)]
    for fact in filter(None, (event, count)):
        divider = nodes.Text(" " if page.is_html else DIVIDER)
        words += [divider, build_span([nodes.Text(fact)], FACTS_CLASS)]
    picture = build_picture(edition.picture)
    return nodes.list_item("", *picture, build_paragraph(words), classes=["roundup-edition"])
