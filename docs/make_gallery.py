"""Make the pictures of the gallery: the example in six themes.

Needs the themes, playwright, and a Chromium of the system::

    pip install '.[feed]' --group browser --group browser-book
    python docs/make_gallery.py

(sphinx-book-theme wants an old pydata-sphinx-theme: it may need an environment of its own.
Themes that are missing are passed over, and their pictures stay.)
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

DOCS = Path(__file__).resolve().parent
EXAMPLE = DOCS.parent / "example_site"
PAGE = "autumn-2025.html"
WIDTHS = {"wide": (1280, 900), "narrow": (375, 900)}
"""Size of the window in pixels, and the part of the page that is shown."""
SCHEMES = ("light", "dark")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
SETTLED = 500
"""Milliseconds until a theme's scripts have finished."""
TO_REPORT = """\
const [, name] = document.querySelectorAll(".roundup-name");
scrollTo({top: name.getBoundingClientRect().top + scrollY - 130, behavior: "instant"});
"""
"""Scroll to a part with a name, small text, and text next to a picture."""


def main() -> None:
    """Make the pictures of all themes that are installed; one if dark and light are the same."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("themes", nargs="*", default=list(THEMES), help="all, if none is named")
    parser.add_argument("--into", type=Path, default=DOCS / "gallery", metavar="FOLDER")
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - --help needs none

    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        for theme in given.themes:
            if importlib.util.find_spec(theme) is None:
                sys.stderr.write(f"{theme} isn't installed, and is passed over\n")
                continue
            html = build(theme, Path(folder) / theme)
            pictures = dict(take(browser, html / PAGE))
            for name, picture in pictures.items():
                if picture != pictures[name.replace("dark", "light")] or "light" in name:
                    save(picture, given.into / f"{theme}-{name}.jpg")
        browser.close()


def build(theme: str, folder: Path) -> Path:
    """Build the example with a theme, in a separate process; return its folder."""
    srcdir, html = folder / "src", folder / "html"
    shutil.copytree(EXAMPLE, srcdir, ignore=shutil.ignore_patterns("_build"))
    with (srcdir / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"html_theme = {theme!r}\n{THEMES[theme]}")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(srcdir), str(html)]
    subprocess.run(command, check=True)  # noqa: S603 - a command of our own
    return html


def take(browser: Browser, page: Path) -> Iterator[tuple[str, bytes]]:
    """Give the pictures of a page, by width and scheme: ``wide-dark``."""
    for name, (width, height) in WIDTHS.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            tab = context.new_page()
            tab.goto(page.as_uri())
            tab.wait_for_timeout(SETTLED)
            for _ in range(3):  # what comes into sight on the way is loaded, and moves things
                tab.evaluate(f"(() => {{ {TO_REPORT} }})()")
                tab.wait_for_timeout(SETTLED)
            yield f"{name}-{scheme}", tab.screenshot()
            context.close()


def save(picture: bytes, path: Path) -> None:
    """Save a picture as JPEG, a third of the size of PNG."""
    path.parent.mkdir(exist_ok=True)
    Image.open(io.BytesIO(picture)).convert("RGB").save(path, quality=82, optimize=True)


if __name__ == "__main__":
    main()
