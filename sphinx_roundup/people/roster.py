"""Roster of a page, lists of all people and topics of the project, faces beside a report."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.i18n import DIVIDER, _, host_of, join_names, ngettext
from sphinx_roundup.nodes import (
    CARDS_CLASS,
    FACES_CLASS,
    FACTS_CLASS,
    build_block,
    build_image,
    build_list,
    build_paragraph,
    build_span,
    divide,
    only_in,
    put_into,
    text_nodes,
)
from sphinx_roundup.parsing import clean_address
from sphinx_roundup.reports import Person, initials, short_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_roundup.context import PageContext
    from sphinx_roundup.domain import Entry, Topic


ROSTER_ID = "roundup-roster"
_PORTRAIT_CLASS = "roundup-portrait"
_SUMMARY_CLASS = "roundup-summary"

_PORTRAIT_PIXELS = 192
"""Four times the width on a page, for fine screens and paper."""
_MOST_FACES = 4
"""Of a report with several authors."""
_FOLD = (12, 15)
"""In browsers, a roster shows the first 12 reports of 15 or more; the others are folded."""


def build_roster(entries: Sequence[Entry], style: str, context: PageContext) -> list[nodes.Node]:
    """Return the reports of a page and its people without one.

    ::

        <container ids="roundup-roster" classes="roundup-roster">
            <paragraph classes="roundup-label">         "14 people"
            <bullet_list classes="roundup-list">        with roundup-cards as cards
                <list_item classes="roundup-person">
            <raw> <details class="roundup-fold">        in browsers, from the 13th on
            <paragraph classes="roundup-label">         "Also there"
            <bullet_list classes="roundup-list roundup-also">
                <list_item ids="cook" classes="roundup-person">

    :param style: ``"list"`` or ``"cards"``, which differ in a class and in summaries;
        ``"list-newcomers"`` and ``"cards-newcomers"`` mark who is there for the first time
    """
    if not entries:
        return []
    reports = [each for each in entries if _is_on_page(each, context)]
    rows = [_build_report(each, context, style) for each in reports]
    also = [_build_person(each, context) for each in entries if not _is_on_page(each, context)]
    classes = [CARDS_CLASS] if style.startswith("cards") else []
    parts: list[nodes.Node] = [*_target(ROSTER_ID), _build_label(_count(entries))]
    first, least = _FOLD
    end = first if context.is_for_browsers and len(rows) >= least else len(rows)
    if rows:
        parts.append(build_list(rows[:end], *classes))
    if folded := rows[end:]:
        more = escape(ngettext("%d more", "%d more", len(folded)) % len(folded))
        fold = f'<details class="roundup-fold"><summary>{more}</summary>'
        opening, closing = (nodes.raw("", html, format="html") for html in (fold, "</details>"))
        parts += [opening, build_list(folded, *classes), closing]
    if also:
        label = [_build_label(_("Also there"))] if rows else []
        parts += [*label, build_list(also, "roundup-also")]
    block = build_block(parts, "roundup-roster")
    block["ids"].append(ROSTER_ID)
    return [block]


def build_people_list(entries: Sequence[Entry], context: PageContext) -> list[nodes.Node]:
    """Return all people of the project with all their reports, in a block ``roundup-people``."""
    if not entries:
        return []
    items = []
    for entry in entries:
        item = _build_person(entry, context, is_linked=False)
        works = [
            nodes.list_item("", build_paragraph([context.link(work.target, title)]))
            for work, title in zip(entry.works, _titles_of(entry), strict=True)
        ]
        item += [nodes.bullet_list("", *works, classes=["roundup-works"])] if works else []
        items.append(item)
    return [build_block([build_list(items)], "roundup-people")]


def build_faces(people: Sequence[Person]) -> nodes.inline:
    """Return the portraits or initials of people, for HTML.

    They repeat the names beside them: screen readers ignore them.
    """
    faces = [_build_face(person) for person in people[:_MOST_FACES]]
    classes = [FACES_CLASS, *(["roundup-several"] if len(faces) > 1 else [])]
    return build_span(faces, *classes)


def _build_face(person: Person) -> nodes.Node:
    if person.avatar:
        return build_image(person.avatar, _PORTRAIT_PIXELS, _PORTRAIT_CLASS)
    return nodes.raw("", _html_of(person.key, person.name), format="html")


@lru_cache(maxsize=10_000)
def _html_of(key: str, name: str) -> str:
    """Return a person's initials on one of twelve tints, the same on every page.

    Raw HTML, since no standard node has a style or is hidden from screen readers.
    """
    hue = int(short_hash(key), 16) % 12 * 30
    return (
        f'<span class="{_PORTRAIT_CLASS} roundup-initials" aria-hidden="true"'
        f' style="--roundup-hue: {hue}">{escape(initials(name))}</span>'
    )


def _is_on_page(entry: Entry, context: PageContext) -> bool:
    return bool(entry.works) and entry.works[0].target.docname == context.docname


def _count(entries: Sequence[Entry]) -> str:
    """Return the number of people, or that of the reports where nobody is known."""
    number = len({person.key for entry in entries for person in entry.people})
    if not number:
        return ngettext("%d report", "%d reports", len(entries)) % len(entries)
    return ngettext("%d person", "%d people", number) % number


def _build_label(text: str) -> nodes.paragraph:
    return build_paragraph([nodes.Text(text)], "roundup-label")


def _target(anchor: str) -> list[nodes.Node]:
    """Return a target for formats that ignore the ids of blocks and list items."""
    return [only_in("not html", nodes.target("", "", ids=[anchor]))] if anchor else []


# -- Rows --------------------------------------------------------------------------------


def _build_report(entry: Entry, context: PageContext, style: str) -> nodes.list_item:
    """Return the row of a report: names, title or summary, facts, on a card the summary too."""
    (work,) = entry.works
    name = join_names((person.name for person in entry.people), context.config) or work.text
    title = work.title if entry.people else None
    mark = _mark_newcomers(entry, context) if style.endswith("newcomers") else []
    parts = [
        ("roundup-words", text_nodes(title or "")),
        (_SUMMARY_CLASS, text_nodes("" if title else work.words)),
        (FACTS_CLASS, _facts_of(entry.people[0], mark) if len(entry.people) == 1 else mark),
        (_SUMMARY_CLASS, text_nodes(work.words if title and style.startswith("cards") else "")),
    ]
    people = entry.people or (Person(name),)
    return _build_row(people, [context.link(work.target, name)], parts, context)


def _mark_newcomers(entry: Entry, context: PageContext) -> list[nodes.Node]:
    """Return "first time here"; with names, if it isn't true of all authors of a report."""
    if not entry.newcomers:
        return []
    mark = _("first time here")
    if len(entry.newcomers) < len(entry.people):
        names = join_names(entry.newcomers, context.config)
        mark = _("%(name)s: %(label)s") % {"name": names, "label": mark}
    return [build_span([nodes.Text(mark)], "roundup-newcomer")]


def _build_person(entry: Entry, context: PageContext, *, is_linked: bool = True) -> nodes.list_item:
    """Return the row of a person: name, facts with links, note.

    :param is_linked: whether the name leads to the person's latest report
    """
    (person,), works = entry.people, entry.works
    name = text_nodes(person.name)
    if works and is_linked:
        name = [context.link(works[0].target, person.name)]
    links: list[Sequence[nodes.Node]] = [
        [build_link(person.name, label, url)] for label, url in person.links
    ]
    if person.url and not works:
        link = build_link(person.name, host_of(person.url), person.url)
        links.append(put_into(_("wrote elsewhere: %s"), [link]))
    facts, note = _facts_of(person, *links), text_nodes(person.note or "")
    parts = [(FACTS_CLASS, facts), (_SUMMARY_CLASS, note)]
    item = _build_row((person,), [*_target(entry.anchor), *name], parts, context)
    item["ids"] += [entry.anchor] if entry.anchor else []
    return item


def _build_row(
    people: Sequence[Person],
    name: Sequence[nodes.Node],
    parts: Sequence[tuple[str, Sequence[nodes.Node]]],
    context: PageContext,
) -> nodes.list_item:
    """Return a list item: faces, name, and parts with a class each, empty ones left out."""
    words: list[nodes.Node] = [nodes.strong("", "", *name)]
    for part, content in parts:
        if content:
            # HTML sets the parts below each other, other formats in one line.
            words += [nodes.Text(" " if context.is_html else " – "), build_span(content, part)]
    faces = [build_faces(people), nodes.Text(" ")] if context.is_html else []
    return nodes.list_item("", build_paragraph([*faces, *words]), classes=["roundup-person"])


def _facts_of(person: Person, *more: Sequence[nodes.Node]) -> list[nodes.Node]:
    pronouns = text_nodes((person.pronouns or "").strip("()"))
    return divide([pronouns, text_nodes(person.affiliation or ""), *more], DIVIDER)


def build_link(name: str, label: str, url: str) -> nodes.reference:
    """Return a link that names its person in a screen reader's list of links."""
    whole = _("%(name)s: %(label)s") % {"name": name, "label": "\0"}
    before, _sign, after = (
        [only_in("html", build_span(text_nodes(words), "roundup-unseen"))] if words else []
        for words in whole.partition("\0")
    )
    return nodes.reference("", "", *before, nodes.Text(label), *after, refuri=clean_address(url))


def _titles_of(entry: Entry) -> Iterator[str]:
    """Yield the texts of links to all reports of a person; untitled ones of a page are counted."""
    for work in entry.works:
        here = [each for each in entry.works if each.target.docname == work.target.docname]
        title = work.title or (_("report %d") % (here.index(work) + 1) if len(here) > 1 else "")
        whole = _("%(event)s: %(title)s") % {"event": work.event, "title": title}
        yield whole if title else work.event


def build_topics(topics: Sequence[Topic], context: PageContext) -> list[nodes.Node]:
    """Return all topics, each with its reports.

    ::

        <container classes="roundup-topics">
            <bullet_list classes="roundup-list">
                <list_item ids="roundup-topic-kitchen" classes="roundup-topic">
                    <paragraph> <strong> kitchen
                    <bullet_list classes="roundup-works">
    """
    items = [_build_topic(topic, context) for topic in topics]
    return [build_block([build_list(items)], "roundup-topics")] if items else []


def _build_topic(topic: Topic, context: PageContext) -> nodes.list_item:
    works = [nodes.list_item("", _build_line(entry, context)) for entry in topic.entries]
    return nodes.list_item(
        "",
        build_paragraph([*_target(topic.anchor), nodes.strong("", topic.name)]),
        nodes.bullet_list("", *works, classes=["roundup-works"]),
        ids=[topic.anchor],
        classes=["roundup-topic"],
    )


def _build_line(entry: Entry, context: PageContext) -> nodes.paragraph:
    """Return a link to a report, with its authors and its event."""
    (work,) = entry.works
    names = join_names((person.name for person in entry.people), context.config)
    facts = filter(None, (names if work.title else "", work.event))
    link = context.link(work.target, work.title or names or work.text)
    divider = nodes.Text(" " if context.is_html else DIVIDER)
    span = build_span([nodes.Text(DIVIDER.join(facts))], FACTS_CLASS)
    return build_paragraph([link, divider, span])
