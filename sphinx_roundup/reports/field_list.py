"""The fields of a reST report: a field list at its top, or right below its title.

As docutils reads them: https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#field-lists
"""

from __future__ import annotations

import re
from textwrap import dedent

import yaml

from sphinx_roundup.problems import shown
from sphinx_roundup.reports.front_matter import Head, is_plain
from sphinx_roundup.reports.keys import KNOWN
from sphinx_roundup.reports.values import Entry, Fields, Refused, Scalar, Value, read_value

FIELD = re.compile(r":(?![: ])((?:[^:\\]|\\.|:(?!(?:[ `]|$)))*)(?<! ):(?: +(.*)|$)")
"""docutils' own pattern of a field's name, from ``states.Body``; ``:ref:`x``` is none."""
COMMENT = re.compile(r"\.\.( (?!.*\S::( |$)|[\[|])|$)")
"""A comment or a target, neither of which shows; no directive, footnote or substitution."""
ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*[ \t]*")
ITEM = re.compile(r"^(\s*)[*+](?=\s)", re.MULTILINE)
"""reST has three bullets, of which YAML knows the hyphen."""


def read_field_list(lines: list[str], longest: int) -> Head | None:
    """Return the field list that a file begins with, or ``None``.

    Below a title, only with a field in it that we know: it might be part of the text.

    :param longest: how many characters of a field are read as a list or a mapping
    """
    top = _skip_unseen(lines, 0)
    if head := _read(lines, top, longest):
        return head
    if not (below := _skip_title(lines, top)):
        return None
    head = _read(lines, _skip_unseen(lines, below), longest)
    known = head and any(entry.name in KNOWN for entry in head.fields.entries)
    return head if known else None


def _skip_unseen(lines: list[str], start: int) -> int:
    """Return the first line that isn't blank and belongs to no comment."""
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
    """Return the line behind a block whose further lines are indented, blank ones included."""
    number = start + 1
    while number < len(lines) and (not lines[number].strip() or lines[number][0] in " \t"):
        number += 1
    return number


def _skip_title(lines: list[str], top: int) -> int | None:
    """Return the line behind a title that stands at *top*."""
    over, title, under = [*lines[top : top + 3], "", "", ""][:3]
    if ADORNMENT.fullmatch(over) and over.rstrip() == under.rstrip() and title.strip():
        return top + 3
    if over[:1].strip() and ADORNMENT.fullmatch(title) and len(title.strip()) >= min(4, len(over)):
        return top + 2
    return None


def _read(lines: list[str], top: int, longest: int) -> Head | None:
    number = top
    entries: list[Entry] = []
    problems = []
    while number < len(lines) and (match := FIELD.match(lines[number])):
        end = _end_of_block(lines, number)
        block = [match[2] or "", *dedent("\n".join(lines[number + 1 : end])).split("\n")]
        try:
            value = _read_value(block, number + 1, longest)
            entries.append(Entry(_unescaped(match[1]), value, number + 1))
        except Refused as error:
            problems.append(error.problem)
        number = end
    return Head(Fields(tuple(entries), tuple(problems)), top, number) if number > top else None


def _unescaped(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name).strip()


def _read_value(block: list[str], line: int, longest: int) -> Value:
    """Read a field's text; as YAML where it is a list or a mapping."""
    text = "\n".join(block)
    plain = " ".join(text.split())
    first = next((n for n, each in enumerate(block) if each.strip()), 0)
    if not re.match(r"[\[{]|[-*+]\s", plain) or len(text) > longest:
        return Scalar(plain or None, line + first)
    try:
        return read_value(ITEM.sub(r"\1-", text), line) or Scalar(plain, line)
    except yaml.YAMLError:
        if plain[0] in "[{" and is_plain(plain):
            return Scalar(plain, line + first)
        message = "the list '%s' can't be read, and is ignored; write each item as '- item'"
        raise Refused(line, message, shown(plain, 40)) from None
