"""``sphinx-roundup status``: who has written for a page, and who hasn't."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from enum import Enum
from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from docutils.utils import column_width, get_source_line

from sphinx_roundup.commands.cli import CannotRun, Status, count, note, show_path, to_json, write
from sphinx_roundup.commands.new import read_people
from sphinx_roundup.commands.project import choose_page, read_project
from sphinx_roundup.config import limits_of
from sphinx_roundup.domain import words_of
from sphinx_roundup.problems import escape
from sphinx_roundup.reports import (
    EDIT_URL_HINT,
    People,
    Person,
    collapsed,
    editor_url,
    file_stem,
    folder_of,
    is_expected,
    is_web_url,
    join_authors,
    parts_of,
    read_report,
)

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sphinx_roundup.commands.project import Page, Project, ShownReport
    from sphinx_roundup.domain import Mention
    from sphinx_roundup.reports import Report


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


class Row(NamedTuple):
    """A person of an event."""

    person: Person
    reports: tuple[OwnReport, ...]
    link: str = ""  # to an editor in a browser, for their report

    @property
    def state(self) -> State:
        """State of the person."""
        if not self.reports:
            return State.ELSEWHERE if self.person.url else State.MISSING
        return min((report.state for report in self.reports), key=list(State).index)


def run(options: Namespace) -> Status:
    """Write the table, the links, the handles, or the tasks."""
    _check_options(options)
    project = read_project(options.source, options.page)
    page = choose_page(project, options.page)
    people = read_people(project.srcdir, project.config)
    if options.named:
        _write_named(page, people, project, options)
    elif options.missing or options.links:
        _write_missing(page, people, project, options)
    else:
        _write_table(page, _find_rows(page, people, project), options)
        without = [escape(person.name) for person in page.authors if not person.orcid]
        if 0 < len(without) < len(page.authors):
            note(f"Without an ORCID: {', '.join(without)}")
    return Status.DONE


def _check_options(options: Namespace) -> None:
    if options.named and (options.missing or options.links or options.format == "json"):
        raise CannotRun("--named goes neither with --missing or --links nor with --format json")
    if not options.named and (options.changed is not None or options.preview_url):
        raise CannotRun("--changed and --preview-url go with --named")


def _write_missing(page: Page, people: People, project: Project, options: Namespace) -> None:
    rows = [row for row in _find_rows(page, people, project) if row.state is State.MISSING]
    if not rows:
        note("No one is missing.")
    if options.links:
        rows = list(_add_links(rows, page, people, project))
    if options.format == "text":
        write(_format_links(rows) if options.links else _format_handles(rows))
    else:
        _write_table(page, rows, options)


def _write_table(page: Page, rows: Sequence[Row], options: Namespace) -> None:
    write((_json_table if options.format == "json" else _text_table)(page, rows))


# -- Who has written ---------------------------------------------------------------------


def _find_rows(page: Page, people: People, project: Project) -> list[Row]:
    """Return a page's authors in its order, then others whom the people file lists for it."""
    who: dict[str, Person] = {}
    reports: defaultdict[str, list[OwnReport]] = defaultdict(list)
    for key, person, report in _find_reports(page, people, project):
        who.setdefault(key, person)
        reports[key].append(report)
    for person in people:
        if is_expected(person, page.docname):
            who.setdefault(person.key, person)
    return [Row(person, tuple(reports[key])) for key, person in who.items()]


def _find_reports(
    page: Page, people: People, project: Project
) -> Iterator[tuple[str, Person, OwnReport]]:
    """Yield each author of each report, with a key; in the page's order, then of those left out."""
    limits = limits_of(project.config)
    shown = {report.filename: report for report in page.reports}
    for filename, report in shown.items():
        own = _own_report(report, read_report(project.srcdir, filename, limits))
        for key, author in _by_key(report.place.authors, filename, report.place.text):
            yield key, author, own
    shared = {
        "/".join(parts_of(pattern, watch.folder) or ())
        for watch in page.watched_files
        for pattern in watch.patterns
    }
    for filename in page.gathered:
        if filename not in shown:
            record = join_authors(read_report(project.srcdir, filename, limits), people, shared)
            state = State.DRAFT if record.draft else State.UNSHOWN
            for key, author in _by_key(record.authors, filename, file_stem(filename)):
                yield key, author, OwnReport(filename, state)


def _by_key(authors: Sequence[Person], filename: str, name: str) -> list[tuple[str, Person]]:
    """Return authors with their keys; a report without any is nobody else's."""
    return [(each.key, each) for each in authors] or [(filename, Person(name))]


def _own_report(report: ShownReport, record: Report) -> OwnReport:
    if record.unreadable:  # the words on the page are ours
        return OwnReport(report.filename, State.UNREADABLE)
    if record.url and not record.text.strip():
        return OwnReport(report.filename, State.ELSEWHERE)
    pictures = report.descriptions
    counts = (report.words, len(pictures), pictures.count(""))
    # One of nothing is as "sphinx-roundup new" makes it.
    return OwnReport(report.filename, State.WRITTEN if any(counts) else State.MISSING, *counts)


def _add_links(rows: Sequence[Row], page: Page, people: People, project: Project) -> Iterator[Row]:
    """Yield the rows with links that edit an empty report, or write a new one."""
    srcdir, edit_url = project.srcdir, project.config.roundup_edit_url
    folders = (folder_of(srcdir, watch.folder, watch.patterns) for watch in page.watched_files)
    folder = next((each for each in folders if each is not None), "")
    for row in rows:
        own = row.reports[0].filename if row.reports else ""
        link = editor_url(edit_url, folder, row.person, people, own)
        if not link:
            raise CannotRun(f"there are no links to an editor: {EDIT_URL_HINT}")
        yield row._replace(link=link)


# -- Formats -----------------------------------------------------------------------------

_HEAD = ("who", "handle", "state", "words", "pictures", "without description")
_NUMBERS = range(3, 6)  # columns that are aligned at the right


def _totals(reports: Iterable[OwnReport]) -> dict[str, int]:
    totals = [sum(numbers) for numbers in zip(*(report[2:] for report in reports), strict=True)]
    return dict(zip(("words", "pictures", "undescribed"), totals or (0, 0, 0), strict=True))


def _values(row: Row) -> tuple[str, ...]:
    handle = f"@{row.person.handle}" if row.person.handle else ""
    totals = (str(total) if row.reports else "" for total in _totals(row.reports).values())
    return _escape(row.person.name), handle, row.state.value, *totals


def _sum_up(rows: Sequence[Row]) -> str:
    """Return a line such as ``5 written, 1 missing; 5 reports, 1200 words, 3 pictures``."""
    states = Counter(row.state for row in rows)
    people = [f"{states[state]} {state.value}" for state in State if states[state]]
    hidden = {State.DRAFT, State.UNSHOWN, State.MISSING}
    reports = {r.filename: r for row in rows for r in row.reports if r.state not in hidden}
    totals = _totals(reports.values())
    words, pictures = count(totals["words"], "word"), count(totals["pictures"], "picture")
    bare = f" ({totals['undescribed']} without description)" if totals["undescribed"] else ""
    whole = f"{count(len(reports), 'report')}, {words}, {pictures}{bare}"
    return f"{', '.join(people) or 'no one'}; {whole}"


def _text_table(page: Page, rows: Sequence[Row]) -> str:
    """Return an aligned table, which is also one of Markdown."""
    lines = [_HEAD, *map(_values, rows)]
    widths = [max(map(column_width, column)) for column in zip(*lines, strict=True)]

    def pad(number: int, value: str) -> str:
        blanks = " " * (widths[number] - column_width(value))
        return blanks + value if number in _NUMBERS else value + blanks

    lines.insert(1, tuple("-" * (w - 1) + ("-", ":")[n in _NUMBERS] for n, w in enumerate(widths)))
    table = "".join(f"| {' | '.join(starmap(pad, enumerate(line)))} |\n" for line in lines)
    return f"{_escape(page.title)} ({_escape(page.docname)}): {_sum_up(rows)}\n\n{table}"


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|#~&@])", r"\\\1", escape(text))


def _format_handles(rows: Sequence[Row]) -> str:
    people = [row.person for row in rows]
    handles = " ".join(f"@{person.handle}" for person in people if person.handle)
    names = [escape(person.name) for person in people if not person.handle]
    missing = ", ".join(filter(None, [handles, *names]))
    return f"{missing}\n" if missing else ""


def _format_links(rows: Sequence[Row]) -> str:
    return "".join(f"{escape(row.person.name)}: {escape(row.link, 10_000)}\n" for row in rows)


def _json_table(page: Page, rows: Sequence[Row]) -> str:
    people = [
        {
            "name": row.person.name,
            "handle": row.person.handle,
            "github": row.person.github,
            "state": row.state.value,
            **_totals(row.reports),
            "reports": [report.filename for report in row.reports],
            **({"link": row.link} if row.link else {}),
        }
        for row in rows
    ]
    return to_json({"page": page.docname, "title": page.title, "people": people})


# -- Who is named ------------------------------------------------------------------------


def _write_named(page: Page, listed: People, project: Project, options: Namespace) -> None:
    """Write a task for each person whom reports of others name."""
    changed = None if options.changed is None else _changed_since(options.changed, project.srcdir)
    site = options.preview_url or project.config.html_baseurl
    reports = {report.filename: report for each in project.pages for report in each.reports}
    people = People(listed, [author for r in reports.values() for author in r.place.authors])
    shown = {r.filename: r for r in page.reports if changed is None or r.filename in changed}
    named: defaultdict[Person, dict[str, str]] = defaultdict(dict)
    for mention in page.mentions:
        report, person = shown.get(mention.filename), people.find(mention.target)
        if report and person and person not in map(people.who_is, report.place.authors):
            where = _place_of(mention, person.name, report, site, project.srcdir)
            named[person].setdefault(report.filename, f"by {_writers_of(report)} in {where}")
    for person, places in named.items():
        who = f"@{person.github}" if person.github else _escape(person.name)
        write(f"- [ ] {who}: named {', '.join(places.values())}\n")
    if not named:
        note("No one is named.")


def _writers_of(report: ShownReport) -> str:
    names = [author.name for author in report.place.authors] or [report.place.text]
    return " and ".join(map(_escape, names))


def _place_of(mention: Mention, name: str, report: ShownReport, site: str, srcdir: Path) -> str:
    """Return the words around a name with a link, or their file and line if there is no site."""
    elements = report.section.findall(nodes.Element)
    block = next((e for e in elements if mention.anchor in e["ids"]), report.section)
    if not is_web_url(site):
        path, line = show_path(srcdir / report.filename), get_source_line(block)[1]
        return f"{_escape(path)}:{line or 1}"
    words = collapsed(words_of(block) or words_of(block.parent))  # some anchors are empty
    start = max(0, words.find(name) - 40)
    shown = f"{'…' if start else ''}{words[start:]}"
    return f"[{_escape(shown)}]({report.address(site, mention.anchor)})"


def _changed_since(ref: str, srcdir: Path) -> set[str]:
    """Return the files below a folder that Git has changed since HEAD left a reference."""
    if ref[:1] in {"", "-"}:
        raise CannotRun(f"--changed takes a branch, a tag or a commit, and not '{escape(ref)}'")
    git = shutil.which("git")
    if git is None:
        raise CannotRun("--changed needs git, which isn't installed")
    asked = [git, "-C", str(srcdir), "diff", "--name-only", "--no-renames", "--relative", "-z"]
    ran = subprocess.run([*asked, f"{ref}...", "--"], capture_output=True, check=False)  # noqa: S603 - no shell, no option
    if ran.returncode:
        reason = ran.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise CannotRun(f"git can't compare with '{escape(ref)}': {escape(reason, 200)}")
    return set(os.fsdecode(ran.stdout).split("\0"))
