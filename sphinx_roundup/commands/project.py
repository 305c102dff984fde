"""Project of a command: its folder, conf.py, application and people file; or a temporary one."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from pathlib import Path
from posixpath import dirname
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError, SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from sphinx_roundup.commands.terminal import CannotRun, note, note_problems, path_from_here
from sphinx_roundup.config import VALUES, check_config_values
from sphinx_roundup.people import people_filename
from sphinx_roundup.problems import shown
from sphinx_roundup.reports import (
    People,
    did_you_mean,
    exists,
    folded,
    nearest,
    read_people_file,
    read_report,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Collection, Iterator, Sequence

    from sphinx_roundup.reports import Person

_USUAL = ("docs", "doc", "source", "docs/source", "doc/source")
"""Folders of a repository that usually have its conf.py."""

_OVERRIDES = {
    "apidoc_modules": [],
    "autoapi_generate_api_docs": False,
    "autosummary_generate": False,
    "intersphinx_mapping": {},
    "nb_execution_mode": "off",
}
"""Values of extensions that otherwise write pages into the source folder, use the network, or
run notebooks."""


class Project(NamedTuple):
    """A Sphinx project."""

    srcdir: Path
    """Resolved."""
    config: Config
    """As conf.py alone sets it: the values of Sphinx and of this extension."""


def add_source_argument(parser: ArgumentParser) -> None:
    """Add the option that names the project."""
    parser.add_argument(
        "--source",
        metavar="FOLDER",
        type=Path,
        help="the project's folder, or a file in it; by default the nearest folder with conf.py,"
        " starting at the given files, or at the current folder",
    )


def open_project(source: Path | None = None, path: str | Path | None = None) -> Project:
    """Return the project that the user names.

    :param source: the value of ``--source``
    :param path: otherwise, a file or a folder of the project; the working folder, if ``None``
    :raises CannotRun: if there is none, or several, or its conf.py fails
    """
    if source and not source.exists():
        raise CannotRun(f"there is no '{shown(str(source), 200)}' for --source")
    starts = [source] if source else [Path(path or ""), Path()]
    found = (find(start) for find in (find_source, _find_near) for start in starts)
    srcdir = next(filter(None, found), None)
    if srcdir is None:
        named = source or path
        place = f"'{shown(str(named), 200)}'" if named else "this folder"
        raise CannotRun(
            f"{place} is in no Sphinx project (there is no conf.py in it or above);"
            " name the project's folder with --source"
        )
    return Project(srcdir, read_config(srcdir))


def read_config(srcdir: Path) -> Config:
    """Return the values of a project's conf.py.

    :raises CannotRun: if it fails, or has a wrong value
    """
    try:
        with _isolated_process():
            config = Config.read(srcdir, overrides={}, tags=Tags())
        config.add("html_baseurl", "", "html", (str,))
        config.add("intersphinx_mapping", {}, "", ())
        for name, value in VALUES.items():
            config.add(name, value.default, value.rebuild, value.types)
        check_config_values(None, config)  # type: ignore[arg-type] # the app isn't used
    except ConfigError as error:
        raise CannotRun(f"conf.py of {srcdir} can't be used: {shown(str(error), 500)}") from error
    return config


# -- Where it is -------------------------------------------------------------------------


def find_source(start: Path) -> Path | None:
    """Return the source folder that a path is in."""
    found = (folder for folder in _upwards(start) if (folder / "conf.py").is_file())
    return next((folder.resolve() for folder in found), None)


def _find_near(start: Path) -> Path | None:
    """Return the source folder in a usual place around a path, or below it.

    :raises CannotRun: if there are several below it, and none around it
    """
    places = (folder / usual for folder in _upwards(start) for usual in _USUAL)
    if usual := next((place for place in places if (place / "conf.py").is_file()), None):
        return usual.resolve()
    below = _find_below(start)
    if len(below) > 1:
        those = ", ".join(shown(str(folder), 200) for folder in below)
        raise CannotRun(f"there are several Sphinx projects here: {those}; name one with --source")
    return below[0].resolve() if below else None


def _upwards(start: Path) -> tuple[Path, ...]:
    """Return a path and the folders around it; those around the target of a link come last."""
    path = Path(os.path.normpath(Path.cwd() / start))
    while not os.path.lexists(path):
        path = path.parent
    target = path.resolve()
    return path, *path.parents, target, *target.parents


def _find_below(start: Path) -> list[Path]:
    """Return the folders up to two levels below one whose conf.py loads this extension."""
    found = [*start.glob("*/conf.py"), *start.glob("*/*/conf.py")]
    return sorted(
        path.parent
        for path in found
        if b"roundup" in path.read_bytes()
        and not any(part.startswith((".", "_")) for part in path.relative_to(start).parts)
    )


# -- Its application ---------------------------------------------------------------------


@contextmanager
def open_app(
    srcdir: Path, builder: str, tags: Sequence[str] = (), **overrides: Any
) -> Iterator[Sphinx]:
    """Open a project with its own configuration; output and doctrees are temporary.

    Nothing is fetched from the network, and nothing is written into the source folder.

    :raises CannotRun: if Sphinx can't open it, or the work with it ends in Sphinx's error
    """
    overrides = {**_OVERRIDES, **overrides}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sphinx-roundup-")))
        stack.enter_context(patch_docutils(srcdir))
        stack.enter_context(docutils_namespace())
        stack.enter_context(_isolated_process())
        try:
            app = _make_app(srcdir, folder, builder, tags, overrides)
            if "sphinx_roundup" not in app.extensions:
                where = f"conf.py of {srcdir}"
                raise CannotRun(f"{where} hasn't 'sphinx_roundup' among its extensions; add it")
            yield app
        except SphinxError as error:
            raise CannotRun(_cannot_read(srcdir, error)) from error


def _make_app(
    srcdir: Path, folder: Path, builder: str, tags: Sequence[str], overrides: dict[str, Any]
) -> Sphinx:
    out, doctrees = folder / "out", folder / "doctrees"
    try:
        return Sphinx(
            srcdir, srcdir, out, doctrees, builder, overrides, status=None, warning=None, tags=tags
        )
    except SphinxError:
        raise
    except Exception as error:  # conf.py's setup() and extensions may raise anything
        raise CannotRun(_cannot_read(srcdir, error)) from error


def _cannot_read(srcdir: Path, error: Exception) -> str:
    kind = "" if isinstance(error, SphinxError) else f"{type(error).__name__}: "
    words = " ".join(str(error).split())
    return f"the project in {srcdir} can't be read: {kind}{shown(words, 500)}"


@contextmanager
def _isolated_process() -> Iterator[None]:
    """Run the host's code: conf.py, its theme and its extensions.

    What it prints goes to standard error, also what programs print that it starts: standard
    output has the command's result alone. The working folder and filters of warnings stay.
    """
    here = Path.cwd()
    sys.stdout.flush()
    output = os.dup(1)
    with warnings.catch_warnings(), redirect_stdout(sys.stderr):
        os.dup2(2, 1)
        try:
            yield
        finally:
            sys.stdout.flush()
            os.dup2(output, 1)
            os.close(output)
            os.chdir(here)


# -- A temporary one ---------------------------------------------------------------------

_CONF = """\
extensions = ["myst_parser", "sphinx_design", "sphinx_roundup"]
exclude_patterns = ["*/**"]
"""

_MOST_COPIED = 200_000_000
"""Bytes of a folder that are copied; reports with their pictures need less."""
_LEAST_COUNTED = 100_000
"""Bytes that a file counts at least, so that the number of files is limited, too."""

_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")
"""Characters of names that an argument of a directive can't have: ``?`` finds them."""
_DRAFT = re.compile(rb"^:?(draft|published)[ \t]*[:=].*$", re.IGNORECASE | re.MULTILINE)


@contextmanager
def temporary_project(folder: Path, names: Collection[str]) -> Iterator[tuple[Project, Path]]:
    """Make a project of one page, which gathers reports from a copy of their folder.

    :param names: of files in the folder, which it gathers together with the reports beside
        them; none for all reports in the folder and below
    :returns: also the copy
    """
    with tempfile.TemporaryDirectory(prefix="sphinx-roundup-") as top:
        srcdir = Path(top).resolve()
        copy = srcdir / (folder.name or "reports")
        _copy_folder(folder, copy, names)
        for name in names:
            _publish_draft(copy / name)
        patterns = [*names, "*.md", "*.rst"] if names else [""]
        lines = [_UNSAFE.sub("?", f"/{copy.name}/{pattern}") for pattern in patterns]
        directive = ".. roundup:: {}\n".format("\n   ".join(lines))
        (srcdir / "conf.py").write_text(_CONF, "utf-8")
        (srcdir / "index.rst").write_text(f"Reports\n=======\n\n{directive}", "utf-8")
        yield Project(srcdir, read_config(srcdir)), copy


def _copy_folder(folder: Path, copy: Path, names: Collection[str]) -> None:
    """Copy what a build may need of a folder; the named reports at first."""
    left = _MOST_COPIED
    for place, folders, files in os.walk(folder):
        if left < _LEAST_COUNTED:
            return
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        target = copy / Path(place).relative_to(folder)
        target.mkdir()
        for name in sorted(files, key=lambda name: (name not in names, name)):
            path = Path(place, name)
            if name.startswith(".") and name not in names:
                continue
            with suppress(OSError):  # as if it weren't there
                size = max(path.lstat().st_size, _LEAST_COUNTED)
                if size <= left and (path.is_symlink() or path.is_file()):
                    left -= size
                    shutil.copyfile(path, target / name, follow_symlinks=False)


def _publish_draft(path: Path) -> None:
    """Remove the field that hides a report."""
    if read_report(path.parent, path.name).draft:
        path.write_bytes(_DRAFT.sub(b"", path.read_bytes(), count=1))


# -- Its people --------------------------------------------------------------------------


def read_people(project: Project) -> People:
    """Return the people of the people file, and report its problems."""
    filename = people_filename(project.config)
    if not filename:
        return People()
    if not exists(project.srcdir, filename):
        note(f"roundup_people names '{shown(filename)}', and there is no such file")
        return People()
    found = read_people_file(project.srcdir, filename)
    note_problems(path_from_here(project.srcdir / filename), found.problems)
    return People(found.people)


def find_person(people: People, wanted: str) -> Person | None:
    """Return the person with a handle, with or without ``@``, a name or an account.

    :raises CannotRun: if it begins with ``@`` and no person has it
    """
    person = people.find(wanted)
    if person is None and wanted.startswith("@"):
        raise CannotRun(f"the people file has no {shown(wanted)}{suggest(people, wanted)}")
    return person


def suggest(people: People, wanted: str) -> str:
    """Return the end of a sentence that suggests a similar name, empty without one."""
    names = {folded(word): p for p in people for word in (p.name, p.handle) if word}
    close = nearest(folded(wanted.removeprefix("@")), names)
    return did_you_mean(f"{names[name].handle} ({names[name].name})" for name in close[:1])


# -- Its files ---------------------------------------------------------------------------

_COMMIT = "\1"
"""Before the day of a commit, to distinguish it from names of files."""
_SECONDS = 60
"""Until Git is given up; the days on the disk are used instead."""


def last_changes(srcdir: Path, filenames: Collection[str]) -> dict[str, dt.date]:
    """Return the day of each file's last commit; of an uncommitted one, that on its disk."""
    committed = _read_log(srcdir, {dirname(filename) or "." for filename in filenames})
    changes: dict[str, dt.date] = {}
    for filename in filenames:
        with suppress(OSError):
            time = (srcdir / filename).lstat().st_mtime
            on_disk = dt.datetime.fromtimestamp(time, tz=dt.UTC).astimezone().date()
            changes[filename] = committed.get(filename, on_disk)
    return changes


def _read_log(srcdir: Path, folders: Collection[str]) -> dict[str, dt.date]:
    """Return the day of the last commit of the files in some folders, empty without Git."""
    git = shutil.which("git")
    if git is None or not folders:
        return {}
    # Signatures would be checked by a program of the user's, names be quoted.
    command = [git, "-C", str(srcdir), "-c", "log.showSignature=false", "--no-pager", "log", "-z"]
    command += ["--no-renames", "--relative", "--name-only", f"--format={_COMMIT}%as", "--"]
    try:
        done = subprocess.run(  # noqa: S603 - no shell; folders that exist, behind "--"
            [*command, *sorted(folders)], capture_output=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    days: dict[str, dt.date] = {}
    day = dt.date.min
    # A log like "\x012025-10-14\0\na.md\0b.md\0".
    for entry in done.stdout.decode("utf-8", "surrogateescape").split("\0"):
        name = entry.lstrip("\n")
        if name.startswith(_COMMIT):
            day = dt.date.fromisoformat(name[1:11])
            name = name[11:].lstrip("\n")
        if name:
            days.setdefault(name, day)
    return days
