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
from sphinx.util.osutil import copyfile

if TYPE_CHECKING:
    from collections.abc import Callable

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


def _clean(project: Project, builder: str = "html", **config: Any) -> dict[str, bytes]:
    shutil.rmtree(project.srcdir / "_build")
    return _pages(project.build(builder, **config))


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


def _alone(host: Project, *options: str, builder: str = "html") -> None:
    """Build a page that has nothing to do with the others, into the folders of all."""
    host.write({"alone.md": "---\norphan: true\n---\n\n# Alone\n"})
    out = host.srcdir / "_build"
    folders = [str(host.srcdir), str(out / builder), str(host.srcdir / "alone.md")]
    options = ("-q", "-b", builder, "-d", str(out / "doctrees"), *options)
    assert build_main([*options, *folders]) == 0


@pytest.mark.parametrize("builder", ["html", "dirhtml", "text", "xml"])
def test_some_pages_alone(host: Project, builder: str) -> None:
    """A page that was read while only another one was written is written by the next build."""
    host.build(builder)
    host.write({"reports/ana.md": ANA % "third"})
    _alone(host, builder=builder)
    assert _pages(host.build(builder)) == _clean(host, builder=builder)


def test_root_page_of_an_ebook(host: Project) -> None:
    """Nor is a page written that a builder looks at for something else."""
    config = {"project": "P", "version": "1", "epub_copyright": "Ana"}
    host.build("epub", warnings=None, **config)
    host.write({"reports/ana.md": ANA % "third"})
    _alone(host, *(f"-D{name}={value}" for name, value in config.items()), builder="epub")
    assert "My third words." in host.build("epub", warnings=None, **config).read("index.xhtml")


PEOPLE = "---\norphan: true\n---\n\n# People\n\n```{roundup-people}\n```\n"


@pytest.mark.parametrize("how", ["alone", "killed", "two folders"])
def test_answers_of_other_pages(host: Project, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """What a page shows of others is noted once it is written, for each output folder."""
    host.write({"people.md": PEOPLE})
    host.build()
    other = host.srcdir / "_build" / "other"
    options = ["-q", "-d", str(other.parent / "doctrees"), str(host.srcdir), str(other)]
    assert build_main(options) == 0
    host.write({"reports/bob.md": "---\nauthor: Bob\n---\n\nHello.\n"})
    if how == "alone":
        _alone(host)
    elif how == "killed":
        _kill(host, monkeypatch, "written-")
    else:
        assert build_main(options) == 0
    built = host.build()
    assert "Bob" in built.page("people").text
    assert _pages(built) == _clean(host)


def test_numbers_of_other_pages(host: Project) -> None:
    """Figures that have other numbers now are written again, too."""
    figure = "\n```{figure} reports/p.png\nFigure.\n```\n"
    host.write({"reports/p.png": photos.encoded("PNG")})
    host.write({"first.md": f"# First\n{figure}", "other.md": f"# Another page\n{figure}"})
    toctree = "# Retreat\n\n```{roundup} reports/*.md\n```\n\n```{toctree}\n:numbered:\n"
    host.write({"index.md": f"{toctree}\nfirst\nother\n```\n"})
    config = {"numfig": True, "numfig_secnum_depth": 0}
    host.build(**config)
    host.write({"first.md": f"# First\n{figure}{figure}"})
    _alone(host, "-Dnumfig=1", "-Dnumfig_secnum_depth=0")
    assert "Fig. 3" in host.build(**config).page("other").text


def test_without_notes(host: Project) -> None:
    """An output folder of which nothing is known is written again."""
    shutil.rmtree(host.srcdir / "_build" / "doctrees")
    _alone(host)
    assert "My second words." in host.build().page().text


def test_output_from_elsewhere(host: Project) -> None:
    """Nor does the next build believe what isn't its own."""
    html = host.srcdir / "_build" / "html"
    shutil.copytree(html, html.with_name("kept"))
    host.build()
    shutil.rmtree(html)
    html.with_name("kept").rename(html)
    assert "My second words." in host.build().page().text


@pytest.mark.parametrize("how", ["alone", "killed"])
def test_other_settings(host: Project, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Pages have the settings of the last build, though Sphinx has noted them before it."""
    host.build()
    if how == "alone":
        _alone(host, "-Dhtml_title=Renamed")
    else:
        with pytest.raises(Killed):
            _break(host, monkeypatch, ".buildinfo", Killed(), html_title="Renamed")
    built = host.build(html_title="Renamed")
    assert all("Renamed" in built.page(name).text for name in ("index", "other"))


def test_no_room_for_a_picture(host: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that couldn't be copied is copied by the next build."""
    host.write(HOST | {"reports/p.png": photos.encoded("PNG", photos.drawn((90, 50)))})
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with monkeypatch.context() as full:
        full.setattr("sphinx.builders.html.copyfile", _full_of(error))
        host.build(warnings=1)
    built = host.build()
    assert len([*(built.outdir / "_images").iterdir()]) == 1


def _full_of(error: OSError) -> Callable[..., None]:
    def refuse(source: Any, destination: Any, **how: Any) -> None:
        if "_images" in str(destination):
            raise error
        copyfile(source, destination, **how)

    return refuse


def test_warnings_that_are_none_of_failures(host: Project) -> None:
    """What a report or an extension says is no failure to write."""
    conf = (host.srcdir / "conf.py").read_text("utf-8")
    bad = (
        "\nfrom sphinx.util import logging\n"
        "def tell(app, *args):\n"
        "    logging.getLogger('own').warning('error writing file %s: %s', 'x', 'y')\n"
        "def setup(app):\n    app.connect('env-check-consistency', tell)\n"
    )
    host.write({"conf.py": conf + bad})
    host.write({"reports/ana.md": "{ref}`error writing file x: y`\n"})
    host.build(warnings=2)
    page = host.srcdir / "_build" / "html" / "other.html"
    before = page.stat().st_mtime_ns
    host.build(warnings=0)
    assert page.stat().st_mtime_ns == before


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
