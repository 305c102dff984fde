"""``sphinx-roundup check``: levels and output formats."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import docutils
import pytest
from conftest import CONF, PAGE_MD
from test_check import LOST

import sphinx_roundup
from sphinx_roundup.commands import findings
from sphinx_roundup.commands.findings import MILDER, Finding, Level, level_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Project, Ran


def source_of(package: object) -> str:
    """Return all Python source of a package, texts that go over lines made one."""
    folder = Path(package.__file__).parent
    files = [p for p in folder.rglob("*.py") if p.parent.name != "commands"]
    return re.sub(r'"\s+f?"', "", "\n".join(path.read_text("utf-8") for path in files))


@pytest.mark.parametrize("beginning", [each for level in MILDER.values() for each in level])
def test_milder_messages_exist(beginning: str) -> None:
    """Each message with a level of its own is one that a build reports."""
    assert beginning in source_of(sphinx_roundup)


@pytest.mark.parametrize("beginning", findings._ELSEWHERE)
def test_messages_about_other_projects_exist(beginning: str) -> None:
    """Each message about targets of other projects is one that a build reports."""
    assert beginning.removesuffix("'") in source_of(sphinx_roundup).replace("%s", "person")


@pytest.mark.parametrize(
    "message",
    [
        *("Title underline too short.", "Title overline too short.", "Unexpected indentation."),
        *("Unexpected possible title", "Possible title underline", " ends without a blank line"),
        *("Inline %s start-string", "Enumerated list start value", "Duplicate implicit target"),
    ],
)
def test_docutils_messages(message: str) -> None:
    """Messages of docutils about text that shows all the same exist, and are mended."""
    assert message in source_of(docutils)
    shown = f"Bullet list{message}" if message.startswith(" ") else f"{message} name: x"
    assert level_of("docutils", "", shown, shown) is Level.MENDED


@pytest.mark.parametrize(
    ("kind", "template", "level"),
    [
        ("roundup.image", "there is no image '%s'", Level.LOST),
        ("roundup.alt", "the picture '%s' has no words", Level.ADVICE),
        ("roundup.heading", "the row of hyphens", Level.MENDED),
        ("docutils.", 'Unknown target name: "x".', Level.LOST),
        ("ref.footnote", "No footnote definition", Level.LOST),
        ("misc.highlighting_failure", "Pygments lexer name", Level.MENDED),
        ("other.kind", "oh", Level.LOST),
    ],
)
def test_levels(kind: str, template: str, level: Level) -> None:
    """A fault in what a page shows is lost, and so is a warning of an unknown type."""
    type_, _, subtype = kind.partition(".")
    assert level_of(type_, subtype, template, template) is level


EVIL = Finding("/w/a%,:b.md", 3, "roundup.link", "50%: ‘x’, y", Level.LOST)
REPORTS = ("/w/a.md", "/w/b.md")
FOUND = (
    EVIL,
    Finding("/w/a.md", 1, "roundup.heading", "m", Level.MENDED),
    Finding("/w/a.md", 2, "advice.title", "t", Level.ADVICE),
)


def test_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text has a line for each finding, as compilers write it; the last sums up."""
    monkeypatch.setattr(Path, "cwd", lambda: Path("/w"))
    assert findings.as_text(REPORTS, FOUND).splitlines() == [
        "a%,:b.md:3: lost: 50%: ‘x’, y [roundup.link]",
        "a.md:1: mended: m [roundup.heading]",
        "a.md:2: advice: t [advice.title]",
        "2 reports: 1 lost, 1 mended, 1 advice",
    ]


def test_causes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cause that many reports share is one line of text; GitHub has one for each report."""
    monkeypatch.setattr(Path, "cwd", lambda: Path("/w"))
    found = [
        Finding(f"/w/{name}.md", line, "advice.title", "no title", Level.ADVICE)
        for name in "abcd"
        for line in (1, 5)
    ]
    assert findings.as_text((), found).splitlines()[:-1] == [
        "a.md:1: advice: no title; the same in 3 more reports [advice.title]"
    ]
    github = findings.as_github((), found).splitlines()[:-1]
    assert [line.rpartition("::")[2] for line in github] == [
        "no title; 1 more like this (line 5)"
    ] * 4


def test_github(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands for GitHub are escaped by its rules."""
    monkeypatch.setattr(Path, "cwd", lambda: Path("/w"))
    assert findings.as_github(REPORTS, FOUND).splitlines() == [
        "::error file=a%25%2C%3Ab.md,line=3,title=lost%3A roundup.link::50%25: ‘x’, y",
        "::warning file=a.md,line=1,title=mended%3A roundup.heading::m",
        "::notice file=a.md,line=2,title=advice%3A advice.title::t",
        "2 reports: 1 lost, 1 mended, 1 advice",
    ]


def test_preview(project: Project, command: Callable[..., Ran]) -> None:
    """For GitHub, each named report on a page has a notice with the link to its section."""
    project.write({"reports/a,b%.md": "Hi.\n", "reports/x.md": "---\nauthor: 森\n---\nHi.\n"})
    project.write({"alone/c.md": "Hi.\n", "reports/y.md": "Hi.\n"})
    project.write({"my page.md": "# P\n\n```{roundup} reports/x.md\n```\n"})
    project.write({"index.md": "# S\n\n```{roundup} reports/[ay]*.md\n```\n"})
    asked = ["check", *("src/reports/a,b%.md", "src/reports/x.md", "src/alone/c.md")]
    (project.srcdir.parent / ".git").mkdir()
    ran = command(*asked, "--format=github", "--preview-url=https://x.org/en/5")
    found = [line.removeprefix("::notice file=src/reports/") for line in ran.out.splitlines()]
    assert [line for line in found if "preview" in line] == [
        "a%2Cb%25.md,title=preview::https://x.org/en/5/index.html#a-b",
        "x.md,title=preview::https://x.org/en/5/my%2520page.html#%25E6%25A3%25AE",
    ]
    for more, error in {
        "--format=text": "--preview-url goes with --format github",
        "--preview-url=//x.org": "'//x.org' isn't like 'https://docs.example.org/en/5/'",
    }.items():
        ran = command(*asked, "--format=github", "--preview-url=https://x.org", more)
        assert (ran.status, ran.out, error in ran.err) == (2, "", True)


@pytest.mark.parametrize("here", [".", "docs", "docs/reports", "../elsewhere"])
@pytest.mark.parametrize("git", ["folder", "worktree", "none"])
def test_github_paths(
    tmp_path: Path,
    command: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    here: str,
    git: str,
) -> None:
    """GitHub gets paths from the top of the repository; without one, they are as elsewhere."""
    top = tmp_path / "top"
    (top / "docs/reports").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (top / "docs/conf.py").write_text(CONF)
    (top / "docs/index.md").write_text(PAGE_MD)
    (top / "docs/reports/ana.md").write_text(LOST)
    (top / "docs/reports/.git").write_text("gitdir: ../../.git/modules/reports\n")
    if git == "folder":
        (top / ".git").mkdir()
    elif git == "worktree":
        (top / ".git").write_text("gitdir: /x/.git/worktrees/top\n")
    monkeypatch.chdir(top / here)
    ran = command("check", "--format", "github", str(top / "docs/reports/ana.md"))
    (name,) = {line.partition("file=")[2].partition(",")[0] for line in ran.out.split("\n")[:-2]}
    plain = {".": "docs/reports/ana.md", "docs": "reports/ana.md", "docs/reports": "ana.md"}
    without = plain.get(here, str(top / "docs/reports/ana.md"))
    assert name == (without if git == "none" else "docs/reports/ana.md")


def test_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON has everything."""
    monkeypatch.setattr(Path, "cwd", lambda: Path("/w"))
    found = json.loads(findings.as_json(REPORTS, FOUND))
    assert {k: v for k, v in found.items() if k != "findings"} == {
        "reports": ["a.md", "b.md"],
        "lost": 1,
        "mended": 1,
        "advice": 1,
    }
    assert found["findings"][1] == {
        "path": "a.md",
        "line": 1,
        "level": "mended",
        "kind": "roundup.heading",
        "message": "m",
    }


def test_inert(project: Project, command: Callable[..., Ran]) -> None:
    """Nothing in a report acts on a terminal or a CI's log."""
    evil = "x\x1b[31m\r::error::x %0A::error::y ##vso[task.x]y"
    text = f"---\ndate: '{evil}'\nauthro: '{evil}'\n---\n[a](<{evil}>)\n\n![a](<{evil}>)\n"
    project.write({"reports/ana.md": f"{text}\n{{% {evil} %}}\n\n```{{{evil}}}\n```\n"})
    for name in findings.FORMATS:
        out = command("check", "--source", str(project.srcdir), "--format", name).out
        assert len(out.splitlines()) > 4
        assert "\x1b" not in out
        assert not re.search(r"##\w*\[|\r", out)
        commands = [line for line in out.splitlines() if line.startswith("::")]
        assert all(re.match(r"::(error|warning|notice) file=", line) for line in commands)
        assert name == "github" or not commands
        assert name != "github" or "%0A" not in out
