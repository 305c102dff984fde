"""What stands around a picture stays whole, and where one can't be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/><use href="#a"/></svg>'


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


def test_labelled_picture_of_a_figure(build: Callable[..., Built]) -> None:
    """A label on a figure's picture is the figure's."""
    svg = SVG.decode()
    text = "```{figure-md} fig\n![i](a.svg){#im}\n\nA caption\n```\n\n[x](#im)\n"
    built = build({"ana.md": text, "a.svg": svg}, roundup_allowed_directives=["figure-md"])
    assert built.page().by_id("ana--ana--im").tag in {"figure", "span"}


def test_labelled_picture(build: Callable[..., Built]) -> None:
    """A label on a picture is a target before it: the picture may be linked to its full size."""
    built = build({"ana.md": "![i](a.svg){#im}\n\n[x](#im)\n", "a.svg": SVG.decode()})
    assert built.page().by_id("ana--ana--im").tag == "span"
    assert built.page().dangling() == []
