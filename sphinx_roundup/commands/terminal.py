"""Exit status, errors and output of the commands."""

from __future__ import annotations

import json
import os
import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup.problems import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.problems import Problem

_CODES = {"bold": "1", "red": "31", "green": "32", "yellow": "33", "blue": "34"}


class Status(IntEnum):
    """Exit status of a command."""

    DONE = 0
    FOUND = 1
    """Something needs to be corrected."""
    UNABLE = 2


class CannotRun(Exception):
    """Reason why a command can't run: a sentence without a full stop, with a hint."""


def write(text: str) -> None:
    """Write the result, or a part of it, to standard output."""
    sys.stdout.write(text)


def note(text: str) -> None:
    """Write a line to standard error, for people: it is no part of the result."""
    sys.stderr.write(f"{text}\n")


def note_problems(path: str, problems: Sequence[Problem]) -> None:
    """Write the problems of a file to standard error, each with its line."""
    for problem in problems:
        note(f"{escape_path(path)}:{problem.line}: {problem.message % problem.args}")


def to_json(value: object) -> str:
    """Return a value as indented JSON, in ASCII: no character in it acts on a terminal."""
    return json.dumps(value, indent=2) + "\n"


def escape_path(path: str) -> str:
    """Return a path without characters that act on a terminal, in its whole length."""
    return shown(path, 1_000)


def path_from_here(path: Path) -> str:
    """Return a path as the user would type it: relative, if it is below the working folder."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def count(number: int, word: str) -> str:
    """Return a number of things: ``1 page``, ``2 pages``."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def paint(text: str, style: str) -> str:
    """Return *text* in a colour, if standard output is a terminal that shows it.

    :param style: empty for no colour
    See https://no-color.org for the variable ``NO_COLOR``.
    """
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    if is_plain or not style or not sys.stdout.isatty():
        return text
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m"
