"""Pictures are recognised by content, not by name."""

from __future__ import annotations

import io
import threading
import warnings
from base64 import b64encode
from contextlib import suppress
from struct import pack

import pytest
from photos import SVG, drawn, encoded, moving
from PIL import Image

from sphinx_roundup.pictures.inspect import MAX_BYTES, PictureInfo, inspect_picture, open_raster
from sphinx_roundup.pictures.svg import PictureError, read_svg


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
        (moving("GIF"), PictureInfo("GIF", 20, 10, is_animated=True, decoded=3000)),
        (moving("WEBP"), PictureInfo("WEBP", 20, 10, is_animated=True, decoded=3000)),
        (moving("PNG"), PictureInfo("PNG", 20, 10, is_animated=True, decoded=3000)),
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
        (
            b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd" [\n<!ENTITY ns "http://i">\n'
            b"<!ENTITY b 'x'> ]>"
            + SVG.replace(b"<svg", b'<svg xmlns:i="&ns;" enable-background="new 0 0"'),
            _SVG,
        ),
        (SVG.replace(b"<svg", b'<svg content="&lt;mxfile a=&quot;f(x)@\\&quot;&gt;"'), _SVG),
        (SVG.replace(b"<path", b'<a href="javascript:x" target="_top"><g/></a><path'), _SVG),
        (
            SVG.replace(
                b"<path", b'<g xmlns:xlink="http://www.w3.org/1999/xlink" xlink:title="a@b"/><path'
            ),
            _SVG,
        ),
        (SVG.replace(b"<path", b"<flowRoot><flowPara>f(x)</flowPara></flowRoot><path"), _SVG),
        (
            SVG.replace(
                b"<path",
                b"<style>@font-face { font-family: 'A'; src: url(data:font/woff2;base64,AA) }"
                b"@media (prefers-color-scheme: dark) { g { fill: #fff } }"
                b"@keyframes a { to { opacity: 0 } }</style><path",
            ),
            _SVG,
        ),
    ],
)
def test_picture(content: bytes, expected: PictureInfo) -> None:
    """Pictures of all usual kinds may be shown, and are known for what they are."""
    assert inspect(content) == expected._replace(size=len(content))


def _gif(*frames: tuple[int, int]) -> bytes:
    """Return a GIF of one pixel with frames of other sizes, with colours of their own."""
    parts = [b"GIF89a\1\0\1\0\x80\0\0" + bytes(6)]
    for width, height in frames:
        place = bytes(4) + pack("<HHB", width, height, 0x80) + bytes(6)
        parts.append(b"!\xf9\4\0\5\0\0\0," + place + b"\2\2\x44\1\0")
    return b"".join(parts) + b";"


def _scanned(times: int) -> bytes:
    """Return a JPEG with one of its scans many times."""
    content = encoded("JPEG", progressive=True)
    scan = content[content.rfind(b"\xff\xda") : -2]
    return content[:-2] + scan * times + content[-2:]


def _noted(number: int) -> bytes:
    """Return a TIFF with notes that are longer than the file."""
    head = [(256, 4, 1, 1), (257, 4, 1, 1), (258, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8)]
    notes = [(40_000 + n, 1, 10_000_000, 8) for n in range(number)]
    entries = b"".join(pack("<HHLL", *each) for each in head + notes)
    return b"II*\0" + pack("<LH", 8, len(head) + number) + entries + bytes(4)


def _with_photos(number: int, size: tuple[int, int]) -> bytes:
    """Return a drawing with a photo in it, several times."""
    photo = b64encode(encoded("PNG", Image.new("1", size)))
    return SVG.replace(
        b"<path", b'<image href="data:image/png;base64,%s"/>' % photo * number + b"<path"
    )


@pytest.mark.parametrize(
    ("content", "pixels"),
    [
        (_gif((1, 1), (1, 1), (1, 1)), 3 * 1000),
        (_gif((200, 100), (1, 1)), 2 * 20_000),
        (_scanned(10), 60 * 40),
        (_scanned(100), 2 * 60 * 40),
        (_with_photos(3, (20, 10)), 600),
        (SVG, 0),
        (encoded("PNG"), 60 * 40),
    ],
)
def test_pixels(content: bytes, pixels: int) -> None:
    """All that is decoded of a picture counts: frames, scans, and photos in a drawing."""
    assert inspect(content).pixels == pixels


def test_cost() -> None:
    """Bytes cost as well, where noise takes longer to copy than one colour."""
    kinds = ("JPEG", "BMP", "PNG", "GIF", "SVG")
    costs = [PictureInfo(name, 2, 3, size=100).cost for name in kinds]
    assert costs == [6, 6, 206, 206, 3000]


@pytest.mark.parametrize(
    "inside",
    [
        b"<path fill='%s'/>" % (b"a-" * 200_000),
        b"<path fill='url(#a%s'/>" % (b" " * 200_000),
        b"<path style='%s'/>" % (b" " * 400_000),
        b"<style>%s</style>" % (b"url(  #a" * 100_000),
        b"<metadata/>" * 100_000,
    ],
)
def test_long_drawings(inside: bytes) -> None:
    """The work of checking a drawing grows with its length, not with the square of it."""
    content = SVG.replace(b"<path", inside + b"<path")
    with suppress(PictureError):
        inspect(content)


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
        (
            SVG.replace(b"<path", b"<style>@font-face { src: url(https://x/y.woff) }</style><path"),
            "has scripts",
        ),
        (SVG.replace(b"<path", b"<style>@mediax 'x'</style><path"), "has scripts"),
        (
            b'<!DOCTYPE svg [<!ENTITY a "'
            + b"x" * 200
            + b'">]>'
            + SVG.replace(b"<path", b"<text>" + b"&a;" * 1000 + b"</text><path"),
            "has scripts",
        ),
        (b'<!DOCTYPE svg [<!ENTITY a "&b;"><!ENTITY b "&a;">]>' + SVG, "has scripts"),
        (SVG[:-8], "has scripts"),
        (SVG.replace(b"<path", b"<g>" * 200 + b"</g>" * 200 + b"<path"), "has scripts"),
        (SVG + b" " * 2_000_001, "too large"),
        (b"../photos/boat.jpg", "is a link that Git wrote as text"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "run 'git lfs pull'"),
        (encoded("PNG", drawn((1001, 1000))), "too many pixels"),
        (_gif(*[(1, 1)] * 2_001), "moves for too long"),
        (_scanned(25_000), "too many pixels"),
        (_with_photos(2, (1000, 501)), "too many pixels"),
        (_noted(60), "broken metadata"),
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

    def open_picture() -> None:
        with open_raster(io.BytesIO()):
            pass

    threads = [threading.Thread(target=open_picture, name=name) for name in opening]
    for thread in threads:
        thread.start()
    threads[0].join()
    left.set()
    threads[1].join()
    assert warnings.filters == before


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        (
            b"<switch><foreignObject><p {}>Sea</p></foreignObject><text>Sea...</text></switch>",
            ["Sea..."],
        ),
        (
            b'<g><foreignObject x="2" width="8"><p {}>The <b>sea</b></p></foreignObject></g>',
            ["The sea"],
        ),
        (b'<g><foreignObject><div {} style="filter: blur(2px)"/></foreignObject></g>', []),
        (
            b'<g><foreignObject><p {} onclick="x">a<script>b</script></p></foreignObject></g>',
            ["ab"],
        ),
    ],
)
def test_labels_of_html(label: bytes, texts: list[str]) -> None:
    """A label of draw.io or Mermaid is a text in the middle of its place."""
    html = b'xmlns="http://www.w3.org/1999/xhtml"'
    root = read_svg(SVG.replace(b"<path", label.replace(b"{}", html) + b"<path"))
    found = [each for each in root.iter() if each.tag.endswith("}text")]
    assert [each.text for each in found] == texts
    assert not [each for each in root.iter() if each.tag.endswith("foreignObject")]
    if texts == ["The sea"]:
        assert (found[0].get("x"), found[0].get("y")) == ("6.0", "0.0")
