"""Command line of ``sphinx-roundup``: reads the arguments and runs the command."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from contextlib import contextmanager
from importlib import import_module
from threading import current_thread, main_thread
from typing import TYPE_CHECKING

from sphinx_roundup import __version__
from sphinx_roundup.commands.command import CannotRun, Command, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

NAMES = ("new", "check", "status", "people", "find", "fetch", "split", "schema")

_INTERRUPTED = 128 + signal.SIGINT
"""As in shells, see https://tldp.org/LDP/abs/html/exitcodes.html."""


def load_commands(names: Collection[str] = NAMES) -> list[Command]:
    """Return commands, each of a module that has its name."""
    with _ending_at_once():
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
        return _INTERRUPTED


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


@contextmanager
def _ending_at_once() -> Iterator[None]:
    """End the process at Ctrl-C while modules are imported.

    Python raises KeyboardInterrupt in whatever runs then, also where nobody can catch it: in
    the import system's own callbacks, for example, which print it.
    """
    before = signal.getsignal(signal.SIGINT)
    # Another handler, or none at all behind nohup, stays; threads can't set one.
    is_default = before is signal.default_int_handler and current_thread() is main_thread()
    if is_default:
        signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))
    try:
        yield
    finally:
        if is_default:
            signal.signal(signal.SIGINT, before)


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
