"""Recognition of pictures by content, not by name."""

from __future__ import annotations

import re
import threading
import warnings
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from PIL import Image

from sphinx_roundup.pictures.svg import (
    ActiveDrawing,
    decode_drawing,
    parse_drawing,
    size_of_drawing,
)

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from xml.etree.ElementTree import Element

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "ICO")
"""Pillow's names of what can be shown, or made into what can."""

MANY_PIXELS = 40_000_000
"""From so many on, and from so many bytes on, a photo is published in a smaller size alone."""
MANY_BYTES = 10_000_000

MOST_BYTES = 100_000_000
"""Of a file that is read as a picture at all."""
MOST_SVG_BYTES = 2_000_000

_WARNINGS = threading.Lock()
"""Pictures are opened in several threads, and all share the process's filters of warnings."""

_MOVING = frozenset({"GIF", "PNG", "WEBP"})
_HEIF = re.compile(rb"....ftyp(heic|heix|hevc|heim|heis|mif1|msf1)", re.DOTALL)
_MARKUP = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_NO_IMAGE = "is no image that a page can show (PNG, JPEG, GIF, WebP, SVG)"


class NoPicture(Exception):
    """A file that can't be shown; the message says why, as the rest of a sentence."""


class Look(NamedTuple):
    """What a picture's head says of it."""

    format: str
    """Pillow's name, or ``SVG``."""
    width: int
    """In pixels, as they are stored: a photo may have to be turned. 0 where it has none."""
    height: int
    moves: bool = False

    @property
    def is_photo(self) -> bool:
        """Whether it has pixels."""
        return self.format != "SVG"

    @property
    def pixels(self) -> int:
        """How many must be decoded for it: none of a drawing."""
        return self.width * self.height if self.is_photo else 0


def look_at(stream: BinaryIO, size: int, most_pixels: int) -> Look:
    """Return what a picture is, from its head alone.

    :param size: of the file, in bytes
    :param most_pixels: of a picture that may be decoded
    :raises NoPicture: where it can't be shown
    """
    if size > MOST_BYTES:
        raise NoPicture(f"is larger than {MOST_BYTES // 1_000_000} MB")
    head = stream.read(4096)
    stream.seek(0)
    if _HEIF.match(head):
        raise NoPicture(
            "is a HEIC photo, which few browsers show; export it as JPEG (on an iPhone choose"
            " Settings > Camera > Formats > Most Compatible)"
        )
    if _MARKUP.match(head):
        return _look_at_drawing(stream, size)
    with opened(stream) as image:
        if image.width * image.height > most_pixels:
            raise NoPicture("has too many pixels")
        name = "JPEG" if image.format == "MPO" else str(image.format)
        moves = name in _MOVING and bool(getattr(image, "is_animated", False))
        return Look(name, image.width, image.height, moves)


def _look_at_drawing(stream: BinaryIO, size: int) -> Look:
    if size > MOST_SVG_BYTES:
        raise NoPicture("is too large a drawing")
    return Look("SVG", *size_of_drawing(read_drawing(stream.read(MOST_SVG_BYTES))))


def read_drawing(content: bytes) -> Element:
    """Return an SVG drawing as :func:`.svg.parse_drawing` does.

    :raises NoPicture: where it is none, or more than a drawing
    """
    text = decode_drawing(content)
    if text is None:
        raise NoPicture(_NO_IMAGE)
    try:
        return parse_drawing(text)
    except ActiveDrawing as reason:
        raise NoPicture(str(reason)) from None


def opened(stream: BinaryIO) -> AbstractContextManager[Image.Image]:
    """Return the picture in *stream*, its pixels not decoded.

    :raises NoPicture: where Pillow knows none of the formats in it
    """
    try:
        with _WARNINGS, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken files, and of many pixels
            return Image.open(stream, formats=FORMATS)
    except Image.DecompressionBombError:
        raise NoPicture("has too many pixels") from None
    except Exception:  # noqa: BLE001 - what decoders raise at broken files is no closed list
        raise NoPicture(_NO_IMAGE) from None
