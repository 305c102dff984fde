"""Which lines of a reST text are running text, and which are code or comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

EXPLICIT = re.compile(r"(?P<indent>\s*)\.\.(?:\s+(?P<rest>.*))?$")
DIRECTIVE = re.compile(
    r"(?:\|(?P<name>[^|]+)\|\s+)?(?P<directive>[\w:.+-]+)::(?:\s+(?P<argument>.*))?$"
)
_NO_COMMENT = re.compile(r"(?:_|__(?:\s|:)|\[[^\]]+\](?:\s|$)|\|[^|]+\|\s)")
_CODE = frozenset(
    {*("code", "code-block", "sourcecode", "math", "raw", "literalinclude", "highlight")}
    | {*("parsed-literal", "productionlist", "graphviz", "doctest", "testcode", "csv-table")}
)
_QUOTED = re.compile(r"[!-/:-@\[-`{-~]")


def running_text(lines: Sequence[str]) -> list[bool]:
    """Say of each line whether it is running text; a directive's or target's own line is."""
    shown = [True] * len(lines)
    number = 0
    while number < len(lines):
        end = _end_of_silence(lines, number)
        first = number if _is_comment(lines[number]) else number + 1
        for silent in range(first, end):
            shown[silent] = False
        number = max(end, number + 1)
    return shown


def indent_of(line: str) -> int:
    """Return how far a line is indented."""
    return len(line.expandtabs(8)) - len(line.expandtabs(8).lstrip())


def end_of_block(lines: Sequence[str], start: int) -> int:
    """Return the line behind what is indented below *start*; blank ones at the end are left."""
    indent = indent_of(lines[start])
    number = last = start + 1
    while number < len(lines) and (not lines[number].strip() or indent_of(lines[number]) > indent):
        number += 1
        if lines[number - 1].strip():
            last = number
    return last


def _is_comment(line: str) -> bool:
    match = EXPLICIT.match(line)
    if not match:
        return False
    rest = (match["rest"] or "").strip()
    return not (DIRECTIVE.match(rest) or _NO_COMMENT.match(rest))


def _end_of_silence(lines: Sequence[str], number: int) -> int:
    """Return the line behind the code or comment that a line begins; itself if it doesn't."""
    line = lines[number]
    if _is_comment(line):
        return end_of_block(lines, number)
    if match := EXPLICIT.match(line):
        found = DIRECTIVE.match((match["rest"] or "").strip())
        is_code = found is not None and found["directive"] in _CODE
        return end_of_block(lines, number) if is_code else number
    if line.rstrip().endswith("::"):
        return _end_of_literal(lines, number)
    return number


def _end_of_literal(lines: Sequence[str], number: int) -> int:
    """Return the line behind a literal block: indented, or each line behind the same sign."""
    end = end_of_block(lines, number)
    if end > number + 1:
        return end
    first = number + 1
    while first < len(lines) and not lines[first].strip():
        first += 1
    if first < len(lines) and (sign := _QUOTED.match(lines[first])):
        while first < len(lines) and lines[first].startswith(sign[0]):
            first += 1
        return first
    return number
