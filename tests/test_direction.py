"""A report is laid out the way that its language is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import Page

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
    ("language", "lang", "expected"),
    [
        ("en", "ar", ["rtl"]),
        ("en", "fa-IR", ["rtl"]),
        ("en", "de", []),
        ("en", None, []),
        ("he", None, ["rtl"]),
        ("he", "en", ["ltr"]),
    ],
)
def test_direction(
    build: Build, builder: str, language: str, lang: str | None, expected: list[str]
) -> None:
    """Arabic goes from right to left, also on an English page; code never does."""
    head = f"---\nauthor: Ana\n{f'lang: {lang}' if lang else ''}\n---\n"
    built = build({"ana.md": f"{head}Hi.\n{CODE}"}, builder=builder, language=language)
    page = Page(built.read("index.html" if builder == "html" else "index.xhtml"))
    assert directions(page, "ana") == expected
    code = [e for e in page.root.iter("div") if "highlight" in (e.get("class") or "")]
    around = {child: parent for parent in page.root.iter() for child in parent}
    assert (around[code[0]].get("dir") == "ltr") == ("rtl" in expected)


def test_other_formats(build: Build) -> None:
    """LaTeX has words of its own for that."""
    built = build({"ana.md": f"---\nauthor: Ana\nlang: ar\n---\nHi.\n{CODE}"}, builder="latex")
    (tex,) = built.outdir.glob("*.tex")
    assert "dir=" not in tex.read_text("utf-8")
