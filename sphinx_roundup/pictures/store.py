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

from sphinx_roundup.pictures.inspect import MAX_BYTES, PictureInfo, inspect_picture, open_picture
from sphinx_roundup.pictures.svg import PictureError
from sphinx_roundup.reports import find_data_uris

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sphinx_roundup.pictures.render import Copy

# -- JSON state --------------------------------------------------------------------------


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

    :param max_pixels: of a picture that may be decoded
    :param state: file with what an earlier build found
    """

    def __init__(self, srcdir: Path, max_pixels: int, state: Path | None = None) -> None:
        self._srcdir, self._max_pixels = srcdir, max_pixels
        self._earlier: dict[str, tuple[list[int], Original]] = {}
        with suppress(ValueError, TypeError):
            for name, (stamp, digest, info) in (load_state(state) if state else {}).items():
                original = Original(digest, PictureInfo(*info))
                if original.info.fits(max_pixels):
                    self._earlier[name] = stamp, original
        self._found: dict[str, tuple[list[int], Original]] = {}
        self._report: tuple[str, list[int]] | None = None
        self._embedded: dict[str, bytes] = {}  # in the report read last: it may have hundreds

    def get(self, name: str) -> Original:
        """Return digest and format of a picture.

        :raises PictureError: if it can't be shown
        """
        if name not in self._found:
            # An embedded picture is named after its content.
            stamp = [] if _EMBEDDED.fullmatch(name) else self._stamp(name)
            found = self._earlier.get(name)
            if found is None or found[0] != stamp:
                found = stamp, self._inspect(name)
            self._found[name] = found
        return self._found[name][1]

    def read(self, name: str) -> bytes:
        """Return the content of a picture.

        :raises PictureError: if it can't be read
        """
        embedded = _EMBEDDED.fullmatch(name)
        filename = unquote(embedded[1]) if embedded else name
        with open_picture(self._srcdir, filename) as (stream, status):
            if embedded is None:
                return stream.read(MAX_BYTES + 1)
            if self._report != (filename, _stamp(status)):
                self._report = filename, _stamp(status)
                self._embedded = find_data_uris(stream.read(MAX_BYTES).decode("utf-8", "replace"))
        if embedded[2] not in self._embedded:
            raise PictureError("is no longer in the report")
        return self._embedded[embedded[2]]

    def save(self, state: Path) -> None:
        """Save in a file what this build found."""
        save_state(state, {name: (stamp, *o) for name, (stamp, o) in self._found.items()})

    def _stamp(self, filename: str) -> list[int]:
        with open_picture(self._srcdir, filename) as (_stream, status):
            return _stamp(status)

    def _inspect(self, name: str) -> Original:
        content = self.read(name)
        info = inspect_picture(io.BytesIO(content), len(content), self._max_pixels)
        return Original(hashlib.sha256(content).hexdigest(), info)


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
    """Copies of pictures in a folder, by the original's digest and the copy's name.

    There is no index that could be wrong: the folder of each copy names its recipe, size and
    length, and a copy gets its name once it is complete.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.copies: dict[tuple[str, str], StoredCopy] = {}
        with suppress(OSError):  # another build may remove some
            for path in folder.glob(f"r{RECIPE}-*/*"):
                found = _FOLDER.fullmatch(path.parent.name)
                if found and path.stat().st_size == int(found[5]):
                    copy = StoredCopy(path, int(found[3]), int(found[4]))
                    self.copies[found[2], path.name] = copy

    def put(self, key: tuple[str, str], copy: Copy) -> None:
        """Store a copy.

        :raises OSError: if it can't be written
        """
        digest, name = key
        size = f"{copy.width}x{copy.height}-{len(copy.content)}"
        path = self._folder / f"r{RECIPE}-{digest}-{size}" / name
        _write(path, copy.content)
        self.copies[key] = StoredCopy(path, copy.width, copy.height)

    def clear(self, used: Collection[str]) -> None:
        """Remove everything but copies of originals with the digests *used*."""
        for path in self._folder.glob("*"):
            found = _FOLDER.fullmatch(path.name)
            if found is None or int(found[1]) != RECIPE or found[2] not in used:
                shutil.rmtree(path, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(unfinished).replace(path)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise
