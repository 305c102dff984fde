"""The pictures of a project: files, and what stands inside of reports."""

from __future__ import annotations

import hashlib
import io
import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from sphinx_roundup.pictures.inspect import MOST_BYTES, Look, NoPicture, look_at
from sphinx_roundup.pictures.json_state import recall, remember
from sphinx_roundup.reports.attached import find_attached
from sphinx_roundup.reports.reading import open_plain
from sphinx_roundup.reports.text import UnreadableReport

if TYPE_CHECKING:
    import os
    from pathlib import Path

_ATTACHED = re.compile(r"data:image/[\w.+-]+;roundup=([^,]*),([0-9a-f]{64})")


class Source(NamedTuple):
    """A picture as it was sent."""

    digest: str
    """SHA-256 of its content, in hexadecimal digits."""
    size: int
    """In bytes."""
    look: Look


def name_attached(filename: str, kind: str, digest: str) -> str:
    """Return the name of a picture that stands inside of a report.

    :param filename: of the report, below the source folder
    :param kind: such as ``png``
    """
    # Sphinx leaves addresses of this scheme alone while it reads a page.
    return f"data:image/{kind};roundup={quote(filename, safe='')},{digest}"


def stem_of(name: str) -> str:
    """Return what a copy of a picture may be called, in letters that all systems take."""
    stem = "" if _ATTACHED.match(name) else name.rpartition("/")[2].rpartition(".")[0]
    return re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:40] or "picture"


class Sources:
    """What the pictures hold, looked at again only where a file changed."""

    def __init__(self, srcdir: Path, memory: Path, most_pixels: int) -> None:
        """Read what an earlier build remembered.

        :param memory: the file for that; where it can't be understood, all is looked at
        """
        self._srcdir = srcdir
        self._memory = memory
        self._most_pixels = most_pixels
        self._known: dict[str, tuple[list[int], Source]] = {}
        with suppress(ValueError, TypeError):
            for name, (stamp, digest, size, look) in recall(memory).items():
                self._known[name] = ([int(n) for n in stamp], Source(digest, size, Look(*look)))
        self._seen: dict[str, tuple[list[int], Source]] = {}
        self._attached: tuple[tuple[str, list[int]], dict[str, bytes]] = (("", []), {})
        """The pictures of the report that was read last: it may have hundreds."""

    def get(self, name: str) -> Source:
        """Return what a picture holds.

        :param name: a file below the source folder, or of :func:`name_attached`
        :raises NoPicture: where it can't be shown
        """
        if name in self._seen:
            return self._seen[name][1]
        try:
            if attached := _ATTACHED.fullmatch(name):
                stamp: list[int] = []
                source = self._recall(name, stamp)
                source = source or self._look(self._read_attached(*attached.groups()))
            else:
                with open_plain(self._srcdir, name) as (stream, status):
                    stamp = _stamp(status)
                    source = self._recall(name, stamp)
                    source = source or self._look(stream.read(MOST_BYTES + 1))
        except UnreadableReport as error:
            raise NoPicture(error.problem.message % error.problem.args) from None
        self._seen[name] = (stamp, source)
        return source

    def read(self, name: str) -> bytes:
        """Return the content of a picture.

        :raises NoPicture: where it can't be read
        """
        try:
            if attached := _ATTACHED.fullmatch(name):
                return self._read_attached(*attached.groups())
            with open_plain(self._srcdir, name) as (stream, _status):
                return stream.read(MOST_BYTES + 1)
        except UnreadableReport as error:
            raise NoPicture(error.problem.message % error.problem.args) from None

    def _recall(self, name: str, stamp: list[int]) -> Source | None:
        known = self._known.get(name)
        fits = known and known[0] == stamp
        if known and fits and known[1].look.width * known[1].look.height <= self._most_pixels:
            return known[1]
        return None

    def _look(self, content: bytes) -> Source:
        look = look_at(io.BytesIO(content), len(content), self._most_pixels)
        return Source(hashlib.sha256(content).hexdigest(), len(content), look)

    def _read_attached(self, filename: str, digest: str) -> bytes:
        with open_plain(self._srcdir, unquote(filename)) as (stream, status):
            key = filename, _stamp(status)
            known, contents = self._attached
            if known != key:
                contents = find_attached(stream.read(MOST_BYTES).decode("utf-8", "replace"))
                self._attached = key, contents
        found = contents.get(digest)
        if found is None:
            raise NoPicture("is no longer in the report")
        return found

    def save(self) -> None:
        """Remember for the next build what was seen in this one."""
        told = {name: (stamp, *source) for name, (stamp, source) in self._seen.items()}
        remember(self._memory, told)


def _stamp(status: os.stat_result) -> list[int]:
    """Return what tells whether a file was written since; the clock alone may be set back."""
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
