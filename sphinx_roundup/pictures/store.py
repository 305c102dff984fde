"""Store of copies of pictures, keyed by the content of the original.

Later builds and other builders use it. A copy takes its name
in one step once it is whole, and its folder says what it is and how long: there is no index
that could be wrong, and a build that was killed, or a disk that lost a part of it, leaves
nothing that the next one would believe. The name is that of the file in the output, since
Sphinx names a file there by what it copies.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx_roundup.pictures.render import Copy

RECIPE = 4
"""Raised when copies come out different, so that the old ones aren't found any more."""

_FOLDER = re.compile(r"r(\d+)-([0-9a-f]{64})-(\d+)x(\d+)-(\d+)")


class Kept(NamedTuple):
    """A copy on the shelf."""

    path: Path
    """Its last part is what the copy is called in the output."""
    width: int
    height: int


class CopyShelf:
    """The copies in a folder, and more of them in another where that can't be written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._spare: Path | None = None
        self._kept: dict[tuple[str, str], Kept] = {}
        with suppress(OSError):
            for path in folder.glob("*/*"):
                self._note(path)

    def _note(self, path: Path) -> None:
        found = _FOLDER.fullmatch(path.parent.name)
        if found and int(found[1]) == RECIPE and path.stat().st_size == int(found[5]):
            self._kept[found[2], path.name] = Kept(path, int(found[3]), int(found[4]))

    def get(self, digest: str, name: str) -> Kept | None:
        """Return the copy of a content that has a name, where there is one."""
        return self._kept.get((digest, name))

    def put(self, digest: str, name: str, copy: Copy) -> None:
        """Keep a copy under a name.

        :raises OSError: where there is no room for it anywhere
        """
        size = f"{copy.width}x{copy.height}-{len(copy.content)}"
        folder = f"r{RECIPE}-{digest}-{size}"
        try:
            path = _write((self._spare or self._folder) / folder, name, copy.content)
        except OSError:
            if self._spare is None:
                self._spare = Path(tempfile.mkdtemp(prefix="roundup-"))
            path = _write(self._spare / folder, name, copy.content)
        self._kept[digest, name] = Kept(path, copy.width, copy.height)

    def clear(self, used: Collection[str]) -> None:
        """Throw away what isn't a copy of one of the contents *used*."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                found = _FOLDER.fullmatch(path.name)
                if found is None:
                    path.unlink()
                elif int(found[1]) != RECIPE or found[2] not in used:
                    shutil.rmtree(path)

    def close(self) -> None:
        """Throw away what could be kept for this build alone."""
        if self._spare:
            shutil.rmtree(self._spare, ignore_errors=True)
        self._spare = None


def _write(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=folder.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(unfinished).replace(folder / name)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise
    return folder / name
