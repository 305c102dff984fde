"""Pictures are recognised by content, not by name."""

from __future__ import annotations

import io
import threading
import warnings

import pytest
from photos import SVG, drawn, encoded, moving
from PIL import Image

from sphinx_roundup.pictures.inspect import MAX_BYTES, PictureInfo, inspect_picture, open_raster
from sphinx_roundup.pictures.svg import PictureError


def inspect(content: bytes, max_pixels: int = 1_000_000) -> PictureInfo:
    """Return what a file's content is."""
    return inspect_picture(io.BytesIO(content), len(content), max_pixels)


_SVG = PictureInfo("SVG", 0, 0)


def _repeating(reference: str) -> bytes:
    """Return a small drawing whose parts refer ten times each to the next, eight levels deep."""
    levels = [f'<g id="l{n}">{reference.format(f"l{n + 1}") * 10}</g>' for n in range(8)]
    return f"<svg xmlns='http://www.w3.org/2000/svg'>{''.join(levels)}</svg>".encode()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (encoded("PNG"), PictureInfo("PNG", 60, 40)),
        (encoded("JPEG", drawn(mode="CMYK")), PictureInfo("JPEG", 60, 40)),
        (encoded("JPEG"), PictureInfo("JPEG", 60, 40)),
        (
            encoded("MPO", drawn(), save_all=True, append_images=[drawn()]),
            PictureInfo("JPEG", 60, 40),
        ),
        (encoded("GIF"), PictureInfo("GIF", 60, 40)),
        (encoded("WEBP"), PictureInfo("WEBP", 60, 40)),
        (encoded("AVIF"), PictureInfo("AVIF", 60, 40)),
        (encoded("BMP"), PictureInfo("BMP", 60, 40)),
        (encoded("TIFF"), PictureInfo("TIFF", 60, 40)),
        (moving("GIF"), PictureInfo("GIF", 20, 10, is_animated=True)),
        (moving("WEBP"), PictureInfo("WEBP", 20, 10, is_animated=True)),
        (moving("PNG"), PictureInfo("PNG", 20, 10, is_animated=True)),
        (SVG, _SVG),
        (b'<?xml version="1.0" encoding="UTF-16"?>' + SVG, _SVG),
        (b'<?xml version="1.0" encoding="foo"?>' + SVG, _SVG),
        (SVG.replace(b"<path", b"<title>\xe9</title><path"), _SVG),
        (SVG.decode().encode("utf-16"), _SVG),
        (b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>', _SVG),
        (SVG.replace(b"<svg", b'<svg width="' + b"9" * 400 + b'"'), _SVG),
        (b"\xef\xbb\xbf\n" + SVG, _SVG),
        (b"<?xml version='1.0'?><?xml-stylesheet href='x'?>" + SVG, _SVG),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">\n' + SVG, _SVG),
        (SVG.replace(b"<path", b"<text>a@b C:\\x expression(1) url(http://x)</text><path"), _SVG),
        (SVG.replace(b"<path", b'<g aria-label="f(x) \\ @home" id="f(x)"/><path'), _SVG),
        (
            SVG.replace(b"<path", b"<style>/* @ \\ */ a:not(.b) { fill: rgb(0,0,0) }</style><path"),
            _SVG,
        ),
        (SVG.replace(b"<path", b"<g style=\"/* x */fill:URL( '#a' )\"/><path"), _SVG),
        (SVG.replace(b"<svg", b'<svg width="30" height="20px"'), PictureInfo("SVG", 30, 20)),
        (SVG.replace(b"<svg", b'<svg viewBox="0,0 8 9" width="100%"'), PictureInfo("SVG", 8, 9)),
        (SVG.replace(b"<path", b'<g fill="url(#a)" xmlns:i="http://x" i:y="z"/><path'), _SVG),
        (SVG.replace(b"<path", b'<image href="data:image/png;base64,AA"/><path'), _SVG),
    ],
)
def test_picture(content: bytes, expected: PictureInfo) -> None:
    """Pictures of all usual kinds may be shown, and are known for what they are."""
    assert inspect(content) == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"text", "is no image"),
        (b"", "is no image"),
        (encoded("PNG")[:30], "is no image"),
        (encoded("TIFF")[:20], "is no image"),
        (b"%PDF-1.4", "is no image"),
        (b"<html></html>", "is no image"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "Most Compatible"),
        (
            SVG.replace(b"<path", b'<s-x:script xmlns:s-x="http://www.w3.org/2000/svg"/><path'),
            "has scripts",
        ),
        (b'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>' + SVG, "has scripts"),
        (b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + SVG, "has scripts"),
        (SVG.replace(b"<path", b'<animate attributeName="href"/><path'), "has scripts"),
        (SVG.replace(b"<path", b"<style>@\\69mport 'x'</style><path"), "has scripts"),
        (SVG.replace(b"<path", b"<style>@import 'x'</style><path"), "has scripts"),
        (SVG.replace(b"<path", b'<g style="fill:u\\72l(http://x)"/><path'), "has scripts"),
        (SVG.replace(b"<path", b'<g fill="url(http://x)"/><path'), "has scripts"),
        (SVG.replace(b"<path", b'<g xml:base="http://x"/><path'), "has scripts"),
        (SVG.replace(b"<path", b"<script/><path"), "has scripts"),
        (SVG.replace(b"<path", b"<style>a{fill:url/**/(http://x)}</style><path"), "has scripts"),
        (SVG.replace(b"<path", b"<style>a{fill:u<desc/>rl(//x)}</style><path"), "has scripts"),
        (SVG.replace(b"<path", b'<style>a{fill:src("//x")}</style><path'), "has scripts"),
        (SVG.replace(b"<path", b"<g fill='image(\"//x\")'/><path"), "has scripts"),
        (SVG.replace(b"<path", b'<g style="fill:image-set(x)"/><path'), "has scripts"),
        (SVG.replace(b"<path", b"<style>//**/* url(//x) */</style><path"), "has scripts"),
        (SVG.replace(b"<path", b'<g id="a"><use href="#a"/></g><path'), "has scripts"),
        (_repeating('<use href="#{}"/>'), "too often"),
        (_repeating('<g fill="url(#{})"/>'), "too often"),
        (_repeating("<g style=\"mask: url( '#{}' )\"/>"), "too often"),
        (SVG.replace(b"<path", b'<path onload="x"'), "has scripts"),
        (SVG.replace(b"<path", b'<image href="https://x"/><path'), "has scripts"),
        (SVG.replace(b"<path", b"<foreignObject/><path"), "has scripts"),
        (SVG[:-8], "has scripts"),
        (SVG.replace(b"<path", b"<g>" * 200 + b"</g>" * 200 + b"<path"), "has scripts"),
        (SVG + b" " * 2_000_001, "too large"),
        (encoded("PNG", drawn((1001, 1000))), "too many pixels"),
    ],
)
def test_no_picture(content: bytes, reason: str) -> None:
    """What is no picture, or more than one, is refused with the reason."""
    with pytest.raises(PictureError, match=reason):
        inspect(content)


def test_too_large() -> None:
    """A file that is larger than any photo isn't opened."""
    with pytest.raises(PictureError, match="larger than 100 MB"):
        inspect_picture(io.BytesIO(b""), MAX_BYTES + 1, 1)


def test_bomb() -> None:
    """A picture of a billion pixels is refused, though its file is small."""
    content = bytearray(encoded("BMP"))
    content[18:26] = (40_000).to_bytes(4, "little") * 2
    with pytest.raises(PictureError, match="too many pixels"):
        inspect(bytes(content))


def test_filters_of_warnings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures that are opened side by side leave the process's filters as they were."""
    opens, left = threading.Event(), threading.Event()

    def open_first(*_: object, **__: object) -> None:
        opens.wait(0.2)

    def open_second(*_: object, **__: object) -> None:
        opens.set()
        left.wait(0.2)

    before = list(warnings.filters)
    opening = {"first": open_first, "second": open_second}
    monkeypatch.setattr(Image, "open", lambda *_, **__: opening[threading.current_thread().name]())
    threads = [threading.Thread(target=open_raster, args=[io.BytesIO()], name=n) for n in opening]
    for thread in threads:
        thread.start()
    threads[0].join()
    left.set()
    threads[1].join()
    assert warnings.filters == before
