"""Tables of medians, compared with the goals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from build import Cost

    Key = tuple[str, int, str, str]


class Goal(NamedTuple):
    """A ratio that shall not be above *most*."""

    what: str
    most: float
    ours: Key
    theirs: Key
    fields: tuple[str, ...] = ("wall", "user")


def _md(way: str, action: str, count: int = 1000) -> Key:
    return ("md", count, way, action)


GOALS = (
    Goal("cold, against `{include}`", 1.35, _md("roundup", "cold"), _md("include", "cold")),
    Goal("cold, against one pasted page", 1.4, _md("roundup", "cold"), _md("pasted", "cold")),
    Goal("one edited, against `{include}`", 1.1, _md("roundup", "edit"), _md("include", "edit")),
    Goal("nothing changed, against pasted", 1.25, _md("roundup", "same"), _md("pasted", "same")),
    Goal(
        "10,000 against 1,000 reports",
        10.5,
        _md("roundup", "cold", 10_000),
        _md("roundup", "cold"),
        ("wall", "user", "memory"),
    ),
    Goal(
        "peak memory, against pasted",
        1.25,
        _md("roundup", "cold"),
        _md("pasted", "cold"),
        ("memory",),
    ),
    Goal(
        "latex after html, against cold",
        0.30,
        _md("roundup", "latex same"),
        _md("roundup", "latex cold"),
        ("read",),
    ),
    Goal(
        "the same with one edited in between",
        0.30,
        _md("roundup", "latex edit"),
        _md("roundup", "latex cold"),
        ("read",),
    ),
)
"""At 1,000 Markdown reports, but for the fifth."""


def print_costs(title: str, costs: Mapping[tuple[str, str], Cost]) -> None:
    """Print the medians of one input: by action, and by way."""
    _print(f"\n{title}\n")
    _print("| build | way | wall s | user s | read s | write s | peak MB |")
    _print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for (way, action), cost in sorted(costs.items(), key=lambda item: item[0][1]):
        numbers = f"{cost.wall:.2f} | {cost.user:.2f} | {cost.read:.2f} | {cost.write:.2f}"
        _print(f"| {action} | {way} | {numbers} | {cost.memory:.0f} |")


def judge(costs: Mapping[Key, Cost]) -> None:
    """Print the ratios, as far as what they need was measured."""
    _print("\n| ratio of medians | at most | measured |")
    _print("| --- | ---: | --- |")
    for goal in GOALS:
        if goal.ours in costs and goal.theirs in costs:
            ours, theirs = costs[goal.ours], costs[goal.theirs]
            ratios = [(f, getattr(ours, f) / getattr(theirs, f)) for f in goal.fields]
            measured = ", ".join(f"{field} {ratio:.2f}" for field, ratio in ratios)
            _print(f"| {goal.what} | {goal.most:.2f} | {measured} |")


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program to look at
