"""Markdown rules for shortcodes, Liquid and MkDocs' ``!!!``: boxes, links; others are reported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.token import Token

from sphinx_roundup.parsing.allowed import ADMONITIONS, words
from sphinx_roundup.parsing.other_generators import Fence, box_of
from sphinx_roundup.parsing.tags import (
    LONGEST,
    Tag,
    find_tag,
    picture_of,
    target_of,
    words_of,
)
from sphinx_roundup.problems import Subtype

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_JSX = re.compile(r"""=\s*\{(?:require\()?\s*["'`]?([^"'`{}()]*)["'`]?\s*\)?(?:\.default)?\}""")
_DROPPED = words("raw table_of_contents toc verbatim")
_PICTURES = words("figure thumbnail")  # what has an end
_FOREIGN = "'%s' is syntax of %s, and is shown as it is written"
_MOST_LINES = 20  # of a tag

# -- Inline ------------------------------------------------------------------------------


def template_tags(parser: MarkdownIt) -> None:
    """Teach *parser* the tags of other generators."""
    parser.inline.ruler.before("text", "roundup_tags", _inline_tag)
    containers = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("html_block", "roundup_tags", _block_tag, {"alt": containers})


def _inline_tag(state: StateInline, silent: bool) -> bool:
    tag = find_tag(state.src, state.pos)
    if tag is None or tag.end > state.posMax:
        return False
    # [[words]] and [TOC] may be links of Markdown, in brackets or not.
    if " ".join(tag.source.strip("![]").split()).upper() in state.env.get("references", {}):
        return False
    if not silent:
        _push(tag, state)
    state.pos = tag.end
    return True


def _icon_name(tag: Tag, state: StateInline) -> str:
    """Return the name of an icon alone in a link, which would be a link of no words."""
    around = state.src[state.pos - 1 : state.pos] + state.src[tag.end : tag.end + 1]
    name = re.sub(r"^(brands|regular|solid)-|-[0-9]+$", "", tag.parts["icon"])
    return name.replace("-", " ") if around == "[]" else ""


_REPLACED: Mapping[str, tuple[str, Callable[[Tag, StateInline], str]]] = {
    "icon": ("text", _icon_name),
    "inserted": ("html_inline", lambda tag, _: f"<ins>{tag.parts['inserted']}</ins>"),
    "keys": ("html_inline", lambda tag, _: re.sub("([^+]+)", r"<kbd>\1</kbd>", tag.parts["keys"])),
    "picture": ("html_inline", lambda tag, _: _JSX.sub(r'="\1"', tag.source)),
    "raw": ("text", lambda tag, _: tag.parts["raw"]),
    "shown": ("code_inline", lambda tag, _: tag.source.replace("/*", "").replace("*/", "")),
}
"""Type and content of the token for each form that is always replaced by one."""


def _push(tag: Tag, state: StateInline) -> None:
    """Push the tokens of *tag*: one form after the other, until one is its own."""
    if _is_dropped(tag):
        return
    if tag.form in _REPLACED:
        kind, content = _REPLACED[tag.form]
        state.push(kind, "", 0).content = content(tag, state)
    elif picture := picture_of(tag):
        state.push("roundup_picture", "", 0).meta = {"picture": picture, "source": tag.source}
    elif link := _link_of(tag, state):
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(link[0])}
        if link[1]:
            state.push("text", "", 0).content = link[1]
        state.push("link_close", "a", -1)
    else:
        whose = tag.name or tag.parts.get("mark", "{{"), tag.form
        line = state.src.count("\n", 0, state.pos)
        warning = Subtype.SYNTAX, _FOREIGN, *whose
        token = state.push("roundup_foreign", "", 0)
        token.meta = {"warning": warning, "source": tag.source, "line": line}


def _link_of(tag: Tag, state: StateInline) -> tuple[str, str] | None:
    """Return address and words of a tag that is a link, unless words follow up to its end."""
    if tag.is_closing:
        return None
    start = state.pos + len(tag.source)
    has_end = tag.name and _closing_of(tag.name).search(state.src, start, start + LONGEST)
    return None if has_end else target_of(tag)


def _is_dropped(tag: Tag) -> bool:
    is_end = tag.is_closing and tag.name in _PICTURES
    return is_end or tag.form in {"comment", "dropped"} or tag.name in _DROPPED


def _closing_of(name: str) -> re.Pattern[str]:
    opening, closing = r"\{(?:%[-~+]?|\{[<%])", r"(?:[>%]\}\}|[-~+]?%\})"
    names = rf"(?:end\s*|/\s*)(?:{re.escape(name)})?"
    return re.compile(rf"{opening}\s*{names}\s*{closing}", re.IGNORECASE)


# -- Blocks ------------------------------------------------------------------------------

_QUOTES = words("blockquote epigraph pullquote quote")
_CONTENTS = re.compile(
    r"(\w+)_list_open list_item_open paragraph_open inline paragraph_close list_item_close"
    r" \1_list_close"
)
_BOXES = words("admonition alert box callout hint message notice panel")
_COMMENTS = {"%%": "%%", "{::comment}": r"\{:/", "{# ": r"#\}", "{/*": r"\*/\}", "{{/*": r"\*/\}\}"}
_INDENTED = re.compile(
    r"""(?:!!!|\?\?\?\+?)\s+(?P<kind>[\w-]+)(?P<more>[\w -]*)(?:"(?P<title>.*)")?\s*"""
    r"""|===[+!]?\s+"(?P<tab>.+)"\s*"""
)


def _block_tag(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a comment, a box, a picture or code of tags on lines of their own."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.src[begin : begin + 1] not in {*"{%!?=i"} or state.is_code_block(start):
        return False
    token = _read_block(state, start, end, state.src[begin : state.eMarks[start]].rstrip())
    if token and token.map and not silent:
        state.line = token.map[1]
        if token.type == "contents":
            _forget_contents(state)
        elif token.type:
            token.level, token.block, token.markup = state.level, True, ":::"
            state.tokens.append(token)
    return token is not None


def _read_block(state: StateBlock, start: int, end: int, first: str) -> Token | None:
    """Return the block that begins with the line *first*: its type is "" if it is left out."""
    if found := _INDENTED.fullmatch(first):
        return _indented_box(found, state, start, end)
    first = _whole_tag(state, start, end, first)
    tag = find_tag(first, 0)
    if tag is None:
        closing = next((c for mark, c in _COMMENTS.items() if first.startswith(mark)), None)
        if closing is None:
            return None
        return _between(state, start, end, re.compile(closing), 2, Token("", "", 0))
    lines = [start, start + 1 + first.count("\n")]
    if tag.end == len(first):
        picture = picture_of(tag)
        if picture and picture.get("caption"):
            meta = {"picture": picture, "source": first}
            return Token("roundup_picture", "", 0, map=lines, meta=meta)
        if _is_dropped(tag):
            return Token("contents" if "toc" in tag.source else "", "", 0, map=lines)
    token = _inside_of(tag)
    return token and _between(state, start, end, _closing_of(tag.name), tag.end, token)


def _forget_contents(state: StateBlock) -> None:
    """Remove the list of one item above ``{:toc}``, in whose place the contents would be."""
    kinds = " ".join(token.type for token in state.tokens[-7:])
    if _CONTENTS.fullmatch(kinds):
        del state.tokens[-7:]


def _whole_tag(state: StateBlock, start: int, end: int, first: str) -> str:
    """Return the lines of a tag whose first line is *first*."""
    if not first.startswith(("{{", "{%")) or "}" in first:
        return first
    last = start + 1
    while last < min(end, start + _MOST_LINES) and not state.isEmpty(last):
        last += 1
        if "}" in state.src[state.bMarks[last - 1] : state.eMarks[last - 1]]:
            break
    return state.getLines(start, last, state.sCount[start], False).rstrip()


_KINDS = {"codeblock": "fence", "comment": "", "highlight": "fence", "rawhtml": "html_block"}


def _inside_of(tag: Tag) -> Token | None:
    """Return the token, without lines, for what is between two tags."""
    if tag.is_closing:
        return None
    if tag.name in _KINDS:
        return Token(_KINDS[tag.name], "", 0, info=next(iter(tag.others), tag.get("lang")))
    kind, others = tag.name, [*tag.others]
    if kind in _BOXES:
        kind = tag.get("type", "style", "level", "kind", "class") or next(iter(others), "note")
        others = others[1:] if others[:1] == [kind] else others
    node = "block_quote" if kind in _QUOTES else ADMONITIONS.get(kind)
    node = node or ("note" if tag.name in _BOXES else None)
    title = words_of(tag._replace(others=())) or " ".join(others)
    meta = {"fence": Fence((), title, None, node)}
    return Token("colon_fence", "", 0, meta=meta) if node else None


def _between(
    state: StateBlock, start: int, end: int, closing: re.Pattern[str], offset: int, token: Token
) -> Token | None:
    """Return *token* with the lines up to a closing tag that ends its line.

    A missing one is searched for only once.

    :param offset: characters of the opening tag
    """
    absent = state.env.setdefault("roundup_absent", set())
    key = (closing.pattern, end, hash(state.src))
    for line in range(start, end) if key not in absent else ():
        begin = state.bMarks[line] + state.tShift[line] + (offset if line == start else 0)
        found = closing.search(state.src, begin, state.eMarks[line])
        if found and state.src[found.end() : state.eMarks[line]].strip():
            return None
        if found:
            text = state.getLines(start, line + 1, state.sCount[start], False)
            content = text[offset : [*closing.finditer(text)][-1].start()]
            token.content = content.removeprefix("\n")
            token.map = [start - (token.content == content), line + 1]
            return token
    absent.add(key)
    return None


def _indented_box(found: re.Match[str], state: StateBlock, start: int, end: int) -> Token | None:
    """Return a box of MkDocs, whose content is indented."""
    indent = state.sCount[start] + 4
    last = start + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] >= indent):
        last += 1
    content = state.getLines(start + 1, last, indent, False)
    meta = {"fence": box_of(found["kind"] or "", found["title"] or found["tab"] or "")}
    token = Token("colon_fence", "", 0, map=[start, last], content=content, meta=meta)
    return token if content.strip() else None
