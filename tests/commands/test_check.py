"""``sphinx-roundup check``: its input and its exit status."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import CONF
from photos import encoded

from sphinx_roundup.commands import project as project_module
from sphinx_roundup.commands.cli import Status
from sphinx_roundup.commands.findings import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from checked import Check
    from conftest import Project, Ran
    from oracle import Listener

LONG = "We wrote code all week, and in the evenings we went down to the harbour to swim. " * 3
GOOD = f"# A good week\n\n{LONG}\n"
LOST = f"# A week\n\n{LONG}\n\n![The harbour](gone.png)\n"
MENDED = f"# A week\n\n{LONG}\n---\n"
ADVICE = f"# A week\n\n{LONG}\n\nCall me: +49 30 1234567\n"


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
    """The status is 1 if something is lost, or with --strict for any finding; a summary is last."""
    project.write({"reports/ana.md": text})
    ran = command("check", "--source", str(project.srcdir), *arguments)
    assert (ran.status, ran.out.splitlines()[-1], ran.err) == (status, summary, "")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["gone.md"], "there is no 'gone.md'"),
        (["--format", "xml", "src"], "invalid choice"),
        (["--source", "gone", "src"], "there is no 'gone' for --source"),
        (["--source", "empty"], "is in no Sphinx project"),
        ([], "this folder is in no Sphinx project"),
        (["empty"], "is in no Sphinx project"),
        (["--source", "src"], "gathers reports"),
    ],
)
def test_unable(
    project: Project, command: Callable[..., Ran], arguments: list[str], error: str
) -> None:
    """If it can't run, the error is reported, and the status is 2."""
    for folder in ("empty", "src/reports"):
        (project.srcdir.parent / folder).mkdir(parents=True)
    ran = command("check", *arguments)
    assert (ran.status, ran.out) == (Status.UNABLE, "")
    assert error in ran.err
    assert re.match(r"sphinx-roundup check: |usage: ", ran.err)


# -- What it reads -----------------------------------------------------------------------


def test_all(check: Check, project: Project) -> None:
    """Without a path, all reports on the project's pages are checked, and nothing else."""
    project.write({f"reports/{name}.md": GOOD for name in ("ana", "bob")})
    project.write({"reports/draft.md": "---\ndraft: true\n---\nNot yet.\n", "other/x.md": "X"})
    assert names(check()) == ["ana.md", "bob.md"]


def test_code_with_markup(check: Check, project: Project) -> None:
    """Code is read by its lexer, but not code with markup in it, which builds don't highlight."""
    code = "Hello.\n\n.. parsed-literal::\n\n   *x*\n\n.. code-block:: json\n\n   {nothing\n"
    project.write({"reports/ana.rst": f":author: Ana\n\n{code}"})
    found = [(each["line"], each["kind"]) for each in check()["findings"]]
    assert [each for each in found if each[1] == "misc.highlighting_failure"] == [
        (9, "misc.highlighting_failure")
    ]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("reports/ana.md", ["ana.md"]),
        ("reports", ["ana.md", "bob.md"]),
        ("reports/", ["ana.md", "bob.md"]),
        (".", ["ana.md", "bob.md"]),
        ("index.md", ["ana.md", "bob.md"]),
    ],
)
def test_paths(check: Check, project: Project, path: str, found: list[str]) -> None:
    """A path is a report, a folder or a page; drafts and other files aren't reports."""
    texts = dict.fromkeys(("reports/ana.md", "reports/bob.md", "guide.md"), LOST)
    texts["reports/draft.md"] = f"---\ndraft: true\n---\n{LOST}"
    project.write(texts)
    checked = check(path)
    assert names(checked) == found
    assert {Path(f["path"]).name for f in checked["findings"]} == set(found)


def test_draft(check: Check, project: Project) -> None:
    """A draft that is named isn't checked, which is said; with its folder, it is left out."""
    project.write({"reports/draft.md": f"---\ndraft: true\n---\n{LOST}", "reports/ana.md": LOST})
    (found,) = check("reports/draft.md")["findings"]
    assert (found["level"], found["message"][:13]) == ("advice", "it is a draft")
    assert {Path(f["path"]).name for f in check("reports")["findings"]} == {"ana.md"}


NO_PAGE = "no page gathers it"
NO_FILE = "there is no image 'gone.png'"


@pytest.mark.parametrize(
    ("path", "name", "found"),
    [
        ("guide.md", "guide.md", [NO_PAGE, NO_FILE]),
        ("x", "", [NO_PAGE]),
        ("x/index.rst", "index.rst", [NO_PAGE, NO_FILE]),
        ("../x.md", "x.md", [NO_PAGE, NO_FILE]),
        ("reports/README.md", "README.md", [NO_PAGE, NO_FILE]),
        ("x.txt", "", [NO_PAGE]),
        ("index.md", "", []),
    ],
)
def test_report_of_no_page(
    check: Check, project: Project, path: str, name: str, found: list[str]
) -> None:
    """A report that no page gathers is a finding, and is checked alone; others with the page."""
    texts = dict.fromkeys(("guide.md", "../x.md", "reports/README.md", "x.txt"), LOST)
    texts["x/index.rst"] = f"A week\n======\n\n{LONG}\n\n.. image:: gone.png\n   :alt: A boat\n"
    project.write(texts | {"reports/ana.md": GOOD})
    checked = check("reports", path)
    assert {*names(checked)} == {"ana.md", name} - {""}
    assert [f["message"] for f in checked["findings"]] == found


def report_alone(tmp_path: Path, text: str, name: str = "ana.md") -> Path:
    """Write a report, and others, into a folder without a project."""
    path = tmp_path / "alone" / name
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    for other in ("bob.md", "_site.md"):
        path.with_name(other).write_text(LOST, "utf-8")
    path.with_name("boats.png").write_bytes(encoded("PNG"))
    path.with_name("pipe.png").symlink_to("gone.png")
    os.mkfifo(path.with_name("pipe"))
    return path


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("![Boats](boats.png)", []),
        ("![Boats](boat.png)", [(5, "roundup.image")]),
        ("![Boats](pipe.png)", [(5, "roundup.image")]),
        ("Call me: +49 30 1234567", [(5, "advice.private")]),
        ("[Bob](../bob.md), {ref}`harbour`, {person}`bob`", []),
    ],
)
def test_no_project(
    tmp_path: Path, command: Callable[..., Ran], words: str, found: list[tuple[int, str]]
) -> None:
    """A report of no project is checked by itself, without links to what its project may have."""
    path = report_alone(tmp_path, f"# A good week\n\n{LONG}\n\n{words}\n")
    ran = command("check", str(path), "--format", "json")
    checked = json.loads(ran.out)
    assert (names(checked), ran.err) == (["ana.md"], "")
    assert [(f["line"], f["kind"]) for f in checked["findings"]] == found
    assert {f["path"] for f in checked["findings"]} <= set(checked["reports"])


def test_large_folder(
    tmp_path: Path, command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report of no project isn't copied with a large folder, nor with another file system."""
    monkeypatch.setattr(project_module, "_MOST_BYTES", 20_000)
    path = report_alone(tmp_path, GOOD)
    path.with_name("films").mkdir()
    path.with_name("films").joinpath("film.mkv").write_bytes(bytes(20_000))
    ran = command("check", str(path))
    assert (ran.status, ran.out) == (Status.UNABLE, "")
    assert "has too many files beside it" in ran.err
    monkeypatch.setattr(Path, "is_mount", lambda path: path.name == "films")
    assert command("check", str(path)).status == Status.DONE


def test_people_file(check: Check, project: Project) -> None:
    """The people file can be checked alone."""
    project.write({"people.yml": "ana: [1]\n", "reports/ana.md": LOST})
    project.write({"conf.py": CONF + 'roundup_people = "people.yml"\n'})
    checked = check("people.yml")
    assert [f["kind"] for f in checked["findings"]] == ["roundup.people"]
    assert checked["reports"] == []
    project.write({"people.yml": "ana: Ana\n"})
    assert check("people.yml")["findings"] == []


@pytest.mark.parametrize(
    "name",
    [
        *("a b.md", "-x.md", "$(x);'.md", "ä.md", "日本.rst", "[2].md", "*.md", "%41,:.md"),
        *("a\nb.md", "\x1b[31m.md", os.fsdecode(b"\xff.md"), "ANA.MD", "plain", "x.docx"),
    ],
)
def test_names(project: Project, command: Callable[..., Ran], name: str) -> None:
    """Reports with any name are checked; no name acts on a terminal."""
    underlined = LOST.replace("# A week", "A week\n======").replace("![The harbour](gone.png)", "")
    text = f"{underlined}.. image:: gone.png\n" if name.endswith(".rst") else LOST
    project.write({f"reports/{name}": text})
    for form in FORMATS:
        source = ["--source", str(project.srcdir), "--format", form]
        ran = command("check", *source, "--", f"{project.srcdir}/reports/{name}")
        assert (ran.status, ran.err) == (Status.FOUND, "")
        assert "\x1b" not in ran.out
        assert len(ran.out.splitlines()) == 2 or form == "json"
        ran.out.encode()


def test_files(check: Check, project: Project) -> None:
    """A report that is no ordinary file, or no text, is lost; the others are checked."""
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


INTERSPHINX = """
extensions += ["sphinx.ext.intersphinx"]
intersphinx_mapping = {"far": ("%s/far", None), "near": ("https://example.org", "near.inv")}
nitpicky = True
"""


def test_nothing_is_fetched(check: Check, project: Project, listener: Listener) -> None:
    """Nothing is fetched; targets that another project may have aren't reported as missing."""
    project.write({"conf.py": CONF + INTERSPHINX % listener.url, "reports/bob.md": GOOD})
    refs = "{external+far:py:func}`f` {py:func}`f` {person}`zoe` {ref}`far` [^1] {roundup:event}`x`"
    project.write({"reports/ana.md": f"# Ana\n\n{LONG} {refs}\n\n[^1]: Note\n"})
    assert listener.requests == []
    assert [f["message"] for f in check("reports/ana.md")["findings"]] == ["there is no event 'x'"]
    assert listener.requests == []


# -- Lines and hints ---------------------------------------------------------------------


def warned(check: Check, text: str, name: str = "bo.md") -> list[tuple[int, str]]:
    """Return the lines and messages of a build's warnings about a report."""
    (check.srcdir / "reports").mkdir(exist_ok=True)
    (check.srcdir / "reports" / name).write_text(text, "utf-8")
    return sorted((said.line, said.words) for said in check.warnings(f"reports/{name}"))


@pytest.mark.parametrize(
    "line",
    [
        r"![pic](C:\Users\me\pic.jpg)",
        "![pic](<my boat.jpg>)",
        "![pic](fjörd.jpg)",
        r"![pic](my\_boat.jpg)",
        "![pic](boat.jpg?a=1&amp;b=2)",
        "![pic](my%20boat.jpg)",
        "![pic](boat.jpg)",
        "[words](<no such.md>)",
        r"[words](..\..\x.md)",
        "[words](javascript:alert%281%29)",
    ],
)
def test_line_of_address(check: Check, line: str) -> None:
    """A wrong address is reported at its line, in all of Markdown's forms."""
    ((number, _words),) = warned(check, f"# Bo\n\nOne\nTwo\n{line}\nthree.\n")
    assert number == 5


def test_line_of_far_address(check: Check) -> None:
    """An address that isn't found in the text is reported at its paragraph."""
    ((number, _words),) = warned(check, "# Bo\n\nOne\n![pic][p]\n\n\n[p]: <a b.jpg>\n")
    assert number == 7
    far = "\n" * 300
    ((number, _words),) = warned(check, f"# Bo\n\nOne\n![pic][p]\n{far}[p]: <a b.jpg>\n")
    assert number == 3


def test_line_of_alt_text(check: Check, project: Project, png: bytes) -> None:
    """A missing description is reported where the image is, not where its address is."""
    project.write({"reports/a.png": png, "reports/b.png": png})
    text = "# Bo\n\nOne\n\n![][b]\n\nTwo ![](a.png)\n\n[b]: b.png\n"
    assert [line for line, _words in warned(check, text)] == [5, 7]


@pytest.mark.parametrize(
    ("name", "role", "directive"),
    [("bo.md", "{%s}`%s`", "```{%s}\nWords.\n```"), ("bo.rst", ":%s:`%s`", ".. %s::\n\n   Words.")],
)
def test_line_of_role(check: Check, name: str, role: str, directive: str) -> None:
    """A role is reported at its line in the paragraph, also if its text has several lines."""
    heading = "# Bo\n" if name.endswith("md") else "Bo\n==\n"
    words = role % ("nosuch", "one\ntwo\nthree")
    more = role % ("other", "x")
    text = f"{heading}\nFirst\nline {words} and\n{more}\nend.\n\n{directive % ('nosuch',)}\n"
    lines = text.split("\n")
    start = "```{nosuch}" if name.endswith("md") else ".. nosuch"
    expected = {
        next(n for n, line in enumerate(lines, 1) if sign in line)
        for sign in (words.split("\n")[0], more, start)
    }
    reported = warned(check, text, name)
    assert {number for number, _words in reported} == expected
    assert [words for _n, words in reported if "'nosuch'" in words and "directive" in words]
    assert [words for _n, words in reported if "'nosuch'" in words and "role" in words]


@pytest.mark.parametrize(
    "comment",
    [
        "[//]: # (Tell who you are)",
        "[//]: # 'Tell who you are'",
        '[comment]: # "Tell who you are"',
        "[comment]: <> (Tell who you are)",
        "[//]: <> (Tell who you are)",
    ],
)
def test_comment_of_definitions(check: Check, comment: str) -> None:
    """The usual comments of Markdown may be repeated."""
    text = f"# Bo\n\n{comment}\n\nI rowed.\n\n{comment}\n\n> {comment}\n>\n> It floats.\n"
    assert warned(check, text) == []


def test_definition_given_twice(check: Check) -> None:
    """A link that is defined twice is reported: one of its addresses is lost."""
    text = "# Bo\n\n[x]\n\n[x]: https://a.example/\n[x]: https://b.example/\n"
    assert warned(check, text) == [(6, "Duplicate reference definition: X")]
