"""Copies of pictures for publication: upright, of limited size, and without metadata.

A photo says more than it shows: where it was taken, with whose camera, and in an embedded
thumbnail what was cut away since. A copy is made from the pixels alone, so that nothing
else can be in it.
"""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image, ImageCms, ImageSequence, JpegImagePlugin

from sphinx_roundup.pictures.inspect import (
    MANY_BYTES,
    MANY_PIXELS,
    Look,
    NoPicture,
    opened,
    read_drawing,
)
from sphinx_roundup.pictures.svg import write_drawing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_SIDE = 4096
"""Of the full size of a photo with very many pixels or bytes: more than any screen has."""

SUFFIXES = {"GIF": ".gif", "JPEG": ".jpg", "PNG": ".png", "SVG": ".svg", "WEBP": ".webp"}
"""Of the formats that copies may have."""

_PHOTOS = frozenset({"AVIF", "JPEG", "TIFF", "WEBP"})
"""Formats of photos, which become JPEG where they can't stay; drawings become PNG."""

_QUALITY = 75
"""Of copies in another size; photos of phones have 90 and more, without a visible difference."""
_ORIENTATION = 0x0112
# https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf, 4.6.4
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Size(NamedTuple):
    """A size that is wanted of a picture."""

    most: int
    """The largest width in pixels; 0 for the full size."""
    suffix: str
    """One of :data:`SUFFIXES`."""


class Copy(NamedTuple):
    """A copy, as a file's content."""

    size: Size
    content: bytes
    width: int
    height: int


def is_too_much(look: Look, size: int) -> bool:
    """Say whether a photo is so large that its full size isn't published.

    :param size: of the file, in bytes
    """
    return look.is_photo and (look.width * look.height >= MANY_PIXELS or size >= MANY_BYTES)


def choose_size(look: Look, most: int, formats: Iterable[str]) -> Size:
    """Return the size and format of a copy.

    :param most: its largest width, 0 for the full size
    :param formats: those that its readers know, of :data:`SUFFIXES`; a drawing stays one
    """
    if not look.is_photo or (look.moves and look.format in formats):
        return Size(0, SUFFIXES[look.format])
    suffix = ".jpg" if look.format in _PHOTOS else ".png"
    suffix = SUFFIXES[look.format] if look.format in formats else suffix
    return Size(most if max(look.width, look.height) > most else 0, suffix)


def make_copies(content: bytes, look: Look, sizes: Iterable[Size]) -> Iterator[Copy]:
    """Make copies of a picture, decoding it once.

    :raises NoPicture: where the picture is broken
    """
    if not look.is_photo:
        drawing = write_drawing(read_drawing(content), _clean_inside)
        yield from (Copy(size, drawing, look.width, look.height) for size in sizes)
        return
    with opened(io.BytesIO(content)) as image:
        try:
            yield from _make_photos(image, look, len(content), list(sizes))
        except NoPicture:
            raise
        except Exception as error:  # noqa: BLE001 - see look.opened
            raise NoPicture(f"is broken ({type(error).__name__}); export it once more") from None


def _make_photos(image: Image.Image, look: Look, size: int, sizes: list[Size]) -> Iterator[Copy]:
    own = SUFFIXES.get(look.format) if look.moves else None
    if any(each.suffix == own for each in sizes):
        moving = _copy_moving(image, look)
        yield from (Copy(each, moving, *image.size) for each in sizes if each.suffix == own)
        image.seek(0)
    if stills := [each for each in sizes if each.suffix != own]:
        yield from _make_stills(image, look, size, stills)


def _make_stills(image: Image.Image, look: Look, size: int, sizes: list[Size]) -> Iterator[Copy]:
    most = 0 if any(each.most == 0 for each in sizes) else max(each.most for each in sizes)
    if is_too_much(look, size):
        most = most or LONGEST_SIDE
    options = _options_of(image) if look.format == "JPEG" and not most else {}
    pixels = _decode(image, most)
    for each in sizes:
        fitted = _fit(pixels, each.most)
        as_it_was = options if fitted is pixels else {}
        yield Copy(each, _encode(fitted, each.suffix, as_it_was), *fitted.size)


def _decode(image: Image.Image, most: int) -> Image.Image:
    """Return a picture upright, with neither side longer than *most*, if that isn't 0."""
    if most:
        image.draft(None, (most, most))  # JPEG alone: it is decoded smaller, and so faster
    turn = _TURNS.get(_orientation_of(image))
    pixels = _as_pixels(_fit(image, most))
    return pixels if turn is None else pixels.transpose(turn)  # one of them is 0


def _options_of(image: Image.Image) -> dict[str, Any]:
    """Return what makes a copy of a JPEG as good as that is, and no larger."""
    sampling = JpegImagePlugin.get_sampling(image)
    tables = getattr(image, "quantization", None)
    return {"qtables": tables, "subsampling": sampling} if tables and sampling >= 0 else {}


def _orientation_of(image: Image.Image) -> int:
    with suppress(Exception):  # a broken note on a picture breaks nothing else
        return int(image.getexif().get(_ORIENTATION, 1))
    return 1


def _as_pixels(image: Image.Image) -> Image.Image:
    """Return the picture with colours that every format of ours holds, and nothing else in it.

    Where it has such colours already it is the picture itself: a copy would take as long as
    decoding. A profile stays, but not that of colours for print, which browsers don't show alike.
    """
    profile = _profile_of(image)
    if image.mode == "CMYK":
        pixels, profile = _from_print(image, profile), None
    elif image.mode in {"1", "L", "LA", "RGB", "RGBA"} and "transparency" not in image.info:
        image.load()
        pixels = image.convert("L") if image.mode == "1" else image
    elif image.mode.startswith(("I", "F")):
        pixels = _from_deep(image)
    else:
        pixels = image.convert("RGBA" if image.has_transparency_data else "RGB")
    pixels.info = {"icc_profile": profile} if profile else {}
    return pixels


def _profile_of(image: Image.Image) -> bytes | None:
    """Return the colour profile of a picture, if it is one."""
    profile = image.info.get("icc_profile")
    with suppress(Exception):
        ImageCms.getOpenProfile(io.BytesIO(profile or b""))
        return profile
    return None


def _from_print(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture in the four colours of print in those of a screen."""
    with suppress(Exception):  # without a profile, or with one for something else
        source = ImageCms.getOpenProfile(io.BytesIO(profile or b""))
        screen = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, screen, outputMode="RGB") or image
    return image.convert("RGB")


def _from_deep(image: Image.Image) -> Image.Image:
    """Return a picture of more than 256 greys in as many."""
    most = 1.0 if image.mode == "F" else 65_535.0
    return image.convert("F").point(lambda value: value * (255 / most)).convert("L")


def _fit(image: Image.Image, most: int) -> Image.Image:
    """Return the picture with neither side longer than *most*; as it is where that is 0."""
    share = most / max(image.size) if most else 1.0
    if share >= 1:
        return image
    if image.mode not in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        image = _as_pixels(image)
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    # A gap of 1.5 halves the time, at a distance of 52 dB from what takes longest.
    fitted = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=1.5)
    fitted.info = image.info
    return fitted


def _encode(image: Image.Image, suffix: str, options: dict[str, Any]) -> bytes:
    """Return a picture as the content of a file.

    :param options: of JPEG, where they are known already
    """
    if suffix == ".jpg" and image.mode not in {"L", "RGB"}:
        image = _on_white(image)
    if suffix != ".jpg":
        options = {}
    elif not options:
        options = {"quality": _QUALITY, "progressive": True}
    name = next(name for name, own in SUFFIXES.items() if own == suffix)
    stream = io.BytesIO()
    image.save(stream, name, icc_profile=image.info.get("icc_profile"), **options)
    return stream.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Return a picture without the transparency that JPEG doesn't know."""
    layer = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    white.alpha_composite(layer)
    opaque = white.convert("RGB")
    opaque.info = image.info
    return opaque


def _copy_moving(image: Image.Image, look: Look) -> bytes:
    """Return a copy of a picture that moves, in its own size and format."""
    frames: list[Image.Image] = []
    durations: list[int] = []
    for frame in ImageSequence.Iterator(image):
        if (len(frames) + 1) * look.width * look.height > 10 * MANY_PIXELS:
            raise NoPicture("moves for too long")
        frames.append(_as_pixels(frame.copy()))
        durations.append(int(frame.info.get("duration") or 100))  # known once it is decoded
    options: dict[str, Any] = {"disposal": 2} if look.format == "GIF" else {}
    if "loop" in image.info:
        options["loop"] = image.info["loop"]
    stream = io.BytesIO()
    frames[0].save(
        stream,
        look.format,
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        **options,
    )
    return stream.getvalue()


def _clean_inside(content: bytes) -> tuple[str, bytes] | None:
    """Return a clean copy of a photo inside of a drawing, and its format's MIME type."""
    with suppress(NoPicture), opened(io.BytesIO(content)) as image:
        if image.width * image.height < MANY_PIXELS:
            suffix = ".jpg" if image.format in {"JPEG", "MPO"} else ".png"
            look = Look("JPEG" if suffix == ".jpg" else "PNG", image.width, image.height)
            (copy,) = make_copies(content, look, [Size(0, suffix)])
            return f"image/{'jpeg' if suffix == '.jpg' else 'png'}", copy.content
    return None
