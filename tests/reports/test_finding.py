"""Folders, files and globs lead to the reports that people expect."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest

from sphinx_roundup.reports.finding import (
    FoundFiles,
    SkippedFile,
    find_reports,
    in_requested_order,
    natural_key,
    split_patterns,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_folder_is_all_reports_below_it(srcdir: Path, write: Callable[..., None]) -> None:
    """A folder means every Markdown and reST file below it, in natural order."""
    write("r/10.md", "r/2.MD", "r/Ana.rst", "r/ana b/index.md", "r/zoë.Rst", "x.md")
    filenames = ("r/2.MD", "r/10.md", "r/ana b/index.md", "r/Ana.rst", "r/zoë.Rst")
    for pattern in ("r", "r/", "./r", "/r", "x/../r"):
        assert find_reports(srcdir, "", [pattern]) == FoundFiles(filenames)


@pytest.mark.parametrize(
    ("pattern", "filenames"),
    [
        ("reports/*.md", ["trip/reports/ana.md", "trip/reports/bob.md"]),
        (
            "reports/**/*.md",
            ["trip/reports/ana.md", "trip/reports/bob.md", "trip/reports/d/cyd.md"],
        ),
        ("reports/[ab]*.*", ["trip/reports/ana.md", "trip/reports/bob.md"]),
        ("reports/?na.md", ["trip/reports/ana.md"]),
        ("/trip/*/d", ["trip/reports/d/cyd.md"]),
        ("/**/d/*", ["trip/reports/d/cyd.md"]),
        ("**/cyd.md", ["trip/reports/d/cyd.md"]),
        ("reports/d/cyd.md", ["trip/reports/d/cyd.md"]),
        ("../other", ["other/dan.md"]),
    ],
)
def test_patterns(
    srcdir: Path, write: Callable[..., None], pattern: str, filenames: list[str]
) -> None:
    """Patterns count from the page's folder, or with a slash from the source folder."""
    write("trip/reports/ana.md", "trip/reports/bob.md", "trip/reports/d/cyd.md", "other/dan.md")
    assert find_reports(srcdir, "trip", [pattern]) == FoundFiles(tuple(filenames))


def test_each_file_is_found_once(srcdir: Path, write: Callable[..., None]) -> None:
    """Several patterns give one list, each file once, in one order."""
    write("r/ana.md", "r/bob.md")
    found = find_reports(srcdir, "", ["r/bob.md", "r", "r/*.md"])
    assert found == FoundFiles(("r/ana.md", "r/bob.md"))


@pytest.mark.parametrize(
    "name",
    [
        *("README.md", "readme-first.md", "Contributing.md", "TEMPLATE.rst", "template-report.md"),
        *("_ana.md", ".ana.md", "_drafts/ana.md", ".git/ana.md", "templates/ana.md"),
    ],
)
def test_what_lies_beside_reports_is_left(
    srcdir: Path, write: Callable[..., None], name: str
) -> None:
    """Instructions, templates and hidden files are no reports, unless they are named."""
    write(f"r/{name}", "r/ana.md")
    assert find_reports(srcdir, "", ["r"]).filenames == ("r/ana.md",)
    found = find_reports(srcdir, "", ["r/**"])
    assert found.filenames == ("r/ana.md",)
    assert found.left_out == (
        () if name.startswith(".") else (f"r/{name.removesuffix('/ana.md')}",)
    )
    assert find_reports(srcdir, "", [f"r/{name}"]).filenames == (f"r/{name}",)
    if not name.startswith("."):
        assert find_reports(srcdir, "", [f"*/{name}"]).filenames == (f"r/{name}",)


@pytest.mark.parametrize("name", ["Contributing-to-Dune.md", "templates.md", "readmes.md"])
def test_names_that_only_begin_so(srcdir: Path, write: Callable[..., None], name: str) -> None:
    """Whole words count."""
    write(f"r/{name}")
    assert find_reports(srcdir, "", ["r"]) == FoundFiles((f"r/{name}",))


def test_readme_of_a_folder(srcdir: Path, write: Callable[..., None]) -> None:
    """A README is the report of its folder if there is no other, but never of the top folder."""
    write("r/README.md", "r/boat/README.rst", "r/pier/README.md", "r/pier/notes.md")
    write("r/sea/README.md", "r/sea/tide/Readme.md", "r/sea/tide/slides.docx", "r/_img/a.png")
    found = find_reports(srcdir, "", ["r"])
    assert found.filenames == ("r/boat/README.rst", "r/pier/notes.md", "r/sea/tide/Readme.md")
    assert found.left_out == ("r/pier/README.md", "r/README.md", "r/sea/README.md")
    assert found.skipped == ()
    assert find_reports(srcdir, "", ["r/*/README.md"]).filenames == (
        *("r/pier/README.md", "r/sea/README.md"),
    )


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            "run 'git lfs pull'",
        ),
        ("../../elsewhere/my words.md", "put '../../elsewhere/my words.md' here"),
        ("kim.md\n", "put 'kim.md' here"),
        ("All my words are in kim.md", None),
        ("https://ana.org/kim.md", None),
        ("../kim.md\n" + "and more words" * 100, None),
    ],
)
def test_pointers(srcdir: Path, write: Callable[..., None], content: str, hint: str | None) -> None:
    """What Git leaves in place of a file or a link is named, also where the page names it."""
    write("r/ana.md", content=content)
    for pattern in ("r", "r/ana.md"):
        found = find_reports(srcdir, "", [pattern])
        assert found.filenames == (() if hint else ("r/ana.md",))
        hints = [each.hint.partition(", as")[0] for each in found.skipped]
        assert hints == ([hint] if hint else [])


def test_existing_name_wins_over_glob(srcdir: Path, write: Callable[..., None]) -> None:
    """Brackets may be part of a name."""
    write("[2]/ana.md", "2/bob.md", "[2]/[a].md", "[2]/a.md")
    assert find_reports(srcdir, "", ["[2]/ana.md"]).filenames == ("[2]/ana.md",)
    assert find_reports(srcdir, "", ["[2]/[a].md"]).filenames == ("[2]/[a].md",)
    assert find_reports(srcdir, "", ["[2]/*.md"]).filenames == (
        *("[2]/[a].md", "[2]/a.md", "[2]/ana.md"),
    )


def test_composed_and_decomposed_names_are_the_same(
    srcdir: Path, write: Callable[..., None]
) -> None:
    """A name written on macOS is found by a pattern written elsewhere."""
    write("r/orru\u0300.md")
    assert find_reports(srcdir, "", ["r/orrù.md"]).filenames == ("r/orru\u0300.md",)


@pytest.mark.parametrize(
    "pattern",
    [
        "nowhere",
        "r/*.rst",
        "r/",
        "../docs-2",
        "../../etc/passwd",
        "/../secret.txt",
        "../secret.txt",
        "x" * 999,
        "a\0b",
    ],
)
def test_pattern_without_reports_is_told(srcdir: Path, pattern: str) -> None:
    """What leads to nothing, or out of the source folder, is given back as written."""
    (srcdir / "r").mkdir()
    assert find_reports(srcdir, "", [pattern]) == FoundFiles(unmatched=(pattern,))


@pytest.mark.parametrize(
    ("glob", "left"),
    [
        ("bob.md", ["ana.md", "d/cyd.md"]),
        ("*b*", ["ana.md", "d/cyd.md"]),
        ("reports/bob.md", ["ana.md", "d/cyd.md"]),
        ("/trip/reports/b*.md", ["ana.md", "d/cyd.md"]),
        ("reports/d/", ["ana.md", "bob.md"]),
        ("**/cyd.md", ["ana.md", "bob.md"]),
        ("d", ["ana.md", "bob.md", "d/cyd.md"]),
        ("r*", ["ana.md", "bob.md", "d/cyd.md"]),
        ("../../x", ["ana.md", "bob.md", "d/cyd.md"]),
    ],
)
def test_exclude(srcdir: Path, write: Callable[..., None], glob: str, left: list[str]) -> None:
    """Globs leave out files by name, by path and by folder; even files that are named."""
    write("trip/reports/ana.md", "trip/reports/bob.md", "trip/reports/d/cyd.md")
    found = find_reports(srcdir, "trip", ["reports"], [glob])
    assert found.filenames == tuple(f"trip/reports/{name}" for name in left)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ana.docx", "pandoc ana.docx -t gfm --extract-media=ana -o ana/index.md"),
        ("ana.ipynb", "pandoc ana.ipynb -t gfm --extract-media=ana -o ana/index.md"),
        (
            "Ana Silva.odt",
            "pandoc 'Ana Silva.odt' -t gfm --extract-media='Ana Silva' -o 'Ana Silva/index.md'",
        ),
        ("-o.html", "pandoc ./-o.html -t gfm --extract-media=./-o -o ./-o/index.md"),
        ("ana.doc", "save it as .docx or text first"),
        ("ana.DOC", "save it as .docx or text first"),
        ("ana.txt", "rename it to ana.md"),
        ("ana b.markdown", "rename it to 'ana b.md'"),
        ("ana.rest", "rename it to ana.rst"),
        (
            "ana.adoc",
            "asciidoctor -b docbook -o - ana.adoc | pandoc -f docbook -t gfm -o ana.md",
        ),
    ],
)
def test_other_formats_are_passed_over_with_a_cure(
    srcdir: Path, write: Callable[..., None], name: str, hint: str
) -> None:
    """What looks like a report is named with what makes it one."""
    write(f"r/{name}")
    assert find_reports(srcdir, "", ["r"]) == FoundFiles((), (SkippedFile(f"r/{name}", hint),))


@pytest.mark.parametrize("name", ["$(touch pwn).docx", "a;b.txt", "a'b.odt", "-rf.org"])
def test_cures_can_be_pasted(srcdir: Path, write: Callable[..., None], name: str) -> None:
    """A file's name means nothing to the shell that a hint is pasted into."""
    write(f"r/{name}")
    (told,) = find_reports(srcdir, "", ["r"]).skipped
    words = shlex.split(told.hint)
    assert [w for w in words if w.removeprefix("./") in {name, name.replace(".txt", ".md")}]
    subprocess.run(["sh", "-n", "-c", told.hint], check=True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("LICENSE", "many words"),
        ("ana.jpg", "a picture"),
        ("ana.md~", "a copy"),
    ],
)
def test_other_files_are_left_without_a_word(
    srcdir: Path, write: Callable[..., None], name: str, content: str | bytes
) -> None:
    """What doesn't look like a report isn't mentioned."""
    write(f"r/{name}", content=content)
    assert find_reports(srcdir, "", ["r"]) == FoundFiles(unmatched=("r",))


@pytest.mark.parametrize("report", ["ana.md", "ana.rst", "ana/index.md"])
def test_converted_file_is_not_told_again(
    srcdir: Path, write: Callable[..., None], report: str
) -> None:
    """Whoever followed the hint may keep the file it was made from."""
    write(f"r/{report}", "r/ana.docx", "r/anabel.docx")
    found = find_reports(srcdir, "", ["r"])
    assert [p.filename for p in found.skipped] == ["r/anabel.docx"]


def test_belongings_of_a_person_are_not_told(srcdir: Path, write: Callable[..., None]) -> None:
    """What lies in the folder of a report may be there for download."""
    write(
        "r/ana/index.md", "r/ana/slides.pdf", "r/ana/talk/notes.txt", "r/anabel.doc", "r/bob/x.txt"
    )
    found = find_reports(srcdir, "", ["r"])
    assert [p.filename for p in found.skipped] == ["r/anabel.doc", "r/bob/x.txt"]
    write("r/index.md")
    assert find_reports(srcdir, "", ["r"]).skipped == found.skipped


def test_named_file_is_read_whatever_its_suffix(srcdir: Path, write: Callable[..., None]) -> None:
    """A page may name a text file as a report, but not a file of another format."""
    write("ana.txt", "bob", "cyd.docx")
    found = find_reports(srcdir, "", ["ana.txt", "bob", "cyd.docx"])
    assert found.filenames == ("ana.txt", "bob")
    assert [p.filename for p in found.skipped] == ["cyd.docx"]


def test_links_to_files_are_found_and_folders_not_entered(
    srcdir: Path, write: Callable[..., None]
) -> None:
    """A linked file is found, so that reading can refuse it aloud; a linked folder isn't."""
    write("elsewhere/ana.md")
    (srcdir / "r").mkdir()
    (srcdir / "r/bad.md").symlink_to("../../secret.txt")
    (srcdir / "r/loop").symlink_to(".")
    (srcdir / "r/linked").symlink_to("../elsewhere")
    assert find_reports(srcdir, "", ["r"]) == FoundFiles(("r/bad.md",))
    for pattern in ("r/linked", "r/linked/", "r/linked/ana.md", "r/linked/*.md"):
        assert find_reports(srcdir, "", [pattern]) == FoundFiles(unmatched=(pattern,))


def test_folder_named_like_a_report_is_found(srcdir: Path) -> None:
    """Reading it says that it is no file."""
    (srcdir / "r/bad.md").mkdir(parents=True)
    assert find_reports(srcdir, "", ["r"]) == FoundFiles(("r/bad.md",))
    assert find_reports(srcdir, "", ["r/bad.md"]) == FoundFiles(("r/bad.md",))


@pytest.mark.parametrize("name", [b"caf\xe9.md", b"a\nb.md", b"a\x1bb.docx", b"caf\xe9/ana.md"])
def test_name_that_can_not_be_written_is_passed_over(srcdir: Path, name: bytes) -> None:
    """Such a file costs nobody the build; the hint is another name."""
    path = os.fsencode(srcdir) + b"/" + name
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - bytes
    with open(path, "wb") as stream:  # noqa: PTH123 - bytes
        stream.write(b"Some words.")
    found = find_reports(srcdir, "", ["."])
    assert found.filenames == ()
    assert [p.hint.split(":")[0] for p in found.skipped] == ["rename it"]
    assert find_reports(srcdir, "", [os.fsdecode(name)]).filenames == ()


def test_folder_that_can_not_be_opened_is_empty(
    srcdir: Path, write: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder without permission costs its own reports only."""
    write("r/ana.md", "r/closed/bob.md")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert find_reports(srcdir, "", ["r"]).filenames == ("r/ana.md",)


def test_deep_folders(srcdir: Path, write: Callable[..., None]) -> None:
    """A deep tree is no trouble."""
    filename = "a/" * 400 + "ana.md"
    write(filename)
    assert find_reports(srcdir, "", ["a"]).filenames == (filename,)


# -- Arguments ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("r/a.md r/b.md", ["r/a.md", "r/b.md"]),
        ("r/a.md\n\n  r/b.md ", ["r/a.md", "r/b.md"]),
        ("'r/c d.md' r/a.md", ["r/c d.md", "r/a.md"]),
        ("r/c\\ d.md", ["r/c d.md"]),
        ("r\\a.md", ["r\\a.md"]),
        ("r/c d.md", ["r/c d.md"]),
        ("r/c *.md", ["r/c *.md"]),
        ("r/x *.md", ["r/x", "*.md"]),
        ("it's here", ["it's", "here"]),
        ("''", ["''"]),
        ("../../x y", ["../../x", "y"]),
        ("r/*.md r/b.md", ["r/*.md", "r/b.md"]),
        ("r/a.md r/*", ["r/a.md", "r/*"]),
        ("r/* r/a.md", ["r/*", "r/a.md"]),
        ("* r/a.md", ["*", "r/a.md"]),
        ("**/*.md r/a.md", ["**/*.md", "r/a.md"]),
        ("r/a.md " * 600, ["r/a.md"] * 600),
        (" ".join(["r/a.md", *["r/b*.md"] * 300]), ["r/a.md", *["r/b*.md"] * 300]),
        ("'r/c d.md' r/[ab]*", ["r/c d.md", "r/[ab]*"]),
        ("my r/*.md", ["my r/*.md"]),
        ("my r/", ["my r/"]),
        ('"my r" r/a.md', ["my r", "r/a.md"]),
        ("r/o'e.md", ["r/o'e.md"]),
        ("r/o'e.md r/a.md", ["r/o'e.md", "r/a.md"]),
        ("", []),
        ("  ", []),
        ("\n\n", []),
    ],
    ids=lambda each: str(each)[:40],
)
def test_arguments(
    srcdir: Path, write: Callable[..., None], text: str, patterns: list[str]
) -> None:
    """Patterns are separated as in a shell; a line that exists or finds files is one."""
    write("r/a.md", "r/b.md", "r/c d.md", "r/o'e.md", "my r/e.md")
    assert split_patterns(text, srcdir, "") == patterns


# -- Order ---------------------------------------------------------------------------------

FILES = ("r/ana/index.md", "r/bob.md", "r/day-1/cyd.md", "r/day-2/cyd.md", "r/orrù.md")


@pytest.mark.parametrize(
    "names",
    [
        ["2.md", "10.md"],
        ["week-2", "Week-3", "week-10", "Week-11"],
        ["1", "a"],
        ["a", "a1", "a1b", "b"],
        ["9" * 50, "9" * 5000],
        ["3²", "٤"],
    ],
)
def test_numbers_count(names: list[str]) -> None:
    """Two comes before ten, capitals make no difference, anything can be compared."""
    backwards = names[::-1]
    assert names == sorted(backwards, key=natural_key)


def test_natural_key_is_blind_to_composition() -> None:
    """A name from macOS is sorted as the same name from elsewhere."""
    assert natural_key("e\u0301") == natural_key("é")


@pytest.mark.parametrize(
    "wish",
    ["reports/bob.md", "/r/bob.md", "bob.md", "bob", " bob.md "],
)
def test_wanted_file_comes_first(wish: str) -> None:
    """A line may be a path, a name or a stem."""
    wish = wish.replace("reports/", "../r/")
    assert in_requested_order(FILES, [wish], "pages") == (
        ("r/bob.md", "r/ana/index.md", "r/day-1/cyd.md", "r/day-2/cyd.md", "r/orrù.md"),
        (),
    )


def test_wanted_order_is_kept_and_the_rest_follows() -> None:
    """The lines' order counts, twice named is once shown, and blank lines are nothing."""
    wanted = ["r/orrù.md", "", "day-2/cyd", "ana", "orru\u0300"]
    assert in_requested_order(FILES, wanted, "") == (
        ("r/orrù.md", "r/day-2/cyd.md", "r/ana/index.md", "r/bob.md", "r/day-1/cyd.md"),
        (),
    )


@pytest.mark.parametrize("wish", ["zoe", "cyd.md", "cyd", "../../x", "b", "index.html"])
def test_unknown_wish_is_told(wish: str) -> None:
    """A line that fits no file, or several, is given back."""
    assert in_requested_order(FILES, [wish], "r") == (FILES, (wish,))
