"""What a build remembers for later ones: small files of JSON in the doctree folder.

Any of them may be lost, damaged or written by somebody else: then nothing is remembered.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.builders import Builder


def memory_of_output(builder: Builder, kind: str) -> Path:
    """Return the file for what is remembered of a builder's output folder.

    Several folders may be written from one doctree folder.
    """
    folder = hashlib.sha256(str(builder.outdir).encode(errors="surrogateescape")).hexdigest()
    return Path(builder.doctreedir, "roundup", f"{kind}-{builder.name}-{folder[:16]}.json")


def recall(path: Path) -> dict[str, Any]:
    """Return what was remembered in a file; nothing where it can't be understood."""
    with suppress(OSError, ValueError, RecursionError):
        found = json.loads(path.read_bytes())
        if isinstance(found, dict):
            return found
    return {}


def remember(path: Path, told: Mapping[str, Any]) -> None:
    """Write a file for :func:`recall`, in one step; without room, the old one stays."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.write_text(json.dumps(told), "utf-8")
        unfinished.replace(path)
