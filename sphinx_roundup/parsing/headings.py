"""Headings: a report's title, GitHub's anchors, rows of hyphens that would make one by mistake."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, cast

from docutils import nodes
from markdown_it.token import Token

from sphinx_roundup.nodes import WORDS
from sphinx_roundup.problems import Subtype
from sphinx_roundup.reports import Report, make_slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore


# -- The underline trap ------------------------------------------------------------------

FIRST_LEVEL = "roundup_first_level"
"""Key in markdown-it's environment of a parse: the level of the first heading, 0 without any."""

_SENTENCE_END = re.compile(r"""[.!…;,。！]["'”’»)\]*_]*$""")
_MOST_WORDS = 15
_COLUMNS = re.compile(r"\s*-{3,}(?: +-{3,})+\s*")
_TRAP = (
    "the row of hyphens below a paragraph would make it a heading; it is shown as a rule"
    " (for a rule, leave a line empty above it)"
)
_NO_TABLE = "'%s' is a rule: write a table as on GitHub, as 'pandoc -t gfm' does"


def underline_traps(md: MarkdownIt) -> None:
    """Teach *md* that a row of hyphens below a paragraph is a rule more often than a heading.

    CommonMark takes ``Thanks to all!`` over ``---`` for a heading of level 2, as few authors
    know: in 16 of 19 reports of the page that this project is modelled on, it makes a heading
    of the last paragraph. In real reports, an intended heading is never the file's last block,
    doesn't end a sentence, is short and on one line. ``===`` is always intended.

    https://talk.commonmark.org/t/setext-headings-and-horizontal-rules/, commonmark-spec#31
    """
    md.core.ruler.after("inline", "roundup_underline_traps", _replace_traps)


def _replace_traps(state: StateCore) -> None:
    tokens, lines = state.tokens, state.src.split("\n")
    for token in [each for each in tokens if each.type == "hr" and each.map]:
        row = lines[cast("list[int]", token.map)[0]]
        if _COLUMNS.fullmatch(row):
            token.meta["warning"] = Subtype.SYNTAX, _NO_TABLE, row.strip()
    for index in range(len(tokens) - 3, -1, -1):
        opening, content, closing = tokens[index : index + 3]
        if opening.type != "heading_open" or opening.markup != "-" or opening.map is None:
            continue
        if _is_accidental_heading(content, opening.map, tokens[index + 3 :]):
            place = [opening.map[1] - 1, opening.map[1]]
            rule = Token("hr", "hr", 0, markup="---", block=True, level=opening.level, map=place)
            rule.meta["warning"] = Subtype.HEADING, _TRAP
            tokens.insert(index + 3, rule)
            for token in (opening, closing):
                token.tag, token.type = "p", token.type.replace("heading", "paragraph")
                token.markup = ""
    first = next((int(token.tag[1]) for token in tokens if token.type == "heading_open"), 0)
    state.env[FIRST_LEVEL] = state.env.get(FIRST_LEVEL) or first  # else a directive's content


def _is_accidental_heading(content: Token, line_range: list[int], rest: Sequence[Token]) -> bool:
    """Whether an underlined line is a paragraph; *rest* comes after it."""
    text = content.content.strip()
    children = content.children or []
    return (
        _is_over(rest)
        or _SENTENCE_END.search(text) is not None
        or line_range[1] - line_range[0] > 2  # two lines or more, and the underline
        or len(text.split()) > _MOST_WORDS
        or all(child.type in {"image", "html_inline", "softbreak"} for child in children)
    )


def _is_over(rest: Sequence[Token]) -> bool:
    """Whether *rest* has nothing to read but rules, comments and footnotes."""
    in_footnote = False
    for token in rest:
        if token.type in {"footnote_reference_open", "footnote_reference_close"}:
            in_footnote = token.nesting > 0
        silent = token.type == "hr" or token.content.lstrip().startswith("<!--")
        if token.nesting == 0 and not in_footnote and not silent:
            return False
    return True


# -- The title ---------------------------------------------------------------------------

_BEFORE_TITLE = (
    *(nodes.comment, nodes.figure, nodes.image, nodes.substitution_definition, nodes.target),
    nodes.transition,
)
"""Nodes that may precede a title: pictures, and what isn't seen."""


def find_title(
    body: Sequence[nodes.Node], report: Report, first_level: int
) -> nodes.section | None:
    """Return the section of *body* whose heading is the report's title, if there is one.

    It is the first, and nothing but pictures precedes it. In Markdown, a heading of a lower level
    must be above all others, and the report have other headings or no author.
    """
    sections = [node for node in body if isinstance(node, nodes.section)]
    if not sections or not all(map(may_precede, body[: body.index(sections[0])])):
        return None
    words = sections[0][WORDS]
    is_highest = report.syntax == "rst" or first_level == 1
    has_parts = any(isinstance(child, nodes.section) for child in sections[0].children)
    is_above_all = len(sections) == 1 and (has_parts or not report.authors)
    is_title = is_highest or is_above_all
    if report.title:
        is_title = words == make_slug(report.title)
    return sections[0] if is_title or is_name(words, report) else None


def is_name(title: str, report: Report) -> bool:
    """Whether *title* only repeats the names of the authors: "Ana & Bob:" for the two."""
    names = [make_slug(person.name) for person in report.authors]
    words = {"-".join(names), "-and-".join(names)} - {""}
    return make_slug(title) in words


def may_precede(node: nodes.Node) -> bool:
    """Whether a title may be below *node*."""
    if isinstance(node, nodes.paragraph | nodes.reference):
        return not any(text.strip() for text in node.findall(nodes.Text))
    return isinstance(node, _BEFORE_TITLE)


# -- Anchors -----------------------------------------------------------------------------


def github_anchor(words: str) -> str:
    r"""Return the anchor that GitHub gives a heading: names of emoji stay, emoji are left out.

    It keeps what Ruby's ``\p{Word}`` matches, which combining marks are, unlike Python's ``\w``
    (``table_of_contents_filter.rb`` of https://github.com/gjtorikian/html-pipeline).
    """
    return "".join(filter(_is_of_word, words.lower().replace(" ", "-")))


def _is_of_word(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LMN" or category == "Pc" or character == "-"
