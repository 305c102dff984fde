"""Words of reports on pages with formulas, which MathJax typesets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from oracle import check_formulas

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built, Project

    Build = Callable[..., Built]

LINK = r"\(\href{javascript:alert(1)}{x}\) $$\style{position:fixed}{x}$$"
MARKDOWN = LINK.replace("\\", "\\\\")
REPORTS = {
    "words.md": f"---\nauthor: Ana\n---\n{MARKDOWN} {{math}}`a^2`\n\n[{MARKDOWN}]{{.math}}\n",
    "process.md": f"[{MARKDOWN}]{{.mathjax_process .tex2jax_process}}\n",
    "kbd.md": f"<kbd>{LINK}</kbd> {{kbd}}`{LINK}`\n",
    "heading.md": f"# {MARKDOWN}\n\n## `{LINK}` b\n\n## {MARKDOWN}\n\n## {{math}}`\\alpha` c\n",
    "parts.rst": ".. |b| replace:: \\\\\n\n\\\\(|b|\\ href{javascript:1}{x}\\\\)\n",
    "name.md": f"---\nauthor: '{LINK}'\ntitle: '{LINK}'\nsummary: '{LINK}'\n---\nWords.\n",
    "target.md": "[](%5C%28%5Chref%7Bjavascript:1%7D%7Bx%7D%5C%29)\n",
    "alt.md": f"```{{figure}} p.png\n:name: fig\n\n{MARKDOWN}\n```\n\n![x](p.png '{MARKDOWN}')\n",
    r"\(\href{javascript:1}{x}\).md": "Words.\n",
}


def test_words_are_no_formulas(build: Build, project: Project, png: bytes) -> None:
    """No word of a report is typeset, on its own page or another one; a checked formula is."""
    refs = "{ref}`index/heading` {ref}`index/alt/fig` {person}`Ana`\n"
    project.write({"other.md": f"# Other\n\n```{{toctree}}\nindex\n```\n\n{refs}"})
    page = project.srcdir / "index.md"
    page.write_text(page.read_text("utf-8").replace("reports/\n", "reports/\n:roster: cards\n"))
    built = build({**REPORTS, "p.png": png}, warnings=None, roundup_captions=["title", "italic"])
    for name in ("index", "other"):
        check_formulas(built.page(name).root)
    formulas = [f for r in built.page().reports() for f in built.page().by_class("math", r)]
    assert len(formulas) == 2
    assert all("mathjax_process" in formula.get("class", "") for formula in formulas)


def test_reports_without_backslash_stay(build: Build) -> None:
    """A report without a backslash has no class for MathJax."""
    page = build({"ana.md": "Costs $5.\n"}).page()
    assert page.report("ana").get("class") == "roundup-report"


@pytest.mark.parametrize("name", ["a^2", "C:\\1"])
def test_names_stay(build: Build, name: str) -> None:
    """A name that holds no command is as its author wrote it."""
    assert name in build({"ana.md": f"---\nauthor: '{name}'\n---\nHi.\n"}).page().text
