"""A host on this machine, with pictures and with answers that no honest host gives."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TRICKLE = "trickle"
"""Sent after the rest of an answer: one byte from time to time, without an end."""
FLOOD = "flood"
"""As fast as possible, without an end."""


def answer(content: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Return an answer of HTTP."""
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + content


def redirect(url: str) -> bytes:
    """Return an answer that leads to another address."""
    return answer(b"", f"Location: {url}", "Content-Length: 0", status="302 Found")


class Host:
    """Gives to each path the bytes of its answer, and what follows without an end."""

    def __init__(self, answers: Mapping[str, bytes | tuple[bytes, str, bytes]]) -> None:
        self.answers = dict(answers)
        self.asked: list[str] = []
        self.headers: list[str] = []
        self._end = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._clients: list[socket.socket] = []
        self.port = self._server.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """End the server and all answers."""
        self._end.set()
        for each in (self._server, *self._clients):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _serve(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _address = self._server.accept()
                self._clients.append(client)
                threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client: socket.socket) -> None:
        with suppress(OSError), client:  # the other side has left
            request = client.recv(65_536).decode("latin-1")
            self.headers.append(request)
            path = (request.split() or ["", ""])[1]
            self.asked.append(path)
            found = self.answers.get(path, answer(b"", status="404 Not Found"))
            if isinstance(found, bytes):
                client.sendall(found)
                return
            start, manner, more = found
            client.sendall(start)
            for part in self._without_end(manner, more):
                client.sendall(part)

    def _without_end(self, manner: str, more: bytes) -> Iterator[bytes]:
        while not self._end.wait(0.02 if manner == TRICKLE else 0):
            yield more
