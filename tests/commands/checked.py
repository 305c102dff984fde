"""Warnings of a build and findings of a check, for the tests of ``sphinx-roundup check``."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sphinx_roundup import log
from sphinx_roundup.problems import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from conftest import Project, Ran

WARNING = re.compile(
    r"(?P<path>[^:]+):(?P<line>\d*):? ?(?:WARNING|ERROR|CRITICAL): (?P<words>.*)"
    r" \[(?P<kind>[\w.]+)\]"
)


class Said(NamedTuple):
    """A warning or a finding; paths are from the source folder."""

    path: str
    line: int
    kind: str
    words: str


def said_by_build(project: Project, pages: Iterable[str] = ("index.md",)) -> set[Said]:
    """Return all warnings of a build, without those about its pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log, "merge_problems", lambda places: [[place] for place in places])
        built = project.build(warnings=None)
    said = set()
    for line in built.warnings:
        if match := WARNING.fullmatch(line):
            words = escape(match["words"], 2_000)
            said.add(Said(match["path"], int(match["line"] or 1), match["kind"], words))
    return {each for each in said if each.path not in pages}


class Check:
    """Runs the command on a project, as JSON."""

    def __init__(self, project: Project, command: Callable[..., Ran]) -> None:
        self.srcdir, self.command = project.srcdir, command

    def __call__(self, *arguments: str) -> dict:
        """Return what the command writes; paths in *arguments* are from the source folder."""
        os.chdir(self.srcdir)  # the fixture puts it back
        ran = self.command("check", "--format", "json", *arguments)
        assert ran.err == ""
        return json.loads(ran.out)

    def warnings(self, *arguments: str) -> set[Said]:
        """Return the findings without advice, which are a build's warnings."""
        return {each for each in self.said(*arguments) if not each.kind.startswith("advice.")}

    def said(self, *arguments: str) -> set[Said]:
        """Return all findings."""
        findings = self(*arguments)["findings"]
        said = {Said(f["path"], f["line"], f["kind"], f["message"]) for f in findings}
        top = f"{self.srcdir}/"  # the tests' builds leave it out
        return {each._replace(words=each.words.replace(top, "")) for each in said}

    def advice(self, text: str, name: str = "ana.md") -> list[tuple[str, int]]:
        """Return the kinds and lines of the advice on a report."""
        path = Path(self.srcdir, "reports", name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        said = sorted(self.said(f"reports/{name}"), key=lambda each: each.line)
        return [(s.kind.removeprefix("advice."), s.line) for s in said if "advice" in s.kind]
