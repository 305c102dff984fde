"""Each report in a process of its own, which may hang or crash and costs no other anything."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from sphinx_roundup.commands.checking.findings import Checked, Finding, Level
from sphinx_roundup.commands.checking.formats import from_json
from sphinx_roundup.commands.checking.reports import check_heads
from sphinx_roundup.commands.command import Status
from sphinx_roundup.commands.terminal import progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_roundup.commands.checking.targets import Target


def check_apart(target: Target, source: Path | None, seconds: float) -> Iterator[Checked]:
    """Check the reports of a target one by one, some at a time.

    :param source: the folder of conf.py, where the user names it
    :param seconds: for each report, with the start of its process
    """
    heads = check_heads(target)
    yield heads
    top = [] if target.config else ["--top", str(target.srcdir)]
    asked = [*top, *(["--source", str(source)] if source else [])]
    with (
        tempfile.TemporaryDirectory(prefix="sphinx-roundup-") as folder,
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        one = partial(_check_one, asked=asked, seconds=seconds, folder=folder)
        for number, checked in enumerate(pool.map(one, heads.reports), 1):
            _tell_progress(number, len(heads.reports))
            yield checked


def _check_one(path: str, asked: list[str], seconds: float, folder: str) -> Checked:
    # Without -P, Python would look for its modules among the strangers' files first.
    program = [sys.executable, "-P", "-m", "sphinx_roundup", "check", "--format", "json"]
    # Whoever is stopped doesn't clear up.
    environment = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)
    try:
        done = subprocess.run(  # noqa: S603 - ourselves, and no shell
            [*program, *asked, "--", path],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return _lost(path, "timeout", f"checking it takes longer than {seconds:g} seconds")
    if done.returncode in {Status.DONE, Status.FOUND}:
        try:
            return from_json(done.stdout.decode())
        except (ValueError, LookupError, TypeError):
            pass
    return _lost(path, "crash", f"checking it ends in a crash (status {done.returncode})")


def _tell_progress(number: int, total: int) -> None:
    """Tell whoever waits before a terminal how far it is."""
    progress(f"checked {number} of {total}" if number < total else "")


def _lost(path: str, subtype: str, message: str) -> Checked:
    return Checked((path,), (Finding(path, 1, Level.LOST, f"check.{subtype}", message),))
