"""Links of reports by the number of what they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import picture, text_of
from sphinx.environment import BuildEnvironment

if TYPE_CHECKING:
    from conftest import Project
    from docutils import nodes

HOST = """\
(top)=
# Host

(map)=
```{figure} p.png
:alt: A map

The map
```

(here)=
A paragraph.

(part)=
## Part
"""
INDEX = """\
# Retreat

```{roundup} reports/
```

```{toctree}
:numbered:

host
```
"""
FIGURE = "(own)=\n```{figure} p.png\n:alt: A\n\nOWN\n```\n"


@pytest.fixture
def host(project: Project) -> Project:
    """Return a project whose host has numbers."""
    project.write({"host.md": HOST, "index.md": INDEX, "p.png": picture("PNG")})
    project.write({"reports/p.png": picture("PNG")})
    return project


def _shown(host: Project, text: str, **kwargs: object) -> str:
    host.write({"reports/ana.md": f"{text}\n\n{FIGURE}"})
    shown = text_of(host.build(**kwargs).page().report("ana"))
    return shown.removeprefix("ana ").partition(" Fig. 1 OWN")[0]


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("own", "Fig. 1"),
        ("map", "Fig. 1.1"),
        ("part", "Section 1.1"),
        ("top", "Section 1"),
        ("see %s <map>", "see 1.1"),
        ("{name} ({number}) <own>", "OWN (1)"),
        ("{name} at {number} <here>", "at"),
        ("a map <map>", "a map"),
    ],
)
def test_numbers(host: Project, role: str, words: str) -> None:
    """A figure or a section is linked by its number, in words of the host's or the report's."""
    warnings = int(role.endswith("<here>"))
    assert _shown(host, f"{{numref}}`{role}`", numfig=True, warnings=warnings) == words


@pytest.mark.parametrize(
    ("role", "words"), [("map", "The map"), ("no. %s <map>", "no."), ("here", "here")]
)
def test_no_numbers(host: Project, role: str, words: str) -> None:
    """Where a project has no numbers, the link has words, and that is told once."""
    host.write({"reports/ana.md": f"{{numref}}`{role}`\n"})
    built = host.build(warnings=1)
    assert text_of(built.page().report("ana")).removeprefix("ana ") == words
    label = role.partition("<")[2].rstrip(">") or role
    assert built.warnings[0].startswith(f"reports/ana.md:1: WARNING: what is labelled '{label}'")


def test_many_lost_numbers(host: Project) -> None:
    """Of many links without a number, as many are told as a report may have warnings."""
    host.write({"reports/ana.md": "{numref}`here`\n\n" * 9})
    assert text_of(host.build(warnings=3, roundup_max_warnings=3).page().report("ana"))


def test_sections_in_latex(host: Project) -> None:
    """LaTeX numbers the sections that a report refers to by number."""
    host.write({"index.md": "# Retreat\n\n```{toctree}\n:numbered:\n\nspring\n```\n"})
    host.write({"spring.md": "# Spring\n\n```{roundup} reports/*.md\n```\n"})
    host.write({"reports/ana.md": "{numref}`see %s <spot>`\n\n(spot)=\n## Here\n\nWords.\n"})
    tex = host.build("latex", numfig=True, warnings=None).read("*.tex")
    assert r"\hyperref[\detokenize{spring:ana--ana--spot}]{see \ref{" in tex


def test_numbers_in_latex(host: Project) -> None:
    """On paper a number is LaTeX's own, unless its words have signs that Sphinx reads as code."""
    text = (
        "{numref}`own` {numref}`see {number} <own>` {numref}`100% %s <own>` {numref}`<> %s <own>`"
    )
    host.write({"reports/ana.md": f"{text}\n\n{FIGURE}"})
    built = host.build("latex", numfig=True)
    tex = built.read("*.tex")
    assert tex.count("\\ref{") == 3
    assert "100\\% 1" in tex


@pytest.mark.parametrize("label", ["own", "week", "map", "part", "here", "top"])
def test_numbers_unpickle_a_page_once(
    host: Project, monkeypatch: pytest.MonkeyPatch, label: str
) -> None:
    """For thousands of references by number, the page that they lead to is loaded once."""
    unpickled = []
    get_doctree = BuildEnvironment.get_doctree

    def count(env: BuildEnvironment, docname: str) -> nodes.document:
        unpickled.append(docname)
        return get_doctree(env, docname)

    monkeypatch.setattr(BuildEnvironment, "get_doctree", count)

    def unpickled_for(number: int) -> int:
        unpickled.clear()
        text = f"(week)=\n## Week\n\n{FIGURE}\n\n" + f"{{numref}}`{label}`\n\n" * number
        host.write({"reports/ana.md": text})
        host.build(numfig=True, warnings=None, fresh=True)
        return len(unpickled)

    assert unpickled_for(1) == unpickled_for(60)
