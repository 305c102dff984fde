"""Content of pictures: formats that are read, size, or the reason to show none.

Pillow is imported once there is a picture to look at.
"""

from __future__ import annotations

import io
import re
import threading
import warnings
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from sphinx_roundup.pictures.svg import (
    NOT_A_PICTURE,
    PictureError,
    embedded_images,
    read_svg,
    svg_size,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PIL import Image

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "ICO")
"""Pillow's names of the formats that pages show, or copies can be made from."""

SUFFIXES = {"GIF": ".gif", "JPEG": ".jpg", "PNG": ".png", "SVG": ".svg", "WEBP": ".webp"}
"""Of the formats that copies may have."""
_PHOTOS = frozenset({"AVIF", "JPEG", "TIFF", "WEBP"})
"""Formats that become JPEG if a reader doesn't know them; the others become PNG."""
_ANIMATED = frozenset({"GIF", "PNG", "WEBP"})

MAX_BYTES = 100_000_000  # largest file that is read as a picture
_MAX_SVG_BYTES = 2_000_000
_MAX_BROKEN = 50  # warnings of Pillow about metadata; some come again while it decodes
_ANIMATED_FACTOR = 2  # times the pixels of one picture that all frames may have together
_MIN_FRAME = 1000  # pixels; a smaller frame takes as long
_SCANS = 50  # of a JPEG, which is decoded once for each. Programs write ten for each image in it
_BYTE_COSTS = {"BMP": 0, "JPEG": 0, "SVG": 30}
_BYTE_COST = 2  # a byte's time, in that of a pixel: noise takes longer than one colour

_WARNINGS = threading.Lock()  # the filters of warnings belong to the process

_MARKUP = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_HEIC_HINT = "export it as JPEG (on an iPhone choose Settings > Camera > Formats > Most Compatible)"
_NOT_PICTURES = {
    rb"(?s)....ftyp(heic|heix|hevc|heim|heis|mif1|msf1)": (
        f"is a HEIC photo, which few browsers show; {_HEIC_HINT}"
    ),
    rb"version https://git-lfs\.github\.com/spec/": "is a pointer of Git LFS; run 'git lfs pull'",
    rb"[^\s<>]+\.[A-Za-z]{3,4}\s*\Z": (
        "is a link that Git wrote as text; put the picture itself there"
    ),
}
"""Beginnings of files that are often put in a picture's place, and what to do."""


class PictureInfo(NamedTuple):
    """Format and size of a picture."""

    format: str  # Pillow's name, or ``SVG``
    width: int  # in pixels, as stored: a photo may have to be turned. 0 for an SVG without a size
    height: int
    is_animated: bool = False
    decoded: int = 0
    """Pixels of all frames of an animation, of all scans of a JPEG with very many, and of the
    images in an SVG; 0 for others."""
    size: int = 0  # of the file, in bytes

    @property
    def is_raster(self) -> bool:
        """Whether it has pixels."""
        return self.format != "SVG"

    @property
    def pixels(self) -> int:
        """Number of pixels that must be decoded."""
        return self.decoded or (self.width * self.height if self.is_raster else 0)

    @property
    def cost(self) -> int:
        """Work of making copies, in pixels."""
        return self.pixels + self.size * _BYTE_COSTS.get(self.format, _BYTE_COST)

    def fits(self, max_pixels: int) -> bool:
        """Whether it may be shown where a picture may have *max_pixels*."""
        return self.pixels <= max_pixels * (_ANIMATED_FACTOR if self.is_animated else 1)


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
    for pattern, reason in _NOT_PICTURES.items():
        if re.match(pattern, head):
            raise PictureError(reason)
    inspect = _inspect_svg if _MARKUP.match(head) else _inspect_raster
    info = inspect(stream)._replace(size=size)
    if not info.fits(max_pixels):
        too_long = "moves for too long; export it shorter or smaller"
        raise PictureError(too_long if info.is_animated else "has too many pixels")
    return info


def _inspect_svg(stream: BinaryIO) -> PictureInfo:
    content = stream.read(_MAX_SVG_BYTES + 1)
    if len(content) > _MAX_SVG_BYTES:
        raise PictureError("is too large a drawing")
    root = read_svg(content)
    decoded = 0
    for _element, _name, embedded in embedded_images(root):
        with suppress(PictureError), open_raster(io.BytesIO(embedded)) as image:
            decoded += image.width * image.height
    return PictureInfo("SVG", *svg_size(root), decoded=decoded)


def _inspect_raster(stream: BinaryIO) -> PictureInfo:
    with open_raster(stream) as image:
        name = "JPEG" if image.format == "MPO" else str(image.format)
        is_animated = name in _ANIMATED and bool(getattr(image, "is_animated", False))
        pixels, decoded = image.width * image.height, 0
        if name == "JPEG":
            stream.seek(0)
            decoded = pixels * (stream.read().count(b"\xff\xda") // _SCANS)
        elif is_animated:
            decoded = image.n_frames * max(pixels, _MIN_FRAME)  # type: ignore[attr-defined]
        return PictureInfo(name, image.width, image.height, is_animated, decoded)


@contextmanager
def open_raster(stream: BinaryIO) -> Iterator[Image.Image]:
    """Open a raster image, whose pixels aren't decoded yet.

    :raises PictureError: if it has none of :data:`FORMATS`, or is broken
    """
    from PIL import Image  # noqa: PLC0415 - only for a project with pictures

    try:
        with _WARNINGS, warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")  # about broken files, and about many pixels
            image = Image.open(stream, formats=FORMATS)
    except Image.DecompressionBombError:
        raise PictureError("has too many pixels") from None
    except Exception:  # noqa: BLE001 - decoders raise anything for broken files
        raise PictureError(NOT_A_PICTURE) from None
    if len(found) > _MAX_BROKEN:
        raise PictureError("has too much broken metadata; export it once more")
    try:
        yield image
    except Exception as error:  # noqa: BLE001 - as above
        raise PictureError(f"is broken ({type(error).__name__}); export it once more") from None
