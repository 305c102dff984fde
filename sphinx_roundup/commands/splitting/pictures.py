"""Files that a page shows or links to: their old and new paths."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sphinx_roundup.reports import is_showable, make_slug

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_USUAL = ("", "static", "public", "assets", "files", "content", "source", "docs", "_static", "site")
"""Where generators keep what a page calls ``/images/x.jpg``."""
_MOST_LEVELS = 5
"""Folders that are looked into, from the page's upwards."""
_PAGES = frozenset(
    {".md", ".rst", ".html", ".htm", ".markdown", ".txt", ".php", ".asp", ".aspx", ""}
)
_PICTURES = frozenset(
    {*(".avif", ".bmp", ".gif", ".heic", ".ico", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".svg")}
    | {*(".tif", ".tiff", ".webp")}
)
MOST_BYTES = 100_000_000
"""Of a file that goes along."""


class Copy(NamedTuple):
    """A file that goes along."""

    source: Path
    target: str
    """POSIX, below the folder that is written."""


class Belongings:
    """Finds files and gives each one name in each folder."""

    def __init__(self, page: Path, target: Path, srcdir: Path | None, root: Path | None) -> None:
        """Look for what belongs to a page.

        :param target: the folder that is written
        :param srcdir: the project that it is in
        :param root: what the user says that ``/`` in addresses means
        """
        self._folder = page.resolve().parent
        self._tops = [_top_of(self._folder), *([root.resolve()] if root else [])]
        self._target = target.resolve()
        self._srcdir = srcdir
        self._root = root
        self.copies: list[Copy] = []
        self._names: dict[tuple[str, Path], str] = {}
        self._taken: set[str] = set()

    def reserve(self, filenames: Collection[str]) -> None:
        """Keep names, POSIX below the folder that is written, from being used."""
        self._taken |= {filename.casefold() for filename in filenames}

    def take(self, written: str, folder: str) -> str | None:
        """Return the name of a file once it lies beside what shows it, ``None`` without one.

        :param written: its address in the page
        :param folder: that of the report or page, with ``/`` at its end unless it is empty
        """
        path = self.find(written)
        if path is None:
            return None
        if (folder, path) not in self._names:
            name = self._free_name(folder, path.name)
            self._names[folder, path] = name
            self.copies.append(Copy(path, folder + name))
        return self._names[folder, path]

    def path_in_project(self, written: str, folder: str) -> str | None:
        """Return where another page of the project is from a folder, ``None`` without one."""
        path = (self._folder / unquote(written)).resolve()
        if self._srcdir is None or not path.is_relative_to(self._srcdir) or not path.is_file():
            return None
        return Path(os.path.relpath(path, self._target / folder)).as_posix()

    def find(self, written: str) -> Path | None:
        """Return the file that an address of the page means."""
        for form in dict.fromkeys((written, unquote(written), unquote(written.partition("?")[0]))):
            path = form.replace("\\", "/")
            for place in self._places(path):
                if _is_plain_file(place) and any(map(place.resolve().is_relative_to, self._tops)):
                    return place.resolve()
        return None

    def _places(self, path: str) -> Iterator[Path]:
        if re.match(r"[A-Za-z]:/|//", path):  # a drive of Windows, another host
            return
        below = path.lstrip("/")
        if not path.startswith("/"):
            yield self._folder / path
        if self._root:
            yield self._root / below
        for folder in [self._folder, *self._folder.parents][:_MOST_LEVELS]:
            yield from (folder / usual / below for usual in _USUAL)
            if (folder / ".git").exists():
                return

    def _free_name(self, folder: str, name: str) -> str:
        path = PurePosixPath(name)
        safe = name if is_showable(name) and not name.startswith((".", "_")) else ""
        safe = safe or f"{make_slug(path.stem) or 'file'}{path.suffix}"
        candidate, number = safe, 1
        while f"{folder}{candidate}".casefold() in self._taken:
            number += 1
            candidate = f"{PurePosixPath(safe).stem}-{number}{path.suffix}"
        self._taken.add(f"{folder}{candidate}".casefold())
        return candidate


def _top_of(folder: Path) -> Path:
    """Return the folder above which nothing is a page's: its repository, its project, or its own.

    The author of the page may be another person, and copied files are published.
    """
    around = (folder, *folder.parents)
    for sign in (".git", "conf.py"):
        if top := next((each for each in around if (each / sign).exists()), None):
            return top
    return folder


def is_page(written: str) -> bool:
    """Say whether an address looks like that of a page, not of a file to save."""
    path = written.partition("#")[0].partition("?")[0]
    return PurePosixPath(path).suffix.lower() in _PAGES


def is_picture(written: str) -> bool:
    """Say whether an address looks like that of a picture."""
    return PurePosixPath(written.partition("?")[0].strip()).suffix.lower() in _PICTURES


def words_from_name(filename: str) -> str:
    """Return what a picture's name says of it, "" where that is nothing.

    >>> words_from_name("spiros-camel.jpg"), words_from_name("IMG_2041.jpg")
    ('Spiros camel', '')
    """
    stem = unquote(PurePosixPath(filename).stem)
    words = [word for word in re.split(r"[\W_]+", stem) if word and not any(map(str.isdigit, word))]
    usual = {"img", "image", "dsc", "dscn", "dscf", "photo", "picture", "pxl", "screenshot", "file"}
    telling = [word for word in words if word.casefold() not in usual and len(word) > 2]
    text = " ".join(words) if telling else ""
    return text[:1].upper() + text[1:]


def _is_plain_file(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size <= MOST_BYTES
    except (OSError, ValueError):  # a name that is too long, or has a zero byte
        return False
