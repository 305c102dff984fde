"""Headings of Markdown that divide a page, and what links call them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.common.utils import normalizeReference

from sphinx_roundup.commands.markup.found import Heading
from sphinx_roundup.commands.markup.html_tags import blanked_comments
from sphinx_roundup.parsing.headings import SENTENCE_END, is_trap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

    from sphinx_roundup.commands.markup.found import Markup
    from sphinx_roundup.commands.markup.text import Source

BY_LABEL = re.compile(r"(?<!\\)\[([^\[\]]+)\](?:\[([^\[\]]*)\])?(?![(:])")
"""``[words][label]`` and ``[label]``."""
_NOTE = re.compile(r"\[\^[^\]]+\]$")
_CURLY_ID = re.compile(r"[ \t]*\{:?[ \t]*#([^\s{}]+)[^{}]*\}[ \t]*$")
_LABEL_LINE = re.compile(
    r"""\s*(?: <a\s+(?:name|id)\s*=\s*["']?(?P<a>[^"'\s>]+)["']?\s*/?>\s*(?:</a>)?
    | \((?P<myst>[^()\s]+)\)= | \{\#(?P<curly>[^\s{}]+)\} )\s*""",
    re.VERBOSE,
)
_HTML_HEADING = re.compile(r"\s{0,3}<h([1-6])\b([^>]*)>(.*?)</h\1\s*>[ \t]*", re.IGNORECASE)
_ID = re.compile(r"""\b(?:id|name)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_NAMED = re.compile(r"""<\w[^<>]*?\s(?:id|name)\s*=\s*["']?([^"'\s>]+)["'\s/>]""", re.IGNORECASE)


def find_headings(
    source: Source, tokens: Sequence[Token], addresses: Mapping[str, str], markup: Markup
) -> None:
    """Note the headings, traps, rules and other anchors of a text.

    :param addresses: those that are defined by a label
    """
    for index, token in enumerate(tokens):
        if token.level or not token.map:
            continue
        if token.type == "heading_open":
            if _is_trap(tokens, index):
                markup.traps.append(token.map[1] - 1)
            else:
                content = _with_addresses(tokens[index + 1].content, addresses)
                markup.headings.append(_heading(source, token, content))
        elif token.type == "hr":
            markup.rules.append(token.map[0])
        elif token.type == "html_block":
            markup.headings += _html_heading(source, token)
    markup.rules += markup.traps
    for match in _NAMED.finditer(blanked_comments(source.text)):
        markup.names.setdefault(match[1], source.line_of(match.start()))


def _with_addresses(content: str, addresses: Mapping[str, str]) -> str:
    """Return a heading with the addresses that are defined elsewhere: ``[words](address)``."""

    def write_out(match: re.Match[str]) -> str:
        url = addresses.get(normalizeReference(match[2] or match[1]))
        return f"[{match[1]}](<{url}>)" if url else match[0]

    return BY_LABEL.sub(write_out, content)


def _is_trap(tokens: Sequence[Token], index: int) -> bool:
    """Say whether an underlined heading is a paragraph, and its underline a rule.

    The end of a report is one of the signs; here the next heading is as good an end.
    """
    opening, content = tokens[index : index + 2]
    if opening.markup != "-" or opening.map is None:
        return False
    behind = tokens[index + 3 :]
    ends = (n for n, t in enumerate(behind) if t.type == "heading_open" and not t.level)
    rest = behind[: next(ends, len(behind))]
    if SENTENCE_END.search(_NOTE.sub("", content.content.strip())):
        return True
    if len(content.content.split()) <= 4 and is_trap(content, opening.map, rest):
        # "Ana Silva" above another heading: she wrote only what is below that.
        return is_trap(content, opening.map, behind)
    return is_trap(content, opening.map, rest)


def _heading(source: Source, token: Token, content: str) -> Heading:
    start, end = token.map or (0, 0)
    curly = _CURLY_ID.search(content)
    text = content[: curly.start()] if curly else content
    ids = [curly[1]] if curly else []
    ids += _ID.findall(" ".join(re.findall(r"<[^<>]*>", text)))
    top, above = _labels_above(source, start)
    return Heading(int(token.tag[1]), text.strip(), top, end, (*ids, *above), start)


def _html_heading(source: Source, token: Token) -> Iterator[Heading]:
    start = (token.map or [0])[0]
    if match := _HTML_HEADING.fullmatch(source.line(start)):
        top, above = _labels_above(source, start)
        ids = (*_ID.findall(match[2]), *_ID.findall(" ".join(re.findall(r"<[^<>]*>", match[3]))))
        yield Heading(int(match[1]), match[3].strip(), top, start + 1, (*ids, *above), start)


def _labels_above(source: Source, start: int) -> tuple[int, list[str]]:
    """Return the first of the lines above a heading that only name it, and the names."""
    ids: list[str] = []
    top = number = start
    while number and (
        not source.line(number - 1).strip() or _LABEL_LINE.fullmatch(source.line(number - 1))
    ):
        number -= 1
        if match := _LABEL_LINE.fullmatch(source.line(number)):
            ids.append(match["a"] or match["myst"] or match["curly"])
            top = number
    return top, ids
