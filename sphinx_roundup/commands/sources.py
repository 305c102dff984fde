"""Markdown and reST files as they are written: headings, links and pictures with their lines.

Lines are counted from 0. A link that leads to a part of the text (a heading, a footnote, a
definition) is in the outline only if the text has that part.
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
from mdit_py_plugins.front_matter import front_matter_plugin

from sphinx_roundup.parsing import bound_messages, markdown_parser, parse_rst, underline_traps
from sphinx_roundup.reports import LINE_END, UNNEEDED, make_slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from sphinx_roundup.limits import Limits

_LABEL = re.compile(
    r"\s*(<a\s+(id|name)\s*=[^<>]*>\s*(</a>)?|\([^()\s]+\)=|\{#[^\s{}]+\}|\.\. +_[^:]+:)\s*"
)
"""A line that names what is below it."""
_DIRECTIVE = re.compile(r"\{(?!(code|code-block|code-cell|math|raw|sourcecode)\})[^{}\s]+\}")
_PICTURE = re.compile(r"\{(?:image|figure)\}\s*(\S.*)")
_DEEPEST = 10
"""Directives inside of each other. What is deeper isn't in an outline."""


class Heading(NamedTuple):
    """A heading outside of lists, quotations and directives."""

    level: int
    text: str
    """Without markup."""
    start: int
    """Its first line, or that of the labels directly above it."""


class Link(NamedTuple):
    """A link, a picture or a reference."""

    target: str
    """A URL, a path, or the name of a part of the text."""
    start: int
    end: int
    """The line after its block."""
    is_picture: bool = False
    is_inside: bool = False
    """Whether the target is a part of the text: ``#anchor``, ``[^footnote]``, ``name_``."""
    label: str = ""
    """Of the Markdown definition that has the URL."""


class Outline(NamedTuple):
    """What a text contains."""

    headings: list[Heading]
    links: list[Link]
    definitions: dict[str, tuple[int, int]]
    """First line, and the line after it, of each Markdown definition by its label."""


def read_outline(text: str, syntax: str, limits: Limits | None = None) -> Outline:
    """Return the outline of a text.

    :param syntax: ``md`` or ``rst``
    :param limits: for untrusted text
    :raises UnparsableReport: if the text exceeds the limits
    """
    plain = UNNEEDED.sub(" ", text.removeprefix("\ufeff"))
    return _read_rst(plain, limits) if syntax == "rst" else _read_markdown(plain, limits)


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
    return parser.use(front_matter_plugin).use(underline_traps)


def _read_markdown(text: str, limits: Limits | None) -> Outline:
    lines = LINE_END.split(text)
    env: dict[str, Any] = {}
    tokens = list(_walk(_parser(limits), text, env))
    definitions = {
        label: (each["map"][0], each["map"][1]) for label, each in env.get("references", {}).items()
    }
    found = [link for token, first in tokens for link in _links_of(token, first)]
    anchors = {name for token, _first in tokens for name in _anchors_of(token)}
    headings = []
    for (token, first), (inline, _same) in pairwise(tokens):
        if token.type == "heading_open":
            words = _words_of(inline)
            github = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            anchors |= {f"#{make_slug(words)}", f"#{github}"}
            if not token.level and not first:
                start = _with_labels(lines, (token.map or [0])[0])
                headings.append(Heading(int(token.tag[1]), words, start))
    links = [link for link in found if not link.is_inside or link.target in anchors]
    return Outline(headings, links, definitions)


def _walk(
    parser: MarkdownIt, text: str, env: dict[str, Any], first: int = 0, depth: int = 0
) -> Iterator[tuple[Token, int]]:
    """Yield the tokens of a text and of the directives in it, each with the first line."""
    for token in parser.parse(text, env):
        yield token, first
        is_directive = token.type.endswith("fence") and _DIRECTIVE.match(token.info.strip())
        if is_directive and depth < _DEEPEST:
            below = first + (token.map or [0])[0] + 1
            yield from _walk(parser, token.content, env, below, depth + 1)


def _flat(tokens: Sequence[Token] | None) -> Iterator[Token]:
    for token in tokens or ():
        yield token
        yield from _flat(token.children)


def _words_of(inline: Token) -> str:
    words = {"text": None, "code_inline": None, "softbreak": " ", "hardbreak": " "}
    parts = (words[t.type] or t.content for t in _flat(inline.children) if t.type in words)
    return " ".join("".join(parts).split())


def _links_of(token: Token, first: int) -> Iterator[Link]:
    start, end = (first + number for number in token.map or (0, 0))
    if token.type == "html_block":
        yield from _Tags(token.content, start, end).links
    elif token.type.endswith("fence") and (match := _PICTURE.match(token.info.strip())):
        yield Link(match[1], start, start + 1, is_picture=True)
    for child in _flat(token.children):
        label = str(child.meta.get("label", ""))
        if child.type == "html_inline":
            yield from _Tags(child.content, start, end).links
        elif child.type == "link_open":
            url = str(child.attrs["href"])
            yield Link(url, start, end, is_inside=url.startswith("#"), label=label)
        elif child.type == "image":
            yield Link(str(child.attrs["src"]), start, end, is_picture=True, label=label)
        elif child.type == "footnote_ref":
            yield Link(f"[^{label}]", start, end, is_inside=True)
        start += child.type in {"softbreak", "hardbreak"}


def _anchors_of(token: Token) -> Iterator[str]:
    """Yield the targets that a token makes: labels, ids and footnotes."""
    if token.type == "myst_target":
        yield f"#{token.content}"
    elif token.type == "footnote_reference_open":
        yield f"[^{token.meta['label']}]"
    for each in (token, *_flat(token.children)):
        if each.type in {"html_block", "html_inline"}:
            yield from _Tags(each.content, 0, 0).anchors
        elif "id" in each.attrs:
            yield f"#{each.attrs['id']}"


class _Tags(HTMLParser):
    """Links and anchors of some HTML."""

    def __init__(self, content: str, start: int, end: int) -> None:
        super().__init__()
        self._lines = (start, end)
        self.links: list[Link] = []
        self.anchors: list[str] = []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(reversed(attrs))  # the first of two counts
        self.anchors += [f"#{name}" for key in ("id", "name") if (name := values.get(key))]
        if url := (values.get({"a": "href", "img": "src"}.get(tag, "")) or "").strip():
            start, end = self._lines
            line = start + self.getpos()[0] - 1
            is_inside = tag == "a" and url.startswith("#")
            self.links.append(Link(url, line, end, tag == "img", is_inside))


# -- reST --------------------------------------------------------------------------------


def _read_rst(text: str, limits: Limits | None) -> Outline:
    lines = LINE_END.split(text)
    document = _parse_rst(text, limits)
    ends = {section.line: section for section in document.findall(nodes.section) if section.line}
    headings = [_heading(section, lines, ends) for section in ends.values()]
    return Outline(headings, list(_rst_links(document, limits)), {})


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


def _heading(
    section: nodes.section, lines: Sequence[str], ends: dict[int, nodes.section]
) -> Heading:
    """Return the heading of a section; docutils gives the line of its underline."""
    level, around = 1, section.parent
    while isinstance(around, nodes.section):
        level, around = level + 1, around.parent
    underline = (section.line or 1) - 1
    over = underline - 2
    has_overline = (
        over >= 0 and over + 1 not in ends and lines[over].rstrip() == lines[underline].rstrip()
    )
    words = " ".join(section[0].astext().split())
    return Heading(level, words, _with_labels(lines, over if has_overline else underline - 1))


def _rst_links(
    document: nodes.document, limits: Limits | None, first: int = 0, depth: int = 0
) -> Iterator[Link]:
    """Yield the links of a tree and of the directives that docutils doesn't know."""
    for node in document.findall(nodes.Element):
        line = first + _line_of(node) - 1
        if isinstance(node, nodes.image):
            yield Link(node["uri"], line, line + 1, is_picture=True)
        elif url := node.get("refuri"):
            yield Link(url, line, line + 1)
        elif target := _known_name(node, document):
            yield Link(target, line, line + 1, is_inside=True)
        elif isinstance(node, nodes.system_message) and depth < _DEEPEST:
            message, block = node[0].astext(), node[-1].astext()
            if message.startswith("Unknown directive type"):
                content = textwrap.dedent(block.partition("\n")[2])
                below = first + int(node["line"])
                yield from _rst_links(_parse_rst(content, limits), limits, below, depth + 1)


def _known_name(node: nodes.Element, document: nodes.document) -> str:
    """Return the name by which a node refers to another part of its document, or ``""``."""
    name = str(node.get("refname", ""))
    if isinstance(node, nodes.substitution_reference):
        return f"|{name}|" if name.casefold() in document.substitution_names else ""
    return f"{name}_" if name in document.nameids else ""


def _line_of(node: nodes.Element) -> int:
    """Return the line of a node, or of the nearest element around it."""
    while not node.line and node.parent is not None:
        node = node.parent
    return node.line or 1
