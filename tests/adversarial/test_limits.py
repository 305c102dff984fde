"""Limits: enforced, reported at their line, and configurable."""

from __future__ import annotations

import io
import signal
from typing import TYPE_CHECKING

import pytest
from cases import FM, RST
from conftest import count_calls
from PIL import Image
from pygments.lexers import PerlLexer
from sphinx.errors import ConfigError

from sphinx_roundup import context
from sphinx_roundup.limits import CEILINGS, DEFAULTS, Limits, defaults
from sphinx_roundup.links import missing, targets
from sphinx_roundup.parsing import TooSlow, time_limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from oracle import Stage


@pytest.mark.parametrize(
    ("limit", "value", "text", "line", "words"),
    [
        ("paragraph", 50, f"{FM}Hi.\n\n{'word ' * 20}\n", 6, "a paragraph of more than 50"),
        ("paragraph", 50, f"{FM}```{{note}}\n{'word ' * 20}\n```\n", 5, "a paragraph of more"),
        ("paragraph", 50, f"{RST}Hi.\n\n{'word ' * 20}\n", 5, "a paragraph of more than 50"),
        ("headings", 2, f"{FM}# a\n\n# b\n\n# c\n", 8, "too many headings, more than 2"),
        ("cells", 5, f"{FM}|a|b|\n|-|-|\n|c|d|\n|e|f|\n", 7, "too many table cells"),
        ("cells", 1, f"{RST}=== ===\n a   b\n=== ===\n", 1, "too many table cells"),
        ("nodes", 20, f"{FM}{'a*b*' * 20}\n", 1, "too many parts, more than 20"),
        ("nodes", 20, FM + "a\n\n" * 50, 1, "too many parts, more than 20"),
        ("nodes", 100, RST + "- - - - - x\n" * 20, 7, "too many lines and levels of lists"),
        (
            "depth",
            20,
            f"{RST}Hi.\n\n" + "".join("  " * n + "- x\n\n" for n in range(15)),
            5,
            "20 levels",
        ),
        ("line", 50, f"{FM}{'word ' * 20}\n", 4, "a line of 100 characters"),
        ("line", 50, FM + "".join(f"(a{n})=\n\n" for n in range(101)), None, "labels in a row"),
        ("labels", 2, RST + ".. _a:\n\na\n\n.. _b:\n\nb `c <d>`_\n", None, "too many labels"),
        (
            *("line", 50),
            RST + "".join(f".. _a{n}:\n\n" for n in range(101)),
            *(None, "labels in a row"),
        ),
        ("line", 50, FM + "```{rubric} a\n```\n" * 1001, None, "too many directives"),
        ("line", 50, RST + ".. rubric:: a\n\n" * 1001, None, "too many directives"),
        ("warnings", 1, f"{RST}*a\n\n" * 30, None, "more than 25 mistakes"),
    ],
)
def test_report_is_not_shown(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    value: int,
    text: str,
    line: int | None,
    words: str,
) -> None:
    """A report beyond a limit is a heading with a line, and its warning says which, and where."""
    name = "bad.rst" if text.startswith(RST) else "bad.md"
    config = {}
    if limit in {"paragraph", "headings", "cells", "labels"}:
        monkeypatch.setattr(Limits, limit, value)
    else:
        config = {f"roundup_max_{limit}": value}
    outcome = stage.judge(text, name=name, again=False, **config)
    assert "could not be shown" in outcome.text
    assert words in outcome.told[0][1]
    assert line is None or outcome.lines == [line]


@pytest.mark.usefixtures("each_warning")
def test_warnings(stage: Stage) -> None:
    """Of many warnings the first are shown, and the others counted.

    References that lead nowhere, which are found later, are told as long as there is room.
    """
    missing = "".join(f"![A](a{n}.png)\n\n{{ref}}`b{n}`\n\n" for n in range(20))
    outcome = stage.judge(FM + missing, roundup_max_warnings=5, again=False)
    assert len(outcome.told) == 5 + 1
    assert "15 more warnings" in outcome.told[5][1]
    lost = "".join(f"{{ref}}`b{n}`\n\n" for n in range(20))
    assert len(stage.judge(FM + lost, roundup_max_warnings=5, again=False).told) == 5


@pytest.mark.parametrize("builder", ["html", "epub"])
def test_late_warnings(stage: Stage, builder: str) -> None:
    """Broken pictures count as well, and each is told once, however often a page is resolved."""
    noise = Image.effect_noise((99, 99), 50)
    for number in range(60):
        stream = io.BytesIO()
        noise.putpixel((0, 0), number)
        noise.save(stream, "JPEG")
        stage.put({f"p{number}.jpg": stream.getvalue()[:2_000]})
    pictures = "".join(f"![A picture](p{n}.jpg)\n\n" for n in range(60))
    outcome = stage.judge(pictures, builder=builder, again=False)
    assert len({message for _line, message in outcome.told}) == len(outcome.told) == 40 + 1
    assert "more pictures can't be shown" in outcome.told[-1][1]


def test_late_references(stage: Stage) -> None:
    """Of references that lead nowhere Sphinx warns as often as a report may warn."""
    lost = "".join(f"{{eq}}`a{n}` {{option}}`-{n}` {{any}}`a{n}`\n\n" for n in range(30))
    assert len(stage.judge(lost, again=False).told) == 40


def test_warnings_of_the_host(stage: Stage) -> None:
    """A text of the host's own may warn as often as it likes."""
    more = ":orphan:\n\nMore\n====\n\n.. include:: part.rst\n"
    stage.project.write({"part.rst": "*a\n\n" * 60, "more.rst": more})
    built = stage.project.build(warnings=60, exclude_patterns=["reports", "part.rst"])
    assert all("part.rst:" in told for told in built.warnings)


def test_reports(stage: Stage) -> None:
    """A page has no more reports than it may, and says so where it gathers them."""
    stage.put({f"m{n}.md": "Hello.\n" for n in range(4)})
    built = stage.project.build(warnings=1, roundup_max_reports=4)
    assert len(built.page().reports()) == 4
    assert "more than 4 reports; 2 of them are left out" in built.warnings[0]
    assert "0 changed" in stage.project.build(roundup_max_reports=4, warnings=0).status


@pytest.mark.parametrize("name", sorted(defaults()))
def test_wrong_value(stage: Stage, name: str) -> None:
    """A limit that can't be meant ends the build."""
    for value in (-1, True):
        with pytest.raises(ConfigError, match=name):
            stage.project.build(**{name: value})
    if most := CEILINGS.get(name.removeprefix("roundup_max_")):
        with pytest.raises(ConfigError, match=name):
            stage.project.build(**{name: most + 1})


@pytest.mark.parametrize("suffix", ["md", "rst"])
@pytest.mark.usefixtures("each_warning")
def test_searches(stage: Stage, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    """What was meant by a broken path is looked for as often as it can be told."""
    searched = []
    monkeypatch.setattr(context, "near_name", lambda *args: searched.append(args))
    md = "".join(f"![a](a{n}.png) [b](b{n}.md) {{doc}}`c{n}`\n\n" for n in range(20))
    rst = ".. image:: a.png\n   :alt: a\n\n`b <b.rst>`_ :doc:`c`\n\n" * 20
    outcome = stage.judge(md if suffix == "md" else rst, name=f"bad.{suffix}", again=False)
    assert len(outcome.told) == 41
    assert len(searched) == 40


LABELS = "".join(f"(harbour-{n})=\n## Harbour {n}\n\n" for n in range(60))
LOST = ("[a](#harbor-{n})", "[a](a-good.md#harbor-{n})", "{{ref}}`harbor-{n}`", "[a](harbor-{n})")
LOST += ("{{any}}`harbor-{n}`", "{{numref}}`harbor-{n}`")


@pytest.mark.usefixtures("each_warning")
def test_suggestions(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names near to that of a broken link are compared as often as they are reported."""
    compared = []

    def nearest(written: str, names: Iterable[str]) -> list[str]:
        compared.append(written)
        return [*names][:1]

    monkeypatch.setattr(targets, "nearest", nearest)
    monkeypatch.setattr(missing, "nearest", nearest)
    texts = ["\n\n".join(link.format(n=n) for n in range(60)) for link in LOST]
    outcome = stage.judge_all([f"{FM}{LABELS}{links}\n" for links in texts])
    for number, link in enumerate(LOST):
        told = [message for _line, message in outcome.told_of(number) if "harbor" in message]
        assert len(told) == 40, link
        assert all("did you mean" in message for message in told)
    assert len(compared) == 40 * len(LOST)


# -- Time --------------------------------------------------------------------------------

timed = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no such timer here")


@timed
def test_slow_report(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that takes too long is given up, and everything is as before."""
    from sphinx_roundup.parsing import parse

    fill = parse.fill

    def dawdle(document: object, text: str, syntax: str) -> object:
        while "DAWDLE" in text:
            sum(range(1000))
        return fill(document, text, syntax)

    monkeypatch.setattr(parse, "fill", dawdle)
    outcome = stage.judge(FM + "DAWDLE\n", roundup_max_seconds=1)
    assert "takes too long" in outcome.told[0][1]
    assert signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0


@timed
def test_handler_is_given_back() -> None:
    """What handled the timer's signal before a parse does so afterwards."""

    def handle(_number: int, _frame: object) -> None:
        pass

    def parse() -> None:
        with time_limit(0.1):
            while True:
                sum(range(1000))

    before = signal.signal(signal.SIGVTALRM, handle)
    try:
        with pytest.raises(TooSlow):
            parse()
        assert signal.getsignal(signal.SIGVTALRM) is handle
    finally:
        signal.signal(signal.SIGVTALRM, before)


@timed
def test_timer_is_somebody_elses() -> None:
    """Where somebody else's timer runs, it goes on, and nothing is limited."""
    handler = signal.getsignal(signal.SIGVTALRM)
    signal.setitimer(signal.ITIMER_VIRTUAL, 1000)
    try:
        with time_limit(1):
            assert signal.getsignal(signal.SIGVTALRM) is handler
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 900
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


# -- Bombs -------------------------------------------------------------------------------

BOMBS = {
    "emphasised.md": "```{code-block} python\n:emphasize-lines: 1-99999999\n\nx\n```\n",
    "ranges.md": f"```{{code-block}} python\n:emphasize-lines: {'1-90000,' * 9}1-\n\nx\n```\n",
    "cells.rst": f"{'+--' * 60}+\n" + f"{'|x ' * 60}|\n{'+--' * 60}+\n" * 170,
    "headings.md": "# Same\n\n" * 10_000,
    "pictures.md": "\n".join(f"![x](a{n}.png)" for n in range(5_000)),
    "equations.rst": "".join(f".. math:: x\n   :label: e{n}\n\n" for n in range(500))
    + "\n\n".join(f":eq:`e{n}`" for n in range(500)),
    "rules.md": "x\n\n---\n\n" * 1_000,
    "handles.md": ("@ana " * 1_000 + "\n\n") * 20,
    "script.md": "@" + "旅" * 15_000 + "\n",
    "same.rst": "".join(f".. |s{n}| replace:: |s{(n + 1) % 9}|\n" for n in range(9)) + "\n|s0|\n",
    "code.md": "```python\n'\n```\n\n" * 100,
    "pieces.md": "`x`{l=perl} " * 900,
    "language.md": "```x sphinxsidebar\nx\n```\n\n```{code-block} nolanguage\nx\n```\n"
    + "```xx\nx\n```\n" * 30,
    "table.rst": ".. csv-table::\n   :widths: 9999999 1\n\n   a, b\n",
    "links.md": "[a](b.md)\n\n" * 1_000,
}


QUICK = ("emphasised.md", "ranges.md", "script.md", "same.rst", "table.rst")


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in QUICK else pytest.mark.slow) for n in BOMBS]
)
def test_bomb(stage: Stage, name: str) -> None:
    """What is little to write and much to build costs no more than its own report."""
    text = (RST if name.endswith("rst") else FM) + BOMBS[name]
    outcome = stage.judge(text, name=f"bad-{name}", again=False)
    assert sum(1 for _node in outcome.built.doctree().findall()) < DEFAULTS.nodes


# -- Code --------------------------------------------------------------------------------

PIECES = {
    "md": "```perl\n{code}\n```\n\n",
    "rst": ".. code:: perl\n\n   {code}\n\n",
    "role": "`{code}`{{l=perl}}\n\n",
}


@pytest.mark.parametrize("kind", PIECES)
def test_sum_of_code(stage: Stage, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Of the code in a report no more is coloured than a limit, however it is divided."""
    lexed = []
    get_tokens = PerlLexer.get_tokens

    def count(lexer: PerlLexer, text: str, **kwargs: Any) -> Iterator[tuple[Any, str]]:
        lexed.append(len(text))
        return get_tokens(lexer, text, **kwargs)

    monkeypatch.setattr(PerlLexer, "get_tokens", count)
    monkeypatch.setattr(Limits, "highlighted", 410)
    text = PIECES[kind].format(code="s{" * 20) * 60
    name = "bad.rst" if kind == "rst" else "bad.md"
    head = RST if kind == "rst" else FM
    outcome = stage.judge(head + text, name=name, again=False)
    assert sum(lexed) <= 4 * 410  # while it is parsed and while it is written, twice for a mistake
    message = "410 characters of coloured code; the rest has no colours"
    assert [message in told for _line, told in outcome.told].count(True) == 1
    assert outcome.text.count("s{" * 20) == 60


@pytest.mark.parametrize("kind", PIECES)
def test_slow_code(stage: Stage, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Code whose lexer doesn't come to an end is shown without colours, with one message."""

    def never_ends(_lexer: PerlLexer, _text: str, **_kwargs: Any) -> Iterator[tuple[Any, str]]:
        raise TooSlow

    monkeypatch.setattr(PerlLexer, "get_tokens", never_ends)
    name, head = ("bad.rst", RST) if kind == "rst" else ("bad.md", FM)
    outcome = stage.judge(head + PIECES[kind].format(code="KEEP") * 3, name=name, again=False)
    assert outcome.text.count("KEEP") == 3
    assert [words for _line, words in outcome.told if "takes too long to colour" in words]
    assert len(outcome.told) == 1


@pytest.mark.slow
@pytest.mark.parametrize("language", ["autoit", "autohotkey", "perl"])
def test_slow_lexers(stage: Stage, language: str) -> None:
    """A lexer that needs minutes for what it is given is given up within the report's time."""
    code = "s{" * 6_000 if language == "perl" else "x" + " " * 12_000 + "x"
    outcome = stage.judge(f"{FM}```{language}\n{code}\n```\n\nKEEP\n", again=False)
    assert "KEEP" in outcome.text


# -- Work --------------------------------------------------------------------------------

MANY = {
    "headings": "## Harbour {n}\n\n[a](#harbor-{n})\n\n",
    "labels": "(quay-{n})=\n\nText.\n\n{{ref}}`quai-{n}`\n\n",
    "numbers": "(quay-{n})=\n## Quay {n}\n\n{{numref}}`quay-{n}` {{numref}}`x %s <quay-{n}>`\n\n",
    "mentions": "@ana and @bob{n}, Gerd, Gina.\n\n",
    "footnotes": "A[^n{n}].\n\n[^n{n}]: Note {n}.\n\n",
    "pictures": "![a](b.png) ![a](c{n}.png)\n\n",
    "siblings": "[a](a-good.md#x{n}) [b](lost{n}.md)\n\n",
    "tags": "<b>a <i>b</i></b> <span class='c'>d</span>\n\n",
    "anchors": '<a id="a{n}"></a>x [y](#a{n})\n\n',
    "cells": "| a | b |\n|---|---|\n| c | d |\n\n",
    "html cells": "<table><tr><td>a</td><td rowspan=2>b</td></tr><tr><td>c</td></tr></table>\n\n",
    "code": "```perl\ns{{{n}\n```\n\n",
    "formulas": "```{{math}}\n:label: e{n}\na^{n}\n```\n\n{{eq}}`e{n}`\n\n",
    "quotes": "> > > - a\n> > >   - b {n}\n\n",
    "unknown": "{{nope}}`x` `y`{{.c{n}}}\n\n```{{nope{n}}}\nz\n```\n\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", MANY)
def test_work_grows_with_the_text(stage: Stage, kind: str) -> None:
    """Four times as much of anything is at most five times the work, to the end of the build."""

    def calls_for(number: int) -> int:
        text = FM + "".join(MANY[kind].format(n=n) for n in range(number))
        return count_calls(lambda: stage.judge(text, again=False, numfig=True))

    assert calls_for(80) < 5 * calls_for(20)
