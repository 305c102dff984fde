"""The one browser of all tests: playwright starts no second one in a process.

A plugin of pytest, and no conftest.py: that would stand in the place of the one in ``tests``,
from which other tests import.
"""

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
