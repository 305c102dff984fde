"""Python's cycle collector, held back while a build makes nodes by the hundred thousand."""

from __future__ import annotations

import atexit
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_THRESHOLD = 500_000
"""New objects between two collections, in place of some thousand. The nodes of a page stay
until it is written: with a thousand reports on it, a fifth of the time of a build goes into
looking through all of them again and again, and the more links there are, the more of it."""

_before: list[tuple[int, int, int]] = []
_passed_over: list[bool] = []


def hold_collector(app: Sphinx) -> None:  # noqa: ARG001 - an event's signature
    """Let the collector come more rarely, until the build is over."""
    if not _before:
        _before.append(gc.get_threshold())
        gc.set_threshold(_THRESHOLD, *gc.get_threshold()[1:])
    atexit.unregister(leave_to_the_system)  # one is enough for all builds of a process
    atexit.register(leave_to_the_system)


def pass_over_what_stays() -> None:
    """Let the collector pass over all that there is, until the build is over.

    That is a page with all its reports: Sphinx keeps it until it is written.
    """
    if _before and _is_ours():
        gc.freeze()
        _passed_over[:] = [True]


def release_collector(app: Sphinx, exception: Exception | None) -> None:  # noqa: ARG001
    """Put back what was set before the build, however it ended."""
    if not _before:
        return
    gc.set_threshold(*_before.pop())
    if _is_ours():
        gc.freeze()  # so that what is new counts as old, and isn't looked through at once
        gc.unfreeze()
        _passed_over.clear()


def _is_ours() -> bool:
    """Say whether nothing is passed over for the sake of a program around the build."""
    return bool(_passed_over) or not gc.get_freeze_count()


def leave_to_the_system() -> None:
    """Let the process end without a last collection.

    Python takes every object apart before it ends, when its memory goes back to the system
    anyway: a sixth of the time of a build with a thousand reports on a page. What objects in
    no cycle do at their end, and what is registered to be done at the end, is done.
    """
    gc.freeze()
