"""``sphinx-roundup find``: where a project has something of somebody."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sphinx_roundup.commands.command import Command, Status
from sphinx_roundup.commands.drafting.template import name_from
from sphinx_roundup.commands.project import add_source_argument, open_project
from sphinx_roundup.commands.reading.pages import read_pages
from sphinx_roundup.commands.reading.people import near, read_people
from sphinx_roundup.commands.terminal import name_of, paint, path_from_here, tell, to_json, write
from sphinx_roundup.commands.tracing.traces import KINDS, find_traces, read_reports
from sphinx_roundup.problems import shown
from sphinx_roundup.reports.authorship import authors_of
from sphinx_roundup.reports.people import People
from sphinx_roundup.reports.person import Person

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from sphinx_roundup.commands.project import Project
    from sphinx_roundup.commands.tracing.traces import Trace

DESCRIPTION = """\
Finds every trace of a person in the source folder, for example if they ask to be removed:

  entry     of the people file
  author    a report of theirs
  photo     a file that their reports or their entry show, and who else shows it
  file      a file or a folder that has their name
  mention   @handle, @account, a role, a link to a page or a file of theirs
  name      the full name or a nickname in a text or in the description of a picture
  perhaps   the first or last name alone, or the handle: may be another person's

Case and accents are ignored, and the search errs on the side of too many matches. It does not
cover build output, the content of pictures, and the history of the repository: remove what is
listed, build into an empty folder, and ask the hosts of other copies. Nothing is changed.

The exit status is 0 if something was found, and 1 if not, as with grep.

examples:
  sphinx-roundup find ana
  sphinx-roundup find "Ana Ferreira"
  sphinx-roundup find ana --format json"""


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("handle", metavar="HANDLE", help="a handle, an account, or a name")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_source_argument(parser)


def _run(given: Namespace) -> Status:
    project = open_project(given.source)
    listed = read_people(project)
    reports = read_reports(project, listed)
    people = People(listed, authors_of(reports.values()))
    person = people.find(given.handle.strip())
    if person is None:
        person = _unknown(given.handle)
        tell(f"{shown(person.name)} is nobody's name or handle{near(people, person.name)}")
    traces = find_traces(person, project, reports, read_pages(project))
    if given.format == "json":
        write(_as_json(person, traces))
    else:
        write(_as_text(person, traces, project))
    return Status.DONE if traces else Status.FOUND  # the other way round, as grep has it


def _unknown(wanted: str) -> Person:
    name = name_from(wanted.strip().removeprefix("@"))
    return Person(name, handle=None if " " in name else name)


def _as_text(person: Person, traces: Sequence[Trace], project: Project) -> str:
    counts = Counter(trace.kind for trace in traces)
    kinds = [f"{counts[kind]} {kind}" for kind in KINDS if counts[kind]]
    who = shown(person.name) + (f" (@{person.handle})" if person.handle else "")
    lines = [f"{who}: {', '.join(kinds) or 'nothing'}"]
    for trace in traces:
        path = name_of(path_from_here(project.srcdir / trace.filename))
        place = f"{path}:{trace.line}" if trace.line else path
        lines.append(f"{paint(place, 'bold')}: {trace.kind}: {shown(trace.text, 120)}")
    return "\n".join([*lines, ""])


def _as_json(person: Person, traces: Sequence[Trace]) -> str:
    found = [
        {"path": t.filename, "line": t.line or None, "kind": t.kind, "text": t.text} for t in traces
    ]
    told = {"name": person.name, "handle": person.handle, "github": person.github, "found": found}
    return to_json(told)


COMMAND = Command("find", "find every trace of a person", DESCRIPTION, _add_arguments, _run)
