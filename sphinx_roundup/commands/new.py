"""``sphinx-roundup new``: a report file for a person to fill in."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx_roundup.commands.command import CannotRun, Command, Status
from sphinx_roundup.commands.drafting.template import make_report, name_from, stem_for, yaml_text
from sphinx_roundup.commands.project import add_source_argument, open_project
from sphinx_roundup.commands.reading.folders import folder_of, gathers
from sphinx_roundup.commands.reading.pages import read_pages
from sphinx_roundup.commands.reading.people import find_person, near, read_people
from sphinx_roundup.commands.terminal import name_of, path_from_here, tell, write
from sphinx_roundup.people.loading import people_filename
from sphinx_roundup.problems import shown
from sphinx_roundup.reports.people_file import is_handle
from sphinx_roundup.reports.person import Person, folded
from sphinx_roundup.reports.slug import make_slug

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from sphinx_roundup.commands.drafting.template import Syntax
    from sphinx_roundup.commands.project import Project
    from sphinx_roundup.commands.reading.pages import Page
    from sphinx_roundup.reports.people import People

DESCRIPTION = """\
Writes a report file for one person, with the author in its front matter, a title and a
summary to replace, and hints as comments, which are not shown on the page. An existing file
is never changed.

examples:
  sphinx-roundup new ana                       ana, of the people file
  sphinx-roundup new "Ana Ferreira"            a person who may not be in it
  sphinx-roundup new ana --rst                 in reStructuredText
  sphinx-roundup new ana --folder spring/reports"""


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="a handle of the people file, or a name")
    parser.add_argument(
        "--folder",
        metavar="FOLDER",
        help="the folder for the file; by default the one from which the project's page gathers"
        " reports, or reports",
    )
    parser.add_argument(
        "--rst", action="store_true", help="write reStructuredText instead of Markdown"
    )
    add_source_argument(parser)


def _run(given: Namespace) -> Status:
    project = open_project(given.source, given.folder)
    people = read_people(project)
    author = _find_author(given.name, people)
    pages = read_pages(project, heads_only=True)
    folder = _inside(given.folder, project) if given.folder else _only_folder(pages, project)
    syntax: Syntax = "rst" if given.rst else "md"
    path = project.srcdir / folder / f"{stem_for(author)}.{syntax}"
    _create(path, make_report(author, people, syntax))
    write(f"Wrote {name_of(path_from_here(path))}, for {shown(author.name)}.\n")
    write("Next: write into it, put photos beside it, and see what is still to do with\n")
    write(f"  sphinx-roundup check {_in_shell(path_from_here(path))}\n")
    _tell_unknown(author, people, project)
    _tell_ungathered(path, pages, project)
    return Status.DONE


def _find_author(wanted: str, people: People) -> Person:
    known = find_person(people, wanted.strip())
    return known or Person(name_from(wanted))


# -- Where -------------------------------------------------------------------------------


def _inside(named: str, project: Project) -> str:
    """Return a folder that the user names, from here or from the source folder, below that."""
    try:
        for base in (Path.cwd(), project.srcdir):
            path = (base / named).resolve()
            if path.is_relative_to(project.srcdir):
                return path.relative_to(project.srcdir).as_posix()
    except (OSError, ValueError):  # a NUL in the name
        pass
    raise CannotRun(
        f"'{shown(named)}' lies outside of {project.srcdir}, and pages gather nothing from there"
    )


def _only_folder(pages: list[Page], project: Project) -> str:
    """Return from where the project gathers reports."""
    found = [folder_of(project.srcdir, watch) for page in pages for watch in page.watches]
    folders = sorted({folder for folder in found if folder is not None})
    if len(folders) > 1:
        those = " or ".join(shown(folder or ".") for folder in folders)
        raise CannotRun(f"reports are gathered from several folders; name one: --folder {those}")
    return folders[0] if folders else "reports"


def _create(path: Path, text: str) -> None:
    """Write a new file.

    :raises CannotRun: where there is one, or none can be written
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if there := _report_like(path):
            message = f"{name_of(path_from_here(there))} is there already; nothing was written"
            raise CannotRun(message)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotRun(f"{name_of(path_from_here(path))} can't be written: {reason}") from error


def _report_like(path: Path) -> Path | None:
    """Return a report that has the place of a new one: in the other syntax, or as a folder.

    Case is the same to Windows and macOS.
    """
    stem = _name_key(path.stem)
    for there in sorted(path.parent.iterdir()):
        is_report = there.suffix.lower() in {".md", ".rst"} and _name_key(there.stem) == stem
        if is_report or (_name_key(there.name) == stem and any(there.glob("index.*"))):
            return there
    return None


def _name_key(name: str) -> str:
    return folded(unicodedata.normalize("NFC", name))


def _in_shell(path: str) -> str:
    """Return a path that shells take as one word."""
    return f'"{shown(path, 1_000)}"' if any(c in path for c in " '()&;$") else shown(path, 1_000)


# -- What is still to be done ------------------------------------------------------------


def _tell_unknown(author: Person, people: People, project: Project) -> None:
    filename = people_filename(project.config)
    if author.handle or not filename:
        return
    if hint := near(people, author.name):
        tell(f"{shown(author.name)} is not in the people file{hint}")
    elif is_handle(slug := make_slug(author.name)):
        line = f"{yaml_text(slug)}: {yaml_text(author.name)}"
        tell(f"To give them a handle, add to {name_of(filename)}: {shown(line, 300)}")


def _tell_ungathered(path: Path, pages: list[Page], project: Project) -> None:
    filename = path.relative_to(project.srcdir).as_posix()
    if not any(
        gathers(project.srcdir, watch, filename) for page in pages for watch in page.watches
    ):
        folder = PurePosixPath(filename).parent.as_posix()
        tell(f"No page gathers it yet. A page does with '```{{roundup}} /{folder}/' and '```'")


COMMAND = Command(
    "new", "write a report file for a person to fill in", DESCRIPTION, _add_arguments, _run
)
