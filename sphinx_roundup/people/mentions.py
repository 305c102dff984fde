"""Mentions of people: ``@ana`` linked in reports, and "Mentioned by" below them."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.domain import Mention, get_roundup_domain
from sphinx_roundup.i18n import _, list_separators
from sphinx_roundup.nodes import (
    BYLINE_CLASS,
    build_paragraph,
    join_nodes,
    only_in,
    put_into,
    text_nodes,
)
from sphinx_roundup.reports import (
    SEPARATOR,
    after_surname,
    casefolded,
    find_handles,
    follows_name,
    make_slug,
    unique,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.context import Mentionable, PageContext, PageReport
    from sphinx_roundup.domain import Backlink
    from sphinx_roundup.reports import FoundName, Person

MENTION_CLASS = "roundup-mention"


_MARK = f"{SEPARATOR}at{SEPARATOR}"
"""In the anchor of a mention; no other anchor has two separators."""

_MAX_LINKS = 1_000
"""Of a report. Each is some nodes: a megabyte of ``@a`` would exceed the limit on nodes."""

_NOT_TEXT = (
    nodes.FixedTextElement,
    nodes.comment,
    nodes.image,
    nodes.literal,
    nodes.math,
    nodes.raw,
    nodes.substitution_definition,
    addnodes.download_reference,
    addnodes.index,
)
"""Nodes without mentions: code, formulas, invisible ones."""

_LINKS = (nodes.reference, addnodes.pending_xref)
_NOT_PART_OF_WORD = (
    nodes.citation_reference,
    nodes.footnote_reference,
    nodes.image,
    nodes.subscript,
    nodes.superscript,
)
"""Nodes that may touch a name: ``@ana[^1]``."""

_Neighbours = tuple[nodes.Node | None, nodes.Node | None]
"""The nodes before and after another on its line."""


# -- Links -------------------------------------------------------------------------------


def link_mentions(
    section: nodes.section,
    page_report: PageReport,
    mentionable: Mentionable,
    env: BuildEnvironment,
) -> None:
    """Link the names of people in a report, and note who is mentioned where.

    ``@ana`` shows her name; a nickname and a link to a profile stay as they are. A person
    whom the page doesn't know may be on another page: the domain resolves that link.
    """
    linker = _Linker(env.docname, page_report, mentionable)
    for child in list(section.children):
        if not isinstance(child, nodes.Element) or BYLINE_CLASS not in child["classes"]:
            linker.visit(child, section)
    for block, anchor in linker.anchors.values():
        _add_anchor(block, anchor)
    if linker.mentions:
        mentions = get_roundup_domain(env).mentions.setdefault(env.docname, [])
        mentions += linker.mentions.values()


class _Named(NamedTuple):
    """A name in a text."""

    start: int
    end: int
    target: str
    """As :meth:`.People.find` takes it."""
    person: Person | None
    """As far as the page knows."""
    is_renamed: bool = False
    """Whether the name of the person is shown in its place."""


class _Linker:
    def __init__(self, docname: str, page_report: PageReport, mentionable: Mentionable) -> None:
        self._docname, self._filename = docname, page_report.report.filename
        self._prefix = f"{page_report.anchors.prefixes[0]}{_MARK}"
        self._own = {author.key for author in page_report.report.authors}
        self._mentionable = mentionable
        self._left = _MAX_LINKS
        self._taken: dict[str, int] = {}
        self.anchors: dict[int, tuple[nodes.Element, str]] = {}
        """Of the blocks with mentions, by their identity."""
        self.mentions: dict[str, Mention] = {}

    def visit(
        self, node: nodes.Node, block: nodes.Element, beside: _Neighbours = (None, None)
    ) -> None:
        """Link the names in *node*.

        :param block: the innermost ancestor that isn't inline
        :param beside: the neighbours of *node* on its line
        """
        if isinstance(node, _LINKS):
            self._note_link(node, block)
        elif not isinstance(node, nodes.Element) or isinstance(node, _NOT_TEXT):
            return
        elif isinstance(node, nodes.TextElement) or nodes.Text in map(type, node.children):
            if not isinstance(node, nodes.Inline):
                block, beside = node, (None, None)
            self._visit_line(node, block, beside)
        else:
            for child in list(node.children):
                self.visit(child, node)

    def _visit_line(self, line: nodes.Element, block: nodes.Element, beside: _Neighbours) -> None:
        # Consecutive texts are one: parsers split them at line ends and escaped characters.
        groups = groupby(line.children, lambda n: isinstance(n, nodes.Text) or id(n))
        runs = [list(run) for _key, run in groups]
        row: list[Sequence[nodes.Node | None]] = [[beside[0]], *runs, [beside[1]]]
        linked: list[nodes.Node] = []
        for before, run, behind in zip(row, runs, row[2:], strict=False):
            neighbours = before[-1], behind[0]
            if isinstance(run[0], nodes.Text):
                linked += self._link_text(run, neighbours, block)
            else:
                self.visit(run[0], block, neighbours)
                linked += run
        if linked != line.children:
            line[:] = linked

    def _note_link(self, link: nodes.Element, block: nodes.Element) -> None:
        """Note a link to a person's profile, or a role, as a mention."""
        if not isinstance(block, nodes.TextElement):  # a linked image, which is a block
            block = link
        if link.get("refdomain") == "roundup" and link.get("reftype") == "person":
            self._note(link["reftarget"], block)
        elif person := self._mentionable.people.find_profile(url := link.get("refuri", "")):
            self._note(self._target_of(person, url), block)

    def _link_text(
        self, run: list[nodes.Node], beside: _Neighbours, block: nodes.Element
    ) -> list[nodes.Node]:
        text = _compose("".join(map(str, run)))
        if not self._find_names(text):
            return run
        # A name isn't one if it is part of a word that begins or goes on in a neighbour.
        before, behind = map(_text_of, beside)
        end, stop = len(before), len(before) + len(text)
        text = before + text + behind
        parts: list[nodes.Node] = []
        for name in self._find_names(text):
            if end <= name.start and name.end <= stop and self._left:
                self._left -= 1
                words = text[name.start : name.end]
                parts += [*text_nodes(text[end : name.start]), self._make_link(name, words)]
                self._note(name.target, block)
                end = name.end
                if name.person and name.is_renamed:
                    end = after_surname(text[:stop], end, name.person.name)
        return [*parts, *text_nodes(text[end:stop])]

    def _find_names(self, text: str) -> list[_Named]:
        people, names = self._mentionable.people, self._mentionable.names
        named: list[_Named] = []
        for readings in find_handles(text) if "@" in text else ():
            known = ((found, people.find_handle(found.name)) for found in readings)
            found, person = next(((f, p) for f, p in known if p), (_likeliest(readings), None))
            target = self._target_of(person, f"@{casefolded(found.name)}")
            is_renamed = not follows_name(text[: found.start], person)
            named.append(_Named(found.start, found.end, target, person, is_renamed))
        for found in names.find(text) if names else ():
            person = people.find_name(found.name)
            if person and person.key not in self._own:
                target = self._target_of(person, found.name)
                named.append(_Named(found.start, found.end, target, person))
        return sorted(named, key=itemgetter(0))

    def _target_of(self, person: Person | None, written: str) -> str:
        """Return the target by which the project finds a person.

        A handle that a report claims may belong to the author of a report on another page:
        only the project knows whom it means.
        """
        return person.key if person and self._mentionable.people.is_listed(person) else written

    def _make_link(self, name: _Named, words: str) -> nodes.Element:
        person = name.person
        if person and name.is_renamed:
            words = person.name
        is_listed = person is not None and self._mentionable.people.is_listed(person)
        anchor = self._mentionable.anchors.get(name.target) if is_listed else None
        if anchor:
            return nodes.reference("", words, internal=True, refid=anchor, classes=[MENTION_CLASS])
        content = nodes.inline("", words, classes=[MENTION_CLASS]) if person else nodes.Text(words)
        return addnodes.pending_xref(
            "",
            content,
            refdomain="roundup",
            reftype="mention",
            reftarget=name.target,
            refdoc=self._docname,
            refexplicit=person is not None and not name.is_renamed,
        )

    # -- Anchors -------------------------------------------------------------------------

    def _note(self, target: str, block: nodes.Element) -> None:
        """Note the first mention of a person, to which "Mentioned by" links."""
        if target not in self.mentions:
            self.mentions[target] = Mention(target, self._filename, self._anchor_of(block, target))

    def _anchor_of(self, block: nodes.Element, target: str) -> str:
        """Return the anchor of a paragraph, or of the section of a heading."""
        if isinstance(block.parent, nodes.section) and isinstance(block, nodes.title):
            return str(block.parent["ids"][0])
        if id(block) not in self.anchors:
            slug = make_slug(target.rstrip("/").rpartition("/")[2]) or "somebody"
            self.anchors[id(block)] = block, unique(f"{self._prefix}{slug}", self._taken)
        return self.anchors[id(block)][1]


def _compose(text: str) -> str:
    """Return a text with accents composed: file names of a Mac have them decomposed."""
    return unicodedata.normalize("NFC", text)


def _text_of(node: nodes.Node | None) -> str:
    """Return the text of a neighbour that may be one word with a name."""
    if isinstance(node, nodes.Text):
        return _compose(node)
    if node is None or isinstance(node, _NOT_PART_OF_WORD):
        return ""
    return _compose("".join(node.findall(nodes.Text)))


def _likeliest(readings: tuple[FoundName, ...]) -> FoundName:
    """Return the reading of an unknown handle: if it begins in Latin letters, only these."""
    return readings[-1] if readings[0].name[0].isascii() else readings[0]


def _add_anchor(block: nodes.Element, anchor: str) -> None:
    """Put an anchor on a paragraph, or before the figure or table of a caption."""
    owner, target = block.parent, nodes.target("", "", ids=[anchor])
    if isinstance(block, nodes.paragraph):
        block["ids"].append(anchor)
        block.insert(0, only_in("latex or texinfo", target))  # these ignore it on a paragraph
    elif isinstance(owner, nodes.figure | nodes.table | nodes.container):
        owner["ids"].append(anchor)  # LaTeX ignores a target before a node with ids
    elif isinstance(block, nodes.reference):
        owner.insert(owner.index(block), target)
    elif isinstance(block, nodes.title | nodes.caption):
        owner.parent.insert(owner.parent.index(owner), target)
    else:
        block.insert(0, target)


# -- Mentioned by ------------------------------------------------------------------------


def build_mentioned_by(backlinks: Sequence[Backlink], context: PageContext) -> list[nodes.Node]:
    """Return "Mentioned by Bob and Chris (Spring retreat 2026)" as a paragraph, if anyone."""
    if not backlinks:
        return []
    who: list[list[nodes.Node]] = []
    for backlink in backlinks:
        event = [nodes.Text(f" ({backlink.event})")] if backlink.event else []
        who.append([context.link(backlink.target, backlink.who), *event])
    names = join_nodes(who, list_separators(len(who), context.config))
    return [build_paragraph(put_into(_("Mentioned by %s"), names), "roundup-mentions")]
