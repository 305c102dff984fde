"""``sphinx-roundup find``."""

from __future__ import annotations

import json
import os
import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest
from conftest import picture
from events import fill

from sphinx_roundup.commands.tracing import texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Project, Ran

Traces = list[tuple[str, int | None, str]]

FILES = {
    "people.yml": "ana:\n  name: Ana Ferreira\n  avatar: faces/ana.png\n  also: [Anouk]\n"
    "  links:\n    github: ana-gh\n    website: https://ana.example.org\nbob: Bob Jones\n",
    "reports/ana.md": "Tides.\n\n![My boat](boat.png)\n\n![Us](us.png)\n\nSee [it](big.png).\n",
    "reports/both.md": "---\nauthors: [bob, ana]\n---\nWe two.\n\n![A dog](dog.png)\n",
    "reports/bob.md": "Thanks to @ana!\n\nI met Ana\nFerreira, her dog.\n\n![Us](us.png)\n\n"
    "![ANA  ferreira on a boat](other.png)\n\n[Code](https://github.com/ana-gh/tides).\n\n"
    "Anouk sang; {person}`ana` danced.\n\n[Hers](ana.md).\n\nNot anagram, ana@example.org.\n\n"
    "Ana was there.\n",
    "index.md": "# T\n\n```{roundup} reports/\n```\n\nBy Bob, @ana-gh and @bob.\n",
    "notes/ana-ferreira.txt": "x\n",
    "_build/html/index.html": "Ana Ferreira",
    "out/.buildinfo": "",
    "out/page.html": "Ana Ferreira",
    ".git/x": "Ana Ferreira",
    ".hidden": "Ana Ferreira",
}
PHOTOS = ("boat", "us", "big", "dog", "other")


@pytest.fixture
def event(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project in which Ana is in many places."""
    fill(project, FILES)
    for number, name in enumerate(PHOTOS):
        project.write({f"reports/{name}.png": picture("PNG", (4 + number, 3))})
    project.write({"faces/ana.png": picture("PNG", (3, 3))})
    monkeypatch.chdir(project.srcdir)
    return project


@pytest.fixture
def find(command: Callable[..., Ran], event: Project) -> Callable[..., Ran]:
    """Return a function that runs ``find`` there."""
    os.chdir(event.srcdir)
    return lambda *asked: command("find", *asked)


def traces(ran: Ran) -> Traces:
    """Return what the JSON says was found."""
    return [(t["path"], t["line"], t["kind"]) for t in json.loads(ran.out)["found"]]


def test_everything(find: Callable[..., Ran]) -> None:
    """Everything of a person is found, at its file and line, and of each line one thing."""
    ran = find("ana", "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    assert traces(ran) == [
        ("people.yml", 1, "entry"),
        ("reports/ana.md", 1, "author"),
        ("reports/both.md", 2, "author"),
        ("faces/ana.png", None, "photo"),
        ("reports/big.png", None, "photo"),
        ("reports/boat.png", None, "photo"),
        ("reports/dog.png", None, "photo"),
        ("reports/us.png", None, "photo"),
        ("notes/ana-ferreira.txt", None, "file"),
        ("index.md", 6, "mention"),
        ("people.yml", 3, "mention"),
        ("people.yml", 7, "mention"),
        ("reports/bob.md", 1, "mention"),
        ("reports/bob.md", 6, "mention"),
        ("reports/bob.md", 10, "mention"),
        ("reports/bob.md", 12, "mention"),
        ("reports/bob.md", 14, "mention"),
        ("reports/both.md", 6, "mention"),
        ("people.yml", 2, "name"),
        ("people.yml", 4, "name"),
        ("reports/bob.md", 3, "name"),
        ("reports/bob.md", 4, "name"),
        ("reports/bob.md", 8, "name"),
        ("people.yml", 6, "perhaps"),
        ("reports/bob.md", 16, "perhaps"),
        ("reports/bob.md", 18, "perhaps"),
    ]
    told = {t["path"]: t["text"] for t in json.loads(ran.out)["found"] if t["kind"] == "photo"}
    assert told["reports/boat.png"] == "in reports/ana.md, and nowhere else"
    assert told["reports/us.png"] == "in reports/ana.md; also in reports/bob.md"
    assert told["faces/ana.png"] == "the portrait in people.yml"


@pytest.mark.parametrize("asked", ["@ana", "Ana Ferreira", "ANA", "ana-gh", "Anouk", "anouk"])
def test_many_ways_to_ask(find: Callable[..., Ran], asked: str) -> None:
    """A person is found by all that they are called."""
    assert len(traces(find(asked, "--format", "json"))) == 26


def test_text(find: Callable[..., Ran], event: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text is a line for each, as grep has it, with paths from here."""
    monkeypatch.chdir(event.srcdir / "reports")
    first, *lines = find("ana").out.splitlines()
    assert first == (
        "Ana Ferreira (@ana): 1 entry, 2 author, 5 photo, 1 file, 9 mention, 5 name, 3 perhaps"
    )
    assert "both.md:2: author: a report of theirs, with Bob Jones" in lines
    assert "bob.md:1: mention: Thanks to @ana!" in lines
    assert "boat.png: photo: in reports/ana.md, and nowhere else" in lines


def test_nothing(find: Callable[..., Ran], event: Project) -> None:
    """Where there is nothing, that is said and told by the status; nothing is changed ever."""
    before = {path: path.read_bytes() for path in event.srcdir.rglob("*") if path.is_file()}
    ran = find("Zoe Fox")
    assert (ran.status, ran.out) == (1, "Zoe Fox: nothing\n")
    assert ran.err == "Zoe Fox is nobody's name or handle\n"
    assert find("anna").err.endswith("; did you mean ana (Ana Ferreira)?\n")
    assert find("ana").status == 0
    assert find("").status == find("!").status == 2
    assert {p: p.read_bytes() for p in event.srcdir.rglob("*") if p.is_file()} == before


def test_unlisted(find: Callable[..., Ran], event: Project) -> None:
    """Whoever isn't in the people file is found, too: an author, a handle, an emoji."""
    event.write({"reports/zoe/index.md": "---\nauthor: Zoë Fox\navatar: me.png\n---\nHi.\n"})
    event.write({"reports/zoe/me.png": picture("PNG"), "reports/zoe/talk.pdf": b"%PDF"})
    event.write(
        {"reports/x.md": "---\nauthor: 🎉\n---\nHi.\n", "a.rst": ":person:`Z <zoe>`\n\n@zoe\n"}
    )
    event.write({"b.md": "I am 🎉.\n\n[Zoe](reports/zoe/)\n"})
    assert traces(find("zoe fox", "--format", "json")) == [
        ("reports/zoe/index.md", 2, "author"),
        ("reports/zoe/me.png", None, "photo"),
        ("reports/zoe/talk.pdf", None, "photo"),
        ("b.md", 3, "mention"),
    ]
    assert traces(find("@zoe", "--format", "json"))[:2] == [
        ("reports/zoe/index.md", None, "file"),
        ("reports/zoe/me.png", None, "file"),
    ]
    assert ("a.rst", 1, "mention") in traces(find("zoe", "--format", "json"))
    assert traces(find("🎉", "--format", "json")) == [
        ("reports/x.md", 2, "author"),
        ("b.md", 1, "name"),
    ]


def test_removal(find: Callable[..., Ran], event: Project) -> None:
    """Without what was found, nothing of the person is left in what a build makes."""
    event.write({"reports/bob.md": FILES["reports/bob.md"].replace("ana@", "x@")})
    before = _made(event)
    assert re.search(_MARKS, before.text)
    lines: dict[str, set[int]] = {}
    for name, line, _kind in traces(find("ana", "--format", "json")):
        lines.setdefault(name, set()).add(line or 0)
    lines["people.yml"] |= {5}  # "links:", which is part of the entry
    for name, gone in lines.items():
        path = event.srcdir / name
        if 0 in gone or name in {"reports/ana.md", "reports/both.md"}:
            path.unlink()
        else:
            kept = [x for n, x in enumerate(path.read_text().split("\n"), 1) if n not in gone]
            path.write_text("\n".join(kept))
    after = _made(event)
    assert "Bob Jones" in after.text
    assert not re.search(_MARKS, after.text)
    assert (before.pictures, after.pictures) == (5, 0)


_MARKS = r"(?i)\bana\b|ferreira|anouk|ana-gh"


class Made(NamedTuple):
    """What a build has made."""

    text: str
    pictures: int


def _made(project: Project) -> Made:
    shutil.rmtree(project.srcdir / "_build", ignore_errors=True)
    built = project.build(warnings=None, roundup_people="people.yml", html_copy_source=False)
    texts = [p.read_text() for p in built.outdir.rglob("*") if p.suffix in {".html", ".js"}]
    pictures = built.outdir / "_images"
    return Made("".join(texts), len(list(pictures.iterdir())) if pictures.is_dir() else 0)


@pytest.mark.parametrize(
    ("corpus", "who", "least"),
    [("mirage-2017-march", "Hannes Mehnert", 5), ("ropensci-unconf18", "Sean Hughes", 1)],
)
def test_real_reports(
    find: Callable[..., Ran], event: Project, corpora: Path, corpus: str, who: str, least: int
) -> None:
    """In real reports, each line with somebody's name is found, and it takes a second or two."""
    shutil.rmtree(event.srcdir / "reports")
    shutil.copytree(corpora / corpus / "site", event.srcdir, dirs_exist_ok=True)
    found = {(name, line) for name, line, _kind in traces(find(who, "--format", "json"))}
    assert len(found) >= least
    mine = {name for name, _line, kind in traces(find(who, "--format", "json")) if kind == "author"}
    for path in (event.srcdir / "reports").glob("*.md"):
        name = path.relative_to(event.srcdir).as_posix()
        for number, line in enumerate(path.read_text("utf-8", "replace").split("\n"), 1):
            assert who not in line or (name, number) in found or name in mine


def test_inert(find: Callable[..., Ran], event: Project) -> None:
    """No line of a stranger's acts on the terminal."""
    event.write({"reports/x.md": "@ana \x1b[31m\u202e red ##[error]\n", "a\x1bana.md": "Hi."})
    for form in ("text", "json"):
        ran = find("ana", "--format", form)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", ran.out + ran.err)
        assert form == "json" or "##[" not in ran.out


def test_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no text, too large, a link or not there has no lines; other encodings have."""
    path = tmp_path / "x"
    assert texts.read_lines(tmp_path, "x") == []
    path.write_bytes(b"a\0b")
    assert texts.read_lines(tmp_path, "x") == []
    path.write_bytes("\ufeffAna\r\nJosé\rX".encode())
    assert texts.read_lines(tmp_path, "x") == ["Ana", "José", "X"]
    (tmp_path / "link").symlink_to(path)
    assert texts.read_lines(tmp_path, "link") == []
    path.write_bytes("José\n".encode("latin-1"))
    assert texts.read_lines(tmp_path, "x") == ["José", ""]
    monkeypatch.setattr(texts, "MOST_BYTES", 1)
    assert texts.read_lines(tmp_path, "x") == []
