"""Copies of pictures for publication: upright, of limited size, and without metadata.

A photo's metadata gives away where it was taken and with whose camera, and an embedded
thumbnail what was cut off since. A copy is made from the pixels alone, so it holds nothing else.
"""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image, ImageCms, ImageSequence, JpegImagePlugin

from sphinx_roundup.pictures.inspect import SUFFIXES, PictureInfo, Size, open_raster
from sphinx_roundup.pictures.svg import PictureError, read_svg, write_svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FORMATS = {suffix: name for name, suffix in SUFFIXES.items()}

_QUALITY = 75  # of resized copies; photos of phones have 90 and more, without a visible difference
_PLAIN_MODES = frozenset({"L", "LA", "RGB", "RGBA"})
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Copy(NamedTuple):
    """A copy, as a file's content."""

    size: Size
    content: bytes
    width: int
    height: int


def make_copies(content: bytes, info: PictureInfo, sizes: Sequence[Size]) -> Iterator[Copy]:
    """Make copies of a picture, decoding it once.

    :param sizes: of :func:`.choose_size` for the same formats
    :raises PictureError: if the picture is broken
    """
    if not info.is_raster:
        svg = write_svg(read_svg(content), _clean_embedded)
        yield from (Copy(size, svg, info.width, info.height) for size in sizes)
        return
    with open_raster(io.BytesIO(content)) as image:
        if info.is_animated and sizes[0].suffix == SUFFIXES.get(info.format):
            moving = _copy_animation(image, info)
            yield from (Copy(size, moving, *image.size) for size in sizes)
        else:
            yield from _copy_still(image, info, sizes)


def _copy_still(image: Image.Image, info: PictureInfo, sizes: Sequence[Size]) -> Iterator[Copy]:
    sides = [each.max_side for each in sizes]
    max_side = max(sides) if all(sides) else 0
    options = _jpeg_options(image) if info.format == "JPEG" and not max_side else {}
    pixels = _decode(image, max_side)
    for each in sizes:
        fitted = _fit(pixels, each.max_side)
        content = _encode(fitted, each.suffix, options if fitted is pixels else {})
        yield Copy(each, content, *fitted.size)


def _copy_animation(image: Image.Image, info: PictureInfo) -> bytes:
    """Return a copy of an animation in its own size and format."""
    frames: list[Image.Image] = []
    durations: list[int] = []
    for frame in ImageSequence.Iterator(image):
        if frame.size != (info.width, info.height):  # as was counted before
            raise ValueError("a frame that is larger than the picture")
        frames.append(_as_pixels(frame.copy()))
        durations.append(int(frame.info.get("duration") or 100))  # known once it is decoded
    options: dict[str, Any] = {"disposal": 2} if info.format == "GIF" else {}
    if "loop" in image.info:
        options["loop"] = image.info["loop"]
    stream = io.BytesIO()
    first, *others = frames
    options |= {"save_all": True, "append_images": others, "duration": durations}
    first.save(stream, info.format, **options)
    return stream.getvalue()


def _clean_embedded(content: bytes) -> tuple[str, bytes] | None:
    """Return the MIME type and a clean copy of a raster image inside an SVG."""
    with suppress(PictureError), open_raster(io.BytesIO(content)) as image:
        name = "JPEG" if image.format in {"JPEG", "MPO"} else "PNG"
        info = PictureInfo(name, image.width, image.height)
        (copy,) = make_copies(content, info, [Size(0, SUFFIXES[name])])
        return f"image/{name.lower()}", copy.content
    return None


def _decode(image: Image.Image, max_side: int) -> Image.Image:
    """Return a picture upright, with neither side longer than *max_side*, unless that is 0."""
    if max_side:
        image.draft(None, (max_side, max_side))  # a JPEG is decoded smaller, and so faster
    turn = _TURNS.get(_orientation_of(image))
    pixels = _as_pixels(_fit(image, max_side))
    return pixels if turn is None else pixels.transpose(turn)


def _orientation_of(image: Image.Image) -> int:
    """Return how a photo is turned.

    Pillow would read all metadata, however long, and warn of each error.
    https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf, 4.6.2
    """
    with suppress(Exception):
        if image.format == "PNG":  # whose metadata may follow the pixels
            image.load()
    exif = bytes(image.info.get("exif") or b"").removeprefix(b"Exif\0\0")
    order = "<" if exif.startswith(b"II") else ">"
    with suppress(struct.error):  # broken metadata
        (start,) = struct.unpack_from(f"{order}L", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, start)
        for place in range(start + 2, start + 2 + 12 * count, 12):
            tag, turn = struct.unpack_from(f"{order}H6xH", exif, place)
            if tag == _ORIENTATION:
                return int(turn)
    return 1


def _as_pixels(image: Image.Image) -> Image.Image:
    """Return a picture in a colour mode that every format takes, without metadata.

    It is *image* itself if that has such a mode: a copy would take as long as decoding. A
    colour profile is kept, except for CMYK, which browsers show differently.
    """
    profile = _profile_of(image)
    if image.mode == "CMYK":
        pixels, profile = _from_cmyk(image, profile), None
    elif image.mode in _PLAIN_MODES and "transparency" not in image.info:
        image.load()
        pixels = image
    elif image.mode == "1":
        pixels = image.convert("L")
    elif image.mode.startswith("I"):  # 65,536 greys
        pixels = image.convert("F").point(lambda value: value * 255 / 65_535).convert("L")
    else:
        pixels = image.convert("RGBA" if image.has_transparency_data else "RGB")
    pixels.info = {"icc_profile": profile} if profile else {}
    return pixels


def _profile_of(image: Image.Image) -> bytes | None:
    profile: bytes | None = image.info.get("icc_profile")
    try:
        ImageCms.getOpenProfile(io.BytesIO(profile or b""))
    except Exception:  # noqa: BLE001 - no profile, or an invalid one
        return None
    return profile


def _from_cmyk(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        with suppress(Exception):  # a profile for another mode
            source = ImageCms.getOpenProfile(io.BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, source, screen, outputMode="RGB") or image
    return image.convert("RGB")


def _fit(image: Image.Image, max_side: int) -> Image.Image:
    """Return the picture with neither side longer than *max_side*, unless that is 0."""
    scale = max_side / max(image.size) if max_side else 1.0
    if scale >= 1:
        return image
    if image.mode not in {*_PLAIN_MODES, "CMYK"}:
        image = _as_pixels(image)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    # A gap of 1.5 halves the time, 52 dB from the slowest setting.
    fitted = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=1.5)
    fitted.info = image.info
    return fitted


def _jpeg_options(image: Image.Image) -> dict[str, Any]:
    """Return options that make a copy of a JPEG as good, and no larger."""
    sampling = JpegImagePlugin.get_sampling(image)
    tables = getattr(image, "quantization", None)
    return {"qtables": tables, "subsampling": sampling} if tables and sampling >= 0 else {}


def _encode(image: Image.Image, suffix: str, jpeg_options: dict[str, Any]) -> bytes:
    """Return a picture as a file's content, with the options of :func:`_jpeg_options`, if any."""
    options: dict[str, Any] = {"icc_profile": image.info.get("icc_profile")}
    if suffix == ".jpg":
        options |= jpeg_options or {"quality": _QUALITY, "progressive": True}
        if image.mode not in {"L", "RGB"}:  # JPEG has no transparency
            white = Image.new("RGBA", image.size, "white")
            white.alpha_composite(image.convert("RGBA"))
            image = white.convert("RGB")
    stream = io.BytesIO()
    image.save(stream, _FORMATS[suffix], **options)
    return stream.getvalue()
