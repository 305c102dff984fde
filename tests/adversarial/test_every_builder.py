"""All hostile reports at once, in every builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases import ALL, SIZE

if TYPE_CHECKING:
    from oracle import Stage

pytestmark = pytest.mark.slow

BUILDERS = ["html", "dirhtml", "singlehtml", "latex", "epub", "text", "man", "texinfo", "gettext"]


@pytest.mark.parametrize("builder", [*BUILDERS, "xml", "pseudoxml"])
def test_all_at_once(stage: Stage, builder: str) -> None:
    """Beside all bad reports together, good ones are whole in every builder."""
    stage.put({f"bad-{case.id}.{case.suffix}": case.text for case in ALL})
    outcome = stage.judge(name="bad-*", builder=builder)
    if builder == "latex":
        assert "\\input{/etc" not in outcome.text.replace("\\textbackslash{}input", "")
    kept = [case for case in ALL if case not in SIZE and "KEEP" in case.shows]
    if builder != "gettext":  # which has each message once
        assert outcome.text.count("KEEP") >= len(kept)


def test_parallel(stage: Stage) -> None:
    """Reports that can't be shown are no more trouble to four readers than to one."""
    bad = {f"bad-{case.id}.{case.suffix}": case.text for case in SIZE if case.id in {"O22", "O24"}}
    stage.put(bad | {"bad-O30.md": b"\n" * 6 + b"Caf\xe9\n"})
    one = stage.judge(name="bad-*", again=False)
    four = stage.judge(name="bad-*", again=False, parallel=4, fresh=True)
    assert one.told == four.told
    assert [line for line, message in one.told if "bad-O30" in message] == [7]
