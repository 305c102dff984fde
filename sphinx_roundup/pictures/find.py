"""Pictures that paths in a report mean, and the reason if there is none to show."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.pictures.inspect import PictureInfo, inspect_picture
from sphinx_roundup.pictures.svg import PictureError
from sphinx_roundup.reports import (
    UnreadableReport,
    candidates,
    did_you_mean,
    exists,
    is_plain_file,
    is_showable,
    is_web_url,
    leaves_source_folder,
    near_name,
    open_plain,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx.environment import BuildEnvironment


class FoundPicture(NamedTuple):
    """Result of the search for a picture."""

    filename: str | None = None  # below the source folder, if a page can show it
    reason: str = ""  # why a page can't
    missing: tuple[str, ...] = ()  # files that would be shown if they existed, or were valid
    is_large: bool = False  # whether its full size isn't published
    cost: int = 0  # the work of making copies, in pixels


class _MissingFile(PictureError):
    """There is no plain file of that name."""


def find_picture(
    env: BuildEnvironment,
    path: str,
    folder: str,
    beside: str = "the report",
    near: Callable[[str], str | None] | None = None,
    inspected: dict[str, Any] | None = None,
) -> FoundPicture:
    """Find the picture that a path means.

    :param path: as written in a file
    :param folder: of that file, below the source folder
    :param beside: the kind of that file, for the reason
    :param near: returns a similar name that exists, see :func:`.paths.near_name`
    :param inspected: as of :func:`inspect_file`
    """
    missing = tuple(candidates(path, folder))
    for filename in filter(is_showable, missing):  # Sphinx prints the names of what it copies
        try:
            info, size = inspect_file(env, filename, inspected)
        except _MissingFile:
            continue
        except PictureError as reason:
            return FoundPicture(None, f"'{path}' {reason}", (filename,))
        return FoundPicture(filename, "", (), info.is_large(size), info.cost(size))
    if is_web_url(path):
        why = f"'{path}' is a web address, and nothing is fetched from other hosts; "
        return FoundPicture(None, f"{why}save the picture beside {beside}")
    near = near or partial(near_name, env.srcdir, folder=folder)
    return FoundPicture(None, _why_missing(env.srcdir, path, folder, beside, near), missing)


def note_picture_file(env: BuildEnvironment, picture: FoundPicture) -> None:
    """Note that the page being read must be read again if the picture appears or changes."""
    for filename in (*picture.missing, *filter(None, [picture.filename])):
        get_roundup_domain(env).note_missing(env.docname, filename)


def inspect_file(
    env: BuildEnvironment, filename: str, inspected: dict[str, Any] | None = None
) -> tuple[PictureInfo, int]:
    """Return format and size of a picture, and the size of its file in bytes.

    :param inspected: earlier results, by file name: some files are read to their end
    :raises PictureError: if a page can't show it
    """
    known = {} if inspected is None else inspected
    if filename not in known:
        try:
            with open_plain(env.srcdir, filename) as (stream, status):
                info = inspect_picture(stream, status.st_size, env.config.roundup_max_pixels)
                known[filename] = info, status.st_size
        except UnreadableReport:
            is_there = is_plain_file(env.srcdir, filename)
            known[filename] = (PictureError if is_there else _MissingFile)("can't be read")
        except PictureError as error:
            known[filename] = error
    if isinstance(known[filename], PictureError):
        raise known[filename].with_traceback(None)
    found: tuple[PictureInfo, int] = known[filename]
    return found


def _why_missing(
    srcdir: Path, path: str, folder: str, beside: str, near: Callable[[str], str | None]
) -> str:
    if leaves_source_folder(path, folder):
        return f"the image '{path}' lies outside of the project; put it beside {beside}"
    there = [filename for filename in candidates(path, folder) if exists(srcdir, filename)]
    if any(map(is_showable, there)):
        return f"'{path}' is a symbolic link, or no plain file; put the picture itself there"
    if there:
        return f"'{path}' has characters in its name that can't be printed; rename the file"
    found = near(path)
    hint = did_you_mean([f"'{found}'"] if found else [])
    return f"there is no image '{path}'{hint}"
