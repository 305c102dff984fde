"""What a command is."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable


class Status(IntEnum):
    """What a command ends with."""

    DONE = 0
    FOUND = 1
    """What somebody has to mend."""
    UNABLE = 2


class CannotRun(Exception):
    """Why a command can't do its work, as a sentence without a full stop that names the cure."""


class Command(NamedTuple):
    """A command: ``sphinx-roundup name``."""

    name: str
    summary: str
    """A line for the list of commands."""
    description: str
    """Paragraphs for ``--help``, with examples."""
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], Status]
    """:raises CannotRun: where it can't do its work"""
