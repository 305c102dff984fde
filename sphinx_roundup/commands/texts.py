"""The files of a source folder, and the lines of those that are text."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 5_000_000
"""Of a file that somebody may have written."""

_LEFT_OUT = frozenset({"_build", "node_modules", "__pycache__"})
_BUILT = frozenset({".buildinfo", ".doctrees", "objects.inv", "environment.pickle"})
"""What lies in a folder that a build has made."""


def find_files(srcdir: Path) -> Iterator[str]:
    """Give all files below a folder, POSIX, without what is hidden or what a build has made."""
    for folder, folders, names in os.walk(srcdir):
        if _BUILT & {*folders, *names}:
            folders.clear()
            continue
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _LEFT_OUT)
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(folder, name).relative_to(srcdir).as_posix()


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file; none of what is no text, or can't be read."""
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            return []
        data = path.read_bytes()
    except OSError:
        return []
    if b"\0" in data:
        return []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
