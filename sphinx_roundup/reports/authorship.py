"""Who wrote a report: named in a field or byline, or guessed; details from the people file."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports.authors import read_authors
from sphinx_roundup.reports.people import People
from sphinx_roundup.reports.person import casefolded
from sphinx_roundup.reports.yaml_values import Scalar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports.person import Person
    from sphinx_roundup.reports.record import Report

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HASHES = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*")
_UNDERLINE = re.compile(r"""([!-/:-@[-`{-~])\1+[ \t]*""")
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])|`([^`<]*) <[^>]*>`__?")
_BYLINE = re.compile(r"([*_]{1,3})(?:written )?by:? (.+?)\1", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][^\d!?;:]*(?<![.,])(?: [^\d!?;:]+){0,5}")
_NUMBER = re.compile(r"[\d-]+[-_. ]")
"""``01-`` or a date, before a name."""
_MARKS = re.compile(r"[*_`:{}]+")


def join_authors(report: Report, people: People, shared: Collection[str] = ()) -> Report:
    """Return a report with its authors as the people file describes them.

    If it names none, its author is the person of the people file after whom its file or its
    folder is named, or whose name is its first heading; or else those whom a by-line names.

    :param shared: folders that contain reports of several people, whatever their names
    """
    authors = report.authors
    if not authors and (guessed := _guess(report, people, shared)):
        own = replace(guessed, written=report.stem, filename=report.filename, line=1)
        return replace(report, authors=(own,))
    if not authors:
        authors, report = _read_byline(report)
    joined = map(people.join, authors)
    return replace(report, authors=tuple({person.key: person for person in joined}.values()))


def _guess(report: Report, people: People, shared: Collection[str]) -> Person | None:
    folder = posixpath.dirname(report.filename)
    own = "" if folder in shared else posixpath.basename(folder)
    for name in (posixpath.splitext(posixpath.basename(report.filename))[0], own):
        person = people.find_handle(name)
        if person and casefolded(person.handle or "") == casefolded(name):  # not an account's name
            return person
        words = re.sub(r"[-_ ]+", " ", _NUMBER.sub("", name))
        if person := people.find_name(words) if " " in words else None:
            return person
    heading = first_heading(report)
    return people.find_name(heading) if heading else None


def _read_byline(report: Report) -> tuple[tuple[Person, ...], Report]:
    """Return the authors that ``*by Ana*`` right below the first heading names.

    :returns: them, and the report without this line
    """
    lines = report.text.split("\n")
    end = next(_HEADINGS[report.syntax](lines), ("", len(lines)))[1]
    place = next((n for n in range(end, len(lines)) if lines[n].strip()), None)
    match = _BYLINE.fullmatch(lines[place].strip()) if place is not None else None
    if place is None or match is None or "".join(lines[place + 1 : place + 2]).strip():
        return (), report
    found = read_authors(Scalar(match[2], place + 1), [])
    if not found or not all(_NAME.fullmatch(person.name) for person in found):
        return (), report
    lines[place] = ""
    authors = tuple(replace(person, filename=report.filename) for person in found)
    return authors, replace(report, text="\n".join(lines))


def first_heading(report: Report) -> str:
    """Return the text of the first heading, without most of its markup.

    It is only compared with names, so it needn't be exact.
    """
    heading, _end = next(_HEADINGS[report.syntax](report.text.split("\n")), ("", 0))
    return _MARKS.sub("", _LINK.sub(r"\1\2", heading)).strip()


def _markdown_headings(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Give the text of headings, and the numbers of the lines behind them."""
    fence = ""
    for number, (line, below) in enumerate(pairwise([*lines, ""]), 1):
        if fence:
            fence = "" if line.strip().startswith(fence) else fence
        elif match := _FENCE.match(line):
            fence = match[1]
        elif match := _HASHES.fullmatch(line):
            yield match[1], number
        elif line.strip() and _SETEXT.fullmatch(below):
            yield line, number + 1


def _rst_headings(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    for number, (line, below) in enumerate(pairwise(lines), 1):
        if line.strip() and not _UNDERLINE.fullmatch(line) and _UNDERLINE.fullmatch(below):
            yield line, number + 1


_HEADINGS = {"md": _markdown_headings, "rst": _rst_headings}


def authors_of(reports: Iterable[Report]) -> Iterator[Person]:
    """Give the authors of all reports, with repetitions."""
    return (author for report in reports for author in report.authors)


def unify_authors(
    reports: Iterable[Report], listed: Iterable[Person] = ()
) -> tuple[dict[str, Report], dict[str, list[Problem]]]:
    """Make each person one on a page, and give each handle to one person.

    :param listed: the people file
    :returns: the reports, and their problems, by file name
    """
    in_order = sorted(reports, key=lambda report: report.filename)
    people = People(listed, authors_of(in_order))
    unified: dict[str, Report] = {}
    problems: dict[str, list[Problem]] = {}
    for report in in_order:
        authors = {person.key: person for person in (_unify(a, people) for a in report.authors)}
        unified[report.filename] = replace(report, authors=tuple(authors.values()))
        problems[report.filename] = [p for a in report.authors if (p := claim_problem(a, people))]
    return unified, problems


def _unify(author: Person, people: People) -> Person:
    own = people.without_claim(author)
    known = people.who_is(own)
    if own.handle or known is None or not known.handle:
        return own
    return replace(own, handle=known.handle, written=own.written or own.name)


def claim_problem(author: Person, people: People) -> Problem | None:
    """Return the problem of an author who claims another person's handle."""
    owner = people.claimed_from(author)
    if owner is None:
        return None
    message = (
        "'%s' asks for the handle '%s', which is %s's (%s:%d); '@%s' leads there;"
        " write another one here"
    )
    args = (author.name, author.handle, owner.name, owner.filename, owner.line, owner.handle)
    return problem(Subtype.PEOPLE, author.line, message, *args)
