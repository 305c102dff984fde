"""``sphinx-roundup schema``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Ran


@pytest.mark.parametrize(
    ("what", "good", "bad"),
    [
        ("people", {"ana": {"name": "Ana Ferreira"}}, {"ana": {"nmae": "Ana"}}),
        ("report", {"author": "ana", "date": "2025-10-14"}, {"date": "soon"}),
    ],
)
def test_schema(command: Callable[..., Ran], what: str, good: object, bad: object) -> None:
    """A schema is printed that tells good files from bad ones."""
    ran = command("schema", what)
    assert (ran.status, ran.err) == (0, "")
    validator = jsonschema.Draft202012Validator(json.loads(ran.out))
    assert validator.is_valid(good)
    assert not validator.is_valid(bad)


@pytest.mark.parametrize("asked", [[], ["person"]])
def test_no_schema(command: Callable[..., Ran], asked: list[str]) -> None:
    """Who asks for another one is told which there are."""
    ran = command("schema", *asked)
    assert ran.status == 2
    assert "people" in ran.err
    assert "report" in ran.err or not asked
