"""Copies are found again, and only complete ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_roundup.pictures import store as shelf_module
from sphinx_roundup.pictures.render import Copy, Size
from sphinx_roundup.pictures.store import CopyShelf

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "a" * 64
NAME = "quay-w10.png"
COPY = Copy(Size(10, ".png"), b"content", 10, 5)


def test_kept_for_later_builds(tmp_path: Path) -> None:
    """What was put on a shelf is there in the next build, by content and size."""
    CopyShelf(tmp_path / "new").put(DIGEST, NAME, COPY)
    kept = CopyShelf(tmp_path / "new").get(DIGEST, NAME)
    assert kept is not None
    assert (kept.path.read_bytes(), kept.width, kept.height) == (b"content", 10, 5)
    assert kept.path.name == NAME
    assert CopyShelf(tmp_path / "new").get(DIGEST, "quay.png") is None
    assert CopyShelf(tmp_path / "new").get("b" * 64, NAME) is None


def test_what_is_no_copy_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that lost a part, one of another recipe, and a stranger's are none."""
    CopyShelf(tmp_path).put(DIGEST, NAME, COPY)
    (path,) = tmp_path.glob("*/*")
    (tmp_path / "notes.txt").write_text("x")
    path.write_bytes(b"conte")
    assert CopyShelf(tmp_path).get(DIGEST, NAME) is None
    CopyShelf(tmp_path).put(DIGEST, NAME, COPY)
    monkeypatch.setattr(shelf_module, "RECIPE", 99)
    assert CopyShelf(tmp_path).get(DIGEST, NAME) is None
    CopyShelf(tmp_path).clear({DIGEST})
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_uses_is_thrown_away(tmp_path: Path) -> None:
    """Copies of pictures that a project no longer has don't stay."""
    shelf = CopyShelf(tmp_path)
    for digest in (DIGEST, "b" * 64):
        shelf.put(digest, NAME, COPY)
    shelf.clear({DIGEST})
    assert [path.name.split("-")[1] for path in tmp_path.iterdir()] == [DIGEST]
    CopyShelf(tmp_path / "nothing").clear({DIGEST})


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Copies then serve one build: they lie elsewhere, and go with it."""
    (tmp_path / "file").write_text("in the way")
    shelf = CopyShelf(tmp_path / "file" / "pictures")
    shelf.put(DIGEST, NAME, COPY)
    shelf.put("b" * 64, NAME, COPY)
    kept = shelf.get(DIGEST, NAME)
    assert kept is not None
    assert kept.path.read_bytes() == b"content"
    shelf.close()
    assert not kept.path.exists()
    shelf.close()


def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room anywhere, nothing half written stays."""

    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    shelf = CopyShelf(tmp_path)
    with pytest.raises(OSError, match="No space left"):
        shelf.put(DIGEST, NAME, COPY)
    with pytest.raises(OSError, match="No space left"):
        shelf.put(DIGEST, NAME, COPY)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    shelf.close()
