"""How much room pictures and words take on paper.

Lengths are shares of a line's width, since that is what LaTeX and Sphinx's writer can
scale to whatever paper and columns a project has.
"""

from __future__ import annotations

import re
import unicodedata
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util.images import get_image_size

from sphinx_roundup.nodes import image_in

if TYPE_CHECKING:
    from pathlib import Path

    from docutils import nodes

LINE_WIDTH = 455
"""Points, on A4 and on letter paper with the margins of Sphinx's classes."""

LINE_HEIGHT = 12 / LINE_WIDTH
"""In widths of a line."""

SIGNS = 90
"""Letters in a full line, with Sphinx's fonts."""

USUAL_WIDTH = 0.4
"""Of a picture that asks for a side and for no width."""

_POINTS = dict.fromkeys(("", "px"), 0.75) | dict.fromkeys(("pt", "bp"), 1)
_POINTS |= {"pc": 12, "in": 72, "cm": 28.3, "mm": 2.83, "q": 0.71}
_POINTS |= {"em": 10, "rem": 10, "ex": 4.5, "ch": 5}

_LENGTH = re.compile(r"(\d*\.?\d+)\s*([a-z%]*)", re.IGNORECASE)

# -- Pictures ----------------------------------------------------------------------------


class Size(NamedTuple):
    """The size of a picture."""

    width: float
    """What it asks for; the natural one, where it asks for none."""
    shape: float
    """Its height, in widths of its own."""


def share_of(length: object) -> float | None:
    """Return what share of a line a length of docutils' is, if one can tell.

    >>> share_of("40%")
    0.4
    """
    found = _LENGTH.fullmatch(str(length).strip())
    if found is None:
        return None
    number, unit = float(found[1]), found[2].lower()
    if unit == "%":
        return number / 100
    return number * _POINTS[unit] / LINE_WIDTH if unit in _POINTS else None


def size_of(image: nodes.image, srcdir: Path) -> Size | None:
    """Return the size of a picture, if its file tells."""
    pixels = get_image_size(srcdir / image["uri"])
    if pixels is None or 0 in pixels:
        return None
    shape = pixels[1] / pixels[0]
    width, height = share_of(image.get("width")), share_of(image.get("height"))
    width = width or (height or 0) / shape or pixels[0] * _POINTS["px"] / LINE_WIDTH
    return Size(width * image.get("scale", 100) / 100, shape)


def width_of(figure: nodes.figure, srcdir: Path, *, widest: float, highest: float) -> float | None:
    """Return how wide the picture of a figure with a side is, if its file tells."""
    image = image_in(figure)
    size = size_of(image, srcdir)
    if size is None:
        return None
    asks = any(name in image for name in ("width", "height", "scale"))
    asked = size.width if asks else min(size.width, USUAL_WIDTH)
    return min(share_of(figure.get("width")) or asked, widest, highest / size.shape)


def percent(share: float) -> str:
    """Return a share as docutils writes it."""
    return f"{share * 100:.1f}%"


def resize(image: nodes.image, width: float) -> None:
    """Give a picture this width and no other size."""
    for name in ("height", "scale"):
        image.attributes.pop(name, None)
    image["width"] = percent(width)


# -- Words -------------------------------------------------------------------------------


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text has in a column of a *width*.

    >>> lines_of("word " * 100, 0.5)
    12
    """
    return ceil(_breadth(text) / _signs_in(width))


def has_unbreakable(text: str, width: float) -> bool:
    """Say whether a word, such as a web address, would stick out of a column of a *width*.

    >>> has_unbreakable("see https://example.org/a/long/way/to/go/to", 0.5)
    True
    """
    longest = max(map(len, text.split()), default=0)
    return longest > _signs_in(width) * 0.6


def _signs_in(width: float) -> float:
    return max(SIGNS * width - 2, 1)


def _breadth(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
