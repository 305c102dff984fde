"""Authors of a report: named by it or guessed, and joined to the people file."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports.people import People
from sphinx_roundup.reports.person import folded

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
_MARKS = re.compile(r"[*_`:{}]+")


def join_authors(report: Report, people: People, shared: Collection[str] = ()) -> Report:
    """Return a report with its authors as the people file describes them.

    If it names none, its author is the person of the people file after whom its file or its
    folder is named, or whose name is its first heading.

    :param shared: folders that contain reports of several people, whatever their names
    """
    if report.authors:
        joined = map(people.join, report.authors)
        return replace(report, authors=tuple({person.key: person for person in joined}.values()))
    guessed = _guess(report, people, shared)
    if guessed is None:
        return report
    own = replace(guessed, written=report.stem, filename=report.filename, line=1)
    return replace(report, authors=(own,))


def _guess(report: Report, people: People, shared: Collection[str]) -> Person | None:
    folder = posixpath.dirname(report.filename)
    own = "" if folder in shared else posixpath.basename(folder)
    for name in (posixpath.splitext(posixpath.basename(report.filename))[0], own):
        person = people.find_handle(name)
        if person and folded(person.handle or "") == folded(name):  # not an account's name
            return person
    heading = first_heading(report)
    return people.find_name(heading) if heading else None


def first_heading(report: Report) -> str:
    """Return the text of the first heading, without most of its markup.

    It is only compared with names, so it needn't be exact.
    """
    headings = _markdown_headings if report.syntax == "md" else _rst_headings
    heading = next(headings(report.text.split("\n")), "")
    return _MARKS.sub("", _LINK.sub(r"\1\2", heading)).strip()


def _markdown_headings(lines: Sequence[str]) -> Iterator[str]:
    fence = ""
    for line, below in pairwise([*lines, ""]):
        if fence:
            fence = "" if line.strip().startswith(fence) else fence
        elif match := _FENCE.match(line):
            fence = match[1]
        elif match := _HASHES.fullmatch(line):
            yield match[1]
        elif line.strip() and _SETEXT.fullmatch(below):
            yield line


def _rst_headings(lines: Sequence[str]) -> Iterator[str]:
    for line, below in pairwise(lines):
        if line.strip() and not _UNDERLINE.fullmatch(line) and _UNDERLINE.fullmatch(below):
            yield line


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
