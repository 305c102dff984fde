"""Faults of files, clocks and processes during a build."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from cases import FM
from conftest import Page

from sphinx_roundup.pictures import store
from sphinx_roundup.reports import reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Project
    from oracle import Stage

pytestmark = pytest.mark.slow

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has nothing like it")

HOOK = """
import os, pathlib
bad = pathlib.Path(__file__).parent / "reports" / "bad.md"

def setup(app):
    app.connect("env-before-read-docs", lambda *args: (DO))
"""


@pytest.mark.parametrize("do", ["bad.unlink()", "bad.write_text('CHANGED')"])
def test_before_it_is_found(stage: Stage, do: str) -> None:
    """OF1: a report that goes or changes before it is read is read as it then is."""
    conf = (stage.srcdir / "conf.py").read_text("utf-8")
    stage.project.write({"conf.py": conf + HOOK.replace("DO", do)})
    outcome = stage.judge(FM + "KEEP\n", again=False)
    assert outcome.told == []
    assert "KEEP" not in outcome.text


def _remove(path: Path) -> None:
    path.unlink()


def _link(path: Path) -> None:
    path.unlink()
    path.symlink_to("../../secret.txt")


@posix
@pytest.mark.parametrize("fault", [_remove, _link])
def test_between_finding_and_reading(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: Callable[[Path], None]
) -> None:
    """A report that goes, or becomes something else, once it is found has a line in its place."""
    bad = stage.srcdir / "reports" / "bad.md"
    read = reading.read_text

    def read_later(srcdir: Path, filename: str, *args: Any) -> reading.SourceText:
        if filename.endswith("bad.md") and bad.is_file() and not bad.is_symlink():
            fault(bad)
        return read(srcdir, filename, *args)

    monkeypatch.setattr("sphinx_roundup.reports.record.read_text", read_later)
    outcome = stage.judge(FM + "KEEP\n", again=False)
    assert outcome.lines == [1]
    assert "could not be shown" in outcome.text


@posix
def test_picture_is_a_pipe(stage: Stage) -> None:
    """Nor does a pipe under a picture's name, or a download's."""
    for name in ("pic.png", "pic.svg", "data.zip"):
        os.mkfifo(stage.srcdir / "reports" / name)
    outcome = stage.judge(f"{FM}![ALT](pic.png) ![ALT2](pic.svg) [DATA](data.zip) KEEP\n")
    assert outcome.lines == [4]
    assert all(words in outcome.text for words in ("ALT", "ALT2", "DATA", "KEEP"))


@posix
def test_name_in_no_encoding(stage: Stage) -> None:
    """A file name that is no text is told with a cure, in letters that any log can print."""
    path = os.fsencode(stage.srcdir) + b"/reports/bad\xff.md"
    with open(path, "wb") as stream:  # noqa: PTH123 - no Path has such a name
        stream.write(FM.encode() + b"KEEP\n")
    outcome = stage.judge(name="bad*")
    assert len(outcome.told) == 1
    assert outcome.built.warnings[0].isascii()


def _start(project: Project, outdir: Path) -> subprocess.Popen[bytes]:
    """Begin a build in a process of its own."""
    command = [sys.executable, "-m", "sphinx", "-q", str(project.srcdir), str(outdir)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)


def test_two_builds_in_one_folder(stage: Stage, tmp_path: Path) -> None:
    """OF6: two builds in one folder at once hurt nothing that a third doesn't mend."""
    stage.put({"bad.md": FM + "KEEP\n"})
    for process in [_start(stage.project, tmp_path / "out") for _ in range(2)]:
        process.wait(120)
    assert _start(stage.project, tmp_path / "out").wait() == 0
    page = Page((tmp_path / "out" / "index.html").read_text("utf-8"))
    assert all(words in page.text for words in ("GOOD1", "KEEP", "GOOD2", "PAGE-END"))


def test_pictures_on_a_full_disk(stage: Stage, png: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures for which there was no room are told, and shown once there is some."""
    stage.put({"bad.md": f"{FM}![ALT](p.png) KEEP\n", "p.png": png})

    def refuse(*_args: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(store, "_write", refuse)
        outcome = stage.judge(again=False)
    assert outcome.lines == [4]
    assert "ALT" in outcome.text
    outcome = stage.judge()
    assert outcome.lines == []
    assert [e.get("alt") for e in outcome.page.all("img", outcome.page.report("bad"))] == ["ALT"]


@pytest.mark.parametrize("content", [b"", b"[" * 99_999, b"\xff{}"])
def test_damaged_memories(stage: Stage, png: bytes, content: bytes) -> None:
    """What is stored of pictures may be anything, and the page is the same."""
    stage.put({"bad.md": f"{FM}![ALT](p.png) KEEP\n", "p.png": png})
    before = stage.judge(again=False).built.read("index.html")
    folder = stage.srcdir / "_build" / "doctrees" / "roundup"
    damaged = [path for path in folder.rglob("*") if path.is_file()]
    for path in damaged:
        path.write_bytes(content)
    (stage.srcdir / "_build" / "doctrees" / "environment.pickle").unlink()
    assert len(damaged) == 2
    assert stage.judge().built.read("index.html") == before
