"""Pictures of reports in LaTeX source, and the text next to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import picture
from docutils import nodes

from sphinx_roundup.page.paper.room import share_of, size_of

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Built, Project

WORDS = "Nobody had told us. " + "The sea was gone by the time we came. " * 20
FLOAT = "![A boat](wide.png){align=right}"
PIECE = re.compile(
    r"\\(?P<command>(?:sub)*section|chapter|needspace|WFclear|clearpage|sphinxincludegraphics|caption)\b"
    r"|\\(?P<edge>begin|end)\{(?P<environment>wrapfigure|figure|center|itemize|tabulary|sphinxVerbatim)\}"
    r"|(?P<words>Nobody had told us)"
)


@pytest.fixture
def pictures(project: Project) -> Project:
    """Return a project with a wide and a tall picture."""
    wide, tall, icon = ((1200, 900), (300, 1200), (40, 30))
    for name, size in {"wide": wide, "tall": tall, "icon": icon}.items():
        project.write({f"reports/{name}.png": picture("PNG", size)})
    return project


def tex_of(project: Project, text: str, name: str = "ana.md", **kwargs: object) -> str:
    """Return what LaTeX is given for a report of Ana's."""
    head = ":author: Ana\n" if name.endswith("rst") else "---\nauthor: Ana\n---"
    project.write({f"reports/{name}": f"{head}\n{text}\n"})
    return report_in(project.build("latex", **kwargs))


def report_in(built: Built) -> str:
    """Return the part of the LaTeX source that is Ana's report, with what keeps its heading."""
    (path,) = built.outdir.glob("*.tex")
    body = path.read_text("utf-8").partition(r"\sphinxtableofcontents")[2]
    assert "roundup-closing" in body
    return body.partition("Hello from the organiser.")[2].partition(r"\hrule")[0]


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


HEAD = ["needspace", "chapter"]
BESIDE = ["wrapfigure", "includegraphics", "/wrapfigure"]
BETWEEN = ["center", "includegraphics", "/center"]


def test_words_beside_a_picture(pictures: Project) -> None:
    """A picture with a side has the words beside it, room on its page, and an end."""
    tex = tex_of(pictures, f"{WORDS}\n\n{FLOAT}\n\n{WORDS}\n\n{WORDS}\n\n- a list")
    told = outline(tex)
    assert told[:2] == HEAD
    assert told[2:] == [
        *["words", "needspace", *BESIDE, "words", "words", "WFclear", "itemize", "/itemize"],
        "clearpage",
    ]
    assert r"\begin{wrapfigure}{r}{0.400\linewidth}" in tex
    assert r"\needspace{\dimexpr0.300\linewidth+3\baselineskip\relax}" in tex


@pytest.mark.parametrize(
    "text",
    [
        f"{WORDS}\n\n{FLOAT}\n\nA few words.",
        f"{WORDS}\n\n{FLOAT}\n\n- {WORDS}",
        f"{WORDS}\n\n{FLOAT}\n\n## Heading\n\n{WORDS}",
        f"{WORDS}\n\n{FLOAT}\n\n```python\nx = 1\n```\n\n{WORDS}",
        f"{WORDS}\n\n{FLOAT}\n\n| a | b |\n|---|---|\n| c | d |\n\n{WORDS}",
        f"{WORDS}\n\n{FLOAT}\n\n![x](wide.png)\n\n{WORDS}",
        f"{WORDS}\n\n{FLOAT}",
        f"{WORDS}\n\n- a list\n\n{FLOAT}\n\n{WORDS}",
        f"{WORDS}\n\n```python\nx = 1\n```\n\n{FLOAT}\n\n{WORDS}",
        f"{WORDS}\n\n{FLOAT}\n\n<https://example.org/{'a' * 60}> {WORDS}",
    ],
    ids=[
        *("short", "list", "heading", "code", "table", "picture", "end"),
        *("after-list", "after-code", "long-word"),
    ],
)
def test_no_words_beside_a_picture(pictures: Project, text: str) -> None:
    """Where words can't be sure to stand beside it, a picture stands between them, centred."""
    told = outline(tex_of(pictures, text))
    assert "wrapfigure" not in told
    assert any(told[i : i + 3] == BETWEEN for i in range(len(told)))


def test_two_floats(pictures: Project) -> None:
    """Of two pictures that follow each other neither is beside the other."""
    told = outline(tex_of(pictures, f"{WORDS}\n\n{FLOAT}\n\n{FLOAT}\n\n{WORDS}"))
    assert told == [*HEAD, "words", *BETWEEN, *BETWEEN, "words"]
    text = f"{WORDS}\n\n{FLOAT}\n\n{WORDS}\n\n{FLOAT}\n\n{WORDS}"
    one = ["needspace", *BESIDE, "words", "WFclear"]
    told = outline(tex_of(pictures, text, parallel=0))
    assert told == [*HEAD, "words", *one, *one, "clearpage"]


def test_switched_off(pictures: Project) -> None:
    """``roundup_latex_float = False`` leaves no float, and no page is read again for it."""
    text = f"{WORDS}\n\n{FLOAT}\n\n{WORDS}"
    assert "wrapfigure" in outline(tex_of(pictures, text))
    built = pictures.build("latex", roundup_latex_float=False)
    assert outline(report_in(built)) == [*HEAD, "words", *BETWEEN, "words"]
    assert "0 added, 0 changed, 0 removed" in built.status


def test_below_headings(pictures: Project) -> None:
    """A page ends before the headings above a picture rather than between them and it."""
    told = outline(tex_of(pictures, f"{FLOAT}\n\n{WORDS}\n\n# Next\n\n{FLOAT}\n\n{WORDS}"))
    one = [*BESIDE, "words", "WFclear"]
    assert told == [
        *["needspace", "needspace", "chapter", *one],
        *["needspace", "section", *one, "clearpage"],
    ]


def test_inside_of_words(pictures: Project) -> None:
    """A picture with a side inside of a paragraph stands before the paragraph, link and all."""
    text = (
        f'<a href="https://example.org"><img src="wide.png" align="left" alt="a boat"></a> {WORDS}'
    )
    tex = tex_of(pictures, text)
    assert outline(tex) == [
        *["needspace", "needspace", "chapter", *BESIDE, "words", "WFclear", "clearpage"]
    ]
    assert r"\begin{wrapfigure}{l}" in tex
    assert re.search(r"\\sphinxhref\{https://example.org\}\{\\sphinxincludegraphics", tex)


def test_no_side_in_lists(pictures: Project) -> None:
    """In a list and in a quote a picture has no side."""
    figure = ".. figure:: wide.png\n     :align: left\n     :alt: x y\n\n     Cap\n"
    text = f"* one\n\n  {figure}\n  {WORDS}\n"
    told = outline(tex_of(pictures, text, "ana.rst"))
    figure = ["figure", "includegraphics", "caption", "/figure"]
    assert told == [*HEAD, "itemize", *figure, "words", "/itemize", "clearpage"]
    (pictures.srcdir / "reports/ana.rst").unlink()
    told = outline(tex_of(pictures, f"- {FLOAT} {WORDS}"))
    assert told == [*HEAD, "itemize", "includegraphics", "words", "/itemize"]


def test_label_of_a_picture(pictures: Project) -> None:
    """A picture whose paragraph has an anchor keeps it beside words, too."""
    tex = tex_of(pictures, f"{{#boat}}\n{FLOAT}\n\n{WORDS}\n\n{WORDS}\n\n[see](#boat)")
    (target,) = re.findall(r"\\hyperref\[\\detokenize\{(index:ana--[^}]*boat)", tex)
    assert rf"\label{{\detokenize{{{target}}}}}" in tex


def test_captions(pictures: Project) -> None:
    """A caption stays with its picture, and neither leaves the report."""
    options = "   :alt: A boat\n   :align: {}\n   :figwidth: 30%\n"
    figure = f".. figure:: wide.png\n{options}\n   Cap\n\n   Legend\n\n"
    text = f"{figure.format('right')}{WORDS}\n\n{WORDS}\n"
    told = outline(tex_of(pictures, text, "ana.rst"))
    assert told[1:6] == ["needspace", "chapter", "wrapfigure", "includegraphics", "caption"]
    told = outline(tex_of(pictures, f"{figure.format('right')}Little.\n", "ana.rst"))
    assert told == [
        *[*HEAD, "figure", "includegraphics", "caption", "/figure"],
        "clearpage",
    ]
    tex = tex_of(pictures, f"{figure.format('center')}Little.\n", "ana.rst")
    assert outline(tex) == told


def test_named_picture(pictures: Project) -> None:
    """A reference to a picture leads to it where it has lost its side, too."""
    image = ".. image:: wide.png\n   :alt: A boat\n   :align: right\n"
    text = f".. _boat:\n\n{image}\nSee `the boat <boat_>`__.\n"
    tex = tex_of(pictures, text, "ana.rst")
    (target,) = re.findall(r"\\hyperref\[\\detokenize\{(index:ana--[^}]*boat)", tex)
    assert f"\\label{{\\detokenize{{{target}}}}}" in tex


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", 0.4),
        ("width=25%", 0.25),
        ("width=90%", 0.5),
        ("width=5cm", 0.311),
        ("width=200px", 0.33),
        ("height=90px", 0.198),
        ("scale=10", 0.198),
        ("width=20furlong", 0.4),
    ],
)
def test_width_beside(pictures: Project, options: str, expected: float) -> None:
    """A picture beside words is as wide as it says, at most half of the line."""
    name, _sign, value = options.partition("=")
    option = f"   :{name}: {value}\n" if options and "furlong" not in value else ""
    text = f".. image:: wide.png\n   :alt: A boat\n   :align: right\n{option}\n{WORDS}\n\n{WORDS}\n"
    tex = tex_of(pictures, text, "ana.rst")
    (width,) = re.findall(r"begin\{wrapfigure\}\{r\}\{([\d.]+)\\linewidth", tex)
    assert float(width) == pytest.approx(expected, abs=0.002)
    assert widths(tex) == [1.0]


def test_smaller_where_few_words_follow(pictures: Project) -> None:
    """A picture is a little smaller than it wished where that lets it stand beside words."""
    tex = tex_of(pictures, f"{FLOAT}\n\n{WORDS[:660]}")
    (width,) = re.findall(r"begin\{wrapfigure\}\{r\}\{([\d.]+)\\linewidth", tex)
    assert 0.25 < float(width) < 0.4


def test_footnotes_take_room(pictures: Project) -> None:
    """The room for a picture has the footnotes to the words beside it in it."""
    tex = tex_of(pictures, f"{FLOAT}\n\nText[^1] {WORDS}\n\n[^1]: {WORDS}")
    (lines,) = re.findall(r"linewidth\+(\d+)\\baselineskip", tex)
    assert int(lines) > 3 + 5 + 8


def test_tall_pictures(pictures: Project) -> None:
    """No picture is higher than a page has room for, wherever it stands."""
    text = (
        "![A mast](tall.png)\n\n![A mast](tall.png){align=left}\n\n"
        "- in a list ![A mast](tall.png)\n\n"
        "| a | b |\n|---|---|\n| ![A mast](tall.png) | c |\n\n![A mast](tall.png){width=80%}\n"
    )
    tex = tex_of(pictures, text)
    assert len(widths(tex)) == 5
    assert all(width * 4 <= 0.86 for width in widths(tex))


def test_pictures_in_words(pictures: Project) -> None:
    """A picture in the midst of words leaves room for the word that it is tied to."""
    assert widths(tex_of(pictures, "Look (![A boat](wide.png)).")) == [0.8]
    assert widths(tex_of(pictures, "Look (![A dot](icon.png)).")) == []


def test_pictures_in_headings(pictures: Project) -> None:
    """A picture in a heading is as high as the heading's letters."""
    tex = tex_of(pictures, "Text.\n\n# The ![A boat](wide.png) boat")
    assert re.search(r"includegraphics\[height=1em\]", tex)


def test_pictures_in_a_row(pictures: Project) -> None:
    """A page may end between the pictures of a paragraph; small ones stay in their row."""
    tex = tex_of(pictures, "![A boat](wide.png)\n![A boat](wide.png)")
    assert len(re.findall(r"\\sphinxAtStartPar\s+\\sphinxincludegraphics", tex)) == 2
    tex = tex_of(pictures, "![A dot](icon.png)\n![A dot](icon.png)")
    assert len(re.findall(r"\\sphinxAtStartPar\s+\\sphinxincludegraphics", tex)) == 1
    tex = tex_of(pictures, "Two: ![A boat](wide.png)\n![A boat](wide.png)")
    assert re.search(r"\\clubpenalty0 .*\\sphinxAtStartPar\s+Two:.*\\par\\endgroup", tex, re.DOTALL)


def test_unknown_sizes(tmp_path: Path) -> None:
    """A length in no unit that we know, and a drawing without a size, have none."""
    assert share_of("20furlong") is None
    assert share_of(None) is None
    (tmp_path / "a.svg").write_text("<svg/>", "utf-8")
    assert size_of(nodes.image(uri="a.svg"), tmp_path) is None


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
    assert outline(tex) == [*HEAD, "words", *BETWEEN, "words"]
    assert ".pdf" in tex
