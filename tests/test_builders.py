"""One page in every builder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Project

ANA = """\
---
author: Ana Sá
date: 2025-10-04
lang: pt
---
Hello[^1] from Ana,\\
on two lines.

## What I did

~~Nothing~~ <kbd>Much</kbd>. See [Bob](bob.rst).

[^1]: The note of Ana.
"""
BOB = """\
:author: Bob
:title: My week

Hello [1]_ from Bob. See `what Ana did <ana.md#what-i-did>`_.

.. [1] The note of Bob.
"""
BUILDERS = [
    "html",
    "dirhtml",
    "singlehtml",
    "latex",
    "epub",
    "text",
    "man",
    "linkcheck",
    "xml",
    "pseudoxml",
]


@pytest.fixture
def two(project: Project) -> Project:
    """Return a project with two reports."""
    project.write({"reports/ana.md": ANA, "reports/bob.rst": BOB})
    return project


def test_builders_share_a_doctree(two: Project) -> None:
    """Builders that follow each other in one doctree folder read the page once, and warn never."""
    for number, builder in enumerate(BUILDERS):
        status = two.build(builder).status
        assert ("0 added, 0 changed, 0 removed" in status) == (number > 0)


def test_latex(two: Project) -> None:
    """LaTeX has a section for each author, both notes, and the closing behind a rule."""
    tex = two.build("latex").read("*.tex")
    assert re.search(r"\\(chapter|section)\{Ana Sá\}", tex)
    assert tex.count("The note of Ana.") == tex.count("The note of Bob.") == 1
    assert tex.index("The note of Bob.") < tex.rindex(r"\hrule") < tex.index("PAGE")


def test_text(two: Project) -> None:
    """Plain text has the headings, the hard break, and the closing behind a rule."""
    text = two.build("text").read("index.txt")
    assert "Ana Sá\n======" in text
    assert re.search(r"from Ana,\s*\n\s*on two lines", text)
    assert re.search(r"Bob\..*\n={3,}\n\s*PAGE-END", text, re.DOTALL)


@pytest.mark.parametrize(("builder", "file"), [("text", "index.txt"), ("man", "*.1")])
def test_words_for_pictures(two: Project, builder: str, file: str, png: bytes) -> None:
    """Formats without pictures have their alt texts and captions."""
    report = """\
---
author: Chris
---
![A boat](a.png){align=right}

```{figure} a.png
:alt: A pier
:align: left

At low water
```
"""
    two.write({"reports/chris.md": report, "reports/a.png": png})
    text = two.build(builder).read(file)
    assert text.index("image: A boat") < text.index("image: A pier") < text.index("At low water")


def test_epub(two: Project) -> None:
    """The pages of an EPUB hold the closing apart, and a report's faces before the name."""
    built = two.build("epub")
    html = built.read("index.xhtml")
    assert html.index("The note of Bob.") < html.index("<hr") < html.index("PAGE-END")
    assert html.index('<p class="roundup-faces"') < html.index('<h2 class="roundup-name"')


def test_search_and_toc(two: Project) -> None:
    """Authors stand in the search index, in the page's contents and in its sidebar."""
    built = two.build()
    index = built.read("searchindex.js")
    assert '"ana s\\u00e1"' in index.lower() or "ana sá" in index
    toc = built.env.tocs["index"].astext()
    assert all(words in toc for words in ("Ana Sá", "What I did", "Bob"))
