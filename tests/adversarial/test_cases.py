"""Hostile reports: a sample of each class, checked with the common oracle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases import ALL, Case

if TYPE_CHECKING:
    from oracle import Stage

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_bad_report(stage: Stage, case: Case) -> None:
    """A bad report costs nobody else anything, and what is harmless in it is shown."""
    outcome = stage.judge(case.text, name=case.name)
    for words in case.shows:
        assert words in outcome.text
    if case.lines is not None:
        assert outcome.lines == sorted(case.lines), "\n".join(m for _n, m in outcome.told)
    assert len(outcome.page.reports()) == 3
