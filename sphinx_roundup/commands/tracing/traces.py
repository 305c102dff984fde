"""Where a project has something of somebody: rather too much of it than too little."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from posixpath import basename, dirname, splitext
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.tracing.texts import find_files, in_plain_words, read_lines
from sphinx_roundup.limits import limits_of
from sphinx_roundup.reports.authorship import join_authors
from sphinx_roundup.reports.lookalikes import is_report_name
from sphinx_roundup.reports.mentions import find_handles
from sphinx_roundup.reports.paths import candidates, exists
from sphinx_roundup.reports.person import folded, profile_key
from sphinx_roundup.reports.record import read_report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_roundup.commands.project import Project
    from sphinx_roundup.commands.reading.pages import Page
    from sphinx_roundup.reports.people import People
    from sphinx_roundup.reports.person import Person
    from sphinx_roundup.reports.record import Report

KINDS = ("entry", "author", "photo", "file", "mention", "name", "perhaps")
"""What may be found, in the order in which it is told."""

_URL = re.compile(r"https?://[^\s<>\"'`\])}]+")
_ROLE = re.compile(r"(?:\{(?:roundup:)?person\}|:(?:roundup:)?person:)`([^`]+)`")


class Trace(NamedTuple):
    """A place that has something of somebody."""

    filename: str
    """Below the source folder."""
    line: int
    """0 where it is the file itself."""
    kind: str
    text: str
    """The line, or what the file is."""


def read_reports(project: Project, people: People) -> dict[str, Report]:
    """Return everything that may be a report, with its authors, by file name."""
    limits, srcdir = limits_of(project.config), project.srcdir
    return {
        filename: join_authors(read_report(srcdir, filename, limits), people)
        for filename in find_files(srcdir)
        if is_report_name(filename)
    }


def find_traces(
    person: Person, project: Project, reports: Mapping[str, Report], pages: Iterable[Page]
) -> list[Trace]:
    """Return all traces of somebody, one for each line, in the order of :data:`KINDS`."""
    own = [name for name, report in reports.items() if _wrote(person, report)]
    found = [*_entry(person), *(_author(person, reports[name]) for name in own)]
    found += _photos(person, project, [reports[name] for name in own], pages)
    names = _Names(person, own + [trace.filename for trace in found if trace.kind == "photo"])
    known = {trace.filename for trace in found if trace.kind != "entry"}
    alone = {name for name in own if len(reports[name].authors) == 1}  # all of it is theirs
    for filename in find_files(project.srcdir):
        if filename not in known and names.has_name(filename):
            found.append(Trace(filename, 0, "file", "has the name"))
        if filename not in alone:
            found += names.in_lines(filename, read_lines(project.srcdir, filename))
    once: dict[tuple[str, int], Trace] = {}
    for trace in found:
        once.setdefault((trace.filename, trace.line), trace)
    return sorted(once.values(), key=lambda t: (KINDS.index(t.kind), t.filename, t.line))


def _wrote(person: Person, report: Report) -> bool:
    return any(a.key == person.key or a.name_key == person.name_key for a in report.authors)


def _entry(person: Person) -> Iterator[Trace]:
    if person.filename and not is_report_name(person.filename):
        yield Trace(person.filename, person.line, "entry", "the entry of the people file")


def _author(person: Person, report: Report) -> Trace:
    others = [a.name for a in report.authors if a.key != person.key]
    line = report.lines.get("author", report.lines.get("authors", 1))
    together = f", with {', '.join(others)}" if others else ""
    return Trace(report.filename, line, "author", f"a report of theirs{together}")


# -- Photos ------------------------------------------------------------------------------


def _photos(
    person: Person, project: Project, own: Sequence[Report], pages: Iterable[Page]
) -> Iterator[Trace]:
    """Give the files that their reports and their entry show, and who else shows them."""
    theirs = {report.filename for report in own}
    for name, users in _used_files(pages).items():
        if theirs & set(users) and not name.startswith("data:"):
            others = [user for user in users if user not in theirs]
            also = f"; also in {', '.join(others)}" if others else ", and nowhere else"
            yield Trace(name, 0, "photo", f"in {', '.join(sorted(theirs & set(users)))}{also}")
    for name in _in_own_folders(project, theirs):
        yield Trace(name, 0, "photo", "in their folder")
    yield from _portraits(person, project, own)


def _used_files(pages: Iterable[Page]) -> dict[str, dict[str, None]]:
    """Return the files that reports show or offer, each with these in their order, once."""
    used: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for report in (report for page in pages for report in page.reports):
        for name in report.files:
            used[name][report.filename] = None  # perhaps on several pages
    return used


def _in_own_folders(project: Project, theirs: Iterable[str]) -> Iterator[str]:
    folders = {dirname(name) for name in theirs if splitext(basename(name))[0] == "index"}
    for name in find_files(project.srcdir) if folders - {""} else ():
        if dirname(name) in folders and not is_report_name(name):
            yield name


def _portraits(person: Person, project: Project, own: Sequence[Report]) -> Iterator[Trace]:
    said = [(person.avatar, person.filename)] if person.avatar else []
    said += [(report.avatar, report.filename) for report in own if report.avatar]
    for written, where in said:
        there = (n for n in candidates(written or "", dirname(where)) if exists(project.srcdir, n))
        yield from (Trace(n, 0, "photo", f"the portrait in {where}") for n in islice(there, 1))


# -- Words -------------------------------------------------------------------------------


class _Names:
    """What somebody is called, and by what else they are known."""

    def __init__(self, person: Person, own: Iterable[str]) -> None:
        """Look at the person.

        :param own: their files
        """
        self._handles = {folded(name) for name in (person.handle, person.github) if name}
        self._profiles = {profile_key(url) for url in (*person.profiles, person.url) if url}
        names = (person.name, person.written or "", *person.also)
        self._words = {words for words in map(in_plain_words, names) if words != "-"}
        self._signs = {name for name in names if name and in_plain_words(name) == "-"}  # emoji
        files = _any_of({_end_of(name) for name in own} - {"/"})
        self._files = re.compile(rf"(?<![\w.-])({files})(?:(?<=/)|(?![\w-]))")
        parts = {*person.name.split()[:1], *person.name.split()[-1:]}
        words = _any_of({word for word in self._handles | parts if len(word) > 2})
        self._perhaps = re.compile(rf"(?<!\w)({words})(?!\w)")

    def has_name(self, filename: str) -> bool:
        """Say whether a file, or its folder, is called after them."""
        wanted = {in_plain_words(handle) for handle in self._handles} | self._words
        called = map(in_plain_words, splitext(filename)[0].split("/")[-2:])
        return any(words in part for part in called for words in wanted)

    def in_lines(self, filename: str, lines: Sequence[str]) -> Iterator[Trace]:
        """Give the lines that name them; a name may go on in the next."""
        plain = [*map(in_plain_words, lines), "-"]
        for number, line in enumerate(lines, 1):
            here, below = plain[number - 1 : number + 1]
            if self._is_mentioned(line):
                yield Trace(filename, number, "mention", line.strip())
            elif self._is_named(here) or any(sign in line for sign in self._signs):
                yield Trace(filename, number, "name", line.strip())
            elif not self._is_named(below) and self._is_named(here + below[1:]):
                both = f"{line.strip()} {lines[number].strip()}"
                yield Trace(filename, number, "name", both)
                yield Trace(filename, number + 1, "name", both)
            elif self._perhaps.search(line):
                yield Trace(filename, number, "perhaps", line.strip())

    def _is_named(self, plain: str) -> bool:
        return any(words in plain for words in self._words)

    def _is_mentioned(self, line: str) -> bool:
        handles = {folded(f.name) for readings in find_handles(line) for f in readings}
        roles = (role.rpartition("<")[2].rstrip(">") for role in _ROLE.findall(line))
        if (handles | {folded(role.removeprefix("@")) for role in roles}) & self._handles:
            return True
        urls = (f"{profile_key(url.rstrip('.,;:!?'))}/" for url in _URL.findall(line))
        if any(url.startswith(f"{profile}/") for url in urls for profile in self._profiles):
            return True
        return self._files.search(line) is not None


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern of some words, which nothing fits where there are none."""
    return "|".join(map(re.escape, sorted(words))) or "(?!)"


def _end_of(filename: str) -> str:
    """Return how a link to a file ends: in its name, or for an index in its folder's."""
    name = basename(filename)
    return f"{basename(dirname(filename))}/" if splitext(name)[0] == "index" else name
