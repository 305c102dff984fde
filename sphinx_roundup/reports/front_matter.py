"""Front matter in YAML or TOML, with repair of common mistakes."""

from __future__ import annotations

import json
import re
import tomllib
from contextlib import suppress
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.problems import Problem, Subtype, escape, problem
from sphinx_roundup.reports.decoding import without_controls
from sphinx_roundup.reports.fields import KNOWN, MAX_FIELDS, is_field
from sphinx_roundup.reports.yaml_values import Entry, InvalidYaml, Scalar, read_mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_LENGTH = 64_000
"""Characters. The longest front matter of 316 real reports has 2,000."""
MAX_TOML = 8_000  # characters: the work of reading TOML grows with the square of their number

TOML_LINE = re.compile(r"([\w-]+)[ \t]*=")
KEY = re.compile(r"""["']?(?P<key>\w+(?:[.-]\w+)*(?: \w+(?:[.-]\w+)*){0,2})["']?""")
"""At most three words: a line of prose with a colon is no field."""
KEY_LINE = re.compile(rf"{KEY.pattern}[ \t]*:(?:[ \t]+(?P<rest>\S.*)|[ \t]*)")
TIGHT_LINE = re.compile(rf"(?i)({'|'.join(sorted(KNOWN))}):(?=[^\s/])")
"""``author:Ana``: YAML requires a space."""
HASH_LINE = re.compile(
    r"(?i)^((?:affiliation|description|excerpt|quote|summary|title)[ \t]*:[ \t]+)"
    r"""([^\s'"\[\]{}|>&*!%@`#-].*?\s#\S.*|#\d.*)"""
)
"""``title: Day #1``: YAML takes the number for a comment."""
CONFLICT = re.compile(r"<{7} |={7}$|>{7} ")
"""Git's markers of a merge conflict, which :mod:`.record` reports."""


class Head(NamedTuple):
    """Fields at the top of a report, and the lines that they take."""

    entries: Sequence[Entry] = ()
    start: int = 0  # first line that isn't text of the report, counted from 0
    end: int = 0  # line after the last one


class _Form(NamedTuple):
    """Front matter of a language."""

    opening: str
    closing: str
    length: int  # most characters
    read: Callable[[list[str], list[Problem]], list[Entry] | None]
    """Reader of its lines, without the rules; ``None`` for prose."""


def read_front_matter(lines: list[str], problems: list[Problem]) -> Head | None:
    """Return the front matter at the top of a file, or ``None``.

    Prose between two rules is no front matter.
    """
    top = first_line(lines)
    form = next((each for each in _FORMS if re.fullmatch(each.opening, lines[top])), None)
    if form is None:
        return None
    below = range(top + 1, len(lines))
    end = next((n for n in below if re.fullmatch(form.closing, lines[n])), None)
    if end is None:
        return _never_closed(lines, top, problems) if form.read is _read_yaml else None
    content = [*[""] * (top + 1), *lines[top + 1 : end]]
    if sum(map(len, content)) + len(content) <= form.length:
        entries = form.read(content, problems)
        return None if entries is None else Head(entries, top, end + 1)
    if not _has_field(content[:20]):
        return None
    message = "the front matter is longer than %d characters, and is ignored"
    problems.append(problem(Subtype.FIELD, 1, message, form.length))
    return Head((), top, end + 1)


def first_line(lines: list[str]) -> int:
    """Return the number of the first line that isn't empty, 0 if there is none."""
    return next((number for number, line in enumerate(lines) if line.strip()), 0)


def _has_field(lines: list[str]) -> bool:
    patterns = (KEY_LINE.fullmatch, TIGHT_LINE.match, TOML_LINE.match)
    matches = (match for line in lines for find in patterns if (match := find(line)))
    return any(is_field(match[1].casefold()) for match in matches)


def _never_closed(lines: list[str], top: int, problems: list[Problem]) -> Head | None:
    """Read fields up to the first empty line, if nothing else stands there."""
    start = top + 1 + first_line(lines[top + 1 :])
    block = list(takewhile(str.strip, lines[start:]))
    if not _has_field(block[:1]):
        return None
    is_head = all(KEY_LINE.fullmatch(line) or line[0] in " \t-" for line in block)
    entries = _read_yaml([*[""] * start, *block], problems) if is_head else None
    what = "ends at the first empty line" if entries else "stays in the text"
    message = "the front matter is never closed, and %s; write '---' below it"
    problems.append(problem(Subtype.FIELD, top + 1, message, what))
    return Head(entries, top, start + len(block)) if entries else None


# -- TOML and JSON -----------------------------------------------------------------------


def _read_toml(content: list[str], problems: list[Problem]) -> list[Entry] | None:
    """Read Hugo's front matter; values of a field have the line of its key."""
    try:
        found = _load_toml("\n".join(content))
    except (ValueError, RecursionError) as error:
        if not _has_field([line.strip() for line in content]):
            return None
        at = re.search(r" \(at (?:line (\d+)|end of document).*", str(error))
        number = int(at[1]) if at and at[1] else len(content)
        message = "the front matter isn't TOML, and what can't be read is ignored: %s"
        reason = str(error).removesuffix(at[0] if at else "").lower()
        problems.append(problem(Subtype.FIELD, number, message, reason))
        found = {}
        for line in takewhile(lambda line: not line.startswith("["), content):
            with suppress(ValueError, RecursionError):
                found |= _load_toml(line)
    entries = []
    for key, written in found.items():
        own = re.compile(rf"""[\["' ]*{re.escape(key)}["']?\s*[=.\]]""")
        place = next((n for n, text in enumerate(content, 1) if own.match(text)), 1)
        entries += _try([written], place, problems) or []
    return entries


def _load_toml(text: str) -> dict[str, str]:
    """Return the keys with their fields as JSON, which is YAML, on one line."""
    return {  # ValueError for numbers of more than 4,300 digits, which Python doesn't write
        key: without_controls(json.dumps({key: value}, default=str, ensure_ascii=False))
        for key, value in tomllib.loads(text).items()
    }


def _read_json(content: list[str], problems: list[Problem]) -> list[Entry] | None:
    if not _has_field([line.strip() for line in content]):
        return None
    return _read_yaml(["{", *content[1:], "}"], problems)


# -- YAML --------------------------------------------------------------------------------


def _read_yaml(content: list[str], problems: list[Problem]) -> list[Entry] | None:
    """Read the lines between the rules; ``None`` for prose."""
    content = [HASH_LINE.sub(_quoted, line) for line in content]
    entries = _try(content, 1, problems)
    if entries is None:
        return _recover(content, problems) if _has_field(content) else None
    prose = entries and not any(KEY.fullmatch(entry.key) for entry in entries)
    return None if prose else entries


def _quoted(match: re.Match[str]) -> str:
    return "{}'{}'".format(match[1], match[2].rstrip(" \t").replace("'", "''"))


def _try(lines: list[str], line: int, problems: list[Problem]) -> list[Entry] | None:
    try:
        return read_mapping("\n".join(lines), line, problems)
    except InvalidYaml:
        return None


def _recover(content: list[str], problems: list[Problem]) -> list[Entry]:
    """Read field by field, so that a mistake costs one of them; not more than may be used."""
    lines = [TIGHT_LINE.sub(r"\1: ", line, count=1) for line in content]
    first = first_line(lines)
    starts = [n for n, line in enumerate(lines) if n == first or KEY_LINE.fullmatch(line)]
    entries: list[Entry] = []
    for start, end in [*pairwise([*starts, len(lines)])][: MAX_FIELDS + 1]:
        entries += _read_block(lines[start:end], start + 1, problems)
    return entries


def _read_block(block: list[str], line: int, problems: list[Problem]) -> list[Entry]:
    """Read a field: as it is, without unmatched lines, or as text."""
    entries = _try(block, line, problems)
    if entries is None:
        block = _without_unmatched(block, line, problems)
        entries = _try(block, line, problems)
    return _read_as_text(block, line, problems) if entries is None else entries


def _without_unmatched(block: list[str], line: int, problems: list[Problem]) -> list[str]:
    """Empty the lines that can neither belong to the block's field nor be a comment."""
    first = 1 if KEY_LINE.fullmatch(block[0]) else 0
    kept = list(block)
    message = "'%s' is neither 'field: value' nor indented below one, and is ignored"
    for number, text in enumerate(block[first:], first):
        if re.match(r"[^\s#-]|-\S", text):
            kept[number] = ""
            if not CONFLICT.match(text):
                problems.append(problem(Subtype.FIELD, line + number, message, escape(text, 40)))
    return kept


def _read_as_text(block: list[str], line: int, problems: list[Problem]) -> list[Entry]:
    """Read ``title: Week 1: the start``, which isn't YAML, as its author meant it."""
    written = "\n".join(filter(str.strip, block))
    match = KEY_LINE.fullmatch(written)
    text = (match["rest"] or "").strip() if match else ""
    if match and text and is_plain(text):
        quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""  # 'it's fun'
        return [Entry(match[1], Scalar(text[1:-1] if quoted else text, line), line)]
    message = "'%s' can't be read, and is ignored; put the text after the colon in quotes"
    start = escape(written.partition("\n")[0].strip(), 40)
    problems.append(problem(Subtype.FIELD, line, message, start))
    return []


def is_plain(text: str) -> bool:
    """Whether a text that isn't YAML has no open list or quote, so that it can be taken as it is.

    ``[WIP] my week`` is words after brackets; ``[Ana, Bob`` is an open list.
    """
    closing = {"[": "]", "{": "}", '"': '"', "'": "'"}.get(text[0])
    if closing is None:
        return text[0] not in "|>"
    is_list = text[0] in "[{" and text.rstrip().endswith(closing)
    return closing in text[1:] and not is_list


_FORMS = (
    _Form(r"---[ \t]*", r"(---|\.\.\.)[ \t]*", MAX_LENGTH, _read_yaml),
    _Form(r"\+\+\+[ \t]*", r"\+\+\+[ \t]*", MAX_TOML, _read_toml),
    _Form(r"\{\s*", r"\}[ \t]*", MAX_LENGTH, _read_json),
)
