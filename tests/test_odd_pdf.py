"""PDFs of reports that LaTeX might not set: nothing that a report writes ends it for the others."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from conftest import picture
from odd_reports import RST, odd_reports
from test_corpora import build, fill
from test_pdf import latex, print_pdf

from sphinx_roundup.parsing import tex_commands as known
from sphinx_roundup.parsing.tex import check_formula

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Project

pytestmark = pytest.mark.pdf

CORPORA = (
    "djangocon-2023", "freebsd-2020q2", "fury-2023", "mirage-2017-march", "ropensci-unconf18",
    "sunpy-posts",
)
PICTURES = {"wide": (1200, 900), "tall": (300, 1200), "dot": (1, 1), "column": (1, 3000), "row": (3000, 1)}


def words_of(pdf: Path) -> str:
    """Return the words of a PDF without the blanks between them."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return re.sub(r"\s+", "", done.stdout.decode("utf-8", "replace"))


@pytest.mark.parametrize("engine", ["xelatex", "pdflatex"])
def test_odd_reports(project: Project, engine: str) -> None:
    """LaTeX sets each odd report without an error, to its last word, and so its neighbours."""
    for name, size in PICTURES.items():
        project.write({f"reports/{name}.png": picture("PNG", size)})
    reports = [odd for odd in odd_reports() if engine == "xelatex" or odd.is_latin]
    for number, odd in enumerate(reports):
        author = f"R{number:03}E"
        is_rst = odd.text.startswith(RST)
        text = odd.text.removeprefix(RST) if is_rst else odd.text
        head = f":author: {author}\n\n" if is_rst else f"---\nauthor: {author}\n---\n"
        project.write({f"reports/{author}.{'rst' if is_rst else 'md'}": f"{head}{text}"})
    pdf, log = print_pdf(project, engine, warnings=None, latex_use_xindy=False)
    assert re.findall(r"^! .*", log, re.MULTILINE) == []
    shown = words_of(pdf)
    missing = {
        odd.name: [word for word in (f"R{number:03}E", *odd.words) if word not in shown]
        for number, odd in enumerate(reports)
    }
    assert {name: words for name, words in missing.items() if words} == {}
