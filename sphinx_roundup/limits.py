"""Limits on reports and their default values, far above what people write.

Most are configuration values, ``roundup_max_bytes`` and so on. Beyond one of them a report,
or a part of it, isn't shown, with a warning at its line.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

PREFIX = "roundup_max_"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a project. The longest of 316 real reports has 40,000 bytes."""

    bytes: int = 500_000  # of a report's file, without embedded pictures
    line: int = 20_000  # characters of a line: some parsers search the rest of it at every mark
    depth: int = 60
    """Elements in each other. Writers and pickle recurse: at a few frames a level,
    Python's limit of 1,000 frames is near at 100."""
    nodes: int = 10_000
    """Of the tree: a table of a million empty cells is some bytes of text. The most of the
    reports in the corpora is 723."""
    pixels: int = 80_000_000  # of a picture, each four bytes of memory while it is decoded
    warnings: int = 40  # about one report; the rest is counted in one line
    reports: int = 5_000  # of a page
    seconds: int = 2
    """Processor time to parse one report, for costs that the other limits don't see: twice as
    long as so many bytes of prose need, and at most what thirty ordinary reports take. Not on
    Windows; 0 for no limit."""
    paragraph: ClassVar[int] = 50_000  # characters of a paragraph, for the reason of ``line``
    cells: ClassVar[int] = 5_000  # of a report's tables
    labels: ClassVar[int] = 1_000  # of a report; those of its named links in reST count, too
    headings: ClassVar[int] = 1_000  # of a report: their anchors are compared with each other
    highlighted: ClassVar[int] = 20_000
    """Characters of highlighted code; the most of 316 real reports is 6,353. For some lexers,
    twice the length is four times the time."""


CEILINGS = {"depth": 80, "seconds": 3600}
"""Highest values: Python's limit of recursion, a timer's longest time. For others ``MOST``."""
_FLOORS = {"depth": 20, "seconds": 0}  # lowest values; for others 1
MOST = 1_000_000_000  # what every count and size of Python and Pillow can hold

MOST_DIRECTIVES = 1000  # of a report: each takes as long as twenty elements; the corpora have 20
MOST_PICTURES = 200  # different pictures in a report. The most of 316 real reports is 13
PIXELS_IN_ALL = 5  # times ``roundup_max_pixels``, for all pictures of a report together

DEFAULTS = Limits()


def defaults() -> dict[str, int]:
    """Return the configuration values with their defaults."""
    return {f"{PREFIX}{each.name}": int(str(each.default)) for each in fields(Limits)}


def range_of(name: str) -> tuple[int, int]:
    """Return the lowest and the highest value of a configuration value."""
    limit = name.removeprefix(PREFIX)
    return _FLOORS.get(limit, 1), CEILINGS.get(limit, MOST)
