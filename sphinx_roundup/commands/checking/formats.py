"""Findings as text, as JSON and as GitHub annotations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup.commands import terminal
from sphinx_roundup.commands.checking.findings import Checked, Finding, Level
from sphinx_roundup.commands.terminal import escape_path, paint, to_json

if TYPE_CHECKING:
    from collections.abc import Callable

_STYLES = {Level.LOST: "red", Level.MENDED: "yellow", Level.ADVICE: "blue"}

_COMMANDS = {Level.LOST: "error", Level.MENDED: "warning", Level.ADVICE: "notice"}
"""https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions"""


def as_text(checked: Checked) -> str:
    """Return a line for each finding, and one that sums up."""
    lines = [
        f"{paint(f'{_name(f.path)}:{f.line}', 'bold')}: {paint(f.level.value, _STYLES[f.level])}:"
        f" {f.message} [{f.kind}]"
        for f in checked.findings
    ]
    return "\n".join([*lines, sum_up(checked), ""])


def as_github(checked: Checked) -> str:
    """Return workflow commands, which GitHub shows beside the lines of a pull request."""
    lines = []
    for found in checked.findings:
        properties = {
            "file": escape_path(_path_in_repository(Path(found.path))),
            "line": str(found.line),
            "title": f"{found.level.value}: {found.kind}",
        }
        said = ",".join(f"{name}={_as_property(value)}" for name, value in properties.items())
        lines.append(f"::{_COMMANDS[found.level]} {said}::{_as_data(found.message)}")
    return "\n".join([*lines, sum_up(checked), ""])


def as_json(checked: Checked) -> str:
    """Return one JSON object: ``reports``, ``findings``, and how many there are of each level."""
    findings = [
        found._replace(path=_relative(found.path), level=found.level.value)._asdict()  # type: ignore[arg-type] # for JSON
        for found in checked.findings
    ]
    counts = {level.value: count(checked, level) for level in Level}
    reports = [_relative(path) for path in checked.reports]
    return to_json({"reports": reports, **counts, "findings": findings})


def from_json(text: str) -> Checked:
    """Return what :func:`as_json` was given, in a process with the same working folder.

    :raises ValueError: where it is something else
    """
    told = json.loads(text)
    return Checked(
        tuple(_absolute(path) for path in told["reports"]),
        tuple(
            Finding(**{**each, "path": _absolute(each["path"]), "level": Level(each["level"])})
            for each in told["findings"]
        ),
    )


FORMATS: dict[str, Callable[[Checked], str]] = {
    "text": as_text,
    "github": as_github,
    "json": as_json,
}


def count(checked: Checked, level: Level) -> int:
    """Return how many findings there are of a level."""
    return sum(found.level is level for found in checked.findings)


def sum_up(checked: Checked) -> str:
    """Return a line such as ``3 reports: 1 lost, 2 mended, 4 advice``."""
    number = len(checked.reports)
    counts = ", ".join(f"{n} {level.value}" for level in Level if (n := count(checked, level)))
    return f"{terminal.count(number, 'report')}: {counts or 'nothing to mend'}"


def _name(path: str) -> str:
    return escape_path(_relative(path))


def _relative(path: str) -> str:
    """Return a path from the working folder, where it lies below it."""
    whole, here = Path(path), Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()


def _path_in_repository(path: Path) -> str:
    """Return a path from the top of its repository, as GitHub has it."""
    top = next(filter(_is_top, path.parents), None)
    return path.relative_to(top).as_posix() if top else _relative(str(path))


def _is_top(folder: Path) -> bool:
    """Whether a folder is the top of a repository, or of a worktree; submodules are parts."""
    git = folder / ".git"
    return git.is_dir() or (git.is_file() and b"/modules/" not in git.read_bytes())


def _absolute(path: str) -> str:
    return str(Path.cwd() / path)


def _as_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _as_property(text: str) -> str:
    return _as_data(text).replace(":", "%3A").replace(",", "%2C")
