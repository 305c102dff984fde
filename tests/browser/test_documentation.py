"""The project's own documentation in a real browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sites import serve, wanted_themes
from views import measure, need_browser, open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

need_browser()

pytest_plugins = ["one_browser"]

DOCS = Path(__file__).parents[2] / "docs"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif("furo" not in wanted_themes(), reason="the documentation's theme is furo"),
    pytest.mark.xdist_group("documentation"),
]


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built documentation."""
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", folder / "doctrees"]
    subprocess.run([*command, DOCS, folder / "html"], check=True)
    return folder / "html"


def test_access(browser: Browser, html: Path) -> None:
    """Axe has nothing to say of any page's content, and no page reports an error."""
    server = serve(html)
    told: dict[str, list[str]] = {}
    for path in sorted(html.rglob("*.html")):
        name = path.relative_to(html).as_posix()
        url = f"http://127.0.0.1:{server.server_port}/{name}"
        with open_page(browser, url, 1280, "light") as (page, view):
            measure(page, view, ("article",))
            told[name] = [each["says"] for each in view.violations] + view.errors + view.strangers
    server.shutdown()
    server.server_close()
    assert len(told) > 30
    assert {name: says for name, says in told.items() if says} == {}
