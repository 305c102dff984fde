"""Where a page is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_roundup.commands.markup.markdown import look_at_markdown
from sphinx_roundup.commands.markup.text import Source
from sphinx_roundup.commands.splitting.cut import Cut, Wishes, cut_page
from sphinx_roundup.commands.terminal import CannotRun

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran


def cut(text: str, **wishes: object) -> Cut:
    """Divide a page of Markdown."""
    source = Source(text)
    headings = look_at_markdown(source).headings
    return cut_page(headings, 0, len(source), Wishes(**wishes))  # type: ignore[arg-type]


def page(*headings: str) -> str:
    """Return a page with a paragraph below each heading."""
    return "\n\n".join(f"{heading}\n\nText." for heading in headings) + "\n"


def names(text: str, **wishes: object) -> list[str]:
    """Return the headings of the reports."""
    return [part.heading.text for part in cut(text, **wishes).reports if part.heading]


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["# Event", "## Ana Silva", "## Bob Jones"], ["Ana Silva", "Bob Jones"]),
        (["# Event", "## Ana Silva", "### Day One", "### What I did"], ["Ana Silva"]),
        (["# Ana Silva", "# Bob Jones"], ["Ana Silva", "Bob Jones"]),
        (["# Event", "## Reports", "### Ana Silva", "### Bob Jones"], ["Ana Silva", "Bob Jones"]),
        (["# Event", "## Introduction", "## Ana", "## Bob", "## Thanks!"], ["Ana", "Bob"]),
        (
            ["# Event", "## What we did", "## Ana Silva", "## Bob Jones", "## See us"],
            ["Ana Silva", "Bob Jones"],
        ),
        (
            ["# Event", "## Ana Silva", "## Group photo", "## Bob Jones"],
            ["Ana Silva", "Group photo", "Bob Jones"],
        ),
        (
            ["# Event", "## haesbaert", "## Ana Silva", "## Bob Jones"],
            ["haesbaert", "Ana Silva", "Bob Jones"],
        ),
        (
            ["# Q2", "## Porting the driver to arm", "## Faster tests for all", "## Conclusion"],
            ["Porting the driver to arm", "Faster tests for all"],
        ),
        (["## Ana Silva"], ["Ana Silva"]),
        (["# Event", "## Ana Silva", "## Ana Silva"], ["Ana Silva", "Ana Silva"]),
        (
            ["# Event", "## Day 1", "### Ana Silva", "## Day 2", "### Bob Jones"],
            ["Ana Silva", "Bob Jones"],
        ),
    ],
)
def test_authors(headings: list[str], found: list[str]) -> None:
    """Authors are one level's headings, most of them names; the organiser's are left out."""
    assert names(page(*headings)) == found


def test_wishes() -> None:
    """A level, names and the people file say it better than what headings look like."""
    text = page("# Event", "## Ana Silva", "### the cook", "### it's me", "## Bob Jones")
    assert names(text, level=3) == ["the cook", "it's me"]
    assert names(text, authors=("The Cook", "Bob Jones")) == ["the cook", "Bob Jones"]
    assert names(text, known=frozenset({"the cook", "it's me"})) == ["Ana Silva", "Bob Jones"]
    (part,) = cut(text, authors=("the cook",)).reports
    assert [author.name for author in part.who.authors] == ["the cook"]
    assert names(page("# Ana Silva", "## Work"), level=1) == ["Ana Silva"]


@pytest.mark.parametrize(
    ("text", "wishes", "told"),
    [
        ("Words alone.\n", {}, "has no headings"),
        (page("# Event", "## Thanks"), {}, r"is an author's \('Event', 'Thanks'\)"),
        (page("# Event", "## Ana"), {"authors": ("Bob",)}, "has one of these names"),
        (page("# Event", "## Ana"), {"level": 5}, "name them with --authors or --level"),
    ],
)
def test_no_authors(text: str, wishes: dict[str, object], told: str) -> None:
    """A page without authors is told with what to do."""
    with pytest.raises(CannotRun, match=told):
        cut(text, **wishes)


def test_empty_sections() -> None:
    """Names above each other are authors, and a sentence above a row of hyphens isn't."""
    text = "Ana Silva\n---------\nBob Jones\n---------\nText.\n\nThat was it, thanks\n---\n"
    assert names(text) == ["Ana Silva", "Bob Jones"]


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_closing(tmp_path: Path, command: Callable[..., Ran], suffix: str) -> None:
    """Where each report ends with a rule, what is below the last one is the organiser's."""
    sections = [f"{n}\n=========\n\nHi.\n\n----\n\n" for n in ("Ana Silva", "Bob Jones")]
    text = "".join((*sections, "Thanks all.\n"))
    (tmp_path / f"page.{suffix}").write_text(text)
    assert command("split", f"page.{suffix}", "--into", "docs").status == 0
    assert (tmp_path / f"docs/index.{suffix}").read_text().endswith("\n\nThanks all.\n")
    assert "Thanks" not in (tmp_path / f"docs/reports/bob-jones.{suffix}").read_text()


@pytest.mark.parametrize(
    "ending",
    ["----\n\n[x]: https://x.org\n", "----\n\n### More\n\nText.\n", "----\n", "No rule.\n"],
)
def test_no_closing(tmp_path: Path, command: Callable[..., Ran], ending: str) -> None:
    """Definitions, further headings and nothing at all are no closing words."""
    text = f"# E\n\n## Ana Silva\n\nHi.\n\n----\n\n## Bob Jones\n\nHo [x].\n\n{ending}"
    (tmp_path / "page.md").write_text(text)
    command("split", "page.md", "--into", "docs")
    assert (tmp_path / "docs/reports/bob-jones.md").read_text().endswith(f"Ho [x].\n\n{ending}")
