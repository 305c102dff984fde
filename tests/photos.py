"""Pictures as attendees send them, with whatever else is in such files."""

from __future__ import annotations

import io
import struct
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

PLACE = "MARIENPLATZ-12"
"""Stands for where a photo was taken, in whatever place a format has for such."""

ORIENTATION, GPS, MAKER, THUMBNAIL_OFFSET = 0x0112, 0x8825, 0x010F, 0x0201
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a b="{PLACE}"/></x:xmpmeta>'.encode()
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/><use href="#a"/></svg>'


def drawn(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """Return a picture whose left upper quarter is red, so that one sees how it is turned."""
    image = Image.new("RGB", size, "navy")
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    return image.convert(mode)


def encoded(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    """Return a picture as a file's content."""
    stream = io.BytesIO()
    (image or drawn()).save(stream, kind, **options)
    return stream.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a telephone writes beside a photo."""
    told = Image.Exif()
    told[ORIENTATION] = orientation
    told[MAKER] = PLACE
    told.get_ifd(GPS).update({1: "N", 2: (48.0, 8.0, 14.0), 29: PLACE})
    return told


def talkative(kind: str, size: tuple[int, int] = (60, 40), orientation: int = 1) -> bytes:
    """Return a picture of a kind with a secret in every place that the kind has for one."""
    image = drawn(size)
    if kind == "JPEG":
        content = encoded(
            kind, image, exif=exif(orientation), xmp=XMP, comment=PLACE, icc_profile=PROFILE
        )
        block = b"Photoshop 3.0\x008BIM" + PLACE.encode()
        segment = b"\xff\xed" + struct.pack(">H", len(block) + 2) + block
        return content[:2] + segment + content[2:] + PLACE.encode()
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", PLACE)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=False)
    told = exif(orientation)
    options: dict[str, dict[str, Any]] = {
        "AVIF": {"exif": told, "xmp": XMP},
        "GIF": {"comment": PLACE},
        "PNG": {"exif": told, "pnginfo": text, "icc_profile": PROFILE},
        "TIFF": {"exif": told, "description": PLACE},
        "WEBP": {"exif": told, "xmp": XMP, "icc_profile": PROFILE},
    }
    return encoded(kind, image, **options.get(kind, {}))


def moving(kind: str, *, frames: int = 3) -> bytes:
    """Return a picture that moves."""
    images = [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue", "lime")[:frames]]
    options = {"comment": PLACE} if kind == "GIF" else {}
    return encoded(
        kind, images[0], save_all=True, append_images=images[1:], duration=80, loop=0, **options
    )
