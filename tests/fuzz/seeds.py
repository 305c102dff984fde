"""Seeds for fuzzing: hostile reports, real ones, and descriptions of installed packages."""

from __future__ import annotations

import os
import sys
from importlib.metadata import distributions
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "adversarial")]


class Seed(NamedTuple):
    """A text, and what it is written in."""

    text: str
    suffix: str


def gather() -> list[Seed]:
    """Return all seeds that there are, in an order that stays."""
    return [*_bad(), *_real(), *_faults(), *_examples(), *_packages()]


def _bad() -> list[Seed]:
    from cases import ALL, OF_HOSTS

    return [Seed(case.text[:20_000], case.suffix) for case in [*ALL, *OF_HOSTS]]


def _real() -> list[Seed]:
    from conftest import CORPORA

    paths = sorted(CORPORA.glob("*/site*/reports/**/*")) if CORPORA.is_dir() else []
    return [_seed(path) for path in paths if path.suffix in {".md", ".rst"}]


def _faults() -> list[Seed]:
    """Return inputs that failed once, from the folder that ROUNDUP_FAULTS names."""
    folder = Path(os.environ.get("ROUNDUP_FAULTS") or TESTS.parent.parent / "shared" / "faults")
    paths = sorted(folder.glob("**/*")) if folder.is_dir() else []
    return [_seed(path) for path in paths if path.suffix in {".md", ".rst"} and path.is_file()]


def _examples() -> list[Seed]:
    folder = TESTS.parent / "example_site"
    return [_seed(p) for p in sorted(folder.glob("*/reports/**/*")) if p.suffix in {".md", ".rst"}]


def _seed(path: Path) -> Seed:
    return Seed(path.read_bytes().decode("utf-8", "replace"), path.suffix[1:])


def _packages() -> list[Seed]:
    """Return the descriptions of packages, which are Markdown and reST by many hands.

    The wheels of docutils and markdown-it-py leave out their test data.
    """
    kinds = {"text/markdown": "md", "text/x-rst": "rst"}
    found = {}
    for package in distributions():
        kind = (package.metadata["Description-Content-Type"] or "").partition(";")[0]
        text = package.metadata.get_payload()
        if kind in kinds and isinstance(text, str):
            found[package.metadata["Name"]] = Seed(text[:20_000], kinds[kind])
    return [seed for _name, seed in sorted(found.items())]
