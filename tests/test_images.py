"""What stands around a picture stays whole, and where one can't be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import text_of
from photos import SVG

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built


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
    built = build({"ana.rst": report}, warnings=1)
    assert "1 more like this (line 9)" in built.warnings[0]
    page = built.page()
    paragraphs = ["".join(p.itertext()) for p in page.all("p", page.report("ana"))]
    assert paragraphs[1:] == ["A caption", "A legend"]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        ("md", "![Slides](talk.pdf)"),
        ("md", "See ![](talk.pdf)"),
        ("rst", ".. image:: talk.pdf\n   :alt: Slides"),
        ("rst", ".. figure:: talk.pdf\n\n   A caption"),
    ],
)
def test_document_as_a_picture(build: Callable[..., Built], suffix: str, text: str) -> None:
    """A PDF that is written as a picture becomes a link to it."""
    files = {f"ana/index.{suffix}": f"{text}\n", "ana/talk.pdf": "x"}
    page = build(files).page()
    (link,) = [a for a in page.all("a", page.report("ana")) if a.get("href", "").endswith(".pdf")]
    assert "".join(link.itertext()) in {"Slides", "talk.pdf"}


def test_cover(build: Callable[..., Built]) -> None:
    """A picture of the front matter stands above the text, once, and needs no words."""
    head = "---\ncover: {image: sea.svg, alt: The sea}\n---\n"
    files = {"sea.svg": SVG, "ana.md": f"{head}Words.", "bob.md": f"{head}![A](sea.svg)"}
    page = build({**files, "cyd.md": "---\nimage: sea.svg\n---\nWords."}).page()
    alts = [
        [img.get("alt") for img in page.all("img", page.report(n))] for n in ("ana", "bob", "cyd")
    ]
    assert alts == [["The sea"], ["A"], [""]]


def test_labelled_picture_of_a_figure(build: Callable[..., Built]) -> None:
    """A label on a figure's picture is the figure's."""
    text = "```{figure-md} fig\n![i](a.svg){#im}\n\nA caption\n```\n\n[x](#im)\n"
    built = build({"ana.md": text, "a.svg": SVG}, roundup_allowed_directives=["figure-md"])
    assert built.page().by_id("ana--ana--im").tag in {"figure", "span"}


def test_anchor_of_a_missing_picture(build: Callable[..., Built]) -> None:
    """A link to a figure whose picture is missing leads to the words in its place."""
    figure = ".. figure:: no.png\n   :name: boat\n\n   A caption\n"
    page = build({"ana.rst": f":author: Ana\n\nSee boat_.\n\n{figure}"}, warnings=1).page()
    (link,) = [a for a in page.all("a", page.report("ana")) if text_of(a) == "boat"]
    assert link.get("href", "").removeprefix("#") in page.ids
