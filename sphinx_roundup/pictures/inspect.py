"""Format and size of a picture, from its content.

Pillow is imported once there is a picture to look at.
"""

from __future__ import annotations

import re
import threading
import warnings
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from sphinx_roundup.pictures.svg import NOT_A_PICTURE, PictureError, read_svg, svg_size

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from PIL import Image

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "ICO")
"""Pillow's names of the formats that pages show, or copies can be made from."""

LARGE_PIXELS = 40_000_000
LARGE_BYTES = 10_000_000
"""Limits from which on the full size of a raster image isn't published."""

MAX_BYTES = 100_000_000
"""Largest file that is read as a picture."""
MAX_SVG_BYTES = 2_000_000

_WARNINGS = threading.Lock()
"""Pictures are opened in several threads, and the filters of warnings are the process's."""

_ANIMATED = frozenset({"GIF", "PNG", "WEBP"})
_HEIF = re.compile(rb"....ftyp(heic|heix|hevc|heim|heis|mif1|msf1)", re.DOTALL)
_MARKUP = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")


class PictureInfo(NamedTuple):
    """Format and size of a picture."""

    format: str
    """Pillow's name, or ``SVG``."""
    width: int
    """In pixels, as stored: a photo may have to be turned. 0 for an SVG without a size."""
    height: int
    is_animated: bool = False

    @property
    def is_raster(self) -> bool:
        """Whether it has pixels."""
        return self.format != "SVG"

    @property
    def pixels(self) -> int:
        """Number of pixels that must be decoded."""
        return self.width * self.height if self.is_raster else 0

    def is_large(self, size: int) -> bool:
        """Whether the full size isn't published; *size* is the file's, in bytes."""
        return self.is_raster and (self.pixels >= LARGE_PIXELS or size >= LARGE_BYTES)


def inspect_picture(stream: BinaryIO, size: int, max_pixels: int) -> PictureInfo:
    """Return format and size of a picture; of a raster image only the head is read.

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
    if _MARKUP.match(head):
        if size > MAX_SVG_BYTES:
            raise PictureError("is too large a drawing")
        return PictureInfo("SVG", *svg_size(read_svg(stream.read(MAX_SVG_BYTES))))
    with open_raster(stream) as image:
        if image.width * image.height > max_pixels:
            raise PictureError("has too many pixels")
        name = "JPEG" if image.format == "MPO" else str(image.format)
        is_animated = name in _ANIMATED and bool(getattr(image, "is_animated", False))
        return PictureInfo(name, image.width, image.height, is_animated)


def open_raster(stream: BinaryIO) -> AbstractContextManager[Image.Image]:
    """Return a raster image whose pixels aren't decoded yet.

    :raises PictureError: if it has none of :data:`FORMATS`
    """
    from PIL import Image  # noqa: PLC0415 - only for a project with pictures

    try:
        with _WARNINGS, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about broken files, and about many pixels
            return Image.open(stream, formats=FORMATS)
    except Image.DecompressionBombError:
        raise PictureError("has too many pixels") from None
    except Exception:  # noqa: BLE001 - decoders raise anything for broken files
        raise PictureError(NOT_A_PICTURE) from None
