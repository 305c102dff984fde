"""``sphinx-roundup check``: severities and output formats."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import docutils
import pytest
from test_check import LOST
from test_check_advice import FULL

import sphinx_roundup
from sphinx_roundup.commands.checking import formats, levels
from sphinx_roundup.commands.checking.findings import Checked, Finding, Level, merge
from sphinx_roundup.commands.checking.levels import MILDER, OTHERS, OWN, level_of
from sphinx_roundup.commands.checking.scope import Scope
from sphinx_roundup.commands.checking.scratch import find_ungathered
from sphinx_roundup.problems import Subtype

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Project, Ran


def source_of(package: object) -> str:
    """Return all Python source of a package, texts that go over lines made one."""
    folder = Path(package.__file__).parent
    files = [p for p in folder.rglob("*.py") if p != Path(levels.__file__)]
    return re.sub(r'"\s+f?"', "", "\n".join(path.read_text("utf-8") for path in files))


SOURCE = source_of(sphinx_roundup) + source_of(docutils)


def test_each_kind_has_a_level() -> None:
    """Each kind of warning has a level."""
    assert OWN.keys() == set(Subtype)


@pytest.mark.parametrize("beginning", MILDER)
def test_milder_messages_exist(beginning: str) -> None:
    """What is excepted is something that is really said."""
    words = beginning.replace("\\", "\\\\")
    ends = re.split(r"(?<=line) |(?<=list) ", words)  # docutils puts a list's kind there
    assert words in SOURCE or all(end.partition(" ends")[0] in SOURCE for end in ends)


@pytest.mark.parametrize(
    ("kind", "template", "level"),
    [
        ("roundup.image", "there is no image '%s'", Level.LOST),
        ("roundup.image", "'%s' has %d megapixels or %d MB", Level.MENDED),
        ("roundup.alt", "the picture '%s' has no words", Level.ADVICE),
        ("roundup.heading", "the row of hyphens", Level.MENDED),
        ("docutils.", "Title underline too short.", Level.MENDED),
        ("docutils.", 'Unknown target name: "x".', Level.LOST),
        ("ref.footnote", "No footnote definition", Level.LOST),
        ("misc.highlighting_failure", "Pygments lexer name", Level.MENDED),
        ("somebody.else", "oh", Level.LOST),
    ],
)
def test_levels(kind: str, template: str, level: Level) -> None:
    """What will not show is lost, also where nobody can know."""
    type_, _, subtype = kind.partition(".")
    assert level_of(type_, subtype, template, template) is level
    assert set(OTHERS) == {"docutils", "misc", "myst", "ref"}


EVIL = Finding("/w/a%,:b.md", 3, Level.LOST, "roundup.link", "50%: ‘x’, y")
FOUND = Checked(
    ("/w/a.md", "/w/b.md"),
    (
        EVIL,
        Finding("/w/a.md", 1, Level.MENDED, "roundup.heading", "m"),
        Finding("/w/a.md", 2, Level.ADVICE, "advice.title", "t"),
    ),
)


def test_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text has a line for each finding, as compilers write it; the last sums up."""
    monkeypatch.setattr(formats.Path, "cwd", lambda: Path("/w"))
    assert formats.as_text(FOUND).splitlines() == [
        "a%,:b.md:3: lost: 50%: ‘x’, y [roundup.link]",
        "a.md:1: mended: m [roundup.heading]",
        "a.md:2: advice: t [advice.title]",
        "2 reports: 1 lost, 1 mended, 1 advice",
    ]


@pytest.mark.parametrize(
    ("terminal", "environment", "coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": ""}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
        (False, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, environment: dict[str, str], coloured: bool
) -> None:
    """There are colours on a terminal, and not where somebody doesn't want them."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert ("\x1b[31mlost\x1b[0m" in formats.as_text(FOUND)) is coloured
    assert "\x1b" not in formats.as_github(FOUND) + formats.as_json(FOUND)


def test_github(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands for GitHub are escaped by its rules."""
    monkeypatch.setattr(formats.Path, "cwd", lambda: Path("/w"))
    assert formats.as_github(FOUND).splitlines() == [
        "::error file=a%25%2C%3Ab.md,line=3,title=lost%3A roundup.link::50%25: ‘x’, y",
        "::warning file=a.md,line=1,title=mended%3A roundup.heading::m",
        "::notice file=a.md,line=2,title=advice%3A advice.title::t",
        "2 reports: 1 lost, 1 mended, 1 advice",
    ]


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
    """JSON has everything, and can be read back."""
    monkeypatch.setattr(formats.Path, "cwd", lambda: Path("/w"))
    told = json.loads(formats.as_json(FOUND))
    assert {k: v for k, v in told.items() if k != "findings"} == {
        "reports": ["a.md", "b.md"],
        "lost": 1,
        "mended": 1,
        "advice": 1,
    }
    assert told["findings"][1] == {
        "path": "a.md",
        "line": 1,
        "level": "mended",
        "kind": "roundup.heading",
        "message": "m",
    }
    assert formats.from_json(formats.as_json(FOUND)) == FOUND


def test_merged() -> None:
    """Of several checks, each thing is said once, by file and line."""
    merged = merge([FOUND, FOUND._replace(reports=("/w/c.md",))])
    assert merged.reports == ("/w/a.md", "/w/b.md", "/w/c.md")
    assert merged.findings == FOUND.findings


def test_a_stranger_gives_no_commands(project: Project, command: Callable[..., Ran]) -> None:
    """Nothing in a report acts on a terminal or a CI's log."""
    evil = "x\x1b[31m\r::error::x %0A::error::y ##vso[task.x]y"
    text = f"---\ndate: '{evil}'\nauthro: '{evil}'\n---\n[a](<{evil}>)\n\n![a](<{evil}>)\n"
    project.write({"reports/ana.md": f"{text}\n{{% {evil} %}}\n\n```{{{evil}}}\n```\n"})
    for name in formats.FORMATS:
        out = command("check", "--source", str(project.srcdir), "--format", name).out
        assert len(out.splitlines()) > 4
        assert "\x1b" not in out
        assert not re.search(r"##\w*\[|\r", out)
        commands = [line for line in out.splitlines() if line.startswith("::")]
        assert all(re.match(r"::(error|warning|notice) file=", line) for line in commands)
        assert name == "github" or not commands
        assert name != "github" or "%0A" not in out


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_any_terminal(
    project: Project,
    command: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    encoding: str,
) -> None:
    """Letters that a terminal doesn't know are escaped there."""
    project.write({"reports/日本.md": LOST})
    stream = io.TextIOWrapper(io.BytesIO(), encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    command("check", "--source", str(project.srcdir))
    stream.seek(0)
    name = "日本" if encoding == "utf-8" else r"\u65e5\u672c"
    assert f"{name}.md:5: lost:" in stream.read()


def test_scope(tmp_path: Path) -> None:
    """Where nothing is asked for, nothing is found; the whole of a project is no folder."""
    (tmp_path / "a.md").write_text(FULL)
    for scope in (Scope(), Scope(folders=("",)), Scope(frozenset({"a.md"})).without({"a.md"})):
        found = find_ungathered(tmp_path, scope, set(), set(), alone=False)
        assert found.filenames == ()
