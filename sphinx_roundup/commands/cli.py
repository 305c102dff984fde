"""Command line of ``sphinx-roundup``: exit status, errors and output."""

from __future__ import annotations

import json
import os
import sys
from enum import IntEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup.commands.arguments import make_parser
from sphinx_roundup.problems import COMMAND, escape

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

_INTERRUPTED = 130  # as in shells, see https://tldp.org/LDP/abs/html/exitcodes.html


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command with these arguments, or those of the process; return the exit status."""
    for stream in (sys.stdout, sys.stderr):  # names are in all scripts, terminals aren't
        getattr(stream, "reconfigure", dict)(errors="backslashreplace")
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        if not given:
            make_parser().print_help(sys.stderr)
            return Status.UNABLE
        return _run(make_parser().parse_args(given))
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(options: Namespace) -> int:
    try:
        command = import_module(f"sphinx_roundup.commands.{options.command}")
        status = int(command.run(options))
        sys.stdout.flush()
    except BrokenPipeError:  # pragma: no cover - tested in a process of its own
        # As with "| head": nothing more is written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Status.DONE
    except (CannotRun, OSError) as error:
        note(f"sphinx-roundup {options.command}: {_reason(error)}")
        return Status.UNABLE
    return status


def _reason(error: CannotRun | OSError) -> str:
    if isinstance(error, CannotRun):
        return str(error)
    if error.filename is None:  # pragma: no cover - as above: standard output is on a full disk
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return str(error)
    return f"{show_path(Path(error.filename))}: {error.strerror}"


# -- For the commands --------------------------------------------------------------------


class Status(IntEnum):
    """Exit status of a command."""

    DONE = 0
    FOUND = 1  # something needs to be corrected
    UNABLE = 2


class CannotRun(Exception):
    """Reason why a command can't run: a sentence without a full stop, with a hint.

    All functions of commands that find files may raise it. An ``OSError`` needs no other words.
    """


def write(text: str) -> None:
    """Write the result, or a part of it, to standard output."""
    sys.stdout.write(text)


def write_file(text: str) -> None:
    """Write text that may become a file: in UTF-8, unless it is for a terminal."""
    if not sys.stdout.isatty() and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    write(text)


def note(text: str) -> None:
    """Write lines to standard error, for people: no part of the result, and none acts on a CI."""
    sys.stderr.write("".join(f"{escape(line, len(line))}\n" for line in text.split("\n")))


def to_json(value: object) -> str:
    """Return a value as indented JSON, in ASCII: nothing in it acts on a terminal or a CI's log."""
    return COMMAND.sub(r"\\u0023#", json.dumps(value, indent=2)) + "\n"


def relative_path(path: str | Path) -> str:
    """Return a path from the working folder, if it is below that."""
    here, whole = Path.cwd(), Path(path)
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()


def show_path(path: Path) -> str:
    """Return a path as the user would type it, without characters that act on a terminal."""
    return escape(relative_path(path), 1_000)


def count(number: int, word: str) -> str:
    """Return a number of things: ``1 page``, ``2 pages``."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def read_utf8(path: Path) -> str:
    """Return the text of a file that the user names, a byte order mark included."""
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        raise CannotRun(f"{show_path(path)} isn't UTF-8") from None


def create_file(path: Path, text: str) -> None:
    """Write a new file, in a new folder if there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise CannotRun(f"{show_path(path)} is there already; nothing was written") from None
