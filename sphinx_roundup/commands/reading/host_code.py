"""Isolation of the host's code: conf.py, its theme and its extensions."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def running_host_code() -> Iterator[None]:
    """Send what the host's code prints to standard error, and undo what it does to the process.

    Standard output has the command's result alone, also where conf.py starts a program that
    prints. Nothing is compiled into the host's folders.
    """
    here, path, compiles = Path.cwd(), list(sys.path), sys.dont_write_bytecode
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(_output_to_stderr())
        stack.enter_context(redirect_stdout(sys.stderr))
        sys.dont_write_bytecode = True
        try:
            yield
        finally:
            os.chdir(here)
            sys.path[:] = path
            sys.dont_write_bytecode = compiles


@contextmanager
def _output_to_stderr() -> Iterator[None]:
    """Redirect the file descriptor of standard output, which started programs inherit."""
    sys.stdout.flush()
    before = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(before, 1)
        os.close(before)
