"""The front matter of a Markdown report: YAML between two rules, much of it hand-made.

Where it isn't YAML, it is read block by block, so that a slip costs one field.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from sphinx_roundup.problems import Problem, Subtype, problem, shown
from sphinx_roundup.reports.keys import KNOWN, is_field
from sphinx_roundup.reports.values import Entry, Fields, Scalar, read_mapping

OPENING = re.compile(r"---[ \t]*")
CLOSING = re.compile(r"(---|\.\.\.)[ \t]*")
KEY = re.compile(r"""["']?(\w+(?:[.-]\w+)*(?: \w+(?:[.-]\w+)*){0,2})["']?""")
"""Up to three words: a line of prose with a colon in it is no field."""
KEY_LINE = re.compile(rf"{KEY.pattern}[ \t]*:(?:[ \t]+(?P<rest>\S.*)|[ \t]*)")
TIGHT_LINE = re.compile(rf"(?i)({'|'.join(sorted(KNOWN))}):(?=[^\s/])")
"""``author:Ana``, to which YAML wants a blank."""
CONFLICT = re.compile(r"<{7} |={7}$|>{7} ")
"""Git's marks, of which :mod:`.record` tells."""
HANDLE = re.compile(r"(?<![^\s\[,])@[\w-]+(?=[ \t]*(?:[\],]|$))", re.MULTILINE)
"""``- @ana``: YAML reserves the sign."""


class Head(NamedTuple):
    """What a report begins with: its fields, and the lines that they take."""

    fields: Fields
    start: int = 0
    """Of the first line that isn't the report's text, counted from 0."""
    end: int = 0
    """Behind the last one."""


def read_front_matter(lines: list[str], longest: int) -> Head | None:
    """Return the front matter that a file begins with, or ``None``.

    Prose between two rules is no front matter, as elsewhere.

    :param longest: how many characters it may have
    """
    if not OPENING.fullmatch(lines[0]):
        return None
    end = next((n for n, line in enumerate(lines) if n and CLOSING.fullmatch(line)), None)
    if end is None:
        return _never_closed(lines[1:])
    content = lines[1:end]
    text = "\n".join(content)
    fields = _too_long(content, longest) if len(text) > longest else _read(content)
    return None if fields is None else Head(fields, 0, end + 1)


def _has_field(lines: list[str]) -> bool:
    matches = (KEY_LINE.fullmatch(line) or TIGHT_LINE.match(line) for line in lines)
    return any(match and is_field(match[1].casefold()) for match in matches)


def _never_closed(lines: list[str]) -> Head | None:
    first = next((line for line in lines if line.strip()), "")
    if not _has_field([first]):
        return None
    message = "the front matter is never closed, and stays in the text; write '---' below it"
    return Head(Fields(problems=(problem(Subtype.FIELD, 1, message),)))


def _too_long(content: list[str], longest: int) -> Fields | None:
    if not _has_field(content[:20]):
        return None
    message = "the front matter is longer than %d characters, and is ignored"
    return Fields(problems=(problem(Subtype.FIELD, 1, message, longest),))


def _read(content: list[str]) -> Fields | None:
    """Read the lines between the rules; ``None`` where they aren't meant as fields."""
    try:
        fields = read_mapping("\n".join(content), 2)
    except yaml.YAMLError:
        fields = None
    if fields is None:
        return _recover(content) if _has_field(content) else None
    prose = fields.entries and not any(KEY.fullmatch(entry.key) for entry in fields.entries)
    return None if prose else fields


# -- What is no YAML ---------------------------------------------------------------------


class _Block(NamedTuple):
    """A field's line and those that follow it, up to the next field's."""

    lines: list[str]
    line: int
    """Of the file."""


def _recover(content: list[str]) -> Fields:
    """Read field by field; leave out what can't be read, and tell each."""
    lines, problems = _without_comments(content)
    entries: list[Entry] = []
    for block in _split(lines):
        fields = _read_block(block)
        entries += fields.entries
        problems += fields.problems
    return Fields(tuple(entries), tuple(problems))


def _without_comments(content: list[str]) -> tuple[list[str], list[Problem]]:
    """Empty the lines of HTML comments, which may hold examples of fields."""
    lines, problems = list(content), []
    closed = max((n for n, line in enumerate(lines) if "-->" in line), default=-1)
    inside = False
    for number, line in enumerate(content):
        if line.startswith("<!--") and not inside and number <= closed:
            inside = True
            message = "a front matter has no HTML comments, and '%s' is ignored; write '# ...'"
            problems.append(problem(Subtype.FIELD, number + 2, message, shown(line, 40)))
        if inside:
            lines[number] = ""
            inside = "-->" not in line
    return lines, problems


def _split(lines: list[str]) -> list[_Block]:
    spaced = [
        TIGHT_LINE.sub(r"\1: ", line, count=1) if TIGHT_LINE.match(line) else line for line in lines
    ]
    starts = [n for n, line in enumerate(spaced) if not n or KEY_LINE.fullmatch(line)]
    ends = [*starts[1:], len(spaced)]
    return [_Block(spaced[start:end], start + 2) for start, end in zip(starts, ends, strict=True)]


def _read_block(block: _Block) -> Fields:
    """Read a field as it is, then without what can't belong to it, then with slips mended."""
    if fields := _try(block.lines, block.line):
        return fields
    strays = _find_strays(block.lines)
    kept = ["" if n in strays else line for n, line in enumerate(block.lines)]
    mended = HANDLE.sub(r'"\g<0>"', "\n".join(kept).expandtabs(4)).split("\n")
    fields = _try(kept, block.line) or _try(mended, block.line) or read_as_text(kept, block.line)
    told = _tell_strays(block, strays)
    if fields:
        return Fields(fields.entries, (*fields.problems, *told))
    message = "'%s' can't be read, and is ignored; put the text behind the colon in quotes"
    start = shown(next(filter(None, kept)).strip(), 40)
    return Fields(problems=(problem(Subtype.FIELD, block.line, message, start), *told))


def _try(lines: list[str], line: int) -> Fields | None:
    try:
        return read_mapping("\n".join(lines), line)
    except yaml.YAMLError:
        return None


def _find_strays(lines: list[str]) -> set[int]:
    """Return which lines can't belong to the block's field, nor be a comment."""
    first = 1 if KEY_LINE.fullmatch(lines[0]) else 0
    return {n for n, line in enumerate(lines) if n >= first and re.match(r"[^\s#-]|-\S", line)}


def _tell_strays(block: _Block, strays: set[int]) -> list[Problem]:
    message = "'%s' is neither 'field: value' nor indented below one, and is ignored"
    return [
        problem(Subtype.FIELD, block.line + number, message, shown(block.lines[number], 40))
        for number in sorted(strays)
        if not CONFLICT.match(block.lines[number])
    ]


def read_as_text(lines: list[str], line: int) -> Fields | None:
    """Read ``title: Week 1: the start``, which is no YAML, as people mean it."""
    written = [each for each in lines if each.strip()]
    match = KEY_LINE.fullmatch(written[0]) if len(written) == 1 else None
    text = match["rest"] if match else None
    if match is None or text is None or not is_plain(text):
        return None
    return Fields((Entry(match[1], Scalar(unquoted(text.strip()), line), line),))


def is_plain(text: str) -> bool:
    """Say whether a text that is no YAML can be taken as it is: no list or quote is left open.

    ``[WIP] my week`` is words behind brackets; ``[Ana, Bob`` was to be a list.
    """
    closing = {"[": "]", "{": "}", '"': '"', "'": "'"}.get(text[0])
    if closing is None:
        return text[0] not in "|>"
    is_list = text[0] in "[{" and text.rstrip().endswith(closing)
    return closing in text[1:] and not is_list


def unquoted(text: str) -> str:
    """Take off the quotes around a text: ``'it's fun'``."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
