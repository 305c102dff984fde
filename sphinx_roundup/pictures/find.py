"""Which file a path to a picture means, and whether a page can show it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.links.suggestions import did_you_mean
from sphinx_roundup.pictures.inspect import Look, NoPicture, look_at
from sphinx_roundup.pictures.render import is_too_much
from sphinx_roundup.reports.checks import is_web_url
from sphinx_roundup.reports.paths import (
    candidates,
    exists,
    is_plain_file,
    leaves_source_folder,
    near_name,
)
from sphinx_roundup.reports.reading import open_plain
from sphinx_roundup.reports.text import UnreadableReport, is_showable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx.environment import BuildEnvironment


class Picture(NamedTuple):
    """What was found for the path of an image."""

    filename: str | None = None
    """Below the source folder, if there is one that a page can show."""
    reason: str = ""
    """Why there is none."""
    missed: tuple[str, ...] = ()
    """Where it was looked for in vain."""
    is_too_much: bool = False
    """Whether it is so large that its full size isn't published."""
    pixels: int = 0


class NoFile(NoPicture):
    """Nothing of that name can be a picture."""


def find_picture(
    env: BuildEnvironment,
    written: str,
    folder: str,
    beside: str = "the report",
    near: Callable[[str], str | None] | None = None,
) -> Picture:
    """Find the image that a path means.

    :param folder: of the file in which the path is written, below the source folder
    :param beside: what that file is, for the reason why there is none
    :param near: looks for the name that was probably meant, see :func:`.paths.near_name`
    """
    for filename in candidates(written, folder):
        if not is_showable(filename):  # Sphinx prints the names of what it copies
            continue
        try:
            look, size = look_at_file(env, filename)
        except NoFile:
            continue
        except NoPicture as reason:
            return Picture(None, f"'{written}' {reason}", (filename,))
        return Picture(filename, "", (), is_too_much(look, size), look.pixels)
    if is_web_url(written):
        why = f"'{written}' is a web address, and nothing is fetched from other hosts; "
        return Picture(None, f"{why}save the picture beside {beside}")
    missed = tuple(candidates(written, folder))
    near = near or partial(near_name, env.srcdir, folder=folder)
    return Picture(None, _why_missing(env.srcdir, written, folder, beside, near), missed)


def look_at_file(env: BuildEnvironment, filename: str) -> tuple[Look, int]:
    """Return what a picture is, and its size in bytes.

    :raises NoFile: where there is no such file, or it is no plain one
    :raises NoPicture: where a page can't show it
    """
    try:
        with open_plain(env.srcdir, filename) as (stream, status):
            look = look_at(stream, status.st_size, env.config.roundup_max_pixels)
            return look, status.st_size
    except UnreadableReport:
        is_there = is_plain_file(env.srcdir, filename)
        raise (NoPicture if is_there else NoFile)("can't be read") from None


def _why_missing(
    srcdir: Path, written: str, folder: str, beside: str, near: Callable[[str], str | None]
) -> str:
    if leaves_source_folder(written, folder):
        return f"the image '{written}' lies outside of the project; put it beside {beside}"
    there = [filename for filename in candidates(written, folder) if exists(srcdir, filename)]
    if any(map(is_showable, there)):
        return f"'{written}' is a symbolic link, or no plain file; put the picture itself there"
    if there:
        return f"'{written}' has characters in its name that can't be printed; rename the file"
    found = near(written)
    hint = did_you_mean([f"'{found}'"] if found else [])
    return f"there is no image '{written}'{hint}"
