"""Findings of ``sphinx-roundup check``: their levels, and output as text, JSON or for GitHub."""

from __future__ import annotations

import re
from collections import Counter
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.cli import count, relative_path, show_path, to_json
from sphinx_roundup.log import describe_others, merge_problems
from sphinx_roundup.problems import Problem, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Level(Enum):
    """Severity of a finding, by what a reader of the page loses."""

    LOST = "lost"  # something in the report will not show, or not as what it is
    MENDED = "mended"  # the build repairs it, and most readers see nothing
    ADVICE = "advice"  # the build accepts it; a reader may not


class Finding(NamedTuple):
    """A finding about a line of a file; findings are sorted by these fields."""

    path: str  # absolute
    line: int  # counted from 1
    kind: str  # the type and subtype of a build's warning (``roundup.image``), or ``advice.title``
    message: str
    level: Level


# -- Warnings of a build -----------------------------------------------------------------

_LEVELS = {
    "misc": Level.MENDED,
    "roundup.alt": Level.ADVICE,
    "roundup.anchor": Level.MENDED,
    "roundup.heading": Level.MENDED,
    "roundup.role": Level.MENDED,
    "roundup.syntax": Level.ADVICE,
}
"""Levels of warnings by their type, or type and subtype. All others are lost."""

MILDER = {
    Level.ADVICE: (
        "has Git's marks of a merge conflict",
        "'%s' may be",
        "'%s' and '%s' (%s:%d) are both called",
    ),
    Level.MENDED: (
        "characters that %s are left out",
        "HTML comment is never closed",
        "'%s' has no heading '#%s', and the link leads to its beginning",
        "a table can't stand in a table",
        "the substitution |%s|",
        "a formula can't use",
        "what is labelled '%s' has no number",
    ),
}
"""Beginnings of our messages, with their ``%`` marks, that have another level than their kind."""

_DOCUTILS_MENDS = re.compile(
    r"(Title (under|over)line too short|Unexpected (indentation|possible title)"
    r"|Possible title underline|.* ends without a blank line|Inline |Enumerated list start value"
    r"|Duplicate implicit target name)"
)
"""Messages of docutils about text that is shown all the same."""


def level_of(type_: str, subtype: str, template: str, message: str) -> Level:
    """Return the level of a warning.

    :param template: the message with its ``%`` marks
    """
    for level, beginnings in MILDER.items():
        if template.startswith(beginnings) or message.startswith(beginnings):
            return level
    if type_ == "docutils" and _DOCUTILS_MENDS.match(message):
        return Level.MENDED
    return _LEVELS.get(f"{type_}.{subtype}") or _LEVELS.get(type_, Level.LOST)


_ELSEWHERE = ("there is no person", "neither this report nor the project has", "the link '")
"""Beginnings of messages about targets that another project may have."""


def may_be_elsewhere(finding: Finding) -> bool:
    """Return whether a finding is about a target that another project may have."""
    if finding.kind.startswith(("ref.", "intersphinx")):
        return finding.kind not in {"ref.footnote", "ref.citation"}
    return finding.kind == "roundup.link" and finding.message.startswith(_ELSEWHERE)


# -- Formats -----------------------------------------------------------------------------

_COMMANDS = {Level.LOST: "error", Level.MENDED: "warning", Level.ADVICE: "notice"}
"""https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions"""


def _merge(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the first finding of each cause; its message says where the others are."""
    by_place = {}
    for found in findings:
        type_, _, subtype = found.kind.partition(".")
        by_place[found.path, Problem(subtype, found.line, found.message, type=type_)] = found
    for group in merge_problems(by_place):
        found = by_place[group[0]]
        more = describe_others([(path, each.line) for path, each in group])
        yield found._replace(message=f"{found.message}{more}")


def as_text(reports: Sequence[str], findings: Sequence[Finding]) -> str:
    """Return a line for each cause, and a summary. All paths are absolute."""
    lines = []
    for found in _merge(findings):
        place = f"{show_path(Path(found.path))}:{found.line}"
        lines.append(f"{place}: {found.level.value}: {found.message} [{found.kind}]")
    return "\n".join([*lines, sum_up(reports, findings), ""])


def as_github(reports: Sequence[str], findings: Sequence[Finding]) -> str:
    """Return workflow commands, which GitHub shows at the lines of a pull request."""
    lines = []
    for path, own in groupby(findings, key=lambda found: found.path):
        file = _as_property(_path_in_repository(Path(path)))
        for found in _merge(own):
            title = _as_property(f"{found.level.value}: {found.kind}")
            place = f"file={file},line={found.line},title={title}"
            lines.append(f"::{_COMMANDS[found.level]} {place}::{_as_data(found.message)}")
    return "\n".join([*lines, sum_up(reports, findings), ""])


def link_preview(path: str, address: str) -> str:
    """Return a workflow command that shows where a report is in a preview of the site."""
    file = _as_property(_path_in_repository(Path(path)))
    return f"::notice file={file},title=preview::{_as_data(address)}\n"


def as_json(reports: Sequence[str], findings: Sequence[Finding]) -> str:
    """Return one JSON object: ``reports``, the number of findings by level, and ``findings``."""
    counts = Counter(found.level for found in findings)
    those = [
        {**found._asdict(), "path": relative_path(found.path), "level": found.level.value}
        for found in findings
    ]
    levels = {level.value: counts[level] for level in Level}
    return to_json({"reports": [*map(relative_path, reports)], **levels, "findings": those})


FORMATS = {"text": as_text, "github": as_github, "json": as_json}


def sum_up(reports: Sequence[str], findings: Sequence[Finding]) -> str:
    """Return a line such as ``3 reports: 1 lost, 2 mended, 4 advice``."""
    counts = Counter(found.level for found in findings)
    found = ", ".join(f"{counts[level]} {level.value}" for level in Level if counts[level])
    return f"{count(len(reports), 'report')}: {found or 'nothing to mend'}"


def _path_in_repository(path: Path) -> str:
    """Return a path from the top of its repository, as GitHub needs it."""
    top = next(filter(_is_top, path.parents), None)
    return escape(path.relative_to(top).as_posix(), 1_000) if top else show_path(path)


def _is_top(folder: Path) -> bool:
    """Return whether a folder is the top of a repository or of a worktree; submodules are parts."""
    git = folder / ".git"
    return git.is_dir() or (git.is_file() and b"/modules/" not in git.read_bytes())


def _as_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _as_property(text: str) -> str:
    return _as_data(text).replace(":", "%3A").replace(",", "%2C")
