"""The record of one report: all that is known of it before anything is parsed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeVar

from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.problems import Problem, Subtype, problem
from sphinx_roundup.reports.authors import read_authors
from sphinx_roundup.reports.checks import (
    Wrong,
    as_date,
    as_flag,
    as_id,
    as_image,
    as_language,
    as_line,
    as_links,
    as_url,
)
from sphinx_roundup.reports.fields import read_fields
from sphinx_roundup.reports.reading import read_text
from sphinx_roundup.reports.text import UnreadableReport

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.reports.fields import Field, FieldSet
    from sphinx_roundup.reports.person import Person
    from sphinx_roundup.reports.values import Value

T = TypeVar("T")

MAX_PROBLEMS = 20
"""Of a head: who made more mistakes than these finds the others when these are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One attendee's file.

    :func:`read_report` makes it, and never fails: what couldn't be read is a report
    with :attr:`unreadable` and no text.
    """

    filename: str
    """The file's path below the source folder, POSIX."""
    syntax: Literal["md", "rst"]
    text: str = ""
    """The body, lines ended by ``\\n``. The lines of a front matter are empty, so that line
    numbers are those of the file."""
    authors: tuple[Person, ...] = ()
    title: str | None = None
    date: dt.date | None = None
    updated: dt.date | None = None
    url: str | None = None
    """Where it was first published; the report itself where it has no body."""
    summary: str | None = None
    quote: str | None = None
    """A line of the report that a roster may show."""
    affiliation: str | None = None
    avatar: str | None = None
    links: tuple[tuple[str, str], ...] = ()
    """Pairs of label and URL."""
    lang: str | None = None
    """A BCP 47 tag."""
    id: str | None = None
    """The anchor that the author asks for."""
    draft: bool = False
    unreadable: bool = False
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    """Of the fields that the front matter has."""
    problems: tuple[Problem, ...] = ()
    """What was wrong with the file and its front matter, each with its line."""


def read_report(srcdir: Path, filename: str, limits: Limits = DEFAULTS) -> Report:
    """Return the record of a file, whatever state it is in.

    :param filename: POSIX below *srcdir*
    """
    syntax: Literal["md", "rst"] = "rst" if filename.lower().endswith(".rst") else "md"
    try:
        source = read_text(srcdir, filename, limits)
    except UnreadableReport as error:
        return Report(filename=filename, syntax=syntax, unreadable=True, problems=(error.problem,))
    head = read_fields(source.text, syntax, limits)
    values = _Values(head)
    report = values.fill(filename, syntax)
    told = (*source.problems, *_tell_of_text(source.text, report), *head.problems, *values.problems)
    return replace(report, problems=_limited(told))


def _tell_of_text(text: str, report: Report) -> list[Problem]:
    """Say where a report has no text, or one that Git spoilt."""
    problems: list[Problem] = []
    if line := _conflict_line(text.split("\n")):
        message = "has Git's marks of a merge conflict from here on; choose what is to stay"
        problems.append(problem(Subtype.FILE, line, message))
    if not report.text.strip() and not report.url:
        message = "has no text; write some, or give a 'url' where it can be read"
        problems.append(problem(Subtype.FILE, 1, message))
    return problems


def _conflict_line(lines: list[str]) -> int | None:
    """Return the first line of what Git leaves of a merge that nobody finished."""
    marks = iter(("<<<<<<< ", "=======", ">>>>>>> "))
    mark = next(marks)
    first = None
    for number, line in enumerate(lines, 1):
        if line == mark or (mark.endswith(" ") and line.startswith(mark)):
            first = first or number
            mark = next(marks, "")
            if not mark:
                return first
    return None


def _limited(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return the problems by their lines, and not too many of them."""
    in_order = sorted(problems, key=lambda each: each.line)
    more = in_order[MAX_PROBLEMS:]
    if not more:
        return tuple(in_order)
    message = "%d more problems like those above are not listed"
    last = problem(Subtype.FIELD, more[0].line, message, len(more))
    return (*in_order[:MAX_PROBLEMS], last)


class _Values:
    """Takes values out of fields, and collects what is wrong with them."""

    def __init__(self, head: FieldSet) -> None:
        self._head = head
        self.problems: list[Problem] = []

    def fill(self, filename: str, syntax: Literal["md", "rst"]) -> Report:
        return Report(
            filename=filename,
            syntax=syntax,
            text=self._head.body,
            authors=tuple(replace(a, filename=filename) for a in self._authors()),
            title=self._get("title", as_line),
            date=self._get("date", as_date),
            updated=self._get("updated", as_date),
            url=self._get("url", as_url),
            summary=self._get("summary", as_line),
            quote=self._get("quote", as_line),
            affiliation=self._get("affiliation", as_line),
            avatar=self._get("avatar", as_image),
            links=self._links(),
            lang=self._get("lang", as_language),
            id=self._get("id", as_id),
            draft=self._get("draft", as_flag) or False,
            lines={name: found.line for name, found in self._head.fields.items()},
        )

    def _field(self, name: str) -> Field | None:
        return self._head.fields.get(name)

    def _get(self, name: str, check: Callable[[Value, str], T | None]) -> T | None:
        field = self._field(name)
        if field is None:
            return None
        try:
            return check(field.value, name)
        except Wrong as error:
            self.problems.append(error.problem)
            return None

    def _authors(self) -> tuple[Person, ...]:
        people: dict[str, Person] = {}
        for name in ("author", "authors"):
            if field := self._field(name):
                found, problems = read_authors(field.value, several=name == "authors")
                people = people | {p.name_key: p for p in found if p.name_key not in people}
                self.problems += problems
        return tuple(people.values())

    def _links(self) -> tuple[tuple[str, str], ...]:
        field = self._field("links")
        if field is None:
            return ()
        links, problems = as_links(field.value, "links")
        self.problems += problems
        return tuple(links)
