"""Pictures found and inspected: formats that are read, size, or the reason to show none.

Pillow is imported once there is a picture to look at.
"""

from __future__ import annotations

import io
import re
import threading
import warnings
from contextlib import contextmanager, suppress
from functools import partial
from struct import unpack
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.pictures.svg import (
    NOT_A_PICTURE,
    PictureError,
    embedded_images,
    read_svg,
    svg_size,
)
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
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from PIL import Image
    from sphinx.environment import BuildEnvironment

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "ICO")
"""Pillow's names of the formats that pages show, or copies can be made from."""

SUFFIXES = {"GIF": ".gif", "JPEG": ".jpg", "PNG": ".png", "SVG": ".svg", "WEBP": ".webp"}
"""Of the formats that copies may have."""
_PHOTOS = frozenset({"AVIF", "JPEG", "TIFF", "WEBP"})
"""Formats that become JPEG if a reader doesn't know them; the others become PNG."""


LARGE_PIXELS = 40_000_000
LARGE_BYTES = 10_000_000  # limits from which on the full size of a raster image isn't published

MAX_BYTES = 100_000_000  # largest file that is read as a picture
MAX_SVG_BYTES = 2_000_000

_MAX_BROKEN = 50  # warnings of Pillow about metadata; some come again while it decodes
_ANIMATED_FACTOR = 2  # times the pixels of one picture that all frames may have together
_MIN_FRAME = 1000  # pixels; a smaller frame takes as long
_SCANS = 50  # of a JPEG, which is decoded once for each. Programs write ten for each image in it
_BYTE_COSTS = {"BMP": 0, "JPEG": 0, "SVG": 30}
_BYTE_COST = 2  # a byte's time, in that of a pixel: noise takes longer than one colour

_WARNINGS = threading.Lock()  # the filters of warnings belong to the process

_ANIMATED = frozenset({"GIF", "PNG", "WEBP"})
_HEIF = re.compile(rb"....ftyp(heic|heix|hevc|heim|heis|mif1|msf1)", re.DOTALL)
_LINK = re.compile(rb"[^\s<>]+\.(png|jpe?g|gif|webp|svg)\s*", re.IGNORECASE)
_MARKUP = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")


class PictureInfo(NamedTuple):
    """Format and size of a picture."""

    format: str  # Pillow's name, or ``SVG``
    width: int  # in pixels, as stored: a photo may have to be turned. 0 for an SVG without a size
    height: int
    is_animated: bool = False
    decoded: int = 0
    """Pixels of all frames of an animation, of all scans of a JPEG with very many, and of the
    images in an SVG; 0 for others."""

    @property
    def is_raster(self) -> bool:
        """Whether it has pixels."""
        return self.format != "SVG"

    @property
    def pixels(self) -> int:
        """Number of pixels that must be decoded."""
        return self.decoded or (self.width * self.height if self.is_raster else 0)

    def fits(self, max_pixels: int) -> bool:
        """Whether it may be shown where a picture may have *max_pixels*."""
        return self.pixels <= max_pixels * (_ANIMATED_FACTOR if self.is_animated else 1)

    def cost(self, size: int) -> int:
        """Return the work of making copies, in pixels; *size* is the file's, in bytes."""
        return self.pixels + size * _BYTE_COSTS.get(self.format, _BYTE_COST)

    def is_large(self, size: int) -> bool:
        """Whether the full size isn't published; *size* is the file's, in bytes."""
        return self.is_raster and (self.width * self.height >= LARGE_PIXELS or size >= LARGE_BYTES)


class Size(NamedTuple):
    """Size and format of a copy."""

    max_side: int  # in pixels; 0 for the full size
    suffix: str  # one of :data:`SUFFIXES`


def choose_size(info: PictureInfo, max_side: int, formats: Iterable[str]) -> Size:
    """Return size and format of a copy.

    :param max_side: in pixels, 0 for the full size
    :param formats: keys of :data:`SUFFIXES` that its readers know; an SVG stays one
    """
    if not info.is_raster or (info.is_animated and info.format in formats):
        return Size(0, SUFFIXES[info.format])
    suffix = ".jpg" if info.format in _PHOTOS else ".png"
    suffix = SUFFIXES[info.format] if info.format in formats else suffix
    return Size(max_side if max(info.width, info.height) > max_side else 0, suffix)


def inspect_picture(stream: BinaryIO, size: int, max_pixels: int) -> PictureInfo:
    """Return format and size of a picture; nothing is decoded.

    :param size: of the file, in bytes
    :param max_pixels: of a picture that may be decoded
    :raises PictureError: if it can't be shown
    """
    if size > MAX_BYTES:
        raise PictureError(f"is larger than {MAX_BYTES // 1_000_000} MB")
    head = stream.read(4096)
    stream.seek(0)
    if _HEIF.match(head):
        raise PictureError(
            "is a HEIC photo, which few browsers show; export it as JPEG (on an iPhone choose"
            " Settings > Camera > Formats > Most Compatible)"
        )
    if head.startswith(b"version https://git-lfs.github.com/spec/"):
        raise PictureError("is a pointer of Git LFS; run 'git lfs pull'")
    if _LINK.fullmatch(head):
        raise PictureError("is a link that Git wrote as text; put the picture itself there")
    if _MARKUP.match(head):
        info = _inspect_svg(stream, size)
    else:
        with open_raster(stream) as image, report_broken():
            info = _measure(image, stream)
    if not info.fits(max_pixels):
        reason = "moves for too long; export it shorter or smaller"
        raise PictureError(reason if info.is_animated else "has too many pixels")
    return info


def _inspect_svg(stream: BinaryIO, size: int) -> PictureInfo:
    if size > MAX_SVG_BYTES:
        raise PictureError("is too large a drawing")
    root = read_svg(stream.read(MAX_SVG_BYTES))
    decoded = 0
    for content in embedded_images(root):
        with suppress(PictureError), open_raster(io.BytesIO(content)) as image:
            decoded += image.width * image.height
    return PictureInfo("SVG", *svg_size(root), decoded=decoded)


@contextmanager
def report_broken() -> Iterator[None]:
    """Raise :exc:`PictureError` for whatever a decoder of Pillow's raises."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - decoders raise anything for broken files
        raise PictureError(f"is broken ({type(error).__name__}); export it once more") from None


def _measure(image: Image.Image, stream: BinaryIO) -> PictureInfo:
    name = "JPEG" if image.format == "MPO" else str(image.format)
    is_animated = name in _ANIMATED and bool(getattr(image, "is_animated", False))
    pixels, decoded = image.width * image.height, 0
    if name == "JPEG":
        stream.seek(0)
        decoded = pixels * (stream.read().count(b"\xff\xda") // _SCANS)
    elif is_animated and name == "GIF":
        decoded = _pixels_of_gif(stream)
    elif is_animated:
        decoded = image.n_frames * max(pixels, _MIN_FRAME)  # type: ignore[attr-defined]
    return PictureInfo(name, image.width, image.height, is_animated, decoded)


def _pixels_of_gif(stream: BinaryIO) -> int:
    """Return the pixels of all frames, which may be larger than what the head says.

    Pillow would read each frame for that. https://www.w3.org/Graphics/GIF/spec-gif89a.txt
    """
    stream.seek(6)
    width, height, flags = unpack("<HHBxx", stream.read(7))
    stream.seek(_palette_size(flags), io.SEEK_CUR)
    pixels = 0
    while (mark := stream.read(1)) in {b",", b"!"}:
        if mark == b",":
            x, y, *size, flags = unpack("<HHHHB", stream.read(9).ljust(9, b"\0"))
            width, height = max(width, x + size[0]), max(height, y + size[1])
            pixels += max(width * height, _MIN_FRAME)
            stream.seek(_palette_size(flags), io.SEEK_CUR)
        stream.read(1)
        while (length := stream.read(1)) not in {b"", b"\0"}:
            stream.seek(length[0], io.SEEK_CUR)
    return pixels


def _palette_size(flags: int) -> int:
    return 3 << (flags % 8 + 1) if flags & 0x80 else 0


def open_raster(stream: BinaryIO) -> AbstractContextManager[Image.Image]:
    """Return a raster image whose pixels aren't decoded yet.

    :raises PictureError: if it has none of :data:`FORMATS`
    """
    from PIL import Image  # noqa: PLC0415 - only for a project with pictures

    try:
        with _WARNINGS, warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")  # about broken files, and about many pixels
            image = Image.open(stream, formats=FORMATS)
    except Image.DecompressionBombError:
        raise PictureError("has too many pixels") from None
    except Exception:  # noqa: BLE001 - as above
        raise PictureError(NOT_A_PICTURE) from None
    if len(told) > _MAX_BROKEN:
        raise PictureError("has too much broken metadata; export it once more")
    return image


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

    :param path: as written in a file of a kind (*beside*), which is in *folder*
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
