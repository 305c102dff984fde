"""The people file: reading, repair and checks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.problems import Problem, Subtype, escape, problem
from sphinx_roundup.reports.decoding import INVISIBLE, UnreadableReport, collapsed
from sphinx_roundup.reports.front_matter import CONFLICT
from sphinx_roundup.reports.people_entry import is_foreign, read_person, unknown_keys
from sphinx_roundup.reports.person import Person, casefolded
from sphinx_roundup.reports.reading import read_text
from sphinx_roundup.reports.slugs import make_anchor
from sphinx_roundup.reports.yaml_values import (
    InvalidValue,
    InvalidYaml,
    Mapping,
    read_mapping,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.reports.yaml_values import Entry

MAX_HANDLE = 100
"""Characters."""

EMPTY_LINE = re.compile(r"(?:---|\.\.\.)?\s*(?:#.*)?")
"""Also the beginning or end of a YAML document."""
GOES_ON = (" ", "\t", "#", "}", "]")
"""Beginnings of lines that belong to the entry above, or to none."""


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """People and problems of a people file, both in the order of its lines."""

    people: tuple[Person, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_people_file(srcdir: Path, filename: str, limits: Limits = DEFAULTS) -> PeopleFile:
    """Return the people of a file, also of a broken one.

    :param filename: POSIX below *srcdir*
    """
    try:
        source = read_text(srcdir, filename, limits)
    except UnreadableReport as error:
        return PeopleFile(problems=(error.problem,))
    found = parse_people(source.text)
    people = tuple(replace(person, filename=filename) for person in found.people)
    return PeopleFile(people, _by_line((*source.problems, *found.problems)))


def parse_people(text: str) -> PeopleFile:
    r"""Return the people of a text, each handle once.

    :param text: lines ended by ``\n``
    """
    problems: list[Problem] = []
    people: list[Person] = []
    known: dict[str, Person] = {}  # by handle, and by anchor behind "#"
    entries = _read_entries(text, problems)
    if len(entries) == 1 and entries[0].name == "authors":
        value = entries[0].value  # MkDocs
        entries = [*value.entries] if isinstance(value, Mapping) else entries
    other = is_foreign(entries)
    problems += unknown_keys(entries)
    for entry in entries:
        try:
            handle = _check_handle(entry, known)
            person = read_person(handle, entry, problems, is_foreign=other)
        except InvalidValue as error:
            problems.append(error.problem)
            continue
        people.append(person)
        known[casefolded(handle)] = known[f"#{make_anchor(handle)}"] = person
    return PeopleFile(tuple(people), _by_line(map(_as_ours, problems)))


def _by_line(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda each: each.line))


def _as_ours(found: Problem) -> Problem:
    """Return a problem of a report's field as one of the people file."""
    message = found.message.replace("the field is ignored", "the entry is ignored")
    return found._replace(subtype=Subtype.PEOPLE.value, message=message)


def _check_handle(entry: Entry, known: dict[str, Person]) -> str:
    """Return the handle of an entry; raise for none, or another person's."""
    handle = collapsed(entry.key).removeprefix("@")
    if not is_handle(handle):
        message = (
            "'%s' is no handle, and the entry is ignored; write letters and digits, "
            "with '.', '-' or '_' between them, at most %d"
        )
        raise InvalidValue(entry.line, message, escape(entry.key), MAX_HANDLE)
    if other := known.get(casefolded(handle)):
        message = "'%s' is a handle in line %d already; the entry is ignored; choose another"
        raise InvalidValue(entry.line, message, handle, other.line)
    if other := known.get(f"#{make_anchor(handle)}"):
        message = (
            "'%s' would have the anchor of '%s' in line %d; the entry is ignored; "
            "choose another handle"
        )
        raise InvalidValue(entry.line, message, handle, other.handle, other.line)
    return handle


def is_handle(text: str) -> bool:
    """Whether a text can be a handle, in any script.

    Letters and digits, with ``.``, ``-`` and ``_`` between them; a combining mark belongs to
    its letter.

    >>> is_handle("ana.f"), is_handle("ana.")
    (True, False)
    """
    # Unicode's categories: L is a letter, M a mark, N a digit or another number.
    letters = "".join("a" if unicodedata.category(c)[0] in "LMN" else c for c in text)
    is_visible = bool(make_anchor(text)) and not INVISIBLE.search(text)
    return bool(re.fullmatch(r"a(?:[a._-]*a)?", letters)) and len(text) <= MAX_HANDLE and is_visible


# -- YAML --------------------------------------------------------------------------------


def _read_entries(text: str, problems: list[Problem]) -> list[Entry]:
    """Return the entries of a text: as a whole, or one by one if it isn't YAML."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines, 1) if not EMPTY_LINE.fullmatch(line)), None)
    if first is None:
        return []
    is_list = re.match(r"-(\s|$)", lines[first - 1])
    try:
        entries = read_mapping(text, 1, problems)
    except InvalidYaml:
        if not is_list:
            return [entry for block in _split(lines) for entry in _read_block(*block, problems)]
        entries = None
    if entries is None:
        message = (
            "the people file is a %s, and is ignored; write each person with a handle, "
            "as in 'ana: Ana Ferreira'"
        )
        problems.append(problem(Subtype.PEOPLE, first, message, "list" if is_list else "text"))
    return entries or []


def _split(lines: list[str]) -> Iterator[tuple[list[str], int]]:
    """Divide the lines at those that begin in the first column; give each block's first line."""
    starts = [n for n, line in enumerate(lines) if not n or (line and line[0] not in GOES_ON)]
    for start, end in pairwise([*starts, len(lines)]):
        if not all(map(EMPTY_LINE.fullmatch, lines[start:end])):
            yield lines[start:end], start + 1


def _read_block(lines: list[str], line: int, problems: list[Problem]) -> list[Entry]:
    """Read an entry, with common mistakes repaired."""
    start = escape(lines[0].strip(), 40)
    message = "'%s' is no entry, and is ignored; write it as in 'ana: Ana Ferreira'"
    args: tuple[str, ...] = (start,)
    try:
        entries = read_mapping("\n".join(lines), line, problems)
        if entries is not None:
            return entries
    except InvalidYaml as error:
        line += min(error.line, max(n for n, each in enumerate(lines) if each.strip()))
        message = "the entry '%s' can't be read, and is ignored; %s"
        args = (start.partition(":")[0].strip(), error.hint)
    if CONFLICT.match(lines[0]):
        message = "'%s' is a marker of a merge conflict, and is ignored; resolve the conflict"
        args = (start,)
    problems.append(problem(Subtype.PEOPLE, line, message, *args))
    return []
