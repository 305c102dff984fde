"""What may be shown as an image: content decides, not the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import picture
from PIL import Image

from sphinx_roundup.page.images import why_no_image
from sphinx_roundup.page.paths import is_plain_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Built


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/><use href="#a"/></svg>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", picture("PNG")),
        ("a.jpg", picture("JPEG", mode="CMYK")),
        ("lying.png", picture("JPEG")),
        ("a.gif", picture("GIF")),
        ("a.webp", picture("WEBP")),
        ("a.svg", SVG),
        ("a.svg", SVG.replace(b"<path", b'<g fill="url(#a)" xmlns:i="http://x" i:y="z"/><path')),
        ("a.svg", SVG.replace(b"<path", b'<image href="data:image/png;base64,AA"/><path')),
    ],
)
def test_image(tmp_path: Path, name: str, content: bytes) -> None:
    """Pictures of all usual kinds may be shown, whatever their suffix says."""
    (tmp_path / name).write_bytes(content)
    assert why_no_image(tmp_path, name) is None


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.png", b"text", "is no image"),
        ("a.png", b"", "is no image"),
        ("a.png", picture("PNG")[:30], "is no image"),
        ("a.tif", picture("TIFF")[:20], "is no image"),
        ("a.pdf", b"%PDF-1.4", "is no image"),
        ("a.html", picture("GIF"), "is no image"),
        (
            "a.svg",
            SVG.replace(b"<path", b'<s-x:script xmlns:s-x="http://www.w3.org/2000/svg"/><path'),
            "has",
        ),
        ("a.svg", b'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>' + SVG, "has scripts"),
        ("a.svg", SVG.replace(b"<path", b'<animate attributeName="href"/><path'), "has scripts"),
        ("a.svg", SVG.replace(b"<path", b"<style>@\\69mport 'x'</style><path"), "has scripts"),
        ("a.svg", SVG.replace(b"<path", b'<g style="fill:u\\72l(http://x)"/><path'), "has scripts"),
        ("a.svg", SVG.replace(b"<path", b'<g fill="url(http://x)"/><path'), "has scripts"),
        ("a.svg", SVG.replace(b"<path", b'<g xml:base="http://x"/><path'), "has scripts"),
        ("a.svg", SVG[:-8], "has scripts"),
        ("a.svg", b"<html></html>", "is no SVG"),
        ("a.svg", SVG + b" " * 2_000_001, "too large"),
        ("a.svg", SVG.replace(b"<path", b"<script/><path"), "has scripts"),
        ("a.svg", SVG.replace(b"<path", b'<path onload="x"'), "has scripts"),
        ("a.svg", SVG.replace(b"<path", b'<image href="https://x"/><path'), "has scripts"),
        ("a.svg", SVG.replace(b"<path", b"<foreignObject/><path"), "has scripts"),
        ("a.svg", SVG.replace(b"<path", b"<style>@import 'x'</style><path"), "has scripts"),
        ("a.svg", b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + SVG, "has scripts"),
    ],
)
def test_no_image(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    """What is no picture, or more than one, is refused with the reason."""
    (tmp_path / name).write_bytes(content)
    assert reason in str(why_no_image(tmp_path, name))


def test_too_many_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that would fill the memory is refused before it is decoded."""
    for limit in (4, 8):  # Pillow refuses the one, and warns of the other
        name = f"{limit}.png"
        (tmp_path / name).write_bytes(picture("PNG"))
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
        assert why_no_image(tmp_path, name) == "has too many pixels"


def test_names_of_no_file(tmp_path: Path) -> None:
    """Names that no file can have are told like any that is missing."""
    assert why_no_image(tmp_path, "nothing.png") == "can't be read"
    assert not is_plain_file(tmp_path, "a\0b")
    assert not is_plain_file(tmp_path, "a" * 5000)


def test_words_beside_missing_pictures_stay(build: Callable[..., Built]) -> None:
    """A figure's caption and legend stay, an empty link and paragraph go."""
    report = """\
:author: Ana

.. figure:: nothing.png

   A caption

   A legend

.. image:: nothing.png
   :target: https://example.org

"""
    page = build({"ana.rst": report}, warnings=2).page()
    paragraphs = ["".join(p.itertext()) for p in page.all("p", page.report("ana"))]
    assert paragraphs == ["A caption", "A legend"]


def test_labelled_picture_of_a_figure(build: Callable[..., Built]) -> None:
    """A label on a figure's picture is the figure's."""
    svg = SVG.decode()
    text = "```{figure-md} fig\n![i](a.svg){#im}\n\nA caption\n```\n\n[x](#im)\n"
    built = build({"ana.md": text, "a.svg": svg}, roundup_allowed_directives=["figure-md"])
    assert built.page().by_id("ana--ana--im").tag in {"figure", "span"}
