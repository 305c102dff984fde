"""Names, titles and file names of any characters, wherever a page shows or derives something."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from conftest import Project
from sphinx.util.inventory import InventoryFile

from sphinx_roundup.reports import Person, stem_for
from sphinx_roundup.reports.decoding import INVISIBLE, visible_characters

if TYPE_CHECKING:
    from conftest import Built

NAMES = (
    "Ana ❤\ufe0f",
    "❤\ufe0f",
    "👩🏽\u200d💻",
    "™ 🄐",
    "A\u0301ngel",
    "\u0301Zed\u0301",
    "\u200fדנה\u200f",
    "دانا\u200cم",
    "\u3164Kim\u115f",
    "1\ufe0f\u20e3 2\ufe0f\u20e3 x",
    "!!! x ???",
    "Lea\u2800\u2800",
    "旅" * 200,
    "x " * 99 + "x",
    'O\'Brien "Bob" <b>',
    "%s {0} \\x",
)
CONF = """\
extensions = ["myst_parser", "sphinx_roundup"]
exclude_patterns = ["reports"]
html_theme = "basic"
html_baseurl = "https://docs.example.org/"
roundup_feed = "feed.xml"
roundup_mentions = "names"
"""
PAGE = """\
# Spring

```{roundup} reports/
:roster: %s
:place: %s
```

PAGE-END

```{roundup-people}
```
"""


def _write(project: Project, roster: str) -> None:
    files = {
        f"reports/{number:02}.md": f"---\nauthor: {json.dumps(name, ensure_ascii=False)}\n"
        f"title: {json.dumps(NAMES[-1 - number], ensure_ascii=False)}\ndate: 2026-05-01\n---\n"
        f"# {NAMES[-1 - number]}\n\nHello {NAMES[0]} and {NAMES[number - 1]}, "
        f"{NAMES[number - 2]}.\n"
        for number, name in enumerate(NAMES)
    }
    files["reports/long.md"] = f"# {'long ' * 100}\n\n## {'long ' * 100}\n\nHello.\n"
    project.write({**files, "conf.py": CONF, "index.md": PAGE % (roster, NAMES[0])})


@pytest.fixture(scope="module", params=["list", "cards"])
def built(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Built:
    """Return a site whose people have odd names, by html's builder."""
    project = Project(tmp_path_factory.mktemp("names").resolve())
    _write(project, request.param)
    return project.build(warnings=None)


def test_ids(built: Built) -> None:
    """Each id is there once, and every report has one that shows."""
    page = built.page()
    assert len(page.reports()) == len(NAMES) + 1
    assert len(set(page.ids)) == len(page.ids)
    assert not any(INVISIBLE.search(id_) for id_ in page.ids)
    assert not page.dangling()


def test_feed_and_data(built: Built) -> None:
    """The feed and the structured data name everybody."""
    feed = ET.fromstring((built.outdir / "feed.xml").read_bytes())  # noqa: S314 - our own
    named = {element.text for element in feed.iter("{http://www.w3.org/2005/Atom}name")}
    scripts = [e for e in built.page().all("script") if e.get("type") == "application/ld+json"]
    (data,) = [json.loads(script.text or "") for script in scripts]
    assert {"Ana ❤\ufe0f", "❤\ufe0f", "™ 🄐", "Ángel", "\u200fדנה\u200f"} <= named
    assert len(named) >= len(NAMES)
    assert data


FORGED = "x py:function 1 //x.example/ y"
BREAKS = ("\u2028", "&#x2028;", "&#x85;", "&#xc;", "&#x1c;", "\\u2028", "\\x85", "\\n")


def test_inventory(project: Project) -> None:
    """No name, title or heading is an entry of its own in the inventory for other projects."""
    reports = {
        "reports/name.md": f"---\nauthor: '{FORGED}'\ntitle: '{FORGED}'\n---\nHello.\n",
        "reports/many.md": f"---\nauthors: [Ana, '{FORGED} -', 'Agent 007 7']\n---\n{{#a}}\n# A\n",
    }
    for number, line_break in enumerate(BREAKS):
        words = f"a{line_break}{FORGED}"
        front = f'title: "{words}"\nauthor: "P{number} {words}"'
        reports[f"reports/{number}.md"] = f"---\n{front}\n---\n## {words}\n\n(l)=\n## {words}\n"
    project.write({**reports, "conf.py": CONF, "index.md": PAGE % ("list", "Here")})
    built = project.build(warnings=None)
    inventory = (built.outdir / "objects.inv").read_bytes()
    found = InventoryFile.loads(inventory, uri="https://d.example")
    own = {f"roundup:{kind}" for kind in ("event", "person", "report")} | {"std:doc", "std:label"}
    entries = getattr(found, "data", found)  # before Sphinx 8.3, a dictionary itself
    assert {*entries} == own
    assert "https://d.example/index.html#agent-007-7" in str(entries)
    assert "//x.example/" not in re.sub("display_name='[^']*'", "", str(entries))


@pytest.mark.slow
def test_builders(project: Project) -> None:
    """Every builder writes the page to its end."""
    _write(project, "cards")
    for builder in ("epub", "latex", "text", "man", "texinfo", "xml", "gettext"):
        built = project.build(builder, warnings=None, fresh=builder == "gettext")
        assert built.app.statuscode == 0


def test_file_names(project: Project) -> None:
    """A file whose name shows nothing has a section with an anchor that shows."""
    names = ("❤\ufe0f", "\ufe0f", "\u3164", "\u2800", "a\u3164", "-", "_._")
    files = [file for name in names for file in (f"{name}x.md", f"x{name}.md", f"{name}.md")]
    project.write({f"reports/{file}": "Hello.\n" for file in files})
    ids = [section.get("id") or "" for section in project.build(warnings=None).page().reports()]
    assert len(set(ids)) == len(ids) > len(names)
    assert [visible_characters(id_) for id_ in ids] == ids


@pytest.mark.parametrize("name", [*NAMES, "\ufe0f", "\u3164", "", "/", "x" * 500])
def test_file_of_a_name(name: str) -> None:
    """A file that "new" writes has a name of visible characters, never too long or empty."""
    stem = stem_for(Person(name))
    assert 1 <= len(stem.encode()) <= 100
    assert not INVISIBLE.search(stem)
    assert "/" not in stem
