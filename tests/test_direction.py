"""A report is laid out the way that its language is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import Page, each_alone

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built

    Build = Callable[..., Built]

CODE = "\n```python\nx = 1\n```\n"


def directions(page: Page, within: str) -> list[str]:
    """Return the directions that are said around an element with an id, from without."""
    parents = {child: parent for parent in page.root.iter() for child in parent}
    node, found = page.by_id(within), []
    while node in parents:
        node = parents[node]
        found.insert(0, node.get("dir", ""))
    return [direction for direction in found if direction]


@pytest.mark.parametrize("builder", ["html", "epub"])
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", {"ar": ["rtl"], "fa-IR": ["rtl"], "de": [], "": []}),
        ("he", {"": ["rtl"], "en": ["ltr"]}),
    ],
)
def test_direction(
    build: Build, builder: str, language: str, expected: dict[str, list[str]]
) -> None:
    """Arabic goes from right to left, also on an English page; code never does."""
    reports = each_alone(("md", f"---\nlang: {lang}\n---\nHi.\n{CODE}") for lang in expected)
    built = build(reports, builder=builder, language=language, warnings=None)
    page = Page(built.read("index.html" if builder == "html" else "index.xhtml"))
    around = {child: parent for parent in page.root.iter() for child in parent}
    for number, (lang, found) in enumerate(expected.items()):
        assert directions(page, f"r{number}") == found, lang
        code = page.by_class("highlight-python", page.report(f"r{number}"))
        assert (around[code[0]].get("dir") == "ltr") == ("rtl" in found)


@pytest.mark.parametrize(("lang", "warnings"), [("en", 1), ("fa-IR", 0)])
def test_direction_in_html(build: Build, lang: str, warnings: int) -> None:
    """A direction in HTML is no direction of a report, whose language says it."""
    text = f'---\nlang: {lang}\n---\n<div dir="rtl">\n\nHi.\n\n<p dir="RTL">x</p></div>\n'
    built = build({"ana.md": text}, warnings=warnings)
    assert all("ana.md:4: WARNING: HTML attribute dir" in each for each in built.warnings)


def test_other_formats(build: Build) -> None:
    """LaTeX has words of its own for that."""
    built = build({"ana.md": f"---\nauthor: Ana\nlang: ar\n---\nHi.\n{CODE}"}, builder="latex")
    assert "dir=" not in built.read("*.tex")
