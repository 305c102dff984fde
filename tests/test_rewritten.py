"""A page is written again when something that it shows changes elsewhere, and only then."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from sphinx.cmd.build import build_main

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Built, Project

ANA = "---\nauthor: Ana\n---\n\nMy %s words.\n"
BOB = {"reports/bob.md": "---\nauthor: Bob\n---\n\nHello.\n"}
HOST = {
    "reports/ana.md": ANA % "first",
    "other.md": "# Another page\n\nZebra.\n",
    "people.md": "---\norphan: true\n---\n\n# People\n\n```{roundup-people}\n```\n",
    "index.md": "# Retreat\n\n```{roundup} reports/*.md\n```\n\n```{toctree}\nother\n```\n",
}
PAGES = ("index", "other", "people")


@pytest.fixture
def host(project: Project) -> Project:
    """Return a project of three pages, built once."""
    project.write(HOST)
    project.build()
    return project


def _age(outdir: Path) -> None:
    """Let all pages in an output folder be from an hour after now: newer than any source."""
    for path in outdir.rglob("*.*"):
        os.utime(path, (4_000_000_000, 4_000_000_000))


def _written(outdir: Path, suffix: str = ".html") -> set[str]:
    """Return the pages that were written since :func:`_age`."""
    files = {docname: outdir / f"{docname}{suffix}" for docname in PAGES}
    return {name for name, path in files.items() if path.stat().st_mtime < 4_000_000_000}


def _build_into(project: Project, outdir: Path, builder: str = "html") -> None:
    """Build into another folder from the same doctrees."""
    doctrees = project.srcdir / "_build" / "doctrees"
    options = ["-q", "-D", "template_bridge=conftest.Templates", "-b", builder]
    options += ["-d", str(doctrees), str(project.srcdir), str(outdir)]
    assert build_main(options) == 0


def _html(project: Project) -> Path:
    return project.srcdir / "_build" / "html"


# -- Where something changes -------------------------------------------------------------


def test_page_that_lists_people(host: Project) -> None:
    """A list of people is written again, without being read, when another page's reports are."""
    _age(_html(host))
    host.write(BOB)
    built = host.build()
    assert "0 added, 1 changed, 0 removed" in built.status
    assert _written(built.outdir) == {"index", "people"}
    assert "Bob" in built.page("people").text


def test_mention_on_another_page(host: Project) -> None:
    """A page whose own files stay as they are shows a new "Mentioned by"."""
    page = "---\norphan: true\n---\n\n# Autumn\n\n```{roundup} autumn/*.md\n```\n"
    host.write({"autumn.md": page, "autumn/cyd.md": "---\nauthor: Cyd\n---\n\nHello.\n"})
    config = {"exclude_patterns": ["reports", "autumn/*"]}
    host.build(**config)
    host.write({"people.yml": "ana: Ana\ncyd: Cyd\n"})
    config["roundup_people"] = "people.yml"
    host.build(**config)
    _age(_html(host))
    host.write({"autumn/cyd.md": "---\nauthor: Cyd\n---\n\nHello @ana.\n"})
    built = host.build(**config)
    assert "index" in _written(built.outdir)
    assert "Mentioned by Cyd" in built.page().text


@pytest.mark.parametrize("between", ["text", "singlehtml"])
def test_another_builder_in_between(host: Project, between: str) -> None:
    """A page that another builder has read after an edit is written by the next one, too."""
    _age(_html(host))
    host.write({"reports/ana.md": ANA % "second"} | BOB)
    host.build(between)
    built = host.build()
    assert "0 added, 0 changed, 0 removed" in built.status
    assert _written(built.outdir) == {"index", "people"}
    assert "My second words." in built.page().text
    assert "Bob" in built.page("people").text


@pytest.mark.parametrize("builder", ["html", "text"])
def test_two_output_folders(host: Project, builder: str) -> None:
    """Each of two folders that are written from one of doctrees has the right pages."""
    other = host.srcdir / "_build" / "elsewhere"
    suffix = {"text": ".txt", "xml": ".xml"}.get(builder, ".html")
    host.build(builder)
    _build_into(host, other, builder)
    host.write({"reports/ana.md": ANA % "second"})
    host.build(builder)
    _build_into(host, other, builder)
    assert "My second words." in (other / f"index{suffix}").read_text("utf-8")


# -- Where nothing changes ---------------------------------------------------------------


def _touch(html: Path) -> None:
    os.utime(html / ".buildinfo", (1, 1))


def _copy(html: Path) -> None:
    """Put a copy in the place of the output folder, as a cache of a CI does."""
    shutil.copytree(html, html.with_name("copy"))
    shutil.rmtree(html)
    html.with_name("copy").rename(html)


@pytest.mark.parametrize("change", [lambda _html: None, _touch, _copy])
def test_nothing_to_write(host: Project, change: object) -> None:
    """Where nothing changed no page is written, whatever was done to the output folder."""
    html = _html(host)
    _age(html)
    change(html)  # type: ignore[operator] # one of the three
    built = host.build()
    assert "0 added, 0 changed, 0 removed" in built.status
    assert "no targets are out of date" in built.status
    assert _written(html) == set()


def test_copy_elsewhere(host: Project) -> None:
    """In a folder that nothing is known of, pages without reports stay as they are."""
    other = host.srcdir / "_build" / "elsewhere"
    shutil.copytree(_html(host), other)
    _age(other)
    _build_into(host, other)
    assert _written(other) == {"index", "people"}
    _age(other)
    _build_into(host, other)
    assert _written(other) == set()


@pytest.mark.parametrize("builder", ["latex", "singlehtml", "epub"])
def test_nothing_in_vain(host: Project, builder: str) -> None:
    """Builders that take turns save no environment and write no page where all is as it was."""
    config = {"project": "P", "version": "1", "epub_copyright": "Ana"}
    host.build(**config)
    host.build(builder, warnings=None, **config)
    _age(_html(host))
    pickle = host.srcdir / "_build" / "doctrees" / "environment.pickle"
    before = pickle.stat().st_mtime_ns
    host.build(builder, warnings=None, **config)
    host.build(**config)
    assert pickle.stat().st_mtime_ns == before
    assert _written(_html(host)) == set()


BUILDER = """
from sphinx.builders.html import StandaloneHTMLBuilder

class Own(StandaloneHTMLBuilder):
    name = "own"
    search = False
    def write_documents(self, docnames):
        for docname in sorted(docnames):
            (self.outdir / f"{docname}.html").write_text("<p>own</p>", "utf-8")

def setup(app):
    app.add_builder(Own)
"""


def test_builder_that_writes_by_itself(host: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A builder with a ``write_documents()`` of its own writes nothing again, either."""
    host.write({"roundup_own_builder.py": BUILDER})
    monkeypatch.syspath_prepend(host.srcdir)
    config = {"extensions": ["myst_parser", "sphinx_roundup", "roundup_own_builder"]}
    outdir = host.build("own", **config).outdir
    _age(outdir)
    host.build("own", **config)
    assert _written(outdir) == set()
    host.write(BOB)
    host.build("own", **config)
    assert _written(outdir) == {"index", "people"}


def _digests(built: Built) -> dict[tuple[str, str], dict[str, str]]:
    return built.env.get_domain("roundup").written  # type: ignore[attr-defined]


def test_pages_that_are_gone(host: Project) -> None:
    """Nothing is remembered of pages that are gone, and nothing of a project without reports."""
    (host.srcdir / "people.md").unlink()
    (known,) = _digests(host.build()).values()
    assert known.keys() == {"index"}
    host.write({"index.md": "# Retreat\n\n```{toctree}\nother\n```\n"})
    assert _digests(host.build(fresh=True)) == {}
