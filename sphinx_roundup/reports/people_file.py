"""The people file: reading, repair and checks.

It is YAML, much of it hand-made. Where it isn't, it is read entry by entry, so that a slip
costs one of them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import yaml

from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.problems import Problem, Subtype, problem, shown
from sphinx_roundup.reports.checks import Wrong
from sphinx_roundup.reports.front_matter import CONFLICT
from sphinx_roundup.reports.people_entry import read_person
from sphinx_roundup.reports.person import Person, folded
from sphinx_roundup.reports.reading import read_text
from sphinx_roundup.reports.slug import make_anchor
from sphinx_roundup.reports.text import INVISIBLE, UnreadableReport, collapsed
from sphinx_roundup.reports.values import Fields, read_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.reports.values import Entry

MAX_HANDLE = 100
"""In characters."""
MAX_MENDED = 20
"""Accounts that an entry may have without quotes: each costs reading the entry again."""

EMPTY_LINE = re.compile(r"(?:---|\.\.\.)?\s*(?:#.*)?")
"""Also what begins and ends a document of YAML."""
GOES_ON = (" ", "\t", "#", "}", "]")
"""How a line begins that belongs to the entry above it, or to none."""
ACCOUNT = re.compile(r"""@[^\s,\[\]{}"']*[^\s,\[\]{}"':]""")
"""``@ana``: YAML reserves the sign."""

CURES = (
    ("quoted scalar", "a quote is left open"),
    ("flow", "a bracket is left open, or a comma is missing"),
    ("mapping values", "put a text with a colon in quotes"),
    ("start any token", "put a text that begins with a sign in quotes"),
    ("block", "indent the keys of one entry alike"),
    ("simple key", "write each line as 'key: value', with a space after the colon"),
)
"""What PyYAML says, and what to do about it."""


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """What a people file says."""

    people: tuple[Person, ...] = ()
    problems: tuple[Problem, ...] = ()
    """In the order of the lines, as the people are."""


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
    r"""Return the people of a text, each handle once, and what is wrong with others.

    :param text: its lines ended by ``\n``
    """
    fields = _read_entries(text)
    directory = _Directory()
    for entry in fields.entries:
        directory.take(entry)
    problems = (*map(_as_ours, fields.problems), *map(_as_ours, directory.problems))
    return PeopleFile(tuple(directory.people), _by_line(problems))


def _by_line(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda each: each.line))


def _as_ours(told: Problem) -> Problem:
    """Return a problem of front matter as one of the people file."""
    message = told.message.replace("the field is ignored", "the entry is ignored")
    return told._replace(subtype=Subtype.PEOPLE.value, message=message)


# -- Entries -----------------------------------------------------------------------------


class _Directory:
    """Collects people, and sees to it that each has a handle and an anchor of their own."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.problems: list[Problem] = []
        self._by_handle: dict[str, Person] = {}
        self._by_anchor: dict[str, Person] = {}

    def take(self, entry: Entry) -> None:
        try:
            handle = self._check(entry)
            person, problems = read_person(handle, entry)
        except Wrong as error:
            self.problems.append(error.problem)
            return
        self.problems += problems
        self.people.append(person)
        self._by_handle[folded(handle)] = self._by_anchor[make_anchor(handle)] = person

    def _check(self, entry: Entry) -> str:
        """Return the handle of an entry.

        :raises Wrong: where it is none, or another's
        """
        handle = collapsed(entry.key).removeprefix("@")
        if not is_handle(handle):
            message = (
                "'%s' is no handle, and the entry is ignored; write letters and digits, "
                "with '.', '-' or '_' between them, at most %d"
            )
            raise _wrong(entry, message, shown(entry.key), MAX_HANDLE)
        if other := self._by_handle.get(folded(handle)):
            message = "'%s' is a handle in line %d already; the entry is ignored; choose another"
            raise _wrong(entry, message, handle, other.line)
        if other := self._by_anchor.get(make_anchor(handle)):
            message = (
                "'%s' would have the anchor of '%s' in line %d; the entry is ignored; "
                "choose another handle"
            )
            raise _wrong(entry, message, handle, other.handle, other.line)
        return handle


def _wrong(entry: Entry, message: str, *args: object) -> Wrong:
    error = Wrong(entry.value, message, *args)
    error.problem = error.problem._replace(line=entry.line)
    return error


def is_handle(text: str) -> bool:
    """Say whether a text can be a handle, in any script.

    Letters and digits, with ``.``, ``-`` and ``_`` between them; a combining mark belongs to
    its letter.

    >>> is_handle("ana.f"), is_handle("ana.")
    (True, False)
    """
    # Of each character, L is a letter, M a mark, N a digit or another number.
    letters = [unicodedata.category(char)[0] in "LMN" for char in text]
    inside = all(letter or char in "._-" for letter, char in zip(letters, text, strict=True))
    ends = bool(letters) and letters[0] and letters[-1]
    is_seen = bool(make_anchor(text)) and not INVISIBLE.search(text)
    return ends and inside and len(text) <= MAX_HANDLE and is_seen


# -- YAML --------------------------------------------------------------------------------


class _Block(NamedTuple):
    """The line of a handle and those that follow it, up to the next handle's."""

    lines: list[str]
    line: int
    """Of the file."""


def _read_entries(text: str) -> Fields:
    """Return the entries of a text, as a whole or one by one."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines, 1) if not EMPTY_LINE.fullmatch(line)), None)
    if first is None:
        return Fields()
    is_list = re.match(r"-(\s|$)", lines[first - 1])
    try:
        fields = read_mapping(text, 1)
    except yaml.YAMLError:
        fields = None if is_list else _recover(lines)
    if fields is not None:
        return fields
    message = (
        "the people file is a %s, and is ignored; write each person with a handle, "
        "as in 'ana: Ana Ferreira'"
    )
    found = "list" if is_list else "text"
    return Fields(problems=(problem(Subtype.PEOPLE, first, message, found),))


def _recover(lines: list[str]) -> Fields:
    """Read entry by entry; leave out invalid ones, with a problem for each."""
    found = [_read_block(block) for block in _split(lines)]
    entries = (entry for fields in found for entry in fields.entries)
    problems = (told for fields in found for told in fields.problems)
    return Fields(tuple(entries), tuple(problems))


def _split(lines: list[str]) -> Iterator[_Block]:
    """Divide the lines where something begins in the first column."""
    starts = [n for n, line in enumerate(lines) if not n or (line and line[0] not in GOES_ON)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        block = _Block(lines[start:end], start + 1)
        if not all(map(EMPTY_LINE.fullmatch, block.lines)):
            yield block


def _read_block(block: _Block) -> Fields:
    if CONFLICT.match(block.lines[0]):
        message = "'%s' is a marker of a merge conflict, and is ignored; resolve the conflict"
        return _nothing(block, message)
    return _read_text(block, "\n".join(block.lines), MAX_MENDED)


def _read_text(block: _Block, text: str, attempts: int) -> Fields:
    """Read an entry as it is, or with small slips mended."""
    try:
        fields = read_mapping(text, block.line)
    except yaml.YAMLError as error:
        mended = _mend(text, error)
        if mended == text or not attempts:
            return Fields(problems=(_tell(block, error),))
        return _read_text(block, mended, attempts - 1)
    if fields is not None:
        return fields
    return _nothing(block, "'%s' is no entry, and is ignored; write it as in 'ana: Ana Ferreira'")


def _nothing(block: _Block, message: str) -> Fields:
    start = shown(block.lines[0].strip(), 40)
    return Fields(problems=(problem(Subtype.PEOPLE, block.line, message, start),))


def _mend(text: str, error: yaml.YAMLError) -> str:
    """Return the text with blanks for tabs, or quotes around an account, where it stumbled."""
    _line, index = _place(error, "problem_mark")
    if text[index : index + 1] == "\t":
        return text.expandtabs(4)
    if match := ACCOUNT.match(text, index):
        return f'{text[:index]}"{match[0]}"{text[match.end() :]}'
    return text


def _tell(block: _Block, error: yaml.YAMLError) -> Problem:
    """Say what stops an entry, where it does; an open quote or bracket where it opens."""
    said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    cure = next((cure for words, cure in CURES if words in said), "put its texts in quotes")
    opened = cure.startswith(("a quote", "a bracket"))
    stumbled, _index = _place(error, "context_mark" if opened else "problem_mark")
    written = [n for n, line in enumerate(block.lines) if line.strip()]
    line = block.line + min(stumbled, written[-1])
    message = "the entry '%s' can't be read, and is ignored; %s"
    handle = block.lines[0].partition(":")[0].strip()
    return problem(Subtype.PEOPLE, line, message, shown(handle, 40), cure)


def _place(error: yaml.YAMLError, name: str) -> tuple[int, int]:
    """Return the line and the index that an error names, else the text's beginning."""
    mark = getattr(error, name, None)
    return (mark.line, mark.index) if mark else (0, 0)
