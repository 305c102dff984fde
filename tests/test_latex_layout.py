"""Layout of reports and of lists of people in LaTeX source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Project

NAMES = {"a": "Ána Sá", "b": "'Bo! \"D\" {F} 50%'", "c": "森田 健司"}


def tex_of(project: Project, **config: object) -> str:
    """Return the LaTeX source of a project."""
    (path,) = project.build("latex", **config).outdir.glob("*.tex")
    return path.read_text("utf-8")


@pytest.fixture
def named(project: Project) -> Project:
    """Return a project with authors of several names."""
    for key, name in NAMES.items():
        project.write({f"reports/{key}.md": f"---\nauthor: {name}\n---\nHello.\n"})
    return project


def test_index(named: Project) -> None:
    """Authors are in the index of a host that has one."""
    named.write({"more.md": "# More\n\n```{index} sea\n```\n\nSea.\n"})
    page = (named.srcdir / "index.md").read_text("utf-8")
    named.write({"index.md": f"{page}\n```{{toctree}}\nmore\n```\n"})
    quoted = r'@Bo"! ""D"" \sphinxleftcurlybrace{}F\sphinxrightcurlybrace{} 50\%}'
    tex = tex_of(named, latex_engine="xelatex", latex_use_xindy=False)
    assert r"\index{ana-sa@Ána Sá}" in tex
    assert r"\index{~森田-健司@森田 健司}" in tex
    assert quoted in tex
    assert r"\index{森田-健司@" in tex_of(named, latex_engine="xelatex")
    tex = tex_of(named, warnings=1)
    assert r"\index{ana-sa@" in tex
    assert "森" not in tex


def test_no_index(named: Project) -> None:
    """A host without an index gets none."""
    assert r"\index{" not in tex_of(named, latex_engine="xelatex")


def test_numbers_of_captions(project: Project) -> None:
    """Captions in reports have numbers if the host's have."""
    project.write({"reports/ana.md": "Hello.\n"})
    caption = r"\itshape %s#2"
    assert caption % "" in tex_of(project)
    assert caption % "#1: " in tex_of(project, numfig=True)


def test_mentions(project: Project) -> None:
    """Who mentions an author is small and grey."""
    project.write({"reports/ana.md": "---\nauthor: Ana\n---\nHello.\n"})
    project.write({"reports/bob.md": "---\nauthor: Bob\n---\nHello @ana.\n"})
    tex = tex_of(project)
    assert re.search(r"\{\\small\\color\[gray\]\{\.35\} Mentioned by .*\\par\}", tex)


def test_rule_above_reports(project: Project) -> None:
    """A line is above each report, but above the chapters of a manual."""
    page = (project.srcdir / "index.md").read_text("utf-8")
    root = "# Root\n\n```{toctree}\npage\n```\n"
    project.write({"reports/ana.md": "Hello.\n", "index.md": page})
    assert r"\ifdefined\chapter\else\rounduprule\fi\roundupreport{" in tex_of(project)
    project.write({"index.md": root, "page.md": page})
    assert "\n\\rounduprule\\roundupreport{" in tex_of(project)
