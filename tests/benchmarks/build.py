"""One whole build, as a process of its own, and what it cost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple, TextIO, cast

if TYPE_CHECKING:
    from pathlib import Path

_READ_ENDS = ("pickling environment", "no targets are out of date")

_ENVIRON = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
"""What pip installs is compiled already; a checkout may be, too, before the second round."""


class Cost(NamedTuple):
    """Of one build."""

    wall: float
    """Seconds, from the start of the process to its end."""
    user: float
    """Seconds of a processor, which others on the machine disturb less."""
    read: float
    """Seconds of it until everything is read; 0 where nothing was."""
    write: float
    """Seconds after that."""
    memory: float
    """Megabytes at its peak."""


class FailedBuild(Exception):
    """A build that measures nothing, for it didn't do its work."""


def build(srcdir: Path, builder: str = "html", *options: str) -> Cost:
    """Build the project in *srcdir*, below which its output and doctrees go.

    Where the time goes is read off what Sphinx prints, so that nothing of ours slows it.
    """
    command = [sys.executable, "-u", "-m", "sphinx", "-N", "-j", "1", "-b", builder, *options]
    command += ["-d", str(srcdir / "_build" / "doctrees"), str(srcdir)]
    command.append(str(srcdir / "_build" / builder))
    began = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_ENVIRON
    )
    lines, read_began, read_ended = _follow(process)
    _pid, status, used = os.wait4(process.pid, 0)
    ended = time.monotonic()
    process.returncode = os.waitstatus_to_exitcode(status)
    wrong = [line for line in lines if "WARNING" in line or "ERROR" in line]
    if process.returncode or wrong:
        raise FailedBuild(f"{srcdir.name}:\n{''.join(wrong or lines[-20:])}")
    return Cost(
        wall=ended - began,
        user=used.ru_utime,
        read=read_ended - read_began,
        write=ended - read_ended,
        memory=used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024),
    )


def _follow(process: subprocess.Popen[str]) -> tuple[list[str], float, float]:
    """Return what a build prints, and when it began and ended to read."""
    began = ended = 0.0
    lines: list[str] = []
    with cast("TextIO", process.stdout) as stream:
        for line in stream:
            lines.append(line)
            if line.startswith("updating environment"):
                began = time.monotonic()
            elif line.startswith(_READ_ENDS):
                ended = ended or time.monotonic()
    return lines, began, ended or began
