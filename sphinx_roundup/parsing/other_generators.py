"""Markdown of other generators: boxes (``:::``, ``[!NOTE]``), attributes, ids of headings.

Boxes are those of Docusaurus, Quarto, Pandoc and VitePress; attributes in braces those of Pandoc,
kramdown and MyST; ``markdown="1"`` is kramdown's and PHP Markdown's; ``%%`` is Obsidian's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from myst_parser.mdit_to_docutils.base import token_line

from sphinx_roundup.log import warn
from sphinx_roundup.parsing.allowed import ADMONITIONS
from sphinx_roundup.parsing.attributes import report_classes
from sphinx_roundup.problems import Subtype

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode
    from myst_parser.mdit_to_docutils.base import DocutilsRenderer

_FENCE = re.compile(
    r"""
    (?: (?P<attributes>\{(?:[^{}"]|"[^"]*")*\}) | (?P<name>[^\s\[]+?(?=[\s\[]|\{[^{}]*\}$|$)) )?
    (?: \[ (?P<bracketed>.*) \] )?                              # Docusaurus' title
    \s* (?P<more>\{[^{}]*\})?
    (?P<words>.*)
    """,
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""
      \#(?P<id>[^\s"'=]+)
    | \.(?P<class>[^\s"'=]+)
    | :?(?P<key>[\w:-]+)
      (?: = (?P<value> "[^"]*" | '[^']*' | [^\s"']+ ) | [ ](?P<number>\d+)(?:,|\Z) )  # Logseq's
    """,
    re.VERBOSE,
)
_BRACES = re.compile(r"""\{:?((?:[^{}"']|"[^"\n]*"|'[^'\n]*')+)\}""")
_COMMENT = re.compile(r"(?<!\S)%[^%]*%(?!\S)")
_HEADING = re.compile(r"(?<!\\)[ \t]+(\{[^{}]*\})[ \t]*$")
_MARKDOWN_INSIDE = re.compile(
    r"""
    <[a-z][a-z0-9]*\s(?:[^<>]*\s)?markdown=["']?(?:1|block|span)["']?[^<>]*>\s*$
    | (?: <aside> | (?:<details[^<>]*>\s*)?<summary>[^\n]*</summary> ) [ \t]*$ (?=\n[^\s<])
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
"""Beginnings of HTML that Markdown follows: kramdown's, and Notion's without an empty line."""
_TITLE = re.compile(r"\s*#{1,6}[ ]+(?P<words>\S[^\n]*)")  # of Quarto's boxes
_UNSEEN = re.compile(r"(?:\A|(?<=\s))\^(?=\w*[A-Za-z])[\w-]{3,}\Z")  # Obsidian's id of a block
_MARKED = re.compile(
    r"(?<![A-Za-z0-9=])==(?=\S)(?:[^=\n]|=(?!=)){0,500}(?<=\S)==(?!=) | \$`(?P<math>[^`\n]+)`\$",
    re.VERBOSE,
)
_CALLOUT = re.compile(r"\[!(?P<kind>[\w-]+)\](?P<fold>[+-]?)[ \t]*(?P<title>[^\n]*)\n?")
_LANGUAGE = re.compile(r"\{\s*\.([\w+#-]+)[^{}]*\}$|^([\w+#-]+)[,={].*$")
"""Languages of code, with what Pandoc, HackMD, Docusaurus and mdBook write beside them."""
_FOLDS = {"": "", "+": "open", "-": "closed"}
_PREFIX = re.compile("(callout|admonition)-")
_AFTER = ("image", "code_inline", "link_close", "span_close")
"""What may have attributes after it."""
_IGNORED = frozenset({"action", "formaction", "href", "src", "xlink:href"})


# -- Attributes in braces ----------------------------------------------------------------


def read_attributes(text: str, start: int = 0) -> tuple[dict[str, Any], int]:
    """Return the attributes in braces that begin at *start*, and where they end.

    None, and the end 0, where anything else is in the braces.

    >>> read_attributes("{: .wide width=50%} more")
    ({'class': 'wide', 'width': '50%'}, 19)
    """
    braces = _BRACES.match(text, start)
    inside = _COMMENT.sub("", braces[1]) if braces else ""
    found = {} if _ATTRIBUTE.sub("", inside).strip() else _attributes_in(inside)
    return found, braces.end() if braces and found else 0


def _attributes_in(inside: str) -> dict[str, Any]:
    """Return the attributes between braces; anything else there is ignored."""
    found: dict[str, Any] = {}
    for part in _ATTRIBUTE.finditer(inside):
        name, value = part["key"] or str(part.lastgroup), part[str(part.lastgroup)]
        value = value[1:-1] if value[0] in "\"'" else value
        if name == "class":
            value = f"{found.get(name, '')} {value}".strip()
        is_number = re.fullmatch("[0-9]{1,9}", value)
        if name not in _IGNORED and (name != "start" or is_number):  # MyST takes it for one
            found[name] = value
    return found


def inline_attributes(state: StateInline, silent: bool) -> bool:
    """Give an image, a link, code or words in brackets the attributes after it."""
    if state.pending or not state.tokens or state.tokens[-1].type not in _AFTER:
        return False
    attributes, end = read_attributes(state.src, state.pos)
    if not 0 < end <= state.posMax:
        return False
    state.pos = end
    if not silent:
        _opening(state).attrs |= attributes
    return True


def attributes_line(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """Take a line of attributes alone for those of the next block, or kramdown's of that above.

    The rule of markdown-it's plugin takes any line from ``{`` to ``}``, and drops the words between
    ``{% include a %}`` and ``{% include b %}``. Only kramdown's ``{: .wide}`` ends a paragraph.
    """
    is_marked = state.src.startswith("{:", state.bMarks[start] + state.tShift[start])
    is_below = is_marked and bool(state.tokens) and not state.isEmpty(start - 1)
    attributes = _attributes_on(state, start) if is_below or not silent else {}
    if attributes and not silent:
        state.line = start + 1
        if is_below:
            _opening(state).attrs |= attributes
        else:
            token = state.push("attrs_block", "", 0)
            token.attrs, token.map = attributes, [start, start + 1]
    return bool(attributes)


def _attributes_on(state: StateBlock, line: int) -> dict[str, Any]:
    """Return the attributes that a line consists of."""
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
    attributes, end = read_attributes(text)
    return attributes if end == len(text) else {}


def _opening(state: StateBlock | StateInline) -> Token:
    """Return the token that begins what has just ended."""
    level = state.tokens[-1].level
    return next(t for t in reversed(state.tokens) if t.level == level and t.nesting >= 0)


# -- Rules for whole reports -------------------------------------------------------------


def other_syntax(parser: MarkdownIt) -> None:
    """Teach *parser* ids of headings, comments, and Markdown in blocks of HTML."""
    parser.inline.ruler.before("text", "roundup_marked", _marked)
    blocks = ["paragraph", "reference", "blockquote"]
    parser.block.ruler.before("html_block", "roundup_html", _markdown_inside, {"alt": blocks})
    parser.core.ruler.after("block", "roundup_texts", _read_texts)


def _marked(state: StateInline, silent: bool) -> bool:
    """Take ``==words==`` for marked ones, as Obsidian does, and GitHub's ``$`x`$`` for formulas."""
    found = _MARKED.match(state.src, state.pos, state.posMax)
    if found and not silent and found["math"]:
        state.push("math_inline", "math", 0).content = found["math"]
    elif found and not silent:
        state.push("html_inline", "", 0).content = "<mark>"
        most, state.pos, state.posMax = state.posMax, found.start() + 2, found.end() - 2
        state.md.inline.tokenize(state)
        state.posMax = most
        state.push("html_inline", "", 0).content = "</mark>"
    state.pos = found.end() if found else state.pos
    return found is not None


def _read_texts(state: StateCore) -> None:
    """Take ids of headings and blocks out of texts; find languages, and quotes that are boxes.

    ``[//]: # (words)``, a comment, may be given twice.
    """
    for index, token in enumerate(state.tokens):
        if token.type == "fence":
            token.info = _LANGUAGE.sub(r"\1\2", token.info.strip())
        if token.type != "inline":
            continue
        outer, opening = state.tokens[max(index - 2, 0)], state.tokens[index - 1]
        token.content = _UNSEEN.sub("", token.content) if "^" in token.content else token.content
        if opening.type == "heading_open":
            _note_heading_id(opening, token)
        elif outer.type == "blockquote_open" and (found := _CALLOUT.match(token.content)):
            closing = next(t for t in state.tokens[index:] if t.type == "blockquote_close"
                           and t.level == outer.level)  # fmt: skip
            outer.type, closing.type = "roundup_box_open", "roundup_box_close"
            outer.meta["fence"] = box_of(found["kind"], found["title"], _FOLDS[found["fold"]])
            token.content = token.content[found.end() :]
    twice = state.env.get("duplicate_refs", [])
    state.env["duplicate_refs"] = [each for each in twice if each["href"] not in {"", "#"}]


def _note_heading_id(opening: Token, content: Token) -> None:
    """Take ``{#plan}`` at the end of a heading for its id."""
    braces = _HEADING.search(content.content)
    attributes, _ = read_attributes(braces[1]) if braces else ({}, 0)
    if braces and attributes:
        content.content = content.content[: braces.start()]
        opening.attrs |= {k: attributes[k] for k in ("id", "class") if k in attributes}


def _markdown_inside(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """End a block of HTML with its first lines if Markdown follows."""
    found = _MARKDOWN_INSIDE.match(state.src, state.bMarks[start] + state.tShift[start])
    if state.is_code_block(start) or not found:
        return False
    if not silent:
        token = state.push("html_block", "", 0)
        state.line = start + 1 + found[0].count("\n")
        token.content, token.map = found[0] + "\n", [start, state.line]
    return True


# -- Boxes -------------------------------------------------------------------------------


class Fence(NamedTuple):
    """Opening line of a fence of colons."""

    classes: tuple[str, ...]
    title: str
    id: str | None
    admonition: str | None  # docutils' node, where one of the classes has a plain meaning
    folds: str = ""  # "open" or "closed"


def box_of(kind: str, title: str, folds: str = "") -> Fence:
    """Return the box of a kind in any letters: an unknown one, or one that folds, shows it."""
    kind = kind.lower()
    title = title or ("" if kind in ADMONITIONS and not folds else kind.capitalize())
    return Fence((), title, None, ADMONITIONS.get(kind, "note"), folds)


def read_fence(info: str) -> Fence:
    """Return the meaning of what is written after the colons.

    >>> read_fence('{.callout-note title="Mind this"}')
    Fence(classes=('callout-note',), title='Mind this', id=None, admonition='note')
    >>> read_fence("tip[Custom title]").title
    'Custom title'
    """
    info = info.strip().rstrip(": ")  # Pandoc's colons at the end
    parts = next(_FENCE.finditer(info)).groupdict("")
    attributes = _attributes_in(f"{parts['attributes'][1:-1]} {parts['more'][1:-1]}")
    names = tuple(filter(None, (parts["name"], *attributes.get("class", "").split())))
    titles = attributes.get("title"), parts["bracketed"], parts["words"].strip().strip('"')
    kinds = (ADMONITIONS.get(_PREFIX.sub("", name.lower())) for name in names)
    title = " ".join(filter(None, titles))
    return Fence(names, title, attributes.get("id"), next(filter(None, kinds), None))


def render_box(renderer: DocutilsRenderer, token: SyntaxTreeNode) -> None:
    """Render a fence that is no directive: MyST keeps its first word, as a class.

    A box with a plain meaning is an admonition; elsewhere the title is a line of its own.
    """
    fence, line = token.meta.get("fence") or read_fence(token.info), token_line(token, 0)
    fence, content = _take_title(fence, token.content)
    _warn_of_faults(fence, f"{renderer.document['source']}:{line}")
    token.attrs["class"] = " ".join([str(token.attrs.get("class", "")), *fence.classes])
    if fence.id:
        token.attrs.setdefault("id", fence.id)
    box = _make_box(fence, is_empty=not (content.strip() or token.children))
    renderer.add_line_and_source_path(box, token)
    renderer.copy_attributes(token, box, ("class", "id"))
    title = fence.title or ("Details" if fence.admonition == "details" else "")
    words = _TITLES.get(type(box), nodes.strong)()
    outer = nodes.paragraph("", "", words) if isinstance(words, nodes.strong) else words
    with renderer.current_node_context(box, append=True):
        if title:
            renderer.add_line_and_source_path(outer, token)
            box.append(outer)
            with renderer.current_node_context(words):
                renderer.nested_render_text(title, line, inline=True)
        if token.children:
            renderer.render_children(token)
        else:
            renderer.nested_render_text(content, line)
        if title and isinstance(box, nodes.block_quote):
            box.append(box.pop(0))


def _take_title(fence: Fence, content: str) -> tuple[Fence, str]:
    """Return a box of Quarto's with the heading that begins it as its title."""
    heading = _TITLE.match(content)
    is_callout = any(name.startswith("callout-") for name in fence.classes)
    if not heading or fence.title or not is_callout:
        return fence, content
    rest = "\n" * heading[0].count("\n") + content[heading.end() :]  # the lines stay
    return fence._replace(title=heading["words"]), rest


_TITLES: Mapping[type[nodes.Element], type[nodes.TextElement]] = {
    nodes.admonition: nodes.title,
    nodes.block_quote: nodes.attribution,
}
"""The node of the title of a box; of any other it is a line in bold type."""


def _make_box(fence: Fence, *, is_empty: bool) -> nodes.Element:
    """Return the empty node of a box."""
    if fence.admonition is None or is_empty:
        return nodes.container(is_div=True)
    if fence.admonition == "details" or fence.folds:
        return nodes.admonition(collapsible=fence.folds or "closed")
    if fence.title and fence.admonition != "block_quote":
        return nodes.admonition(classes=[fence.admonition])
    box: nodes.Element = getattr(nodes, fence.admonition)()
    return box


def _warn_of_faults(fence: Fence, location: str) -> None:
    """Warn of a title that no known box has, and of names that can't be classes."""
    if fence.title and not fence.admonition:
        message = "reports have no box ':::%s'; its title is shown as a line"
        warn(Subtype.DIRECTIVE, message, " ".join(fence.classes), location=location)
    if lost := " ".join(name for name in fence.classes if not report_classes([name])):
        message = "'%s' can't be the name of a ':::' box, and is left out"
        warn(Subtype.DIRECTIVE, message, lost, location=location)
