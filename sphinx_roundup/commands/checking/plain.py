"""The lines of a report that are neither code nor comments, by their look alone.

For advice, which is given by the line: what a parser makes of a text has lost where it stood.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*(.*)")
_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
_BACKTICKS = re.compile("`+")
_LITERAL = re.compile(r"``.+?``")
_CODE_FENCE = re.compile(r"\{(code|math|eval-rst|raw|mermaid|parsed-literal|literalinclude)\b")
_LIST = re.compile(r"\s*([-+*]|\d+[.)])\s")
_NO_PROSE = re.compile(
    r"\s*\.\. (code|math|sourcecode|raw|highlight|parsed-literal)[\w-]*::"
    r"|\s*\.\.( (?!_|\[|\||\S+::).*)?$"
)
"""How directives of code begin, and comments."""


def plain_lines(text: str, syntax: Literal["md", "rst"]) -> list[str]:
    """Return the lines of *text*, empty where they aren't prose."""
    if syntax == "rst":
        return list(_without_blocks(text.split("\n")))
    lines = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text).split("\n")
    return [_without_spans(line) for line in _without_indented(_without_fences(lines))]


def _without_fences(lines: Iterable[str]) -> Iterator[str]:
    fence, is_code = "", False
    for line in lines:
        match = _FENCE.fullmatch(line)
        if fence:
            ends = match and match[1].startswith(fence) and not match[2].strip()
            yield "" if ends or is_code else line
            fence = "" if ends else fence
        elif match and "`" not in match[2]:
            fence = match[1]
            is_code = not match[2].startswith("{") or bool(_CODE_FENCE.match(match[2]))
            yield ""
        else:
            yield line


def _without_indented(lines: Iterable[str]) -> Iterator[str]:
    """Blank out what is indented like code below an empty line, and isn't part of a list."""
    in_list, is_blank = False, True
    for line in lines:
        indented = line.startswith(("    ", "\t"))
        in_list = bool(_LIST.match(line)) or (in_list and (indented or not line.strip()))
        is_blank = not line.strip() or (is_blank and indented and not in_list)
        yield "" if is_blank else line


def _without_spans(line: str) -> str:
    """Blank out code within a line: what stands between two rows of as many backticks."""
    rows = list(_BACKTICKS.finditer(line))
    ends: dict[int, int] = {}  # length -> where the nearest row of it begins
    end_of: dict[int, int] = {}
    for row in reversed(rows):
        length = row.end() - row.start()
        end_of[row.start()] = ends.get(length, -1)
        ends[length] = row.start()
    parts, done = [], 0
    for row in rows:
        length, end = row.end() - row.start(), end_of[row.start()]
        # Behind a link of reST there is an underscore.
        if row.start() >= done and end >= 0 and line[end + length : end + length + 1] != "_":
            parts.append(line[done : row.start()])
            done = end + length
    return " ".join([*parts, line[done:]])


def _without_blocks(lines: Iterable[str]) -> Iterator[str]:
    """Blank out what is indented below ``::``, directives of code and comments."""
    within: int | None = None
    for line in lines:
        depth = len(line) - len(line.lstrip())
        if within is not None and line.strip() and depth <= within:
            within = None
        if within is not None:
            yield ""
        elif _NO_PROSE.match(line):
            within = depth
            yield ""
        else:
            if line.rstrip().endswith("::") and not line.lstrip().startswith(".. "):
                within = depth
            yield _LITERAL.sub(" ", line)
