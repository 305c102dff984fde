"""The project built with each theme, at an address of this machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from photos import drawn, encoded

sys.path.append(str(Path(__file__).parents[2] / "docs"))  # where the gallery is made

from themes import THEMES

PROJECT = Path(__file__).parents[1] / "roots" / "retreat"
"""A project with pictures in all the places where people put them."""
PICTURES = {
    "photo.jpg": (1280, 960),
    "wide.jpg": (1280, 320),
    "tall.jpg": (480, 1440),
    "small.png": (120, 90),
    "mark.png": (20, 20),
    "ana.png": (96, 96),
}
DELAY = 0.08
"""Seconds until a picture comes: long enough for the page to be drawn without it."""


def wanted_themes() -> list[str]:
    """Return the themes to test.

    ``ROUNDUP_THEMES`` names them, and then they must be installed; otherwise those that are.
    """
    if named := os.environ.get("ROUNDUP_THEMES"):
        return named.split()
    return [name for name in THEMES if importlib.util.find_spec(name)]


class Sites:
    """The built sites, each made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._servers: dict[tuple[str, str], ThreadingHTTPServer] = {}

    def address(self, theme: str, language: str = "en") -> str:
        """Return where the site of a theme can be read."""
        key = (theme, language)
        if key not in self._servers:
            folder = self._folder / f"{theme}-{language}"
            build(theme, language, folder)
            self._servers[key] = serve(folder / "html")
        return f"http://127.0.0.1:{self._servers[key].server_port}"

    def close(self) -> None:
        """Stop all servers."""
        for server in self._servers.values():
            server.shutdown()
            server.server_close()


def build(theme: str, language: str, folder: Path) -> None:
    """Build the project in a process of its own: themes change Sphinx for good."""
    srcdir = shutil.copytree(PROJECT, folder / "src")
    for name, size in PICTURES.items():
        kind = "JPEG" if name.endswith("jpg") else "PNG"
        srcdir.joinpath(name).write_bytes(encoded(kind, drawn(size)))
    with (srcdir / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"html_theme = {theme!r}\nlanguage = {language!r}\n{THEMES[theme]}")
    run_sphinx(srcdir, folder / "html")


def run_sphinx(srcdir: Path, outdir: Path) -> None:
    """Build a project as HTML."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", srcdir, outdir]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


class _Handler(SimpleHTTPRequestHandler):
    """Is as slow with pictures as the network."""

    def do_GET(self) -> None:
        """Answer with a file."""
        if self.path == "/favicon.ico":  # which browsers ask for without being told to
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
            return
        if "/_images/" in self.path:
            time.sleep(DELAY)
        super().do_GET()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


def serve(folder: Path) -> ThreadingHTTPServer:
    """Serve *folder* at a free port of this machine, until it is shut down."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    return server
