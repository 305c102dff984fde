"""Paths written in a report, and similar names of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_roundup.reports.paths import (
    candidates,
    did_you_mean,
    exists,
    is_plain_file,
    leaves_source_folder,
    near_name,
    nearest,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("written", "files"),
    [
        ("a.png", ["r/a.png", "a.png", "r/attachments/a.png", "attachments/a.png"]),
        ("a.md", ["r/a.md", "a.md"]),
        ("b/a.png", ["r/b/a.png", "b/a.png"]),
        ("/a.png", ["a.png", "r/a.png", "r/static/a.png", "static/a.png"]),
        ("@site/a.md", ["a.md", "r/a.md", "r/static/a.md", "static/a.md"]),
        ("../x/./a.png", ["x/a.png"]),
        ("my%20a/b", ["r/my%20a/b", "my%20a/b", "r/my a/b", "my a/b"]),
        ("d\\a.png", ["r/d\\a.png", "d\\a.png", "r/d/a.png", "d/a.png"]),
        ("b/a.png?raw=true", ["r/b/a.png?raw=true", "b/a.png?raw=true", "r/b/a.png", "b/a.png"]),
        ("../../a.png", []),
        ("..", []),
    ],
)
def test_candidates(written: str, files: list[str]) -> None:
    """A path may be quoted, have backslashes or a query, and begin at the top of any site."""
    assert list(candidates(written, "r")) == files


@pytest.mark.parametrize(("written", "leaves"), [("../../a", True), ("a", False), (" / ", False)])
def test_leaving(written: str, *, leaves: bool) -> None:
    """A path leaves the source folder if none of its candidates is inside."""
    assert leaves_source_folder(written, "r") is leaves


def test_files(srcdir: Path, write: Callable[..., None]) -> None:
    """Links are files that exist, but no plain ones; impossible names are none."""
    write("r/ana.md")
    (srcdir / "link.md").symlink_to("r/ana.md")
    names = ("r/ana.md", "link.md", "r", "a\0b", "x" * 999, "a\x1b.md")
    assert [exists(srcdir, name) for name in names] == [True, True, *[False] * 4]
    assert [is_plain_file(srcdir, name) for name in names] == [True, *[False] * 5]


@pytest.mark.parametrize(
    ("written", "suffixes", "near"),
    [
        ("Boat.PNG", (), "boat.png"),
        ("boot.png", (), "boat.png"),
        ("../r/boot.png", (), "boat.png"),
        ("boot.png", (".jpg",), None),
        ("zebra.png", (), None),
        ("nowhere/boat.png", (), None),
    ],
)
def test_near_name(
    srcdir: Path,
    write: Callable[..., None],
    written: str,
    suffixes: tuple[str, ...],
    near: str | None,
) -> None:
    """A missing file is compared with those of its folder, case aside and by similarity."""
    write("r/boat.png", "r/readme.txt")
    assert near_name(srcdir, written, "r", suffixes) == near


def test_suggestions() -> None:
    """Up to three names are suggested, the nearest first, as they are written."""
    names = ["Boats", "boat", "BOAT", "moat", "zebra"]
    assert nearest("boat", names) == ["boat", "Boats", "moat"]
    assert nearest("x" * 999, names) == []
    assert did_you_mean(["'a'", "'b'"]) == "; did you mean 'a' or 'b'?"
    assert did_you_mean([]) == ""
