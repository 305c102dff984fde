"""The page in a real browser, in the themes that people use."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from sites import Sites, wanted_themes
from views import OURS, View, measure, need_browser, open_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

need_browser()

pytestmark = pytest.mark.browser

pytest_plugins = ["one_browser"]

PLAIN = "plain"
"""A page without anything of ours: what is wrong there, the theme does wrong."""
VIEWS = (
    *(("retreat", width, "light") for width in (1280, 820, 375)),
    ("retreat", 1280, "dark"),  # differs in colours alone, which are those of any width
    *((page, width, "light") for page in ("short", "people") for width in (1280, 375)),
)
"""Page, width and scheme."""
WHOLE = ("alabaster", "furo")
"""Themes in which all of them are tested; in the others the longest page, wide and narrow."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let a test run on all views; those of a theme in one process, which builds it."""
    themes = {theme: pytest.mark.xdist_group(theme) for theme in wanted_themes()}
    if "view" in metafunc.fixturenames:
        values = [
            pytest.param(theme, *view, marks=mark)
            for theme, mark in themes.items()
            for view in (VIEWS if theme in WHOLE else (VIEWS[0], *VIEWS[2:4]))
        ]
        metafunc.parametrize(("theme", "docname", "width", "scheme"), values)
    elif "theme" in metafunc.fixturenames:
        metafunc.parametrize("theme", [pytest.param(t, marks=themes[t]) for t in themes])


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
    def look_at(
        theme: str, docname: str, width: int, scheme: str, language: str = "en", **options: str
    ) -> View:
        url = f"{sites.address(theme, language)}/{docname}.html"
        with open_page(browser, url, width, scheme, **options) as (page, view):
            return measure(page, view, ("body",) if docname == PLAIN else OURS)

    return look_at


@pytest.fixture
def view(look: Callable[..., View], theme: str, docname: str, width: int, scheme: str) -> View:
    """Return what the browser says of a page."""
    return look(theme, docname, width, scheme)


@pytest.fixture
def plain(look: Callable[..., View], theme: str, width: int, scheme: str) -> View:
    """Return what the browser says of a page that has nothing of ours."""
    return look(theme, PLAIN, width, scheme)


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("inside", id="a float ends where its report does"),
        pytest.param("beside", id="what stands beside a float is at least 20em wide"),
        pytest.param("headings", id="no heading stands beside a float"),
        pytest.param("sides", id="no two floats stand beside the same lines"),
        pytest.param("markers", id="the markers of a list don't lie on a float"),
        pytest.param("wide", id="nothing is wider than the window or the column"),
        pytest.param("size", id="pictures keep their shape, at most 60vh and 32em high"),
        pytest.param(
            "narrow", id="in a narrow window nothing floats, and pictures fill the column"
        ),
    ],
)
def test_layout(view: View, kind: str) -> None:
    """Pictures and the text around them are where ``measure.js`` expects them."""
    assert view.faults[kind] == []


def test_nothing_moves(view: View) -> None:
    """Things stay where they are while the page loads."""
    assert view.shift < 0.01


def test_access(view: View, plain: View) -> None:
    """Axe has nothing to say of what is ours but that the theme's links are too pale."""
    theirs = {(each["rule"], each["colours"]) for each in plain.violations}
    ours = [each for each in view.violations if (each["rule"], each["colours"]) not in theirs]
    assert [each["says"] for each in ours] == []


def test_console(view: View, plain: View) -> None:
    """The browser reports no errors that it hasn't on a page without reports."""
    assert set(view.errors) <= set(plain.errors)


def test_no_other_host(view: View, plain: View) -> None:
    """The page asks no other host for anything, if the theme doesn't on every page."""
    assert set(view.strangers) <= set(plain.strangers)


def test_floats_float(look: Callable[..., View], theme: str) -> None:
    """In a wide window pictures do float, with text beside them: the tests above see some."""
    view = look(theme, "retreat", 1280, "light")
    assert {each["side"] for each in view.floats} == {"left", "right"}
    assert all(each["side"] == each["asked"] for each in view.floats)
    assert view.beside > 50
    (share,) = (each["share"] for each in view.floats if each["alt"] == "A share, in a figure")
    assert share == pytest.approx(0.25, abs=0.01)


def test_right_to_left(look: Callable[..., View], theme: str) -> None:
    """In a report whose language is written from right to left, floats change sides."""
    floats = look(theme, "short", 1280, "light").floats
    assert [(each["asked"], each["side"]) for each in floats] == [
        ("right", "left"),
        ("left", "right"),
    ]


NOTE = """(() => {
  const note = document.querySelector("[dir=rtl] aside.footnote");
  const [number, text] = [".label", "p"].map((name) => {
    const range = document.createRange();
    range.selectNodeContents(note.querySelector(name));
    return range.getBoundingClientRect();
  });
  return number.left - text.right;
})()"""


def test_note_from_right_to_left(browser: Browser, sites: Sites, theme: str) -> None:
    """The number of such a report's footnote stands at the right, a little before its text."""
    with open_page(browser, f"{sites.address(theme)}/short.html", 1280, "light") as (page, _view):
        assert 2 < page.evaluate(NOTE) < 30


@pytest.mark.xdist_group(wanted_themes()[0])
def test_page_from_right_to_left(look: Callable[..., View]) -> None:
    """So do they on a page in such a language, but not in a report in another one."""
    view = look(wanted_themes()[0], "retreat", 1280, "light", "ar")
    sides = {(each["report"], each["asked"], each["side"]) for each in view.floats}
    assert {(asked, side) for report, asked, side in sides if "English" not in report} == {
        ("right", "left"),
        ("left", "right"),
    }
    assert any("English" in report for report, _, _ in sides)
    assert all(asked == side for report, asked, side in sides if "English" in report)
    assert view.faults["beside"] == view.faults["sides"] == view.faults["inside"] == []


FACE = """(() => {
  const heading = document.getElementById("bob--after-several");
  heading.scrollIntoView({ behavior: "instant" });
  const report = heading.closest(".roundup-report");
  const [face, text] = [".roundup-portrait", "p:not([class])"].map((name) =>
    report.querySelector(name).getBoundingClientRect());
  return { top: face.top, room: text.left - face.right };
})()"""


def test_face_goes_along(browser: Browser, sites: Sites, theme: str) -> None:
    """In the middle of a long report its author's face is still in the margin.

    Not in pydata-sphinx-theme and its child: they give the text a scroll bar of its own.
    """
    with open_page(browser, f"{sites.address(theme)}/retreat.html", 1280, "light") as (page, _view):
        face = page.evaluate(FACE)
    assert face["room"] > 10
    assert theme in {"pydata_sphinx_theme", "sphinx_book_theme"} or 90 < face["top"] < 160


def test_paper(look: Callable[..., View], theme: str) -> None:
    """On paper pictures float, too, and none is torn in two."""
    view = look(theme, "retreat", 700, "light", media="print")
    assert view.floats
    assert all(each["kept"] for each in view.floats)
    for kind in ("inside", "beside", "headings", "sides"):
        assert view.faults[kind] == []
