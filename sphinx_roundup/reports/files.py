"""Report files: found below the source folder, in order."""

from __future__ import annotations

import os
import re
import shlex
import stat
from functools import partial
from pathlib import PurePosixPath
from posixpath import dirname
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.reports.lookalikes import (
    cure_for,
    cure_for_name,
    cure_for_named,
    is_report_name,
)
from sphinx_roundup.reports.order import names_of, path_key
from sphinx_roundup.reports.patterns import is_excluded, is_named, parts_of
from sphinx_roundup.reports.reading import read_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


SET_ASIDE = re.compile(r"readme|contributing|template|[_.]", re.IGNORECASE)
"""How the names begin of what lies beside the reports and isn't one."""


class PassedOver(NamedTuple):
    """A file that looks like a report, and isn't one yet."""

    filename: str
    """As the file system has it: escape it before you show it."""
    cure: str
    """What to do about it; can be shown as it is."""


class Found(NamedTuple):
    """What the patterns of a directive lead to."""

    filenames: tuple[str, ...] = ()
    """The reports, POSIX below the source folder, in natural order."""
    passed_over: tuple[PassedOver, ...] = ()
    unmatched: tuple[str, ...] = ()
    """The patterns that lead to nothing."""


def split_patterns(text: str, srcdir: Path, folder: str) -> list[str]:
    """Return the patterns of a directive's argument: one a line, or separated by white space.

    A name with blanks is quoted as in a shell, or is alone on its line: a line that exists
    as it is, or leads to reports as one glob, is one pattern. Where quotes aren't closed,
    they are part of the names.
    """
    patterns: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = parts_of(line, folder)
        is_one = parts and (_exists(srcdir, parts) or _finds_any(srcdir, parts))
        patterns += [line] if is_one else _words_of(line)
    return patterns


def _exists(srcdir: Path, parts: tuple[str, ...]) -> bool:
    return bool(_mode(srcdir.joinpath(*parts)))


def _finds_any(srcdir: Path, parts: tuple[str, ...]) -> bool:
    """Return whether a line with blanks, taken as one glob, leads to a file."""
    has_blank = any(char.isspace() for part in parts for char in part)
    return has_blank and any(_find(srcdir, parts))


def _words_of(line: str) -> list[str]:
    words = shlex.shlex(line, posix=True, punctuation_chars=False)
    words.whitespace_split, words.commenters = True, ""
    if not re.search(r"\\\s", line):  # no escaped blank: Windows' path separator
        words.escape = ""
    try:
        return [word for word in words if word] or [line]
    except ValueError:  # a quote that isn't closed
        return line.split()


def find_reports(
    srcdir: Path, folder: str, patterns: Sequence[str], exclude: Sequence[str] = ()
) -> Found:
    """Find the report files that folders, files and globs stand for.

    :param folder: the page's, POSIX below *srcdir*, ``""`` for its top
    :param patterns: relative to *folder*, or with a leading ``/`` to *srcdir*
    :param exclude: globs of what is left out even so, see :func:`.patterns.is_excluded`
    """
    reports: set[str] = set()
    passed_over: dict[str, str] = {}
    unmatched: list[str] = []
    for pattern in patterns:
        found = {
            filename: cure
            for filename, cure in _find(srcdir, parts_of(pattern, folder))
            if not is_excluded(filename, exclude, folder)
        }
        reports.update(filename for filename, cure in found.items() if cure is None)
        passed_over |= {filename: cure for filename, cure in found.items() if cure}
        if not found:
            unmatched.append(pattern)
    return Found(
        tuple(sorted(reports, key=path_key)),
        _without_belongings(passed_over, reports),
        tuple(unmatched),
    )


def _without_belongings(passed_over: dict[str, str], reports: set[str]) -> tuple[PassedOver, ...]:
    """Leave out what belongs to a report that is there.

    ``ana.docx`` where ``ana.md`` shows that its cure was followed, and ``ana/slides.pdf``
    beside ``ana/index.md``, which may offer it for download.
    """
    names = {name for filename in reports for name in names_of(filename)}
    folders = tuple(f"{dirname(f)}/" for f in reports if PurePosixPath(f).stem == "index")
    return tuple(
        PassedOver(filename, passed_over[filename])
        for filename in sorted(passed_over.keys() - reports, key=path_key)
        if names.isdisjoint(names_of(filename)) and not filename.startswith(folders)
    )


def _find(srcdir: Path, pattern: tuple[str, ...] | None) -> Iterator[tuple[str, str | None]]:
    """Give the files that a pattern leads to; each with its cure, if it is no report.

    What exists literally wins: ``[2]`` may be a folder's name.
    """
    if pattern is None:
        return
    top, rest = _split(srcdir, pattern)
    named = srcdir.joinpath(*top, *rest)
    if len(rest) == 1 and _mode(named):
        if not named.is_dir() or is_report_name(named.name):  # else a link to a folder
            yield "/".join(pattern), cure_for_named("/".join(pattern))
        return
    for parts in _walk(srcdir, top, rest):
        filename = "/".join(parts)
        if is_report_name(filename):
            yield filename, cure_for_name(filename)
        elif cure := cure_for(filename, partial(read_head, srcdir, filename)):
            yield filename, cure


def _split(srcdir: Path, pattern: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Divide a pattern behind the last of its leading parts that is a folder."""
    for number, name in enumerate(pattern):
        if not _is_folder(srcdir.joinpath(*pattern[: number + 1]), name):
            return pattern[:number], pattern[number:]
    return pattern, ()


def _is_folder(path: Path, name: str) -> bool:
    """Say whether to look into a folder: not behind links, nor where a report should be."""
    return stat.S_ISDIR(_mode(path)) and not is_report_name(name)


def _mode(path: Path) -> int:
    """Return what a path is, links not followed; 0 where it is nothing."""
    try:
        return path.lstat().st_mode
    except (OSError, ValueError):  # a name that is too long, or has a zero byte
        return 0


def _walk(
    srcdir: Path, top: tuple[str, ...], pattern: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """Give the files below *top* that a pattern, relative to it, names alone or by a folder."""
    folders = [top]
    while folders:
        folder = folders.pop()
        for name, is_dir in _list(srcdir.joinpath(*folder)):
            parts = (*folder, name)
            if is_dir and not is_report_name(name):
                if is_named(parts[len(top) :], pattern, partly=True):
                    folders.append(parts)
            elif is_named(parts[len(top) :], pattern):
                yield parts


def _list(path: Path) -> list[tuple[str, bool]]:
    """Return the names in a folder that count, and whether each is a folder, and no link to one.

    None where it can't be looked into.
    """
    try:
        with os.scandir(path) as entries:
            found = [entry for entry in entries if not SET_ASIDE.match(entry.name)]
            return [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
    except OSError:
        return []
