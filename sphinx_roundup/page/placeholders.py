"""Placeholders replaced by query results, once all pages are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.context import PageContext
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import Placeholder, nodes_in
from sphinx_roundup.page.editions import build_editions, build_events
from sphinx_roundup.people import (
    build_mentioned_by,
    build_people_list,
    build_roster,
    remove_back_links,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sphinx.application import Sphinx

    from sphinx_roundup.domain import RoundupDomain


class Part(NamedTuple):
    """A kind of placeholder."""

    query: Callable[[RoundupDomain, str, str], Any]
    """Takes a page, and what it is about there: a report's file name, a style, or nothing."""
    build: Callable[[Any, str, PageContext], list[nodes.Node]]
    """Takes the result, what it is about, and the page."""


PARTS = {
    "editions": Part(
        lambda domain, docname, _about: domain.project_index.neighbours(docname),
        lambda result, _about, page: build_editions(result[0], result[1], page),
    ),
    "events": Part(
        lambda domain, _docname, _about: domain.project_index.editions(),
        lambda result, _about, page: build_events(result, page),
    ),
    "mentions": Part(
        lambda domain, docname, about: domain.project_index.mentioned_by(docname, about),
        lambda result, _about, page: build_mentioned_by(result, page),
    ),
    "people": Part(
        lambda domain, docname, _about: domain.project_index.all_people(docname),
        lambda result, _about, page: build_people_list(result, page),
    ),
    "roster": Part(
        lambda domain, docname, _about: domain.project_index.roster(docname),
        build_roster,
    ),
}


class FillPlaceholders(SphinxPostTransform):
    """Replace placeholders by nodes made of query results.

    Before Sphinx resolves cross-references (at 10) and converts images (at 100 and 200):
    there are both among the nodes.
    """

    default_priority = 8

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Fill every placeholder of the document, which may hold several pages."""
        domain = get_roundup_domain(self.env)
        for node in list(self.document.findall(Placeholder)):
            part, docname, about = PARTS[node["part"]], node["docname"], node["about"]
            result = part.query(domain, docname, about)
            built = part.build(result, about, PageContext(self.env, docname))
            page = _page_of(node)
            if node["part"] == "roster" and not built:  # all listed people wrote elsewhere
                remove_back_links(page)
            _free_ids(built, page)
            node.replace_self(built)


def remove_dead_back_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:  # noqa: ARG001
    """Remove the links to a page's roster in formats in which they lead nowhere."""
    if app.builder.format not in {"html", "latex"}:
        remove_back_links(doctree)


def _free_ids(built: list[nodes.Node], page: nodes.Element) -> None:
    """Remove the ids of new nodes that something else on the page has already."""
    own = [n for new in built for n in new.findall(nodes.Element) if n["ids"]]
    there = nodes_in(page) if own else ()
    taken = {i for n in there if isinstance(n, nodes.Element) for i in n.attributes["ids"]}
    for each in own:
        each["ids"] = [node_id for node_id in each["ids"] if node_id not in taken]


def _page_of(node: nodes.Element) -> nodes.Element:
    """Return the page around *node*: in a PDF, several are in one document."""
    while node.parent is not None and not isinstance(node, addnodes.start_of_file):
        node = node.parent
    return node
