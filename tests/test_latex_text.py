"""Text of reports in LaTeX and Texinfo: footnotes, deep lists, long words, formulas."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

import pytest
from conftest import CONF, picture
from docutils import nodes
from odd_reports import RST, levels, nested
from test_pdf import print_pdf

from sphinx_roundup.page.latex_text import KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built, Project

    Build = Callable[..., Built]
    Report = Callable[[str], nodes.section]


KEEPS_TREE = """
def setup(app):
    app.connect("doctree-resolved", lambda app, tree, docname: setattr(app, "tree", tree))
"""


@pytest.fixture
def report(project: Project) -> Callable[..., nodes.section]:
    """Return a function that builds a report and returns its section as LaTeX's writer gets it."""
    conf = (project.srcdir / "conf.py").read_text("utf-8")
    project.write({"conf.py": conf + KEEPS_TREE, "reports/a.png": picture("PNG", (400, 300))})

    def build(text: str, warnings: int = 0) -> nodes.section:
        name = "ana.rst" if text.startswith(RST) else "ana.md"
        head = "" if name.endswith("rst") else "---\nauthor: Ana\n---\n"
        project.write({f"reports/{name}": f"{head}{text}"})
        return report_in(project.build("latex", warnings=warnings).app.tree)

    return build


def report_in(doctree: nodes.document) -> nodes.section:
    """Return the section of the one report."""
    (report,) = [s for s in doctree.findall(nodes.section) if "ana" in s["ids"]]
    return report


def test_footnotes(report: Report) -> None:
    """Footnotes are numbered paragraphs in the report's order, whatever references them."""
    code = "[^c]:\n    ```python\n    x = 1\n    ```\n"
    notes = f"[^a]: ONE[^b] [^a]\n\n[^b]: TWO\n\n{code}\n[^d]: FOUR\n"
    section = report(f"## Head[^a]\n\n- item[^a]\n\n[link[^c]](#head)\n\n{notes}", 1)
    assert not list(section.findall(nodes.footnote))
    shown = [n for n in section.findall(nodes.paragraph) if isinstance(n[0], nodes.target)]
    assert [n.astext() for n in shown] == ["1 ONE3 1", "2 ", "3 TWO", "4 FOUR"]
    ids = [n[0]["ids"][0] for n in shown]
    links = [n["refid"] for n in section.findall(nodes.reference) if "1" in n.astext()]
    assert links == [ids[0]] * 2
    (title,) = [n for n in section.findall(nodes.title) if "Head" in n.astext()]
    assert (title.astext(), list(title.findall(nodes.reference))) == ("Head1", [])


def test_long_addresses(report: Report) -> None:
    """A long address breaks behind its signs, but in code, in formulas and where it is a link."""
    address = "example.org/people/ana_ferreira/index"
    link = f"https://{address}"
    section = report(f"See {address}, `{address}`, <{link}>.\n\n    {address}\n")
    breaks = [n for n in section.findall(nodes.raw) if n.astext() == r"\allowbreak{}"]
    assert len(breaks) == 5
    assert all(isinstance(n.parent, nodes.paragraph) for n in breaks)
    assert address in section.astext().replace(r"\allowbreak{}", "")


def test_boxes_of_tasks(report: Report) -> None:
    """The box of a task is drawn, as the label of its item, and elsewhere as a sign."""
    section = report("- [x] done\n- [ ] to do\n\n" + nested("- [ ] ", "  ", 8) + "\n\n|a|\n|-|\n"
                     "| <input type=checkbox> b |\n")  # fmt: skip
    raws = [n.astext() for n in section.findall(nodes.raw) if "\\(" in n.astext()]
    assert raws[:2] == [r"\item[{\(\boxtimes\)}] ", r"\item[{\(\square\)}] "]
    assert r"\(\square\)" in raws
    assert "☐" not in section.astext()


@pytest.mark.parametrize(
    "text",
    [
        nested("- ", "  ", 9),
        nested("1. ", "   ", 9),
        "".join(f"{'> ' * level}L{level - 1}E\n{'>' * level}\n" for level in range(1, 10)),
        "- " * 8 + "L0E L1E\n\n" + " ".join(levels(9)),
    ],
)
def test_deep_lists(report: Report, text: str) -> None:
    """Lists are at most as deep as LaTeX can set, and lose no words."""
    section = report(text)
    lists = (nodes.bullet_list, nodes.enumerated_list, nodes.block_quote)
    for node in section.findall(nodes.paragraph):
        around = []
        parent = node.parent
        while parent is not section:
            around.append(parent)
            parent = parent.parent
        assert sum(isinstance(each, lists) for each in around) <= 5
    assert all(word in section.astext() for word in levels(9))


def test_deep_terms_and_fields(report: Report) -> None:
    """Terms, fields and anchors of deep lists stay, and numbers are those of the list."""
    terms = "".join(f"{'   ' * n}L{n}E\n" for n in range(8)) + "   " * 8 + "End\n"
    numbers = (
        "* a\n\n  * b\n\n    * c\n\n      * d\n\n        .. _here:\n\n        * e\n\n"
        "          7. f\n\n             1. g\n\n                8. .. code-block:: text\n\n"
        "                      h\n\nhere_\n"
    )
    section = report(f"{RST}{terms}\n\n{numbers}")
    assert all(word in section.astext() for word in levels(8))
    for word in ("e", "1.", "8.", "h"):
        assert word in section.astext()
    ids = {node_id for node in section.findall(nodes.Element) for node_id in node["ids"]}
    assert any("here" in node_id for node_id in ids)


def test_long_words(report: Report) -> None:
    """Words that XeTeX can't set have blanks, in code as well."""
    word = "x" * 1200
    text = f"*{word}*\n\n```python\n{word}\n```\n\n`{word}`\n"
    section = report(text)
    found = [n for n in section.findall(nodes.Text) if "x" in n]
    assert [max(map(len, n.split())) for n in found] == [500] * 3
    (code,) = section.findall(nodes.literal_block)
    assert code.rawsource == code.astext()


@pytest.mark.parametrize(
    "line",
    [">" * 19_000, "> " * 9000, ">a" * 9000],
    ids=["word", "words", "tokens"],
)
def test_long_lines(build: Build, line: str) -> None:
    """No line of LaTeX is longer than TeX can read, and no paragraph ends where none should."""
    text = f"x {line}\n\n# y {line}\n\n```python\n{line}\n```\n\nx $`{'a + ' * 3000}a`$ z\n"
    text += f"\n```{{math}}\n{'a + ' * 2000}a\n```\n"
    built = build({"ana.md": text}, builder="latex", warnings=None)
    written = built.read("*.tex")
    assert max(len(each.encode()) for each in written.split("\n")) < 150_000


def test_tabs(report: Report) -> None:
    """A tab in code is as many blanks as it shows, since TeX can't measure long code before it."""
    section = report("```make\nall:\n\tcc\tx\n```\n")
    (code,) = section.findall(nodes.literal_block)
    assert code.astext() == code.rawsource == "all:\n        cc      x\n"


@pytest.mark.parametrize("form", ["{code}", "{parsed-literal}"])
def test_long_code(report: Report, form: str) -> None:
    """Long code is divided; what refers to it finds its beginning."""
    lines = [f"line {n} {' ' * 200}x" for n in range(90)]
    text = "\n".join(lines)
    section = report(f"(here)=\n\n```{form}\n{text}\n```\n\n[a](#here)\n")
    parts = list(section.findall(nodes.literal_block))
    assert len(parts) == 2
    assert "\n".join(part.astext() for part in parts).split() == text.split()
    assert max(len(part.astext()) for part in parts) < 13_000
    assert all(not part["ids"] for part in parts[1:])


def test_long_code_in_a_paragraph(report: Report) -> None:
    """Long code in a paragraph is divided as well, and nothing of it is lost."""
    code = "ab c " * 3000
    section = report(f"See `{code}`.\n")
    parts = list(section.findall(nodes.literal))
    assert len(parts) > 2
    assert max(len(part.astext()) for part in parts) <= 4000
    assert "".join(part.astext() for part in parts).split() == code.split()


def test_long_word_in_a_roster(project: Project) -> None:
    """Titles of reports are broken in a roster, too, which is the page's."""
    project.write(
        {
            "index.md": "# T\n\n```{roundup} reports/\n:roster: list\n```\n",
            "reports/ana.md": f"---\nauthor: Ana\ntitle: {'9' * 5000}\n---\nHi.\n",
        }
    )
    assert "9" * 501 not in project.build("latex").read("*.tex")


def test_blank_lines(report: Report) -> None:
    """A text in a line has no blank line, which would end a command; code keeps it."""
    section = report("(here)=\n\n```{button-ref} here\n.. a:: b\n\nc\n```\n\n```\nc\n\nd\n```\n")
    (code,) = section.findall(nodes.literal_block)
    assert code.astext() == "c\n\nd\n"
    words = [n.astext() for n in section.findall(nodes.TextElement) if n is not code]
    assert [text for text in words if "\n\n" in text] == []


def test_formulas_in_tables_and_headings(report: Report) -> None:
    """In tables and headings formulas have the forms that LaTeX can set there."""
    formula = ".. math::\n          :label: eq\n\n          a = b\n"
    table = f".. list-table::\n\n   * - {formula}     - .. math:: d\n\n       :eq:`eq`\n"
    text = f"{RST}Words.\n\nHead :math:`x^2`\n----------------\n\n{table}\n\n.. math::\n\n   c\n"
    section = report(text)
    assert len(list(section.findall(nodes.math_block))) == 1
    cell, other = section.findall(nodes.math)
    assert other.parent.astext() == other.astext()
    assert cell.astext() == r"\displaystyle\begin{aligned}{}a = b\end{aligned}"
    assert cell.parent.astext().endswith("(1)")
    (title,) = [n for n in section.findall(nodes.raw) if "texorpdfstring" in n.astext()]
    assert title.astext() == r"\texorpdfstring{\protect\(x^2\protect\)}{x 2}"


@pytest.mark.parametrize("width", ["9000%", "0", "0.0001cm", "90000px"])
def test_sizes_of_pictures(report: Report, width: str) -> None:
    """A size that TeX can't calculate with doesn't reach it."""
    text = f"{RST}.. image:: a.png\n   :alt: A sign\n   :width: {width}\n"
    image = next(report(text).findall(nodes.image))
    assert image.get("width") in {None, "100%"}


def test_footnotes_in_texinfo(build: Build) -> None:
    """In Texinfo each footnote is that of its own report, and none ends the build."""
    notes = "---\nauthor: {0}\n---\nWords{0}[^1]\n\n[^1]: NOTE{0} [^1] [^2]\n\n[^2]: MORE{0} [^1]\n"
    reports = {f"{name}.md": notes.format(name) for name in ("Ana", "Bob")}
    built = build(reports, builder="texinfo")
    text = re.sub(r"\s+", " ", built.read("*.texi"))
    for name in ("Ana", "Bob"):
        words = text.partition(f"Words{name}")[2].partition("@node")[0]
        assert f"NOTE{name}" in words
        assert f"MORE{name}" in words


def test_backslashes_in_manual_pages(build: Build) -> None:
    """A backslash in a heading is no command of troff."""
    text = build({"ana.md": "Text.\n\n## A \\\\fB net\n"}, builder="man").read("*.1")
    assert "＼\u2060fB net" in text


def test_tables(report: Report) -> None:
    """Tables with blocks have widths, long ones break, and those too high or wide are blocks."""
    code = "| a | b |\n| --- | --- |\n" + f"| {'word ' * 20} | c |\n" * 20
    short = "| a | b |\n| --- | --- |\n| c | d |\n"
    html = "<table><tr><td><ul><li>x</li></ul></td><td>y</td></tr></table>\n"
    long = f"| {'word ' * 700} | WORDS |\n| --- | --- |\n| c | d |\n"
    wide = f"{'| a ' * 101}|\n{'| - ' * 101}|\n{'| b ' * 101}|\n"
    title = f"(here)=\n```{{table}} Title\n{long}```\n\n[](#here)\n"
    section = report(f"{short}\n{code}\n{html}\n{long}\n{wide}\n{title}")
    classes = [table["classes"] for table in section.findall(nodes.table)]
    assert [[c for c in each if c in {"longtable", "colwidths-given"}] for each in classes] == [
        [],
        ["longtable"],
        ["colwidths-given"],
    ]
    assert "WORDS" in section.astext()
    assert [n.astext() for n in section.findall(nodes.strong)] == ["Title"]
    assert any("here" in node_id for n in section.findall(nodes.target) for node_id in n["ids"])


@pytest.mark.parametrize(("rows", "heads"), [(15, 1), (16, 0)])
def test_long_heads_of_tables(report: Report, rows: int, heads: int) -> None:
    """A head that leaves a page no room becomes part of the table's body."""
    text = f"{RST}.. list-table::\n   :header-rows: {rows}\n\n" + "   * - a\n" * 17
    (table,) = report(text).findall(nodes.table)
    assert len(list(table.findall(nodes.thead))) == heads
    assert len(list(table.findall(nodes.row))) == 17


FONTENC = {"latex_elements": {"fontenc": r"\usepackage[T2A]{fontenc}"}}
DECLARED = {"latex_elements": {"preamble": r"\newunicodechar{🎉}{!}"}}


@pytest.mark.parametrize(
    ("text", "words", "config"),
    [
        ("Thanks 🎉!", "Thanks [party popper]!", {}),
        ("森田 健司 wrote", "[U+68EE U+7530] [U+5065 U+53F8] wrote", {}),
        ("Cafe\u0301 ① 👍🏽 α", "Café 1 [thumbs up sign] [U+03B1]", {}),
        ("→ … “é” ½ Ł", "→ … “é” ½ Ł", {}),
        ("{math}`x\\text{é α}`", "x\\text{é [U+03B1]}", {}),
        pytest.param("Cafe\u0301", "Caf\xe9", {}, id="a letter and its accent are one character"),
        pytest.param("Привет α", "Привет [U+03B1]", {"language": "ru"}, id="Cyrillic in Russian"),
        pytest.param("🎉!", "🎉!", {"latex_engine": "xelatex"}, id="another engine prints it"),
        pytest.param("🎉!", "🎉!", DECLARED, id="the project declares it"),
        pytest.param("🎉!", "🎉!", FONTENC, id="the project loads fonts"),
    ],
)
def test_characters(project: Project, text: str, words: str, config: dict[str, object]) -> None:
    """What pdflatex can't print stands there by name or code, with one warning."""
    project.write({"conf.py": CONF + KEEPS_TREE, "reports/ana.md": f"{text}\n"})
    built = project.build("latex", warnings=int("[" in words), **config)
    paragraph = next(iter(report_in(built.app.tree).findall(nodes.paragraph)))
    assert paragraph.astext() == words
    assert all("latex_engine = 'xelatex'" in told for told in built.warnings)


def test_code_for_pdflatex(project: Project) -> None:
    """Code keeps its highlighting where characters in it are replaced."""
    project.write({"conf.py": CONF + KEEPS_TREE, "reports/ana.md": "```python\nx = '🎉'\n```\n"})
    (block,) = report_in(project.build("latex", warnings=1).app.tree).findall(nodes.literal_block)
    assert block.rawsource.strip() == block.astext().strip() == "x = '[party popper]'"


@pytest.mark.pdf
def test_each_character_of_pdflatex(project: Project) -> None:
    """Pdflatex prints each character that is left to it."""
    known = re.compile(f"[{KNOWN}]")
    found = "\n\n".join(f"{chr(code)} x" for code in range(0xA1, 0xFFFF) if known.match(chr(code)))
    project.write({"reports/ana.rst": found})
    _pdf, log = print_pdf(project, "pdflatex", warnings=None)
    assert re.findall(r"^! .*", log, re.MULTILINE) == []


def test_names_for_pdflatex(project: Project) -> None:
    """Names are described in the list of people, too; the warning is the page's."""
    page = "# Spring\n\n```{roundup} reports/\n:roster: list\n```\n"
    report = "---\nauthor: Ana\n---\n\nHello.\n"
    project.write(
        {"index.md": page, "reports/a.md": report, "people.yml": "mori: {name: 森, listed: true}\n"}
    )
    built = project.build("latex", warnings=1, roundup_people="people.yml")
    assert built.warnings[0].startswith("index.md:1: WARNING: pdflatex has no font for characters")
    assert "森" not in built.read("*.tex")


# -- Frames ------------------------------------------------------------------------------

LONG = "words " * 200
CELLS = "".join(f"      * - cell {n}\n" for n in range(30))


@pytest.mark.parametrize(
    ("text", "framed", "head"),
    [
        (f".. note::\n\n   .. tip:: INNER {LONG}", nodes.tip, "Note"),
        (f".. admonition:: Title\n\n   .. list-table::\n\n{CELLS}", None, "Title"),
        (f".. seealso::\n\n   .. figure:: a.png\n      :alt: a\n\n      {LONG}", None, "See also"),
        (f".. sidebar:: Title\n   :subtitle: S\n\n   .. tip:: INNER {LONG}", nodes.tip, "Title"),
        (".. note::\n\n   - .. tip::\n\n       ::\n\n" + "         x\n" * 60, nodes.tip, "Note"),
        (".. note::\n\n   ::\n\n" + "     x\n" * 1500, None, "Note"),
    ],
)
def test_long_frames(
    report: Report, text: str, framed: type[nodes.Element] | None, head: str
) -> None:
    """A frame goes if it is long beyond measure, or long with a table, a figure or a frame in it.

    Its heading is a line of its own.
    """
    section = report(f"{RST}{text}\n")
    boxes = (nodes.Admonition, nodes.sidebar)
    found = [type(node) for node in section.findall() if isinstance(node, boxes)]
    assert found == ([framed] if framed else [])
    (line,) = [n for n in section.findall(nodes.strong) if n.astext() == head]
    assert isinstance(line.parent, nodes.paragraph)


@pytest.mark.parametrize(
    "text",
    [
        ".. note::\n\n   .. tip:: Short.",
        f".. note::\n\n   {LONG}\n\n   ::\n\n" + "     x\n" * 60,
        ".. topic:: Title\n\n   ===  ===\n   a    b\n   ===  ===",
    ],
)
def test_other_frames(report: Report, text: str) -> None:
    """A frame stays around words and code, and around what is sure to fit on a page."""
    section = report(f"{RST}{text}\n")
    (box, *_inner) = [n for n in section.findall() if isinstance(n, (nodes.note, nodes.topic))]
    assert box.parent is section


FIGURE = ".. figure:: a.png\n   :alt: a\n\n   CAPTION\n\n   LEGEND\n"


@pytest.mark.parametrize(
    ("before", "indent", "figures"),
    [
        (FIGURE.replace("CAPTION", "First") + "\n", "   ", 1),
        (FIGURE + "\n   - item\n\n", "     ", 1),
        ("- item\n\n", "  ", 1),
        (FIGURE.replace("CAPTION", "First " * 300) + "\n", "", 1),
        (FIGURE.replace("LEGEND", "| line\n" + "   | line\n" * 20) + "\n", "", 1),
    ],
)
def test_figures_that_cannot_float(report: Report, before: str, indent: str, figures: int) -> None:
    """A figure in a figure, or a long one, becomes paragraphs with its picture and its words."""
    section = report(f"{RST}{before}{textwrap.indent(FIGURE, indent)}")
    assert len(list(section.findall(nodes.figure))) == figures
    assert len(list(section.findall(nodes.image))) == before.count("figure::") + 1
    for word in ("CAPTION", "LEGEND"):
        assert section.astext().count(word) == f"{before}{FIGURE}".count(word)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f".. table:: {LONG}\n\n   ===  ===\n   a    b\n   ===  ===\n", nodes.table),
        (f".. code-block:: text\n   :caption: {LONG}\n\n   x\n", nodes.literal_block),
        (f".. list-table:: {LONG}\n   :name: x\n\n   * - a\n", nodes.table),
    ],
)
def test_long_captions(report: Report, text: str, kind: type[nodes.Element]) -> None:
    """A long caption of a table or of code is a paragraph before it."""
    section = report(f"{RST}{text}")
    (block,) = section.findall(kind)
    (line,) = [n for n in section.findall(nodes.strong) if n.astext() == LONG.strip()]
    assert isinstance(line.parent, nodes.paragraph)
    assert not any(isinstance(n, nodes.title | nodes.caption) for n in block.findall())
    order = list(section.findall(nodes.Element))
    assert order.index(line.parent) < order.index(block)


def test_long_headings(report: Report) -> None:
    """Of a long heading, LaTeX makes bookmarks of the beginning; its words are a paragraph."""
    section = report(f"{RST}Words.\n\n{LONG.strip()}\n{'-' * len(LONG)}\n\nText.\n")
    (_title, heading) = section.findall(nodes.title)
    assert heading.astext() == f"{LONG[:1000]}…"
    assert heading.parent.children[1].astext() == LONG.strip()
