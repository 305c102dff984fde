"""A host on this machine that has pictures, and other things, to fetch."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping


class Host:
    """Serves what it is given by path: bytes, or another address to go to."""

    def __init__(self, answers: Mapping[str, bytes | str | int]) -> None:
        self.asked: list[str] = []
        handler = type("Handler", (_Handler,), {"answers": answers, "asked": self.asked})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    answers: ClassVar[Mapping[str, bytes | str | int]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        answer = self.answers.get(self.path, 404)
        if self.path == "/slow":
            time.sleep(60)  # longer than anybody waits
        if isinstance(answer, int):
            self.send_error(answer)
        elif isinstance(answer, str):
            self.send_response(302)
            self.send_header("Location", answer)
            self.end_headers()
        else:
            self.send_response(200)
            self.end_headers()
            self._drip(answer) if self.path == "/drip" else self.wfile.write(answer)

    def _drip(self, answer: bytes) -> None:
        try:
            for byte in answer:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass  # whoever asked has gone

    def log_message(self, *_args: object) -> None:
        """Keep quiet."""
