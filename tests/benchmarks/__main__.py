"""What a page of many reports costs, against what people do without this project.

Makes its own input, builds it in processes of their own, one way after the other within each
round, and prints medians and their ratios as tables. ``tox -e benchmark -- --help`` says what
can be chosen. Nothing else should run on the machine; what does falls on all ways alike, and
``user`` (seconds of a processor) suffers less from it than ``wall``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import shutil
import sys
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from build import Cost, build
from projects import WAYS, Project
from tables import GOALS, judge, print_costs

ACTIONS = ("cold", "same", "edit", "add", "latex cold", "latex same", "latex edit")
"""In this order: each begins with what the one before left."""

Runs = dict[tuple[str, int, str, str], list[Cost]]
"""Syntax, number of reports, way, action -> one cost for each round."""


def main() -> None:
    """Run the benchmark."""
    asked = _arguments()
    _print_machine()
    runs: Runs = {}
    with tempfile.TemporaryDirectory(prefix="roundup-benchmark-") as top:
        for syntax in asked.syntaxes:
            for count in asked.reports:
                projects = _write(Path(top), syntax, count, asked.ways)
                for number in range(asked.rounds if count < 10_000 else 1):
                    _say(f"{syntax}, {count} reports, round {number + 1}")
                    _run_round(projects, runs, (syntax, count))
                shutil.rmtree(Path(top) / f"{syntax}-{count}")
                costs = {k[2:]: _median(v) for k, v in runs.items() if k[:2] == (syntax, count)}
                print_costs(f"{count} reports, {syntax}", costs)
    judge({key: _median(costs) for key, costs in runs.items()})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmark", description=__doc__)
    parser.add_argument("--reports", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--syntaxes", nargs="+", default=["md", "rst"], choices=["md", "rst"])
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=list(WAYS))
    parser.add_argument("--rounds", type=int, default=5, help="one is enough for 10,000")
    asked = parser.parse_args()
    if "ablog" in asked.ways and find_spec("ablog") is None:
        _say("no ABlog: left out (pip install ablog)")
        asked.ways.remove("ablog")
    return asked


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - a program to look at


def _print_machine() -> None:
    names = ("sphinx", "docutils", "myst-parser", "furo")
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    goals = f"{len(GOALS)} goals"
    print(  # noqa: T201
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {packages}, Python {platform.python_version()},"
        f" {platform.system()}, {os.cpu_count()} processors; html by furo, -j 1; {goals}"
    )


def _write(top: Path, syntax: str, count: int, ways: list[str]) -> dict[str, Project]:
    projects = {}
    for way in ways:
        srcdir = top / f"{syntax}-{count}" / way
        projects[way] = WAYS[way](srcdir, count, syntax)  # type: ignore[arg-type] # argparse checks
        projects[way].write()
    return projects


def _run_round(projects: dict[str, Project], runs: Runs, key: tuple[str, int]) -> None:
    """Build each project by each action, the ways in turn."""
    for action in ACTIONS:
        for way, project in projects.items():
            if action.startswith("latex") and way != "roundup":
                continue
            _prepare(project, action)
            cost = build(project.srcdir, action.split()[0] if "latex" in action else "html")
            runs.setdefault((*key, way, action), []).append(cost)


def _prepare(project: Project, action: str) -> None:
    """Let happen what comes before a build."""
    if action in {"cold", "latex cold"}:
        project.restore()
        shutil.rmtree(project.srcdir / "_build", ignore_errors=True)
    elif action == "edit":
        project.edit()
    elif action == "add":
        project.add()
    elif action in {"latex same", "latex edit"}:
        shutil.rmtree(project.srcdir / "_build")
        build(project.srcdir)
        if action == "latex edit":
            project.edit()


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(median(values) for values in zip(*costs, strict=True)))


if __name__ == "__main__":
    main()
