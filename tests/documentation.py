"""The project's own documentation, built and taken apart."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from conftest import Project, picture
from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Built

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PICTURES = ("furo-wide-dark.jpg", "furo-narrow-light.jpg", "sphinx_rtd_theme-wide-light.jpg")
"""What the gallery is to show, whatever has been made."""


def copy_docs(folder: Path) -> Path:
    """Copy the documentation, and what it takes from the project's top; return its source."""
    docs = folder.resolve() / "docs"
    shutil.copytree(DOCS, docs, ignore=shutil.ignore_patterns("_build", "__pycache__"))
    shutil.copy(ROOT / "CHANGELOG.md", docs.parent)
    return docs


def build_docs(folder: Path) -> Built:
    """Build the documentation, in a theme of Sphinx's own."""
    docs = copy_docs(folder)
    written = {name: (docs / name).read_bytes() for name in ("conf.py", "index.md")}
    for name in PICTURES:
        written[f"gallery/{name}"] = picture("JPEG")
    project = Project(docs)
    project.write(written)
    before = list(sys.path)
    try:
        return project.build(html_theme="basic", html_theme_options={}, warnings=None)
    finally:
        sys.path[:] = before


class Sample(NamedTuple):
    """A block of code in the documentation."""

    docname: str
    language: str
    caption: str
    """The file that it is, empty where it is none."""
    text: str


def samples_of(doctree: nodes.document, docname: str) -> Iterator[Sample]:
    """Give the blocks of code of a page."""
    for block in doctree.findall(nodes.literal_block):
        parent = block.parent
        captions = [c for c in parent.children if isinstance(c, nodes.caption)]
        caption = captions[0].astext() if captions else ""
        yield Sample(docname, block.get("language", ""), caption, f"{block.astext().rstrip()}\n")
