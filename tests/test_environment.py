"""The packages that the tests run with."""

from __future__ import annotations

import os
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]


def _read_pins() -> dict[str, str]:
    """Return the versions that the constraints file of this environment names for it."""
    text = (ROOT / os.environ["PIP_CONSTRAINT"]).read_text("utf-8")
    lines = [Requirement(line) for line in text.splitlines() if not line.startswith("#")]
    return {
        canonicalize_name(line.name): str(line.specifier).removeprefix("==")
        for line in lines
        if line.marker is None or line.marker.evaluate()
    }


@pytest.mark.skipif("TOX_ENV_NAME" not in os.environ, reason="tox alone installs what is pinned")
def test_everything_is_pinned() -> None:
    """An environment of tox has nothing but what its constraints file names."""
    pins = _read_pins()
    if not pins:
        pytest.skip("these are the newest packages: the constraints file is empty")
    installed = {canonicalize_name(each.name): each.version for each in distributions()}
    for name in ("pip", "setuptools", "sphinx-roundup"):  # virtualenv's own, and ours
        installed.pop(name, None)
    assert {
        name: (pins.get(name), found)
        for name, found in installed.items()
        if pins.get(name) != found
    } == {}
