"""The people whom a report names, linked where they are named."""

from __future__ import annotations

import unicodedata
from operator import itemgetter
from typing import TYPE_CHECKING, TypeGuard, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.domain.records import Mention
from sphinx_roundup.nodes import BYLINE_CLASS
from sphinx_roundup.people.linked_text import MENTION_CLASS, LinkedParts, replace_texts
from sphinx_roundup.people.mention_anchors import MentionAnchors
from sphinx_roundup.reports import find_handles, folded, follows_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sphinx_roundup.context import Mentionable, PageReport
    from sphinx_roundup.reports import FoundName, Person

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

_APART = (
    nodes.citation_reference,
    nodes.footnote_reference,
    nodes.image,
    nodes.subscript,
    nodes.superscript,
)
"""What may touch a name without being part of the word: ``@ana[^1]``."""


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
        for pending in [node for node in self.document.children if _is_own(node)]:
            pending.parent.remove(pending)
            for section, sibling in pending.details["reports"]:
                linker = _Linker(docname, sibling, pending.details["circle"])
                linker.visit_report(section)
                for mention in linker.mentions.values():
                    domain.note_mention(docname, mention)


def _is_own(node: nodes.Node) -> TypeGuard[nodes.pending]:
    return isinstance(node, nodes.pending) and node.transform is LinkMentions


class _Linker:
    def __init__(self, docname: str, sibling: PageReport, circle: Mentionable) -> None:
        self._docname, self._filename = docname, sibling.report.filename
        self._anchors = MentionAnchors(sibling.anchors.prefixes[0])
        self._own = {author.key for author in sibling.report.authors}
        self._circle = circle
        self._left = _MOST
        self.mentions: dict[str, Mention] = {}

    def visit_report(self, section: nodes.section) -> None:
        """Look through a report, but for its small print."""
        for child in list(section.children):
            if not isinstance(child, nodes.Element) or BYLINE_CLASS not in child["classes"]:
                self.visit(child, section)

    def visit(
        self,
        node: nodes.Node,
        block: nodes.Element,
        beside: tuple[nodes.Node | None, nodes.Node | None] = (None, None),
    ) -> None:
        """Look through *node*.

        :param block: the innermost element around it that is no part of a line
        :param beside: what stands before it and behind it on its line
        """
        if isinstance(node, nodes.reference | addnodes.pending_xref):
            self._note_link(node, block)
        elif isinstance(node, nodes.Element) and not isinstance(node, _NOT_TEXT):
            if not isinstance(node, nodes.Inline):
                block, beside = node, (None, None)
            self._visit_row([beside[0], *node.children, beside[1]], block)

    def _visit_row(self, row: Sequence[nodes.Node | None], block: nodes.Element) -> None:
        """Look through what stands between the first and the last of *row*.

        Texts in a row are one: parsers end one at each line, or at an escaped sign.
        """
        start, last = 1, len(row) - 1
        while start < last:
            node, end = row[start], start + 1
            if isinstance(node, nodes.Text):
                run = [node]
                while end < last and isinstance(following := row[end], nodes.Text):
                    run.append(following)
                    end += 1
                self._link_text(run, (row[start - 1], row[end]), block)
            else:
                self.visit(cast("nodes.Element", node), block, (row[start - 1], row[end]))
            start = end

    def _note_link(self, link: nodes.Element, block: nodes.Element) -> None:
        """Count a link to somebody's profile, or a role, as a mention.

        A picture may be a link that stands for itself; its anchor is in it.
        """
        if not isinstance(block, nodes.TextElement):
            block = link
        if link.get("refdomain") == "roundup" and link.get("reftype") == "person":
            self._note(link["reftarget"], block)
        elif person := self._circle.people.find_profile(url := link.get("refuri", "")):
            self._note(self._target_of(person, url), block)

    def _link_text(
        self,
        run: Sequence[nodes.Text],
        beside: tuple[nodes.Node | None, nodes.Node | None],
        block: nodes.Element,
    ) -> None:
        text = _composed("".join(run))
        named = self._named_in(text)
        if not named:
            return
        # A name is none where it is part of a word that begins or goes on beside the text.
        before, behind = map(_words_of, beside)
        end, stop = len(before), len(before) + len(text)
        if before or behind:
            text = before + text + behind
            named = self._named_in(text)
        parts = LinkedParts()
        for name_start, name_end, target, person in named:
            if name_start < end or name_end > stop or not self._left:
                continue
            self._left -= 1
            parts.add_text(text[end:name_start])
            words = text[name_start:name_end]
            renamed = words[0] == "@" and not follows_name(text[:name_start], person)
            self._add_link(parts, target, words, person, renamed=renamed)
            self._note(target, block)
            end = name_end
        parts.add_text(text[end:stop])
        replace_texts(run, parts.finish(late=not isinstance(block, nodes.title)))

    def _named_in(self, text: str) -> list[tuple[int, int, str, Person | None]]:
        """Return who is named in a text: where, as what, and who it is as the page knows it."""
        people, names = self._circle.people, self._circle.names
        named: list[tuple[int, int, str, Person | None]] = []
        for readings in find_handles(text) if "@" in text else ():
            known = ((found, people.find_handle(found.name)) for found in readings)
            found, person = next(((f, p) for f, p in known if p), (_likeliest(readings), None))
            target = self._target_of(person, f"@{folded(found.name)}")
            named.append((found.start, found.end, target, person))
        for found in names.find(text) if names else ():
            person = people.find_name(found.name)
            if person and person.key not in self._own:
                target = self._target_of(person, found.name)
                named.append((found.start, found.end, target, person))
        return sorted(named, key=itemgetter(0))

    def _target_of(self, person: Person | None, written: str) -> str:
        """Return what the project finds somebody by.

        What a front matter claims may be somebody else's, whose report is on another page:
        whom it means is the project's to say, for the link as for "mentioned by".
        """
        return person.key if person and self._circle.people.is_listed(person) else written

    def _add_link(
        self, parts: LinkedParts, target: str, words: str, person: Person | None, *, renamed: bool
    ) -> None:
        """Add a link to somebody.

        :param renamed: whether their name is shown in the place of the words
        """
        settled = person is not None and self._circle.people.is_listed(person)
        words = person.name if person and renamed else words
        anchor = self._circle.anchors.get(target) if settled else None
        if anchor:
            parts.add_link(words, anchor)
            return
        content = nodes.inline("", words, classes=[MENTION_CLASS]) if person else nodes.Text(words)
        link = addnodes.pending_xref(
            "",
            content,
            refdomain="roundup",
            reftype="mention",
            reftarget=target,
            refdoc=self._docname,
            refexplicit=person is not None and not renamed,
        )
        parts.add_node(link)

    def _note(self, target: str, block: nodes.Element) -> None:
        """Remember where somebody is named first; "mentioned by" leads there."""
        if target not in self.mentions:
            anchor = self._anchors.anchor_for(target, block)
            self.mentions[target] = Mention(target, self._filename, anchor)


def _composed(text: str) -> str:
    """Return a text in which each letter with an accent is one character.

    A Mac writes two in the names of files, and so do some keyboards.
    """
    return unicodedata.normalize("NFC", text)


def _words_of(node: nodes.Node | None) -> str:
    """Return the words of what touches a text, as far as they may be one word with it."""
    if isinstance(node, nodes.Text):
        return _composed(node)
    if node is None or isinstance(node, _APART):
        return ""
    return _composed("".join(node.findall(nodes.Text)))


def _likeliest(readings: tuple[FoundName, ...]) -> FoundName:
    """Return what a handle is that nobody here has: in Latin letters, what is Latin."""
    return readings[-1] if readings[0].name[0].isascii() else readings[0]
