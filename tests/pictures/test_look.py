"""Pictures are recognised by content, not by name."""

from __future__ import annotations

import io
import threading
import warnings

import pytest
from photos import SVG, drawn, encoded, moving
from PIL import Image

from sphinx_roundup.pictures.inspect import MOST_BYTES, Look, NoPicture, look_at, opened


def look(content: bytes, most_pixels: int = 1_000_000) -> Look:
    """Return what a file's content is."""
    return look_at(io.BytesIO(content), len(content), most_pixels)


_SVG = Look("SVG", 0, 0)


def _repeating(reference: str) -> bytes:
    """Return a small drawing whose parts refer ten times each to the next, eight levels deep."""
    levels = [f'<g id="l{n}">{reference.format(f"l{n + 1}") * 10}</g>' for n in range(8)]
    return f"<svg xmlns='http://www.w3.org/2000/svg'>{''.join(levels)}</svg>".encode()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (encoded("PNG"), Look("PNG", 60, 40)),
        (encoded("JPEG", drawn(mode="CMYK")), Look("JPEG", 60, 40)),
        (encoded("JPEG"), Look("JPEG", 60, 40)),
        (encoded("MPO", drawn(), save_all=True, append_images=[drawn()]), Look("JPEG", 60, 40)),
        (encoded("GIF"), Look("GIF", 60, 40)),
        (encoded("WEBP"), Look("WEBP", 60, 40)),
        (encoded("AVIF"), Look("AVIF", 60, 40)),
        (encoded("BMP"), Look("BMP", 60, 40)),
        (encoded("TIFF"), Look("TIFF", 60, 40)),
        (moving("GIF"), Look("GIF", 20, 10, moves=True)),
        (moving("WEBP"), Look("WEBP", 20, 10, moves=True)),
        (moving("PNG"), Look("PNG", 20, 10, moves=True)),
        (SVG, Look("SVG", 0, 0)),
        (b'<?xml version="1.0" encoding="UTF-16"?>' + SVG, Look("SVG", 0, 0)),
        (b'<?xml version="1.0" encoding="foo"?>' + SVG, Look("SVG", 0, 0)),
        (SVG.replace(b"<path", b"<title>\xe9</title><path"), Look("SVG", 0, 0)),
        (SVG.decode().encode("utf-16"), Look("SVG", 0, 0)),
        (b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>', Look("SVG", 0, 0)),
        (SVG.replace(b"<svg", b'<svg width="' + b"9" * 400 + b'"'), Look("SVG", 0, 0)),
        (b"\xef\xbb\xbf\n" + SVG, Look("SVG", 0, 0)),
        (b"<?xml version='1.0'?><?xml-stylesheet href='x'?>" + SVG, _SVG),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">\n' + SVG, Look("SVG", 0, 0)),
        (SVG.replace(b"<path", b"<text>a@b C:\\x expression(1) url(http://x)</text><path"), _SVG),
        (SVG.replace(b"<path", b'<g aria-label="f(x) \\ @home" id="f(x)"/><path'), _SVG),
        (
            SVG.replace(b"<path", b"<style>/* @ \\ */ a:not(.b) { fill: rgb(0,0,0) }</style><path"),
            _SVG,
        ),
        (SVG.replace(b"<path", b"<g style=\"/* x */fill:URL( '#a' )\"/><path"), _SVG),
        (SVG.replace(b"<svg", b'<svg width="30" height="20px"'), Look("SVG", 30, 20)),
        (SVG.replace(b"<svg", b'<svg viewBox="0,0 8 9" width="100%"'), Look("SVG", 8, 9)),
        (
            SVG.replace(b"<path", b'<g fill="url(#a)" xmlns:i="http://x" i:y="z"/><path'),
            Look("SVG", 0, 0),
        ),
        (
            SVG.replace(b"<path", b'<image href="data:image/png;base64,AA"/><path'),
            Look("SVG", 0, 0),
        ),
    ],
)
def test_picture(content: bytes, expected: Look) -> None:
    """Pictures of all usual kinds may be shown, and are known for what they are."""
    assert look(content) == expected


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
    with pytest.raises(NoPicture, match=reason):
        look(content)


def test_too_large() -> None:
    """A file that is larger than any photo isn't opened."""
    with pytest.raises(NoPicture, match="larger than 100 MB"):
        look_at(io.BytesIO(b""), MOST_BYTES + 1, 1)


def test_bomb() -> None:
    """A picture of a billion pixels is refused, though its file is small."""
    content = bytearray(encoded("BMP"))
    content[18:26] = (40_000).to_bytes(4, "little") * 2
    with pytest.raises(NoPicture, match="too many pixels"):
        look(bytes(content))


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
    threads = [threading.Thread(target=opened, args=[io.BytesIO()], name=n) for n in opening]
    for thread in threads:
        thread.start()
    threads[0].join()
    left.set()
    threads[1].join()
    assert warnings.filters == before
