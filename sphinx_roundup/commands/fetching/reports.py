"""Reports whose pictures are fetched: found, and rewritten in one step."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.markup.heads import read_yaml_head
from sphinx_roundup.commands.markup.markdown import look_at_markdown
from sphinx_roundup.commands.markup.rst import look_at_rst
from sphinx_roundup.commands.markup.text import BOM, Source
from sphinx_roundup.commands.pages import read_pages
from sphinx_roundup.commands.terminal import CannotRun
from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.reports import open_plain

if TYPE_CHECKING:
    from sphinx_roundup.commands.markup.found import Address
    from sphinx_roundup.commands.project import Project

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


def find_wanted_files(project: Project, path: Path | None) -> list[str]:
    """Return the reports that the user names.

    :param path: a report or a folder; all reports of the project, if ``None``
    :raises CannotRun: if there is none
    """
    named = "" if path is None else _name_in(project.srcdir, path)
    if path is not None and not path.is_dir():
        if path.suffix.lower() not in _SUFFIXES:
            raise CannotRun(f"{path} is no report; name a file that ends in .md or .rst")
        return [named]
    folder = "" if named in {"", "."} else f"{named}/"
    pages = read_pages(project, heads_only=True)
    gathered = dict.fromkeys(name for page in pages for name in page.gathered)
    found = [name for name in gathered if name.startswith(folder)]
    if not found:
        place = path or project.srcdir
        raise CannotRun(f"no page gathers reports from {place}; name a report's file")
    return found


def _name_in(srcdir: Path, path: Path) -> str:
    """Return the name of a file or a folder below the source folder; a link is not followed."""
    if not os.path.lexists(path):
        raise CannotRun(f"there is no {path}")
    whole = path.resolve() if path.is_dir() else path.parent.resolve() / path.name
    if not whole.is_relative_to(srcdir):
        raise CannotRun(f"{path} isn't in the project at {srcdir}; name its folder with --source")
    return whole.relative_to(srcdir).as_posix()


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
    """Write a text in one step, so that the file is always either the old or the new one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
