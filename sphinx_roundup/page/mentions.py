"""The people whom a report names, linked where they are named."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.page.section import BYLINE_CLASS
from sphinx_roundup.records import Mention
from sphinx_roundup.reports.mentions import Names, find_handles
from sphinx_roundup.reports.person import folded
from sphinx_roundup.reports.slug import SEPARATOR, make_slug, unique

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sphinx_roundup.page.joining import Sibling
    from sphinx_roundup.reports.mentions import Found
    from sphinx_roundup.reports.people import People
    from sphinx_roundup.reports.person import Person

MENTION_CLASS = "roundup-mention"

_MARK = f"{SEPARATOR}at{SEPARATOR}"
"""In the anchor of a mention; in no other anchor there are two separators."""

_MOST = 1_000
"""Names in a report that become links. Each is some nodes: a megabyte of ``@a`` would be
more of them than a report may have."""

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
"""In which nobody is named: code, formulas, what isn't seen."""


class Circle(NamedTuple):
    """The people whom the reports of a page may name, as far as the page knows them."""

    people: People
    """Those of the people file, and the page's authors."""
    anchors: Mapping[str, str]
    """Where those are who have a section on the page: key -> anchor."""
    names: Names
    """What in plain text is somebody's name."""


def make_circle(people: People, anchors: Mapping[str, str], wanted: str) -> Circle:
    """Return a page's circle.

    :param wanted: ``handles``, or ``names`` where full names in plain text count as well
    """
    names = [name for person in people for name in person.also]
    if wanted == "names":
        names += [person.name for person in people if " " in person.name]
    return Circle(people, anchors, Names(name for name in names if people.find_name(name)))


class LinkMentions(SphinxTransform):
    """Makes links of the names of people in the reports of a page.

    ``@ana`` shows her name; a nickname and a link to a profile stay as they are. Who isn't
    in the circle may still be on another page: the link is left to the domain.
    """

    default_priority = 840
    """After smart quotes (750), which take three times as long over text with links in it,
    and before the domains (850) and the table of contents (880) look at the page."""

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        """Link them, and remember who is mentioned where."""
        domain, docname = get_roundup_domain(self.env), self.env.docname
        for pending in [n for n in self.document.findall(nodes.pending) if _is_own(n)]:
            pending.parent.remove(pending)
            for section, sibling in pending.details["reports"]:
                linker = _Linker(docname, sibling, pending.details["circle"])
                linker.visit_report(section)
                for mention in linker.mentions.values():
                    domain.note_mention(docname, mention)


def _is_own(pending: nodes.pending) -> bool:
    return pending.transform is LinkMentions


class _Linker:
    def __init__(self, docname: str, sibling: Sibling, circle: Circle) -> None:
        self._docname, self._filename = docname, sibling.report.filename
        self._prefix = sibling.anchors.prefixes[0]
        self._own = {author.key for author in sibling.report.authors}
        self._circle = circle
        self._left = _MOST
        self._taken: dict[str, int] = {}
        self._anchors: dict[int, str] = {}
        self.mentions: dict[str, Mention] = {}

    def visit_report(self, section: nodes.section) -> None:
        """Look through a report, but for its small print."""
        for child in list(section.children):
            if not isinstance(child, nodes.Element) or BYLINE_CLASS not in child["classes"]:
                self.visit(child, section)

    def visit(self, node: nodes.Node, block: nodes.Element) -> None:
        """Look through *node*.

        :param block: the innermost element around it that is no part of a line
        """
        if isinstance(node, nodes.Text):
            self._link_text(node, block)
        elif isinstance(node, nodes.reference | addnodes.pending_xref):
            self._note_link(node, block)
        elif isinstance(node, nodes.Element) and not isinstance(node, _NOT_TEXT):
            inner = block if isinstance(node, nodes.Inline) else node
            for child in list(node.children):
                self.visit(child, inner)

    def _note_link(self, link: nodes.Element, block: nodes.Element) -> None:
        """Count a link to somebody's profile, or a role, as a mention.

        A picture may be a link that stands for itself; its anchor is in it.
        """
        if not isinstance(block, nodes.TextElement):
            block = link
        if link.get("refdomain") == "roundup" and link.get("reftype") == "person":
            self._note(link["reftarget"], block)
        elif person := self._circle.people.find_profile(link.get("refuri", "")):
            self._note(person.key, block)

    def _link_text(self, text: nodes.Text, block: nodes.Element) -> None:
        named = self._named_in(text)[: self._left]
        self._left -= len(named)
        if not named:
            return
        parts: list[nodes.Node] = []
        end = 0
        for start, stop, target, person in named:
            if start < end:
                continue
            if start > end:
                parts.append(nodes.Text(text[end:start]))
            words = text[start:stop]
            if person and words[0] == "@" and not _ends_with(text[:start], person.name):
                words = person.name
            parts.append(self._make_link(target, words, person, block))
            end = stop
        if end < len(text):
            parts.append(nodes.Text(text[end:]))
        text.parent.replace(text, parts)

    def _named_in(self, text: str) -> list[tuple[int, int, str, Person | None]]:
        """Return who is named in a text: where, as what, and who it is if that is known."""
        people, names = self._circle.people, self._circle.names
        named: list[tuple[int, int, str, Person | None]] = []
        for readings in find_handles(text) if "@" in text else ():
            known = ((found, people.find_handle(found.name)) for found in readings)
            found, person = next(((f, p) for f, p in known if p), (_likeliest(readings), None))
            target = person.key if person else f"@{folded(found.name)}"
            named.append((found.start, found.end, target, person))
        for found in names.find(text) if names else ():
            person = people.find_name(found.name)
            if person and person.key not in self._own:
                named.append((found.start, found.end, person.key, person))
        return sorted(named, key=itemgetter(0))

    def _make_link(
        self, target: str, words: str, person: Person | None, block: nodes.Element
    ) -> nodes.Element:
        self._note(target, block)
        anchor = self._circle.anchors.get(person.key) if person else None
        if anchor:
            return nodes.reference("", words, internal=True, refid=anchor, classes=[MENTION_CLASS])
        content = nodes.inline("", words, classes=[MENTION_CLASS]) if person else nodes.Text(words)
        return addnodes.pending_xref(
            "",
            content,
            refdomain="roundup",
            reftype="mention",
            reftarget=target,
            refdoc=self._docname,
            refexplicit=person is not None,
        )

    def _note(self, target: str, block: nodes.Element) -> None:
        """Remember where somebody is named first; "mentioned by" leads there."""
        if target not in self.mentions:
            anchor = self._anchor_for(target, block)
            self.mentions[target] = Mention(target, self._filename, anchor)

    def _anchor_for(self, target: str, block: nodes.Element) -> str:
        """Return the anchor of a paragraph; of a heading, its section's."""
        if isinstance(block.parent, nodes.section) and isinstance(block, nodes.title):
            return str(block.parent["ids"][0])
        if id(block) not in self._anchors:
            words = make_slug(target) or "somebody"
            anchor = unique(f"{self._prefix}{_MARK}{words}", self._taken)
            _put_target(block, anchor)
            self._anchors[id(block)] = anchor
        return self._anchors[id(block)]


def _put_target(block: nodes.Element, anchor: str) -> None:
    """Put an anchor on a block; before what a caption or title belongs to."""
    if isinstance(block, nodes.paragraph):
        block["ids"].append(anchor)
        return
    owner = block.parent
    if isinstance(owner, nodes.figure | nodes.table | nodes.container):
        owner["ids"].append(anchor)  # LaTeX passes over a target before what has ids itself
        return
    target = nodes.target("", "", ids=[anchor])
    if isinstance(block, nodes.title | nodes.caption | nodes.reference):
        if isinstance(block, nodes.reference):
            owner = block
        owner.parent.insert(owner.parent.index(owner), target)
    else:
        block.insert(0, target)


class AnchorParagraphs(SphinxPostTransform):
    """Puts targets into the paragraphs in which somebody is mentioned.

    LaTeX and Texinfo know no ids of paragraphs. For the others the attribute is enough, and
    every node of a large page is visited some fifty times until it is written.
    """

    default_priority = 9
    formats = ("latex", "texinfo")

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Put a target at the beginning of each."""
        for paragraph in list(self.document.findall(nodes.paragraph)):
            own = [node_id for node_id in paragraph["ids"] if _MARK in node_id]
            if own:
                paragraph["ids"] = [i for i in paragraph["ids"] if i not in own]
                paragraph.insert(0, nodes.target("", "", ids=own))


def _likeliest(readings: tuple[Found, ...]) -> Found:
    """Return what a handle is that nobody here has: in Latin letters, what is Latin."""
    return readings[-1] if readings[0].name[0].isascii() else readings[0]


def _ends_with(text: str, name: str) -> bool:
    """Say whether somebody's name stands before the handle already: "Ana (@ana)"."""
    return text.rstrip(" (").endswith(name)
