"""The design of the page, as numbers that are measured on the example."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sites import run_sphinx, serve, wanted_themes
from views import need_browser, open_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

need_browser()

pytest_plugins = ["one_browser"]

EXAMPLE = Path(__file__).parents[2] / "example_site"
CONF = '\nroundup_feed = ""\nhtml_theme = "furo"\nexclude_patterns.append("many")\n'
TEXT = "The tide left at six and we walked behind it, four kilometres over sand. " * 6
REPORT = "---\nauthor: Person {0} of Ytterskarv\ntitle: Report {0}\n---\n{1}\n"
PAGE = "---\norphan: true\n---\n# Many\n\nWords.\n\n```{{roundup}} {}\n:roster: list\n```\n"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif("furo" not in wanted_themes(), reason="measured in furo"),
    pytest.mark.xdist_group("design"),
]


@pytest.fixture(scope="module")
def measured(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Any]]:
    """Return a function that evaluates JavaScript on a page of the example.

    There are two pages more: with 12 reports, and with 30.
    """
    folder = tmp_path_factory.mktemp("design")
    srcdir = Path(shutil.copytree(EXAMPLE, folder / "src"))
    with (srcdir / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(CONF)
    (srcdir / "many").mkdir()
    for number in range(30):
        text = REPORT.format(number, f"{TEXT}\n\n" * (number % 5 + 1))
        (srcdir / "many" / f"{number:02}.md").write_text(text, "utf-8")
    (srcdir / "twelve.md").write_text(PAGE.format("many/0*.md many/10.md many/11.md"), "utf-8")
    (srcdir / "thirty.md").write_text(PAGE.format("many/"), "utf-8")
    run_sphinx(srcdir, folder / "html")
    server = serve(folder / "html")

    def measure(docname: str, width: int, code: str, media: str = "screen") -> Any:
        url = f"http://127.0.0.1:{server.server_port}/{docname}.html"
        with open_page(browser, url, width, "light", media) as (page, view):
            result = page.evaluate(code)
            assert view.errors == []
            return page.pdf(format="A4") if result is None else result

    yield measure
    server.shutdown()
    server.server_close()


HEIGHT = "document.querySelector('.roundup-roster').getBoundingClientRect().height"


@pytest.mark.parametrize(
    ("docname", "most"),
    [("twelve", 1266), ("spring-2026", 1266), ("autumn-2025", 1400), ("thirty", 1000)],
)
def test_roster_on_phone(measured: Callable[..., Any], docname: str, most: int) -> None:
    """A roster takes at most one and a half screens of a phone, however many wrote."""
    assert 100 < measured(docname, 390, HEIGHT) <= most


def test_first_name_on_phone(measured: Callable[..., Any]) -> None:
    """The first report begins soon behind the introduction and the roster."""
    code = "document.querySelector('.roundup-name').getBoundingClientRect().top + scrollY"
    assert measured("spring-2026", 390, code) <= 2700


@pytest.mark.parametrize("docname", ["spring-2026", "autumn-2025", "thirty"])
def test_order_of_roster(measured: Callable[..., Any], docname: str) -> None:
    """The roster leads to each report once, in the order of the page."""
    code = """(() => {
      const links = document.querySelectorAll(".roundup-person strong a[href^='#']");
      const reports = document.querySelectorAll(".roundup-report");
      return [[...links].map((link) => link.hash), [...reports].map((report) => `#${report.id}`)];
    })()"""
    links, reports = measured(docname, 1280, code)
    assert links == reports


SIZES = """(() => {
  const sizeOf = (name) =>
    parseFloat(getComputedStyle(document.querySelector(`.roundup-report ${name}`)).fontSize);
  const names = [".roundup-name", ".roundup-title", "h3"];
  const small = [".roundup-byline", "figcaption", ".roundup-foot", ".roundup-mentions"];
  return [...names, ...small].map((name) => sizeOf(name) / sizeOf("p:not([class])"));
})()"""


def test_sizes_of_text(measured: Callable[..., Any]) -> None:
    """An author's name is the largest text of a report; there are two sizes above the text."""
    name, title, heading, *small = (round(size, 3) for size in measured("spring-2026", 1280, SIZES))
    assert (name, title, heading, {*small}) == (1.625, 1.125, 1.125, {0.875})


def test_separators(measured: Callable[..., Any]) -> None:
    """From the last line of a report to the next name it is 80 to 112 pixels."""
    code = """[...document.querySelectorAll(".roundup-report + .roundup-report")].map((next) => {
      const { bottom } = next.previousElementSibling.lastElementChild.getBoundingClientRect();
      return next.querySelector(".roundup-name").getBoundingClientRect().top - bottom;
    })"""
    gaps = measured("spring-2026", 390, code)
    assert len(gaps) == 7
    assert all(80 <= gap <= 112 for gap in gaps)


def test_measure(measured: Callable[..., Any]) -> None:
    """In a wide window a line of text has at most 42 em."""
    code = """(() => {
      const text = document.querySelector(".roundup-report p:not([class])");
      return text.clientWidth / parseFloat(getComputedStyle(text).fontSize);
    })()"""
    assert 36 < measured("spring-2026", 1280, code) <= 42


MARKED = """document.querySelectorAll(".roundup-name").forEach((name, number) => {
  name.firstChild.data = `Head-${number}.`;
})"""


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext (apt-get poppler-utils)")
@pytest.mark.parametrize(("docname", "count"), [("spring-2026", 8), ("thirty", 30)])
def test_names_on_paper(
    measured: Callable[..., Any], docname: str, count: int, tmp_path: Path
) -> None:
    """Printed from the browser, each name has at least four lines below it on its sheet."""
    path = tmp_path / "page.pdf"
    path.write_bytes(measured(docname, 1280, MARKED, "print"))
    command = ["pdftotext", "-layout", str(path), "-"]
    text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    sheets = [list(filter(None, sheet.split("\n"))) for sheet in text.split("\f")]
    for number in range(count):
        mark = f"Head-{number}."
        (below,) = (
            len(sheet) - n - 1
            for sheet in sheets
            for n, line in enumerate(sheet)
            if mark in line.split()
        )
        assert below >= 4, number
