"""The example site: two editions, mentions across both, and a project that links into it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Project, text_of

if TYPE_CHECKING:
    from conftest import Built

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("example")]

EXAMPLE = Path(__file__).parents[1] / "example_site"
BASE = "https://tidelark.example.org/"

ROLES = {
    "external:roundup:person": ("ana", "Ana Ferreira", "spring-2026", "Ana Ferreira"),
    "external+tidelark:roundup:person": ("森田 健司", "森田 健司", "spring-2026", "森田 健司"),
    "external:roundup:report": ("autumn-2025/ana", "Ana Ferreira", "autumn-2025", "Ana Ferreira"),
    "external:roundup:event": ("autumn-2025", "Autumn retreat 2025", "autumn-2025", ""),
    "person": ("marit", "Marit Solbakken", "autumn-2025", "Marit Solbakken"),
}
"""Role -> target; words of the link, the page that it leads to, and what is read there."""
TINY = {
    "index.md": "# Next year\n\n" + "\n".join(f"- {{{r}}}`{ROLES[r][0]}`" for r in ROLES),
    "index.rst": "Next year\n=========\n\n" + "\n".join(f"- :{r}:`{ROLES[r][0]}`" for r in ROLES),
}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the example site as it is, built in a theme that the tests have."""
    project = Project(tmp_path_factory.mktemp("example").resolve())
    ignored = shutil.ignore_patterns("_build")
    shutil.copytree(EXAMPLE, project.srcdir, ignore=ignored, dirs_exist_ok=True)
    before = list(sys.path)
    try:
        return project.build(html_theme="basic")
    finally:
        sys.path[:] = before


def test_every_link_of_the_example_leads_somewhere(example: Built) -> None:
    """Links from page to page, and within each, find their anchors."""
    names = [path.stem for path in example.outdir.glob("*.html")]
    ids = {name: set(example.page(name).ids) for name in names}
    links = 0
    for name in sorted(example.env.found_docs):
        for href in (a.get("href", "") for a in example.page(name).all("a")):
            page, _sign, anchor = href.partition("#")
            if anchor and ":" not in page and "?" not in page:
                assert anchor in ids[page.removesuffix(".html") or name], (name, href)
                links += 1
    assert links > 200


@pytest.mark.parametrize("page", TINY)
def test_another_project_links_into_the_example(example: Built, tmp_path: Path, page: str) -> None:
    """A tiny project links to the example's people, reports and events by intersphinx."""
    srcdir = tmp_path.resolve() / "tiny"
    srcdir.mkdir()
    project = Project(srcdir)
    (srcdir / "index.md").unlink()
    project.write({page: TINY[page] + "\n"})
    tiny = project.build(
        extensions=["myst_parser", "sphinx.ext.intersphinx", "sphinx_roundup"],
        intersphinx_mapping={"tidelark": (BASE, str(example.outdir / "objects.inv"))},
    )
    links = [a for a in tiny.page().all("a") if (a.get("href") or "").startswith(BASE)]
    for link, (_target, words, docname, read) in zip(links, ROLES.values(), strict=True):
        assert text_of(link) == words
        path, _sign, anchor = link.get("href", "").removeprefix(BASE).partition("#")
        assert path == f"{docname}.html"
        if read:
            assert read in text_of(example.page(docname).by_id(anchor))
