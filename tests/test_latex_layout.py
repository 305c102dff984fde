"""Layout of reports and of lists of people in LaTeX source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import picture

if TYPE_CHECKING:
    from conftest import Project

NAMES = {"a": "Ána Sá", "b": "'Bo! \"D\" {F} 50%'", "c": "森田 健司"}
SIZES = {"ana": (300, 300), "bob": (200, 400)}


def tex_of(project: Project, **config: object) -> str:
    """Return the LaTeX source of a project."""
    return project.build("latex", **config).read("*.tex")


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


def test_all_people(event: Project) -> None:
    """Reports of all people are lines below their names; links between events are left out."""
    more = "# Autumn\n\n```{roundup} more/\n:date: 2026-10-01\n```\n"
    index = (event.srcdir / "index.md").read_text("utf-8")
    event.write({"people.md": "# People\n\n```{roundup-people}\n```\n", "autumn.md": more})
    event.write({"index.md": f"{index}\n```{{toctree}}\nautumn\npeople\n```\n"})
    event.write({"more/eve.md": "---\nauthor: Eve\n---\nHello.\n"})
    tex = tex_of(event, exclude_patterns=["reports", "more"])
    *_rosters, people = re.findall(r"\\begin\{multicols\}(.*?)\\end", tex, re.DOTALL)
    assert re.search(r"Eve\}\\newline .*Autumn", people)
    assert "Earlier" not in tex


def test_no_index(named: Project) -> None:
    """A host without an index gets none."""
    assert r"\index{" not in tex_of(named, latex_engine="xelatex")


def test_numbers_of_captions(project: Project) -> None:
    """Captions in reports have numbers if the host's have."""
    project.write({"reports/ana.md": "Hello.\n"})
    caption = r"\itshape %s#2"
    assert caption % "" in tex_of(project)
    assert caption % "#1: " in tex_of(project, numfig=True)


@pytest.fixture
def event(project: Project) -> Project:
    """Return a project with an event, people with portraits, and people without a report."""
    project.write({f"{n}.png": picture("PNG", size) for n, size in SIZES.items()})
    people = "".join(f"{name}:\n  name: {name.title()}\n  avatar: {name}.png\n" for name in SIZES)
    page = ":date: 2026-05-02\n:roster: cards\n"
    index = (
        (project.srcdir / "index.md").read_text("utf-8").replace("reports/\n", f"reports/\n{page}")
    )
    project.write(
        {"people.yml": f"{people}dan:\n  name: Dan\n  note: Cooked.\n", "index.md": index}
    )
    hello = "summary: A week.\n---\n# Low water\n\nHello.\n"
    project.write({"reports/one.md": f"---\nauthor: ana\n{hello}"})
    project.write({"reports/two.md": f"---\nauthors: [ana, bob]\n{hello}\n@ana"})
    project.write({"reports/three.md": "---\nauthor: Cyd\naffiliation: Cork\n---\nHello @ana.\n"})
    return project


def test_heads(event: Project) -> None:
    """The title and the byline are grey beside the portraits, and on a page with the text."""
    tex = tex_of(event, roundup_people="people.yml").partition(r"\makeatother")[2]
    beside = r"\\roundupface(.*?)\\roundupbeside(.*?)\\end\{minipage\}\\roundupkeep"
    (one, title), (several, _title) = re.findall(beside, tex, re.DOTALL)
    assert r"{\large\color[gray]{.35} Ana\par}" in title
    assert re.findall(r"includegraphics\[(.*?)\]", one) == ["width=1.5cm"]
    assert re.findall(r"includegraphics\[(.*?)\]", several) == ["width=0.85cm", "height=0.85cm"]
    assert re.search(r"\{\\small\\color\[gray\]\{\.35\} Cork\\par\}\s+\\roundupkeep", tex)


def test_people_and_mentions(event: Project) -> None:
    """A roster is in two columns; the event's date and mentions are small and grey."""
    tex = tex_of(event, roundup_people="people.yml")
    (roster,) = re.findall(r"\\begin\{multicols\}\{2\}(.*?)\\end\{multicols\}", tex, re.DOTALL)
    assert re.findall(r"\\newline\{(\\small )?\\DUrole\{(.*?)\}\{(.*?)\}", roster) == [
        ("", "roundup-words", "Low water"),
        (r"\small ", "roundup-facts", "Cork"),
        ("", "roundup-words", "Low water"),
    ]
    assert "item" not in roster
    assert "A week." not in roster
    assert re.search(r"\\subsubsection\*\{3 people\}", tex)
    grey = r"\{\\small\\color\[gray\]\{\.35\} "
    assert re.search(grey + r"May 2, 2026\\par\}", tex)
    assert re.search(grey + r"Mentioned by .*\\par\}", tex)


def test_links_to_lists(project: Project) -> None:
    """Links to a roster and to a person without a report lead to their places in a PDF."""
    project.write({"people.yml": "cook: {name: Cook, listed: true}\n"})
    project.write({"reports/ana.md": "---\nauthor: Ana\n---\nHello @cook.\n"})
    tex = tex_of(project, roundup_people="people.yml", roundup_roster="list")
    for name in ("cook", "roundup-roster"):
        assert tex.count(rf"\label{{\detokenize{{index:{name}}}}}") == 1


def test_rule_above_reports(project: Project) -> None:
    """A line is above each report, but above the chapters of a manual."""
    page = (project.srcdir / "index.md").read_text("utf-8")
    root = "# Root\n\n```{toctree}\npage\n```\n"
    project.write({"reports/ana.md": "Hello.\n", "index.md": page})
    assert r"\roundupfirst\roundupreport{" in tex_of(project)
    project.write({"index.md": root, "page.md": page})
    assert "\n\\rounduprule\\roundupreport{" in tex_of(project)


def test_document_without_reports(project: Project) -> None:
    """A document of other pages alone gets none of the commands for reports."""
    project.write({"reports/ana.md": "Hello.\n"})
    project.write({"other.md": "---\norphan: true\n---\n# Other\n\nWords.\n"})
    documents = [(name, f"{name}.tex", "T", "A", "manual") for name in ("index", "other")]
    built = project.build("latex", warnings=None, latex_documents=documents)
    has_commands = {p.stem: r"\roundupreport" in p.read_text() for p in built.outdir.glob("*.tex")}
    assert has_commands == {"index": True, "other": False}
