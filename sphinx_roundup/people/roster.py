"""Roster of an event, and list of all people of the project."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.i18n import DIVIDER, _, host_of
from sphinx_roundup.nodes import (
    CARDS_CLASS,
    FACTS_CLASS,
    build_block,
    build_image,
    build_list,
    build_paragraph,
    build_picture,
    build_span,
    divide,
    only_in,
    put_into,
    text_nodes,
)
from sphinx_roundup.parsing import clean_address
from sphinx_roundup.people.mentions import MENTIONS_CLASS, mentioned_by
from sphinx_roundup.reports import initials, short_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_roundup.context import PageContext
    from sphinx_roundup.domain import Entry, Work
    from sphinx_roundup.reports import Person

ROSTER_ID = "roundup-roster"
PORTRAIT_CLASS = "roundup-portrait"

_PORTRAIT_WIDTH = "48px"
"""Three lines of text; LaTeX makes half an inch of it."""
_PORTRAIT_PIXELS = 192
"""Four times the width, for fine screens and paper."""


def build_roster(entries: Sequence[Entry], style: str, context: PageContext) -> list[nodes.Node]:
    """Return the people of a page.

    ::

        <container ids="roundup-roster" classes="roundup-roster">
            <only expr="html">
                <paragraph classes="roundup-unseen">    for screen readers
            <bullet_list classes="roundup-list">        with roundup-cards as cards
                <list_item ids="cook" classes="roundup-person">

    :param style: ``"list"`` or ``"cards"``, which differ in a class and the cards' pictures
    """
    if not entries:
        return []
    is_cards = style == "cards"
    items = [_Item(entry, context, has_picture=is_cards).build() for entry in entries]
    label = build_paragraph(text_nodes(_("Who was there")), "roundup-unseen")
    block = build_block([only_in("html", label), *_target(ROSTER_ID)], "roundup-roster")
    block["ids"].append(ROSTER_ID)
    block += build_list(items, *([CARDS_CLASS] if is_cards else []))
    return [block]


def build_people_list(entries: Sequence[Entry], context: PageContext) -> list[nodes.Node]:
    """Return all people of the project with all their reports, in a block ``roundup-people``.

    The tree is that of :func:`build_roster` with cards.
    """
    if not entries:
        return []
    items = [_Item(entry, context, has_all_events=True).build() for entry in entries]
    return [build_block([build_list(items, CARDS_CLASS)], "roundup-people")]


def _target(anchor: str) -> list[nodes.Node]:
    """Return a target for formats that ignore the ids of blocks and list items."""
    return [only_in("not html", nodes.target("", "", ids=[anchor]))] if anchor else []


@dataclass(frozen=True, slots=True)
class _Item:
    """Builder of a person's list item."""

    entry: Entry
    context: PageContext
    has_all_events: bool = False
    """Whether it lists the reports of all events."""
    has_picture: bool = False
    """Whether it shows the first picture of the reports."""

    def build(self) -> nodes.list_item:
        """Return the item: picture, a paragraph, and a list of the reports if several."""
        person, works, anchor = self.entry.person, self.entry.works, self.entry.anchor
        words = [
            *_target(anchor),
            *build_portrait(person),
            build_span([*self._who()], "roundup-who"),
        ]
        summary = works[0].words if len(works) == 1 and not self.has_all_events else None
        parts = (
            ("roundup-words", text_nodes(summary or "")),
            ("roundup-note", text_nodes(person.note or "")),
            (MENTIONS_CLASS, mentioned_by(self.entry.mentioned, self.context)),
        )
        for name, part in parts:
            if part:
                # HTML sets the parts below each other, other formats in one line.
                words += [nodes.Text(" "), only_in("not html", nodes.Text("– "))]
                words.append(build_span(part, name))
        pictures = (work.picture for work in works if self.has_picture)
        picture = build_picture(next(filter(None, pictures), None))
        item = nodes.list_item("", *picture, build_paragraph(words), *self._build_works())
        item["ids"] += [anchor] if anchor else []
        item["classes"].append("roundup-person")
        return item

    def _who(self) -> Iterator[nodes.Node]:
        """Yield the name and its small print."""
        person, works = self.entry.person, self.entry.works
        name = text_nodes(person.name)
        if works and not self.has_all_events:
            name = [self.context.link(works[0].target, person.name)]
        yield nodes.strong("", "", *name)
        if person.pronouns:
            yield nodes.Text(" ")
            yield build_span([nodes.Text(f"({person.pronouns.strip('()')})")], "roundup-pronouns")
        facts = [text_nodes(person.affiliation or "")]
        facts += [[self._build_link(label, url)] for label, url in person.links]
        if person.url and not works:
            link = self._build_link(host_of(person.url), person.url)
            facts.append(put_into(_("wrote elsewhere: %s"), [link]))
        if small_print := divide(facts, DIVIDER):
            yield build_span(text_nodes(DIVIDER), "roundup-dot")
            yield build_span(small_print, FACTS_CLASS)

    def _build_link(self, label: str, url: str) -> nodes.reference:
        """Return a link that names its person in a screen reader's list of links."""
        whole = _("%(name)s: %(label)s") % {"name": self.entry.person.name, "label": "\0"}
        before, _sign, after = (
            [only_in("html", build_span(text_nodes(words), "roundup-unseen"))] if words else []
            for words in whole.partition("\0")
        )
        return nodes.reference(
            "", "", *before, nodes.Text(label), *after, refuri=clean_address(url)
        )

    def _build_works(self) -> list[nodes.Node]:
        """Return a list of the reports, unless the name links to the only one."""
        works = self.entry.works
        if not works or (len(works) == 1 and not self.has_all_events):
            return []
        items = []
        for work in works:
            words: list[nodes.Node] = [self.context.link(work.target, self._title_of(work))]
            if work.words and not self.has_all_events:
                words += text_nodes(f" – {work.words}")
            items.append(nodes.list_item("", build_paragraph(words)))
        return [nodes.bullet_list("", *items, classes=["roundup-works"])]

    def _title_of(self, work: Work) -> str:
        """Return the text of a link to one of several reports; untitled ones are counted."""
        same = [each for each in self.entry.works if each.target.docname == work.target.docname]
        number = same.index(work) + 1
        title = work.title or (_("report %d") % number if len(same) > 1 else "")
        if not self.has_all_events:
            return title
        if not title:
            return work.event
        return _("%(event)s: %(title)s") % {"event": work.event, "title": title}


def build_portrait(person: Person) -> list[nodes.Node]:
    """Return a person's picture or initials and a blank, for the beginning of a line.

    They repeat the name beside them: screen readers ignore them, and formats without
    pictures have none.
    """
    if not person.avatar:
        # Raw HTML, since no standard node has a style or is hidden from screen readers. The
        # colour of a person is the same on every page.
        hue = int(short_hash(person.key), 16) % 360
        html = (
            f'<span class="{PORTRAIT_CLASS} roundup-initials" aria-hidden="true"'
            f' style="--roundup-hue: {hue}">{escape(initials(person.name))}</span> '
        )
        return [nodes.raw("", html, format="html")]
    # Sphinx links a picture with a width, and this link would have no text.
    classes = (PORTRAIT_CLASS, "no-scaled-link")
    image = build_image(person.avatar, _PORTRAIT_PIXELS, classes)
    image["width"] = _PORTRAIT_WIDTH
    return [only_in("html or latex", image, nodes.Text(" "))]
