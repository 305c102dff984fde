"""``sphinx-roundup find``."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from events import fill

from sphinx_roundup.commands.find import find_matches
from sphinx_roundup.reports import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Project, Ran

FILES = {
    "people.yml": "ana:\n  name: Ana Ferreira\n  also: [Anouk]\n"
    "  links:\n    github: ana-gh\n    website: https://ana.example.org\nbob: Bob Jones\n",
    "reports/ana.md": "Tides.\n",
    "reports/both.md": "---\nauthors: [bob, ana]\n---\nWe two.\n",
    "reports/bob.md": "Thanks to @ana!\n\nI met Ana\nFerreira, her dog.\n\nANA FÉRREIRA\n\n"
    "[Code](https://github.com/Ana-gh/tides).\n\nAnouk; anouk sang.\n\nNot anagram.\n",
    "reports/notes.txt": "Ana\n",
    "faces/ana.png": b"",
    "index.md": "# T\n\n```{roundup} reports/\n```\n\nBy Bob, @ana-gh and @bob.\n",
    "_build/html/index.md": "Ana Ferreira",
    "out/.buildinfo": "",
    "out/page.md": "Ana Ferreira",
    ".hidden.md": "Ana Ferreira",
}


@pytest.fixture
def event(project: Project) -> Project:
    """Return a project in which Ana is in many places."""
    fill(project, FILES)
    return project


@pytest.fixture
def find(command: Callable[..., Ran], event: Project) -> Callable[..., Ran]:
    """Return a function that runs ``find`` there."""
    os.chdir(event.srcdir)  # the fixture of the command puts it back
    return lambda *asked: command("find", *asked)


def places(ran: Ran) -> list[str]:
    """Return the files and lines that were found."""
    return [re.sub(r": .*", "", line) for line in ran.out.splitlines()]


@pytest.mark.parametrize("asked", ["ana", "@ana", "Ana Ferreira", "ANA", "ana-gh", "anouk"])
def test_all_names(find: Callable[..., Ran], asked: str) -> None:
    """A person is found by each of their names, under all of them, at each file and line."""
    ran = find(asked)
    assert (ran.status, ran.err) == (0, "")
    assert places(ran) == [
        "index.md:6",
        "people.yml:1",
        "people.yml:2",
        "people.yml:3",
        "people.yml:5",
        "people.yml:6",
        "faces/ana.png",
        "reports/ana.md",
        "reports/bob.md:1",
        "reports/bob.md:3",
        "reports/bob.md:6",
        "reports/bob.md:8",
        "reports/bob.md:10",
        "reports/both.md:2",
    ]


def test_text(find: Callable[..., Ran], event: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text is a line for each, like that of grep, with paths from here."""
    monkeypatch.chdir(event.srcdir / "reports")
    lines = find("ana").out.splitlines()
    assert "bob.md:1: Thanks to @ana!" in lines
    assert "ana.md: is called after them" in lines


def test_unlisted(find: Callable[..., Ran], event: Project) -> None:
    """A person who isn't in the people file is searched by the given name; also an emoji."""
    event.write({"reports/zoe/index.md": "---\nauthor: Zoë Fox 🎉\n---\nHi.\n"})
    ran = find("zoe fox")
    assert ran.err == "zoe fox is not in the people file\n"
    assert places(ran) == ["reports/zoe/index.md:2"]
    assert places(find("@zoe"))[0] == "reports/zoe/index.md"
    assert places(find("🎉")) == ["reports/zoe/index.md:2"]


def test_nothing(find: Callable[..., Ran]) -> None:
    """The status is 1 if nothing was found, and 2 for what can't be a name."""
    assert find("Xu Li") == (1, "", "Xu Li is not in the people file\n")
    assert find("anna").err.endswith("; did you mean ana (Ana Ferreira)?\n")
    assert find("").status == find("!").status == 2


def test_inert(find: Callable[..., Ran], event: Project) -> None:
    """No text of a contributor acts on the terminal."""
    event.write({"reports/x.md": "@ana \x1b[31m\u202e red ##[error]\n", "a\x1b ana.md": "Hi."})
    ran = find("ana")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", ran.out + ran.err)
    assert "##[" not in ran.out


def test_odd_files(tmp_path: Path) -> None:
    """Links are not followed; other encodings and line ends are read."""
    (tmp_path / "x.md").write_bytes("Hi\rJos\xe9\r\nAna\n".encode("latin-1"))
    (tmp_path / "link.md").symlink_to("x.md")
    assert [m[:2] for m in find_matches(Person("Ana"), tmp_path, "")] == [("x.md", 3)]
