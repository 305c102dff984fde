"""People on pages: the roster of an event, and all people of the project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.i18n import DIVIDER, _, host_of
from sphinx_roundup.nodes import (
    CARDS_CLASS,
    FACTS_CLASS,
    build_block,
    build_list,
    build_paragraph,
    build_picture,
    build_span,
    divide,
    only_in,
    put_into,
    text_nodes,
)
from sphinx_roundup.parsing.attributes import clean_address
from sphinx_roundup.people.backlinks import MENTIONS_CLASS, mentioning_words
from sphinx_roundup.people.portrait import build_portrait

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.config import Config

    from sphinx_roundup.context import PageContext
    from sphinx_roundup.domain.records import Entry, Work

ROSTER_ID = "roundup-roster"
"""Where the way back from a report leads."""

BACK_CLASS = "roundup-back"


def build_roster(entries: Sequence[Entry], style: str, filling: PageContext) -> list[nodes.Node]:
    """Return the people of a page.

    ::

        <container ids="roundup-roster" classes="roundup-roster">
            <only expr="html">
                <paragraph classes="roundup-unseen">    for screen readers
            <bullet_list classes="roundup-list">        with roundup-cards as cards
                <list_item ids="cook" classes="roundup-person">

    :param style: ``"list"`` or ``"cards"``
    """
    if not entries:
        return []
    shown = [_Showing(entry, filling, has_pictures=style == "cards") for entry in entries]
    label = build_paragraph(text_nodes(_("Who was there")), "roundup-unseen")
    block = build_block([only_in("html", label), *_anchor(ROSTER_ID)], "roundup-roster")
    block["ids"].append(ROSTER_ID)
    classes = [CARDS_CLASS] if style == "cards" else []
    block += build_list([each.build_item() for each in shown], *classes)
    return [block]


def build_people(entries: Sequence[Entry], filling: PageContext) -> list[nodes.Node]:
    """Return everybody in the project, with all their reports by event.

    The tree is as that of :func:`build_roster` with cards, in a block ``roundup-people``.
    """
    if not entries:
        return []
    items = [_Showing(entry, filling, of_all_events=True).build_item() for entry in entries]
    return [build_block([build_list(items, CARDS_CLASS)], "roundup-people")]


def build_way_back(config: Config) -> nodes.Element:  # noqa: ARG001 - one of the page's parts
    """Return a link from below a report to the roster."""
    link = nodes.reference("", _("Back to everybody"), internal=True, refid=ROSTER_ID)
    return build_paragraph([link], BACK_CLASS)


def drop_ways_back(page: nodes.Element) -> None:
    """Take the links to a page's roster away, where it or links are not to be had."""
    for paragraph in list(page.findall(nodes.paragraph)):
        if BACK_CLASS in paragraph["classes"]:
            paragraph.parent.remove(paragraph)


def _anchor(anchor: str) -> list[nodes.Node]:
    """Return what a link leads to in formats whose blocks and list items have no ids."""
    return [only_in("not html", nodes.target("", "", ids=[anchor]))] if anchor else []


@dataclass(frozen=True, slots=True)
class _Showing:
    """A person on the way into an item of a list."""

    entry: Entry
    filling: PageContext
    of_all_events: bool = False
    """Whether the works are all that there are, and not those of one page."""
    has_pictures: bool = False
    """Whether the first picture of the reports is shown."""

    def build_item(self) -> nodes.list_item:
        """Return the person as an item: picture, a paragraph, and reports if several."""
        anchor = self.entry.anchor
        words = [*_anchor(anchor), *self._head()]
        for name, part in [*self._parts(), (MENTIONS_CLASS, self._mentions())]:
            if part:
                # Parts that HTML sets below each other run on elsewhere.
                words += [nodes.Text(" "), only_in("not html", nodes.Text("– "))]
                words.append(build_span(part, name))
        item = nodes.list_item("", *self._picture(), build_paragraph(words), *self._works())
        item["ids"] += [anchor] if anchor else []
        item["classes"].append("roundup-person")
        return item

    # -- Who it is -----------------------------------------------------------------------

    def _head(self) -> list[nodes.Node]:
        """Return portrait, name and small print."""
        facts = divide(self._facts(), DIVIDER)
        words = self._name()
        if facts:
            words.append(build_span(text_nodes(DIVIDER), "roundup-dot"))
            words.append(build_span(facts, FACTS_CLASS))
        portrait = build_portrait(self.entry.person)
        return [*portrait, build_span(words, "roundup-who")]

    def _name(self) -> list[nodes.Node]:
        person, works = self.entry.person, self.entry.works
        words = text_nodes(person.name)
        if works and not self.of_all_events:
            words = [self.filling.link(works[0].spot, person.name)]
        name: list[nodes.Node] = [nodes.strong("", "", *words)]
        if person.pronouns:
            pronouns = f"({person.pronouns.strip('()')})"
            name += [nodes.Text(" "), build_span(text_nodes(pronouns), "roundup-pronouns")]
        return name

    def _facts(self) -> list[list[nodes.Node]]:
        person = self.entry.person
        facts = [text_nodes(person.affiliation or "")]
        facts += [[self._link(label, url)] for label, url in person.links]
        if person.url and not self.entry.works:
            link = self._link(host_of(person.url), person.url)
            facts.append(put_into(_("wrote elsewhere: %s"), [link]))
        return facts

    def _link(self, label: str, url: str) -> nodes.reference:
        """Return a link; in a list of links, which screen readers make, it says whose it is."""
        whole = _("%(name)s: %(label)s") % {"name": self.entry.person.name, "label": "\0"}
        before, _sign, after = (
            [only_in("html", build_span(text_nodes(words), "roundup-unseen"))] if words else []
            for words in whole.partition("\0")
        )
        return nodes.reference(
            "", "", *before, nodes.Text(label), *after, refuri=clean_address(url)
        )

    # -- What they did -------------------------------------------------------------------

    def _parts(self) -> list[tuple[str, list[nodes.Node]]]:
        """Return what is said of the person, each with its class."""
        works = self.entry.works
        words = works[0].words if len(works) == 1 and not self.of_all_events else None
        said = (("roundup-words", words), ("roundup-note", self.entry.person.note))
        return [(name, text_nodes(text)) for name, text in said if text]

    def _mentions(self) -> list[nodes.Node]:
        return mentioning_words(self.entry.mentioned, self.filling)

    def _picture(self) -> list[nodes.Node]:
        """Return the first picture of the reports, on top of a card."""
        pictures = (work.picture for work in self.entry.works if self.has_pictures)
        return build_picture(next(filter(None, pictures), None))

    def _works(self) -> list[nodes.Node]:
        """Return a list of the reports, where the name alone doesn't lead to all of them."""
        works = self.entry.works
        if not works or (len(works) == 1 and not self.of_all_events):
            return []
        items = []
        for work in works:
            words: list[nodes.Node] = [self.filling.link(work.spot, self._call(work))]
            if work.words and not self.of_all_events:
                words += text_nodes(f" – {work.words}")
            items.append(nodes.list_item("", build_paragraph(words)))
        return [nodes.bullet_list("", *items, classes=["roundup-works"])]

    def _call(self, work: Work) -> str:
        """Return the words of a link to one of several reports; the untitled are counted."""
        same = [each for each in self.entry.works if each.spot.docname == work.spot.docname]
        number = same.index(work) + 1
        title = work.title or (_("report %d") % number if len(same) > 1 else "")
        if not self.of_all_events:
            return title
        if not title:
            return work.event
        return _("%(event)s: %(title)s") % {"event": work.event, "title": title}
