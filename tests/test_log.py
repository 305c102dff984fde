"""Warnings of a build: one for each cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_roundup.log import describe_others, limit_problems, merge_problems
from sphinx_roundup.problems import Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built

    from sphinx_roundup.problems import Problem


def image(line: int, name: str) -> Problem:
    """Return a problem with a picture."""
    return problem(Subtype.IMAGE, line, "there is no image '%s'", name)


def groups(*places: tuple[str, Problem]) -> list[list[tuple[str, int]]]:
    """Return files and lines by cause."""
    return [[(path, each.line) for path, each in group] for group in merge_problems(places)]


def test_causes_of_one_report() -> None:
    """Warnings of a kind are one, but not those about two roles."""
    places = [("a", image(n, name)) for n, name in enumerate("xyx", 1)]
    roles = [("a", problem(Subtype.ROLE, 5, "no role '%s'", name)) for name in "pq"]
    assert groups(*places, *roles) == [[("a", 1), ("a", 2), ("a", 3)], [("a", 5)], [("a", 5)]]


def test_causes_of_many_reports() -> None:
    """An equal warning about more than three reports is one for all of them."""
    same = [(name, image(n, "x")) for n, name in enumerate("abc", 1)]
    assert groups(*same) == [[("a", 1)], [("b", 2)], [("c", 3)]]
    assert groups(*same, ("d", image(4, "y"))) == [[("a", 1)], [("b", 2)], [("c", 3)], [("d", 4)]]
    assert groups(*same, ("d", image(4, "x")), ("d", image(5, "y"))) == [
        [("a", 1), ("b", 2), ("c", 3), ("d", 4), ("d", 5)]
    ]


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ("a1", ""),
        ("a1 a1", "; 1 more like this"),
        ("a1 a7", "; 1 more like this (line 7)"),
        ("a1 a7 a7 a9", "; 3 more like this (lines 7, 9)"),
        (" ".join(f"a{n}" for n in range(9)), "; 8 more like this (lines 1, 2, 3, 4, 5, ...)"),
        ("a1 b1 c1 c2", "; the same in 2 more reports"),
    ],
)
def test_other_places(places: str, words: str) -> None:
    """The message says where else a cause is."""
    assert describe_others([(each[0], int(each[1:])) for each in places.split()]) == words


def test_limit() -> None:
    """Of the causes of one report, no more than the limit are reported, each with all places."""
    roles = [problem(Subtype.ROLE, 5, "no role '%s'", name) for name in "pq"]
    places, count = limit_problems([image(1, "x"), *roles, image(9, "y")], "a", 2)
    assert count == 2
    assert [each.line for _path, each in places] == [1, 9, 5, 1]
    assert places[-1][1].args == (1,)


def test_build(build: Callable[..., Built]) -> None:
    """A build reports what many reports share once, and remote pictures with what to do."""
    text = "# T\n\n![A](https://example.org/a.png) ![B](https://example.org/b.png)\n"
    built = build({f"{name}.md": text for name in "abcd"}, warnings=1)
    (warning,) = built.warnings
    assert warning.startswith("reports/a.md:3: WARNING: the image is on another host")
    assert warning.endswith("write its name; the same in 3 more reports [roundup.image]")
    assert "run 'sphinx-roundup fetch'" in warning
