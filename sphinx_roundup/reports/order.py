"""The order of report files: as a person would sort them, or as a directive's body wants."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sphinx_roundup.reports.patterns import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def natural_key(text: str) -> tuple[str | int, ...]:
    """Return what *text* is sorted by: case aside, and numbers by what they count.

    The pieces take turns, text first, so that no number is ever compared with a text.

    >>> sorted(["Week 10", "week 2"], key=natural_key)
    ['week 2', 'Week 10']
    """
    # Ninety-nine digits at most: int() refuses thousands of them.
    pieces = re.split(r"(\d{1,99})", unicodedata.normalize("NFC", text).casefold())
    return tuple(int(piece) if index % 2 else piece for index, piece in enumerate(pieces))


def path_key(filename: str) -> tuple[tuple[tuple[str | int, ...], ...], str]:
    """Return what a file is sorted by: its path, part by part; last, to be sure, as written."""
    return tuple(natural_key(part) for part in filename.split("/")), filename


def in_wanted_order(
    filenames: Sequence[str], wanted: Iterable[str], folder: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files with the wanted ones first, and the wishes that no file fulfils.

    :param wanted: paths from the page's folder or, with a leading ``/``, from the source
        folder; or what a path ends in (``ana.md``, ``day-1/ana``, ``ana`` for
        ``ana/index.md``), if that is the end of one path alone
    :param folder: the page's folder below the source folder
    """
    first: dict[str, None] = {}
    missed: list[str] = []
    for wish in filter(None, (line.strip() for line in wanted)):
        filename = _find(wish, filenames, folder)
        if filename is None:
            missed.append(wish)
        else:
            first[filename] = None
    rest = (filename for filename in filenames if filename not in first)
    return (*first, *rest), tuple(missed)


def _find(wish: str, filenames: Sequence[str], folder: str) -> str | None:
    exact = "/".join(parts_of(wish, folder) or ())
    if exact in filenames:
        return exact
    composed = unicodedata.normalize("NFC", wish).strip("/")
    ends = [filename for filename in filenames if composed in _ends(filename)]
    return ends[0] if len(ends) == 1 else None


def _ends(filename: str) -> Iterable[str]:
    """Return what a file may be called: each end of its path, with and without suffix."""
    for path in names_of(unicodedata.normalize("NFC", filename)):
        parts = path.split("/")
        yield from ("/".join(parts[start:]) for start in range(len(parts)))


def names_of(filename: str) -> tuple[str, ...]:
    """Return a report's path as it is, without its suffix, and for ``ana/index.md`` as ``ana``."""
    path = PurePosixPath(filename)
    short = str(path.with_suffix(""))
    return (filename, short, str(path.parent)) if path.stem == "index" else (filename, short)


@lru_cache(maxsize=2**14)
def file_stem(filename: str) -> str:
    """Return the name of a file without suffix; of an index, the name of its folder.

    Each reference that leads nowhere asks it of all reports of a page.
    """
    path = PurePosixPath(filename)
    if path.stem.casefold() == "index" and path.parent.name:
        return path.parent.name
    return path.stem
