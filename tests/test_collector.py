"""The cycle collector works as before once a build is over."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from sphinx_roundup.collector import hold_collector, release_collector

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built


def test_held_and_released(build: Callable[..., Built]) -> None:
    """A build, and one within a build, leaves everything as it was."""
    before = gc.get_threshold()
    built = build({"ana.md": "Hello."})
    assert gc.get_threshold() == before
    hold_collector(built.app)
    held = gc.get_threshold()
    hold_collector(built.app)
    assert gc.get_threshold() == held > before
    for _ in range(2):
        release_collector(built.app, None)
        assert gc.get_threshold() == before
