"""Copies of pictures: the same picture, without anything else."""

from __future__ import annotations

import base64
import io
from xml.etree import ElementTree as ET

import pytest
from photos import PLACE, PROFILE, SVG, drawn, encoded, moving, talkative
from PIL import Image

from sphinx_roundup.pictures.inspect import (
    PictureInfo,
    Size,
    choose_size,
    inspect_picture,
)
from sphinx_roundup.pictures.render import Copy, make_copies
from sphinx_roundup.pictures.svg import PictureError

BROWSERS = ("GIF", "JPEG", "PNG", "SVG", "WEBP")
PRINTERS = ("JPEG", "PNG")
KINDS = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")


def inspect(content: bytes) -> PictureInfo:
    """Return what a file's content is."""
    return inspect_picture(io.BytesIO(content), len(content), 100_000_000)


def copy(content: bytes, most: int = 0, formats: tuple[str, ...] = BROWSERS) -> Copy:
    """Return a copy in the size and format that is chosen for it."""
    seen = inspect(content)
    (made,) = make_copies(content, seen, [choose_size(seen, most, formats)])
    return made


def opened(made: Copy) -> Image.Image:
    """Return the picture in a copy."""
    image = Image.open(io.BytesIO(made.content))
    assert image.size == (made.width, made.height)
    return image


def is_red(image: Image.Image, x: int, y: int) -> bool:
    """Say whether a picture is red at a place."""
    pixel = image.convert("RGB").getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel[0] > 200 and pixel[2] < 60


@pytest.mark.parametrize("formats", [BROWSERS, PRINTERS])
@pytest.mark.parametrize("most", [0, 30])
@pytest.mark.parametrize("kind", KINDS)
def test_copies_are_silent(kind: str, most: int, formats: tuple[str, ...]) -> None:
    """Nothing of EXIF, XMP, comments, thumbnails or what hangs behind a picture is in a copy."""
    content = talkative(kind)
    assert (PLACE.encode() in content) == (kind != "BMP")
    made = copy(content, most, formats)
    assert PLACE.encode() not in made.content
    image = opened(made)
    assert image.format in formats
    assert dict(image.getexif()) == {}
    assert not {"xmp", "comment", "exif", "XML:com.adobe.xmp", "photoshop"} & image.info.keys()
    assert image.size == ((30, 20) if most else (60, 40))
    assert is_red(image, 2, 2)
    assert not is_red(image, image.width - 3, 2)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_profile_is_kept(kind: str) -> None:
    """A photo's colour profile stays, so that its colours do."""
    for most in (0, 30):
        assert opened(copy(talkative(kind), most)).info["icc_profile"] == PROFILE


@pytest.mark.parametrize("most", [0, 30])
@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [
        (1, (60, 40), (2, 2)),
        (2, (60, 40), (-3, 2)),
        (3, (60, 40), (-3, -3)),
        (4, (60, 40), (2, -3)),
        (5, (40, 60), (2, 2)),
        (6, (40, 60), (-3, 2)),
        (7, (40, 60), (-3, -3)),
        (8, (40, 60), (2, -3)),
    ],
)
def test_photos_stand_upright(
    orientation: int, size: tuple[int, int], red: tuple[int, int], most: int
) -> None:
    """What a camera says of how it was held is done once and for all."""
    for kind in ("JPEG", "PNG", "WEBP"):
        image = opened(copy(talkative(kind, orientation=orientation), most))
        assert image.size == (tuple(side // 2 for side in size) if most else size)
        assert is_red(image, red[0] % image.width, red[1] % image.height)


def test_full_jpeg_is_as_good_as_it_was() -> None:
    """A copy in full size has the tables of the photo, and the other its own."""
    photo = encoded("JPEG", drawn(), quality=97)
    tables = Image.open(io.BytesIO(photo)).quantization  # type: ignore[attr-defined]
    assert opened(copy(photo)).quantization == tables  # type: ignore[attr-defined]
    assert opened(copy(photo, 30)).quantization != tables  # type: ignore[attr-defined]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_modes(mode: str) -> None:
    """A PNG with any depth of colours is shown."""
    for most, formats in ((0, BROWSERS), (30, BROWSERS), (30, ("JPEG",))):
        image = drawn(mode="L" if mode.startswith("I") else mode)
        if mode.startswith("I"):
            image = image.convert("I").point(lambda value: value * 256).convert(mode)
        made = opened(copy(encoded("PNG", image), most, formats))
        assert made.size == ((30, 20) if most else (60, 40))
        light, dark = (made.convert("L").getpixel(at) for at in ((2, 2), (-2 % made.width, 2)))
        assert isinstance(light, int)
        assert isinstance(dark, int)
        assert light > dark + 20


@pytest.mark.parametrize("profile", [None, b"nonsense", PROFILE])
def test_colours_of_print(profile: bytes | None) -> None:
    """A photo in CMYK gets the colours of a screen, with any profile and none."""
    content = encoded("JPEG", drawn(mode="CMYK"), icc_profile=profile)
    image = opened(copy(content, 30))
    assert (image.mode, image.info.get("icc_profile")) == ("RGB", None)
    assert is_red(image, 2, 2)


def test_transparency() -> None:
    """What shows through is kept, and white where a format has no such thing."""
    image = Image.new("RGBA", (60, 40), (255, 0, 0, 0))
    for content in (encoded("PNG", image), encoded("GIF", image)):
        assert opened(copy(content)).convert("RGBA").getpixel((1, 1))[3] == 0  # type: ignore[index]
    assert opened(copy(encoded("TIFF", image))).getpixel((1, 1)) == (255, 255, 255)
    webp = copy(encoded("WEBP", image), 30, ("JPEG",))
    assert opened(webp).getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_goes_on_moving(kind: str) -> None:
    """An animation keeps its frames, its pace and its size; on paper it is its first frame."""
    content = moving(kind)
    made = copy(content, 10)
    image = opened(made)
    assert (image.size, image.n_frames) == ((20, 10), 3)  # type: ignore[attr-defined]
    assert PLACE.encode() not in made.content
    image.load()
    assert image.info["duration"] == 80
    assert image.info["loop"] == 0
    (still,) = make_copies(content, inspect(content), [Size(10, ".jpg")])
    assert still.width == 10
    assert is_red(opened(still), 2, 2)


def test_frames_that_are_larger_than_their_animation() -> None:
    """A frame that is larger than the first, whose pixels were counted, isn't decoded."""
    first = encoded("GIF", Image.new("P", (1, 1)))
    larger = encoded("GIF", Image.new("P", (900, 900)))
    content = first[:-1] + larger[larger.index(b",") :]
    assert inspect(content).pixels == 2000
    with pytest.raises(PictureError, match="is broken"):
        copy(content)


def test_what_moves_once_moves_once() -> None:
    """An animation that doesn't begin again doesn't in a copy."""
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    content = encoded("GIF", frames[0], save_all=True, append_images=frames[1:])
    assert "loop" not in opened(copy(content)).info


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_broken_pictures(kind: str) -> None:
    """A picture that ends too early is told as broken."""
    content = encoded(kind, Image.effect_noise((200, 200), 90))
    with pytest.raises(PictureError, match=r"is (broken|no image)"):
        copy(content[: len(content) // 2])


def test_a_picture_that_is_another_by_now() -> None:
    """A file that is no picture any more, since it was looked at, is told."""
    with pytest.raises(PictureError, match="is no image"):
        list(make_copies(b"text", PictureInfo("PNG", 4, 4), [Size(0, ".png")]))


def test_orientation_that_is_nonsense() -> None:
    """A broken note on a photo costs nothing but itself."""
    content = encoded("JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert opened(copy(content)).size == (60, 40)


def test_drawings_without_their_makers_notes() -> None:
    """A drawing keeps what it draws, without names, folders, comments, and photos' own notes."""
    photo = base64.b64encode(talkative("JPEG")).decode()
    picture = base64.b64encode(talkative("PNG")).decode()
    drawing = f"""\
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     xmlns:sodipodi="http://sodipodi.example" sodipodi:docname="{PLACE}" data-name="{PLACE}">
  <!-- {PLACE} --><metadata>{PLACE}</metadata><sodipodi:view x="{PLACE}"/>
  <title>A map</title><path d="M0 0" fill="red"/><use xlink:href="#a"/>
  <image id="j" xlink:href="data:image/jpeg;base64,{photo}"/>
  <image id="p" href="data:image/png;base64,{picture}"/>
  <image id="n" href="data:image/png;base64,nonsense"/>
  <image id="e" href="data:image/jpeg,%FF%D8{PLACE}"/>
  <image id="c" href="data:image/jpeg;charset=utf-8;base64,{photo}"/>
  <image id="s" href="#a" src="data:image/jpeg;base64,{photo}"/>
  <style>/* {PLACE} */ rect {{ fill: red }}</style>
  <image id="b" href="data:image/png;base64,b"/>
</svg>""".encode()
    made = copy(drawing, 10, PRINTERS)
    assert made.size == Size(0, ".svg")
    assert PLACE.encode() not in made.content
    root = ET.fromstring(made.content)  # noqa: S314 - our own
    assert [e.tag.rpartition("}")[2] for e in root] == [
        *("title", "path", "use", "image", "image", "image", "image", "image", "image"),
        *("style", "image"),
    ]
    images = [e for e in root if e.tag.endswith("image")]
    links = {e.get("id"): next(v for k, v in e.items() if k.endswith("href")) for e in images}
    assert all(not k.endswith("src") for e in images for k in e.attrib)
    for name, kind in (("j", "JPEG"), ("p", "PNG"), ("c", "JPEG")):
        inside = base64.b64decode(links[name].partition(",")[2])
        assert PLACE.encode() not in inside
        assert Image.open(io.BytesIO(inside)).format == kind
    assert (links["n"], links["b"], links["e"]) == ("#", "#", "#")
    assert copy(SVG).width == 0
