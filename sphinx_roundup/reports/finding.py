"""Search for report files: folders and globs, exclusions, order; hints for other formats.

``glob`` of the standard library follows symbolic links, knows no base that a pattern may
not leave, and takes ``[2]`` as a set even if a folder has this name.
"""

from __future__ import annotations

import os
import re
import shlex
import stat
import unicodedata
from contextlib import suppress
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import PurePosixPath
from posixpath import basename, dirname, normpath, splitext
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.problems import escape
from sphinx_roundup.reports.decoding import UnreadableReport, is_showable
from sphinx_roundup.reports.reading import open_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

SKIPPED_NAMES = re.compile(
    r"[_.]|readme(?![^\W_])|templates$"
    r"|(?:contributing|template)(?:[ _-](?:report|guide(?:lines)?))?(?:\.|$)",
    re.IGNORECASE,
)
"""Names of other files and folders beside reports; ``Contributing-to-Dune.md`` is a report."""
_LEFT_OUT = ""  # in place of a hint, for the files of these names
_CONVERSIONS = {
    "pandoc {source} -t gfm --extract-media={stem} -o {stem/index.md}": (
        ".docx .odt .rtf .tex .org .html .htm .ipynb"
    ),
    "asciidoctor -b docbook -o - {source} | pandoc -f docbook -t gfm -o {stem.md}": ".adoc",
    "save it as .docx or text first": ".doc .pages",
    "rename it to {stem.md}": ".txt .text .markdown .mdx .mdown .mkd .qmd .rmd",
    "rename it to {stem.rst}": ".rest",
}
"""Formats that pandoc reads (https://pandoc.org/MANUAL.html#general-options), others, and
reports with another suffix. A PDF is more often a talk's slides than a report."""
_HINTS = {suffix: hint for hint, suffixes in _CONVERSIONS.items() for suffix in suffixes.split()}
_UNSHOWABLE = "rename it: its name has characters that can't be written here"
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_LINK = re.compile(rb"((?:\.\.?/[^\r\n\t<>]+|[^\s<>:]+)\.(?:md|rst))\s*", re.IGNORECASE)
"""What Git writes for a symbolic link on Windows: its target."""
_MAX_POINTER = 1000  # bytes


class SkippedFile(NamedTuple):
    """A file that looks like a report, and isn't one yet."""

    filename: str  # unescaped
    hint: str  # how to make a report of it; escaped


class FoundFiles(NamedTuple):
    """Files of a directive's patterns."""

    filenames: tuple[str, ...] = ()  # the reports, POSIX below the source folder, in natural order
    skipped: tuple[SkippedFile, ...] = ()
    unmatched: tuple[str, ...] = ()  # patterns without any file
    left_out: tuple[str, ...] = ()  # files and folders left out because of their names


def find_reports(
    srcdir: Path, folder: str, patterns: Sequence[str], exclude: Sequence[str] = ()
) -> FoundFiles:
    """Find the report files of folders, files and globs.

    :param folder: the page's, POSIX below *srcdir*, ``""`` for its top
    :param patterns: relative to *folder*, or with a leading ``/`` to *srcdir*
    :param exclude: globs of files to leave out, see :func:`is_excluded`
    """
    reports: set[str] = set()
    others: dict[str, str] = {}
    tops: set[str] = set()
    unmatched: list[str] = []
    for pattern in patterns:
        parts = parts_of(pattern, folder)
        top = "/".join(_split(srcdir, parts)[0]) if parts else ""
        hints = dict(_find(srcdir, parts))
        found = {f: hints[f] for f in hints if not is_excluded(f, exclude, folder)}
        own = {filename for filename, hint in found.items() if hint is None}
        own |= _only_readmes(found, own, top)
        others |= {filename: hint for filename, hint in found.items() if hint is not None}
        if not own and not any(found.values()):
            unmatched.append(pattern)
        reports |= own
        tops.add(top)
    rest = sorted(others.keys() - reports, key=path_key)
    left_out = tuple(filename for filename in rest if not others[filename])
    names = {name for filename in reports for name in _names_of(filename)}
    own = {dirname(filename) for filename in reports if _is_of_folder(filename)} - tops
    skipped = tuple(
        SkippedFile(filename, others[filename])
        for filename in rest
        # ``ana.docx`` beside ``ana.md``, ``ana/slides.pdf`` beside ``ana/index.md`` belong to it
        if others[filename]
        and names.isdisjoint(_names_of(filename))
        and not filename.startswith(tuple(f"{folder}/" for folder in own))
    )
    return FoundFiles(tuple(sorted(reports, key=path_key)), skipped, tuple(unmatched), left_out)


def _only_readmes(found: Iterable[str], reports: set[str], top: str) -> set[str]:
    """Return each README that is the only report of its folder below *top*."""
    readmes: set[str] = set()
    for filename in sorted(found, key=lambda filename: -filename.count("/")):
        folder = dirname(filename)
        is_readme = folder != top and basename(filename).lower() in {"readme.md", "readme.rst"}
        if is_readme and not any(f.startswith(f"{folder}/") for f in reports | readmes):
            readmes.add(filename)
    return readmes


# -- Patterns ----------------------------------------------------------------------------


def split_patterns(text: str, srcdir: Path, folder: str) -> list[str]:
    """Return the patterns of a directive's argument: one a line, or separated by spaces.

    A name with spaces is quoted as in a shell, or alone on its line: a line that exists as
    it is, or finds files as one glob, is one pattern. Quotes that aren't closed are part of
    the names.
    """
    patterns: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = parts_of(line, folder)
        exists = parts and _mode(srcdir.joinpath(*parts))
        is_one = exists or (len(line.split()) > 1 and any(_find(srcdir, parts)))
        patterns += [line] if is_one else _words_of(line)
    return patterns


def _words_of(line: str) -> list[str]:
    words = shlex.shlex(line, posix=True, punctuation_chars=False)
    words.whitespace_split, words.commenters = True, ""
    if not re.search(r"\\\s", line):  # no escaped space: Windows' path separator
        words.escape = ""
    try:
        return [word for word in words if word] or [line]
    except ValueError:  # a quote that isn't closed
        return line.split()


def parts_of(pattern: str, folder: str) -> tuple[str, ...] | None:
    """Return the parts of a path or pattern, counted from the source folder.

    :param pattern: relative to *folder*, or with a leading ``/`` to the source folder
    :param folder: the page's, POSIX below the source folder, ``""`` for its top
    :returns: ``None`` if ``..`` leaves the source folder
    """
    path = normpath((pattern if pattern.startswith("/") else f"{folder}/{pattern}").lstrip("/"))
    parts = ["", *path.split("/")]
    if parts[1] == "..":
        return None
    return tuple(p for above, p in pairwise(parts) if p != "." and (above, p) != ("**", "**"))


def is_excluded(filename: str, exclude: Sequence[str], folder: str) -> bool:
    """Whether a glob excludes a file.

    A glob without a slash is for the name of a file. One with a slash is for a path from
    the page's folder or, with a leading slash, from the source folder; a folder excludes
    everything below it.
    """
    parts = filename.split("/")
    return any(
        _is_named(parts, parts_of(glob, folder) or [""]) if "/" in glob else _fits(parts[-1], glob)
        for glob in exclude
    )


def _is_named(parts: Sequence[str], pattern: Sequence[str], *, partly: bool = False) -> bool:
    """Whether a pattern names a path or a folder above it; if *partly*, perhaps a file below it."""
    if not pattern:
        return True
    if pattern[0] == "**":
        rests = (parts[start:] for start in range(len(parts) + 1))
        return any(_is_named(rest, pattern[1:], partly=partly) for rest in rests)
    if not parts:
        return partly
    return _fits(parts[0], pattern[0]) and _is_named(parts[1:], pattern[1:], partly=partly)


def _fits(part: str, pattern: str) -> bool:
    """Compare composed forms: macOS writes ``é`` as two characters into a file's name."""
    name, glob = (unicodedata.normalize("NFC", text) for text in (part, pattern))
    return name == glob or fnmatchcase(name, glob)


# -- Folders -----------------------------------------------------------------------------


def _find(srcdir: Path, pattern: tuple[str, ...] | None) -> Iterator[tuple[str, str | None]]:
    """Give the files of a pattern with their hints; existing names win: ``[2]`` may be a folder."""
    if pattern is None:
        return
    top, rest = _split(srcdir, pattern)
    named = srcdir.joinpath(*top, *rest)
    if len(rest) == 1 and _mode(named):
        if not named.is_dir() or is_report_name(named.name):  # else a link to a folder
            yield "/".join(pattern), _hint_for(srcdir, "/".join(pattern), is_named=True)
        return
    yield from _walk(srcdir, top, rest)


def _is_left_out(name: str, pattern: Sequence[str]) -> bool:
    """Whether a name is none of a report's, and no part of a pattern is meant for it."""
    named = (part for part in pattern if SKIPPED_NAMES.match(part.rstrip("*?")))
    return bool(SKIPPED_NAMES.match(name)) and not any(_fits(name, part) for part in named)


def _split(srcdir: Path, pattern: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Divide a pattern after its leading folders: no links, nor named like reports."""
    for number, name in enumerate(pattern):
        mode = _mode(srcdir.joinpath(*pattern[: number + 1]))
        if not stat.S_ISDIR(mode) or is_report_name(name):
            return pattern[:number], pattern[number:]
    return pattern, ()


def _mode(path: Path) -> int:
    """Return the type of a file, links not followed; 0 for a missing one."""
    try:
        return path.lstat().st_mode
    except (OSError, ValueError):  # a name that is too long, or has a zero byte
        return 0


def _walk(
    srcdir: Path, top: tuple[str, ...], pattern: tuple[str, ...]
) -> Iterator[tuple[str, str | None]]:
    """Give what a pattern names below *top*; of a folder that is left out, itself if not empty."""
    folders = [top]
    while folders:
        folder = folders.pop()
        for name, is_folder in _list(srcdir.joinpath(*folder)):
            parts = (*folder, name)
            if not _is_named(parts[len(top) :], pattern, partly=is_folder):
                continue
            is_left_out, filename = _is_left_out(name, pattern), "/".join(parts)
            if is_folder and not is_left_out:
                folders.append(parts)
                continue
            hint = _LEFT_OUT if is_left_out else _hint_for(srcdir, filename)
            names = [each for each, _ in _list(srcdir / filename)] if is_folder else [name]
            if hint or any(map(is_report_name, names)):
                yield filename, hint


def _list(path: Path) -> list[tuple[str, bool]]:
    """Return the names in a folder, without hidden ones, and which are folders of no report."""
    try:
        with os.scandir(path) as entries:
            found = [(e.name, e.is_dir(follow_symlinks=False)) for e in entries]
    except OSError:
        return []
    return [(n, is_dir and not is_report_name(n)) for n, is_dir in found if n[0] != "."]


# -- Hints -------------------------------------------------------------------------------


def is_report_name(name: str) -> bool:
    """Whether a file's name is that of a report, Markdown or reST."""
    return splitext(name)[1].lower() in {".md", ".rst"}


def _hint_for(srcdir: Path, filename: str, *, is_named: bool = False) -> str | None:
    """Return how to make a report of a file; one that the page names may have any suffix."""
    hint = _HINTS.get(splitext(filename)[1].lower())
    if is_named and hint and hint.startswith("rename it to"):
        hint = None
    if hint is None and not (is_named or is_report_name(filename)):
        return None
    if not is_showable(filename):
        return _UNSHOWABLE
    if hint is None:
        return _hint_for_pointer(srcdir, filename)
    name = basename(filename)
    name = f"./{name}" if name.startswith("-") else name  # otherwise an option
    names = {"source": name, "stem": splitext(name)[0]}
    return re.sub(r"\{(\w+)(.*?)\}", lambda m: shlex.quote(names[m[1]] + m[2]), hint)


def _hint_for_pointer(srcdir: Path, filename: str) -> str | None:
    """Return the hint for a small file that only says where the report is."""
    with suppress(OSError, ValueError, UnreadableReport):  # a name with a zero byte
        if (srcdir / filename).lstat().st_size > _MAX_POINTER:
            return None
        with open_plain(srcdir, filename) as (stream, _status):
            head = stream.read()
        if head.startswith(_LFS_POINTER):
            return "run 'git lfs pull', as it is a pointer of Git LFS"
        if link := _LINK.fullmatch(head):
            target = escape(link[1].decode("utf-8", "replace"))
            return f"put '{target}' here, as it is a symbolic link that Git wrote as text"
    return None


# -- Order -------------------------------------------------------------------------------


def natural_key(text: str) -> tuple[str | int, ...]:
    """Return a sort key without case, with numbers compared as numbers.

    Texts and numbers alternate, so that no number is compared with a text.
    """
    # At most 99 digits: int() refuses thousands of them.
    pieces = re.split(r"(\d{1,99})", unicodedata.normalize("NFC", text).casefold())
    return tuple(int(piece) if index % 2 else piece for index, piece in enumerate(pieces))


def path_key(filename: str) -> tuple[tuple[tuple[str | int, ...], ...], str]:
    """Return the sort key of a file: its path, part by part; last, the path as written."""
    return tuple(natural_key(part) for part in filename.split("/")), filename


def in_requested_order(
    filenames: Sequence[str], requested: Iterable[str], folder: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files, the requested ones first, and the requests without a file.

    :param requested: paths from the page's folder or, with a leading ``/``, from the source
        folder; or the end of one path alone (``ana.md``, ``day-1/ana``, ``ana`` for
        ``ana/index.md``)
    :param folder: the page's folder below the source folder
    """
    lines = filter(None, map(str.strip, requested))
    found = {line: _find_requested(line, filenames, folder) for line in lines}
    first = dict.fromkeys(filter(None, found.values()))
    rest = (filename for filename in filenames if filename not in first)
    return (*first, *rest), tuple(line for line in found if found[line] is None)


def _find_requested(request: str, filenames: Sequence[str], folder: str) -> str | None:
    exact = "/".join(parts_of(request, folder) or ())
    if exact in filenames:
        return exact
    end = f"/{unicodedata.normalize('NFC', request).strip('/')}"
    found = [f for f in filenames if any(f"/{name}".endswith(end) for name in _names_of(f))]
    return found[0] if len(found) == 1 else None


def _names_of(filename: str) -> tuple[str, ...]:
    """Return a path as it is, without suffix, and for ``ana/index.md`` as ``ana``."""
    path = PurePosixPath(unicodedata.normalize("NFC", filename))
    names = (str(path), str(path.with_suffix("")))
    return (*names, str(path.parent)) if _is_of_folder(filename) else names


def _is_of_folder(filename: str) -> bool:
    return PurePosixPath(filename).stem.casefold() in {"index", "readme"}
