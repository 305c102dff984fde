"""The fields of a report, each with its line, and its text without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.problems import Problem, Subtype, problem, shown
from sphinx_roundup.reports.field_list import read_field_list
from sphinx_roundup.reports.front_matter import read_front_matter
from sphinx_roundup.reports.keys import KNOWN, PARSER_SETTINGS, meant_by
from sphinx_roundup.reports.values import line_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.reports.values import Entry, Value


@dataclass(frozen=True, slots=True)
class Field:
    """What stands under one of the names that we know."""

    value: Value
    line: int
    """Of the name; the value has a line of its own."""


@dataclass(frozen=True, slots=True)
class FieldSet:
    """The head of a report, read, and the rest of it."""

    fields: Mapping[str, Field]
    """By name, in lower case; only what we know (:data:`.keys.KNOWN`)."""
    body: str
    """The text, the lines of the head emptied, so that line numbers stay."""
    problems: tuple[Problem, ...] = ()


def read_fields(text: str, syntax: Literal["md", "rst"], limits: Limits = DEFAULTS) -> FieldSet:
    r"""Return the fields of a report: from YAML front matter, or from a reST field list.

    :param text: of the whole file, its lines ended by ``\n``
    """
    lines = text.split("\n")
    read = read_field_list if syntax == "rst" else read_front_matter
    head = read(lines, limits.front_matter)
    if head is None:
        return FieldSet({}, text)
    body = [*lines[: head.start], *[""] * (head.end - head.start), *lines[head.end :]]
    fields, problems = _choose(head.fields.entries, limits)
    return FieldSet(fields, "\n".join(body), (*head.fields.problems, *problems))


def _choose(entries: Iterable[Entry], limits: Limits) -> tuple[dict[str, Field], list[Problem]]:
    """Take the fields that we know, and tell of those that were meant to be known."""
    fields: dict[str, Field] = {}
    problems: list[Problem] = []
    for number, entry in enumerate(entries):
        if number == limits.keys:
            message = "more than %d fields; this one and those below it are ignored"
            problems.append(problem(Subtype.FIELD, entry.line, message, limits.keys))
            break
        if deeper := line_below(entry.value, limits.key_depth):
            message = "the field is ignored: its lists go deeper than %d"
            problems.append(problem(Subtype.FIELD, deeper, message, limits.key_depth))
        elif entry.name in KNOWN and entry.name not in fields:
            fields[entry.name] = Field(entry.value, entry.line)
        elif told := _complaint(entry):
            problems.append(told)
    return fields, problems


def _complaint(entry: Entry) -> Problem | None:
    if entry.name in KNOWN:
        message = "'%s' is given twice; the first one counts, and this one is ignored"
        return problem(Subtype.FIELD, entry.line, message, shown(entry.key))
    if entry.name in PARSER_SETTINGS:
        message = "'%s' is ignored: a report can't change how it is read"
        return problem(Subtype.FIELD, entry.line, message, shown(entry.key))
    if meant := meant_by(entry.name):
        message = "unknown field '%s', which is ignored; did you mean '%s'?"
        return problem(Subtype.FIELD, entry.line, message, shown(entry.key), meant)
    return None
