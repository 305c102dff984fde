"""Where a path that a report's author wrote leads."""

from __future__ import annotations

import difflib
import os
import posixpath
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_roundup.reports.text import is_showable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_NEAR = 200
"""Names that are compared with one that isn't there, which takes some hundredths of a second."""


def candidates(written: str, folder: str) -> Iterator[str]:
    """Yield the files below the source folder that *written* may mean, likeliest first.

    People write paths as they see them, as their browser does (``my%20photo.jpg``), with
    Windows' backslashes or with GitHub's ``?raw=true`` behind; and for the site that they
    wrote for first, whose top a leading ``/`` was, or whose folders lay elsewhere.

    :param folder: the report's, below the source folder, POSIX.
    """
    seen: set[str] = set()
    plain = written.partition("?")[0]
    for form in (written, unquote(written), unquote(plain), unquote(plain).replace("\\", "/")):
        for base in ("",) if form.startswith("/") else (folder, ""):
            filename = posixpath.normpath(posixpath.join(base, form.lstrip("/")))
            if not filename.startswith("../") and filename not in {"..", ".", *seen}:
                seen.add(filename)
                yield filename


def leaves_source_folder(written: str, folder: str) -> bool:
    """Say whether *written* leads out of the source folder, wherever it is looked for."""
    return bool(written.strip(" /")) and not any(candidates(written, folder))


def exists(srcdir: Path, filename: str) -> bool:
    """Say whether there is a file of that name, however it may be reached."""
    try:
        return (srcdir / filename).is_file()
    except (OSError, ValueError):  # a NUL in the name, a name too long
        return False


def is_plain_file(srcdir: Path, filename: str) -> bool:
    """Say whether *filename* is a file, with no symbolic link on the way to it."""
    try:
        path = srcdir / filename
        if not is_showable(filename):  # Sphinx prints the names of what it copies
            return False
        return path.is_file() and path.resolve() == srcdir.resolve() / filename
    except (OSError, ValueError):  # a NUL in the name, a name too long
        return False


def near_name(
    srcdir: Path, written: str, folder: str, suffixes: tuple[str, ...] = ()
) -> str | None:
    """Return the name of the file that was probably meant by *written*, if one is near.

    Two names that differ in case alone are one on a Mac and two on the server.

    :param suffixes: of the files that come into question, where not all do
    """
    for filename in candidates(written, folder):
        parent, name = posixpath.split(filename)
        try:
            with os.scandir(srcdir / parent) as entries:
                files = [e.name for e in entries if e.is_file() and is_showable(e.name)]
            there = [n for n in files if not suffixes or n.lower().endswith(suffixes)]
        except (OSError, ValueError):
            continue
        same = [n for n in there if _folded(n) == _folded(name)]
        near = same or difflib.get_close_matches(name, there[:_MOST_NEAR], n=1, cutoff=0.75)
        if near:
            return posixpath.relpath(posixpath.join(parent, near[0]), folder or ".")
    return None


@lru_cache(maxsize=2**14)
def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
