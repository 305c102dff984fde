"""Who is in a project's people file."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx_roundup.commands.command import CannotRun
from sphinx_roundup.commands.terminal import path_from_here, tell, tell_problems
from sphinx_roundup.people.loading import people_filename
from sphinx_roundup.problems import shown
from sphinx_roundup.reports.paths import exists
from sphinx_roundup.reports.people import People
from sphinx_roundup.reports.people_file import read_people_file
from sphinx_roundup.reports.person import folded

if TYPE_CHECKING:
    from sphinx_roundup.commands.project import Project
    from sphinx_roundup.reports.person import Person


def read_people(project: Project) -> People:
    """Return the people of the people file, and tell what is wrong with it."""
    filename = people_filename(project.config)
    if not filename:
        return People()
    if not exists(project.srcdir, filename):
        tell(f"roundup_people names '{shown(filename)}', and there is no such file")
        return People()
    found = read_people_file(project.srcdir, filename)
    tell_problems(path_from_here(project.srcdir / filename), found.problems)
    return People(found.people)


def find_person(people: People, wanted: str) -> Person | None:
    """Return whom a handle, with or without ``@``, a name or an account means.

    :raises CannotRun: where it begins with ``@`` and is nobody's
    """
    person = people.find(wanted)
    if person is None and wanted.startswith("@"):
        raise CannotRun(f"nobody in the people file is {shown(wanted)}{near(people, wanted)}")
    return person


def near(people: People, wanted: str) -> str:
    """Return the end of a sentence that names who may have been meant, or nothing."""
    names = {
        folded(word): person for person in people for word in (person.name, person.handle) if word
    }
    close = get_close_matches(folded(wanted.removeprefix("@")), names, n=1, cutoff=0.7)
    if not close:
        return ""
    person = names[close[0]]
    return f"; did you mean {person.handle} ({person.name})?"
