"""A page in a window of a real browser, and what can be measured there."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

HERE = Path(__file__).parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@dataclass
class View:
    """What a browser says of a page in a window."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    """By their kind: see ``measure.js``."""
    floats: list[dict[str, Any]] = field(default_factory=list)
    beside: int = 0
    """How many lines of text stand beside a float."""
    shift: float = 0.0
    """How much moved while the page loaded: https://web.dev/articles/cls"""
    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """The addresses on other hosts that the page asked for."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser of this machine; skip where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright isn't installed")
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine: apt-get install chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def open_page(
    browser: Browser, url: str, width: int, scheme: str, **options: Any
) -> Iterator[tuple[Page, View]]:
    """Open a page in a window, go to its end, and note what goes wrong on the way."""
    view = View()
    size = {"width": width, "height": 800}
    context = browser.new_context(viewport=size, color_scheme=scheme, **options)
    page = context.new_page()
    page.on("console", lambda said: view.errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: view.errors.append(str(error)))

    def stay_here(route: Route) -> None:
        if route.request.url.startswith(("http://127.0.0.1:", "data:")):
            route.continue_()
        else:
            view.strangers.append(route.request.url)
            route.abort()

    page.route("**/*", stay_here)
    page.add_init_script(script("shifts"))
    page.goto(url)
    page.evaluate(script("scroll"))
    yield page, view
    context.close()


def measure(page: Page, view: View) -> View:
    """Add to *view* what is found on *page*."""
    for name, value in page.evaluate(script("measure")).items():
        setattr(view, name, value)
    page.evaluate(axe())
    view.violations = page.evaluate(script("access"))
    return view


@cache
def script(name: str) -> str:
    """Return one of the scripts beside this file."""
    return (HERE / f"{name}.js").read_text("utf-8")


@cache
def axe() -> str:
    """Return the accessibility checker, which a package for Python brings."""
    package = pytest.importorskip("axe_playwright_python", reason="axe isn't installed")
    return (Path(package.__file__).parent / "axe.min.js").read_text("utf-8")
