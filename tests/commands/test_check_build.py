"""``sphinx-roundup check``: the same warnings as a build."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from checked import Check, Said, said_by_build
from conftest import CONF, Project, picture
from test_corpora import SITES

sys.path.append(str(Path(__file__).parents[1] / "adversarial"))

from cases import ALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Ran

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("site", SITES)
def test_corpora(check: Check, project: Project, corpora: Path, site: str) -> None:
    """A check of real reports has the warnings of a build."""
    shutil.copytree(corpora / site, project.srcdir, dirs_exist_ok=True)
    project.write({"conf.py": CONF.replace('["reports"]', '["reports", "intro.md", "outro.md"]')})
    assert check.warnings() == said_by_build(project)


def test_example(check: Check, project: Project) -> None:
    """A check of the example has no warnings, and writes nothing but Python's bytecode."""
    example = Path(__file__).parents[2] / "example_site"
    shutil.rmtree(project.srcdir)
    ignored = shutil.ignore_patterns("_build", "__pycache__")
    shutil.copytree(example, project.srcdir, ignore=ignored)
    before = sorted(project.srcdir.rglob("*"))
    checked = check()
    shutil.rmtree(project.srcdir / "__pycache__", ignore_errors=True)
    assert sorted(project.srcdir.rglob("*")) == before
    assert len(checked["reports"]) == len(list(example.glob("*/reports/**/*.[mr][ds]*")))
    assert [f for f in checked["findings"] if not f["kind"].startswith("advice.")] == []


class Bad(NamedTuple):
    """A project with all bad reports, and the warnings of its build."""

    project: Project
    said: set[Said]


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Bad:
    """Return the bad reports, built."""
    srcdir = tmp_path_factory.mktemp("bad").resolve() / "src"
    srcdir.mkdir()
    project = Project(srcdir)
    for case in ALL:
        project.write({f"reports/{case.id.lower()}.{case.suffix}": case.text})
    return Bad(project, said_by_build(project))


def test_bad_reports(bad: Bad, command: Callable[..., Ran]) -> None:
    """A check of all bad reports has the warnings of a build."""
    assert len(bad.said) > len(ALL)
    assert Check(bad.project, command).warnings() == bad.said


PEOPLE = """\
ana:
  name: Ana Ferreira
  listed: [nowhere]
  avatar: gone.jpg
bob: Bob Ross
x: [1]
"""
ANA = """\
---
author: ana
date: never
---
# Ana was here

[bob](bob.rst#what-i-did), [bob](bob.rst#nothing), [gone](gone.md), [page](../guide.md),
[page](../guide.md#part-two), {ref}`guide-label`, {ref}`no-label`, {ref}`bob`, {ref}`own`,
{doc}`/guide`, {doc}`../guide`, {any}`twice`, [](twice), {person}`bobb`, {py:func}`thing`,
{numref}`fig`, @bob, {roundup:report}`index/bob`, {roundup:event}`gone`, [next](../other/dan.md#x)

(own)=
## Own

![](photo.heic) ![broken](broken.jpg) ![text](text.png) ![gone](gone.png) ![large](large.png)
[photo](broken.jpg) [notes](notes.txt) {download}`notes.txt` ![far](https://example.org/a.png)

```python
def f(: $ ?
```

```nolanguage
x
```

```{figure} large.png
:name: fig
Words
```
"""
FILES: dict[str, str | bytes] = {
    "people.yml": PEOPLE,
    "guide.md": "(guide-label)=\n# Guide\n\n## Part two\n\n(twice)=\n## Twice\n",
    "twice.md": "# Twice\n\n```{py:function} thing()\n```\n",
    "other.rst": "Other\n=====\n\n.. include:: gathers.txt\n",
    "gathers.txt": ".. roundup:: other/\n",
    "other/dan.md": "---\nauthor: Ana Ferreiro\n---\n# X\n\nDan writes `@ana`: @ana {ref}`gone`\n",
    "reports/ana.md": ANA,
    "reports/bob.rst": (
        "What I did\n==========\n\nSome *text `more\n\n.. nothing:: x\n\nSee `ana`_.\n"
        "\n.. parsed-literal::\n\n   *x*\n"
    ),
    "reports/cleo.md": "---\nauthor: Bob Ros\n---\nIn a hurry\n---\n",
    "reports/drawn.docx": b"PK\x03\x04",
    "reports/latin.md": "# Caf\xe9\n".encode("latin-1"),
    "reports/photo.heic": b"\0\0\0\x18ftypheic" + bytes(40),
    "reports/broken.jpg": picture("JPEG", (64, 64))[:-60],
    "reports/large.png": picture("PNG", (6000, 5000), "1"),
    "reports/text.png": b"no picture",
    "reports/notes.txt": b"notes",
    "reports/.hidden.md": "# Hidden\n",
}
PAGES = ("index.md", "guide.md", "twice.md", "other.rst", "gathers.txt")


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Bad:
    """Return a project with many faults, built."""
    srcdir = tmp_path_factory.mktemp("crowded").resolve() / "src"
    srcdir.mkdir()
    project = Project(srcdir)
    project.write(FILES)
    conf = CONF.replace('["reports"]', '["reports", "other"]')
    index = (project.srcdir / "index.md").read_text()
    toctree = "\n```{toctree}\nguide\ntwice\nother\n```\n"
    conf += 'roundup_people = "people.yml"\nnumfig = True\nnitpicky = True\n'
    project.write({"conf.py": conf, "index.md": index.replace("PAGE-END", toctree)})
    return Bad(project, said_by_build(project, PAGES))


def test_links_pictures_people(crowded: Bad, command: Callable[..., Ran]) -> None:
    """Warnings from all phases of a build are found."""
    kinds = {each.kind for each in crowded.said}
    assert kinds >= {
        *("roundup.alt", "roundup.field", "roundup.file", "roundup.heading", "roundup.image"),
        *("roundup.link", "roundup.people", "roundup.encoding", "misc.highlighting_failure"),
        *("docutils", "ref.any"),
    }
    assert Check(crowded.project, command).warnings() == crowded.said


@pytest.mark.parametrize(
    "name",
    ["reports/ana.md", "reports/bob.rst", "other/dan.md", "people.yml", "reports/drawn.docx"],
)
def test_one_of_them(crowded: Bad, command: Callable[..., Ran], name: str) -> None:
    """A check of one file has the warnings of a build about this file, and no others."""
    expected = {each for each in crowded.said if each.path == name}
    assert Check(crowded.project, command).warnings(name) == expected


def test_suppressed(check: Check, project: Project) -> None:
    """Warnings that conf.py suppresses aren't reported."""
    project.write({"reports/ana.md": "# Ana\n\n![](gone.png)\n\n[gone](gone.md)\n"})
    project.write({"conf.py": CONF + 'suppress_warnings = ["roundup.link"]\n'})
    assert {said.kind for said in check.warnings()} == {"roundup.image"}
    assert re.match("there is no", *(said.words for said in check.warnings()))
