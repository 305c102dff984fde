"""Directives and badges of sphinx-design in reports, in projects with it and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import Project, picture, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built

WITHOUT = ["myst_parser", "sphinx_roundup"]

MD = """\
---
author: Ana
---
::::{grid} 1 2 3
:gutter: 2

:::{grid-item-card} The *gauge*
:img-top: p.png
:img-alt: a gauge
:link: https://example.org/gauge
HEAD
^^^
CARD-BODY
+++
FOOT
:::
::::

:::::{tab-set}
::::{tab-item} FIRST-TAB
TAB-WORDS
::::
:::::

:::{dropdown} The *title*
:open:
HIDDEN-WORDS
:::

```{card}
:link: https://example.org/bare
ONLY-WORDS
```

```{button-link} https://example.org/button
:color: primary
PRESS
```

```{button-link} javascript:alert(1)
NO-LINK
```

```{button-link}
```

```{button-ref} somewhere
ELSEWHERE
```

:::{Card} [CAPITAL](https://example.org/capital)
:::

{bdg-primary}`new` {bdg-link-info}`docs <https://example.org/docs>`
{bdg-link}`https://example.org/x` {bdg-ref-dark}`that <there>` {bdg-link}`j <javascript:x>`
"""
RST = """\
:author: Bob

.. card:: RST-TITLE
   :shadow: md

   RST-HEAD
   ^^^
   RST-BODY

.. tab-set-code::

   .. code-block:: python

      CODE = 1

:bdg:`badge`
"""
WORDS = (
    *("The gauge", "HEAD", "CARD-BODY", "FOOT", "FIRST-TAB", "TAB-WORDS", "The title", "CAPITAL"),
    *("HIDDEN-WORDS", "ONLY-WORDS", "PRESS", "NO-LINK", "ELSEWHERE", "new", "docs", "that", "j"),
)
LINKS = {f"https://example.org/{name}" for name in ("gauge", "bare", "button", "docs", "x")}


@pytest.mark.parametrize("builder", ["html", "latex", "text", "epub", "man", "texinfo"])
def test_content_is_shown(build: Callable[..., Built], builder: str) -> None:
    """Without sphinx-design the content is shown, and one warning a report says what to add."""
    reports = {"ana.md": MD, "bob.rst": RST, "p.png": picture("PNG")}
    built = build(reports, builder=builder, extensions=WITHOUT, warnings=2)
    for told, name in zip(built.warnings, ("ana.md:4", "bob.rst:3"), strict=True):
        assert told.startswith(f"reports/{name}: WARNING: ")
        assert "adding 'sphinx_design' to extensions" in told


def test_content_as_html(build: Callable[..., Built]) -> None:
    """Words, pictures, code and links of the content are on the page, and no mark of a card."""
    reports = {"ana.md": MD, "bob.rst": RST, "p.png": picture("PNG")}
    page = build(reports, extensions=WITHOUT, warnings=2).page()
    ana, bob = page.report("ana"), page.report("bob")
    text = text_of(ana)
    assert [word for word in WORDS if word not in text] == []
    assert not {"^^^", "+++"} & set(text.split())
    hrefs = {a.get("href") for a in page.all("a", ana) if "headerlink" not in a.get("class", "")}
    assert LINKS | {"https://example.org/capital"} <= hrefs
    assert not any("javascript" in href for href in hrefs)
    assert page.all("img", ana)
    assert {"RST-TITLE", "RST-HEAD", "RST-BODY", "CODE", "badge"} <= set(text_of(bob).split())
    assert not [e for e in page.root.iter() if "sd-" in (e.get("class") or "")]


def test_with_sphinx_design(build: Callable[..., Built]) -> None:
    """With it cards and badges are what they are in the project's own pages."""
    md = "---\nauthor: Ana\n---\n:::{card} Title\nWords\n:::\n\n{bdg-primary}`new`\n"
    page = build({"ana.md": md}).page()
    assert page.by_class("sd-card", page.report("ana"))
    assert page.by_class("sd-badge", page.report("ana"))


def test_tabs_in_a_book(build: Callable[..., Built]) -> None:
    """In an e-book the tabs of a report are unfolded: its readers refuse boxes to tick."""
    tabs = "::::{tab-set}\n:::{tab-item} ONE\nFIRST\n:::\n::::\n"
    page = build({"ana.md": tabs}, builder="epub").read("index.xhtml")
    assert "ONE" in page
    assert "FIRST" in page
    assert "<input" not in page


OWN = """\
from docutils import nodes
from docutils.parsers.rst import Directive


class Card(Directive):
    has_content = True

    def run(self):
        return [nodes.paragraph("", "OF-THE-HOST")]


def badge(name, rawtext, text, lineno, inliner, options=None, content=()):
    return [nodes.Text("OF-THE-HOST")], []


def setup(app):
    app.add_directive("card", Card)
    app.add_role("bdg", badge)
"""
PAGE = "# P\n\n```{card}\n```\n\n{bdg}`x`\n\n```{roundup} reports/\n```\n"


def test_host_with_words_of_its_own(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host's own ``card`` and ``bdg`` stay the host's; reports get them if it says so."""
    project.write({"own_words.py": OWN, "index.md": PAGE})
    project.write({"reports/ana.md": "---\nauthor: Ana\n---\n```{card}\nHI\n```\n{bdg}`YO`\n"})
    monkeypatch.syspath_prepend(project.srcdir)
    page = project.build(extensions=[*WITHOUT, "own_words"], warnings=1).page()
    assert page.text.count("OF-THE-HOST") == 2
    assert "HI YO" in text_of(page.report("ana"))
    allowed = {"roundup_allowed_directives": ["card"], "roundup_allowed_roles": ["bdg"]}
    page = project.build(extensions=[*WITHOUT, "own_words"], **allowed).page()
    assert text_of(page.report("ana")).count("OF-THE-HOST") == 2
