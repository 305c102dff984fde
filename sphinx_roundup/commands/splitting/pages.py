"""The page that is to be divided, read from its file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from sphinx_roundup.commands.markup.heads import read_yaml_head
from sphinx_roundup.commands.markup.markdown import look_at_markdown
from sphinx_roundup.commands.markup.rst import look_at_rst
from sphinx_roundup.commands.markup.text import BOM, Source, decode_page
from sphinx_roundup.commands.terminal import CannotRun
from sphinx_roundup.reports import Scalar
from sphinx_roundup.reports.field_list import read_field_list
from sphinx_roundup.reports.front_matter import CLOSING, OPENING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx_roundup.commands.markup.found import Markup
    from sphinx_roundup.reports.yaml_values import Entry

MOST_BYTES = 50_000_000
"""Of a page, with the pictures that may stand inside of it."""

HTML_SUFFIXES = frozenset({".htm", ".html", ".xhtml"})
RST_SUFFIXES = frozenset({".rst", ".rest", ".txt"})
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})

_TITLES = ("title", "subject", "headline", "name")
_ADDRESSES = ("canonical_url", "canonical", "url", "permalink")


class Page(NamedTuple):
    """A page, as it is cut."""

    path: Path
    syntax: Literal["md", "rst"]
    source: Source
    markup: Markup
    first: int
    """The line behind the head."""
    head: Sequence[Entry]
    head_text: str
    """Its YAML, without the rules around it."""
    title: str
    """What its head calls it."""
    base_url: str
    """Where it was published."""
    odd_lines: Sequence[int] = ()
    """Lines, from 1, that weren't UTF-8."""
    is_html: bool = False
    """Whether its text was made of HTML, so that its lines are nobody's."""


def read_page(path: Path) -> Page:
    """Return a page with what stands where in it.

    :raises CannotRun: where it can't be read
    """
    data = _read(path)
    suffix = path.suffix.lower()
    if suffix in HTML_SUFFIXES:
        return _read_html(path, data)
    text, odd = decode_page(data)
    source = Source(text.removeprefix(BOM))
    if suffix in RST_SUFFIXES:
        return _read_rst(path, source, odd)
    if suffix not in MARKDOWN_SUFFIXES:
        raise CannotRun(f"{path} is no page that can be divided: it takes .md, .rst or .html")
    return _read_markdown(path, source, odd)


def _read(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise CannotRun(f"{path} is larger than {MOST_BYTES // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise CannotRun(f"{path} can't be read: {error.strerror}") from None


def _read_markdown(path: Path, source: Source, odd: Sequence[int]) -> Page:
    first, entries = read_yaml_head(source)
    markup = look_at_markdown(source, first)
    body = source.between(first, len(source))
    if not markup.headings and re.search(r"<h[1-6][\s>]", body, re.IGNORECASE):
        return _read_html(path, source.text.encode())
    return _make(path, "md", source, markup, first, entries, odd)


def _read_rst(path: Path, source: Source, odd: Sequence[int]) -> Page:
    lines = source.lines()
    if OPENING.fullmatch(lines[0]) and any(map(CLOSING.fullmatch, lines[1:])):
        first, entries = read_yaml_head(source)
        if first:
            return _make(path, "rst", source, look_at_rst(source, first), first, entries, odd)
    head = read_field_list(lines, [])
    entries = head.entries if head and not any(lines[: head.start]) else ()
    page = _make(path, "rst", source, look_at_rst(source), 0, entries, odd)
    return page._replace(head=())  # it stays where it is


def _read_html(path: Path, data: bytes) -> Page:
    from sphinx_roundup.commands.splitting.web_page import convert  # noqa: PLC0415 - an extra

    web = convert(data)
    source = Source(web.text)
    markup = look_at_markdown(source)
    title = _text_of(web.head, _TITLES) or web.title
    base = _base_of(web.head) or web.url
    page = _make(path, "md", source, markup, 0, web.head, ())
    return page._replace(title=title, base_url=base, head_text=web.head_text, is_html=True)


def _make(
    path: Path,
    syntax: Literal["md", "rst"],
    source: Source,
    markup: Markup,
    first: int,
    entries: Sequence[Entry],
    odd: Sequence[int],
) -> Page:
    head_text = source.between(1, first - 1) if first else ""
    title, base_url = _text_of(entries, _TITLES), _base_of(entries)
    return Page(path, syntax, source, markup, first, entries, head_text, title, base_url, odd)


def _text_of(entries: Sequence[Entry], names: Sequence[str]) -> str:
    """Return the first text under one of the names."""
    found = {entry.name: entry.value for entry in reversed(entries)}
    texts = (found[name] for name in names if name in found)
    return next((value.text for value in texts if isinstance(value, Scalar) and value.text), "")


def _base_of(entries: Sequence[Entry]) -> str:
    """Return where a page was published, if its head says so."""
    for name in _ADDRESSES:
        if re.match(r"https?://", url := _text_of(entries, (name,))):
            return url
    return ""
