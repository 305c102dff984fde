"""Limits on what a report may contain, far above what people write.

Each is a configuration value, ``roundup_max_bytes`` and so on. Beyond one of them a report,
or what is too much of it, isn't shown, and a warning says so at its line.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.config import Config

PREFIX = "roundup_max_"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a project. The longest of 316 real reports has 40,000 bytes."""

    bytes: int = 1_000_000
    """Of a report's file, without the pictures that stand inside of it."""
    line: int = 20_000
    """Characters in a line. Some parsers look through the rest of it again at every mark."""
    paragraph: int = 50_000
    """Characters in a paragraph, for the same reason."""
    depth: int = 60
    """Elements inside of elements. Writers and pickle recurse: at a few frames a level,
    Python's limit of 1,000 frames is near at 100."""
    nodes: int = 50_000
    """Of the tree: a table of a million empty cells is some bytes of text."""
    cells: int = 10_000
    """Of the tables of a report."""
    headings: int = 2_000
    """What makes their anchors compares them all with each other."""
    highlighted: int = 20_000
    """Characters of a report's code that are coloured; what is more is plain. The most of 316
    real reports is 6,353. Some lexers need the square of the time for twice the length."""
    front_matter: int = 64_000
    """Characters. The longest front matter of 316 real reports has 2,000."""
    keys: int = 200
    """Of a front matter."""
    key_depth: int = 8
    """Lists and mappings of a front matter inside of each other."""
    pixels: int = 80_000_000
    """Of a picture, which takes four bytes of memory for each while it is decoded."""
    warnings: int = 40
    """About one report; the rest is counted in one line."""
    reports: int = 5_000
    """Of a page."""
    seconds: int = 5
    """Of the processor's time to parse one report, for what the other limits don't see: three
    times what a megabyte of prose needs.
    Not on Windows, which has no such timer; 0 for no limit."""


CEILINGS = {"depth": 80, "key_depth": 8, "seconds": 3600}
"""What Python's own limit of recursion leaves room for, what no field needs more of, and what
a timer can hold. The most that others can be is ``MOST``."""
_FLOORS = {"depth": 20, "seconds": 0}
"""The least that others than these may be is 1."""
MOST = 1_000_000_000
"""What every count and size of Python's and Pillow's can hold."""


MOST_PICTURES = 200
"""Different pictures in a report. The most of 316 real reports is 13."""
PIXELS_IN_ALL = 5
"""Times ``roundup_max_pixels``, for all pictures of a report. They are decoded one by one."""


DEFAULTS = Limits()


def limits_of(config: Config) -> Limits:
    """Return the limits that conf.py sets."""
    return Limits(**{each.name: config[f"{PREFIX}{each.name}"] for each in fields(Limits)})


def defaults() -> dict[str, int]:
    """Return the configuration values with their defaults."""
    return {f"{PREFIX}{each.name}": int(str(each.default)) for each in fields(Limits)}


def range_of(name: str) -> tuple[int, int]:
    """Return the least and the most that the configuration value *name* can be."""
    limit = name.removeprefix(PREFIX)
    return _FLOORS.get(limit, 1), CEILINGS.get(limit, MOST)
