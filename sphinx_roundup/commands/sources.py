"""Source text of Markdown and reST files: lines, headings, and code replaced by blanks."""

from __future__ import annotations

import os
import re
import tempfile
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import new_document
from markdown_it.renderer import RendererHTML

from sphinx_roundup.nodes import around
from sphinx_roundup.parsing import markdown_parser, underline_traps
from sphinx_roundup.reports import LINE_END, UNNEEDED, read_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Literal

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    Syntax = Literal["md", "rst"]

_LABEL = re.compile(
    r"\s*(<a\s+(id|name)\s*=[^<>]*>\s*(</a>)?|\([^()\s]+\)=|\{#[^\s{}]+\}|\.\. +_[^:]+:)\s*"
)
"""A line that names what is below it."""
_PROSE = re.compile(
    r"\{(?!(code|code-block|code-cell|eval-rst|literalinclude|math|mermaid|parsed-literal|raw)\})"
)
"""Beginning of a fence with a directive whose content isn't code."""
_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
_CODE_SPAN = re.compile(r"(?<!`)(`{1,9})(?!`).{1,300}?(?<!`)\1(?![`_])")
_LITERAL = re.compile(
    r"\s*+((?P<code>\.\. +(code|code-block|math|parsed-literal|raw|sourcecode)::.*|(?!\.\. ).*::)"
    r"|\.\.( +(?![_\[|]|[\w.+:-]+ ?::).*)?)\s*"
)
"""A line above literal text in reST, or that begins a comment."""
_DEEPEST = 10  # directives inside of each other


class Heading(NamedTuple):
    """A heading outside of lists, quotations and directives. Lines are counted from 0."""

    level: int
    text: str  # without markup
    start: int  # its first line, or that of the labels directly above it
    end: int  # the line after it


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


@cache
def _block_parser() -> MarkdownIt:
    return markdown_parser(RendererHTML, None).disable("inline")


def split_lines(text: str) -> list[str]:
    """Return the lines of a text with their ends, as editors count them."""
    return [line for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text) if line]


# -- Code --------------------------------------------------------------------------------


def without_code(text: str, syntax: Syntax) -> str:
    """Return a text of the same length, with blanks for code and comments."""
    lines = split_lines(text)
    for number in _rst_code(lines) if syntax == "rst" else _markdown_code(text):
        lines[number : number + 1] = map(_blank, lines[number : number + 1])
    plain = "".join(lines)
    if syntax == "md":
        plain = _COMMENT.sub(lambda match: _blank(match[0]), plain)
    return _CODE_SPAN.sub(lambda match: _blank(match[0]), plain)


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def _markdown_code(text: str, first: int = 0, depth: int = 0) -> Iterator[int]:
    """Yield the lines of blocks of code, also of those in directives."""
    for token in _block_parser().parse(text):
        start, end = token.map or (0, 0)
        is_fence = token.type.endswith("fence")
        is_prose = is_fence and _PROSE.match(token.info.strip())
        if is_prose and depth < _DEEPEST:
            yield from _markdown_code(token.content, first + start + 1, depth + 1)
        elif is_fence or token.type == "code_block":
            yield from range(first + start, first + end)


def _rst_code(lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines of literal blocks and comments."""
    outside: int | None = None
    for number, line in enumerate(lines):
        if outside is not None and line.strip() and _indent(line) <= outside:
            outside = None
        if outside is not None:
            yield number
        elif match := _LITERAL.fullmatch(line):
            outside = _indent(line)
            if not match["code"]:
                yield number


def _indent(line: str) -> int:
    wide = line.expandtabs()
    return len(wide) - len(wide.lstrip())


# -- Headings ----------------------------------------------------------------------------


def read_headings(text: str, syntax: Syntax) -> list[Heading]:
    """Return the headings of a text."""
    plain = UNNEEDED.sub(" ", text.removeprefix("\ufeff"))
    body = read_fields("\n".join(LINE_END.split(plain)), syntax).body
    return _rst_headings(body) if syntax == "rst" else _markdown_headings(body)


def _markdown_headings(text: str) -> list[Heading]:
    lines, found = text.split("\n"), []
    parser = markdown_parser(RendererHTML, None).use(underline_traps)
    for token, inline in pairwise(parser.parse(text)):
        if token.type == "heading_open" and not token.level:
            start, end = token.map or (0, 0)
            level, words = int(token.tag[1]), _words_of(inline)
            found.append(Heading(level, words, _with_labels(lines, start), end))
    return found


def _words_of(inline: Token) -> str:
    kinds = {"text", "code_inline", "softbreak", "hardbreak"}
    parts = (t.content or " " for t in inline.children or () if t.type in kinds)
    return " ".join("".join(parts).split())


def _rst_headings(text: str) -> list[Heading]:
    """Return the headings of a text, which can include no file."""
    settings = get_default_settings(Parser)
    settings.report_level, settings.halt_level, settings.warning_stream = 5, 6, False
    settings.file_insertion_enabled = settings.raw_enabled = False
    document = new_document("", settings)
    Parser().parse(text, document)
    lines, found = text.split("\n"), []
    ends = {section.line: section for section in document.findall(nodes.section) if section.line}
    for end, section in ends.items():  # docutils gives the line of the underline
        level = 1 + sum(isinstance(node, nodes.section) for node in around(section))
        underline, over = end - 1, end - 3
        has_overline = (
            over >= 0 and over + 1 not in ends and lines[over].rstrip() == lines[underline].rstrip()
        )
        start = _with_labels(lines, over if has_overline else underline - 1)
        found.append(Heading(level, " ".join(section[0].astext().split()), start, end))
    return found


def _with_labels(lines: Sequence[str], start: int) -> int:
    """Return the first of the lines directly above a heading that only name it."""
    top = number = start
    while number and (not lines[number - 1].strip() or _LABEL.fullmatch(lines[number - 1])):
        number -= 1
        if lines[number].strip():
            top = number
    return top
