"""The page in a real browser, in the themes that people use."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from sites import Sites, wanted_themes
from views import View, chromium, measure, open_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

PAGES = ("retreat", "short", "people", "index")
WIDTHS = (1280, 820, 375)
SCHEMES = ("light", "dark")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let a test run on all views; those of a theme in one process, which builds it."""
    if "theme" in metafunc.fixturenames:
        themes = [pytest.param(t, marks=pytest.mark.xdist_group(t)) for t in wanted_themes()]
        metafunc.parametrize("theme", themes)
    if "view" in metafunc.fixturenames:
        metafunc.parametrize("docname", PAGES)
        metafunc.parametrize("width", WIDTHS)
        metafunc.parametrize("scheme", SCHEMES)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the one browser of all tests."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Return the sites, each built once."""
    made = Sites(tmp_path_factory.mktemp("sites"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def look(browser: Browser, sites: Sites) -> Callable[..., View]:
    """Return a function that looks at a page, once."""

    @cache
    def look_at(theme: str, docname: str, width: int, scheme: str) -> View:
        url = f"{sites.address(theme)}/{docname}.html"
        with open_page(browser, url, width, scheme) as (page, view):
            return measure(page, view)

    return look_at


@pytest.fixture
def view(look: Callable[..., View], theme: str, docname: str, width: int, scheme: str) -> View:
    """Return what the browser says of a page."""
    return look(theme, docname, width, scheme)


def test_floats_in_report(view: View) -> None:
    """A float ends where its report does."""
    assert view.faults["inside"] == []


def test_room_beside_floats(view: View) -> None:
    """What stands beside a float is at least 20em wide."""
    assert view.faults["beside"] == []


def test_headings(view: View) -> None:
    """No heading stands beside a float."""
    assert view.faults["headings"] == []


def test_one_float_at_a_time(view: View) -> None:
    """No two floats stand beside the same lines."""
    assert view.faults["sides"] == []


def test_markers(view: View) -> None:
    """The markers of a list don't lie on a float."""
    assert view.faults["markers"] == []


def test_widths(view: View) -> None:
    """Nothing is wider than the window or the column."""
    assert view.faults["wide"] == []


def test_sizes(view: View) -> None:
    """Pictures keep their shape, and are at most 36rem wide and 80vh high."""
    assert view.faults["size"] == []


def test_telephone(view: View) -> None:
    """Where the window is narrow, nothing floats and pictures are as wide as the column."""
    assert view.faults["narrow"] == []


def test_nothing_moves(view: View) -> None:
    """Things stay where they are while the page loads."""
    assert view.shift < 0.01


def test_access(view: View) -> None:
    """Axe has nothing to say of what is ours."""
    assert view.violations == []


def test_console(view: View) -> None:
    """The browser reports no errors."""
    assert view.errors == []


def test_no_other_host(view: View) -> None:
    """The page asks no other host for anything."""
    assert view.strangers == []


def test_floats_float(look: Callable[..., View], theme: str) -> None:
    """In a wide window pictures do float, with text beside them: the tests above see some."""
    view = look(theme, "retreat", 1280, "light")
    assert {float_["side"] for float_ in view.floats} == {"left", "right"}
    assert view.beside > 50
