"""Python's cycle collector, held back while a build makes nodes by the hundred thousand."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_THRESHOLD = 200_000
"""New objects between two collections, in place of some thousand. The nodes of a page stay
until it is written: with a thousand reports on it, a fifth of the time of a build goes into
looking through all of them again and again, and the more links there are, the more of it."""

_before: list[tuple[int, int, int]] = []


def hold_collector(app: Sphinx) -> None:  # noqa: ARG001 - an event's signature
    """Let the collector come more rarely, until the build is over."""
    if not _before:
        _before.append(gc.get_threshold())
        gc.set_threshold(_THRESHOLD, *gc.get_threshold()[1:])


def release_collector(app: Sphinx, exception: Exception | None) -> None:  # noqa: ARG001
    """Put back what was set before the build, however it ended."""
    if _before:
        gc.set_threshold(*_before.pop())
