"""Reports whose pictures are fetched: which there are, and writing one in one step."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.command import CannotRun
from sphinx_roundup.commands.markup.heads import read_yaml_head
from sphinx_roundup.commands.markup.markdown import look_at_markdown
from sphinx_roundup.commands.markup.rst import look_at_rst
from sphinx_roundup.commands.markup.text import BOM, Source
from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.reports.files import find_reports, split_patterns
from sphinx_roundup.reports.reading import open_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.commands.markup.found import Address

_DIRECTIVE = re.compile(
    r"^[ \t]*(?:[`:~]{3,}\{roundup\}|\.\. +roundup::)[ \t]+(\S[^\r\n]*)", re.MULTILINE
)
_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_SUFFIXES = frozenset({".md", ".rst"})
MOST_BYTES = 32_000_000
"""Of a report, with the pictures that may stand inside of it."""


class Wanted(NamedTuple):
    """A report with pictures of other hosts."""

    filename: str
    """POSIX below the source folder."""
    text: str
    """As it is in the file, but for a byte order mark."""
    has_mark: bool
    addresses: tuple[Address, ...]

    def line_of(self, address: Address) -> int:
        """Return the line of an address, counted from 1."""
        return Source(self.text).line_of(address.start) + 1


def find_wanted_files(srcdir: Path, path: Path | None) -> list[str]:
    """Return the reports that are meant.

    :param path: a report or a folder; all reports of the project, if ``None``
    :raises CannotRun: where there is none
    """
    named = "" if path is None else _name_in(srcdir, path)
    if path is not None and path.is_file():
        if path.suffix.lower() not in _SUFFIXES:
            raise CannotRun(f"{path} is no report: they end in .md or .rst")
        return [named]
    below = "" if named in {"", "."} else f"{named}/"
    gathered = dict.fromkeys(f for page in _pages(srcdir) for f in _gathered_by(srcdir, page))
    found = [filename for filename in gathered if filename.startswith(below)]
    if not found:
        raise CannotRun(f"no page gathers reports from {path or srcdir}; name a report's file")
    return found


def _name_in(srcdir: Path, path: Path) -> str:
    """Return the name of a file or a folder below the source folder."""
    if not path.exists():
        raise CannotRun(f"there is no {path}")
    if not path.resolve().is_relative_to(srcdir):
        raise CannotRun(f"{path} isn't in the project at {srcdir}; name its folder with --source")
    return path.resolve().relative_to(srcdir).as_posix()


def _pages(srcdir: Path) -> list[str]:
    pages = (p for p in srcdir.rglob("*") if p.suffix.lower() in _SUFFIXES)
    return sorted(page.relative_to(srcdir).as_posix() for page in pages)


def _gathered_by(srcdir: Path, page: str) -> Iterator[str]:
    """Give the reports that the directives of a page name."""
    with suppress(OSError):
        text = (srcdir / page).read_text("utf-8", "replace")
        folder = PurePosixPath(page).parent.as_posix()
        for match in _DIRECTIVE.finditer(text):
            place = "" if folder == "." else folder
            yield from find_reports(
                srcdir, place, split_patterns(match[1], srcdir, place)
            ).filenames


def read_wanted(srcdir: Path, filename: str) -> Wanted:
    """Return a report with the pictures of other hosts that it shows.

    :raises UnreadableReport: where it is no ordinary file
    :raises UnicodeDecodeError: where it isn't UTF-8
    :raises UnparsableReport: where it makes too much work
    """
    with open_plain(srcdir, filename) as (stream, _status):
        text = stream.read(MOST_BYTES).decode("utf-8")
    plain = text.removeprefix(BOM)
    source = Source(plain)
    if filename.lower().endswith(".rst"):
        markup = look_at_rst(source)
    else:
        first, _entries = read_yaml_head(source)
        markup = look_at_markdown(source, first, DEFAULTS)
    found = {a for a in markup.addresses if a.kind == "image" and _REMOTE.match(a.url)}
    in_order = sorted(found, key=lambda address: address.start)
    return Wanted(filename, plain, plain != text, tuple(in_order))


def replace_file(path: Path, text: str) -> None:
    """Write a text in one step: whoever looks sees the old file or the new one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
