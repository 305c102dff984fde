"""Paths of a command line resolved to reports and their project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.checking.scope import Scope
from sphinx_roundup.commands.project import (
    Project,
    find_source_above,
    open_project,
    read_config,
)
from sphinx_roundup.commands.terminal import CannotRun
from sphinx_roundup.problems import shown
from sphinx_roundup.reports import is_report_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.config import Config


class Target(NamedTuple):
    """Some reports, and the project that they are for."""

    srcdir: Path
    """Resolved."""
    config: Config | None
    """What conf.py says; ``None`` where there is none that matters."""
    scope: Scope


def find_targets(
    paths: Sequence[str], source: Path | None = None, top: Path | None = None
) -> list[Target]:
    """Return what is to be checked, by project.

    :param paths: files and folders; none for all reports of the project
    :param source: the project's folder, where the user names it
    :param top: of reports without a project, the folder in which their images may be
    :raises CannotRun: where there is no such file, or no project to be found
    """
    if not paths:
        project = open_project(source)
        return [Target(project.srcdir, project.config, Scope(folders=("",)))]
    named = open_project(source) if source else None
    opened: dict[Path, Project] = {}
    targets: dict[Path, Target] = {}
    for path in map(_locate, paths):
        srcdir, config = _find_project(path, named, opened, top)
        filename = path.relative_to(srcdir).as_posix()
        target = targets.get(srcdir) or Target(srcdir, config, Scope())
        # A file that is named like a report is reported as none.
        folder = path.is_dir() and not (path.is_symlink() or is_report_name(path.name))
        scope = target.scope.join(
            [] if folder else [filename], [filename.removeprefix(".")] if folder else []
        )
        targets[srcdir] = target._replace(scope=scope)
    return list(targets.values())


def _locate(written: str) -> Path:
    """Return the path of a file as it is, even where it is a link."""
    path = Path(written)
    try:
        path.lstat()
        # A report behind a link is reported when it is read.
        return path.parent.resolve() / path.name if path.name else path.resolve()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotRun(f"'{shown(written, 200)}': {reason}") from error


def _find_project(
    path: Path, named: Project | None, opened: dict[Path, Project], top: Path | None
) -> tuple[Path, Config | None]:
    """Return the source folder that a file is in, and its configuration."""
    folder = path if path.is_dir() else path.parent
    srcdir = named.srcdir if named else find_source_above(path)
    if srcdir and path.is_relative_to(srcdir):
        project = named or opened.get(srcdir) or Project(srcdir, read_config(srcdir))
        opened[srcdir] = project
        if "sphinx_roundup" in project.config.extensions:
            return project.srcdir, project.config
        return project.srcdir, None
    clones = (each for each in (folder, *folder.parents) if (each / ".git").exists())
    return top or next(clones, folder), None
