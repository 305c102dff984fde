"""Command line of ``sphinx-roundup``: reads the arguments and runs the command."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from sphinx_roundup import __version__
from sphinx_roundup.commands.command import CannotRun, Command, Status
from sphinx_roundup.commands.interrupts import INTERRUPTED, EndingAtOnce

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

NAMES = ("new", "check", "status", "people", "find", "fetch", "split", "schema")


def load_commands(names: Collection[str] = NAMES) -> list[Command]:
    """Return commands, each of a module that has its name."""
    with EndingAtOnce():
        return [import_module(f"sphinx_roundup.commands.{name}").COMMAND for name in names]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status.

    :param arguments: those of the process, if ``None``
    """
    for stream in (sys.stdout, sys.stderr):  # names are in all scripts, terminals aren't
        getattr(stream, "reconfigure", dict)(errors="backslashreplace")
    try:
        return _run(make_parser(load_commands()).parse_args(arguments))
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(given: argparse.Namespace) -> int:
    try:
        status = int(given.command.run(given))
        sys.stdout.flush()
    except CannotRun as reason:
        sys.stderr.write(f"sphinx-roundup {given.command.name}: {reason}\n")
        return Status.UNABLE
    except BrokenPipeError:  # pragma: no cover - tested in a process of its own
        # As with "| head": nothing more is written, not even on leaving.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Status.DONE
    except OSError as error:  # pragma: no cover - as above; a disk that is full, say
        sys.stderr.write(f"sphinx-roundup {given.command.name}: {error}\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Status.UNABLE
    return status


def make_parser(known: Collection[Command]) -> argparse.ArgumentParser:
    """Return the parser of the arguments.

    :param known: the commands
    """
    parser = argparse.ArgumentParser(
        prog="sphinx-roundup",
        description="Work on the reports of a page, before and after it is built.",
        epilog="'sphinx-roundup COMMAND --help' describes a command, with examples.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in known:
        own = commands.add_parser(
            command.name,
            help=command.summary,
            description=command.description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(own)
        own.set_defaults(command=command)
    return parser
