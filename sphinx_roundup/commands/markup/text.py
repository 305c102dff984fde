"""A source text by its lines, and edits to it that leave every other byte as it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.reports import LINE_END

if TYPE_CHECKING:
    from collections.abc import Iterable

BOM = "\ufeff"


class Edit(NamedTuple):
    """A part of a text, and what is to stand in its place."""

    start: int
    end: int
    new: str


class Source:
    """A text and its lines, whatever ends them; lines are counted from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in LINE_END.finditer(text))]
        first = LINE_END.search(text)
        self.newline = first[0] if first else "\n"

    def __len__(self) -> int:
        return len(self.starts)

    def offset(self, line: int) -> int:
        """Return where a line begins; behind the last one: where the text ends."""
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def line_of(self, offset: int) -> int:
        """Return the line that a place is in."""
        return bisect_right(self.starts, offset) - 1

    def line(self, number: int) -> str:
        """Return a line without its end."""
        return self.text[self.offset(number) : self.offset(number + 1)].rstrip("\r\n")

    def lines(self) -> list[str]:
        """Return all lines without their ends."""
        return LINE_END.split(self.text)

    def between(self, start: int, end: int) -> str:
        """Return the text of the lines from *start* to before *end*."""
        return self.text[self.offset(start) : self.offset(end)]


def edited(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """Return a part of a text with the edits that lie in it.

    :param start: where the part begins, as an offset
    :param end: where it ends; the text's end, if ``None``
    """
    end = len(text) if end is None else end
    parts: list[str] = []
    position = start
    for edit in sorted(set(edits)):
        if position <= edit.start and edit.end <= end:
            parts += (text[position : edit.start], edit.new)
            position = edit.end
    return "".join((*parts, text[position:end]))


def escaped_words(words: str) -> str:
    r"""Return words as they stand between the brackets of a link or an image of Markdown.

    >>> print(escaped_words("Ana [left]"))
    Ana \[left\]
    """
    return re.sub(r"([\[\]\\])", r"\\\1", words)


def decode_page(data: bytes) -> tuple[str, list[int]]:
    """Return a page as text, and the lines (from 1) that weren't UTF-8.

    Of a page that many hands made one line may have another encoding than the rest: it is
    read as that of Western Europe, as browsers do.
    """
    lines = data.split(b"\n")
    parts: list[str] = []
    odd: list[int] = []
    for number, line in enumerate(lines, 1):
        try:
            parts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            odd.append(number)
            parts.append(line.decode("cp1252", "replace"))
    return "\n".join(parts), odd
