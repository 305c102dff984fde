"""``sphinx-roundup new``."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Literal

import pytest
from events import fill

from sphinx_roundup.commands.new import name_from
from sphinx_roundup.reports import (
    People,
    Person,
    folder_of,
    make_report,
    parse_people,
    read_report,
    stem_for,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Project, Ran


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project with a people file, in whose folder commands are run."""
    fill(project)
    monkeypatch.chdir(project.srcdir)
    return project


@pytest.fixture
def new(command: Callable[..., Ran], here: Project) -> Callable[..., Ran]:
    """Return a function that runs ``new`` in the project's folder."""
    os.chdir(here.srcdir)  # ``command`` went elsewhere
    return lambda *asked: command("new", *asked)


def written(ran: Ran, project: Project) -> Any:
    """Return the record of the written report."""
    assert (ran.status, ran.out[:6]) == (0, "Wrote ")
    filename = re.match(r"Wrote (.+?), for", ran.out)
    assert filename
    return read_report(project.srcdir, filename[1])


@pytest.mark.parametrize("syntax", ["md", "rst"])
def test_known_person(new: Callable[..., Ran], here: Project, syntax: str) -> None:
    """A person of the people file is named by the handle, in a file of that name."""
    for number, asked in enumerate(("ana", "bob")):
        ran = new(asked, *(["--rst"] if syntax == "rst" else []))
        report = written(ran, here)
        assert report.filename == f"reports/{asked}.{syntax}"
        assert [author.name for author in report.authors] == [asked]
        assert (report.title, report.summary) == ("A title of your own", "One sentence about it")
        assert report.problems == ()
        assert ran.err == ""
        assert number == 0 or f"sphinx-roundup check {report.filename}" in ran.out


@pytest.mark.parametrize("syntax", ["md", "rst"])
def test_licence(new: Callable[..., Ran], here: Project, syntax: str) -> None:
    """A project with a licence for its reports has it in the new one."""
    conf = (here.srcdir / "conf.py").read_text("utf-8")
    here.write({"conf.py": f"{conf}roundup_license = 'MIT'\n"})
    assert written(new("ana", *(["--rst"] if syntax == "rst" else [])), here).license == "MIT"


@pytest.mark.parametrize("asked", ["@ana", "Ana", "ana ferreira", "ana-gh", " ana "])
def test_many_ways_to_ask(new: Callable[..., Ran], here: Project, asked: str) -> None:
    """A handle, a name in any case and an account at GitHub all mean the same person."""
    assert [a.name for a in written(new(asked), here).authors] == ["ana"]
    assert (here.srcdir / "reports/ana.md").is_file()


NAMES = [
    *("Ana & Bob", 'O\'Neil: the "#1"', "Silva, Ana", "A; B", "*x*", "- dash", "[x] y", "{a: b}"),
    *("true", "null", "2025-99-99 x", "# x", "../x", "C:\\x", "CON", "README", "_x", ".x", "index"),
    *("🎉", "伟 张", "מרים לוי", "नमस्ते", "e\u0301a", "é" * 150, "Ana and Bob", "a\tb", "`x`", "%s"),
    *("{{ x }}", "<!-- x -->y", "x -->", "|x|", "x_ y__"),
]


@pytest.mark.parametrize("syntax", ["md", "rst"])
def test_any_name(here: Project, syntax: Literal["md", "rst"]) -> None:
    """Any name is read back as it was given, from a file that any system takes.

    All of them together build without a warning.
    """
    for number, name in enumerate(NAMES):
        author = Person(name_from(name))
        filename = f"reports/{number}.{syntax}"
        here.write({filename: make_report(author, People(), syntax)})
        report = read_report(here.srcdir, filename)
        assert [a.name for a in report.authors] == [author.name]
        assert report.problems == ()
        stem = stem_for(author)
        assert 0 < len(stem.encode()) <= 110
        assert not re.search(r"^(con|com1|readme|index|[._])|[/\\:*?<>|\"]", stem)
    built = here.build(warnings=None)
    assert [line for line in built.warnings if "may be" not in line] == []  # x may be .x
    assert len(built.page().reports()) == len(NAMES)


def test_any_handle(new: Callable[..., Ran], here: Project) -> None:
    """Handles that mean something else to YAML or to a system lead to their people, too."""
    handles = ["123", "con", "null", "index", "yes", "नमस्ते", "a.b", "template"]
    text = "".join(f'"{handle}": Person {number}\n' for number, handle in enumerate(handles))
    people = People(parse_people(text).people)
    here.write({"people.yml": text})
    for handle in handles:
        report = written(new(handle), here)
        assert [people.join(author).handle for author in report.authors] == [handle]
    assert len(here.build().page().reports()) == len(handles)


@pytest.mark.parametrize("name", ["", " ", "x" * 300, "123 456"[:3], "a@b.org", "\x1b[31m", "!?"])
def test_no_name(new: Callable[..., Ran], here: Project, name: str) -> None:
    """An invalid name is an error, and nothing is written."""
    ran = new(name)
    assert (ran.status, ran.out) == (2, "")
    assert "is no name" in ran.err
    assert "\x1b" not in ran.err
    assert not (here.srcdir / "reports").exists()


def test_unknown_handle(new: Callable[..., Ran]) -> None:
    """An unknown handle is an error that suggests the nearest one."""
    assert new("@anna").err.endswith(
        "the people file has no @anna; did you mean ana (Ana Ferreira)?\n"
    )
    assert new("@zzz").err.endswith("the people file has no @zzz\n")


def test_unknown_name(new: Callable[..., Ran]) -> None:
    """For a person who isn't in the people file, a similar name is suggested."""
    assert "did you mean ana (Ana Ferreira)?" in new("Ana Ferreria").err
    assert new("Dora Maar").err == new("🎉").err == ""


@pytest.mark.parametrize("there", ["ana.md", "ana.rst", "ana/index.md"])
def test_never_overwrites(new: Callable[..., Ran], here: Project, there: str) -> None:
    """An existing report is never changed, in whatever form it has the name."""
    here.write({f"reports/{there}": "# Mine\n"})
    ran = new("ana")
    assert (ran.status, ran.out) == (2, "")
    assert "is there already; nothing was written" in ran.err
    found = [p for p in (here.srcdir / "reports").rglob("*") if p.is_file()]
    assert [path.read_text() for path in found] == ["# Mine\n"]


def test_folders(new: Callable[..., Ran], here: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is that of the page, or the one that is named from here or the source folder."""
    here.write({"index.md": "# T\n\n```{roundup} /spring/2026/*.md\n```\n", "docs/x.txt": ""})
    assert written(new("ana"), here).filename == "spring/2026/ana.md"
    assert "No page gathers it yet" in new("ana", "--folder", "docs").err
    monkeypatch.chdir(here.srcdir / "docs")
    ran = new("bob", "--folder", "here")
    assert ran.out.startswith("Wrote here/bob.md, ")
    ran = new("bob", "--folder", str(here.srcdir / "spring/2026"))
    assert ran.err == ""
    monkeypatch.chdir(here.srcdir.parent)
    ran = new("bob", "--folder", "a (b)", "--source", "src")
    assert "check 'src/a (b)/bob.md'" in ran.out


def test_no_roundup_yet(new: Callable[..., Ran], here: Project) -> None:
    """Without a roundup page the folder is reports/, and a directive is suggested."""
    here.write({"index.md": "# T\n"})
    ran = new("ana")
    assert ran.out.startswith("Wrote reports/ana.md, ")
    assert "'```{roundup} /reports/'" in ran.err


def test_several_folders(new: Callable[..., Ran], here: Project) -> None:
    """If pages gather from several folders, one must be named."""
    here.write({"autumn.rst": "T\n=\n\n.. roundup:: autumn/reports\n"})
    ran = new("ana")
    assert ran.status == 2
    assert ran.err.endswith("name one: --folder autumn/reports or reports\n")


@pytest.mark.parametrize("folder", ["../x", "/"])
def test_outside(new: Callable[..., Ran], folder: str) -> None:
    """Nothing is written outside of the source folder."""
    ran = new("ana", "--folder", folder)
    assert ran.status == 2
    assert "outside of" in ran.err


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (("--folder", "a\n::error::b\n##[x]c\x1b[31m"), 0),
        (("--folder", "/x\n::error::b"), 2),
        (("--source", "x\n::error::b"), 2),
    ],
)
def test_inert(new: Callable[..., Ran], asked: tuple[str, str], status: int) -> None:
    """No name of a file or folder acts on a terminal or a CI's log."""
    ran = new("Bob", *asked)
    assert ran.status == status
    assert not re.search(r"^::|##\[|\x1b", ran.out + ran.err, re.MULTILINE)


def test_inert_srcdir(command: Callable[..., Ran], here: Project, tmp_path: Path) -> None:
    """The project's folder doesn't either, in any message."""
    here.write({"index.md": "# T\n"})
    srcdir = here.srcdir.rename(tmp_path / "a\n::error::b")
    for asked in (("status",), ("check",), ("fetch",), ("new", "x", "--folder", str(tmp_path))):
        ran = command(*asked, "--source", str(srcdir))
        assert ran.status == 2
        assert not re.search("^::", ran.out + ran.err, re.MULTILINE)


def test_no_folder_can_be_made(new: Callable[..., Ran], here: Project) -> None:
    """Errors of the system are reported."""
    here.write({"x": "a file"})
    ran = new("ana", "--folder", "x/y")
    assert ran.status == 2
    assert "x/y: Not a directory" in ran.err


def test_bad_people_file(new: Callable[..., Ran], here: Project) -> None:
    """Mistakes in the people file, and a missing one, are reported."""
    here.write({"people.yml": "ana: Ana Ferreira\nbob: [Bob]\n"})
    ran = new("ana")
    assert ran.status == 0
    assert ran.err.startswith("people.yml:2: the entry of 'bob' is a list")
    (here.srcdir / "people.yml").unlink()
    assert new("Bob Jones").err.startswith("roundup_people names 'people.yml', and there is no")
    (here.srcdir / "people.yml").mkdir()
    assert "and there is no ordinary file" in new("Bob Day").err
    (here.srcdir / "people.yml").rmdir()
    fill(here, more_conf="roundup_people = ''\n")
    assert new("Eve Moon").err == ""


@pytest.mark.parametrize(
    ("patterns", "folder"),
    [
        (("reports/",), "ev/reports"),
        (("/x/*.md", "y"), "x"),
        (("ana.md", "bob.md"), "ev"),
        (("../../up", "reports"), "ev/reports"),
        (("../../up",), None),
        (("[2]",), "ev/[2]"),
        (("/",), ""),
    ],
)
def test_folder_of(here: Project, patterns: tuple[str, ...], folder: str | None) -> None:
    """The folder of a directive is that of its first pattern in the source folder."""
    here.write({"ev/[2]/x.md": "x"})
    assert folder_of(here.srcdir, "ev", patterns) == folder


def test_no_form_holds() -> None:
    """A name that no front matter can have is left to the author, and "check" finds it."""
    assert "\nauthor: Your own name\n" in make_report(Person("   "), People(), "md")
