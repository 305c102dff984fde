"""Pictures in formats that print can't take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import picture

if TYPE_CHECKING:
    from conftest import Project

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


@pytest.mark.parametrize("builder", ["latex", "texinfo"])
def test_pictures_of_the_host(project: Project, builder: str) -> None:
    """Pictures of a page itself are converted for print by nobody, as without reports."""
    pictures = {f"{kind}.{kind}": picture(kind.upper()) for kind in ("gif", "webp", "bmp")}
    project.write(pictures | {"svg.svg": SVG})
    shown = "\n\n".join(f"![A picture]({name})" for name in [*pictures, "svg.svg"])
    project.write({"index.md": f"# Page\n\n{shown}\n\n```{{roundup}} reports/\n```\n"})
    project.write({"reports/ana.md": "---\nauthor: Ana\n---\n![A net](a.gif)\n"})
    project.write({"reports/a.gif": picture("GIF")})
    built = project.build(builder, warnings=None)
    names = {path.name for path in built.outdir.rglob("*.*")}
    copies = {name for name in names if name.startswith("a-")}
    assert len(copies) == 1
    assert names >= {"gif.gif"} if builder == "texinfo" else names >= {*pictures, "svg.svg"}
    assert not {name for name in names - copies if name.endswith(".png")}


@pytest.mark.parametrize("builder", ["latex", "texinfo"])
def test_drawings_become_their_words(project: Project, builder: str) -> None:
    """Where nothing converts a drawing, its alt text stands there, told of at its line."""
    report = '---\nauthor: Ana\n---\nText.\n\n![A boat](a.svg)\n\n<img src="a.svg" alt="">\n'
    project.write({"reports/ana.md": report, "reports/a.svg": SVG, "reports/b.png": picture("PNG")})
    built = project.build(builder, warnings=2)
    for line, told in zip((6, 8), built.warnings, strict=True):
        assert told.startswith(f"reports/ana.md:{line}: WARNING: this format has no way to show")
        assert "'reports/a.svg'" in told
        assert told.endswith("[roundup.image]")
    assert "A boat" in built.read("*.tex*")
    assert not list(built.outdir.rglob("*.svg"))


def test_caption_as_description(project: Project) -> None:
    """A missing picture whose caption is its description leaves these words once."""
    report = "---\nauthor: Ana\n---\n```{figure} gone.png\n:alt: A boat\n\nA boat\n```\n"
    project.write({"reports/ana.md": report})
    text = project.build("text", warnings=1).read("index.txt")
    assert text.count("A boat") == 1
