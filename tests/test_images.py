"""What may be shown as an image: content decides, not the name."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built


def picture(kind: str, size: tuple[int, int] = (4, 3), mode: str = "RGB") -> bytes:
    """Return a picture as a file's bytes."""
    stream = io.BytesIO()
    Image.new(mode, size).save(stream, kind)
    return stream.getvalue()


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
    page = build({"ana.rst": report}, warnings=2).page()
    paragraphs = ["".join(p.itertext()) for p in page.all("p", page.report("ana"))]
    assert paragraphs == ["A caption", "A legend"]


def test_labelled_picture_of_a_figure(build: Callable[..., Built]) -> None:
    """A label on a figure's picture is the figure's."""
    svg = SVG.decode()
    text = "```{figure-md} fig\n![i](a.svg){#im}\n\nA caption\n```\n\n[x](#im)\n"
    built = build({"ana.md": text, "a.svg": svg}, roundup_allowed_directives=["figure-md"])
    assert built.page().by_id("ana--ana--im").tag in {"figure", "span"}
