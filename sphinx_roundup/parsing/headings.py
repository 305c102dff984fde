"""Headings of a report: what is one, and which of them is the report's title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, cast

from docutils import nodes
from markdown_it.token import Token

from sphinx_roundup.parsing.anchors import WORDS
from sphinx_roundup.reports import make_slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

    from sphinx_roundup.reports import Report

# -- The underline trap ------------------------------------------------------------------

NOTES = "roundup_notes"
"""Where :class:`HeadingNotes` are kept in markdown-it's environment of a parse."""


class HeadingNotes(NamedTuple):
    """What a Markdown report's headings were, before they became sections."""

    traps: list[int]
    """The lines of rows of hyphens that would have made a heading."""
    first_level: int
    """Of the report's first heading, 0 where there is none."""


SENTENCE_END = re.compile(r"""[.!…;,。！]["'”’»)\]*_]*$""")
_MOST_WORDS = 15


def underline_traps(md: MarkdownIt) -> None:
    """Teach *md* that a row of hyphens under a paragraph is a rule more often than a heading.

    CommonMark takes ``Thanks to all!`` over ``---`` for a heading of level 2, as few people
    know who write it: on 16 of 19 reports of the page that this project is modelled on, the
    last paragraph became a heading so. The trap is told from an honest underlined heading
    by what both look like in real reports: an honest one is never the file's last block,
    doesn't end a sentence, is short and stands on one line. ``===`` is always meant.

    https://talk.commonmark.org/t/setext-headings-and-horizontal-rules/, commonmark-spec#31
    """
    md.core.ruler.after("inline", "roundup_underline_traps", _mend_traps)


def _mend_traps(state: StateCore) -> None:
    tokens = state.tokens
    lines: list[int] = []
    for index in range(len(tokens) - 3, -1, -1):
        opening, content, closing = tokens[index : index + 3]
        if opening.type != "heading_open" or opening.markup != "-" or opening.map is None:
            continue
        if is_trap(content, opening.map, tokens[index + 3 :]):
            lines.append(opening.map[1])
            tokens[index + 3 : index + 3] = [_rule(opening)]
            for token in (opening, closing):
                token.tag, token.type = "p", token.type.replace("heading", "paragraph")
                token.markup = ""
    first = next((t for t in tokens if t.type == "heading_open"), None)
    before = state.env.get(NOTES)  # of the whole report, where this is a directive's content
    level = before.first_level if before else int(first.tag[1]) if first else 0
    state.env[NOTES] = HeadingNotes([*(before.traps if before else ()), *lines], level)


def is_trap(content: Token, line_range: list[int], rest: Sequence[Token]) -> bool:
    """Say whether an underlined line is a paragraph; *rest* is what comes after it."""
    text = content.content.strip()
    children = content.children or []
    return (
        _is_over(rest)
        or SENTENCE_END.search(text) is not None
        or line_range[1] - line_range[0] > 2  # two lines or more, and the underline
        or len(text.split()) > _MOST_WORDS
        or all(child.type in {"image", "html_inline", "softbreak"} for child in children)
    )


def _is_over(rest: Sequence[Token]) -> bool:
    """Say whether *rest* has nothing more to read than rules, comments and footnotes."""
    in_footnote = False
    for token in rest:
        if token.type in {"footnote_reference_open", "footnote_reference_close"}:
            in_footnote = token.nesting > 0
        silent = token.type == "hr" or token.content.lstrip().startswith("<!--")
        if token.nesting == 0 and not in_footnote and not silent:
            return False
    return True


def _rule(opening: Token) -> Token:
    last = (opening.map or [0, 1])[1]
    return Token("hr", "hr", 0, markup="---", block=True, level=opening.level, map=[last - 1, last])


# -- The title ---------------------------------------------------------------------------

# What may come before a title: pictures, and what isn't seen.
_BEFORE_TITLE = (
    nodes.comment,
    nodes.figure,
    nodes.image,
    nodes.substitution_definition,
    nodes.target,
    nodes.transition,
)


def find_title(
    body: Sequence[nodes.Node], report: Report, first_level: int
) -> nodes.section | None:
    """Return the section of *body* whose heading is the report's title, if one is.

    It is, where nothing but pictures comes before it and every other heading of the
    report is below it. A lone heading of a lower level is one like any other, unless
    the report has nothing else to be called by; so is one beside another title.
    """
    sections = [node for node in body if isinstance(node, nodes.section)]
    if len(sections) != 1 or not all(map(_may_precede, body[: body.index(sections[0])])):
        return None
    title, *rest = cast("list[nodes.Element]", sections[0].children)
    words = sections[0][WORDS] if title.get("translated") else title.astext()
    if is_name(words, report):
        return sections[0]
    if report.title:
        return sections[0] if make_slug(words) == make_slug(report.title) else None
    has_parts = any(isinstance(child, nodes.section) for child in rest)
    return sections[0] if has_parts or first_level == 1 or not report.authors else None


def is_name(title: str, report: Report) -> bool:
    """Say whether *title* only repeats who wrote the report: "Ana & Bob:" for the two."""
    names = [make_slug(person.name) for person in report.authors]
    words = {"-".join(names), "-and-".join(names)} - {""}
    return make_slug(title) in words


def _may_precede(node: nodes.Node) -> bool:
    if isinstance(node, nodes.paragraph | nodes.reference):
        return not any(text.strip() for text in node.findall(nodes.Text))
    return isinstance(node, _BEFORE_TITLE)
