"""``sphinx-roundup check``: advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from sphinx_roundup.commands.advice import advise
from sphinx_roundup.commands.fetch import find_pictures
from sphinx_roundup.commands.project import ShownReport
from sphinx_roundup.domain import ReportLocation
from sphinx_roundup.reports import Report, read_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from checked import Check

    from sphinx_roundup.problems import Problem

WORDS = "We wrote code all week, and in the evenings we went down to the harbour to swim. " * 3
FULL = f"# A good week\n\n{WORDS}\n\n"
FULL_RST = f"A good week\n===========\n\n{WORDS}\n\n"


Advice = list[tuple[str, int]]


def shown(text: str) -> ShownReport:
    """Return a report that is shown as it is written, below a title."""
    place = ReportLocation("index", "a", "A", {}, title="A")
    return ShownReport("a.md", place, nodes.section("", nodes.paragraph("", text)))


@pytest.fixture
def problems(tmp_path: Path) -> Callable[..., list[Problem]]:
    """Return a function that gives the advice on a text, without a build."""

    def read(text: str, name: str = "ana.md") -> list[Problem]:
        (tmp_path / name).write_text(text, "utf-8")
        report = read_report(tmp_path, name)
        return sorted(advise(report, text.split("\n"), shown(text)), key=lambda p: p.line)

    return read


@pytest.fixture
def advice(problems: Callable[..., list[Problem]]) -> Callable[..., Advice]:
    """Return a function that gives the kinds and lines of the advice on a text."""
    return lambda *asked: [(problem.subtype, problem.line) for problem in problems(*asked)]


@pytest.mark.parametrize(
    ("filename", "line", "name"),
    [
        ("a.md", "!!! note", "MkDocs"),
        ("a.md", '??? tip "More"', "MkDocs"),
        ("a.md", '=== "Tab"', "MkDocs"),
        ("a.md", "so '''bold''' it was", "wiki"),
        ("a.md", r"\section{What I did}", "LaTeX"),
        ("a.md", r"as \cite{x} says", "LaTeX"),
        ("a.md", "`words <https://x.org>`_", "reST"),
        ("a.rst", "> [!NOTE]", "Markdown"),
    ],
)
def test_other_syntax(
    problems: Callable[..., list[Problem]], filename: str, line: str, name: str
) -> None:
    """Other generators' syntax is reported with its name, once, at its line."""
    full = FULL_RST if filename.endswith("rst") else FULL
    (problem,) = problems(f"{full}{line}\n\n{line}\n", filename)
    assert (problem.subtype, problem.line) == ("syntax", full.count("\n") + 1)
    assert f"it has {name} syntax" in problem.text


def test_understood_syntax(check: Check) -> None:
    """Other generators' syntax that the page understands is no finding."""
    text = f"{FULL}Words.\n{{: .class #id}}\n\n> [!abstract]\n> Words.\n\n== A =={{#id}}\n"
    text += "\n> [!NOTE]\n> Words.\n"
    assert check.advice(text) == []
    text = f"{FULL}\\begin{{x}} here.\n\n```{{math}}\n\\begin{{x}} y \\end{{x}}\n```\n"
    assert check.advice(text) == [("syntax", 5)]


def test_one_finding_a_line(check: Check) -> None:
    """A line about which the build warns gets no advice about syntax."""
    assert check.advice(f"{FULL}\\ref{{x}} ![A boat](gone.png)\n") == []
    assert [s.kind for s in check.said()] == ["roundup.image"]


@pytest.mark.parametrize(
    "text",
    [
        "```\n'''x''' +49 30 1234567 TODO:\n```\n",
        "~~~~\n```\n!!! note\n~~~~\n",
        "```{code-block} text\n'''x'''\n```\n",
        "Code `'''x'''` and ``\\ref{a} `x` ``.\n",
        "Text:\n\n    !!! note\n\n    \\ref{x}\n",
        "<!-- '''x'''\n\\ref{a} ana@posteo.de\n-->\n",
        "In R, x[[name]] and `x`[[1]]; {{ x }} and {name}; a = b == c.\n",
        "Write to @ana, or git@github.com:x/y, me@example.org, x@users.noreply.github.com.\n",
        "See <https://x.org/?a=b@c.de&tel=+49301234567>, 2025-10-14, 10.1038/s41586-020-2649-2.\n",
        "We had 1 200 000 users, 127.0.0.1, 555 lines, ISBN 978-3-16-148410-0, +12 points.\n",
        "A TODO list; we went down the Road. TODO list.\n",
        "#hashtag, $15,000, a*b, ~~gone~~, 1 < 2, List<T>\n",
    ],
)
def test_nothing_to_say(advice: Callable[..., Advice], text: str) -> None:
    """Code, comments and ordinary words get no advice."""
    assert advice(FULL + text) == []


@pytest.mark.parametrize(
    "text",
    [
        "::\n\n   '''x'''\n\nText.\n",
        "Like this::\n\n   \\ref{x}\n\n   !!! note\n\nText.\n",
        ".. code-block:: text\n\n   '''x'''\n\nText.\n",
        ".. a comment with \\ref{x}\n   and '''x'''\n\nText.\n",
        "..\n   '''x'''\n\nText ``'''x'''``.\n",
        ".. note::\n\n   Words.\n\n.. _label:\n\n.. |x| replace:: y\n\nSee |x| label_.\n",
    ],
)
def test_nothing_to_say_in_rst(advice: Callable[..., Advice], text: str) -> None:
    """The same in reST."""
    assert advice(FULL_RST + text, "ana.rst") == []


def test_code_ends(advice: Callable[..., Advice]) -> None:
    """Lines below code are prose again, also in a directive."""
    text = "```\nx\n```\n\n'''a'''\n\n```{note}\n\\ref{x}\n```\n"
    assert advice(FULL + text) == [("syntax", 9), ("syntax", 12)]
    text = "::\n\n   '''b'''\n\n'''a'''\n"
    assert advice(FULL_RST + text, "ana.rst") == [("syntax", 10)]


@pytest.mark.parametrize(
    "words",
    [
        "+49 30 1234567",
        "+1 (555) 123-4567",
        "(030) 123 45678",
        "555-123-4567",
        "Tel. 030 / 1234567",
        "ana@posteo.de",
        "<ana.f+x@mail.posteo.co.uk>",
        "[mail](mailto:ana@posteo.de)",
    ],
)
def test_private(problems: Callable[..., list[Problem]], words: str) -> None:
    """A telephone number or an e-mail address is reported once, and not repeated."""
    (problem,) = problems(f"{FULL}Find me: {words}, or not.\n\nAgain {words}.\n")
    assert (problem.subtype, problem.line) == ("private", 5)
    assert words.strip("<>") not in problem.message % problem.args


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    [
        *("{{<", "{% x", "{{ site.", "{: a", "<A b=", "[[", "'" * 3),
        *("{code:", "`a <http://b", "[a](", "!!! ", "`", "``a", "`a``", "a.", "A."),
        *("+1 ", "(0", "a@", "a@b.", "tel", "[your ", "\\ref", "=== ", "= a", "<!--"),
        *("![", "![a](", "<img ", "src ", "[a]: ", "image:: ", "//a(", "\\\\", ".. ::", "[a]"),
        *(" ", "\t", "> [!", "- ", "    ", ".. ", "::", "~~~", "*", "http://", "a:"),
    ],
)
def test_long_lines(piece: str) -> None:
    """Whatever a report repeats in a long line, it is searched for advice and pictures in time."""
    line = (piece * 20_000)[:19_990]
    text = "\n".join([line, f"{line}x", "", line])
    for syntax in ("md", "rst"):
        report = Report(filename=f"a.{syntax}", syntax=syntax, text=text)
        list(advise(report, text.split("\n"), shown(text)))
        list(find_pictures(text, syntax))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<!-- roundup: write a few paragraphs\nhere -->\n", [5]),
        ("Lorem ipsum dolor.\n", [5]),
        ("TODO: write this.\n\nTBD\n", [5, 7]),
        ("I am [your name] and {insert project}.\n", [5]),
    ],
)
def test_template(advice: Callable[..., Advice], text: str, lines: list[int]) -> None:
    """Remains of a template are reported."""
    assert advice(FULL + text) == [("template", line) for line in lines]


def test_placeholders_in_heads(advice: Callable[..., Advice]) -> None:
    """A placeholder for the author, the title or the summary is reported at its line."""
    fields = "author: Your own name\ntitle: A title of your own\nsummary: One sentence about it"
    head = f"---\n{fields}\n---\n"
    assert advice(head + WORDS) == [("template", n) for n in (2, 3, 4)]
    head = ":title: A title of your own\n\n.. roundup: write here\n\n"
    assert advice(head + WORDS, "ana.rst") == [("template", 1), ("template", 3)]


def test_too_short(check: Check) -> None:
    """A report of a few words is reported, a link to a report elsewhere isn't."""
    assert check.advice("# Ana\n\nNice.\n") == [("short", 1)]
    (said,) = check.said("reports/ana.md")
    assert said.words == "it has 1 word; what did you do, and what came of it?"
    headings = "".join(f"## What I saw on day {number}\n\nMuch.\n\n" for number in range(4))
    assert check.advice(f"# Ana\n\n{headings}") == [("short", 1)]  # as status counts, too
    assert check.advice("---\nurl: https://x.org/ana\n---\n") == []
    assert check.advice(f"# Ana\n\n{WORDS}") == []


def test_no_licence(check: Check) -> None:
    """A report without a licence is reported if another on its page has one."""
    assert check.advice(f"# Ana\n\n{WORDS}") == []
    bob = f"---\nlicense: MIT\ntitle: Bob\n---\n{WORDS}"
    (check.srcdir / "reports/bob.md").write_text(bob, "utf-8")
    assert check.advice(f"# Ana\n\n{WORDS}") == [("license", 1)]
    assert check.advice(f"---\nlicense:\ntitle: A\n---\n{WORDS}") == []


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (WORDS, [("title", 1)]),
        (f"---\nauthor: Ana\n---\n{WORDS}", [("title", 1)]),
        (f"---\nauthor: Ana\ntitle: T\n---\n{WORDS}", []),
        (f"---\nauthor: Ana\n---\n# Ana\n\n## Monday\n\n{WORDS}", []),
        (f"---\nauthor: Ana\n---\n# A week\n\n{WORDS}", []),
        (f"{WORDS}\n\n## Later\n\n{WORDS}", []),
    ],
)
def test_no_title(check: Check, text: str, advice: list[tuple[str, int]]) -> None:
    """A report without a title or any heading is reported."""
    assert check.advice(text) == advice


def test_failed(check: Check) -> None:
    """A report that can't be shown gets no advice about its length."""
    deep = "".join("  " * n + "- x\n\n" for n in range(300))
    assert check.advice(f":author: Bad\n\n{deep}", "bad.rst") == []
    assert {s.kind for s in check.said()} == {"roundup.parse"}
