"""``sphinx-roundup people``: a first people file, from a list of attendees or from reports."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup.commands.drafting.attendees import read_attendees
from sphinx_roundup.commands.drafting.entries import PLAIN, Draft, write_entries
from sphinx_roundup.commands.pages import read_pages
from sphinx_roundup.commands.project import open_project
from sphinx_roundup.commands.terminal import (
    CannotRun,
    Status,
    count,
    escape_path,
    note,
    note_problems,
    write,
)
from sphinx_roundup.problems import shown
from sphinx_roundup.reports import People, find_reports, read_report

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from sphinx_roundup.commands.drafting.attendees import Attendee
    from sphinx_roundup.reports import Person, Report

DESCRIPTION = """\
Creates a first people file: handle, name and known details of each person.

From a list of attendees: a CSV file whose first line names its columns, in any order, with
commas, semicolons or tabs. Known columns are name, first name, last name, handle, github,
gitlab, mastodon, orcid, website, affiliation and pronouns, under their usual names. E-mail
addresses are never written. From a folder: the authors of the reports in it; from a project's
folder: the authors of the reports that its pages gather.

A handle is taken from the list, else from the GitHub account, else the first name if it is
unique, else the whole name.

examples:
  sphinx-roundup people --from attendees.csv                     print the file
  sphinx-roundup people --from attendees.csv --into people.yml   write the file
  sphinx-roundup people --from retreat/reports"""

HEAD = """\
# Who is who: a handle, by which reports say who wrote them and others mention them, and what
# the reports needn't repeat. In conf.py: roundup_people = "people.yml"

"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--from",
        dest="source",
        metavar="LIST",
        type=Path,
        required=True,
        help="attendees.csv, a folder of reports, or a project's folder",
    )
    parser.add_argument(
        "--into", metavar="FILE", type=Path, help="write a new file instead of printing"
    )


def run(given: Namespace) -> Status:
    """Run the command; return the exit status."""
    if given.into and given.into.exists():
        raise CannotRun(f"{escape_path(str(given.into))} is there already; nothing was written")
    is_folder = given.source.is_dir()
    drafts = list(_from_reports(given.source) if is_folder else _from_list(given.source))
    written = write_entries(drafts)
    for told in written.told:
        note(told)
    if not written.text:
        raise CannotRun(f"no people in {escape_path(str(given.source))}")
    if given.into:
        _create(given.into, HEAD + written.text)
    else:
        _write_file(HEAD + written.text)
    return Status.DONE


def _create(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotRun(f"{escape_path(str(path))} can't be written: {reason}") from error
    write(f"Wrote {escape_path(str(path))}.\n")
    write(f"Next: read it through, and name it in conf.py: roundup_people = {path.name!r}\n")


def _write_file(text: str) -> None:
    """Write to standard output in UTF-8, since it may be redirected to a file."""
    if not sys.stdout.isatty() and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    write(text)


# -- From a list -------------------------------------------------------------------------


def _from_list(path: Path) -> Iterator[Draft]:
    found = read_attendees(path)
    for line, message in found.told:
        note(f"{escape_path(str(path))}:{line}: {message}")
    if found.unused:
        note(f"not used: {', '.join(map(shown, found.unused))}")
    yield from (_draft(each, f"{escape_path(str(path))}:{each.line}") for each in found.people)


def _draft(attendee: Attendee, place: str) -> Draft:
    values = dict(attendee.values)
    handle = values.pop("handle", "")
    plain = tuple((key, values.pop(key)) for key in PLAIN if key in values)
    return Draft(attendee.name, plain, tuple(values.items()), handle, place)


# -- From reports ------------------------------------------------------------------------


def _from_reports(folder: Path) -> Iterator[Draft]:
    nameless = []
    authors: list[Person] = []
    for filename in _find_filenames(folder):
        report = read_report(folder.resolve(), filename)
        note_problems(str(folder / filename), report.problems)
        authors += _authors_of(report)
        nameless += [] if report.authors else [filename]
    if nameless:
        those = ", ".join(map(shown, nameless[:5])) + (", ..." if len(nameless) > 5 else "")
        note(f"{count(len(nameless), 'report')} without an author: {those}")
    for author in People((), authors):
        plain = (("affiliation", author.affiliation),) if author.affiliation else ()
        links = (("github", author.github),) if author.github else ()
        place = f"{escape_path(str(folder / author.filename))}:{author.line}"
        yield Draft(author.name, plain, (*links, *author.links), author.handle or "", place)


def _find_filenames(folder: Path) -> Sequence[str]:
    """Return the reports in a folder; in a project's, those that its pages gather."""
    if not (folder / "conf.py").is_file():
        return find_reports(folder.resolve(), "", ["/"]).filenames
    pages = read_pages(open_project(folder), heads_only=True)
    return list(dict.fromkeys(filename for page in pages for filename in page.gathered))


def _authors_of(report: Report) -> list[Person]:
    """Return the authors; what a head says beside its one author is about that author."""
    if len(report.authors) != 1:
        return list(report.authors)
    only = report.authors[0]
    affiliation = only.affiliation or report.affiliation
    links = tuple(dict.fromkeys((*only.links, *report.links)))
    return [replace(only, affiliation=affiliation, links=links)]
