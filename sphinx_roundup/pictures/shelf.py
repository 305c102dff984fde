"""Copies of pictures, kept by the content of what they are copies of.

Whatever builder makes one, later builds and other builders find it. A copy takes its name
in one step once it is whole, and its name says what it is and how long: there is no index
that could be wrong, and a build that was killed, or a disk that lost a part of it, leaves
nothing that the next one would believe.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.pictures.copies import Size

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx_roundup.pictures.copies import Copy

RECIPE = 3
"""Raised when copies come out different, so that the old ones aren't found any more."""

_NAME = re.compile(r"r(\d+)-([0-9a-f]{64})-(\d+)-(\d+)x(\d+)-(\d+)(\.[a-z]+)")


class Kept(NamedTuple):
    """A copy on the shelf."""

    path: Path
    width: int
    height: int


class CopyShelf:
    """The copies in a folder, and more of them in another where that can't be written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._spare: Path | None = None
        self._kept: dict[tuple[str, Size], Kept] = {}
        with suppress(OSError):
            for path in folder.iterdir():
                self._note(path)

    def _note(self, path: Path) -> None:
        name = _NAME.fullmatch(path.name)
        if name and int(name[1]) == RECIPE and path.stat().st_size == int(name[6]):
            size = Size(int(name[3]), name[7])
            self._kept[name[2], size] = Kept(path, int(name[4]), int(name[5]))

    def get(self, digest: str, size: Size) -> Kept | None:
        """Return the copy of a content, where there is one."""
        return self._kept.get((digest, size))

    def put(self, digest: str, copy: Copy) -> None:
        """Keep a copy.

        :raises OSError: where there is no room for it anywhere
        """
        numbers = f"{copy.size.most}-{copy.width}x{copy.height}-{len(copy.content)}"
        name = f"r{RECIPE}-{digest}-{numbers}{copy.size.suffix}"
        try:
            path = _write(self._spare or self._folder, name, copy.content)
        except OSError:
            if self._spare is None:
                self._spare = Path(tempfile.mkdtemp(prefix="roundup-"))
            path = _write(self._spare, name, copy.content)
        self._kept[digest, copy.size] = Kept(path, copy.width, copy.height)

    def clear(self, used: Collection[str]) -> None:
        """Throw away what isn't a copy of one of the contents *used*."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                name = _NAME.fullmatch(path.name)
                if name is None or int(name[1]) != RECIPE or name[2] not in used:
                    path.unlink()

    def close(self) -> None:
        """Throw away what could be kept for this build alone."""
        if self._spare:
            shutil.rmtree(self._spare, ignore_errors=True)
        self._spare = None


def _write(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(unfinished).replace(folder / name)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise
    return folder / name
