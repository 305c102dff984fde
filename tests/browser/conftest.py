"""The one browser of all tests: playwright starts no second one in a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from views import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the browser."""
    with chromium() as started:
        yield started
