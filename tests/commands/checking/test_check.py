"""``sphinx-roundup check``: its input and its exit status."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from checked import Check
from conftest import CONF, PAGE_MD, picture

from sphinx_roundup.commands.checking import tries
from sphinx_roundup.commands.checking.formats import FORMATS, from_json
from sphinx_roundup.commands.terminal import Status, write
from sphinx_roundup.parsing.parse import parse_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Project, Ran
    from oracle import Listener

LONG = "We wrote code all week, and in the evenings we went down to the harbour to swim. " * 3
GOOD = f"# A good week\n\n{LONG}\n"
LOST = f"# A week\n\n{LONG}\n\n![The harbour](gone.png)\n"
MENDED = f"# A week\n\n{LONG}\n---\n"
ADVICE = f"# A week\n\n{LONG}\n\nCall me: +49 30 1234567\n"


@pytest.fixture
def check(project: Project, command: Callable[..., Ran]) -> Check:
    """Return the command."""
    return Check(project, command)


def names(checked: dict) -> list[str]:
    """Return the names of the reports that were checked."""
    return [Path(path).name for path in checked["reports"]]


# -- How it ends -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "arguments", "status", "summary"),
    [
        (GOOD, [], Status.DONE, "1 report: nothing to mend"),
        (LOST, [], Status.FOUND, "1 report: 1 lost"),
        (MENDED, [], Status.DONE, "1 report: 1 mended"),
        (ADVICE, [], Status.DONE, "1 report: 1 advice"),
        (GOOD, ["--strict"], Status.DONE, "1 report: nothing to mend"),
        (MENDED, ["--strict"], Status.FOUND, "1 report: 1 mended"),
        (ADVICE, ["--strict"], Status.FOUND, "1 report: 1 advice"),
    ],
)
def test_status(
    project: Project,
    command: Callable[..., Ran],
    text: str,
    arguments: list[str],
    status: int,
    summary: str,
) -> None:
    """Only what is lost makes it fail, or with --strict anything; the last line sums up."""
    project.write({"reports/ana.md": text})
    ran = command("check", "--source", str(project.srcdir), *arguments)
    assert (ran.status, ran.out.splitlines()[-1], ran.err) == (status, summary, "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["gone.md"], "'gone.md': No such file or directory"),
        (["a\0b"], "embedded null"),
        (["--timeout", "0", "src"], "above 0"),
        (["--timeout", "nan", "src"], "above 0"),
        (["--timeout", "soon", "src"], "invalid"),
        (["--format", "xml", "src"], "invalid choice"),
        (["--source", "gone", "src"], "there is no 'gone' for --source"),
        (["--source", "empty"], "is in no Sphinx project"),
        ([], "there are several Sphinx projects here: src, unknown; name one with --source"),
        (["empty"], "there are no reports"),
        (["--timeout", "9", "empty"], "there are no reports"),
        (["--source", "src"], "gathers reports"),
        (["src/reports"], "there are no reports"),
        (["broken/reports/ana.md"], "ZeroDivisionError"),
        (["unknown/reports/ana.md"], "nobody_has_this"),
        (["--source", "plain"], "hasn't 'sphinx_roundup' among its extensions"),
    ],
)
def test_unable(
    project: Project, command: Callable[..., Ran], arguments: list[str], told: str
) -> None:
    """Where it can't run it says why, and ends with 2."""
    for folder in ("empty", "src/reports", "broken/reports", "unknown/reports", "plain"):
        (project.srcdir.parent / folder).mkdir(parents=True)
    project.write(
        {
            "../broken/conf.py": "1 / 0\n",
            "../broken/reports/ana.md": GOOD,
            "../unknown/conf.py": CONF.replace("[", '["nobody_has_this", ', 1),
            "../unknown/reports/ana.md": GOOD,
            "../plain/conf.py": "",
        }
    )
    ran = command("check", *arguments)
    assert (ran.status, ran.out) == (Status.UNABLE, "")
    assert told in ran.err
    assert re.match(r"sphinx-roundup check: |usage: ", ran.err)


def test_help(command: Callable[..., Ran]) -> None:
    """The help tells what the levels are, how it ends, and gives examples."""
    ran = command("check", "--help")
    assert ran.status == Status.DONE
    for words in ("lost", "mended", "advice", "examples:", "--timeout SECONDS"):
        assert words in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


# -- What it reads -----------------------------------------------------------------------


def test_all(check: Check, project: Project) -> None:
    """Without a path, all reports on the project's pages are checked, and nothing else."""
    project.write({f"reports/{name}.md": GOOD for name in ("ana", "bob")})
    project.write({"reports/draft.md": "---\ndraft: true\n---\nNot yet.\n", "other/x.md": "X"})
    assert names(check()) == ["ana.md", "bob.md"]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("reports/ana.md", ["ana.md"]),
        ("reports", ["ana.md", "bob.md"]),
        ("reports/", ["ana.md", "bob.md"]),
        (".", ["ana.md", "bob.md"]),
        ("index.md", ["ana.md", "bob.md"]),
        ("reports/README.md", ["README.md"]),
        ("reports/draft.md", ["draft.md"]),
        ("elsewhere/cleo.md", ["cleo.md"]),
        ("elsewhere", ["cleo.md"]),
        ("guide.md", ["guide.md"]),
        ("pages", ["pages.md", "x.rst"]),
    ],
)
def test_paths(check: Check, project: Project, path: str, found: list[str]) -> None:
    """A path is a report, a folder or a page; also what no page gathers can be checked."""
    texts = dict.fromkeys(("reports/ana.md", "reports/bob.md", "elsewhere/cleo.md"), LOST)
    texts |= dict.fromkeys(("reports/README.md", "guide.md", "pages/pages.md"), LOST)
    project.write(texts | {"elsewhere/page.rst": "X", "pages/x.rst": ".. image:: gone.png\n"})
    project.write({"conf.py": CONF.replace('"reports"', '"reports", "elsewhere/cleo.md"')})
    project.write({"reports/draft.md": f"---\ndraft: true\n---\n{LOST}"})
    checked = check(path)
    assert names(checked) == found
    assert {Path(f["path"]).name for f in checked["findings"]} == set(found)


def test_people_file(check: Check, project: Project) -> None:
    """The people file can be checked alone."""
    project.write({"people.yml": "ana: [1]\n", "reports/ana.md": LOST})
    project.write({"conf.py": CONF + 'roundup_people = "people.yml"\n'})
    checked = check("people.yml")
    assert [f["kind"] for f in checked["findings"]] == ["roundup.people"]
    assert checked["reports"] == []
    project.write({"people.yml": "ana: Ana\n"})
    assert check("people.yml")["findings"] == []


@pytest.mark.parametrize("conf", [None, "", CONF.replace(', "sphinx_roundup"', "")])
def test_lone_report(
    tmp_path: Path, command: Callable[..., Ran], png: bytes, conf: str | None
) -> None:
    """Without a project, or with one that has no roundup, a report can be checked as well."""
    folder = tmp_path / "alone"
    folder.mkdir()
    if conf is not None:
        (folder / "conf.py").write_text(conf)
    text = f"# A\n\n{LONG}\n\n![words](a.png) [bob](bob.md#part) [bob](bob.md#x) [no](no.md)\n"
    (folder / "ana.md").write_text(text)
    (folder / "bob.md").write_text("# B\n\n## Part\n\nText.\n")
    (folder / "a.png").write_bytes(png)
    ran = command("check", "alone/ana.md")
    assert ran.status == Status.FOUND
    mended = "'bob.md' has no heading '#x', and the link leads to its beginning"
    assert ran.out.splitlines() == [
        f"alone/ana.md:5: mended: {mended} [roundup.link]",
        "alone/ana.md:5: lost: the link 'no.md' leads nowhere [roundup.link]",
        "1 report: 1 lost, 1 mended",
    ]
    assert "2 reports: 1 lost" in command("check", "alone").out


def test_images_of_a_clone(tmp_path: Path, command: Callable[..., Ran], png: bytes) -> None:
    """A lone report may show images from anywhere in its clone."""
    (tmp_path / "clone/.git").mkdir(parents=True)
    (tmp_path / "clone/reports").mkdir()
    (tmp_path / "clone/reports/ana.md").write_text(f"{GOOD}\n![words](../a.png)\n")
    (tmp_path / "clone/a.png").write_bytes(png)
    assert command("check", "clone/reports/ana.md").out == "1 report: nothing to mend\n"


def test_two_projects(project: Project, command: Callable[..., Ran]) -> None:
    """Reports of several projects can be checked at once, each with its own conf.py."""
    project.write({"../b/conf.py": CONF, "../b/index.md": PAGE_MD, "../b/reports/x.md": LOST})
    project.write({"conf.py": CONF + 'suppress_warnings = ["roundup.image"]\n'})
    project.write({"reports/ana.md": LOST, "reports/bob.md": GOOD})
    ran = command("check", "b/reports/x.md", "src/reports/ana.md", "src/reports/bob.md")
    assert ran.out.splitlines()[0].startswith("b/reports/x.md:5: lost:")
    assert ran.out.splitlines()[1:] == ["3 reports: 1 lost"]


@pytest.mark.parametrize(
    "name",
    [
        *("a b.md", "-x.md", "$(x);'.md", "ä.md", "日本.rst", "[2].md", "*.md", "%41,:.md"),
        *("a\nb.md", "\x1b[31m.md", os.fsdecode(b"\xff.md"), "ANA.MD", "plain", "x.docx"),
    ],
)
def test_names(
    project: Project,
    command: Callable[..., Ran],
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    """Any name will do, and none acts on a terminal, or on who runs it."""
    underlined = LOST.replace("# A week", "A week\n======").replace("![The harbour](gone.png)", "")
    text = f"{underlined}.. image:: gone.png\n" if name.endswith(".rst") else LOST
    project.write({f"reports/{name}": text})
    source = ["--source", str(project.srcdir), "--format", "json"]
    ran = command("check", *source, "--", f"{project.srcdir}/reports/{name}")
    assert (ran.status, ran.err) == (Status.FOUND, "")
    everything = command("check", *source)  # there may be none that a page gathers
    assert everything.err.count("\n") == (everything.status == Status.UNABLE)
    found = from_json(ran.out)
    for written in map(FORMATS.get, FORMATS):
        write(written(found))
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert len(out.splitlines()) == 2 or out.startswith("{")
        out.encode()


def test_files(check: Check, project: Project) -> None:
    """What is no ordinary file, or no text, is lost, and doesn't stop the check."""
    reports = project.srcdir / "reports"
    project.write({"reports/ana.md": GOOD, "reports/latin.md": b"# Caf\xe9\n"})
    project.write({"reports/zero.md": "", "reports/large.md": GOOD * 10_000})
    os.mkfifo(reports / "pipe.md")
    (reports / "link.md").symlink_to("ana.md")
    (reports / "dangling.md").symlink_to("gone.md")
    (reports / "folder.md").mkdir()
    bad = ["dangling.md", "folder.md", "large.md", "latin.md", "link.md", "pipe.md", "zero.md"]
    checked = check()
    lost = [Path(f["path"]).name for f in checked["findings"] if f["level"] == "lost"]
    assert lost == bad
    for name in bad:
        alone = check(f"reports/{name}")
        assert [Path(f["path"]).name for f in alone["findings"] if f["level"] == "lost"] == [name]


def test_only_what_is_asked_is_parsed(
    check: Check, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many reports only one is parsed, and another where it links to a place in that."""
    project.write({f"reports/{n:02}.md": f"# Report {n}\n\n## Part\n\n{LONG}" for n in range(9)})
    parsed = []

    def parse(report: object, *args: object) -> object:
        parsed.append(report.filename)
        return parse_report(report, *args)

    monkeypatch.setattr(tries, "parse_report", parse)
    assert check("reports/03.md")["findings"] == []
    assert parsed == ["reports/03.md"]
    project.write({"reports/03.md": f"# X\n\n{LONG} [a](04.md) [b](05.md#part) [c](05.md#x)\n"})
    assert [f["level"] for f in check("reports/03.md")["findings"]] == ["mended"]
    assert sorted(parsed) == ["reports/03.md", "reports/03.md", "reports/05.md"]


def test_large_pictures_are_not_copied(
    check: Check, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures are opened to the end, and what is made of them is small."""
    sizes = []
    make = tries.TryPublisher._make

    def note(self: tries.TryPublisher, *args: object) -> None:
        sizes.append(args[-1])
        make(self, *args)

    monkeypatch.setattr(tries.TryPublisher, "_make", note)
    project.write({"reports/ana.md": f"{GOOD}\n![words](a.jpg) [large](a.jpg)\n"})
    project.write({"reports/a.jpg": picture("JPEG", (2000, 1500))})
    assert check()["findings"] == []
    assert [[size.most for size in each] for each in sizes] == [[tries._SMALL]]


def test_nothing_is_written(check: Check, project: Project) -> None:
    """The project's folder is afterwards as it was."""
    project.write({"reports/ana.md": LOST, "reports/a.png": picture("PNG")})
    before = sorted(project.srcdir.rglob("*"))
    check()
    assert sorted(project.srcdir.rglob("*")) == before


INTERSPHINX = """
extensions += ["sphinx.ext.intersphinx"]
intersphinx_mapping = {"far": ("%s/far", None), "near": ("https://example.org", "near.inv")}
nitpicky = True
"""


def test_nothing_is_fetched(check: Check, project: Project, listener: Listener) -> None:
    """Nothing is fetched; what another project may have isn't called missing."""
    project.write({"conf.py": CONF + INTERSPHINX % listener.url, "reports/bob.md": GOOD})
    refs = "{external+far:py:func}`f` {py:func}`f` {person}`zoe` {ref}`far` [^1] {roundup:event}`x`"
    project.write({"reports/ana.md": f"# Ana\n\n{LONG} {refs}\n\n[^1]: Note\n"})
    assert listener.requests == []
    assert [f["message"] for f in check("reports/ana.md")["findings"]] == ["there is no event 'x'"]
    assert listener.requests == []


@pytest.mark.slow
def test_module_of_a_stranger(project: Project) -> None:
    """A file called like a module isn't run, in the processes of --timeout either."""
    project.write({"reports/ana.md": GOOD, "json.py": "raise SystemExit(9)\n"})
    asked = [sys.executable, "-P", "-m", "sphinx_roundup", "check", "--timeout", "600"]
    ran = subprocess.run(asked, cwd=project.srcdir, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "1 report: nothing to mend\n", "")


# -- Processes of their own --------------------------------------------------------------

BAD_DIRECTIVE = """
import os, time
from docutils.parsers.rst import Directive

class Bad(Directive):
    required_arguments = 1
    def run(self):
        if self.arguments == ["hang"]:
            time.sleep(600)
        if self.arguments == ["talk"]:
            print("no JSON")
            os._exit(0)
        os._exit(9)

def setup(app):
    app.add_directive("bad", Bad)

roundup_allowed_directives = ["bad"]
roundup_people = "people.yml"
"""


@pytest.mark.slow
def test_timeout(
    check: Check, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that hangs or crashes is lost, and the others are checked all the same."""
    real = subprocess.run

    def run(program: list[str], *, timeout: float, **kwargs: Any) -> Any:
        """Give all the time they want to those that don't hang, on a busy machine."""
        hangs = program[-1].endswith("hang.md")
        return real(program, timeout=timeout if hangs else None, **kwargs)

    monkeypatch.setattr(subprocess, "run", run)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    project.write({"conf.py": CONF + BAD_DIRECTIVE, "people.yml": "ana: [1]\n"})
    project.write({f"reports/{n}.md": f"```{{bad}} {n}\n```\n" for n in ("crash", "hang", "talk")})
    project.write({"reports/ana.md": LOST, "reports/bob.md": GOOD, "reports/x.docx": b"PK"})
    checked = check("--timeout", "5", "--source", ".")
    assert names(checked) == ["ana.md", "bob.md", "crash.md", "hang.md", "talk.md"]
    found = [(f["path"], f["kind"], f["level"]) for f in checked["findings"]]
    assert found == [
        ("people.yml", "roundup.people", "lost"),
        ("reports/ana.md", "roundup.image", "lost"),
        ("reports/crash.md", "check.crash", "lost"),
        ("reports/hang.md", "check.timeout", "lost"),
        ("reports/talk.md", "check.crash", "lost"),
        ("reports/x.docx", "roundup.file", "lost"),
    ]
    assert check("--timeout", "5", "people.yml")["reports"] == []
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.slow
def test_timeout_alone(
    tmp_path: Path, command: Callable[..., Ran], png: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a project it is the same; whoever waits at a terminal sees how far it is."""
    (tmp_path / "alone/ana").mkdir(parents=True)
    (tmp_path / "alone/a.png").write_bytes(png)
    (tmp_path / "alone/ana/index.md").write_text(f"{GOOD}\n![words](../a.png)\n")
    (tmp_path / "alone/bob.md").write_text(LOST)
    before = command("check", "alone")
    assert before.out.splitlines()[-1] == "2 reports: 1 lost"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    ran = command("check", "--timeout", "600", "alone")
    assert (ran.status, ran.out) == (before.status, before.out)
    assert ran.err == "\r\x1b[Kchecked 1 of 2\r\x1b[K"


def test_talkative_conf(check: Check, project: Project) -> None:
    """What conf.py prints doesn't get into what is found."""
    project.write({"conf.py": CONF + "print('Hello')\n", "reports/ana.md": GOOD})
    os.chdir(project.srcdir)
    ran = check.command("check", "--format", "json")
    assert json.loads(ran.out)["findings"] == []
    assert set(ran.err.split()) == {"Hello"}
