"""From where a directive gathers its reports."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from sphinx_roundup.reports.files import find_reports
from sphinx_roundup.reports.lookalikes import is_report_name
from sphinx_roundup.reports.patterns import parts_of

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_roundup.domain.records import Watch


def folder_of(srcdir: Path, watch: Watch) -> str | None:
    """Return the folder from which a directive gathers, below the source folder."""
    for pattern in watch.patterns:
        parts = parts_of(pattern, watch.folder)
        if parts is None:
            continue
        if parts and is_report_name(parts[-1]):
            parts = parts[:-1]
        literal = itertools.takewhile(lambda part: not set("*?[") & set(part), parts)
        whole = srcdir.joinpath(*parts).is_dir()  # "[2]" may be its name
        return "/".join(parts if whole else literal)
    return None


def gathers(srcdir: Path, watch: Watch, filename: str) -> bool:
    """Say whether a directive finds a report."""
    found = find_reports(srcdir, watch.folder, watch.patterns, watch.exclude)
    return filename in found.filenames
