"""What reports describe, where their host allows a directive for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import text_of

if TYPE_CHECKING:
    from conftest import Project

GLOSSARY = {
    "md": "---\nauthor: {0}\n---\nSee {{term}}`{1}`.\n\n```{{glossary}}\n{1}\n  Words.\n```\n",
    "rst": ":author: {0}\n\nSee :term:`{1}`.\n\n.. glossary::\n\n   {1}\n      Words.\n",
}


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_terms_of_a_report(project: Project, suffix: str) -> None:
    """A term that a report describes, where the host lets it, leads to its place on the page."""
    project.write({f"reports/ana.{suffix}": GLOSSARY[suffix].format("Ana", "Tide")})
    project.write({"other.rst": ":orphan:\n\nOther\n=====\n\n:term:`Tide` :term:`tide`\n"})
    built = project.build(roundup_allowed_directives=["glossary"])
    page = built.page()
    (term,) = [a.get("href") for a in page.all("a", page.report("ana")) if text_of(a) == "Tide"]
    assert term is not None
    assert text_of(page.by_id(term.removeprefix("#"))) == "Tide"
    hrefs = [a.get("href") for a in built.page("other").all("a")]
    assert [h for h in hrefs if h and "term" in h] == [f"index.html{term}"] * 2
    assert page.dangling() == []
    project.build(roundup_allowed_directives=["glossary"], fresh=True)


def test_terms_of_the_host_stay(project: Project) -> None:
    """A report can't take a term from the host, or from a report before it."""
    host = ":orphan:\n\nApi\n===\n\n.. glossary::\n\n   net\n      The host's.\n"
    project.write({"api.rst": host, "other.rst": ":orphan:\n\nOther\n=====\n\n:term:`net`\n"})
    project.write({"reports/ana.md": GLOSSARY["md"].format("Ana", "net")})
    project.write({"reports/bob.rst": GLOSSARY["rst"].format("Bob", "ebb")})
    project.write({"reports/cyd.rst": GLOSSARY["rst"].format("Cyd", "ebb")})
    built = project.build(warnings=2, roundup_allowed_directives=["glossary"])
    ana, cyd = built.warnings
    words = "WARNING: the term '{}' is described on the page '{}' already, where links to it lead"
    assert ana.startswith("reports/ana.md:")
    assert words.format("net", "api") in ana
    assert cyd.startswith("reports/cyd.rst:")
    assert words.format("ebb", "index") in cyd
    hrefs = [a.get("href") for a in built.page("other").all("a")]
    assert [h for h in hrefs if h and "term" in h] == ["api.html#term-net"]


def test_objects_of_a_report(project: Project) -> None:
    """What a report describes for another domain is shown, and no link leads to nowhere."""
    text = (
        "---\nauthor: Ana\n---\nSee {py:func}`mend`.\n\n```{py:function} mend(net)\nMends.\n```\n"
    )
    text += "\n```{productionlist} knot: a b\n```\n\nSee {token}`knot`.\n"
    project.write({"reports/ana.md": text})
    allowed = ["py:function", "productionlist"]
    built = project.build(roundup_allowed_directives=allowed)
    page = built.page()
    assert "mend(net)" in text_of(page.report("ana"))
    assert page.dangling() == []
    assert [a.get("href") for a in page.all("a") if ".md" in (a.get("href") or "")] == [
        "_sources/index.md.txt"
    ]
