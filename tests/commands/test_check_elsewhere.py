"""``sphinx-roundup check`` in pre-commit, on GitHub and in the README."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from conftest import CONF, PAGE_MD, Project

from sphinx_roundup.commands.arguments import make_parser

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Ran

pytestmark = pytest.mark.slow

TOP = Path(__file__).parents[2]
HOOKS = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text("utf-8"))
# YAML 1.1 takes "on" for a truth.
WORKFLOW = yaml.load((TOP / "docs/examples/check.yml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - texts alone


@pytest.mark.parametrize(
    ("name", "is_report"),
    [
        ("reports/ana.md", True),
        ("docs/retreat/reports/ana/index.md", True),
        ("reports/README.md", False),
        ("docs/reports/Template.md", False),
        ("reports/_draft.md", False),
        ("docs/install.md", False),
        ("docs/myreports/ana.md", False),
    ],
)
def test_hook(name: str, is_report: bool) -> None:
    """The hook runs the command on reports."""
    (hook,) = HOOKS
    assert bool(re.search(hook["files"], name)) is is_report
    given = make_parser().parse_args([*shlex.split(hook["entry"])[1:], name])
    assert given.paths == [name]


def test_workflow_has_no_secrets() -> None:
    """Pull requests are checked without rights and without secrets."""
    assert list(WORKFLOW["on"]) == ["pull_request"]
    assert WORKFLOW["permissions"] == {"contents": "read"}
    (job,) = WORKFLOW["jobs"].values()
    assert "permissions" not in job
    assert job["steps"][0]["with"]["persist-credentials"] == "false"
    assert "${{" not in str(job)


def test_workflow_runs(tmp_path: Path, command: Callable[..., Ran]) -> None:
    """The workflow checks the changed reports, also those with unusual names."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "core.hooksPath="]

    def run(*arguments: str) -> None:
        subprocess.run([*git, *arguments], cwd=tmp_path, check=True, capture_output=True)

    folder = tmp_path / "docs/retreat/reports"
    (folder / "ana").mkdir(parents=True)
    (tmp_path / "docs/conf.py").write_text(CONF.replace('["reports"]', '["retreat"]'))
    (tmp_path / "docs/index.md").write_text(PAGE_MD.replace("reports/", "/retreat/reports/"))
    (folder / "old.md").write_text("Old.\n")
    run("init", "-q")
    run("add", ".")
    run("commit", "-qm", "a")
    for name in ("ana/index.md", "-f $(touch x).md", "README.md", "a.txt"):
        (folder / name).write_text("![words](gone.png)\n")
    run("add", ".")
    run("commit", "-qm", "b")
    *_before, step = next(iter(WORKFLOW["jobs"].values()))["steps"]
    listing, _, checking = step["run"].partition("|")
    asked = listing.replace("HEAD^1", "HEAD~1")
    found = subprocess.run(
        ["sh", "-c", asked], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    names = found.stdout.removesuffix("\0").split("\0")
    folder_name = "docs/retreat/reports"
    assert names == [f"{folder_name}/-f $(touch x).md", f"{folder_name}/ana/index.md"]
    words = shlex.split(checking)
    assert words[:3] == ["xargs", "-0", "--no-run-if-empty"]
    ran = command(*words[4:], *names)
    assert ran.status == 1
    lost = [line for line in ran.out.splitlines() if line.startswith("::error")]
    assert [re.search("file=([^,]*)", line)[1] for line in lost] == names


def test_readme(tmp_path: Path, command: Callable[..., Ran]) -> None:
    """The README shows the real output."""
    text = (TOP / "README.md").read_text("utf-8")
    example = re.search(r"```console\n\$ sphinx-roundup (check .*)\n([^`]*)```", text)
    project = Project(tmp_path)
    words = "We wrote code all week, and swam in the evenings. " * 4
    project.write({"reports/ana.md": f"# Tides\n\n{words}\n\n![Boats](harbour.jpg)\n"})
    assert command(*shlex.split(example[1])).out == example[2]
