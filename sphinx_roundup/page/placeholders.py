"""Placeholders replaced by query results, once all pages are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.context import PageContext
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.domain.project_index import Directory
from sphinx_roundup.domain.records import Edition, Entry, Questions
from sphinx_roundup.nodes import Placeholder, nodes_in
from sphinx_roundup.page.editions import build_editions, build_events
from sphinx_roundup.people.backlinks import build_mentioned_by
from sphinx_roundup.people.roster import build_people, build_roster, drop_ways_back

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sphinx.application import Sphinx

    from sphinx_roundup.domain import RoundupDomain


class Part(NamedTuple):
    """A kind of placeholder: what is asked, and what is made of the answer."""

    ask: Callable[[Directory, str, str], Any]
    """Of a page, about something on it: a report's file name, a style, or nothing."""
    build: Callable[[Any, str, PageContext], list[nodes.Node]]


PARTS = {
    "editions": Part(
        lambda directory, docname, _about: directory.neighbours(docname),
        lambda answer, _about, filling: build_editions(answer[0], answer[1], filling),
    ),
    "events": Part(
        lambda directory, _docname, _about: directory.editions(),
        lambda answer, _about, filling: build_events(answer, filling),
    ),
    "mentions": Part(
        Directory.mentioned_by, lambda answer, _about, filling: build_mentioned_by(answer, filling)
    ),
    "people": Part(
        lambda directory, docname, _about: directory.everybody(docname),
        lambda answer, _about, filling: build_people(answer, filling),
    ),
    "roster": Part(lambda directory, docname, _about: directory.roster(docname), build_roster),
}


class FillPlaceholders(SphinxPostTransform):
    """Puts nodes in the places that were kept for them.

    Before Sphinx resolves cross-references (at 10) and converts images (at 100 and 200):
    there are both among the nodes.
    """

    default_priority = 8

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Fill every placeholder of the document, which may hold several pages."""
        directory = get_roundup_domain(self.env).directory
        for node in list(self.document.findall(Placeholder)):
            part, docname, about = PARTS[node["part"]], node["docname"], node["about"]
            answer = part.ask(directory, docname, about)
            built = part.build(answer, about, PageContext(self.env, docname))
            if node["part"] == "roster" and not built:  # the listed all wrote elsewhere
                drop_ways_back(_page_of(node))
            _free_ids(built, node)
            node.replace_self(built)


def take_ways_back(app: Sphinx, doctree: nodes.document, docname: str) -> None:  # noqa: ARG001
    """Take away the links to a page's roster, in formats in which one can't go there."""
    if app.builder.format not in {"html", "latex"}:
        drop_ways_back(doctree)


def _free_ids(built: list[nodes.Node], node: Placeholder) -> None:
    """Take the ids off new nodes that something else on the page has already."""
    page = _page_of(node)
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


def _pictures_in(told: list[Any]) -> list[str]:
    """Return the pictures that answers show, which must be copied when they change."""
    shown: set[str | None] = set()
    for each in (each for answer in told for each in answer):
        if isinstance(each, Edition):
            shown.add(each.picture)
        elif isinstance(each, Entry):
            shown |= {each.person.avatar, *(work.picture for work in each.works)}
    return sorted(filter(None, shown))


def answers_of(domain: RoundupDomain, docname: str) -> list[Any]:
    """Return the answers that a page shows, and digests of its pictures."""
    directory, asked = domain.directory, domain.questions.get(docname, Questions())
    answers: list[Any] = [directory.answer(typ, target, docname) for typ, target in asked.targets]
    parts = [PARTS[part].ask(directory, docname, about) for part, about in asked.parts]
    pictures = [*sorted(domain.pictures.get(docname, ())), *_pictures_in(parts)]
    digests = [domain.publisher.digest_of(name.removeprefix("/")) for name in pictures]
    return [*answers, *parts, *digests]
