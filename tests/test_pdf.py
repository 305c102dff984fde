"""PDFs made by LaTeX, and the layout of their pages."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

import pytest
from conftest import copy_example, picture, require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from conftest import Project

pytestmark = pytest.mark.pdf

TEX = {
    "fence.md": ":::}\\textbf{INJECTED}\\input{/etc/hostname}{\nHello.\n:::\n",
    "carets.md": '[span]{class="^^7d^^7bx^^7d\\\\input^^7b/etc/hostname^^7d\\\\emph^^7b"} text.\n',
    "percent.md": 'A [discount]{class="50%off"} for all.\n\n{class="%"}\n:::callout-50%\nb\n:::\n',
    "callout.md": '::: {.callout-note title="Mind this"}\nHello there.\n:::\n',
    "role.rst": ".. role:: e(code)\n   :language: }\\\\input{/etc/hostname}{\n\n:e:`x`\n",
    "rob.md": "A fine report, which must stay whole.\n",
}
"""Reports that want to be TeX, and one beside them."""

WORDS = "Nobody had told us that the sea would be gone by the time we came. "


class Box(NamedTuple):
    """Where something is on a page, in poppler's pixels from the top left."""

    left: int
    top: int
    right: int
    bottom: int

    def overlap(self, other: Box) -> tuple[int, int]:
        """Return by how much two boxes overlap, across and down."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return across, min(self.bottom, other.bottom) - max(self.top, other.top)


class Sheet(NamedTuple):
    """A page of a PDF."""

    number: int
    edge: Box
    pictures: list[Box]
    lines: list[tuple[Box, str]]


def print_pdf(project: Project, engine: str, **config: object) -> tuple[Path, str]:
    """Build a PDF as Read the Docs does; return it and LaTeX's log."""
    require("latexmk", engine, "pdftohtml")
    outdir = project.build("latex", latex_engine=engine, **config).outdir
    (tex,) = outdir.glob("*.tex")
    flag = "-pdf" if engine == "pdflatex" else f"-{engine}"
    command = ["latexmk", flag, "-interaction=nonstopmode", tex.name]
    done = subprocess.run(command, cwd=outdir, capture_output=True, timeout=240, check=False)
    log = tex.with_suffix(".log").read_text("utf-8", "replace")
    assert done.returncode == 0, log[-3000:]
    return tex.with_suffix(".pdf"), log


def complaints_of(log: str) -> list[str]:
    """Return what is wrong by LaTeX's own word; boxes from a millimetre on."""
    wrong = re.findall(r"^(?:!|.*Missing character).*", log, re.MULTILINE)
    wrong += re.findall(r"^.*Float too large.*", log, re.MULTILINE)
    boxes = re.findall(r"^(Overfull \\[hv]box \(([\d.]+)pt too .*)", log, re.MULTILINE)
    return wrong + [line for line, excess in boxes if float(excess) > 3]


def sheets_of(pdf: Path) -> Iterator[Sheet]:
    """Yield the pages of a PDF."""
    xml = pdf.with_suffix(".xml")
    subprocess.run(["pdftohtml", "-xml", "-q", pdf, xml], check=True, timeout=60)
    text = re.sub(r"<!DOCTYPE[^>]*>", "", xml.read_text("utf-8"))
    for page in ET.fromstring(text).iter("page"):  # noqa: S314 - poppler's own
        yield Sheet(
            int(page.get("number", 0)),
            box_of(page),
            [box_of(image) for image in page.iter("image")],
            [(box_of(line), "".join(line.itertext())) for line in page.iter("text")],
        )


def box_of(element: Element) -> Box:
    """Return where an element of poppler's XML is."""
    left, top, width, height = (
        int(element.get(name, 0)) for name in ("left", "top", "width", "height")
    )
    return Box(left, top, left + width, top + height)


def check_sheets(pdf: Path) -> list[Sheet]:
    """Check that every picture is on its page, and no words are on a picture; return the pages."""
    sheets = list(sheets_of(pdf))
    for sheet in sheets:
        margin = sheet.edge.bottom // 20
        for each in sheet.pictures:
            assert each.left >= 0, sheet.number
            assert each.top >= margin, sheet.number
            assert each.right <= sheet.edge.right, sheet.number
            assert each.bottom <= sheet.edge.bottom - margin, sheet.number
            for line, words in sheet.lines:
                across, down = each.overlap(line)
                assert across < 3 or down < 7, (sheet.number, words)
    return sheets


def test_example_site(tmp_path: Path) -> None:
    """The example becomes a PDF without a complaint, its names in all their scripts."""
    pdf, log = print_pdf(copy_example(tmp_path), "xelatex")
    assert complaints_of(log) == []
    words = " ".join(line for sheet in check_sheets(pdf) for _box, line in sheet.lines)
    for name in ("森田 健司", "Ελένη Παπαδάκη", "Oisín"):
        assert name in re.sub(r"\s+", " ", words)
    assert sum(len(sheet.pictures) for sheet in sheets_of(pdf)) > 15


@pytest.mark.parametrize("engine", ["pdflatex", "xelatex"])
def test_pictures_at_all_heights(project: Project, engine: str) -> None:
    """Wherever on a page a picture with a side comes, it is whole and no words are on it."""
    for name, size in {"wide": (1200, 900), "tall": (300, 900), "long": (1200, 200)}.items():
        project.write({f"reports/{name}.jpg": picture("JPEG", size)})
    for number in range(24):
        project.write({f"reports/r{number:02}.md": report(number)})
    pdf, log = print_pdf(project, engine, latex_use_xindy=False)
    assert complaints_of(log) == []
    sheets = check_sheets(pdf)
    assert sum(len(sheet.pictures) for sheet in sheets) == 24 * 3


def test_figures_stay_in_their_report(project: Project) -> None:
    """A figure is neither above its author's name nor below the next author's, nor a name alone."""
    project.write({"reports/wide.jpg": picture("JPEG", (1200, 900))})
    for number in range(24):
        options = ":alt: A boat\n:align: right\n:width: 55%\n"
        text = f"{WORDS * (number * 7 % 23)}\n\n"
        text += f"```{{figure}} wide.jpg\n{options}\nR{number:02}E\n```\n"
        text += "Two short\n\nlines.\n" * (number % 2)
        project.write({f"reports/r{number:02}.md": f"---\nauthor: P{number:02}N\n---\n{text}"})
    anywhere = {"figure_align": "tbp"}
    pdf, log = print_pdf(project, "pdflatex", latex_theme="howto", latex_elements=anywhere)
    assert complaints_of(log) == []
    spots, under = [], {}
    for sheet in check_sheets(pdf):
        spots += [(sheet.number, box.top, "picture") for box in sheet.pictures]
        marks = [(box, re.findall(r"P\d+N|R\d+E", words)) for box, words in sheet.lines]
        spots += [(sheet.number, box.top, mark) for box, found in marks for mark in found]
        tops = [box.top for box, _words in sheet.lines] + [box.top for box in sheet.pictures]
        for box, found in marks:  # of contents, roster and heading the last counts
            under |= {mark: sum(top > box.bottom for top in tops) for mark in found}
    heights = [box.bottom - box.top for sheet in sheets_of(pdf) for box in sheet.pictures]
    assert min(heights) < max(heights)  # less where a page ends, which leaves smaller holes
    order = [mark for _page, _top, mark in sorted(spots)]
    parts = [mark for n in range(24) for mark in (f"P{n:02}N", "picture", f"R{n:02}E")]
    assert order[-len(parts) :] == parts
    assert min(number for mark, number in under.items() if mark[0] == "P") > 2


def report(number: int) -> str:
    """Return a report with pictures on both sides, unlike the others in length."""
    kind = ("wide", "tall", "long")[number % 3]
    notes = "\n\n[^1]: A note. " + WORDS * 4 if number % 4 == 0 else ""
    mention = "[^1]" if notes else ""
    ends = ("", f"- a list\n\n{WORDS}", "```python\nx = 1\n```", "| a | b |\n|---|---|\n| c | d |")
    head = f"---\nauthor: P{number}\n---\n{WORDS * (number % 7)}"
    return (
        f"{head}\n\n![a]({kind}.jpg){{align=right}}\n\n"
        f"{WORDS * (4 + number % 11)}{mention}\n\n{WORDS * 9}\n\n{ends[number % 4]}\n\n"
        f'## Next\n\n![b](wide.jpg){{align=left width="{20 + number}%"}}\n\n{WORDS * 3}\n\n'
        f"{WORDS * (number % 13)}\n\n![c]({kind}.jpg)\n{notes}\n"
    )


def test_no_report_is_tex(project: Project) -> None:
    """No class, language or box of a report is TeX: the PDF is made, and its neighbour is whole."""
    require("pdftotext")
    project.write({f"reports/{name}": text for name, text in TEX.items()})
    pdf, _log = print_pdf(project, "xelatex", warnings=2)
    command = ["pdftotext", str(pdf), "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    words = " ".join(text.split())
    assert "INJECTED" not in words
    assert Path("/etc/hostname").read_text().strip() not in words.split()
    for kept in ("A fine report, which must stay whole.", "A discount for all.", "Mind this"):
        assert kept in words
