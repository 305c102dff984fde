"""Pictures of reports in LaTeX source, and the text next to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import picture

if TYPE_CHECKING:
    from conftest import Built, Project

WORDS = "Nobody had told us. " + "The sea was gone by the time we came. " * 20
FLOAT = "![A boat](wide.png){align=right}"
PIECE = re.compile(
    r"\\(?P<command>(?:sub)*section|chapter|sphinxincludegraphics|caption)\b"
    r"|\\(?P<edge>begin|end)\{(?P<environment>figure|itemize)\}"
    r"|(?P<words>Nobody had told us)"
)


@pytest.fixture
def pictures(project: Project) -> Project:
    """Return a project with pictures of several shapes."""
    for name, size in {"wide": (1200, 900), "icon": (40, 30)}.items():
        project.write({f"reports/{name}.png": picture("PNG", size)})
    return project


def tex_of(project: Project, text: str, name: str = "ana.md", **kwargs: object) -> str:
    """Return what LaTeX is given for a report of Ana's."""
    head = ":author: Ana\n" if name.endswith("rst") else "---\nauthor: Ana\n---"
    project.write({f"reports/{name}": f"{head}\n{text}\n"})
    return report_in(project.build("latex", **kwargs))


def report_in(built: Built) -> str:
    """Return the part of the LaTeX source that is Ana's report."""
    body = built.read("*.tex").partition(r"\sphinxtableofcontents")[2]
    assert "roundup-closing" in body
    return body.partition("\\roundupreport{")[2].partition(r"\endgroup")[0]


def outline(tex: str) -> list[str]:
    """Return what follows what: environments, headings, and the words of this test."""
    found = []
    for piece in PIECE.finditer(tex):
        if piece["words"]:
            found.append("words")
        elif piece["command"]:
            found.append(piece["command"].removeprefix("sphinx"))
        else:
            found.append(("/" if piece["edge"] == "end" else "") + piece["environment"])
    return found


def widths(tex: str) -> list[float]:
    """Return the widths of the pictures, in lines."""
    return [float(w) for w in re.findall(r"includegraphics\[width=([\d.]+)\\linewidth", tex)]


def test_pictures_with_a_side(pictures: Project) -> None:
    """A picture with a side is between the words; a wide one at two fifths of the line."""
    icon = FLOAT.replace("wide", "icon")
    tex = tex_of(pictures, f"{WORDS}\n\n{FLOAT}\n\n{FLOAT}\n\n{icon}\n\n{WORDS}")
    image = "includegraphics"
    assert outline(tex) == ["chapter", "words", image, image, image, "words"]
    assert widths(tex) == [0.4] * 2


def test_figure_without_a_caption(pictures: Project) -> None:
    """A figure with a side and without a caption is no float, and keeps its name."""
    figure = ".. figure:: wide.png\n   :align: left\n   :alt: x\n   :name: boat\n"
    tex = tex_of(pictures, f"{figure}\n:numref:`boat` boat_\n", "ana.rst", warnings=None)
    assert outline(tex) == ["chapter", "includegraphics"]
    assert re.search(r"\\label\{\\detokenize\{index:ana--[^}]*boat", tex)


def test_picture_in_code(pictures: Project) -> None:
    """A picture in a code block is shown below it, where LaTeX can read its name."""
    text = ".. parsed-literal::\n\n   a |b|\n\n.. |b| image:: wide.png\n   :alt: b\n"
    assert "includegraphics" in tex_of(pictures, text, "ana.rst").partition("\\end{sphinxalltt}")[2]


def test_inside_of_words(pictures: Project) -> None:
    """A picture with a side in a paragraph comes before its words, link and all."""
    link = '<a href="https://example.org"><img src="wide.png" align="left" alt="a boat"></a>'
    tex = tex_of(pictures, f"{link} {WORDS}\n\n[{FLOAT}](https://example.org)\n\n{WORDS}")
    assert outline(tex) == ["chapter", *["includegraphics", "words"] * 2]
    assert re.search(r"\\sphinxhref\{https://example.org\}\{\\sphinxincludegraphics", tex)


def test_no_side_in_lists(pictures: Project) -> None:
    """In a list and in a quote a picture has no side."""
    figure = ".. figure:: wide.png\n     :align: left\n     :alt: x y\n\n     Cap\n"
    text = f"* one\n\n  {figure}\n  {WORDS}\n"
    told = outline(tex_of(pictures, text, "ana.rst"))
    figure = ["figure", "includegraphics", "caption", "/figure"]
    assert told == ["chapter", "itemize", *figure, "words", "/itemize"]
    (pictures.srcdir / "reports/ana.rst").unlink()
    told = outline(tex_of(pictures, f"- {FLOAT} {WORDS}"))
    assert told == ["chapter", "itemize", "includegraphics", "words", "/itemize"]


def test_label_of_a_picture(pictures: Project) -> None:
    """A picture whose paragraph has an anchor keeps it where the picture has lost its side."""
    tex = tex_of(pictures, f"{{#boat}}\n{FLOAT}\n\n{WORDS}\n\n[see](#boat)")
    (target,) = re.findall(r"\\hyperref\[\\detokenize\{(index:ana--[^}]*boat)", tex)
    assert rf"\label{{\detokenize{{{target}}}}}" in tex


@pytest.mark.parametrize("side", ["right", "center"])
def test_captions(pictures: Project, side: str) -> None:
    """A caption stays with its picture, and neither leaves the report."""
    options = f"   :alt: A boat\n   :align: {side}\n   :figwidth: 30%\n"
    text = f".. figure:: wide.png\n{options}\n   Cap\n\n   Legend\n\n{WORDS}"
    tex = tex_of(pictures, text, "ana.rst")
    figure = ["figure", "includegraphics", "caption", "/figure"]
    assert outline(tex) == ["chapter", *figure, "words"]
    assert widths(tex) == ([0.3] if side == "right" else [])


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("width: 25%", "width=0.250\\linewidth"),
        ("width: 900px", r"width=900\sphinxpxdimen"),
        ("width: 5cm", "width=5cm"),
        ("height: 90px", r"height=90\sphinxpxdimen"),
        ("height: 30cm", "height=30cm"),
        ("scale: 10", "scale=0.1"),
    ],
)
def test_size_of_a_picture(pictures: Project, option: str, expected: str) -> None:
    """A picture is as large as its report says; Sphinx's style bounds it."""
    text = f".. image:: wide.png\n   :alt: A boat\n   :align: right\n   :{option}\n"
    tex = tex_of(pictures, text, "ana.rst")
    assert re.findall(r"sphinxincludegraphics\[(.*?)\]", tex) == [expected]


def test_pictures_in_headings(pictures: Project) -> None:
    """A picture in a heading is as high as the heading's letters."""
    tex = tex_of(pictures, "Text.\n\n# The ![A boat](wide.png) boat")
    assert re.search(r"includegraphics\[height=1em\]", tex)


def test_pictures_in_a_row(pictures: Project) -> None:
    """A page may end between the pictures of a paragraph."""
    tex = tex_of(pictures, "Two: ![A boat](wide.png)\n![A boat](wide.png)")
    assert re.search(r"\\clubpenalty0 .*\\sphinxAtStartPar\s+Two:.*\\par", tex, re.DOTALL)


def test_sizes_that_nobody_knows(pictures: Project) -> None:
    """A picture whose file doesn't tell its size stands between the words as it is."""
    conf = (pictures.srcdir / "conf.py").read_text("utf-8")
    converter = """
from sphinx.transforms.post_transforms.images import ImageConverter

class ToPDF(ImageConverter):
    conversion_rules = [("image/svg+xml", "application/pdf")]

    def is_available(self):
        return True

    def convert(self, _from, _to):
        with open(_to, "wb") as stream:
            stream.write(b"%PDF")
        return True

def setup(app):
    app.add_post_transform(ToPDF)
"""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    pictures.write({"conf.py": conf + converter, "reports/a.svg": svg})
    tex = tex_of(pictures, f"{WORDS}\n\n![a](a.svg){{align=right}}\n\n{WORDS}")
    assert outline(tex) == ["chapter", "words", "includegraphics", "words"]
    assert ".pdf" in tex
