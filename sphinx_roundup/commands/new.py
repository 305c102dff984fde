"""``sphinx-roundup new``: a report file for a person to fill in."""

from __future__ import annotations

import shlex
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx_roundup.commands.cli import CannotRun, Status, create_file, note, show_path, write
from sphinx_roundup.commands.project import read_project
from sphinx_roundup.config import people_filename
from sphinx_roundup.problems import escape
from sphinx_roundup.reports import (
    MAX_NAME,
    InvalidValue,
    People,
    Person,
    Scalar,
    casefolded,
    check_name,
    collapsed,
    did_you_mean,
    exists,
    folder_of,
    make_report,
    nearest,
    read_people_file,
    stem_for,
    without_controls,
)

if TYPE_CHECKING:
    from argparse import Namespace

    from sphinx.config import Config

    from sphinx_roundup.commands.project import Project
    from sphinx_roundup.commands.sources import Syntax


def run(options: Namespace) -> Status:
    """Write the file, and what to do next."""
    project = read_project(options.source, options.folder)
    people = read_people(project.srcdir, project.config)
    wanted = options.name.strip()
    author = people.find(wanted)
    if author is None and wanted.startswith("@"):
        raise CannotRun(f"the people file has no {escape(wanted)}{suggest(people, wanted)}")
    author = author or Person(name_from(wanted))
    gathered = _gathered_folders(project)
    folder = _inside(options.folder, project) if options.folder else _only_folder(gathered)
    syntax: Syntax = "rst" if options.rst else "md"
    path = project.srcdir / folder / f"{stem_for(author)}.{syntax}"
    _create(path, make_report(author, people, syntax, project.config.roundup_license))
    here = show_path(path)
    write(f"Wrote {here}, for {escape(author.name)}.\n")
    write("Next: write into it, put photos beside it, and see what is still to do with\n")
    write(f"  sphinx-roundup check {shlex.quote(here)}\n")
    if hint := "" if author.handle else suggest(people, author.name):
        note(f"{escape(author.name)} is not in the people file{hint}")
    if not any(PurePosixPath(folder).is_relative_to(each) for each in gathered):
        note(f"No page gathers it yet. A page does with '```{{roundup}} /{folder}/' and '```'")
    return Status.DONE


# -- The file ----------------------------------------------------------------------------


def _inside(named: str, project: Project) -> str:
    """Return a folder that the user names, from here or from the source folder, below that."""
    for base in (Path.cwd(), project.srcdir):
        path = (base / named).resolve()
        if path.is_relative_to(project.srcdir):
            return path.relative_to(project.srcdir).as_posix()
    raise CannotRun(
        f"'{escape(named)}' lies outside of {project.srcdir}, and pages gather nothing from there"
    )


def _gathered_folders(project: Project) -> list[str]:
    """Return the folders from which the project gathers reports."""
    watched = [watch for page in project.pages for watch in page.watched_files]
    found = {folder_of(project.srcdir, watch.folder, watch.patterns) for watch in watched}
    return sorted(folder for folder in found if folder is not None)


def _only_folder(folders: list[str]) -> str:
    if len(folders) > 1:
        those = " or ".join(escape(folder or ".") for folder in folders)
        raise CannotRun(f"reports are gathered from several folders; name one: --folder {those}")
    return folders[0] if folders else "reports"


def _create(path: Path, text: str) -> None:
    """Write a new file."""
    for existing in map(path.with_suffix, ("", ".md", ".rst")):
        if existing.exists():
            raise CannotRun(f"{show_path(existing)} is there already; nothing was written")
    create_file(path, text)


# -- Its people --------------------------------------------------------------------------


def name_from(text: str) -> str:
    """Return a name that front matter may have."""
    name = collapsed(without_controls(text))
    try:
        return check_name(Scalar(name, 1), name)
    except InvalidValue as error:
        hint = f"write one such as 'Ana Silva', of {MAX_NAME} characters at most"
        raise CannotRun(f"'{escape(name)}' is no name; {hint}") from error


def read_people(srcdir: Path, config: Config) -> People:
    """Return the people of the people file, and report its problems."""
    filename = people_filename(config)
    if not filename:
        return People()
    if not exists(srcdir, filename):
        note(f"roundup_people names '{escape(filename)}', and there is no ordinary file")
        return People()
    found = read_people_file(srcdir, filename)
    for each in found.problems:
        note(f"{show_path(srcdir / filename)}:{each.line}: {each.text}")
    return People(found.people)


def suggest(people: People, wanted: str) -> str:
    """Return the end of a sentence that suggests a similar name, empty without one."""
    names = {casefolded(word): p for p in people for word in (p.name, p.handle) if word}
    close = nearest(casefolded(wanted.removeprefix("@")), names)
    return did_you_mean(f"{names[name].handle} ({names[name].name})" for name in close[:1])
