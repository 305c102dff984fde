"""Patterns that name report files: their parts, and what they match.

``glob`` of the standard library follows symbolic links, knows no base that a pattern may
not leave, and takes ``[2]`` for a set even where a folder has this name.
"""

from __future__ import annotations

import unicodedata
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def parts_of(pattern: str, folder: str) -> tuple[str, ...] | None:
    """Return the parts of a path or pattern, counted from the source folder.

    :param pattern: relative to *folder*, or with a leading ``/`` to the source folder
    :param folder: the page's folder below the source folder, POSIX, ``""`` for its top
    :returns: ``None`` where ``..`` leaves the source folder
    """
    path = pattern if pattern.startswith("/") else f"{folder}/{pattern}"
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in {"", "."} and (part != "**" or parts[-1:] != ["**"]):
            parts.append(part)
    return tuple(parts)


def is_named(parts: Sequence[str], pattern: Sequence[str], *, partly: bool = False) -> bool:
    """Say whether a pattern names a path, or a folder above it.

    :param partly: say instead whether it might name something below this path, too
    """
    if not pattern:
        return True
    if pattern[0] == "**":
        rests = (parts[start:] for start in range(len(parts) + 1))
        return any(is_named(rest, pattern[1:], partly=partly) for rest in rests)
    if not parts:
        return partly
    return _fits(parts[0], pattern[0]) and is_named(parts[1:], pattern[1:], partly=partly)


def _fits(part: str, pattern: str) -> bool:
    """Compare composed forms: macOS writes ``é`` as two characters into a file's name."""
    name, wanted = (unicodedata.normalize("NFC", text) for text in (part, pattern))
    return name == wanted or fnmatchcase(name, wanted)


def is_excluded(filename: str, exclude: Sequence[str], folder: str) -> bool:
    """Say whether one of the globs takes a file out of the roundup.

    A glob without a slash is for the name of a file. One with a slash is for a path from
    the page's folder or, with a leading slash, from the source folder; a folder takes
    with it all that lies below.
    """
    parts = filename.split("/")
    for glob in exclude:
        if "/" not in glob:
            if _fits(parts[-1], glob):
                return True
        elif (wanted := parts_of(glob, folder)) and is_named(parts, wanted):
            return True
    return False
