"""``sphinx-roundup status``: who has written for a page, and who hasn't."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from docutils.utils import column_width

from sphinx_roundup.commands.cli import Status, count, note, to_json, write
from sphinx_roundup.commands.new import new_file_url, read_people
from sphinx_roundup.commands.project import (
    choose_page,
    folder_of,
    open_project,
    read_pages,
)
from sphinx_roundup.limits import limits_of
from sphinx_roundup.problems import escape
from sphinx_roundup.reports import Person, file_stem, join_authors, parts_of, read_report

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Collection, Iterator, Sequence

    from sphinx_roundup.commands.project import Page, Project, ShownReport
    from sphinx_roundup.reports import People, Report


class State(Enum):
    """State of a person; of several reports, the first of these counts."""

    WRITTEN = "written"
    UNREADABLE = "unreadable"
    ELSEWHERE = "elsewhere"
    DRAFT = "draft"
    UNSHOWN = "not shown"  # the page finds the file, and leaves it out
    MISSING = "missing"
    """No report, or one without words and pictures: a template that waits for its author."""


class OwnReport(NamedTuple):
    """A report of a person."""

    filename: str
    state: State
    words: int = 0
    pictures: int = 0
    undescribed: int = 0
    anchor: str = ""  # of the person, on the page; empty if the report doesn't show
    url: str | None = None  # its address, if it is on another site


class Row(NamedTuple):
    """A person of an event."""

    person: Person
    reports: tuple[OwnReport, ...]
    link: str  # to their report, empty without one
    new: str  # to a new file for it, empty if none is missing or can be opened

    @property
    def state(self) -> State:
        """State of the person."""
        if not self.reports:
            return State.ELSEWHERE if self.person.url else State.MISSING
        return min((report.state for report in self.reports), key=list(State).index)


def run(options: Namespace) -> Status:
    """Write the table, the links or the handles."""
    project = open_project(options.source, options.page)
    people = read_people(project)
    pages = read_pages(project, dirs=options.dirhtml)
    page = choose_page(pages, options.page, project)
    rows = list(_find_rows(page, people, project))
    if options.missing:
        rows = [row for row in rows if row.state is State.MISSING]
        if not rows:
            note("No one is missing.")
    if options.links:
        _note_no_links(rows)
        write(_format_links(rows))
    elif options.missing and options.format == "text":
        write(_format_handles(rows))
    else:
        write(_TABLES[options.format](page, rows))
    return Status.DONE


def _note_no_links(rows: Sequence[Row]) -> None:
    if any(row.state is State.MISSING and not row.new for row in rows):
        note(
            "There are no links for those who are missing: in conf.py, roundup_edit_url names no"
            " repository on GitHub, as 'https://github.com/me/project/edit/main/docs/{path}' does"
        )


# -- Who has written ---------------------------------------------------------------------


def _find_rows(page: Page, people: People, project: Project) -> Iterator[Row]:
    """Yield the people of a page: authors, in its order; then those of the people file.

    People whom it lists for other events only aren't included.

    :param people: those of the people file
    """
    who: dict[str, Person] = {}
    reports: defaultdict[str, list[OwnReport]] = defaultdict(list)
    for person, report in _find_reports(page, people, project):
        who.setdefault(person.key, person)
        reports[person.key].append(report)
    for person in people:
        if not isinstance(person.listed, tuple) or page.docname in person.listed:
            who.setdefault(person.key, person)
    site = project.config.html_baseurl
    url = f"{site.rstrip('/')}/{page.uri}" if site else page.uri
    for key, person in who.items():
        own = tuple(reports[key])
        row = Row(person, own, _link(person, own, url), "")
        is_missing = row.state is State.MISSING
        yield row._replace(new=_new_link(row, page, people, project)) if is_missing else row


def _new_link(row: Row, page: Page, people: People, project: Project) -> str:
    """Return the address to edit an empty report, or to write a new one."""
    edit_url: str = project.config.roundup_edit_url
    if row.reports:
        return edit_url.replace("{path}", quote(row.reports[0].filename))
    folders = (folder_of(project.srcdir, watch) for watch in page.watched_files)
    folder = next((found for found in folders if found is not None), None)
    return "" if folder is None else new_file_url(edit_url, folder, row.person, people)


def _find_reports(
    page: Page, people: People, project: Project
) -> Iterator[tuple[Person, OwnReport]]:
    """Yield each author of each report, in the order of the page; then of those left out."""
    limits = limits_of(project.config)
    for report in page.reports:
        place = report.place
        record = read_report(project.srcdir, report.filename, limits)
        authors = zip(place.authors, place.anchors, strict=True)
        no_author = (Person(place.text, filename=report.filename), place.anchor)
        for author, anchor in list(authors) or [no_author]:
            yield author, _own_report(report, record, anchor)
    shared = {
        "/".join(parts_of(pattern, watch.folder) or ())
        for watch in page.watched_files
        for pattern in watch.patterns
    }
    for filename in page.left_out:
        record = join_authors(read_report(project.srcdir, filename, limits), people, shared)
        state = State.DRAFT if record.draft else State.UNSHOWN
        for author in record.authors or (Person(file_stem(filename)),):
            yield author, OwnReport(filename, state)


def _own_report(report: ShownReport, record: Report, anchor: str) -> OwnReport:
    url = None if record.text.strip() else record.url
    if record.unreadable or url:  # the words on the page are ours
        state = State.ELSEWHERE if url else State.UNREADABLE
        return OwnReport(report.filename, state, anchor=anchor, url=url)
    pictures = report.descriptions
    counts = (report.words, len(pictures), pictures.count(""))
    if not any(counts):  # as "sphinx-roundup new" makes it
        return OwnReport(report.filename, State.MISSING)
    return OwnReport(report.filename, State.WRITTEN, *counts, anchor=anchor)


def _link(person: Person, reports: Sequence[OwnReport], url: str) -> str:
    """Return the address of a person's section: at their first report by file name."""
    anchors = sorted((report.filename, report.anchor) for report in reports if report.anchor)
    if anchors:
        return f"{url}#{quote(anchors[0][1])}"
    return next((report.url for report in reports if report.url), None) or person.url or ""


# -- Formats -----------------------------------------------------------------------------

_HEAD = ("who", "handle", "state", "words", "pictures", "without description")
_NUMBERS = range(3, 6)  # columns that are aligned at the right


def _totals(reports: Collection[OwnReport]) -> dict[str, int]:
    names = ("words", "pictures", "undescribed")
    return {name: sum(getattr(report, name) for report in reports) for name in names}


def _values(row: Row) -> tuple[str, ...]:
    is_on_page = any(report.anchor for report in row.reports)
    return (
        _escape(row.person.name),
        f"@{row.person.handle}" if row.person.handle else "",
        row.state.value,
        *(str(total) if is_on_page else "" for total in _totals(row.reports).values()),
    )


def _sum_up(rows: Sequence[Row]) -> str:
    """Return a line such as ``5 written, 1 missing; 5 reports, 1200 words, 3 pictures``."""
    states = Counter(row.state for row in rows)
    people = [f"{states[state]} {state.value}" for state in State if states[state]]
    reports = {r.filename: r for row in rows for r in row.reports if r.anchor}
    totals = _totals(reports.values())
    words, pictures = count(totals["words"], "word"), count(totals["pictures"], "picture")
    bare = f" ({totals['undescribed']} without description)" if totals["undescribed"] else ""
    whole = f"{count(len(reports), 'report')}, {words}, {pictures}{bare}"
    return f"{', '.join(people) or 'no one'}; {whole}"


def _text_table(page: Page, rows: Sequence[Row]) -> str:
    """Return an aligned table, which is also one of Markdown."""
    lines = [_HEAD, *map(_values, rows)]
    widths = [max(map(column_width, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * (w - 1) + ("-", ":")[n in _NUMBERS] for n, w in enumerate(widths)))
    table = "".join(f"| {_align(line, widths)} |\n" for line in lines)
    return f"{_escape(page.title)} ({_escape(page.docname)}): {_sum_up(rows)}\n\n{table}"


def _align(values: Sequence[str], widths: Sequence[int]) -> str:
    columns = []
    for number, (value, width) in enumerate(zip(values, widths, strict=True)):
        blanks = " " * (width - column_width(value))
        columns.append(blanks + value if number in _NUMBERS else value + blanks)
    return " | ".join(columns)


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|#~&@])", r"\\\1", escape(text))


def _format_links(rows: Sequence[Row]) -> str:
    links = ((row.person.name, row.link or row.new) for row in rows)
    return "".join(f"{escape(name)}: {escape(link, 10_000)}\n" for name, link in links if link)


def _format_handles(rows: Sequence[Row]) -> str:
    people = [row.person for row in rows]
    handles = " ".join(f"@{person.handle}" for person in people if person.handle)
    names = [escape(person.name) for person in people if not person.handle]
    missing = ", ".join(filter(None, [handles, *names]))
    return f"{missing}\n" if missing else ""


def _json_table(page: Page, rows: Sequence[Row]) -> str:
    people = [
        {
            "name": row.person.name,
            "handle": row.person.handle,
            "github": row.person.github,
            "state": row.state.value,
            **_totals(row.reports),
            "reports": [report.filename for report in row.reports],
            "link": row.link or None,
            "new": row.new or None,
        }
        for row in rows
    ]
    return to_json({"page": page.docname, "title": page.title, "people": people})


_TABLES = {"text": _text_table, "json": _json_table}
