"""Markdown and reST files as they are written: headings and pictures with their lines.

Lines are counted from 0.
"""

from __future__ import annotations

import os
import re
import tempfile
import textwrap
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import new_document
from markdown_it.renderer import RendererHTML

from sphinx_roundup.nodes import line_of
from sphinx_roundup.parsing import bound_messages, markdown_parser, parse_rst, underline_traps
from sphinx_roundup.reports import LINE_END, UNNEEDED, read_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, Literal

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from sphinx_roundup.limits import Limits

    Syntax = Literal["md", "rst"]

_LABEL = re.compile(
    r"\s*(<a\s+(id|name)\s*=[^<>]*>\s*(</a>)?|\([^()\s]+\)=|\{#[^\s{}]+\}|\.\. +_[^:]+:)\s*"
)
"""A line that names what is below it."""
_DIRECTIVE = re.compile(r"\{(?!(code|code-block|code-cell|math|raw|sourcecode)\})[^{}\s]+\}")
_PICTURE = re.compile(r"\{(?:image|figure)\}\s*(\S.*)")
_DEEPEST = 10
"""Directives inside of each other. What is deeper isn't read."""


class Heading(NamedTuple):
    """A heading outside of lists, quotations and directives."""

    level: int
    text: str
    """Without markup."""
    start: int
    """Its first line, or that of the labels directly above it."""
    end: int
    """The line after it."""


class Picture(NamedTuple):
    """A picture that a text shows."""

    url: str
    """Or a path."""
    start: int
    """First line that may have the URL."""
    end: int
    """The line after the block that has the URL."""
    label: str = ""
    """Of the Markdown definition that has the URL."""


def read_headings(text: str, syntax: Syntax) -> list[Heading]:
    """Return the headings of a text."""
    plain = _without_fields(text, syntax)
    return _rst_headings(plain) if syntax == "rst" else _markdown_headings(plain)


def read_pictures(text: str, syntax: Syntax, limits: Limits) -> list[Picture]:
    """Return the pictures of an untrusted text.

    :raises UnparsableReport: if it exceeds the limits
    """
    plain = _without_fields(text, syntax)
    if syntax == "rst":
        return list(_rst_pictures(_parse_rst(plain, limits), limits))
    env: dict[str, Any] = {}
    found = [p for token, first in _walk(limits, plain, env) for p in _pictures_of(token, first)]
    maps = {label: each["map"] for label, each in env.get("references", {}).items()}
    return [
        p._replace(start=maps[p.label][0], end=maps[p.label][1]) if p.label else p for p in found
    ]


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file in one step, so that it always has either its old or its new content."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _without_fields(text: str, syntax: Syntax) -> str:
    r"""Return a text with empty lines for its front matter, and lines ended by ``\n``."""
    plain = UNNEEDED.sub(" ", text.removeprefix("\ufeff"))
    return read_fields("\n".join(LINE_END.split(plain)), syntax).body


def _with_labels(lines: Sequence[str], start: int) -> int:
    """Return the first of the lines directly above a heading that only name it."""
    top = number = start
    while number and (not lines[number - 1].strip() or _LABEL.fullmatch(lines[number - 1])):
        number -= 1
        if lines[number].strip():
            top = number
    return top


# -- Markdown ----------------------------------------------------------------------------


@cache
def _parser(limits: Limits | None) -> MarkdownIt:
    parser = markdown_parser(RendererHTML, limits)
    parser.options["store_labels"] = True
    return parser.use(underline_traps)


def _markdown_headings(text: str) -> list[Heading]:
    lines, found = text.split("\n"), []
    for token, inline in pairwise(_parser(None).parse(text)):
        if token.type == "heading_open" and not token.level:
            start, end = token.map or (0, 0)
            level, words = int(token.tag[1]), _words_of(inline)
            found.append(Heading(level, words, _with_labels(lines, start), end))
    return found


def _words_of(inline: Token) -> str:
    words = {"text": None, "code_inline": None, "softbreak": " ", "hardbreak": " "}
    parts = (words[t.type] or t.content for t in _flat(inline.children) if t.type in words)
    return " ".join("".join(parts).split())


def _flat(tokens: Sequence[Token] | None) -> Iterator[Token]:
    for token in tokens or ():
        yield token
        yield from _flat(token.children)


def _walk(
    limits: Limits, text: str, env: dict[str, Any], first: int = 0, depth: int = 0
) -> Iterator[tuple[Token, int]]:
    """Yield the tokens of a text and of the directives in it, each with the first line."""
    for token in _parser(limits).parse(text, env):
        yield token, first
        is_directive = token.type.endswith("fence") and _DIRECTIVE.match(token.info.strip())
        if is_directive and depth < _DEEPEST:
            below = first + (token.map or [0])[0] + 1
            yield from _walk(limits, token.content, env, below, depth + 1)


def _pictures_of(token: Token, first: int) -> Iterator[Picture]:
    start, end = (first + number for number in token.map or (0, 0))
    if token.type == "html_block":
        yield from _Images(token.content, start, end).found
    elif token.type.endswith("fence") and (match := _PICTURE.match(token.info.strip())):
        yield Picture(match[1], start, start + 1)
    for child in _flat(token.children):
        if child.type == "html_inline":
            yield from _Images(child.content, start, end).found
        elif child.type == "image":
            yield Picture(str(child.attrs["src"]), start, end, str(child.meta.get("label", "")))
        start += child.type in {"softbreak", "hardbreak"}


class _Images(HTMLParser):
    """Images of some HTML."""

    def __init__(self, content: str, start: int, end: int) -> None:
        super().__init__()
        self._lines = (start, end)
        self.found: list[Picture] = []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        url = (dict(reversed(attrs)).get("src") or "").strip()  # the first of two counts
        if tag == "img" and url:
            start, end = self._lines
            self.found.append(Picture(url, start + self.getpos()[0] - 1, end))


# -- reST --------------------------------------------------------------------------------


def _parse_rst(text: str, limits: Limits | None) -> nodes.document:
    """Return the tree of a text, which can include no file."""
    settings = get_default_settings(Parser)
    settings.report_level, settings.halt_level, settings.warning_stream = 5, 6, False
    settings.file_insertion_enabled = settings.raw_enabled = False
    document = new_document("", settings)
    if limits is None:
        Parser().parse(text, document)
    else:
        bound_messages(document, limits)
        parse_rst(text, document, limits)
    return document


def _rst_headings(text: str) -> list[Heading]:
    lines, found = text.split("\n"), []
    ends = {s.line: s for s in _parse_rst(text, None).findall(nodes.section) if s.line}
    for end, section in ends.items():  # docutils gives the line of the underline
        level, around = 1, section.parent
        while isinstance(around, nodes.section):
            level, around = level + 1, around.parent
        underline, over = end - 1, end - 3
        has_overline = (
            over >= 0 and over + 1 not in ends and lines[over].rstrip() == lines[underline].rstrip()
        )
        start = _with_labels(lines, over if has_overline else underline - 1)
        found.append(Heading(level, " ".join(section[0].astext().split()), start, end))
    return found


def _rst_pictures(
    document: nodes.document, limits: Limits, first: int = 0, depth: int = 0
) -> Iterator[Picture]:
    """Yield the pictures of a tree and of the directives that docutils doesn't know."""
    for node in document.findall(nodes.Element):
        if isinstance(node, nodes.image):
            line = first + line_of(node) - 1
            yield Picture(node["uri"], line, line + 1)
        elif isinstance(node, nodes.system_message) and depth < _DEEPEST:
            message, block = node[0].astext(), node[-1].astext()
            if message.startswith("Unknown directive type"):
                content = textwrap.dedent(block.partition("\n")[2])
                below = first + int(node["line"])
                yield from _rst_pictures(_parse_rst(content, limits), limits, below, depth + 1)
