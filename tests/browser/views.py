"""A page in a window of a real browser, and what can be measured there."""

from __future__ import annotations

import importlib.util
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

HERE = Path(__file__).parent
PACKAGES = ("playwright", "axe_playwright_python")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
OURS = tuple(
    f".roundup-{part}" for part in ("report", "roster", "people", "events", "closing", "editions")
)
SETTLED = 300
"""Milliseconds after which a theme's scripts are done."""
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
    violations: list[dict[str, str]] = field(default_factory=list)
    """What axe says, with the ``rule`` and the ``colours``."""
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """The addresses on other hosts that the page asked for."""


def need_browser() -> None:
    """Skip a module where there is no browser; with ``ROUNDUP_REQUIRE_ALL`` set, fail."""
    missing = [name for name in PACKAGES if not importlib.util.find_spec(name)]
    if CHROMIUM is None:
        missing.append("chromium (apt-get install chromium)")
    if not missing:
        return
    reason = f"no tests in a browser: this machine has no {' and no '.join(missing)}"
    if os.environ.get("ROUNDUP_REQUIRE_ALL"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason, allow_module_level=True)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser of this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def open_page(
    browser: Browser, url: str, width: int, scheme: str, media: str = "screen", **options: Any
) -> Iterator[tuple[Page, View]]:
    """Open a page in a window, go to its end, and note what goes wrong on the way.

    Pictures come when the theme's scripts have done their work, which moves things, too.
    """
    view = View()
    held: list[Route] | None = []
    size = {"width": width, "height": 800}
    context = browser.new_context(viewport=size, color_scheme=scheme, **options)
    page = context.new_page()
    page.on("console", lambda said: view.errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: view.errors.append(str(error)))

    def stay_here(route: Route) -> None:
        is_here = route.request.url.startswith(("http://127.0.0.1:", "data:"))
        if not is_here:
            view.strangers.append(route.request.url)
        if is_here and route.request.resource_type == "image" and held is not None:
            held.append(route)
        # A theme's font comes late and moves whatever is written in it, at any time.
        elif is_here and route.request.resource_type != "font":
            route.continue_()
        else:
            route.abort()

    page.route("**/*", stay_here)
    page.add_init_script(script("shifts"))
    page.emulate_media(media=media)
    page.goto(url, wait_until="domcontentloaded")
    page.wait_for_timeout(SETTLED)
    page.evaluate("window.roundupShift = 0")
    pictures, held = held, None
    for route in pictures:
        route.continue_()
    page.wait_for_load_state()
    page.evaluate(script("scroll"))
    yield page, view
    context.close()


def measure(page: Page, view: View, within: tuple[str, ...]) -> View:
    """Add to *view* what is found on *page*.

    :param within: selectors of the elements that must be accessible
    """
    for name, value in page.evaluate(script("measure")).items():
        setattr(view, name, value)
    page.evaluate(axe())
    view.violations = page.evaluate(script("access"), list(within))
    return view


@cache
def script(name: str) -> str:
    """Return one of the scripts beside this file."""
    return (HERE / f"{name}.js").read_text("utf-8")


@cache
def axe() -> str:
    """Return the accessibility checker, which a package for Python brings."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
