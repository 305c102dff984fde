"""Pictures that are something else as well, or not what they say."""

from __future__ import annotations

import io
import re
import struct
import zlib
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from cases import FM
from conftest import picture
from PIL import Image

from sphinx_roundup import context
from sphinx_roundup.page import images
from sphinx_roundup.pictures import store
from sphinx_roundup.reports import find_data_uris

if TYPE_CHECKING:
    from oracle import Stage

MARK = b"WHERE-I-LIVE"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png_with(*chunks: tuple[bytes, bytes]) -> bytes:
    """Return a picture with chunks of one's own before its content."""
    png = picture("PNG")
    start = png.index(b"IDAT") - 4
    return png[:start] + b"".join(_chunk(*each) for each in chunks) + png[start:]


def _frames(kind: str, count: int) -> bytes:
    stream = io.BytesIO()
    first, *rest = [Image.new("RGB", (8, 8), (n % 256, n // 256, 0)) for n in range(count)]
    first.save(stream, kind, save_all=True, append_images=rest, duration=1)
    return stream.getvalue()


_BOMB = zlib.compress(bytes(20_000_000), 9)
_HEADER = b"\x89PNG\r\n\x1a\n"

SHOWN = {
    "script.jpg": picture("JPEG") + b"<?php ?><script>alert(1)</script>" + MARK,
    "archive.png": picture("PNG") + b"PK\x03\x04" + MARK,
    "script.gif": b"GIF89a" + picture("GIF")[6:] + b"*/=1;alert(1)//" + MARK,
    "words.png": _png_with((b"tEXt", b"Comment\0" + MARK), (b"eXIf", b"II*\0" + MARK)),
    "many.png": _png_with(*[(b"tEXt", b"k\0" + MARK)] * 9_000),
    "moves.gif": _frames("GIF", 400),
    "moves.png": _frames("PNG", 400),
    "drawing.svg": SVG.format(f"<metadata>{MARK.decode()}</metadata><path d='M0 0h9v9z'/>"),
}
REFUSED = {
    "page.png": "<html><script>alert(1)</script></html>",
    "print.png": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file\n%%EOF\n",
    "paper.png": b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(alert(1))>>>>endobj\n%%EOF",
    "film.png": b"\0\0\0\x18ftypmp42" + bytes(99),
    "profile.png": _png_with((b"iCCP", b"x\0\0" + _BOMB)),
    "text.png": _png_with((b"zTXt", b"k\0\0" + _BOMB)),
    "international.png": _png_with((b"iTXt", b"k\0\1\0\0\0" + _BOMB)),
    "nothing.png": b"",
    "head.png": _HEADER,
    "negative.png": _HEADER + _chunk(b"IHDR", struct.pack(">IIBBBBB", 2**32 - 1, 1, 8, 2, 0, 0, 0)),
    "flat.png": _HEADER + _chunk(b"IHDR", struct.pack(">IIBBBBB", 0, 0, 8, 2, 0, 0, 0)),
    "screen.gif": b"GIF89a" + struct.pack("<HH", 65535, 65535) + picture("GIF")[10:],
    "entity.svg": '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + SVG.format("<text>&x;</text>"),
    "server.svg": '<!DOCTYPE svg [<!ENTITY % p SYSTEM "$HTTP/x.dtd"> %p;]>' + SVG.format(""),
    "prefix.svg": SVG.format('<s:script xmlns:s="http://www.w3.org/2000/svg">1</s:script>'),
    "set.svg": SVG.format('<set attributeName="onmouseover" to="alert(1)"/>'),
    "link.svg": SVG.format(
        '<a href="#"><animate attributeName="href" values="javascript:alert(1)"/></a>'
    ),
    "use.svg": SVG.format('<use xlink:href="//x.example/x.svg#a"/>'),
    "style.svg": SVG.format("<style>@\\69mport '//x.example/x.css';</style>"),
    "effect.svg": SVG.format('<filter id="f"><feImage href="http://x.example/x"/></filter>'),
    "base.svg": SVG.format('<g xml:base="https://x.example/"><use href="x"/></g>'),
    "deep.svg": SVG.format("<g>" * 5_000 + "</g>" * 5_000),
    "wide.svg": SVG.format("<script>1</script>").encode("utf-16"),
}


@pytest.mark.usefixtures("each_warning")
def test_pictures_in_disguise(stage: Stage) -> None:
    """What is a picture is shown, and nothing but that is published; the rest is its words."""
    names = [*SHOWN, *REFUSED]
    stage.put(SHOWN | REFUSED)
    lines = "".join(f"![Seen {n}]({name})\n\n" for n, name in enumerate(names))
    outcome = stage.judge(f"{FM}{lines}KEEP\n")
    assert outcome.lines[0] == 4 + 2 * len(SHOWN)
    shown = outcome.page.all("img", outcome.page.report("bad"))
    assert [image.get("alt") for image in shown] == [f"Seen {n}" for n in range(len(SHOWN))]
    assert all(f"Seen {n}" in outcome.text for n in range(len(SHOWN), len(names)))
    published = [path.read_bytes() for path in (outcome.built.outdir / "_images").iterdir()]
    for words in (MARK, b"<script", b"alert", b"PK\x03\x04", b"x.example", b"ENTITY"):
        assert not any(words in content for content in published)


# -- Many of them --------------------------------------------------------------------------

MESSAGE = re.compile("a report can show|has too many pictures")


def _alone(number: int, size: tuple[int, int] = (40, 40)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (number % 256, number // 256, 9)).save(stream, "BMP")
    return stream.getvalue()


def _written(number: int, kind: str) -> str:
    if kind == "attached":
        return f"![p{number}](data:image/bmp;base64,{b64encode(_alone(number)).decode()})\n\n"
    return {
        "md": f"![p{number}](p{number}.bmp)\n\n",
        "html": f'<img src="p{number}.bmp" alt="p{number}">\n\n',
    }[kind]


@pytest.mark.parametrize("kind", ["md", "html", "attached"])
@pytest.mark.parametrize("bound", ["number", "pixels"])
def test_many_pictures(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, kind: str, bound: str
) -> None:
    """A report shows no more pictures, and no more pixels, than a limit; one warning says so."""
    if bound == "number":
        monkeypatch.setattr(context, "MOST_PICTURES", 5)
    config = {} if bound == "number" else {"roundup_max_pixels": 1_600}
    stage.put({f"p{n}.bmp": _alone(n) for n in range(8)})
    text = "".join(_written(n, kind) for n in range(8))
    outcome = stage.judge(FM + text + _written(0, kind), again=False, **config)
    told = [line for line, words in outcome.told if MESSAGE.search(words)]
    assert told == [14]
    assert len(outcome.page.all("img", outcome.page.report("bad"))) == 6


def test_many_missing_pictures(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of a report are searched for a limited number of pictures."""
    monkeypatch.setattr(images, "MOST_PICTURES", 2)
    outcome = stage.judge(FM + "".join(f"![p](p{n}.png)\n\n" for n in range(8)), again=False)
    words = [message for _line, message in outcome.told]
    (missing,) = [each for each in words if "there is no image" in each]
    assert "; 3 more like this" in missing
    assert sum("a report can show" in each for each in words) == 1


def test_many_linked_pictures(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures that a report links to count as those that it shows."""
    monkeypatch.setattr(context, "MOST_PICTURES", 5)
    text = "".join(f"[p{n}](p{n}.bmp)\n\n" for n in range(8))
    stage.put({"bad.md": FM + text} | {f"p{n}.bmp": _alone(n) for n in range(8)})
    built = stage.project.build(warnings=1)
    assert "the report has too many pictures" in built.warnings[0]
    assert "2 more like this" in built.warnings[0]
    links = built.page().all("a", built.page().report("bad"))
    assert sum("_images" in str(link.get("href")) for link in links) == 5


def test_attached_pictures_are_found_together(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report is searched for the pictures in its text a few times, however many there are."""
    searched = []

    def find(text: str) -> dict[str, bytes]:
        searched.append(text)
        return find_data_uris(text)

    monkeypatch.setattr(store, "find_data_uris", find)
    stage.judge(FM + "".join(_written(n, "attached") for n in range(40)), again=False)
    assert 0 < len(searched) <= 5


def test_broken_attached_pictures(stage: Stage) -> None:
    """Pictures in a text that can't be decoded are words, and the others are shown."""
    broken = b64encode(b"BM" + bytes(400)).decode()
    text = f"![broken](data:image/bmp;base64,{broken})\n\n{_written(1, 'attached')}"
    outcome = stage.judge(FM + text, again=False)
    assert len(outcome.page.all("img", outcome.page.report("bad"))) == 1
