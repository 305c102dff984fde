"""Projects that commands find and open."""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import CONF, PAGE_MD

from sphinx_roundup.commands.cli import Status
from sphinx_roundup.commands.project import read_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Project, Ran

REPORT = "---\nauthor: Ana Ferreira\n---\n# Tides\n\nI rowed all week, and wrote about it.\n"


@pytest.fixture
def site(project: Project) -> Project:
    """Return a project in ``src`` with one report, and a second page."""
    project.write({"reports/ana.md": REPORT, "plain.md": "---\norphan: true\n---\n# Plain\n"})
    return project


@pytest.fixture
def status(command: Callable[..., Ran]) -> Callable[..., Ran]:
    """Return a function that asks for a page's status as JSON."""
    return lambda *asked: command("status", *asked, "--format", "json")


# -- Where it is -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "named"),
    [
        (".", "src"),
        (".", "src/index.md"),
        (".", "src/reports"),
        (".", "src/reports/ana.md"),
        (".", "elsewhere/../src/index.md"),
        (".", "link/index.md"),
        (".", "link"),
        ("elsewhere", "../src/index.md"),
        ("elsewhere", "../link/reports/ana.md"),
        ("src/reports", "ana.md"),
        ("src/reports", ".."),
        ("src/reports", "../index.md"),
        ("src", "."),
    ],
)
def test_path(
    site: Project,
    status: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    here: str,
    named: str,
) -> None:
    """A project is found from a page, a report or a folder in it, from any working folder."""
    top = site.srcdir.parent
    (top / "elsewhere").mkdir()
    (top / "link").symlink_to("src", target_is_directory=True)
    monkeypatch.chdir(top / here)
    paths = [named, str(Path.cwd() / named)] if Path(named).exists() else [named]
    for path in paths:
        ran = status(path)
        assert (ran.status, json.loads(ran.out)["page"]) == (0, "index")


def test_source_in_a_project(site: Project, command: Callable[..., Ran]) -> None:
    """The option --source takes whatever is in the project."""
    for path in ("src", "src/index.md", "src/reports", str(site.srcdir / "conf.py")):
        assert command("find", "Ana Ferreira", "--source", path).status == 0


def test_new_from_outside(site: Project, command: Callable[..., Ran]) -> None:
    """The folder of a new report names its project, too, also if it isn't there yet."""
    ran = command("new", "Bob Jones", "--folder", "src/reports")
    assert ran.out.startswith("Wrote src/reports/bob-jones.md, for Bob Jones.")
    assert command("new", "Bob Jones", "--folder", "src/later/reports").status == 0
    assert (site.srcdir / "later/reports/bob-jones.md").is_file()


def test_usual_place(tmp_path: Path, command: Callable[..., Ran]) -> None:
    """A project in docs is found from the top of its repository and from a folder beside it."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "code").mkdir()
    (tmp_path / "docs/conf.py").write_text(f"{CONF}roundup_float = 'left'\n")
    (tmp_path / "docs/index.md").write_text(PAGE_MD)
    for path in (tmp_path, tmp_path / "code"):
        project = read_project(None, path)
        assert (project.srcdir, project.config.roundup_float) == (tmp_path / "docs", "left")
        assert project.config.roundup_order == "file"
    assert command("status", ".").status == Status.DONE


STRAY = "from pathlib import Path\nPath(__file__).with_name('ran').touch()\nextensions = []\n"


@pytest.mark.parametrize(
    ("asked", "here", "claims"),
    [
        ("check src/reports/ana.md", ".", ()),
        ("check src/reports/ana.md", ".", (".git", "src/reports/pyproject.toml")),
        ("check ../reports/ana.md", "src/code", (".git", "src/reports/.git")),
        ("status src/reports", ".", (".git", "src/reports/.hg")),
        ("new bob --folder src/reports", ".", (".hg",)),
        ("fetch src/reports/ana.md --dry-run", ".", ()),
        ("find Ana", "src/reports", ()),
        ("find Ana", "src/reports", (".git", "src/reports/.hg")),
        ("find Ana --source src/reports/ana.md", ".", ()),
    ],
)
def test_conf_beside_a_report(
    site: Project,
    command: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    here: str,
    claims: tuple[str, ...],
) -> None:
    """A conf.py beside a report isn't run, also if its folder claims to be a repository."""
    top = site.srcdir.parent
    (top / "src/code").mkdir()
    site.write({"reports/conf.py": STRAY, "reports/index.md": "Hi.\n"})
    for name in claims:
        (top / name).mkdir()
    monkeypatch.chdir(top / here)
    ran = command(*asked.split())
    assert ran.status in {Status.DONE, Status.FOUND}, ran.err
    assert not (site.srcdir / "reports/ran").exists()


@pytest.mark.parametrize("kind", ["repository", "for all", "of another"])
def test_conf_above(site: Project, command: Callable[..., Ran], kind: str) -> None:
    """A conf.py isn't run above a repository, where anyone may write, or of another user."""
    top = site.srcdir.parent
    own = top / "own"
    own.mkdir()
    site.srcdir.rename(own / "docs")
    (top / "conf.py").write_text(STRAY)
    if kind == "repository":
        (own / ".git").mkdir()
    elif kind == "for all":
        top.chmod(0o1777)
    elif getattr(os, "geteuid", lambda: 1)():
        pytest.skip("only root gives folders away")
    else:
        os.chown(top, 12_345, -1)
    os.chdir(own)  # the fixture puts it back
    assert command("status").status == Status.DONE
    assert not (top / "ran").exists()


def test_conf_of_another_program(site: Project, command: Callable[..., Ran]) -> None:
    """If a conf.py further out is none of Sphinx, --source names the right one."""
    top = site.srcdir.parent
    (top / "conf.py").write_text(STRAY)
    assert "name another folder with --source" in command("status", "src").err
    for path in ("src", "src/conf.py"):
        assert command("status", "--source", path).status == Status.DONE


# -- Its own configuration ---------------------------------------------------------------


def test_page_of_an_extension(site: Project, status: Callable[..., Ran]) -> None:
    """Extensions run as in a build: suffixes, directives and values of conf.py count."""
    site.write(
        {
            "conf.py": "from docutils import nodes\n"
            "from docutils.parsers.rst import Directive\n"
            "class Up(Directive):\n"
            "    def run(self):\n"
            "        return [nodes.paragraph('', 'Up.')]\n"
            "extensions = ['myst_parser', 'sphinx_roundup']\n"
            "exclude_patterns = ['reports']\n"
            "source_suffix = {'.page': 'markdown'}\n"
            "root_doc = 'event'\n"
            "def setup(app):\n"
            "    app.add_directive('up', Up)\n",
            "event.page": "# Tidelark\n\n```{up}\n```\n\n```{roundup} reports/\n```\n",
        }
    )
    ran = status("src/event.page")
    table = json.loads(ran.out)
    assert (table["page"], table["title"]) == ("event", "Tidelark")
    assert [each["name"] for each in table["people"]] == ["Ana Ferreira"]


def test_feed(site: Project, command: Callable[..., Ran]) -> None:
    """A feed or a theme that isn't installed is no obstacle; nothing is written."""
    feed = "roundup_feed = 'feed.xml'\nhtml_baseurl = 'https://x.example/'\n"
    feed += "html_theme = 'nobody_has_this'\n"
    conf = (site.srcdir / "conf.py").read_text()
    (site.srcdir / "conf.py").write_text(conf + feed)
    before = sorted(site.srcdir.rglob("*"))
    assert command("status", "src").status == 0
    assert command("find", "Ana Ferreira", "--source", "src").status == 0
    assert command("check", "src").status == 0
    assert sorted(site.srcdir.rglob("*")) == before


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("extensions.append('nobody_has_this')", "Could not import extension nobody_has_this"),
        ("import nobody_has_this", "No module named 'nobody_has_this'"),
        ("def setup(app): raise ValueError('not today\\nnor tomorrow')", "not today nor tomorrow"),
        ("import sys; sys.exit(3)", "called sys.exit()"),
        ("raise RuntimeError('\\x1b[31m')", "RuntimeError"),
        ("extensions.remove('sphinx_roundup')", "hasn't 'sphinx_roundup' among its extensions"),
    ],
)
def test_unusable_configuration(
    site: Project, command: Callable[..., Ran], line: str, error: str
) -> None:
    """A configuration that can't be used is an error of one line, without a traceback."""
    conf = (site.srcdir / "conf.py").read_text()
    (site.srcdir / "conf.py").write_text(f"{conf}\n{line}\n")
    for asked in (("status", "src"), ("new", "ana", "--source", "src")):
        ran = command(*asked)
        assert (ran.status, ran.out) == (Status.UNABLE, "")
        assert error in ran.err
        assert len(ran.err.splitlines()) == 1
        assert "\x1b" not in ran.err


NOISY = """
import os, subprocess, sys, warnings
print("printed")
os.system("echo started")
warnings.simplefilter("always")
warnings.warn("deprecated")
os.chdir("/")
def setup(app):
    print("set up")
    app.connect("builder-inited", lambda app: print("inited"))
    app.connect("source-read", lambda app, docname, source: print("reading"))
"""


@pytest.mark.parametrize("name", ["status", "check"])
def test_noisy_configuration(
    site: Project,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    name: str,
) -> None:
    """A conf.py that prints and changes the process doesn't change the result."""
    from sphinx_roundup.commands.cli import main

    top = site.srcdir.parent
    monkeypatch.chdir(top)
    conf = (site.srcdir / "conf.py").read_text()
    (site.srcdir / "conf.py").write_text(conf + NOISY)
    with warnings.catch_warnings(record=True):
        assert main([name, "src", "--format", "json"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out)
    assert {"printed", "started", "set up", "inited", "reading"} <= set(err.splitlines())
    assert Path.cwd() == top
    assert "src/reports/ana.md" in out or "reports/ana.md" in out


@pytest.mark.parametrize(
    ("extension", "values", "page"),
    [
        (
            "sphinx.ext.autosummary",
            "autosummary_generate = True",
            ".. autosummary::\n   :toctree: made\n\n   json.dumps\n",
        ),
        (
            "sphinx.ext.apidoc",
            "apidoc_modules = [{'path': 'package', 'destination': 'made'}]",
            "Words.\n",
        ),
    ],
)
def test_generators(
    site: Project, command: Callable[..., Ran], extension: str, values: str, page: str
) -> None:
    """Extensions that generate pages write none into the source folder."""
    conf = (site.srcdir / "conf.py").read_text()
    extensions = f"extensions += ['sphinx.ext.autodoc', {extension!r}]\n{values}\n"
    roundup = ".. roundup:: reports/\n"
    site.write(
        {
            "conf.py": conf + extensions,
            "code.rst": f"Code\n====\n\n{page}\n{roundup}",
            "package/__init__.py": "",
        }
    )
    before = sorted(site.srcdir.rglob("*"))
    for asked in (("status", "src/code.rst"), ("check", "src"), ("find", "x", "--source", "src")):
        ran = command(*asked)
        assert ran.status != Status.UNABLE, ran.err
    assert sorted(site.srcdir.rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes")
@pytest.mark.parametrize("asked", [("status", "src"), ("fetch", "src"), ("check", "src")])
def test_pipes_and_devices(
    site: Project, command: Callable[..., Ran], asked: tuple[str, ...]
) -> None:
    """A pipe and a link to a device among the reports hang no command and fill no memory."""
    os.mkfifo(site.srcdir / "reports/pipe.md")
    (site.srcdir / "reports/zero.md").symlink_to("/dev/zero")
    ran = command(*asked)
    assert ran.status in {Status.DONE, Status.FOUND}
    assert "ana.md" in ran.out or "Ana Ferreira" in ran.out or "no picture" in ran.out
