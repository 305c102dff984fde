"""Record of one report: everything known of it before it is parsed."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.problems import Problem, Subtype, problem
from sphinx_roundup.reports.converters import (
    FIELD_CONVERTERS,
    as_date,
    convert,
    convert_all,
    is_web_url,
    read_links,
)
from sphinx_roundup.reports.decoding import UnreadableReport
from sphinx_roundup.reports.field_list import read_field_list, read_lines, read_post
from sphinx_roundup.reports.fields import choose_fields
from sphinx_roundup.reports.front_matter import read_front_matter
from sphinx_roundup.reports.person import read_authors
from sphinx_roundup.reports.reading import read_text
from sphinx_roundup.reports.yaml_values import Scalar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.reports.person import Person
    from sphinx_roundup.reports.yaml_values import Entry

Syntax = Literal["md", "rst"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One contributor's file, as :func:`read_report` returns it."""

    filename: str  # path of the file below the source folder, POSIX
    syntax: Syntax
    text: str = ""
    """Body, lines ended by ``\\n``. The lines of a front matter are empty, so that line
    numbers are those of the file."""
    authors: tuple[Person, ...] = ()
    title: str | None = None
    date: dt.date | None = None
    updated: dt.date | None = None
    url: str | None = None  # address of its first publication; the report itself, if it has no body
    summary: str | None = None
    quote: str | None = None  # a line of the report that a roster may show
    affiliation: str | None = None
    avatar: str | None = None
    image: tuple[str, str] | None = None  # path of a picture above the text, and what it shows
    links: tuple[tuple[str, str], ...] = ()  # pairs of label and URL
    lang: str | None = None  # a BCP 47 tag
    license: str | None = None  # an SPDX identifier
    topics: tuple[str, ...] = ()
    id: str | None = None  # anchor that the author wants
    slug: str = ""  # the last part of its address on the site of another generator
    draft: bool = False
    unreadable: bool = False  # whether the file can't be read; then it has no text
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)  # lines of its fields
    problems: tuple[Problem, ...] = ()  # problems of the file and its fields, by line

    @property
    def stem(self) -> str:
        """Name of the file without suffix; of an index or README, the name of its folder."""
        return file_stem(self.filename)


def file_stem(filename: str) -> str:
    """Return the name of a file without suffix; of an index or README, that of its folder."""
    folder, name = posixpath.split(filename)
    stem = posixpath.splitext(name)[0]
    is_of_folder = folder and stem.casefold() in {"index", "readme"}
    return posixpath.basename(folder) if is_of_folder else stem


def read_report(srcdir: Path, filename: str, limits: Limits = DEFAULTS) -> Report:
    """Return the record of a file, also of an unreadable one."""
    syntax: Syntax = "rst" if filename.lower().endswith(".rst") else "md"
    try:
        source = read_text(srcdir, filename, limits)
    except UnreadableReport as error:
        return Report(filename=filename, syntax=syntax, unreadable=True, problems=(error.problem,))
    fields, text, found = read_fields(source.text, syntax)
    problems = [*source.problems, *found]
    values = {
        "date": _day_of(filename),
        **_read_meta(srcdir, meta_name(filename), limits),
        **_convert(fields, filename, problems),
    }
    if is_web_url(address := text.strip().strip("<>")) and "url" not in values:
        values["url"], text = address, "\n" * text.count("\n")
    problems += _problems_of_text(source.text, has_body=bool(text.strip() or values.get("url")))
    return Report(
        filename=filename,
        syntax=syntax,
        text=text,
        lines={name: entry.line for name, entry in fields.items()},
        problems=tuple(sorted(problems, key=lambda each: each.line)),
        **values,
    )


def meta_name(filename: str) -> str:
    """Return the name of Nikola's file of fields beside a report, ``ana.meta``."""
    return f"{posixpath.splitext(filename)[0]}.meta"


def _read_meta(srcdir: Path, filename: str, limits: Limits) -> dict[str, Any]:
    """Return the values beside a report; a program wrote them, so that no problem is reported."""
    try:
        source = read_text(srcdir, filename, limits)
    except UnreadableReport:
        return {}
    return _convert(read_fields(source.text, "md").fields, filename, [])


def _convert(fields: Mapping[str, Entry], filename: str, problems: list[Problem]) -> dict[str, Any]:
    """Return the values of all fields that have some."""
    values = convert_all(FIELD_CONVERTERS, fields, problems)
    alt = values.pop("image_alt", "")
    if alt and "image" in values:
        values["image"] = values["image"][0], alt
    if "links" in fields:
        values["links"] = read_links(fields["links"].value, "links", problems)
    people: dict[str, Person] = {}
    for name in filter(fields.__contains__, ("author", "authors")):
        for person in read_authors(fields[name].value, problems, several=name == "authors"):
            people.setdefault(person.name_key, replace(person, filename=filename))
    return {**values, "authors": tuple(people.values())} if people else values


def _day_of(filename: str) -> dt.date | None:
    """Return the date at the beginning of a file's name, as Jekyll, Hugo and Pelican read it."""
    day = re.match(r"\d{4}-\d{2}-\d{2}(?![^\W_])", file_stem(filename))
    return convert(as_date, Scalar(day[0], 1), "date", []) if day else None


class FieldSet(NamedTuple):
    """Fields at the top of a report, and the rest of its text."""

    fields: Mapping[str, Entry]  # the known ones, by name in lower case
    body: str  # the text, with the lines of the fields emptied
    problems: tuple[Problem, ...] = ()


def read_fields(text: str, syntax: Syntax) -> FieldSet:
    r"""Return the fields of a report's whole text, lines ended by ``\n``, in all their forms."""
    lines = text.split("\n")
    problems: list[Problem] = []
    entries: list[Entry] = []
    lists = [read_field_list] if syntax == "rst" else []
    for read in (read_front_matter, read_lines, *lists, read_post):
        is_text = entries and read is read_lines
        if not is_text and (head := read(lines, problems)):
            lines[head.start : head.end] = [""] * (head.end - head.start)
            entries += head.entries
    fields = choose_fields(entries, problems)
    return FieldSet(fields, "\n".join(lines), tuple(problems))


def _problems_of_text(text: str, *, has_body: bool) -> list[Problem]:
    problems: list[Problem] = []
    if line := _conflict_line(text):
        message = "has Git's marks of a merge conflict from here on; choose what is to stay"
        problems.append(problem(Subtype.FILE, line, message))
    if not has_body:
        message = "has no text; write some, or give a 'url' where it can be read"
        problems.append(problem(Subtype.FILE, 1, message))
    return problems


def _conflict_line(text: str) -> int | None:
    """Return the first line of a merge conflict that Git has marked."""
    start, end = None, 0
    for mark in ("^<{7} ", "^={7}$", "^>{7} "):
        match = re.compile(mark, re.MULTILINE).search(text, end)
        if match is None:
            return None
        start, end = match.start() if start is None else start, match.end()
    return text.count("\n", 0, start) + 1
