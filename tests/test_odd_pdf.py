"""PDFs of reports that LaTeX might not set."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from conftest import picture
from odd_reports import RST, odd_reports
from test_corpora import fill
from test_pdf import print_pdf

from sphinx_roundup.parsing import tex_commands as known
from sphinx_roundup.parsing.tex import check_formula

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Project

pytestmark = pytest.mark.pdf

NAMES = {
    "m": "{x}",
    "o": "[y]",
    "t": "{a}",
    "r": r"{a \\ b}",
    "c": "{red}",
    "b": "{(}{)}",
    "n": "*{lim}",
    "z": "{0pt}",
    "y": "{1}",
    "w": "{1em}",
    "s": "[l]",
}
"""Arguments of commands of TeX."""

CORPORA = (
    "djangocon-2023",
    "freebsd-2020q2",
    "fury-2023",
    "mirage-2017-march",
    "ropensci-unconf18",
    "sunpy-posts",
)
PICTURES = {
    "wide": (1200, 900),
    "tall": (300, 1200),
    "dot": (1, 1),
    "column": (1, 3000),
    "row": (3000, 1),
}


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
    reports = odd_reports()
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


def formulas() -> list[str]:
    """Return a formula for each command, delimiter and environment that reports may use."""
    plain = known.SYMBOLS | known.COMPOUND
    found = [rf"\{name} \hat\{name} x_\{name}" for name in sorted(known.SYMBOLS)]
    found += [rf"a \{name} b" for name in sorted(plain | known.SPACES)]
    found += [rf"\{name}\limits_a^b x" for name in sorted(known.OPERATORS)]
    found += [rf"{{a \{name} b}}" for name in sorted(known.INFIXES | known.FONTS | known.SWITCHES)]
    found += [rf"\{name}( x" for name in sorted(known.SIZES)]
    found += [rf"\left{sign} x \middle{sign} y \right{sign}" for sign in sorted(known.DELIMITERS)]
    found += [
        rf"\{name}{''.join(NAMES[kind] for kind in kinds)} x"
        for name, kinds in sorted(known.ARGUMENTS.items())
    ]
    found += [rf"x^\{name}{{a}}" for name in sorted(known.ALPHABETS | known.TEXTS)]
    arguments = {"array": "{l|c@{}r}", "alignedat": "{2}", "subarray": "{l}"}
    for name, form in sorted(known.ENVIRONMENTS.items()):
        row = "a" if form.columns == 1 else "a & b"
        found.append(rf"\begin{{{name}}}{arguments.get(name, '')} {row} \\ {row} \end{{{name}}}")
    return found + [
        rf"\begin{{{name}}}{{1}} a \\ b \end{{{name}}}".replace("{1}", "{1}" * ("at" in name))
        for name in sorted(known.DISPLAYS)
    ]


def test_each_command_of_formulas(project: Project) -> None:
    """LaTeX knows each command that a formula may use, with the packages that Sphinx loads."""
    texts = []
    for formula in formulas():
        check_formula(formula, display=True)
        texts.append(f"{{math}}`{formula}`\n\n```{{math}}\n{formula}\n```\n\n")
    reports = {f"reports/r{n}.md": "".join(texts[n : n + 500]) for n in range(0, len(texts), 500)}
    project.write(reports)
    _pdf, log = print_pdf(project, "xelatex", latex_use_xindy=False, roundup_max_bytes=10**6)
    assert re.findall(r"^! .*", log, re.MULTILINE) == []


@pytest.mark.corpora
@pytest.mark.parametrize("name", CORPORA)
def test_real_reports(project: Project, corpora: Path, name: str) -> None:
    """Each collection of real reports becomes a PDF, without an error."""
    fill(project, corpora, f"{name}/site")
    excluded = ["reports", "intro.md", "outro.md"]
    _pdf, log = print_pdf(
        project, "xelatex", warnings=None, exclude_patterns=excluded, latex_use_xindy=False
    )
    assert re.findall(r"^! .*", log, re.MULTILINE) == []
