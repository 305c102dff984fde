"""YAML read into plain values, each with its line, and into nothing else.

Built on PyYAML's events: its constructors are never called, so that no tag can make an
object, and an alias is refused before it could grow (https://en.wikipedia.org/wiki/Billion_laughs_attack).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import yaml

from sphinx_roundup.limits import CEILINGS
from sphinx_roundup.problems import Problem, Subtype, problem, shown
from sphinx_roundup.reports.text import without_controls

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = CEILINGS["key_depth"]
"""Of lists and mappings in each other, whatever a project allows."""
MAX_BRACKETS = 32
"""Of those open at a time; above MAX_DEPTH, for its own message is the better one."""

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""How YAML writes "no value" (https://yaml.org/type/null.html)."""
CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("bool", "float", "int", "map", "null", "seq", "str", "timestamp")
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, exactly as written: ``yes``, ``1.10`` and ``2018-06-26`` are texts, too."""

    text: str | None
    """``None`` where nothing is given."""
    line: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values."""

    values: tuple[Value, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A value under its name."""

    key: str
    value: Value
    line: int
    """Of the name."""

    @property
    def name(self) -> str:
        """The key, case aside."""
        return self.key.casefold()


@dataclass(frozen=True, slots=True)
class Mapping:
    """Values under their names, in the order of the file."""

    entries: tuple[Entry, ...]
    line: int

    def get(self, *names: str) -> Value | None:
        """Return the first value that one of the names has, or ``None``."""
        found = {entry.name: entry.value for entry in reversed(self.entries)}
        return next((found[name] for name in names if name in found), None)


Value = Scalar | Listing | Mapping


class Fields(NamedTuple):
    """The fields at the head of a report as they were found, none of them judged yet."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What couldn't be read."""


class Refused(Exception):
    """A value uses a part of YAML that reports may not use."""

    def __init__(self, line: int, message: str, *args: object) -> None:
        super().__init__(message, line)
        self.problem = problem(Subtype.FIELD, line, message, *args)


def read_value(text: str, line: int) -> Value | None:
    """Return the value that a YAML text stands for, ``None`` for an empty one.

    :param line: of the file, where the text begins
    :raises yaml.YAMLError: where the text is no YAML
    :raises Refused: where it uses aliases, foreign tags, or goes too deep
    """
    events = _events(text)
    return _Builder(events, line).build() if events else None


def line_below(value: Value, depth: int) -> int | None:
    """Return the line of the first value that stands deeper in *value* than *depth*."""
    if depth < 0:
        return value.line
    inner: tuple[Value, ...] = ()
    if isinstance(value, Listing):
        inner = value.values
    elif isinstance(value, Mapping):
        inner = tuple(entry.value for entry in value.entries)
    return next(filter(None, (line_below(each, depth - 1) for each in inner)), None)


def read_mapping(text: str, line: int) -> Fields | None:
    """Return the fields of a YAML text, and what was refused of them.

    :returns: ``None`` where the text is something else than a mapping
    :raises yaml.YAMLError: where the text is no YAML
    """
    events = _events(text)
    if not events:
        return Fields()
    if not isinstance(events[0], yaml.MappingStartEvent):
        return None
    entries: list[Entry] = []
    problems: list[Problem] = []
    rest = iter(events[1:-1])
    for first in rest:
        key, value = _subtree(first, rest), _subtree(next(rest), rest)
        try:
            entries.append(_Builder([*key, *value], line).build_entry())
        except Refused as error:
            problems.append(error.problem)
    return Fields(tuple(entries), tuple(problems))


_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


_ORDINARY = re.compile(r"""[\w .,:/()\n{}\[\]"'@+-]*""")
"""What both of PyYAML's parsers read alike; of tabs and of some signs they think differently."""
_QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as quick, where PyYAML was built with it."""


def _events(text: str) -> list[yaml.Event]:
    """Return the events of the one document in *text*, without its frame."""
    _check_brackets(text)
    events = _quick_events(text) if _ORDINARY.fullmatch(text) else None
    try:
        events = events or list(yaml.parse(text, Loader=yaml.SafeLoader))
    except (ValueError, OverflowError) as error:  # "\UFFFFFFFF", %YAML 9999...
        raise yaml.YAMLError(str(error)) from error
    if sum(isinstance(event, yaml.DocumentStartEvent) for event in events) > 1:
        raise yaml.YAMLError("more than one document")
    frame = (
        yaml.StreamStartEvent,
        yaml.StreamEndEvent,
        yaml.DocumentStartEvent,
        yaml.DocumentEndEvent,
    )
    return [event for event in events if not isinstance(event, frame)]


def _quick_events(text: str) -> list[yaml.Event] | None:
    """Return the events, or ``None`` for the other parser to say what is wrong."""
    try:
        return list(yaml.parse(text, Loader=_QUICK))
    except yaml.YAMLError:
        return None


def _check_brackets(text: str) -> None:
    """Refuse what PyYAML's scanner needs minutes for: thousands of brackets left open.

    It goes through all of them again at every token. Quotes are not looked at: a text
    with so many open brackets may as well be read by the caller's other means.
    """
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = max(0, depth + (1 if bracket in "[{" else -1))
        if depth > MAX_BRACKETS:
            raise yaml.YAMLError("too many brackets in each other")


def _subtree(first: yaml.Event, rest: Iterator[yaml.Event]) -> list[yaml.Event]:
    """Take the events of one whole value, without going into it: it may be very deep."""
    events = [first]
    depth = int(isinstance(first, _OPENING))
    while depth:
        events.append(next(rest))
        depth += isinstance(events[-1], _OPENING) - isinstance(events[-1], _CLOSING)
    return events


class _Builder:
    """Makes values of events."""

    def __init__(self, events: list[yaml.Event], line: int) -> None:
        self._events = iter(events)
        self._offset = line

    def build(self) -> Value:
        return self._value(next(self._events), 0)

    def build_entry(self) -> Entry:
        return self._entry(next(self._events), 0)

    def _line(self, event: yaml.Event) -> int:
        return self._offset + (event.start_mark.line if event.start_mark else 0)

    def _value(self, event: yaml.Event, depth: int) -> Value:
        line = self._line(event)
        if depth > MAX_DEPTH:
            raise Refused(line, "the field is ignored: its lists go deeper than %d", MAX_DEPTH)
        if isinstance(event, yaml.ScalarEvent):
            _check_tag(event.tag, line)
            return _make_scalar(event, line)
        if isinstance(event, yaml.SequenceStartEvent):
            _check_tag(event.tag, line)
            return Listing(tuple(self._value(e, depth + 1) for e in self._until_end()), line)
        if isinstance(event, yaml.MappingStartEvent):
            _check_tag(event.tag, line)
            return Mapping(tuple(self._entry(e, depth + 1) for e in self._until_end()), line)
        message = "the field is ignored: '*%s' is an alias, which is not allowed; write it out"
        raise Refused(line, message, shown(getattr(event, "anchor", "")))

    def _entry(self, event: yaml.Event, depth: int) -> Entry:
        key = self._value(event, depth)
        value = self._value(next(self._events), depth)
        # "{{ title }}", left from a template, has a mapping for a key.
        name = key.text or "" if isinstance(key, Scalar) else ""
        return Entry(name, value, key.line)

    def _until_end(self) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self._events), _CLOSING):
            yield event


def _check_tag(tag: str | None, line: int) -> None:
    if tag not in {None, "!"} and tag not in CORE_TAGS:
        message = "the field is ignored: its tag '%s' is unknown; put the text in quotes"
        raise Refused(line, message, shown(str(tag)))


def _make_scalar(event: yaml.ScalarEvent, line: int) -> Scalar:
    plain = event.implicit[0] or event.tag == "tag:yaml.org,2002:null"
    empty = plain and event.value in NULLS
    return Scalar(None if empty else without_controls(event.value).strip(), line)
