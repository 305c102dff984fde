"""Safe, bounded access to untrusted files; content hashes.

A file may be a link to a password, an endless pipe, or gigabytes long. Reports, pictures and
downloads are opened with :func:`open_plain` alone.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.problems import Subtype, escape, problem
from sphinx_roundup.reports.decoding import (
    UnreadableReport,
    clean,
    decode,
    extract_data_uris,
    hint_for_size,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.reports.decoding import SourceText

MAX_HASHED = 32_000_000
"""Bytes. More than a report with its embedded pictures may have, so that each change of one
is noticed."""

_OPEN_FLAGS = os.O_RDONLY | sum(
    # Windows has none of the first three, and only Windows has the last.
    getattr(os, name, 0)
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)


def read_text(srcdir: Path, filename: str, limits: Limits = DEFAULTS) -> SourceText:
    """Return a report's text, cleaned, with embedded pictures extracted.

    :raises UnreadableReport: for other data, too long texts, and no ordinary files
    """
    data = _read_bytes(srcdir, filename, max(limits.bytes, MAX_HASHED))
    if len(data) > limits.bytes:
        text = extract_data_uris(data.decode("utf-8", "replace"))
        if len(data) > MAX_HASHED or len(text.encode()) > limits.bytes:
            message = "is larger than %d bytes and can't be shown; %s"
            args = (limits.bytes, hint_for_size(text))
            raise UnreadableReport("too-large", problem(Subtype.FILE, 1, message, *args))
    return clean(extract_data_uris(decode(data)), limits.line)


def fingerprint(srcdir: Path, filename: str) -> str:
    """Return a hash of a file's content, or a word for the reason that it can't be read."""
    try:
        return hashlib.sha256(_read_bytes(srcdir, filename, MAX_HASHED)).hexdigest()
    except UnreadableReport as error:
        return error.kind


def _read_bytes(srcdir: Path, filename: str, limit: int) -> bytes:
    """Return the content of a file, of a longer one its first ``limit + 1`` bytes."""
    with open_plain(srcdir, filename) as (stream, status):
        # Python allocates all bytes that are asked for, so ask for the file's size.
        data = stream.read(min(status.st_size, limit) + 1)
        has_grown = len(data) > status.st_size
        return data + stream.read(limit + 1 - len(data)) if has_grown else data


@contextmanager
def open_plain(srcdir: Path, filename: str) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """Open an untrusted file: an ordinary one, without links on the way to it.

    :yields: the file and its status
    :raises UnreadableReport: for other files, and if it can't be read to its end
    """
    try:
        path = _locate(srcdir, filename)
        descriptor = os.open(path, _OPEN_FLAGS)
        try:
            # Of the open file: its name may have been given to another one meanwhile.
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise _unreadable("folder" if stat.S_ISDIR(status.st_mode) else "no-file")
            with os.fdopen(descriptor, "rb", closefd=False) as stream:
                yield stream, status
        finally:
            os.close(descriptor)
    except (OSError, ValueError, RuntimeError) as error:  # the last: links in a ring, Python 3.11
        kind = _KINDS.get(getattr(error, "errno", 0), "unreadable")
        raise _unreadable(kind, str(error)) from None


def _locate(srcdir: Path, filename: str) -> str:
    """Return the path of a file, no link among its folders; :mod:`pathlib` is too slow here."""
    path = os.fspath(srcdir)
    *folders, name = filename.split("/")
    inside = _is_plain_name(name)
    for folder in folders:
        path = os.path.join(path, folder)  # noqa: PTH118 - see above
        inside = inside and _is_plain_name(folder) and not _is_link(path)
    if not inside:
        raise _unreadable("outside")
    path = os.path.join(path, name)  # noqa: PTH118 - see above
    if _is_link(path):
        raise _unreadable("link")
    return path


def _is_plain_name(part: str) -> bool:
    """Whether a part of a path is a name in the folder before it."""
    if part in {"", ".", ".."}:
        return False
    return os.sep == "/" or os.path.split(os.path.splitdrive(part)[1])[1] == part


_is_junction = getattr(os.path, "isjunction", os.path.islink)
"""Links between folders on Windows; Python 3.11 doesn't know them."""


def _is_link(path: str) -> bool:
    return os.path.islink(path) or _is_junction(path)  # noqa: PTH114 - see above


_KINDS = {
    errno.ENOENT: "missing",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.ELOOP: "link",
    errno.ENXIO: "no-file",
}
_REASONS = {
    "outside": (
        "it lies behind a symbolic link or outside of the source folder; put a copy inside"
    ),
    "folder": "it is a folder; take the .md or .rst off its name",
    "link": "it is a symbolic link; put the file itself there",
    "no-file": "it is a pipe or a device; put an ordinary file there",
    "denied": "permission denied; let everybody read it",
    "missing": "it was there a moment ago and is gone",
}


def _unreadable(kind: str, reason: str = "") -> UnreadableReport:
    text = _REASONS.get(kind) or escape(reason)
    return UnreadableReport(kind, problem(Subtype.FILE, 1, "can't be read: %s", text))
