"""Reports that make a writer of Sphinx fail or lose the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases import FM, RST
from conftest import text_of
from oracle import section_of

from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.parsing import is_allowed_url, url_scheme
from sphinx_roundup.parsing.markdown import ReportRenderer

if TYPE_CHECKING:
    from oracle import Outcome, Stage


FENCES = "".join(f"{':' * (40 - n)}{{note}}\n" for n in range(30))
NOTES = "".join(f"{'   ' * n}.. seealso::\n\n" for n in range(50)) + "   " * 50
ITEMS = "".join(f"{'  ' * n}- DEEP\n" for n in range(28))
NUMBERS = "".join(f"{' ' * 11 * n}100000007. DEEP\n\n" for n in range(6))
TERMS = "".join(f"{'   ' * n}DEEP\n" for n in range(18)) + "   " * 18
FIELDS = "".join(f"{'   ' * n}:DEEP:\n" for n in range(18)) + "   " * 18
FIGURES = "".join(
    f"{'   ' * n}.. figure:: p.png\n{'   ' * (n + 1)}:alt: a\n\n{'   ' * (n + 1)}DEEP\n\n"
    for n in range(26)
)
LARGE = "1" * 80


def _judge(stage: Stage, text: str, builder: str = "html") -> Outcome:
    name = "bad.rst" if text.startswith(RST) else "bad.md"
    return stage.judge(text, name=name, builder=builder, again=False)


# -- Indents -----------------------------------------------------------------------------


INDENTED = (
    (f"{FM}{FENCES}KEEP\n", 28, 0),
    (f"{FM}{'>' * 45} KEEP\n", 4, 0),
    (f"{FM}{ITEMS}\nKEEP\n", 28, 28),
    (f"{FM}{NUMBERS}KEEP\n", 12, 6),
    (f"{RST}{NOTES}KEEP\n", 51, 0),
    (f"{RST}{TERMS}KEEP\n", 19, 18),
    (f"{RST}Hi.\n\n{FIELDS}KEEP\n", 21, 18),
    (f"{RST}{FIGURES}{'   ' * 26}KEEP\n", 83, 26),
    (f"{RST}.. _here:\n\n{LARGE}. DEEP KEEP\n", 5, 1),
)
"""Report, the line of its warning, and how many words are deep in it."""


@pytest.mark.parametrize("builder", ["html", "text"])
@pytest.mark.usefixtures("each_warning")
def test_indents(stage: Stage, png: bytes, builder: str) -> None:
    """What stands deeper than a page of plain text is wide is shown to its last word."""
    stage.put({"p.png": png})
    outcome = stage.judge_all([text for text, *_ in INDENTED], builder=builder)
    assert outcome.text.count("KEEP") == len(INDENTED)
    words = 1 + sum(words for *_, words in INDENTED)  # and one that the roster quotes
    assert outcome.text.count("DEEP") == words
    for number, (_text, line, _words) in enumerate(INDENTED):
        ((told, message),) = outcome.told_of(number)
        assert told == line
        assert "without indentation" in message


def test_what_is_left_of_indents(stage: Stage) -> None:
    """What isn't indented keeps its label, its number and its anchor."""
    outcome = _judge(
        stage, f"{RST}`here`_\n\n{NOTES}\n\n{'   ' * 50}.. _here:\n\n{'   ' * 50}7. KEEP"
    )
    shown = text_of(outcome.page.report("bad"))
    assert shown.count("See also") == 50
    assert shown.endswith("7. KEEP")
    assert outcome.page.dangling() == []


# -- Footnotes ---------------------------------------------------------------------------


NESTED = {
    "itself": ("a[^a]\n\n[^a]: ONE [^a]\n", 1),
    "each other": ("a[^a] b[^b]\n\n[^a]: ONE [^b]\n[^b]: TWO [^a]\n", 2),
    "in a heading": ("## Head[^a]\n\nHi.\n\n[^a]: ONE [^b]\n[^b]: TWO [^a]\n", 2),
}


@pytest.mark.parametrize("builder", ["latex", "texinfo"])
@pytest.mark.parametrize("which", NESTED)
def test_footnotes_of_footnotes(stage: Stage, which: str, builder: str) -> None:
    """A footnote that other footnotes name is printed, once."""
    text, notes = NESTED[which]
    shown = _judge(stage, FM + text, builder).text
    assert [shown.count(word) for word in ("ONE", "TWO")][:notes] == [1] * notes


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_footnote_that_is_a_heading(stage: Stage, builder: str) -> None:
    """A footnote that has the name of a heading, for which some parsers drop it, ends no build."""
    outcome = _judge(
        stage, f"{FM}## a[^a]\n\nKEEP [^a]\n\n[^a]: ONE [^b]\n[^b]: TWO [^a]\n", builder
    )
    assert "KEEP" in outcome.text


@pytest.mark.parametrize("builder", ["html", "latex", "text"])
def test_labels_of_footnotes(stage: Stage, builder: str) -> None:
    """Footnotes have numbers that TeX can count, whatever their author calls them."""
    notes = f"a [*]_ b [{LARGE}]_ c [1]_ d\n\n.. [*] ONE\n\n.. [{LARGE}] TWO\n\n.. [1] THREE\n"
    outcome = _judge(stage, RST + notes, builder)
    assert LARGE not in outcome.text
    if builder == "html":
        report = outcome.page.report("bad")
        labels = [text_of(e) for e in outcome.page.by_class("label", report)]
        assert labels == ["[1]", "[2]", "[3]"]
        links = [
            a for a in outcome.page.all("a", report) if "footnote-reference" in a.get("class", "")
        ]
        notes = {text_of(a): outcome.page.by_id(a.get("href")[1:]) for a in links}
        assert [text_of(notes[f"[{n}]"]).split()[-1] for n in (1, 2, 3)] == ["THREE", "ONE", "TWO"]


@pytest.mark.parametrize("builder", ["html", "latex", "epub"])
def test_link_in_a_link(stage: Stage, builder: str) -> None:
    """A role in the words of a link is its words, wherever either of them leads."""
    inner = "{ref}`hostlabel` {term}`x` {download}`a.zip` https://x.example"
    targets = ("LICENSE", "/host.md", "https://x.example", "#here", "inv:#x")
    text = "".join(f"[A {inner} B]({target})\n\n" for target in targets)
    outcome = _judge(stage, f"{FM}# Here\n\n{text}KEEP\n", builder)
    assert "KEEP" in outcome.text
    if builder == "html":
        links = outcome.page.all("a", outcome.page.report("bad"))
        assert not any(inner for link in links for inner in outcome.page.all("a", link)[1:])


# -- Headings ----------------------------------------------------------------------------

HEADINGS = (
    *(f"{FM}# Hello\n\n## {heading}\n\nKEEP\n" for heading in ("...", "(:", "![](x.png)", "")),
    f"{FM}# ...\n\nKEEP\n",
    f"{FM}# a \\\\ b\n\n## `\\c`\n\nKEEP\n",
    "---\nauthor: (.)\n---\nKEEP\n",
    f"{RST}A\n=\n\n..\n--\n\n(:)\n---\n\nKEEP\n",
)


@pytest.mark.parametrize("builder", ["texinfo", "text", "man"])
def test_headings_of_signs(stage: Stage, builder: str) -> None:
    """A heading without a letter, and an acronym, which some writers don't know, end no build."""
    texts = [*HEADINGS, f"{RST}:acronym:`KEEP`\n"]
    assert stage.judge_all(texts, builder=builder).text.count("KEEP") == len(texts)


RULES = (
    "![](a.png)\n\n---\n\nKEEP\n\n---\n\n![](b.png)\n\n---\n\nHi.\n\n---\n\n![](c.png)\n",
    [4, 12, 20],
)
RULES_RST = (
    ".. image:: a.png\n\n----\n\nKEEP\n\n----\n\n.. image:: b.png\n\n----\n\nHi.\n",
    [3, 11],
)


@pytest.mark.parametrize("text", [FM + RULES[0], RST + RULES_RST[0]], ids=["md", "rst"])
def test_rules_around_a_picture(stage: Stage, text: str) -> None:
    """A rule that divides nothing once a picture is gone goes with it, without a word."""
    outcome = _judge(stage, text)
    first, *_others = (RULES if text.startswith(FM) else RULES_RST)[1]
    assert outcome.lines == [first]
    assert all("there is no image" in message for _line, message in outcome.told)
    assert len(outcome.page.all("hr", outcome.page.report("bad"))) == 1


# -- Lines -------------------------------------------------------------------------------

SPANS = "+---+---+\n| a | b |\n+---+---+\n| KEEP  |\n+---+---+\n"


def test_line_of_a_cell(stage: Stage) -> None:
    """What a writer warns of has a line, also where its parser gives it none."""
    outcome = _judge(stage, RST + SPANS, "man")
    assert "cell spanning" in outcome.told[0][1]
    assert set(outcome.lines) <= {*range(3, 8)}


FENCED = {
    "::::{note}\n:::{tip}\n{bad}`x` KEEP\n:::\n::::\n": 6,
    ":::::{note}\n::::{tip}\n:::{bad}\nKEEP\n:::\n::::\n:::::\n": 6,
    ":::::{grid} 2\n::::{grid-item}\n:::{bad}\nKEEP\n:::\n::::\n:::::\n": 6,
    "::::{note}\n\n:::{tip}\n{bad}`x` KEEP\n:::\n::::\n": 7,
    "````{note}\n```{bad}\nKEEP\n```\n````\n": 5,
    "Hi.\n\n:::{admonition} [KEEP](x.md)\nHi.\n:::\n": 6,
}
"""Directives in each other, and the line of the wrong one."""


def test_line_in_fences(stage: Stage) -> None:
    """A warning names its own line, however many fences there are around it."""
    outcome = stage.judge_all([FM + text for text in FENCED])
    page = outcome.page
    for number, line in enumerate(FENCED.values()):
        assert {told for told, _message in outcome.told_of(number)} == {line}
        assert "KEEP" in text_of(section_of(page, f"bad-{number}"))


def test_line_after_a_report_that_was_given_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ended one report inside of a fence moves no line of the next."""

    def fail(*_args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(ReportRenderer, "render_directive", fail, raising=False)
        _judge(stage, f"{FM}::::{{note}}\n:::{{tip}}\nHi.\n:::\n::::\n")
    assert _judge(stage, f"{FM}````{{note}}\n```{{bad}}\nKEEP\n```\n````\n").lines == [5]


# -- Links, warnings ---------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["http s", "h\tttp", " ht\x00tp", "mail to"])
def test_blank_in_a_scheme(scheme: str) -> None:
    """An allowed scheme that isn't written as one is none."""
    assert url_scheme(f"{scheme}://x.example") == ""
    assert not is_allowed_url(f"{scheme}://x.example")
    assert is_allowed_url(" HTTPS://x.example")


def test_blank_in_an_address(stage: Stage) -> None:
    """A picture or a link whose address has a blank in its scheme leads nowhere."""
    text = '<img src="http s://x.example/a.png" alt="KEEP1"> <a href="http s://x.example">KEEP2</a>'
    outcome = _judge(stage, f"{FM}{text}\n")
    assert len(outcome.told) == 2
    assert "KEEP1" in outcome.text
    assert "KEEP2" in outcome.text


def test_tab_in_a_target(stage: Stage) -> None:
    """What leads nowhere is told without the controls in it."""
    outcome = _judge(stage, f"{FM}[KEEP](<java\t&#0;script:x>)\n")
    assert outcome.lines == [4]
    assert "KEEP" in outcome.text


def test_link_to_what_is_dropped(stage: Stage) -> None:
    """A link to a heading that a directive drops is text."""
    tabs = "::::{tab-set}\n# There\n\n:::{tab-item} a\nb\n:::\n::::\n"
    outcome = _judge(stage, f"{FM}[KEEP](#there)\n\n{tabs}")
    assert "KEEP" in outcome.text
    assert outcome.lines == [7]


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_footnote_that_is_dropped(stage: Stage, builder: str) -> None:
    """So is the mention of a footnote in what a directive doesn't show."""
    figure = ".. figure:: a.png\n\n   | No caption.\n\n   .. [#a] Dropped.\n"
    outcome = _judge(stage, f"{RST}KEEP [#a]_\n\n{figure}", builder)
    assert "KEEP 1" in outcome.text


@pytest.mark.usefixtures("each_warning")
def test_code_among_many_warnings(stage: Stage) -> None:
    """Code in a wrong language is told as long as there is room."""
    code = "```json\nx?\n```\n\n" * 19 + "```json\n1\n```\n"
    lost = "[a](b.md)\n\n"
    assert len(_judge(stage, FM + code).told) == 19
    full = _judge(stage, FM + lost * DEFAULTS.warnings + code)
    assert len(full.told) == DEFAULTS.warnings
    half = _judge(stage, FM + lost * (DEFAULTS.warnings - 10) + code)
    assert len(half.told) == DEFAULTS.warnings - 10 + 5
