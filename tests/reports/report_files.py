"""A source folder on disk, for the tests of what reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def make_srcdir(tmp_path: Path) -> Path:
    """Return an empty source folder, beside a file that isn't in it."""
    (tmp_path / "secret.txt").write_text("CANARY-FILE", "utf-8")
    path = tmp_path / "docs"
    path.mkdir()
    return path


def write_files(srcdir: Path, *filenames: str, content: str | bytes = "Some words.\n") -> None:
    """Write files below a source folder, all with the same content."""
    data = content.encode() if isinstance(content, str) else content
    for filename in filenames:
        path = srcdir / filename
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
