"""Other extensions and the host's own pages behave the same with the extension."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Built, Project

REPORTS = {
    "reports/ana.md": "---\nauthor: Ana\n---\n\nHello @bob.\n",
    "reports/bob.md": "---\nauthor: {name: Bob, github: bob}\n---\n\nHello.\n",
}
EXTENSION = "roundup_other_extension"


# -- What they ask -----------------------------------------------------------------------

ASKING = """
def ask(app, *args):
    known = [name for name, *_ in app.env.get_domain("roundup").get_objects()]
    asked.append((EVENT, len(known)))
    app.env.get_domain("roundup").project_index.all_people("index")
def setup(app):
    app.connect(EVENT, ask, priority=PRIORITY)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
asked = []
"""


def _pages(built: Built, number: int) -> list[str]:
    return [built.read("index.html"), *(built.read(f"page-{n}.html") for n in range(number))]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("event", "priority"), [("env-merge-info", 1), ("doctree-read", 999), ("env-purge-doc", 999)]
)
def test_objects_while_pages_are_read(
    project: Project, monkeypatch: pytest.MonkeyPatch, event: str, priority: int
) -> None:
    """Who asks for people and reports before all pages are read changes no answer."""
    code = f"EVENT, PRIORITY = {event!r}, {priority}\n{ASKING}"
    project.write({f"{EXTENSION}.py": code} | REPORTS)
    monkeypatch.syspath_prepend(project.srcdir)
    monkeypatch.delitem(sys.modules, EXTENSION, raising=False)
    extensions = ["myst_parser", EXTENSION, "sphinx_roundup"]
    number = 8  # from five on, Sphinx reads in parallel
    for n in range(number):
        project.write(
            {
                f"page-{n}.md": f"# Page {n}\n\n```{{roundup}} r{n}/\n:date: 2025-10-1{n}\n```\n",
                f"r{n}/ana.md": f"---\nauthor: Ana {n}\n---\n\nHello @bob.\n",
            }
        )
    lists = "```{roundup-people}\n```\n\n```{roundup-events}\n```\n\n"
    toctree = "```{toctree}\n:glob:\npage-*\n```\n"
    project.write({"index.md": f"# Retreats\n\n```{{roundup}} reports/\n```\n\n{lists}{toctree}"})
    config = {"exclude_patterns": ["r*/*"], "parallel": 2}
    built = project.build(extensions=extensions, **config)
    asked = sys.modules[EXTENSION].asked  # type: ignore[attr-defined] # as written above
    assert bool(asked) == (event != "doctree-read")  # which other processes have
    pages = _pages(built, number)
    again = project.build(extensions=extensions, **config)
    assert "0 added, 0 changed, 0 removed" in again.status
    plain = project.build(fresh=True, extensions=["myst_parser", "sphinx_roundup"], **config)
    assert _pages(plain, number) == pages


# -- What both of them show --------------------------------------------------------------


@pytest.mark.parametrize("syntax", ["{download}`x <reports/n.zip>`", "![own](reports/p.png)"])
def test_file_of_a_page_and_a_report(project: Project, png: bytes, syntax: str) -> None:
    """A file that a page and a report give stays when the report gives it no more."""
    project.write(REPORTS | {"reports/n.zip": "n", "reports/p.png": png})
    project.write({"other.md": f"---\norphan: true\n---\n\n# Other\n\n{syntax}\n"})
    project.write({"reports/ana.md": "Hello. [n](n.zip) ![A](p.png)\n"})
    project.build()
    project.write({"reports/ana.md": "Hello.\n"})
    built = project.build()
    page = built.page("other")
    links = [a.get("href", "") for a in page.all("a") if "download" in (a.get("class") or "")]
    links += [image.get("src", "") for image in page.all("img")]
    assert [link for link in links if (built.outdir / link).is_file()] == links != []
