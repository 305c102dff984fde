"""``sphinx-roundup status``."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import pytest
from conftest import PAGE_MD
from events import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Project, Ran

REPORTS = {
    "reports/ana.md": "---\nauthor: ana\n---\n# Tides\n\nFive words of *my* own.\n\n"
    "![](a.png)\n\n![A lighthouse](a.png)\n\n<!-- roundup: no words -->\n",
    "reports/dora.rst": ":author: Dora Maar\n:url: https://dora.example.org/x\n",
    "reports/eve.md": "---\nauthor: Eve\ndraft: true\n---\nNot yet.\n",
    "reports/two.md": "---\nauthors: [Fay, ana]\n---\nWe two.\n",
    "reports/noname.md": "Just words.\n",
    "reports/broken.md": b"---\nauthor: X\n---\ncaf\xe9\n",
}


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project with a people file, in whose folder commands are run."""
    fill(project)
    monkeypatch.chdir(project.srcdir)
    return project


@pytest.fixture
def status(command: Callable[..., Ran], here: Project, png: bytes) -> Callable[..., Ran]:
    """Return a function that runs ``status`` in a project with some reports."""
    fill(here, {**REPORTS, "reports/a.png": png})
    os.chdir(here.srcdir)
    return lambda *asked: command("status", *asked)


def people(ran: Ran) -> dict[str, Any]:
    """Return the people of the JSON by name."""
    assert ran.status == 0
    return {person["name"]: person for person in json.loads(ran.out)["people"]}


def test_states(status: Callable[..., Ran]) -> None:
    """All people have a state: authors, and those in the people file."""
    found = people(status("--format", "json"))
    assert {name: person["state"] for name, person in found.items()} == {
        "Ana Ferreira": "written",
        "broken": "unreadable",
        "Dora Maar": "elsewhere",
        "noname": "written",
        "Fay": "written",
        "Eve": "draft",
        "Bob Jones": "missing",
        "Chris Lee": "elsewhere",
    }
    ana = found["Ana Ferreira"]
    assert (ana["handle"], ana["github"]) == ("ana", "ana-gh")
    assert ana["reports"] == ["reports/ana.md", "reports/two.md"]
    assert (ana["words"], ana["pictures"], ana["undescribed"]) == (7, 2, 1)


def test_text(status: Callable[..., Ran]) -> None:
    """The table begins with the totals, its columns are aligned, and it is Markdown."""
    ran = status()
    assert (ran.status, ran.err) == (0, "")
    first, empty, head, rules, *lines = ran.out.splitlines()
    assert re.fullmatch(r"(\| -+ ){3}(\| -+: ){3}\|", rules)
    assert {line.count("|") for line in (head, *lines)} == {7}
    assert "| Ana Ferreira | @ana   | written    |     7 |        2 |" in ran.out
    assert first == (
        "Spring retreat (index): 3 written, 1 unreadable, 2 elsewhere, 1 draft, 1 missing;"
        " 5 reports, 9 words, 2 pictures (1 without description)"
    )
    assert (empty, len(lines)) == ("", 8)
    start = head.index("state")
    assert {line[start:].split()[0] for line in lines} == {
        *("written", "unreadable", "elsewhere", "draft", "missing")
    }
    assert "\x1b" not in ran.out


def test_missing(status: Callable[..., Ran], here: Project) -> None:
    """The handles of missing people are one line."""
    assert status("--missing") == (0, "@bob\n", "")
    assert list(people(status("--missing", "--format", "json"))) == ["Bob Jones"]
    here.write({"people.yml": "bob: Bob\nx: {name: Xu, listed: [index]}\ny: {listed: [other]}\n"})
    assert status("--missing").out == "@bob @x\n"
    here.write({"people.yml": "ana: Ana Ferreira\n"})
    assert status("--missing") == (0, "", "No one is missing.\n")


EDITORS = {
    "https://github.com/me/p/edit/main/docs/{path}": "https://github.com/me/p/new/main/docs/reports"
    "?filename=bob.md&value=",
    "https://github.example/me/p/edit/a/b/{path}?plain=1": "https://github.example/me/p/new/a/b"
    "/reports?filename=bob.md&value=",
    "https://gitlab.com/g/h/p/-/edit/main/{path}": "https://gitlab.com/g/h/p/-/new/main/reports"
    "?file_name=bob.md&content=",
    "https://codeberg.org/me/p/_edit/main/{path}": "https://codeberg.org/me/p/_new/main/reports"
    "?filename=bob.md&value=",
}


@pytest.mark.parametrize("edit_url", EDITORS)
def test_links(
    status: Callable[..., Ran], command: Callable[..., Ran], here: Project, edit_url: str
) -> None:
    """A missing person has a link to an editor with what "new" writes, or to an empty report."""
    fill(here, more_conf=f"roundup_edit_url = {edit_url!r}\n")
    ran = status("--missing", "--links")
    name, link = ran.out.strip().split(": ", 1)
    assert (ran.status, ran.err, name) == (0, "", "Bob Jones")
    assert re.fullmatch(r"[!-~]+", link)
    assert people(status("--links", "--format=json"))["Bob Jones"]["link"] == link
    assert command("new", "bob", f"--source={here.srcdir}").status == 0
    assert link == EDITORS[edit_url] + quote((here.srcdir / "reports/bob.md").read_text(), safe="")
    link = edit_url.replace("{path}", "reports/bob.md")
    assert status("--links").out == f"Bob Jones: {link}\n"
    here.write({"people.yml": "ana: Ana Ferreira\n", "reports/bob.md": "I came."})
    assert status("--links") == (0, "", "No one is missing.\n")


@pytest.mark.parametrize("edit_url", ["", "https://github.com/me/{path}", "https://x.org/?{path}"])
def test_no_editor(status: Callable[..., Ran], here: Project, edit_url: str) -> None:
    """Without an address from which that of an editor follows, there is an error with a hint."""
    fill(here, more_conf=f"roundup_edit_url = {edit_url!r}\n")
    ran = status("--links")
    assert (ran.status, ran.out) == (2, "")
    assert "roundup_edit_url must be an address of GitHub, GitLab, Gitea or Forgejo" in ran.err


@pytest.mark.parametrize("syntax", [(), ("--rst",)])
def test_untouched_template(
    status: Callable[..., Ran], command: Callable[..., Ran], here: Project, syntax: tuple[str, ...]
) -> None:
    """An author of an empty report is missing."""
    os.chdir(here.srcdir)
    assert command("new", "bob", *syntax).status == 0
    assert command("new", "Zoe Fox", *syntax).status == 0
    assert status("--missing").out == "@bob, Zoe Fox\n"
    suffix = "rst" if syntax else "md"
    found = people(status("--format=json"))["Bob Jones"]
    assert (found["state"], found["words"]) == ("missing", 0)
    path = here.srcdir / f"reports/bob.{suffix}"
    path.write_text(path.read_text("utf-8") + "\nI came.\n", "utf-8")
    assert status("--missing").out == "Zoe Fox\n"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("---\nauthor: bob\n---\n", "missing"),
        ("---\nauthor: bob\ntitle: Mine\n---\n<!-- later -->\n", "missing"),
        ("---\nauthor: bob\n---\n# A heading alone\n", "missing"),
        ("---\nauthor: bob\n---\n![A boat](a.png)\n", "written"),
        ("---\nauthor: bob\n---\n```\nx = 1\n```\n", "written"),
        ("---\nauthor: bob\nurl: https://x.example/\n---\n", "elsewhere"),
    ],
)
def test_report_without_words(
    status: Callable[..., Ran], here: Project, text: str, state: str
) -> None:
    """A report counts as written with its first word, picture or line of code."""
    here.write({"reports/bob.md": text})
    assert people(status("--format=json"))["Bob Jones"]["state"] == state


def test_way_back_is_no_word(status: Callable[..., Ran], here: Project) -> None:
    """Words that the page adds to a report aren't counted."""
    here.write({"index.md": "# T\n\n```{roundup} reports/\n:roster: list\n```\n"})
    assert people(status("--format=json"))["noname"]["words"] == 2


def test_which_page(status: Callable[..., Ran], here: Project) -> None:
    """A page is named as Sphinx or as a shell names it; of several, one must be named."""
    here.write({"y/autumn.rst": "Autumn\n======\n\n.. roundup:: none/\n", "plain.md": "# Plain\n"})
    whole = str(here.srcdir / "y/autumn.rst")
    for name in ("y/autumn", "y/autumn.rst", "./y/autumn.rst", whole):
        assert status(name).out.startswith("Autumn (y/autumn): 1 elsewhere, 2 missing; 0 reports,")
    assert status().err == (
        "sphinx-roundup status: several pages gather reports; name one of them: index, y/autumn\n"
    )
    for name in ("plain", "../../x.md", "a\x1b[31m"):
        ran = status(name)
        assert ran.status == 2
        assert ran.err.endswith("is no page with a roundup; name one of these: index, y/autumn\n")
        assert "\x1b" not in ran.err


def test_no_pages(status: Callable[..., Ran], here: Project) -> None:
    """Without a page with a roundup, or without any page, there is an error in words."""
    here.write({"index.md": "# No\n"})
    assert status().err.endswith("has a 'roundup' directive; add one\n")
    (here.srcdir / "index.md").unlink()
    ran = status()
    assert ran.status == 2
    assert "can't be read: Sphinx is unable to load the master document" in ran.err


def test_roundup_in_a_box(status: Callable[..., Ran], here: Project) -> None:
    """Reports of a directive that can't show them are listed as not shown."""
    here.write({"index.md": "# T\n\n````{note}\n```{roundup} reports/\n```\n````\n"})
    found = people(status("--format", "json"))
    assert found["Ana Ferreira"]["state"] == found["noname"]["state"] == "not shown"
    assert found["Eve"]["state"] == "draft"


def test_nameless(status: Callable[..., Ran], here: Project) -> None:
    """Reports without an author are rows of their own, also with the same title or name."""
    titled, draft = "---\ntitle: Day one\n---\nHi.\n", "---\ndraft: true\n---\nHi.\n"
    here.write({f"reports/{name}.md": titled for name in ("b/one", "c/two", "three")})
    here.write({f"reports/{name}/same.md": draft for name in "de"})
    rows = json.loads(status("--format", "json").out)["people"]
    named = [row["reports"] for row in rows if row["name"] in {"Day one", "same"}]
    assert sorted(map(len, named)) == [1] * 5


def test_inert(status: Callable[..., Ran], here: Project) -> None:
    """Nothing in a report, on a page or in the people file acts on the terminal or a CI's log."""
    here.write({"reports/ana.md": '---\nauthor: "A\\e[31m\\u202e*x* &lt; ##vso[x]"\n---\nHi.\n'})
    here.write({"people.yml": 'bob: "B|\\e]8;;x\\a"\n'})
    here.write({"index.md": PAGE_MD.replace("Spring", "*S&#27;pring*")})
    here.write({"reports/bob.md": "# ##vso[x]\n\n@bob, \u202e\\<b> ##vso[task.x]\n"})
    site = "--preview-url=https://x.example/"
    for asked in ([], ["--format=json"], ["--missing"], ["--named"], ["--named", site]):
        ran = status(*asked)
        assert ran.status == 0
        acts = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]|##vso"
        assert not re.search(acts, ran.out + ran.err)
    assert all(escaped in status().out for escaped in (r"\*x\*", r"B\|"))


def test_wide_letters(status: Callable[..., Ran], here: Project) -> None:
    """Letters that take two cells, or none, don't move the columns."""
    here.write({"people.yml": "a: 森田 健司\nb: e\u0301\n"})
    wide, marked = (line for line in status().out.splitlines() if re.search("missing +[|]", line))
    assert wide.index("@") == len("| 森田 健司 | ") == marked.index("@") - 4


# -- Who is named ------------------------------------------------------------------------

NAMED = {
    "reports/ana.md": "---\nauthor: ana\n---\n# Tides with @chris\n\nOh.\n\n@nobody, [@chris] and\n"
    "*@bob* and I, @ana.\n\nAgain @bob, and {person}`bob`\n",
    "reports/noname.rst": "Just words.\n\n| Hi,\n| " + "la, " * 11 + "@bob\n",
    "reports/two.rst": ":authors: [bob, Zoe_Fox]\n\n.. table:: By @ana\n\n   = =\n   a b\n   = =\n",
    "reports/draft.md": "---\ndraft: true\n---\n@ana @bob @chris\n",
    "reports/潮/index.md": "---\nauthor: 森田 健司\n---\n- " + "潮の時間を@chris と、" * 30,
}
SITE = "https://docs.example.org/en/5"


@pytest.fixture
def named(command: Callable[..., Ran], here: Project) -> Callable[..., Ran]:
    """Return a function that runs ``status --named`` in a project whose reports name people."""
    fill(here, NAMED)
    return lambda *asked: command("status", "--named", *asked)


def test_named_at_a_site(named: Callable[..., Ran], here: Project) -> None:
    """Each person has a task, with who names them and a link to the first paragraph that does."""
    ran = named("--preview-url", SITE)
    assert (ran.status, ran.err) == (0, "")
    page = f"{SITE}/index.html"
    chris, bob, ana = ran.out.splitlines()
    assert chris.startswith(
        f"- [ ] Chris Lee: named by Ana Ferreira in [Tides with Chris Lee]({page}#ana--at--chris),"
        " by 森田 健司 in [潮の時間をChris Lee と、潮の時間をChris Lee と、"
    )
    assert bob == (
        r"- [ ] Bob Jones: named by Ana Ferreira in [\@nobody, \[Chris Lee\] and Bob Jones and I,"
        f" Ana Ferreira.]({page}#ana--at--nobody), by noname in […{'la, ' * 10}Bob Jones]"
        f"({page}#noname--at--bob)"
    )
    words = f"[By Ana Ferreira a b]({page}#bob--at--ana)"
    assert ana == rf"- [ ] @ana-gh: named by Bob Jones and Zoe\_Fox in {words}"
    fill(here, NAMED, f"html_baseurl = '{SITE}/'\n")
    assert named().out == ran.out
    anchors = {unquote(anchor) for anchor in re.findall(r"html#([^)]+)\)", ran.out)}
    here.write({"reports/潮/a.png": b""})
    assert anchors <= set(here.build(warnings=None).page().ids)


def test_named_in_files(named: Callable[..., Ran]) -> None:
    """Without an address of the site, files and lines are listed."""
    assert named() == (
        0,
        "- [ ] Chris Lee: named by Ana Ferreira in reports/ana.md:4,"
        " by 森田 健司 in reports/潮/index.md:4\n"
        "- [ ] Bob Jones: named by Ana Ferreira in reports/ana.md:8,"
        " by noname in reports/noname.rst:4\n"
        r"- [ ] @ana-gh: named by Bob Jones and Zoe\_Fox in reports/two.rst:3" + "\n",
        "",
    )


def test_named_in_changed_reports(named: Callable[..., Ran], here: Project) -> None:
    """With --changed, only reports count that the branch has changed, whatever their names."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "core.hooksPath="]

    def commit() -> None:
        for asked in (["add", "."], ["commit", "--allow-empty", "-qm", "a"]):
            subprocess.run([*git, *asked], cwd=here.srcdir, check=True, capture_output=True)

    subprocess.run(["git", "init", "-q", here.srcdir.parent], check=True, capture_output=True)
    commit()
    here.write({"reports/潮/index.md": "By the sea.\n\n@chris\n", "a.md": "# A\n"})
    (here.srcdir / "reports/two.rst").unlink()
    commit()
    assert named("--changed", "HEAD") == (0, "", "No one is named.\n")
    task = "- [ ] Chris Lee: named by 潮 in reports/潮/index.md:3\n"
    assert named("--changed", "HEAD~1").out == task
    ran = named("--changed", "no\x1b")
    assert (ran.status, ran.out, "\x1b" in ran.err) == (2, "", False)
    assert r"sphinx-roundup status: git can't compare with 'no\x1b': " in ran.err


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (["--named", "--missing"], "--named goes neither with --missing or --links nor"),
        (["--named", "--links"], "--named goes neither with --missing or --links nor"),
        (["--named", "--format=json"], "--links nor with --format json"),
        (["--changed="], "--changed and --preview-url go with --named"),
        (["--preview-url", SITE], "--changed and --preview-url go with --named"),
        (["--named", "--preview-url=x.org"], "'x.org' isn't like 'https://docs.example.org/en/5/'"),
        (["--named", "--changed="], "takes a branch, a tag or a commit, and not ''"),
        (["--named", "--changed=--output=x"], "a tag or a commit, and not '--output=x'"),
        (["--named", "--changed=main"], "--changed needs git, which isn't installed"),
    ],
)
def test_named_unable(
    command: Callable[..., Ran],
    here: Project,
    monkeypatch: pytest.MonkeyPatch,
    asked: list[str],
    error: str,
) -> None:
    """Options that don't fit are an error, and so is a missing Git."""
    fill(here, NAMED)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    ran = command("status", *asked)
    assert (ran.status, ran.out) == (2, "")
    assert error in ran.err
