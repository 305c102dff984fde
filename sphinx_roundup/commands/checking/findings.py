"""What is found about reports, and how bad it is."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Level(Enum):
    """What a reader of the page loses by what is wrong."""

    LOST = "lost"
    """Something that the report has will not show, or not as what it is."""
    MENDED = "mended"
    """The build makes the best of it, and most readers see nothing."""
    ADVICE = "advice"
    """The build has no trouble with it; a reader may."""


class Finding(NamedTuple):
    """Something to say about a line of a file. In order of these, they read best."""

    path: str
    """Absolute."""
    line: int
    """Counted from 1."""
    level: Level
    kind: str
    """The type and subtype of a build's warning (``roundup.image``), or ``advice.title``."""
    message: str


class Checked(NamedTuple):
    """What came of checking some reports."""

    reports: tuple[str, ...]
    """Their paths, absolute."""
    findings: tuple[Finding, ...]


def merge(several: Iterable[Checked]) -> Checked:
    """Return what was found about all, each thing once, by file and line."""
    all_of_them = list(several)
    reports = {path for checked in all_of_them for path in checked.reports}
    found = {finding for checked in all_of_them for finding in checked.findings}
    return Checked(
        tuple(sorted(reports)), tuple(sorted(found, key=lambda f: (*f[:2], f.kind, f.message)))
    )
