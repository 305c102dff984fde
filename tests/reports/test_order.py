"""Files stand in the order that a person would give them."""

from __future__ import annotations

import pytest

from sphinx_roundup.reports.order import in_wanted_order, natural_key

FILES = ("r/ana/index.md", "r/bob.md", "r/day-1/cyd.md", "r/day-2/cyd.md", "r/orrù.md")


@pytest.mark.parametrize(
    "names",
    [
        ["2.md", "10.md"],
        ["week-2", "Week-3", "week-10", "Week-11"],
        ["1", "a"],
        ["a", "a1", "a1b", "b"],
        ["9" * 50, "9" * 5000],
        ["3²", "٤"],
    ],
)
def test_numbers_count(names: list[str]) -> None:
    """Two comes before ten, capitals make no difference, anything can be compared."""
    backwards = names[::-1]
    assert names == sorted(backwards, key=natural_key)


def test_natural_key_is_blind_to_composition() -> None:
    """A name from macOS is sorted as the same name from elsewhere."""
    assert natural_key("e\u0301") == natural_key("é")


@pytest.mark.parametrize(
    "wish",
    ["reports/bob.md", "/r/bob.md", "bob.md", "bob", " bob.md "],
)
def test_wanted_file_comes_first(wish: str) -> None:
    """A line may be a path, a name or a stem."""
    wish = wish.replace("reports/", "../r/")
    assert in_wanted_order(FILES, [wish], "pages") == (
        ("r/bob.md", "r/ana/index.md", "r/day-1/cyd.md", "r/day-2/cyd.md", "r/orrù.md"),
        (),
    )


def test_wanted_order_is_kept_and_the_rest_follows() -> None:
    """The lines' order counts, twice named is once shown, and blank lines are nothing."""
    wanted = ["r/orrù.md", "", "day-2/cyd", "ana", "orru\u0300"]
    assert in_wanted_order(FILES, wanted, "") == (
        ("r/orrù.md", "r/day-2/cyd.md", "r/ana/index.md", "r/bob.md", "r/day-1/cyd.md"),
        (),
    )


@pytest.mark.parametrize("wish", ["zoe", "cyd.md", "cyd", "../../x", "b", "index.html"])
def test_unknown_wish_is_told(wish: str) -> None:
    """A line that fits no file, or several, is given back."""
    assert in_wanted_order(FILES, [wish], "r") == (FILES, (wish,))
