"""The project that a command is about: its folder, and what its conf.py says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.tags import Tags

from sphinx_roundup.commands.command import CannotRun
from sphinx_roundup.config import VALUES, check_config_values

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Project(NamedTuple):
    """A Sphinx project."""

    srcdir: Path
    config: Config
    """With the values of this extension; those of others have their text from conf.py alone."""


def add_source_argument(parser: ArgumentParser) -> None:
    """Let the user say where the project is."""
    parser.add_argument(
        "--source",
        metavar="FOLDER",
        type=Path,
        help="the folder with conf.py; otherwise the nearest one, from here upwards and in"
        " docs, doc and source",
    )


def open_project(named: Path | None, start: Path | None = None) -> Project:
    """Return the project that the user means.

    :param named: the folder of ``--source``
    :param start: where to look otherwise: the working folder, if ``None``
    :raises CannotRun: where there is none, or its conf.py ends in an error
    """
    srcdir = named or find_source(start or Path.cwd())
    if srcdir is None or not (srcdir / "conf.py").is_file():
        place = named or start or "this folder"
        raise CannotRun(f"{place} is in no Sphinx project; name its folder with --source")
    srcdir = srcdir.resolve()  # Sphinx goes there before it reads the file
    try:
        config = Config.read(srcdir, overrides={}, tags=Tags())
        config.add("html_baseurl", "", "html", (str,))  # which a feed needs
        for name, value in VALUES.items():
            config.add(name, value.default, value.rebuild, value.types)
        check_config_values(None, config)  # type: ignore[arg-type] # the app isn't looked at
    except ConfigError as error:
        raise CannotRun(f"conf.py of {srcdir} can't be used: {error}") from error
    return Project(srcdir, config)


def find_source(start: Path) -> Path | None:
    """Return the nearest folder with a conf.py: *start*, one around it, or a usual one in those."""
    start = start.resolve()
    for folder in (start, *start.parents):
        for usual in ("", "docs", "doc", "source", "docs/source", "doc/source"):
            if (folder / usual / "conf.py").is_file():
                return folder / usual
    return None
