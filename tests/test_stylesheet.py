"""The one stylesheet, as far as it can be judged without a browser (see tests/browser)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import sphinx_roundup

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built

PACKAGE = Path(sphinx_roundup.__file__).parent
CSS = (PACKAGE / "static" / "roundup.css").read_bytes()
BOOK = (PACKAGE / "static_book" / "roundup.css").read_bytes()


def test_size() -> None:
    """Every page with reports loads it: it has at most 8,500 bytes of rules."""
    assert len(re.sub(rb"\s+|/\*.*?\*/", b"", CSS, flags=re.DOTALL)) <= 8500


def test_books_have_their_own(build: Callable[..., Built]) -> None:
    """An e-book gets what its readers know; a browser gets all."""
    report = {"ana.md": "Hi."}
    assert build(report, builder="epub").read("_static/roundup.css") == BOOK.decode()
    assert build(report).read("_static/roundup.css") == CSS.decode()


def test_no_requests() -> None:
    """It asks for nothing else, from this host or another."""
    for css in (CSS, BOOK):
        assert b"url(" not in css
        assert b"@import" not in css
