"""Cache of pictures between builds, in the doctree folder: what was inspected, copies made.

Later builds and other builders use it. All of it may be lost, damaged or written by others:
then the work is done again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

from sphinx_roundup.pictures.inspect import (
    MAX_BYTES,
    PictureInfo,
    inspect_picture,
    open_picture,
)
from sphinx_roundup.pictures.svg import PictureError
from sphinx_roundup.reports import find_data_uris

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sphinx.builders import Builder

    from sphinx_roundup.pictures.render import Copy

# -- JSON state --------------------------------------------------------------------------


def state_path(builder: Builder, kind: str) -> Path:
    """Return the state file for a builder's output folder.

    Several output folders may share one doctree folder.
    """
    folder = hashlib.sha256(str(builder.outdir).encode(errors="surrogateescape")).hexdigest()
    return Path(builder.doctreedir, "roundup", f"{kind}-{builder.name}-{folder[:16]}.json")


def load_state(path: Path) -> dict[str, Any]:
    """Return the state in a file, empty if the file is missing or invalid."""
    with suppress(OSError, ValueError, RecursionError):
        state = json.loads(path.read_bytes())
        if isinstance(state, dict):
            return state
    return {}


def save_state(path: Path, state: Mapping[str, Any]) -> None:
    """Replace the state in a file; on a full disk the old state is kept."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.write_text(json.dumps(state), "utf-8")
        unfinished.replace(path)


# -- Originals ---------------------------------------------------------------------------

_EMBEDDED = re.compile(r"data:image/[\w.+-]+;roundup=([^,]*),([0-9a-f]{64})")


def embedded_name(filename: str, kind: str, digest: str) -> str:
    """Return the name of a picture of a *kind*, such as ``png``, embedded in the report's text."""
    # Sphinx ignores addresses of this scheme while it reads a page.
    return f"data:image/{kind};roundup={quote(filename, safe='')},{digest}"


def copy_stem(name: str) -> str:
    """Return the stem of a copy's name, in characters that all systems take."""
    stem = "" if _EMBEDDED.match(name) else name.rpartition("/")[2].rpartition(".")[0]
    return re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:40] or "picture"


class Original(NamedTuple):
    """A picture of a report, unchanged."""

    digest: str  # SHA-256 of its content, in hexadecimal digits
    info: PictureInfo


class Originals:
    """The pictures of a project: files below the source folder, and :func:`embedded_name`.

    One that hasn't changed since an earlier build isn't read again.
    """

    def __init__(self, srcdir: Path, state: Path, max_pixels: int) -> None:
        """Load what an earlier build found, in the file *state*."""
        self._srcdir, self._state, self._max_pixels = srcdir, state, max_pixels
        self._earlier: dict[str, tuple[list[int], Original]] = {}
        with suppress(ValueError, TypeError):
            for name, (stamp, digest, info) in load_state(state).items():
                original = Original(digest, PictureInfo(*info))
                if original.info.fits(max_pixels):
                    self._earlier[name] = [int(n) for n in stamp], original
        self._found: dict[str, tuple[list[int], Original]] = {}
        self._embedded: tuple[tuple[str, list[int]], dict[str, bytes]] = (("", []), {})
        """The pictures of the report that was read last: it may have hundreds."""

    def get(self, name: str) -> Original:
        """Return digest and format of a picture.

        :raises PictureError: if it can't be shown
        """
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name][1]

    def read(self, name: str) -> bytes:
        """Return the content of a picture.

        :raises PictureError: if it can't be read
        """
        if embedded := _EMBEDDED.fullmatch(name):
            return self._read_embedded(*embedded.groups())
        with open_picture(self._srcdir, name) as (stream, _status):
            return stream.read(MAX_BYTES + 1)

    def save(self) -> None:
        """Save for the next build what this one found."""
        save_state(self._state, {name: (stamp, *o) for name, (stamp, o) in self._found.items()})

    def _find(self, name: str) -> tuple[list[int], Original]:
        stamp: list[int] = []
        if not _EMBEDDED.fullmatch(name):  # an embedded one is named after its content
            with open_picture(self._srcdir, name) as (_stream, status):
                stamp = _stamp(status)
        earlier = self._earlier.get(name)
        if earlier and earlier[0] == stamp:
            return earlier
        content = self.read(name)
        info = inspect_picture(io.BytesIO(content), len(content), self._max_pixels)
        return stamp, Original(hashlib.sha256(content).hexdigest(), info)

    def _read_embedded(self, filename: str, digest: str) -> bytes:
        with open_picture(self._srcdir, unquote(filename)) as (stream, status):
            key = filename, _stamp(status)
            if self._embedded[0] != key:
                text = stream.read(MAX_BYTES).decode("utf-8", "replace")
                self._embedded = key, find_data_uris(text)
        if digest not in self._embedded[1]:
            raise PictureError("is no longer in the report")
        return self._embedded[1][digest]


def _stamp(status: os.stat_result) -> list[int]:
    """Return values that change if a file is written, even if its time is set back."""
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


# -- Copies ------------------------------------------------------------------------------

RECIPE = 4  # version of the copies, raised when they are made differently

_FOLDER = re.compile(r"r(\d+)-([0-9a-f]{64})-(\d+)x(\d+)-(\d+)")


class StoredCopy(NamedTuple):
    """A copy in the store."""

    path: Path  # its name is that of the file in the output
    width: int
    height: int


class CopyStore:
    """Copies of pictures in a folder, by the content of the original.

    There is no index that could be wrong: the folder of each copy names its recipe, size and
    length, and a copy gets its name once it is complete.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stored: dict[tuple[str, str], StoredCopy] = {}
        with suppress(OSError):
            for path in folder.glob("*/*"):
                found = _FOLDER.fullmatch(path.parent.name)
                if found and int(found[1]) == RECIPE and path.stat().st_size == int(found[5]):
                    copy = StoredCopy(path, int(found[3]), int(found[4]))
                    self._stored[found[2], path.name] = copy

    def get(self, digest: str, name: str) -> StoredCopy | None:
        """Return the copy of an original's content with a name, if there is one."""
        return self._stored.get((digest, name))

    def put(self, digest: str, name: str, copy: Copy) -> None:
        """Store a copy under a name.

        :raises OSError: if it can't be written
        """
        size = f"{copy.width}x{copy.height}-{len(copy.content)}"
        path = _write(self._folder / f"r{RECIPE}-{digest}-{size}", name, copy.content)
        self._stored[digest, name] = StoredCopy(path, copy.width, copy.height)

    def clear(self, used: Collection[str]) -> None:
        """Remove everything but copies of the contents *used*."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                found = _FOLDER.fullmatch(path.name)
                if found is None:
                    path.unlink()
                elif int(found[1]) != RECIPE or found[2] not in used:
                    shutil.rmtree(path)


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
