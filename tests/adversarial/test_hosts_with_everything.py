"""All hostile reports on one page of a host with every feature enabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases_of_hosts import ALL, CONF
from conftest import text_of

if TYPE_CHECKING:
    from oracle import Stage

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("builder", ["html", "latex", "epub"])
def test_everything(stage: Stage, png: bytes, builder: str) -> None:
    """What the host has for itself is no report's, and each is told at its own lines."""
    conf = (stage.srcdir / "conf.py").read_text("utf-8")
    stage.project.write({"conf.py": conf + CONF})
    stage.put({"p.png": png})
    stage.put({f"bad-{case.id}.{case.suffix}": case.text for case in ALL})
    outcome = stage.judge(name="bad-*", builder=builder)
    told = [message.partition(" WARNING: ")[::2] for _line, message in outcome.told]
    for case in ALL:
        name = f"reports/bad-{case.id}.{case.suffix}"
        lines = {int(place.split(":")[1]) for place, _ in told if place.startswith(f"{name}:")}
        assert case.lines is None or lines == set(case.lines), (case.id, told)

        if builder == "html":
            text = text_of(outcome.page.report(f"bad-{case.id}"))
            assert all(words in text for words in case.shows), (case.id, text)
    assert "HOST-SUBSTITUTION" not in outcome.text
