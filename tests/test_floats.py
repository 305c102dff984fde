"""Pictures float where the organiser wants it, and their captions with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import text_of
from docutils import nodes
from photos import drawn, encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built, Project

    Build = Callable[..., Built]

PNG = encoded("PNG", drawn((30, 20)))
MD = "---\nauthor: Ana\n---\n"
RST = ":author: Ana\n\n"


def sides(built: Built, author: str = "ana") -> list[str | None]:
    """Return to which side each picture of a report floats, in its order."""
    (section,) = [s for s in built.doctree().findall(nodes.section) if author in s["ids"]]
    found = section.findall(nodes.image)
    figures = [i.parent if isinstance(i.parent, nodes.figure) else i for i in found]
    return [figure.get("align") for figure in figures]


REPORTS = {
    "md": MD + "![a cat](a.png)\n\nText\n\n```{figure} a.png\n:alt: a cat\n\nA caption\n```\n\n"
    "Text\n\n## Part\n\n[![a cat](a.png)](https://example.org)\n\nText\n",
    "rst": RST + ".. image:: a.png\n   :alt: a cat\n\nText\n\n.. figure:: a.png\n   :alt: a cat\n\n"
    "   A caption\n\nText\n\nPart\n====\n\n.. image:: a.png\n   :alt: a cat\n   :target: https://example.org\n\nText\n",
}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("none", [None, None, None]),
        ("right", ["right", "right", "right"]),
        ("left", ["left", "left", "left"]),
        ("alternate", ["right", "left", "right"]),
    ],
)
def test_pictures_float(
    build: Build, project: Project, wanted: str, expected: list[str | None]
) -> None:
    """Images and figures that stand alone float, in each report anew, as page or project say."""
    reports = {"ana.md": REPORTS["md"], "bob.rst": REPORTS["rst"].replace("Ana", "Bob")}
    built = build({**reports, "a.png": PNG}, roundup_float=wanted)
    assert sides(built) == sides(built, "bob") == expected
    project.write({"index.md": f"# P\n\n```{{roundup}} reports/\n:float: {wanted}\n```\n"})
    assert sides(build({}, roundup_float="left")) == expected


STATED = {
    "![a cat](a.png){align=left}": "left",
    "![a cat](a.png){align=center}": "center",
    '<img src="a.png" alt="a cat" style="float:left">': "left",
    "![a cat](a.png){.align-center}": None,
    '![a cat](a.png){width="80%"}': None,
    '![a cat](a.png){width="30%"}': "right",
    "```{figure} a.png\n:alt: a cat\n:align: left\n```": "left",
    "| a |\n|---|\n| ![a cat](a.png) |": None,
    "- ![a cat](a.png)": None,
    "> ![a cat](a.png)": None,
    "Words ![a cat](a.png) and more.": None,
    "![a cat](a.png)\n![a cat](a.png)": None,
}


def test_what_a_report_says_wins(build: Build) -> None:
    """A picture with a side or a large width of its own, or among words, stays as it is."""
    reports = {f"r{n}.md": f"{image}\n\nText" for n, image in enumerate(STATED)}
    built = build({**reports, "a.png": PNG}, roundup_float="right")
    found = {image: {*sides(built, f"r{n}")} for n, image in enumerate(STATED)}
    assert found == {image: {side} for image, side in STATED.items()}


FLOAT = "![a cat](a.png){align=right}\n\n"
LAST = {
    FLOAT: [None],
    f"{FLOAT}[^a]: A note\n\nText.[^a]": ["right"],
    f"Text.[^a]\n\n{FLOAT}[^a]: A note": [None],
    f"{FLOAT}{FLOAT}Text": ["right", "right"],
    f"{FLOAT}![a cat](a.png)": [None, None],
    f"Text\n\n{FLOAT}## Part\n\nText\n\n{FLOAT}": [None, None],
    f"{FLOAT}---\n\nText": [None],
    "![a cat](a.png){align=center}": ["center"],
}


def test_float_without_text_beside_it(build: Build) -> None:
    """A picture floats only where text follows before the next heading or the report's end."""
    built = build({**{f"r{n}.md": text for n, text in enumerate(LAST)}, "a.png": PNG})
    found = {text: sides(built, f"r{n}") for n, text in enumerate(LAST)}
    assert found == LAST


def test_label_of_a_picture_stays(build: Build) -> None:
    """A paragraph that has an anchor keeps it."""
    text = MD + "{#pic}\n![a cat](a.png)\n\n[see](#pic)\n"
    built = build({"ana.md": text, "a.png": PNG}, roundup_float="right")
    assert built.page().dangling() == []
    assert sides(built) == ["right"]


def test_wrong_value(build: Build, project: Project) -> None:
    """A side that there isn't is an error at the directive."""
    project.write({"index.md": "# P\n\n```{roundup} reports/\n:float: up\n```\n"})
    built = build({"ana.md": MD + "Hi"}, warnings=1)
    assert '"up" unknown' in built.warnings[0]


# -- Captions ----------------------------------------------------------------------------

CAPTIONS = {
    "title": (
        '![a cat](a.png "The cat")',
        '[![a cat](a.png "The cat")](https://example.org)',
        '<img src="a.png" alt="a cat" title="The cat">',
    ),
    "italic": (
        "![a cat](a.png)\n*The **cat***",
        "![a cat](a.png)\n\n*The cat*",
        "[![a cat](a.png)](https://example.org)\n_The cat_",
        "![a cat](a.png){align=right}\n*The cat*",
    ),
}


@pytest.mark.parametrize("kind", CAPTIONS)
def test_caption(build: Build, kind: str) -> None:
    """A title, or an italic line below a picture, is its caption where the project wants it."""
    reports = {f"r{n}.md": f"Hi\n\n{text}\n\nBye" for n, text in enumerate(CAPTIONS[kind])}
    reports["a.png"] = PNG
    assert list(build(reports).page().all("figure")) == []
    page = build(reports, roundup_captions=[kind]).page()
    for number, text in enumerate(CAPTIONS[kind]):
        section = page.report(f"r{number}")
        (figure,) = page.all("figure", section)
        assert [text_of(shown) for shown in page.all("figcaption", figure)] == ["The cat"]
        assert len(page.all("img", figure)) == 1
        assert ("align-right" in figure.get("class", "")) == ("align=right" in text)
        assert text_of(section) == f"r{number} Hi The cat Bye"


NO_CAPTIONS = (
    "Words ![a cat](a.png) *and* more",
    "*Words*\n\n![a cat](a.png)",
    "![a cat](a.png)\n\n*Words* and more",
    "![a cat](a.png) and\n*The cat*",
    "*![a cat](a.png)*",
    "*Words*",
    "> *Words*",
    'Words ![a cat](a.png "The cat")',
    '| a |\n|---|\n| ![a cat](a.png "The cat") |',
    "```{figure} a.png\n:alt: a cat\n```\n\n*Words*",
)


def test_no_caption(build: Build) -> None:
    """Italics and titles that are no caption stay what they are."""
    reports = {f"r{n}.md": text for n, text in enumerate(NO_CAPTIONS)} | {"a.png": PNG}
    page = build(reports, roundup_captions=["title", "italic"]).page()
    assert list(page.all("figcaption")) == []
