"""Files that a path in a report may mean, and suggestions of similar names."""

from __future__ import annotations

import difflib
import os
import posixpath
import re
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_roundup.reports.decoding import is_showable
from sphinx_roundup.reports.person import casefolded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_SITE = re.compile(r"(\{|%7B|\|)(attach|filename|static)(\}|%7D|\|)|\A@site(?=/)")
"""Beginning of links (https://docs.getpelican.com/en/latest/content.html#linking-to-static-files,
https://docusaurus.io/docs/static-assets#in-markdown)."""
_ATTACHMENT = re.compile(r"(?!.*\.(md|rst|html?)$)[^/\\]+\.\w+", re.IGNORECASE)
"""A file that isn't text: Obsidian and Logseq find it by its name alone."""
_PICTURE_SUFFIXES = frozenset(
    {*(".avif", ".bmp", ".gif", ".ico", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".svg")}
    | {*(".tif", ".tiff", ".webp", ".heic", ".heics", ".heif", ".hif", ".avifs", ".jxl", ".jp2")}
    | {*(".arw", ".cr2", ".cr3", ".dng", ".nef", ".orf", ".psd", ".raf", ".rw2")}
)
_MOST_NEAR = 200
"""Names that are compared with a missing one; that takes some hundredths of a second."""
_MAX_COMPARED = 500  # headings or labels that are compared: a report may be all broken links
_MAX_LENGTH = 80  # characters of a misspelled name that are compared


def candidates(written: str, folder: str) -> Iterator[str]:
    """Give the files below the source folder that a path may mean, likeliest first.

    Paths may be plain or quoted (``my%20photo.jpg``), have Windows' backslashes or GitHub's
    ``?raw=true``, and be written for another site, with another top or other folders: that
    site may be any folder above the report.

    :param folder: the report's, POSIX below the source folder
    """
    seen: set[str] = set()
    written = _SITE.sub("", written)
    plain = written.partition("?")[0]
    above = [folder, *map(str, PurePosixPath(folder).parents)]
    for form in (written, unquote(written), unquote(plain), unquote(plain).replace("\\", "/")):
        bases = [folder, ""]
        if form.startswith("/"):
            bases = ["", *above, *(posixpath.join(each, "static") for each in above)]
        elif _ATTACHMENT.fullmatch(form):
            bases += [*above, *(posixpath.join(each, "attachments") for each in above)]
        for base in bases:
            filename = posixpath.normpath(posixpath.join(base, form.lstrip("/")))
            if not filename.startswith("../") and filename not in {"..", ".", *seen}:
                seen.add(filename)
                yield filename


def leaves_source_folder(written: str, folder: str) -> bool:
    """Whether all candidates of a path are outside of the source folder."""
    return bool(written.strip(" /")) and not any(candidates(written, folder))


def exists(srcdir: Path, filename: str) -> bool:
    """Whether a file exists; links are followed."""
    try:
        return (srcdir / filename).is_file()
    except (OSError, ValueError):  # a NUL in the name, a name too long
        return False


def is_plain_file(srcdir: Path, filename: str) -> bool:
    """Whether a path is a file's, without a symbolic link on the way to it."""
    try:
        path = srcdir / filename
        if not is_showable(filename):  # Sphinx prints the names of what it copies
            return False
        return path.is_file() and path.resolve() == srcdir.resolve() / filename
    except (OSError, ValueError):  # a NUL in the name, a name too long
        return False


def is_picture_name(name: str) -> bool:
    """Whether a file has the suffix of a picture, shown by browsers or not."""
    return posixpath.splitext(name.lower())[1] in _PICTURE_SUFFIXES


def near_name(
    srcdir: Path, written: str, folder: str, suffixes: tuple[str, ...] = ()
) -> str | None:
    """Return the path of an existing file, perhaps with a suffix, that is similar to a missing one.

    Names that differ in case alone are one on a Mac, and two on a server.
    """
    for filename in candidates(written, folder):
        parent, name = posixpath.split(filename)
        try:
            with os.scandir(srcdir / parent) as entries:
                files = [e.name for e in entries if e.is_file() and is_showable(e.name)]
            there = [n for n in files if not suffixes or n.lower().endswith(suffixes)]
        except (OSError, ValueError):
            continue
        same = [n for n in there if casefolded(n) == casefolded(name)]
        near = same or difflib.get_close_matches(name, there[:_MOST_NEAR], n=1, cutoff=0.75)
        if near:
            return posixpath.relpath(posixpath.join(parent, near[0]), folder or ".")
    return None


def nearest(written: str, names: Iterable[str]) -> list[str]:
    """Return up to three names that are similar to a misspelled one, the nearest first."""
    compared = [*islice(names, _MAX_COMPARED)]
    by_form = {casefolded(name): name for name in reversed(compared)}
    close = difflib.get_close_matches(casefolded(written[:_MAX_LENGTH]), by_form, n=3, cutoff=0.6)
    return [by_form[form] for form in close]


def did_you_mean(names: Iterable[str]) -> str:
    """Return the end of a message that suggests names, already quoted."""
    words = " or ".join(names)
    return f"; did you mean {words}?" if words else ""
