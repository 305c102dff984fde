"""A build that was killed leaves nothing wrong: the next gives what a clean one gives."""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import photos
import pytest
from conftest import Page
from sphinx.cmd.build import build_main
from sphinx.errors import SphinxParallelError

if TYPE_CHECKING:
    from conftest import Built, Project

ANA = "---\nauthor: Ana\n---\n\nMy %s words.\n"
HOST = {
    "reports/ana.md": ANA % "first" + "\n![A drawing](p.png)\n",
    "other.md": "# Another page\n\nZebra.\n",
    "index.md": "# Retreat\n\n```{roundup} reports/*.md\n```\n\n```{toctree}\nother\n```\n",
}


class Killed(BaseException):
    """What nobody catches."""


@pytest.fixture
def host(project: Project) -> Project:
    """Return a project of two pages, built before a report was edited, and lost its picture."""
    project.write(HOST | {"reports/p.png": photos.encoded("PNG")})
    project.build()
    (project.srcdir / "reports" / "p.png").unlink()
    project.write({"reports/ana.md": ANA % "second"})
    return project


def _break(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException, **how: Any
) -> None:
    """Build while a file that has just been opened to be written can't be."""
    opened = open

    def stop(path: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        stream = opened(path, mode, *args, **kwargs)
        if "w" in mode and Path(str(path)).name.startswith(name):
            stream.close()
            raise error
        return stream

    with monkeypatch.context() as patched:
        patched.setattr(builtins, "open", stop)
        patched.setattr(io, "open", stop)
        project.build(warnings=None, **how)


def _kill(project: Project, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(Killed):
        _break(project, monkeypatch, name, Killed())


def _pages(built: Built) -> dict[str, bytes]:
    """Return all that is in an output folder."""
    files = (path for path in built.outdir.rglob("*") if path.is_file())
    return {str(p.relative_to(built.outdir)): p.read_bytes() for p in files}


def _clean(project: Project, **config: Any) -> dict[str, bytes]:
    shutil.rmtree(project.srcdir / "_build")
    return _pages(project.build(**config))


@pytest.mark.parametrize(
    "name",
    [
        "reading",
        "index.doctree",
        "pictures",
        "shown",
        "environment.pickle",
        "written-",
        "index.html",
        "other.html",
        "other.md.txt",
        "genindex.html",
        ".buildinfo",
        "searchindex.js",
        "searchindex.new",
        "objects.inv",
    ],
)
def test_killed_while_writing(host: Project, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Whatever file was just being written."""
    host.write({"other.md": "# Another page\n\nQuagga.\n"})  # and a word is gone from the index
    _kill(host, monkeypatch, name)
    assert _pages(host.build(warnings=None)) == _clean(host)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("parallel", [0, 2])
@pytest.mark.parametrize("name", ["index.html", "other.html", "index.doctree", "objects.inv"])
def test_full_disk(
    host: Project, monkeypatch: pytest.MonkeyPatch, name: str, parallel: int, language: str
) -> None:
    """Nor does a build leave anything wrong that found no room, whether Sphinx ends or goes on."""
    host.build(language=language)
    shutil.rmtree(host.srcdir / "_build" / "html")  # with what another language left behind
    host.build(language=language)
    host.write({"other.md": "# Another page\n\nQuagga.\n", "reports/ana.md": ANA % "third"})
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with suppress(OSError, SphinxParallelError):
        _break(host, monkeypatch, name, error, parallel=parallel, language=language)
    assert _pages(host.build(language=language)) == _clean(host, language=language)


def test_killed_and_edited_back(host: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of an edit that was undone after the kill are nowhere, whatever builder is next."""
    _kill(host, monkeypatch, "environment.pickle")
    host.write({"reports/ana.md": ANA % "first"})
    assert "My first words." in host.build("text").read("index.txt")
    assert "My first words." in Page(host.build().read("index.html")).text


def test_some_pages_alone(host: Project) -> None:
    """A page that was read while only another one was written is written by the next build."""
    host.write({"alone.md": "---\norphan: true\n---\n\n# Alone\n"})
    out = host.srcdir / "_build"
    options = ["-q", "-d", str(out / "doctrees"), str(host.srcdir), str(out / "html")]
    assert build_main([*options, str(host.srcdir / "alone.md")]) == 0
    assert "My first words." in Page((out / "html" / "index.html").read_text("utf-8")).text
    assert "My second words." in Page(host.build().read("index.html")).text
    (out / "html" / "index.html").unlink()
    (out / "html" / "other.html").write_text("By hand.")
    assert host.build().read("other.html") == "By hand."


@pytest.mark.parametrize("content", ["", "[]", "{"])
def test_damaged_notes(host: Project, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    """What was noted of a build may be anything, and all is read and written again."""
    _kill(host, monkeypatch, "environment.pickle")
    notes = [*(host.srcdir / "_build" / "doctrees" / "roundup").glob("[rw]*.json")]
    assert len(notes) == 2
    for note in notes:
        note.write_text(content)
    assert _pages(host.build()) == _clean(host)


def test_two_output_folders(host: Project) -> None:
    """What was taken back goes from each of two folders that are written from one of doctrees."""
    host.write(HOST | {"reports/p.png": photos.encoded("PNG")})
    built, other = host.build(), host.srcdir / "other"
    sphinx = ["-q", "-d", str(built.app.doctreedir), str(host.srcdir)]
    assert build_main([*sphinx, str(other)]) == 0
    assert [*(other / "_images").iterdir()]
    host.write({"reports/ana.md": ANA % "second"})
    host.build()
    assert build_main([*sphinx, str(other)]) == 0
    assert not [*(other / "_images").iterdir()]


def test_another_builder_in_between(host: Project) -> None:
    """A page that another builder has read after an edit is written by the next one, too."""
    host.build("text")
    assert "My second words." in Page(host.build().read("index.html")).text


@pytest.mark.parametrize("builder", ["latex", "singlehtml", "text", "dummy"])
def test_nothing_in_vain(host: Project, builder: str) -> None:
    """Where all is as it was, nothing is written again, and no environment is saved."""
    host.build()
    host.build(builder)
    pickle = host.srcdir / "_build" / "doctrees" / "environment.pickle"
    page = host.srcdir / "_build" / "html" / "other.html"
    before = pickle.stat().st_mtime_ns, page.stat().st_mtime_ns
    host.build(builder)
    host.build()
    assert (pickle.stat().st_mtime_ns, page.stat().st_mtime_ns) == before


def test_no_room_for_notes(host: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without room for notes a page is built all the same."""
    opened = open

    def refuse(path: Any, *args: Any, **kwargs: Any) -> Any:
        if Path(str(path)).name.startswith(("reading", "written")):
            raise OSError
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(io, "open", refuse)
    assert "My second words." in Page(host.build().read("index.html")).text


def test_pages_that_are_gone(host: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is deleted after a kill is asked for by nobody."""
    _kill(host, monkeypatch, "environment.pickle")
    (host.srcdir / "other.md").unlink()
    host.write({"index.md": "# Retreat\n\n```{roundup} reports/*.md\n```\n"})
    assert "My second words." in Page(host.build().read("index.html")).text
