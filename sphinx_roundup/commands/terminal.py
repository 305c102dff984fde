"""What commands say: to people at a terminal, to files and to other programs."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup.problems import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.problems import Problem

_CODES = {"bold": "1", "red": "31", "green": "32", "yellow": "33", "blue": "34"}


def write(text: str) -> None:
    """Write to standard output, which :func:`.cli.main` lets take all letters."""
    sys.stdout.write(text)


def tell(text: str) -> None:
    """Write a line to standard error: it is for people, and no part of the result."""
    sys.stderr.write(f"{text}\n")


def tell_problems(path: str, problems: Sequence[Problem]) -> None:
    """Tell what is wrong with a file, each at its line, as a build would."""
    for problem in problems:
        tell(f"{name_of(path)}:{problem.line}: {problem.message % problem.args}")


def progress(text: str) -> None:
    """Show for a while what is going on, to who sits before a terminal; ``""`` ends it."""
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def to_json(value: object) -> str:
    """Return a value as JSON on some lines, in ASCII: no letter in it acts on a terminal."""
    return json.dumps(value, indent=2) + "\n"


def name_of(path: str) -> str:
    """Return the name of a file as a terminal may have it, in its whole length."""
    return shown(path, 1_000)


def paint(text: str, style: str) -> str:
    """Return *text* in a colour, where standard output is a terminal that shows it.

    See https://no-color.org for how people ask for none.
    """
    asked = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    if asked or not style or not sys.stdout.isatty():
        return text
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return *text* with blanks up to a width in a terminal's cells."""
    blanks = " " * (width - cells(text))
    return blanks + text if right else text + blanks


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes: Chinese letters two, marks none."""
    return sum(map(_cells_of, text))


def _cells_of(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def count(number: int, word: str) -> str:
    """Return a number of things: ``1 page``, ``2 pages``."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def path_from_here(path: Path) -> str:
    """Return a path as the user would type it, if it lies below the working folder."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
