"""``sphinx-roundup split``: a page that was written by hand becomes a page and reports."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from sphinx_roundup.commands import split
from sphinx_roundup.commands.cli import CannotRun
from sphinx_roundup.commands.sources import read_headings, replace_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Project, Ran

MARKDOWN = """\
---
title: Retreat
---

# Retreat

See [Bob](#bob-jones).

(ana)=
<a id="her"></a>

## Ana *Silva*

I saw ![a cat](img/cat.jpg).[^n]

Thanks to all!
---

```
## No heading
```

> ## Nor this

### What I did

More.

## Bob Jones

Again.

## Thanks

[Top](#retreat).

[^n]: Note
"""
RST = """\
=======
Retreat
=======

.. _her:

Ana
===

I saw Bob_. ::

   Not a title
   ===========

Sub
---

.. figure:: img/a.jpg

Bob
===

Hi.

Thanks
======

.. [1] Note
"""


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str, str], None]:
    """Return a function that writes a page."""

    def write(name: str, text: str) -> None:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())

    return write


def read(folder: Path) -> dict[str, str]:
    """Return the files below a folder."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {
        p.relative_to(folder).as_posix(): p.read_bytes().decode("utf-8", "replace") for p in paths
    }


@pytest.fixture
def cut(
    tmp_path: Path, page: Callable[..., None], command: Callable[..., Ran]
) -> Callable[..., dict[str, str]]:
    """Return a function that writes a page, cuts it, and returns the files."""

    def run(name: str, text: str, *options: str) -> dict[str, str]:
        page(name, text)
        ran = command("split", name, *options, "--write")
        assert (ran.status, ran.err) == (0, "")
        return read(tmp_path)

    return run


# -- The cut -----------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", ""])
@pytest.mark.parametrize(("name", "text"), [("page.md", MARKDOWN), ("page.rst", RST)])
def test_slices_are_the_page(
    tmp_path: Path, name: str, text: str, newline: str, start: str, end: str
) -> None:
    """The slices of all parts, joined, are the page, byte for byte, however its lines end."""
    source = start + (text.rstrip("\n") + end).replace("\n", newline)
    (tmp_path / name).write_bytes(source.encode())
    page = split.read_page(tmp_path / name)
    for level in range(1, 4):
        chosen = [heading for heading in page.headings if heading.level == level]
        parts = split.cut_page(page, chosen)
        assert "".join(map(page.slice_of, parts)) == source
        assert [part.heading for part in parts if part.heading] == chosen


def test_slices_of_real_texts(corpora: Path) -> None:
    """Real texts are cut at each of their headings, and nothing else is changed."""
    for path in sorted(corpora.rglob("reports/*.md")) + sorted(corpora.rglob("reports/*.rst")):
        with suppress(CannotRun):  # two aren't UTF-8
            page = split.read_page(path)
            parts = split.cut_page(page, page.headings)
            assert "".join(map(page.slice_of, parts)).encode() == path.read_bytes()
            assert [part.heading for part in parts if part.heading] == page.headings


def test_headings_of_markdown() -> None:
    """Headings in code, quotations, front matter and sentences above a rule are none."""
    headings = read_headings(MARKDOWN, "md")
    lines = MARKDOWN.split("\n")
    assert [(h.level, h.text, lines[h.start]) for h in headings] == [
        (1, "Retreat", "# Retreat"),
        (2, "Ana Silva", "(ana)="),
        (3, "What I did", "### What I did"),
        (2, "Bob Jones", "## Bob Jones"),
        (2, "Thanks", "## Thanks"),
    ]


def test_headings_of_rst() -> None:
    """A title's overline and the labels above it belong to it; literal blocks have no titles."""
    text = f"{RST}\nAt a form feed\f\n==============\n\nOne\n---\nTwo\n---\n---\nNo\n---\n"
    headings = read_headings(text, "rst")
    lines = text.split("\n")
    assert [(h.level, h.text, lines[h.start]) for h in headings] == [
        (1, "Retreat", "======="),
        (2, "Ana", ".. _her:"),
        (3, "Sub", "Sub"),
        (2, "Bob", "Bob"),
        (2, "Thanks", "Thanks"),
        (2, "At a form feed", "At a form feed\f"),
        (3, "One", "One"),
        (3, "Two", "Two"),
        (4, "No", "---"),
    ]


def test_markdown(cut: Callable[..., dict[str, str]]) -> None:
    """Reports get their lines as they are, and the page keeps the others."""
    lines = MARKDOWN.splitlines(keepends=True)
    ana, bob, thanks = (
        lines.index(f"{each}\n") for each in ("(ana)=", "## Bob Jones", "## Thanks")
    )
    assert cut("retreat.md", MARKDOWN, "--level", "2", "--closing", "thanks") == {
        "retreat/reports/ana-silva.md": "".join(lines[ana:bob]),
        "retreat/reports/bob-jones.md": "".join(lines[bob:thanks]),
        "retreat.md": "".join(lines[:ana])
        + "```{roundup} retreat/reports/\nana-silva.md\nbob-jones.md\n```\n\n"
        + "".join(lines[thanks:]),
    }


def test_shown_by_a_build(command: Callable[..., Ran], project: Project) -> None:
    """With a people file, the reports of a page that was cut have their authors."""
    text = "# Retreat\n\n## Ana Silva\n\nHi.\n\n## Bob Jones\n\nHo.\n"
    project.write({"index.md": text, "people.yml": "ana: Ana Silva\nbob: Bob Jones\n"})
    assert command("split", str(project.srcdir / "index.md"), "--level", "2", "--write").status == 0
    site = project.build(roundup_people="people.yml").page()
    assert [report.get("id") for report in site.reports()] == ["ana", "bob"]


@pytest.mark.parametrize("chosen", [("--level", "2"), ("--names", "names.txt")])
def test_topics_with_by_lines(
    page: Callable[..., None], cut: Callable[..., dict[str, str]], chosen: tuple[str, str]
) -> None:
    """Reports below topics are called after the authors in their first lines."""
    ana, bob = "## Tides\n\n*by Ana Silva*\n\nHi.\n", "## Boats\n__By: Bob Jones__\n\nHo.\n"
    page("names.txt", "Ana Silva\nbob jones")
    text = f"+++\n# no heading\n## Zoe\n+++\n# Retreat\n\n{ana}\n{bob}"
    files = cut("index.md", text, *chosen).items()
    assert {("reports/ana-silva.md", f"{ana}\n"), ("reports/bob-jones.md", bob)} < files
    assert len(files) == 4


def test_dry_run(tmp_path: Path, page: Callable[..., None], command: Callable[..., Ran]) -> None:
    """Without --write, the files are listed with the lines that they would have."""
    page("retreat.rst", RST)
    ran = command("split", "retreat.rst", "--level", "2", "--closing", "Thanks")
    assert read(tmp_path) == {"retreat.rst": RST}
    start = ran.out.splitlines()[:3]
    assert start == [
        "would write retreat.rst  (the directive in place of the reports)",
        "would write retreat/reports/ana.rst  (Ana: lines 5-19)",
        "would write retreat/reports/bob.rst  (Bob: lines 20-24)",
    ]


def test_text_between_reports(cut: Callable[..., dict[str, str]]) -> None:
    """Reports on both sides of the page's own text get a directive each."""
    text = "A\n=\nx\n\nAna\n---\nB\n=\n\nBob\n---\n\nCy\n--\n\nHi\n"
    assert cut("index.rst", text, "--level", "2")["index.rst"] == (
        "A\n=\nx\n\n.. roundup:: reports/ana.rst\n\nB\n=\n\n"
        ".. roundup:: reports/bob.rst reports/cy.rst\n\n"
    )


def test_directive_is_apart(cut: Callable[..., dict[str, str]]) -> None:
    """The directive has the page's line ends, and an empty line above it."""
    assert cut("my page.md", "Hi\r\n# Ana\r\nHo\r\n# Bob\r\n", "--level", "1") == {
        "my page.md": "Hi\r\n\r\n```{roundup} my-page/reports/\r\nana.md\r\nbob.md\r\n```\r\n\r\n",
        "my-page/reports/ana.md": "# Ana\r\nHo\r\n",
        "my-page/reports/bob.md": "# Bob\r\n",
    }


def test_file_names(cut: Callable[..., dict[str, str]]) -> None:
    """Each report has a name of its own that pages gather and every system has."""
    text = "Ana\n===\n\nREADME\n======\n\nana!\n====\n\nCon\n===\n\n🎉\n==\n"
    names = {"ana", "ana-1", "report-6146299c", "report-con", "report-readme"}
    files = cut("p.rst", text, "--level", "1")
    assert files.keys() == {"p.rst", *(f"p/reports/{name}.rst" for name in names)}


def test_names(tmp_path: Path, page: Callable[..., None], command: Callable[..., Ran]) -> None:
    """A file names the headings that begin a report; names without a heading are listed."""
    page("page.md", MARKDOWN)
    (tmp_path / "names.txt").write_text("\ufeffANA  silva\n\nCy\n", "utf-8")
    ran = command("split", "page.md", "--names", "names.txt")
    assert [line.rpartition("/")[2] for line in ran.out.splitlines() if "would" in line] == [
        "would write page.md  (the directive in place of the reports)",
        "ana-silva.md  (Ana Silva: lines 9-28)",
    ]
    assert ran.err == "the page has no heading for: Cy\n"
    ran = command("split", "page.md", "--names", "names.txt", "--level", "3")
    assert "no heading begins a report" in ran.err


def test_inert(page: Callable[..., None], command: Callable[..., Ran]) -> None:
    """Nothing in a page acts on a terminal or in a CI's log."""
    page("page.md", "# A\x1b[31m\u202e ##vso[x]y\n\n# ::error::x\n")
    ran = [command("split", "page.md"), command("split", "page.md", "--level", "1")]
    printed = "".join(each.out + each.err for each in ran)
    assert not re.search("[\x1b\u202e]|##vso|^::", printed, re.MULTILINE)
    assert "error::x" in printed


# -- What can't be done ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("page.md",), "level 2: Ana Silva\n  level 3: What I did\n  level 2: Bob Jones\n"),
        (("page.md", "--level", "4"), "no heading begins a report; the page has these headings"),
        (("empty.md", "--level", "1"), "the page has no headings"),
        (("page.md", "--level", "2", "--closing", "Nope"), "the page has no heading 'Nope'"),
        (("page.md", "--names", "none.txt"), "none.txt: No such file"),
        (("none.md", "--level", "1"), "none.md: No such file"),
        (("latin.md", "--level", "1"), "latin.md isn't UTF-8"),
        (("there.md", "--level", "1", "--write"), "there/reports exists already"),
        (("page.txt", "--level", "1"), "is no .md or .rst file"),
        (("blocked.md", "--level", "1", "--write"), "blocked/reports: Not a directory"),
        (("link.md", "--level", "2", "--write"), "link.md is a symbolic link, and isn't followed"),
        (("far.md", "--level", "1", "--write"), "far is a symbolic link, and isn't followed"),
        (("lost/index.md", "--level", "1", "--write"), "lost/reports: File exists"),
    ],
)
def test_cannot_run(
    tmp_path: Path,
    page: Callable[..., None],
    command: Callable[..., Ran],
    arguments: tuple[str, ...],
    told: str,
) -> None:
    """If nothing can be cut, a sentence says why, and nothing is written."""
    page("page.md", MARKDOWN)
    page("empty.md", "Hi.\n")
    (tmp_path / "there/reports").mkdir(parents=True)
    page("there.md", "# Ana\n")
    page("blocked.md", "# Ana\n")
    page("blocked", "")
    (tmp_path / "link.md").symlink_to("page.md")
    page("far.md", "# Ana\n")
    (tmp_path / "far").symlink_to("elsewhere", target_is_directory=True)
    page("elsewhere/ana.md", "Hi.\n")
    page("lost/index.md", "# Ana\n")
    (tmp_path / "lost/reports").symlink_to("../elsewhere/reports")
    (tmp_path / "latin.md").write_bytes("# José\n".encode("latin-1"))
    before = read(tmp_path)
    ran = command("split", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err
    assert read(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.rst", "".join(f"{'  ' * depth}* a\n\n" for depth in range(400))),
        ("page.md", "[a](" * 50_000),
    ],
)
def test_page_that_costs_too_much(
    page: Callable[..., None],
    command: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    text: str,
) -> None:
    """A page that is too deep or takes too long is refused in words."""
    monkeypatch.setattr(split, "_MOST_SECONDS", 1)
    page(name, text)
    ran = command("split", name)
    assert (ran.status, ran.out) == (2, "")
    assert f"split: {name} can't be read: it has too much in each other, or" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_page_that_cannot_be_replaced(tmp_path: Path) -> None:
    """A file is either replaced or left alone, and no temporary file remains."""
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "page.md", b"Hi")
    assert list(tmp_path.iterdir()) == []
