"""The project that a command works on: its folder, and its conf.py."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.tags import Tags

from sphinx_roundup.commands.command import CannotRun
from sphinx_roundup.commands.reading.host_code import running_host_code
from sphinx_roundup.config import VALUES, check_config_values
from sphinx_roundup.problems import shown

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

_USUAL = ("", "docs", "doc", "source", "docs/source", "doc/source")
"""Folders of a repository that usually have its conf.py."""

_DEEPEST = 3
"""Levels of folders below the working folder that are searched for other places."""

_NO_SOURCES = frozenset({"_build", "node_modules", "site-packages", "__pycache__"})


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
    srcdir = find_source(source) if source else _find_around(Path(path or "."))
    if srcdir is None:
        named = source or path
        place = f"'{shown(str(named), 200)}'" if named else "this folder"
        raise CannotRun(
            f"{place} is in no Sphinx project (there is no conf.py in it or above);"
            " name the project's folder with --source"
        )
    return Project(srcdir, read_config(srcdir))


def _find_around(path: Path) -> Path | None:
    """Return the source folder that a path is in, otherwise the one nearest to it, or to here."""
    here = Path()
    above = find_source_above(path) or find_source_above(here)
    return above or find_source(path) or find_source(here)


def read_config(srcdir: Path) -> Config:
    """Return what a project's conf.py says.

    :raises CannotRun: if it fails, or has a wrong value
    """
    try:
        with running_host_code():
            config = Config.read(srcdir, overrides={}, tags=Tags())
        config.add("html_baseurl", "", "html", (str,))  # a feed needs it
        config.add("intersphinx_mapping", {}, "", ())
        for name, value in VALUES.items():
            config.add(name, value.default, value.rebuild, value.types)
        check_config_values(None, config)  # type: ignore[arg-type] # the app isn't used
    except ConfigError as error:
        raise CannotRun(f"conf.py of {srcdir} can't be used: {shown(str(error), 500)}") from error
    return config


# -- Where it is -------------------------------------------------------------------------


def find_source(start: Path) -> Path | None:
    """Return the source folder nearest to a path: around it, in a usual place, or below it.

    :raises CannotRun: if there are several below it, and none around it
    """
    for folder in _upwards(start):
        for usual in _USUAL:
            if (folder / usual / "conf.py").is_file():
                return (folder / usual).resolve()
    below = list(_find_below(start))
    if len(below) > 1:
        those = ", ".join(shown(str(folder), 200) for folder in below)
        raise CannotRun(f"there are several Sphinx projects here: {those}; name one with --source")
    return below[0].resolve() if below else None


def find_source_above(start: Path) -> Path | None:
    """Return the source folder that a path is in."""
    found = (folder for folder in _upwards(start) if (folder / "conf.py").is_file())
    return next((folder.resolve() for folder in found), None)


def _upwards(start: Path) -> Iterator[Path]:
    """Give a path and the folders around it; those around the target of a link come last."""
    path = Path.cwd() / start
    while not os.path.lexists(path):
        path = path.parent
    if path.name != "..":
        path = path.parent.resolve() / path.name
        yield from (path, *path.parents)
    path = path.resolve()
    yield from (path, *path.parents)


def _find_below(start: Path) -> Iterator[Path]:
    """Give the folders below one whose conf.py loads this extension, in their order."""
    for folder, folders, names in os.walk(start):
        place = Path(folder)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _NO_SOURCES)
        if "conf.py" in names and b"roundup" in _read(place / "conf.py"):
            yield place
        if len(place.relative_to(start).parts) == _DEEPEST or "pyvenv.cfg" in names:
            folders.clear()


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
