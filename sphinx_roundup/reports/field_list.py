"""Field list at the top of a reST report, or right below its title.

As docutils reads it: https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#field-lists
"""

from __future__ import annotations

import re
from textwrap import dedent
from typing import TYPE_CHECKING

from sphinx_roundup.problems import Problem, shown
from sphinx_roundup.reports.fields import KNOWN
from sphinx_roundup.reports.front_matter import MAX_LENGTH, Head, is_plain
from sphinx_roundup.reports.yaml_values import (
    Entry,
    InvalidValue,
    InvalidYaml,
    Scalar,
    read_value,
)

if TYPE_CHECKING:
    from sphinx_roundup.reports.yaml_values import Value

FIELD = re.compile(r":(?![: ])((?:[^:\\]|\\.|:(?!(?:[ `]|$)))*)(?<! ):(?: +(.*)|$)")
"""docutils' pattern of a field's name, from ``states.Body``; ``:ref:`x``` is none."""
COMMENT = re.compile(r"\.\.( (?!.*\S::( |$)|[\[|])|$)")
"""Comment or target, both invisible; no directive, footnote or substitution."""
ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*[ \t]*")
ITEM = re.compile(r"^(\s*)[*+](?=\s)", re.MULTILINE)
"""reST has three bullets; YAML knows the hyphen."""


def read_field_list(lines: list[str], problems: list[Problem]) -> Head | None:
    """Return the field list at the top of a file, or ``None``.

    Below a title it must have a known field: it might be part of the text.

    :param problems: gets those of invalid values
    """
    top = _skip_invisible(lines, 0)
    if head := _read(lines, top, problems):
        return head
    if not (below := _skip_title(lines, top)):
        return None
    found: list[Problem] = []
    head = _read(lines, _skip_invisible(lines, below), found)
    if head is None or not any(entry.name in KNOWN for entry in head.entries):
        return None
    problems += found
    return head


def _skip_invisible(lines: list[str], start: int) -> int:
    """Return the first line that is neither blank nor part of a comment."""
    number = start
    while number < len(lines):
        if COMMENT.match(lines[number]):
            number = _end_of_block(lines, number)
        elif lines[number].strip():
            break
        else:
            number += 1
    return number


def _end_of_block(lines: list[str], start: int) -> int:
    """Return the line behind a block of indented and blank lines below *start*."""
    number = start + 1
    while number < len(lines) and (not lines[number].strip() or lines[number][0] in " \t"):
        number += 1
    return number


def _skip_title(lines: list[str], top: int) -> int | None:
    """Return the line behind a title at *top*."""
    over, title, under = [*lines[top : top + 3], "", "", ""][:3]
    if ADORNMENT.fullmatch(over) and over.rstrip() == under.rstrip() and title.strip():
        return top + 3
    if over[:1].strip() and ADORNMENT.fullmatch(title) and len(title.strip()) >= min(4, len(over)):
        return top + 2
    return None


def _read(lines: list[str], top: int, problems: list[Problem]) -> Head | None:
    number = top
    entries: list[Entry] = []
    while number < len(lines) and (match := FIELD.match(lines[number])):
        end = _end_of_block(lines, number)
        block = [match[2] or "", *dedent("\n".join(lines[number + 1 : end])).split("\n")]
        try:
            value = _read_value(block, number + 1)
            name = re.sub(r"\\(.)", r"\1", match[1]).strip()
            entries.append(Entry(name, value, number + 1))
        except InvalidValue as error:
            problems.append(error.problem)
        number = end
    return Head(entries, top, number) if number > top else None


def _read_value(block: list[str], line: int) -> Value:
    """Read a field's text, as YAML if it is a list or a mapping."""
    text = "\n".join(block)
    plain = " ".join(text.split())
    first = next((n for n, each in enumerate(block) if each.strip()), 0)
    if not re.match(r"[\[{]|[-*+]\s", plain) or len(text) > MAX_LENGTH:
        return Scalar(plain or None, line + first)
    try:
        return read_value(ITEM.sub(r"\1-", text), line) or Scalar(plain, line)
    except InvalidYaml:
        if plain[0] in "[{" and is_plain(plain):
            return Scalar(plain, line + first)
        message = "the list '%s' can't be read, and is ignored; write each item as '- item'"
        raise InvalidValue(line, message, shown(plain, 40)) from None
