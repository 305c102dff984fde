"""Licences of reports, on the page and in its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import text_of
from test_structured import data_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built

    Build = Callable[..., Built]

REPORTS = {
    "ana.md": "---\nauthor: Ana\nlicense: CC-BY-4.0\n---\nHello @bob.\n\n## Later\n\nWords.\n",
    "bob.rst": ":author: Bob\n\nHello.\n",
    "cyd.md": "---\nauthor: Cyd\nlicense:\n---\nHello.\n",
    "dan.md": "---\nauthor: Dan\nlicence: all rights reserved\n---\nHello.\n",
    "eve.md": "---\nauthor: Eve\nurl: https://example.org/eve\n---\n",
}
OWN = {"ana": "https://spdx.org/licenses/CC-BY-4.0.html"}


@pytest.mark.parametrize("default", ["", "GPL-2.0+"])
def test_licence_below_each_report(build: Build, default: str) -> None:
    """A report's own licence counts; the default isn't for one with another, or without a text."""
    page = build(REPORTS, warnings=1, roundup_license=default).page()
    found = {
        section.get("id", ""): link.get("href")
        for section in page.reports()
        for link in page.all("a", section)
        if link.get("rel") == "license"
    }
    others = {"bob": "https://spdx.org/licenses/GPL-2.0+.html"} if default else {}
    assert found == OWN | others
    articles = data_of(page)["hasPart"]
    told = {a["headline"].lower(): a["license"] for a in articles if "license" in a}
    assert told == found
    (foot,) = page.by_class("roundup-foot", page.report("ana"))
    assert text_of(foot) == "Licence: CC-BY-4.0"


@pytest.mark.parametrize("builder", ["text", "latex"])
def test_licence_in_other_formats(build: Build, builder: str) -> None:
    """Other formats have the small print, too."""
    built = build(REPORTS, builder=builder, warnings=1)
    written = built.read("*.txt" if builder == "text" else "*.tex")
    assert "CC-BY-4.0" in written.replace("\\sphinxhyphen{}", "-")
