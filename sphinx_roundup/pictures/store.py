"""Pictures of a project: found, inspected once, and kept with their copies between builds.

What is kept in the doctree folder is for later builds and other builders. All of it may be lost,
damaged or written by others: then the work is done again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from urllib.parse import quote, unquote

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.pictures.inspect import MAX_BYTES, PictureInfo, inspect_picture
from sphinx_roundup.pictures.svg import PictureError
from sphinx_roundup.reports import (
    UnreadableReport,
    candidates,
    did_you_mean,
    exists,
    find_data_uris,
    is_plain_file,
    is_showable,
    is_web_url,
    leaves_source_folder,
    near_name,
    open_plain,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.pictures.render import Copy


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


@contextmanager
def open_picture(srcdir: Path, filename: str) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """Open a file as :func:`.open_plain` does.

    :raises PictureError: if it can't be read
    """
    try:
        with open_plain(srcdir, filename) as found:
            yield found
    except UnreadableReport as error:
        raise PictureError(error.problem.text) from None


class Original(NamedTuple):
    """A picture of a report, unchanged."""

    digest: str  # SHA-256 of its content, in hexadecimal digits
    info: PictureInfo


class Originals:
    """The pictures of a project: files below the source folder, and :func:`embedded_name`.

    Each is inspected once in a build, and not again if it hasn't changed since an earlier build.

    :param max_pixels: of a picture that may be decoded
    :param state: file with what an earlier build found
    """

    def __init__(self, srcdir: Path, max_pixels: int, state: Path) -> None:
        self._srcdir, self._max_pixels, self._state = srcdir, max_pixels, state
        self._earlier: dict[str, tuple[list[int], Original]] = {}
        with suppress(OSError, AttributeError, RecursionError, TypeError, ValueError):
            for name, (stamp, digest, info) in json.loads(state.read_bytes()).items():
                original = Original(digest, PictureInfo(*info))
                if original.info.fits(max_pixels):
                    self._earlier[name] = stamp, original
        self._found: dict[str, tuple[list[int], Original | PictureError]] = {}
        self._report: tuple[str, list[int]] | None = None
        self._embedded: dict[str, bytes] = {}  # in the report read last: it may have hundreds

    def get(self, name: str) -> Original:
        """Return digest and format of a picture.

        :raises PictureError: if it can't be shown
        """
        if name not in self._found:
            # An embedded picture is named after its content.
            stamp = [] if _EMBEDDED.fullmatch(name) else self._stamp(name)
            earlier, known = self._earlier.get(name, (None, None))
            found = known if known and earlier == stamp else self._inspect(name)
            self._found[name] = stamp, found
        found = self._found[name][1]
        if isinstance(found, PictureError):
            raise found.with_traceback(None)
        return found

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

    def save(self) -> None:
        """Save what this build found; on a full disk the old state is kept."""
        found = ((name, *each) for name, each in self._found.items())
        state = {n: (stamp, *o) for n, stamp, o in found if isinstance(o, Original)}
        with suppress(OSError):
            _write(self._state, json.dumps(state).encode())

    def _stamp(self, filename: str) -> list[int]:
        with open_picture(self._srcdir, filename) as (_stream, status):
            return _stamp(status)

    def _inspect(self, name: str) -> Original | PictureError:
        try:
            if _EMBEDDED.fullmatch(name):
                content = self.read(name)
                return self._inspect_stream(io.BytesIO(content), len(content))
            with open_picture(self._srcdir, name) as (stream, status):
                return self._inspect_stream(stream, status.st_size)
        except PictureError as error:
            return error

    def _inspect_stream(self, stream: BinaryIO, size: int) -> Original:
        info = inspect_picture(stream, size, self._max_pixels)
        stream.seek(0)
        return Original(hashlib.sha256(stream.read(MAX_BYTES)).hexdigest(), info)


def _stamp(status: os.stat_result) -> list[int]:
    """Return values that change if a file is written, even if its time is set back."""
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def known_pictures(env: BuildEnvironment) -> Originals:
    """Return the pictures that a build has found so far."""
    domain = get_roundup_domain(env)
    found: Originals | None = domain.pictures_found
    if found is None:
        state = Path(env.doctreedir, "roundup", "pictures.json")
        found = Originals(env.srcdir, env.config.roundup_max_pixels, state)
        domain.pictures_found = found
    return found


# -- Search ------------------------------------------------------------------------------


class FoundPicture(NamedTuple):
    """Result of the search for a picture."""

    filename: str | None = None  # below the source folder, if a page can show it
    reason: str = ""  # why a page can't
    missing: tuple[str, ...] = ()  # files that would be shown if they existed, or were valid
    info: PictureInfo | None = None


def find_picture(
    env: BuildEnvironment,
    path: str,
    folder: str,
    beside: str = "the report",
    near: Callable[[str], str | None] | None = None,
) -> FoundPicture:
    """Find the picture that a path means.

    :param path: as written in a file of a kind (*beside*), which is in *folder*
    :param near: returns a similar name that exists, see :func:`.paths.near_name`
    """
    files = tuple(candidates(path, folder))
    if filename := next((each for each in files if is_plain_file(env.srcdir, each)), None):
        try:
            return FoundPicture(filename, info=known_pictures(env).get(filename).info)
        except PictureError as error:
            return FoundPicture(None, f"'{path}' {error}", (filename,))
    if is_web_url(path):
        why = f"'{path}' is a web address, and nothing is fetched from other hosts; "
        return FoundPicture(None, f"{why}save the picture beside {beside}")
    there = [filename for filename in files if exists(env.srcdir, filename)]
    if leaves_source_folder(path, folder):
        reason = f"the image '{path}' lies outside of the project; put it beside {beside}"
    elif any(map(is_showable, there)):
        reason = f"'{path}' is a symbolic link, or no plain file; put the picture itself there"
    elif there:
        reason = f"'{path}' has characters in its name that can't be printed; rename the file"
    else:
        found = near(path) if near else near_name(env.srcdir, path, folder)
        reason = f"there is no image '{path}'" + did_you_mean([f"'{found}'"] if found else [])
    return FoundPicture(None, reason, files)


def note_picture_file(env: BuildEnvironment, picture: FoundPicture) -> None:
    """Note that the page being read must be read again if the picture appears or changes."""
    for filename in (*picture.missing, *filter(None, [picture.filename])):
        get_roundup_domain(env).note_missing(env.docname, filename)


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
