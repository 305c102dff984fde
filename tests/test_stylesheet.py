"""The one stylesheet, as far as it can be judged without a browser (see tests/browser)."""

from __future__ import annotations

from pathlib import Path

import sphinx_roundup

CSS = (Path(sphinx_roundup.__file__).parent / "static" / "roundup.css").read_bytes()


def test_size() -> None:
    """Every page loads it: it has at most 6,000 bytes."""
    assert len(CSS) <= 6000


def test_no_requests() -> None:
    """It asks for nothing else, from this host or another."""
    assert b"url(" not in CSS
    assert b"@import" not in CSS
