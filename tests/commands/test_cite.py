"""``sphinx-roundup cite``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from conftest import PAGE_MD
from events import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Project, Ran

PEOPLE = """\
ana: {name: Ana Ferreira, affiliation: "100 % {Tides} & Co", links: {orcid: 0000-0002-1825-009x}}
kenji: {name: 森田 健司}
lab: Sand and Sea
"""
REPORTS = {
    "people.yml": PEOPLE,
    "index.md": PAGE_MD.replace("# Spring", "# Tides \\\\ #1 ~ x: \\#\\#vso[a]").replace(
        "reports/\n", "reports/\n:date: 2026-04-25 to 2026-05-02\n"
    ),
    "reports/a.md": "---\nauthors: [kenji, ana]\n---\nHi.\n",
    "reports/b.md": "---\nauthors: [lab, ana, others]\n---\nHi.\n",
}


@pytest.fixture
def cite(
    command: Callable[..., Ran], project: Project, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Return a function that cites the page of a project."""
    fill(project, REPORTS, "html_baseurl = 'https://docs.example.org/en'\n")
    monkeypatch.chdir(project.srcdir)
    return lambda *asked: command("cite", *asked)


def test_cff(cite: Callable[..., Ran]) -> None:
    """The citation is YAML with all authors, in the order of the page."""
    ran = cite()
    assert (ran.status, ran.err) == (0, "")
    assert "##vso" not in ran.out
    assert yaml.safe_load(ran.out) == {
        "cff-version": "1.2.0",
        "message": "If you refer to this page, please cite it as below.",
        "type": "dataset",
        "title": "Tides \\ #1 ~ x: #vso[a] retreat",
        "authors": [
            {"family-names": "森田", "given-names": "健司"},
            {
                "family-names": "Ferreira",
                "given-names": "Ana",
                "affiliation": "100 % {Tides} & Co",
                "orcid": "https://orcid.org/0000-0002-1825-009X",
            },
            {"family-names": "and Sea", "given-names": "Sand"},
            {"family-names": "others"},
        ],
        "date-released": "2026-05-02",
        "url": "https://docs.example.org/en/index.html",
    }


def test_bibtex(cite: Callable[..., Ran]) -> None:
    """BibTeX divides no name that is one, and nothing in a value acts on TeX or is unbalanced."""
    assert (
        cite("index", "--format", "bibtex").out
        == r"""@misc{index,
  author = {森田, 健司 and Ferreira, Ana and {and Sea}, Sand and {others}},
  title = {{Tides \textbackslash{} \#1 \textasciitilde{} x: \#\#vso[a] retreat}},
  year = {2026},
  month = may,
  url = {https://docs.example.org/en/index.html},
  affiliation = {Ferreira, Ana: 100 \% \textbraceleft{}Tides\textbraceright{} \& Co},
  orcid-numbers = {Ferreira, Ana/0000-0002-1825-009X},
}
"""
    )


def test_csl(cite: Callable[..., Ran]) -> None:
    """CSL's JSON has a name of one word as a family name."""
    (item,) = json.loads(cite("--format", "csl").out)
    assert item["author"][1:] == [
        {
            "family": "Ferreira",
            "given": "Ana",
            "ORCID": "https://orcid.org/0000-0002-1825-009X",
            "affiliation": [{"name": "100 % {Tides} & Co"}],
        },
        {"family": "and Sea", "given": "Sand"},
        {"family": "others"},
    ]
    assert {key: item[key] for key in item if key not in {"author", "title"}} == {
        "id": "index",
        "type": "webpage",
        "issued": {"date-parts": [[2026, 5, 2]]},
        "URL": "https://docs.example.org/en/index.html",
    }


@pytest.mark.parametrize("form", ["cff", "bibtex", "csl"])
def test_without_day_and_address(cite: Callable[..., Ran], project: Project, form: str) -> None:
    """What isn't known is left out; a missing html_baseurl is reported."""
    fill(project, {"春.md": PAGE_MD})
    (project.srcdir / "index.md").write_text("# Home\n\n```{toctree}\n春\n```\n", "utf-8")
    ran = cite("--format", form)
    assert ran.status == 0
    assert ran.err == "The citation has no address: conf.py has no html_baseurl.\n"
    assert not [word for word in ("date", "issued", "year", "url", "URL") if f"{word} " in ran.out]
    assert ("{reports," in ran.out, '"reports"' in ran.out) == (form == "bibtex", form == "csl")


def test_no_authors(cite: Callable[..., Ran], project: Project) -> None:
    """A page whose reports name nobody can't be cited."""
    project.write(dict.fromkeys(("reports/a.md", "reports/b.md"), "Hi.\n"))
    ran = cite()
    assert (ran.status, ran.out) == (2, "")
    assert "no report of 'index' names an author to cite" in ran.err


@pytest.mark.usefixtures("cite")
def test_status_names_missing_orcids(command: Callable[..., Ran], project: Project) -> None:
    """``status`` names the authors without an ORCID, if others have one."""
    assert "Without an ORCID: 森田 健司, Sand and Sea, others\n" in command("status").err
    project.write({"people.yml": "ana: Ana Ferreira\nkenji: 森田 健司\n"})
    assert command("status").err == ""
