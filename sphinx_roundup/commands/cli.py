"""``sphinx-roundup``: reads the arguments and runs the command."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from sphinx_roundup import __version__
from sphinx_roundup.commands import check, fetch, find, new, people, schema, split, status
from sphinx_roundup.commands.command import CannotRun, Command, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: tuple[Command, ...] = (
    new.COMMAND,
    check.COMMAND,
    status.COMMAND,
    people.COMMAND,
    find.COMMAND,
    fetch.COMMAND,
    split.COMMAND,
    schema.COMMAND,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status.

    :param arguments: those of the process, if ``None``
    """
    for stream in (sys.stdout, sys.stderr):  # names are in all scripts, terminals aren't
        getattr(stream, "reconfigure", dict)(errors="backslashreplace")
    given = make_parser().parse_args(arguments)
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
    except KeyboardInterrupt:
        return 128 + 2  # as shells have it: https://tldp.org/LDP/abs/html/exitcodes.html
    return status


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the arguments, which knows all commands."""
    parser = argparse.ArgumentParser(
        prog="sphinx-roundup",
        description="Before and after the page with everybody's reports.",
        epilog="'sphinx-roundup COMMAND --help' tells what a command does, with examples.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        own = commands.add_parser(
            command.name,
            help=command.summary,
            description=command.description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(own)
        own.set_defaults(command=command)
    return parser
