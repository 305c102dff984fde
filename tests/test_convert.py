"""Pictures in formats that print can't take."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from conftest import picture
from PIL import Image

if TYPE_CHECKING:
    from conftest import Project

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


@pytest.fixture
def host(project: Project) -> Project:
    """Return a project whose own page holds a GIF and a WebP of the same name."""
    red, blue = (io.BytesIO(), io.BytesIO())
    Image.new("RGB", (8, 6), "red").save(red, "GIF")
    turned = Image.Exif()
    turned[0x0112] = 6  # a quarter to the right
    Image.new("RGB", (8, 6), "blue").save(blue, "WEBP", exif=turned)
    page = "# Page\n\n![r](a.gif)\n\n![b](a.webp)\n\n```{roundup} reports/\n```\n"
    project.write({"a.gif": red.getvalue(), "a.webp": blue.getvalue(), "index.md": page})
    project.write({"reports/ana.md": "---\nauthor: Ana\n---\nText.\n"})
    return project


def test_converted_for_latex(host: Project) -> None:
    """Both become PNGs of their own, upright and without what else their files held."""
    built = host.build("latex")
    (tex,) = built.outdir.glob("*.tex")
    names = re.findall(r"includegraphics\{\{([^}]+)\}(\.\w+)\}", tex.read_text("utf-8"))
    assert len(set(names)) == 2
    red, blue = (Image.open(built.outdir / (stem + suffix)) for stem, suffix in names)
    assert red.format == blue.format == "PNG"
    assert (red.size, blue.size) == ((8, 6), (6, 8))
    assert red.convert("RGB").getpixel((1, 1)) == (255, 0, 0)
    assert blue.convert("RGB").getpixel((1, 1))[2] > 200
    assert not blue.getexif()


def test_converted_where_it_must_be(host: Project) -> None:
    """Texinfo takes GIF itself, and HTML what browsers take."""
    texi = host.build("texinfo").outdir
    assert sorted(path.name for path in texi.rglob("a.*")) == ["a.gif", "a.png"]
    html = host.build("html").outdir / "_images"
    assert sorted(path.name for path in html.iterdir()) == ["a.gif", "a.webp"]


def test_broken_picture_of_the_host(host: Project) -> None:
    """A picture of the host's that nobody can read is passed on as it is."""
    host.write({"a.gif": b"GIF89a"})
    built = host.build("latex")
    assert list(built.outdir.glob("a.gif"))


@pytest.mark.parametrize("builder", ["latex", "texinfo"])
def test_drawings_become_their_words(project: Project, builder: str) -> None:
    """Where nothing converts a drawing, its alt text stands there, told of at its line."""
    report = '---\nauthor: Ana\n---\nText.\n\n![A boat](a.svg)\n\n<img src="a.svg" alt="">\n'
    project.write({"reports/ana.md": report, "reports/a.svg": SVG, "reports/b.png": picture("PNG")})
    built = project.build(builder, warnings=2)
    for line, told in zip((6, 8), built.warnings, strict=True):
        assert told.startswith(f"reports/ana.md:{line}: WARNING: this format can't show")
        assert "'reports/a.svg'" in told
        assert told.endswith("[roundup.image]")
    (source,) = [p for p in built.outdir.iterdir() if p.suffix in {".tex", ".texi"}]
    assert "A boat" in source.read_text("utf-8")
    assert not list(built.outdir.rglob("*.svg"))


def test_drawings_of_a_page(project: Project) -> None:
    """HTML shows drawings, and nothing is told."""
    project.write({"reports/ana.md": "---\nauthor: Ana\n---\n![A boat](a.svg)\n"})
    project.write({"reports/a.svg": SVG})
    page = project.build().page()
    assert [image.get("alt") for image in page.all("img", page.report("ana"))] == ["A boat"]
