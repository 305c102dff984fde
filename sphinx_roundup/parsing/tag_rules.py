"""Markdown rules for shortcodes, Liquid and MkDocs' ``!!!``: boxes, links; others are reported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_roundup.nodes import find_all
from sphinx_roundup.parsing.allowed import ADMONITIONS
from sphinx_roundup.parsing.other_generators import Fence
from sphinx_roundup.parsing.tags import (
    LONGEST,
    Tag,
    find_tag,
    picture_of,
    target_of,
    words_of,
)
from sphinx_roundup.problems import Problem, Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

FOREIGN = "roundup_foreign"  # attribute of a tag that is shown as written: whose it is

_OF = {"template": "Liquid"}  # in messages, where it isn't the form's own name
_JSX = re.compile(r"""=\s*\{(?:require\()?\s*["'`]?([^"'`{}()]*)["'`]?\s*\)?(?:\.default)?\}""")
_DROPPED = frozenset({"raw", "table_of_contents", "toc", "verbatim"})
_PICTURES = frozenset({"figure", "thumbnail"})  # what has an end
_MOST_LINES = 20  # of a tag

# -- Inline ------------------------------------------------------------------------------


def template_tags(parser: MarkdownIt) -> None:
    """Teach *parser* the tags of other generators."""
    parser.inline.ruler.before("escape", "roundup_tags", _inline_tag)
    containers = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("html_block", "roundup_tags", _block_tag, {"alt": containers})


def _inline_tag(state: StateInline, silent: bool) -> bool:
    tag = find_tag(state.src, state.pos)
    if tag is None or tag.end > state.posMax or _is_reference(tag, state):
        return False
    if not silent:
        _push(tag, state)
    state.pos = tag.end
    return True


def _is_reference(tag: Tag, state: StateInline) -> bool:
    """Whether ``[[words]]`` or ``[TOC]`` is a link of Markdown, in brackets or not."""
    label = " ".join(tag.source.strip("![]").split()).upper()
    return label in state.env.get("references", {})


def _push(tag: Tag, state: StateInline) -> None:
    if _is_dropped(tag):
        return
    if tag.form == "MDX" and tag.parts["element"] in {"Figure", "Image", "Photo", "Picture", "img"}:
        state.push("html_inline", "", 0).content = _JSX.sub(r'="\1"', tag.source)
    elif tag.form in {"raw", "shown"}:
        token = state.push("code_inline" if tag.form == "shown" else "text", "", 0)
        token.content = tag.parts.get("raw", tag.source.replace("/*", "").replace("*/", ""))
    elif picture := picture_of(tag):
        state.push("roundup_picture", "", 0).meta = {"picture": picture, "source": tag.source}
    elif not tag.is_closing and (link := target_of(tag)) and not _is_pair(tag, state):
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(link[0])}
        if link[1]:
            state.push("text", "", 0).content = link[1]
        state.push("link_close", "a", -1)
    else:
        whose = tag.name or tag.parts.get("element", "{{"), _OF.get(tag.form, tag.form)
        state.push(FOREIGN, "", 0).meta = {"whose": whose, "source": tag.source}


def _is_pair(tag: Tag, state: StateInline) -> bool:
    """Whether a tag has an end, so that there are words between them."""
    start = state.pos + len(tag.source)
    closing = _closing_of(tag.name) if tag.name else None
    return closing is not None and bool(closing.search(state.src, start, start + LONGEST))


def _is_dropped(tag: Tag) -> bool:
    is_end = tag.is_closing and tag.name in _PICTURES
    return is_end or tag.form in {"comment", "dropped"} or tag.name in _DROPPED


def _closing_of(name: str) -> re.Pattern[str]:
    opening, closing = r"\{(?:%[-~+]?|\{[<%])", r"(?:[>%]\}\}|[-~+]?%\})"
    names = rf"(?:end\s*|/\s*)(?:{re.escape(name)})?"
    return re.compile(rf"{opening}\s*{names}\s*{closing}", re.IGNORECASE)


# -- Blocks ------------------------------------------------------------------------------

_QUOTES = frozenset({"blockquote", "epigraph", "pullquote", "quote"})
_CONTENTS = re.compile(
    r"(\w+)_list_open list_item_open paragraph_open inline paragraph_close list_item_close"
    r" \1_list_close"
)
_BOXES = frozenset({"admonition", "alert", "box", "callout", "hint", "message", "notice", "panel"})
_COMMENTS = {"%%": "%%", "{::comment}": r"\{:/", "{# ": r"#\}", "{/*": r"\*/\}", "{{/*": r"\*/\}\}"}
_INDENTED = re.compile(
    r"""(?:!!!|\?\?\?\+?)\s+(?P<kind>[\w-]+)(?P<more>[\w -]*)(?:"(?P<title>.*)")?\s*"""
    r"""|===[+!]?\s+"(?P<tab>.+)"\s*"""
)


def _block_tag(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a comment, a box, a picture or code of tags on lines of their own."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.src[begin : begin + 1] not in {"{", "%", "!", "?", "="} or state.is_code_block(start):
        return False
    first = state.src[begin : state.eMarks[start]].rstrip()
    if found := _INDENTED.fullmatch(first):
        return _take_indented(found, state, start, end, silent)
    first = _whole_tag(state, start, end, first)
    tag, last = find_tag(first, 0), start + 1 + first.count("\n")
    if tag is None:
        opening = next((mark for mark in _COMMENTS if first.startswith(mark)), None)
        closing = re.compile(_COMMENTS[opening]) if opening else None
        return closing is not None and _take(state, start, end, closing, silent, 2, None)
    if tag.end == len(first):
        picture = picture_of(tag)
        if picture and picture.get("caption") and not silent:
            token = state.push("roundup_picture", "", 0)
            token.meta, token.map = {"picture": picture, "source": first}, [start, last]
        if _is_dropped(tag) and "toc" in tag.source and not silent:
            _forget_contents(state)
        if (picture and picture.get("caption")) or _is_dropped(tag):
            state.line = state.line if silent else last
            return True
    maker = _maker_of(tag)
    closing = _closing_of(tag.name)
    return maker is not None and _take(state, start, end, closing, silent, tag.end, maker)


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


def _maker_of(tag: Tag) -> tuple[str, str, dict[str, Any]] | None:
    """Return the type, info and details of the token for what is between two tags."""
    if tag.is_closing:
        return None
    if tag.name in _KINDS:
        kind = _KINDS[tag.name]
        return kind, next(iter(tag.others), tag.get("lang")), {}
    kind, words = tag.name, [*tag.others]
    if kind in _BOXES:
        kind = tag.get("type", "style", "level", "kind", "class") or next(iter(words), "note")
        words = words[1:] if words[:1] == [kind] else words
        kind = kind if kind in ADMONITIONS else "note"
    if kind not in ADMONITIONS and kind not in _QUOTES:
        return None
    title = words_of(tag._replace(others=())) or " ".join(words)
    node = "block_quote" if kind in _QUOTES else ADMONITIONS[kind]
    return "colon_fence", "", {"fence": Fence((), title, None, node)}


def _take(
    state: StateBlock,
    start: int,
    end: int,
    closing: re.Pattern[str],
    silent: bool,
    offset: int,
    maker: tuple[str, str, dict[str, Any]] | None,
) -> bool:
    """Take the lines to a closing tag, behind which nothing is.

    :param offset: characters of the opening tag
    :param maker: see :func:`_maker_of`; ``None`` for a comment
    """
    last = _find_line(state, start, end, closing, offset)
    if last is None:
        return False
    if silent:
        return True
    state.line = last + 1
    if maker is not None and maker[0]:
        text = state.getLines(start, last + 1, state.sCount[start], False)
        content = text[offset : [*closing.finditer(text)][-1].start()]
        token = state.push(maker[0], "", 0)
        token.info, token.meta = maker[1], maker[2]
        token.content = content.removeprefix("\n")
        token.map = [start if content.startswith("\n") else start - 1, last + 1]
        token.markup = ":::"
    return True


def _find_line(
    state: StateBlock, start: int, end: int, closing: re.Pattern[str], offset: int
) -> int | None:
    """Return the line that ends with *closing*; each is searched in vain but once."""
    absent = state.env.setdefault("roundup_absent", set())
    key = (closing.pattern, end, hash(state.src))
    if key in absent:
        return None
    for line in range(start, end):
        begin = state.bMarks[line] + state.tShift[line] + (offset if line == start else 0)
        found = closing.search(state.src, begin, state.eMarks[line])
        if found:
            return line if not state.src[found.end() : state.eMarks[line]].strip() else None
    absent.add(key)
    return None


def _take_indented(
    found: re.Match[str], state: StateBlock, start: int, end: int, silent: bool
) -> bool:
    """Take a box of MkDocs, whose content is indented."""
    indent = state.sCount[start] + 4
    last = start + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] >= indent):
        last += 1
    content = state.getLines(start + 1, last, indent, False)
    if not content.strip():
        return False
    if not silent:
        kind = (found["kind"] or "").lower()
        title = found["title"] or found["tab"] or ("" if kind in ADMONITIONS else kind.capitalize())
        token = state.push("colon_fence", "", 0)
        token.meta = {"fence": Fence((), title, None, ADMONITIONS.get(kind, "note"))}
        token.content, token.map, token.markup = content.rstrip() + "\n", [start, last], ":::"
        state.line = last
    return True


# -- Reports -----------------------------------------------------------------------------


def report_tags(document: nodes.document, locate: Callable[[str, int], int]) -> list[Problem]:
    """Return the problems of tags that are shown as they are written."""
    problems = []
    for node in find_all(document, nodes.literal):
        if whose := node.attributes.pop(FOREIGN, None):
            line = locate(node.astext().partition("\n")[0], node.line or 1)
            message = "'%s' is syntax of %s, and is shown as it is written"
            problems.append(problem(Subtype.SYNTAX, line, message, *whose))
    return problems
