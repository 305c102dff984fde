"""Ctrl-C during imports. Imports next to nothing itself, to be active early."""

from __future__ import annotations

import os
import signal

INTERRUPTED = 128 + signal.SIGINT
"""As in shells, see https://tldp.org/LDP/abs/html/exitcodes.html."""


class EndingAtOnce:
    """Context in which Ctrl-C ends the process.

    Python raises KeyboardInterrupt wherever it is, also where it can't be caught: in callbacks of
    the import system, for example, which print it.
    """

    def __enter__(self) -> None:
        # Another handler, or none at all behind nohup, stays.
        self._is_set = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if self._is_set:
            try:
                signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
            except ValueError:  # in a thread, which gets no signals
                self._is_set = False

    def __exit__(self, *_raised: object) -> None:
        if self._is_set:
            signal.signal(signal.SIGINT, signal.default_int_handler)
