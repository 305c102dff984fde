"""Front matter in YAML or TOML, with repair of common mistakes."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_roundup.problems import Problem, Subtype, escape, problem
from sphinx_roundup.reports.decoding import without_controls
from sphinx_roundup.reports.fields import KNOWN, MAX_FIELDS, is_field
from sphinx_roundup.reports.yaml_values import (
    MAX_DEPTH,
    Entry,
    InvalidYaml,
    Listing,
    Mapping,
    Scalar,
    read_repaired,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.reports.yaml_values import Value

MAX_LENGTH = 64_000
"""Characters. The longest front matter of 316 real reports has 2,000."""
MAX_TOML = 8_000
"""Characters: the work of reading TOML grows with the square of their number."""

OPENING = re.compile(r"---[ \t]*")
CLOSING = re.compile(r"(---|\.\.\.)[ \t]*")
TOML_RULE = re.compile(r"\+\+\+[ \t]*")
JSON_END = re.compile(r"\}[ \t]*")
TOML_LINE = re.compile(r"([\w-]+)[ \t]*=")
KEY = re.compile(r"""["']?(\w+(?:[.-]\w+)*(?: \w+(?:[.-]\w+)*){0,2})["']?""")
"""At most three words: a line of prose with a colon is no field."""
KEY_LINE = re.compile(rf"{KEY.pattern}[ \t]*:(?:[ \t]+(?P<rest>\S.*)|[ \t]*)")
TIGHT_LINE = re.compile(rf"(?i)({'|'.join(sorted(KNOWN))}):(?=[^\s/])")
"""``author:Ana``: YAML requires a space."""
HASH_LINE = re.compile(
    r"(?i)((?:affiliation|description|excerpt|quote|summary|title)[ \t]*:[ \t]+)"
    r"""([^\s'"\[\]{}|>&*!%@`#-].*?\s#\S.*?|#\d.*?)[ \t]*"""
)
"""``title: Day #1``: YAML takes the number for a comment."""
CONFLICT = re.compile(r"<{7} |={7}$|>{7} ")
"""Git's markers of a merge conflict, which :mod:`.record` reports."""


class Head(NamedTuple):
    """Fields at the top of a report, and the lines that they take."""

    entries: Sequence[Entry] = ()
    start: int = 0
    """First line that isn't text of the report, counted from 0."""
    end: int = 0
    """Line behind the last one."""


def read_front_matter(lines: list[str], problems: list[Problem]) -> Head | None:
    """Return the front matter at the top of a file, or ``None``.

    Prose between two rules is no front matter.

    :param problems: gets those of invalid fields
    """
    top = first_line(lines)
    is_toml, is_json = TOML_RULE.fullmatch(lines[top]), lines[top].rstrip() == "{"
    if not (is_toml or is_json or OPENING.fullmatch(lines[top])):
        return None
    rule = TOML_RULE if is_toml else JSON_END if is_json else CLOSING
    end = next((n for n, line in enumerate(lines) if n > top and rule.fullmatch(line)), None)
    if end is None:
        return None if is_toml or is_json else _never_closed(lines, top, problems)
    content = [*[""] * top, *lines[top + 1 : end]]  # the second line of the file is the first here
    if is_json:
        if not _has_field([line.strip() for line in content]):
            return None
        content[top] = "{" + content[top]
        content[-1] += "}"  # JSON is YAML
    entries: Sequence[Entry] | None
    most = MAX_TOML if is_toml else MAX_LENGTH
    if sum(map(len, content)) + len(content) > most:
        entries = _too_long(content, most, problems)
    else:
        entries = (_read_toml if is_toml else _read_yaml)(content, problems)
    return None if entries is None else Head(entries, top, end + 1)


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
    entries = _read_yaml([*[""] * (start - 1), *block], problems) if is_head else None
    what = "ends at the first empty line" if entries else "stays in the text"
    message = "the front matter is never closed, and %s; write '---' below it"
    problems.append(problem(Subtype.FIELD, top + 1, message, what))
    return Head(entries, top, start + len(block)) if entries else None


def _too_long(content: list[str], most: int, problems: list[Problem]) -> list[Entry] | None:
    if not _has_field(content[:20]):
        return None
    message = "the front matter is longer than %d characters, and is ignored"
    problems.append(problem(Subtype.FIELD, 1, message, most))
    return []


# -- TOML --------------------------------------------------------------------------------


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
        problems.append(problem(Subtype.FIELD, number + 1, message, reason))
        found = {}
        for line in takewhile(lambda line: not line.startswith("["), content):
            with suppress(ValueError, RecursionError):
                found |= _load_toml(line)
    entries = []
    for key, value in found.items():
        own = re.compile(rf"""[\["' ]*{re.escape(key)}["']?\s*[=.\]]""")
        place = next((n for n, text in enumerate(content, 2) if own.match(text)), 1)
        entries.append(_entry(key, value, place))
    return entries


def _load_toml(text: str) -> dict[str, Any]:
    found = tomllib.loads(text)
    str(found)  # Python writes no number of more than 4,300 digits
    return found


def _entry(key: str, value: Any, line: int, depth: int = 0) -> Entry:
    return Entry(without_controls(key).strip(), _as_value(value, line, depth), line)


def _as_value(value: Any, line: int, depth: int = 0) -> Value:
    if isinstance(value, list | dict) and depth > MAX_DEPTH:
        return Scalar(None, line)
    if isinstance(value, list):
        return Listing(tuple(_as_value(each, line, depth + 1) for each in value), line)
    if isinstance(value, dict):
        pairs = value.items()
        return Mapping(tuple(_entry(key, each, line, depth + 1) for key, each in pairs), line)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return Scalar(without_controls(text).strip(), line)


# -- YAML --------------------------------------------------------------------------------


def _read_yaml(content: list[str], problems: list[Problem]) -> list[Entry] | None:
    """Read the lines between the rules; ``None`` for prose."""
    content = [_with_quotes(line) for line in content]
    entries = _try(content, 2, problems)
    if entries is None:
        return _recover(content, problems) if _has_field(content) else None
    prose = entries and not any(KEY.fullmatch(entry.key) for entry in entries)
    return None if prose else entries


def _with_quotes(line: str) -> str:
    match = HASH_LINE.fullmatch(line)
    return "{}'{}'".format(match[1], match[2].replace("'", "''")) if match else line


def _try(lines: list[str], line: int, problems: list[Problem]) -> list[Entry] | None:
    try:
        return read_repaired("\n".join(lines), line, problems)
    except InvalidYaml:
        return None


def _recover(content: list[str], problems: list[Problem]) -> list[Entry]:
    """Read field by field, so that a mistake costs one of them; not more than may be used."""
    lines = [TIGHT_LINE.sub(r"\1: ", line, count=1) for line in content]
    starts = [n for n, line in enumerate(lines) if not n or KEY_LINE.fullmatch(line)]
    entries: list[Entry] = []
    for start, end in [*pairwise([*starts, len(lines)])][: MAX_FIELDS + 1]:
        entries += _read_block(lines[start:end], start + 2, problems)
    return entries


def _read_block(block: list[str], line: int, problems: list[Problem]) -> list[Entry]:
    """Read a field: as it is, without unmatched lines, or as text."""
    if (entries := _try(block, line, problems)) is not None:
        return entries
    kept = _without_unmatched(block, line, problems)
    if (entries := _try(kept, line, problems)) is not None:
        return entries
    if entry := _read_as_text(kept, line):
        return [entry]
    message = "'%s' can't be read, and is ignored; put the text behind the colon in quotes"
    start = escape(next(filter(None, kept)).strip(), 40)
    problems.append(problem(Subtype.FIELD, line, message, start))
    return []


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


def _read_as_text(lines: list[str], line: int) -> Entry | None:
    """Read ``title: Week 1: the start``, which isn't YAML, as its author meant it."""
    written = [each for each in lines if each.strip()]
    match = KEY_LINE.fullmatch(written[0]) if len(written) == 1 else None
    text = match["rest"] if match else None
    if match is None or text is None or not is_plain(text):
        return None
    text = text.strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""  # 'it's fun'
    return Entry(match[1], Scalar(text[1:-1] if quoted else text, line), line)


def is_plain(text: str) -> bool:
    """Whether a text that isn't YAML has no open list or quote, so that it can be taken as it is.

    ``[WIP] my week`` is words behind brackets; ``[Ana, Bob`` is an open list.
    """
    closing = {"[": "]", "{": "}", '"': '"', "'": "'"}.get(text[0])
    if closing is None:
        return text[0] not in "|>"
    is_list = text[0] in "[{" and text.rstrip().endswith(closing)
    return closing in text[1:] and not is_list
