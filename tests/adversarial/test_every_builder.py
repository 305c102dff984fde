"""All hostile reports at once, in every builder, on a plain host and one with every feature."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import cases
import pytest
from conftest import text_of
from oracle import section_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases import Case
    from oracle import Outcome, Stage

OTHERS = ("latex", "epub", "text", "man", "texinfo", "xml", "dirhtml", "singlehtml", "pseudoxml")


def check_each(outcome: Outcome, hostile: Sequence[Case]) -> None:
    """See that each report is warned of at its own lines, and that its words can be read."""
    page, told = outcome.page, dict[str, set[int]]()
    for line, message in outcome.told:
        more = re.findall(r"\d+", message.partition(" more like this (")[2].partition(")")[0])
        told.setdefault(message.partition(":")[0], set()).update((line, *map(int, more)))
    for case in hostile:
        lines = told.get(f"reports/bad-{case.id}.{case.suffix}", set())
        assert case.lines is None or lines == set(case.lines), (case.id, told)
        text = text_of(section_of(page, f"bad-{case.id}"))
        assert all(words in text for words in case.shows), (case.id, text)


def put(stage: Stage, hostile: Sequence[Case]) -> None:
    """Write all of these reports."""
    stage.put({f"bad-{case.id}.{case.suffix}": case.text for case in hostile})


@pytest.mark.usefixtures("each_warning")
def test_bad_reports(stage: Stage) -> None:
    """A bad report costs nobody else anything, and what is harmless in it is shown."""
    put(stage, cases.ALL)
    check_each(stage.judge(name="bad-*"), cases.ALL)


@pytest.mark.usefixtures("each_warning")
def test_host_with_everything(stage: Stage, png: bytes) -> None:
    """What the host has for itself is no report's."""
    conf = (stage.srcdir / "conf.py").read_text("utf-8")
    stage.project.write({"conf.py": conf + cases.CONF, "reports/p.png": png})
    put(stage, cases.OF_HOSTS)
    outcome = stage.judge(name="bad-*")
    check_each(outcome, cases.OF_HOSTS)
    for text in (outcome.text, stage.judge(name="bad-*", builder="latex").text):
        assert "HOST-SUBSTITUTION" not in text


@pytest.mark.slow
def test_every_builder(stage: Stage, subtests: pytest.Subtests) -> None:
    """Beside all bad reports together, good ones are whole in every builder."""
    put(stage, cases.ALL)
    kept = [case for case in cases.ALL if case not in cases.SIZE and "KEEP" in case.shows]
    for builder in (*OTHERS, "gettext"):  # the last has each message once
        with subtests.test(builder):
            # What gettext's builder has read is no use to others.
            text = stage.judge(name="bad-*", builder=builder, fresh=builder == "gettext").text
            assert builder == "gettext" or text.count("KEEP") >= len(kept)
            if builder == "latex":
                assert "\\input{/etc" not in text.replace("\\textbackslash{}input", "")


@pytest.mark.slow
def test_parallel(stage: Stage) -> None:
    """Reports that can't be shown are no more trouble to four readers than to one."""
    put(stage, [case for case in cases.SIZE if case.id in {"O22", "O24-rst"}])
    stage.put({"bad-O30.md": b"\n" * 6 + b"Caf\xe9\n"})
    one = stage.judge(name="bad-*", again=False)
    four = stage.judge(name="bad-*", again=False, parallel=4, fresh=True)
    assert one.told == four.told
    assert [line for line, message in one.told if "bad-O30" in message] == [7]
