"""When reports were last changed."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from contextlib import suppress
from posixpath import dirname
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_COMMIT = "\1"
"""Before the day of a commit, to tell it from the names of files."""
_SECONDS = 60
"""Until Git is given up: the days on the disk do as well."""


def last_changes(srcdir: Path, filenames: Collection[str]) -> dict[str, dt.date]:
    """Return the day of each file's last commit; of one that is in none, that on its disk.

    :param filenames: POSIX below *srcdir*
    """
    committed = _read_log(srcdir, {dirname(filename) or "." for filename in filenames})
    changes: dict[str, dt.date] = {}
    for filename in filenames:
        with suppress(OSError):
            changes[filename] = committed.get(filename) or _day_on_disk(srcdir / filename)
    return changes


def _day_on_disk(path: Path) -> dt.date:
    changed = dt.datetime.fromtimestamp(path.lstat().st_mtime, tz=dt.UTC)
    return changed.astimezone().date()


def _read_log(srcdir: Path, folders: Collection[str]) -> dict[str, dt.date]:
    """Return the day of the last commit of what lies in some folders, empty without Git."""
    git = shutil.which("git")
    if git is None or not folders:
        return {}
    # Signatures would be checked by a program of the user's, names be quoted.
    asked = [git, "-C", str(srcdir), "-c", "log.showSignature=false", "--no-pager", "log", "-z"]
    asked += ["--no-renames", "--relative", "--name-only", f"--format={_COMMIT}%as", "--"]
    try:
        done = subprocess.run(  # noqa: S603 - no shell; folders that exist, behind "--"
            [*asked, *sorted(folders)], capture_output=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    return _parse_log(done.stdout.decode("utf-8", "surrogateescape"))


def _parse_log(log: str) -> dict[str, dt.date]:
    r"""Return the days by file, of a log like ``\x012025-10-14\0\na.md\0b.md\0``."""
    days: dict[str, dt.date] = {}
    day = dt.date.min
    for entry in log.split("\0"):
        name = entry.lstrip("\n")
        if name.startswith(_COMMIT):
            day = dt.date.fromisoformat(name[1:11])
            name = name[11:].lstrip("\n")
        if name:
            days.setdefault(name, day)
    return days
