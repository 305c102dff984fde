"""Reports as people write them, made up from a seed: the same for everybody."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Literal, NamedTuple

from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

Syntax = Literal["md", "rst"]

SEED = 2025
PICTURES = 20
"""Among which the reports choose; each has one."""

_GIVEN = ("Ana", "Bob", "Chris", "Dina", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jun", "Kim", "Lea")
_SYLLABLES = ("ba", "co", "da", "fe", "gi", "ho", "ka", "lu", "me", "no", "pi", "ro", "sa", "te")


class Made(NamedTuple):
    """One made-up report, before it is written in one syntax or the other."""

    number: int
    name: str
    handle: str
    met: str
    """The handle of somebody else's."""
    paragraphs: list[str]


def make_report(number: int, count: int) -> Made:
    """Return report *number* of *count*: some 600 words, made from its number alone."""
    # No secret hangs on it.
    chance = random.Random(SEED * 1_000_003 + number)  # noqa: S311
    family = "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
    name = f"{_GIVEN[number % len(_GIVEN)]} {family} {_numeral(number)}"
    met = chance.randrange(count)
    paragraphs = [" ".join(_sentence(chance) for _ in range(5)) for _ in range(12)]
    return Made(number, name, f"p{number}", f"p{met}", paragraphs)


def _sentence(chance: random.Random) -> str:
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 3))) for _ in range(10)]
    return f"{' '.join(words).capitalize()}."


def _numeral(number: int) -> str:
    """Return *number* in letters, so that no two people have one name."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number)).capitalize()


def write_pictures(folder: Path) -> None:
    """Write the pictures of the reports."""
    folder.mkdir(parents=True)
    for number in range(PICTURES):
        image = Image.new("RGB", (64, 48), (12 * number, 128, 255 - 12 * number))
        image.save(folder / f"{number}.png")


def head_of(made: Made, syntax: Syntax) -> str:
    """Return the fields at the top of a report's file."""
    if syntax == "md":
        author = f"{{name: {made.name}, github: {made.handle}}}"
        return f"---\nauthor: {author}\ndate: 2025-10-14\n---\n\n"
    return f":author: {made.name}\n:date: 2025-10-14\n\n"


def body_of(made: Made, syntax: Syntax, *, folder: str = "", level: int = 2) -> str:
    """Return what somebody wrote: headings, paragraphs, a picture, links, a list, a footnote.

    :param folder: of the pictures, with a slash behind it; empty in a report, which lies there
    :param level: of the headings, which a page that it is pasted into moves down
    """
    first, *rest = made.paragraphs
    picture = f"{folder}pictures/{made.number % PICTURES}.png"
    note = f"n{made.number}"
    url = f"https://example.org/{made.handle}"
    if syntax == "md":
        parts = [
            *(_heading_md("What I did", level), f"{first} Then I met @{made.met}.[^{note}]"),
            *(*rest[:5], f"![A picture]({picture})", f"See [the code]({url}) and [more]({url}/2)."),
            *(_heading_md("What comes next", level), *rest[5:], "- one *thing*\n- `another` thing"),
            f"[^{note}]: Of which I have said **enough**.",
        ]
    else:
        parts = [
            *(_heading_rst("What I did"), f"{first} Then I met @{made.met}. [#{note}]_"),
            *(*rest[:5], f".. image:: {picture}\n   :alt: A picture"),
            f"See `the code <{url}>`__ and `more <{url}/2>`__.",
            *(_heading_rst("What comes next"), *rest[5:], "- one *thing*\n- ``another`` thing"),
            f".. [#{note}] Of which I have said **enough**.",
        ]
    return "\n\n".join(parts) + "\n"


def _heading_md(words: str, level: int) -> str:
    return f"{'#' * level} {words}"


def _heading_rst(words: str) -> str:
    return f"{words}\n{'~' * len(words)}"


def author_heading(made: Made, syntax: Syntax) -> str:
    """Return the heading that an organiser writes above a report, by hand."""
    if syntax == "md":
        return f"## {made.name}\n\n"
    return f"{made.name}\n{'-' * len(made.name)}\n\n"
