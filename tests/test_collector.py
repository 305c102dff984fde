"""The cycle collector works as before once a build is over."""

from __future__ import annotations

import gc
import subprocess
import sys
from typing import TYPE_CHECKING

from sphinx_roundup.collector import (
    hold_collector,
    leave_to_the_system,
    pass_over_what_stays,
    release_collector,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built


def test_held_and_released(build: Callable[..., Built]) -> None:
    """A build, and one within a build, leaves everything as it was."""
    before = gc.get_threshold()
    built = build({"ana.md": "Hello."})
    assert gc.get_threshold() == before
    assert not gc.get_freeze_count()
    hold_collector(built.app)
    held = gc.get_threshold()
    hold_collector(built.app)
    assert gc.get_threshold() == held > before
    pass_over_what_stays()
    frozen = gc.get_freeze_count()
    kept = [[] for _ in range(10)]
    pass_over_what_stays()  # the next page
    assert gc.get_freeze_count() >= frozen + len(kept)
    for _ in range(2):
        release_collector(built.app, None)
        assert gc.get_threshold() == before
        assert not gc.get_freeze_count()


def test_what_a_program_froze_stays_so(build: Callable[..., Built]) -> None:
    """A program that builds, and freezes what it holds, finds that as it was."""
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        build({"ana.md": "Hello."})
        assert 0 < gc.get_freeze_count() <= frozen
    finally:
        gc.unfreeze()


def test_a_process_ends_without_a_last_collection() -> None:
    """What has to be done at the end is done; nothing is collected before the memory goes."""
    told = subprocess.run(
        [sys.executable, "-c", _PROCESS], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["frozen", "closed"]


def test_what_it_does_at_the_end() -> None:
    """All that there is counts as passed over."""
    leave_to_the_system()
    assert gc.get_freeze_count()
    gc.unfreeze()


_PROCESS = """
import atexit, gc, weakref
from sphinx_roundup.collector import (
    hold_collector,
    leave_to_the_system,
    pass_over_what_stays,
    release_collector,
)

class Thing: pass

thing = Thing()
weakref.finalize(thing, print, "closed")
atexit.register(lambda: print("frozen" if gc.get_freeze_count() else "not frozen"))
for _ in range(2):
    hold_collector(None)
    release_collector(None, None)
"""
