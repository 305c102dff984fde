"""The pictures of a project are known by their content, and looked at once."""

from __future__ import annotations

import base64
import hashlib
import os
from typing import TYPE_CHECKING

import pytest
from photos import drawn, encoded

from sphinx_roundup.pictures import store
from sphinx_roundup.pictures.inspect import PictureInfo, Size
from sphinx_roundup.pictures.render import Copy
from sphinx_roundup.pictures.store import CopyStore, Originals, copy_stem, embedded_name
from sphinx_roundup.pictures.svg import PictureError

if TYPE_CHECKING:
    from pathlib import Path

MEMORY = "_memory/pictures.json"
PNG, OTHER = encoded("PNG"), encoded("PNG", drawn((6, 4)))


def originals(srcdir: Path, max_pixels: int = 1_000_000) -> Originals:
    """Return the pictures of a project, as the next build has them."""
    return Originals(srcdir, max_pixels, srcdir / MEMORY)


def digest(content: bytes) -> str:
    """Return what a content is known by."""
    return hashlib.sha256(content).hexdigest()


def attach(srcdir: Path, content: bytes) -> str:
    """Write a report with a picture inside of it; return the picture's name."""
    text = f"![x](data:image/png;base64,{base64.b64encode(content).decode()})"
    (srcdir / "a,b.md").write_text(text)
    return embedded_name("a,b.md", "png", digest(content))


def test_file_and_picture_in_a_report(tmp_path: Path) -> None:
    """Both are known by content, size and look, and give their content."""
    (tmp_path / "a.png").write_bytes(PNG)
    for name in ("a.png", attach(tmp_path, PNG)):
        found = originals(tmp_path).get(name)
        assert found == (digest(PNG), PictureInfo("PNG", 60, 40, size=len(PNG)))
        assert originals(tmp_path).read(name) == PNG


def test_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later build looks at what changed alone, whatever the clock says."""
    name = attach(tmp_path, OTHER)
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "b.png").write_bytes(PNG)
    first = originals(tmp_path)
    before = [first.get(each) for each in ("a.png", "b.png", name)]
    assert first.get("a.png") is before[0]
    first.save()
    looked: list[int] = []
    inspect_picture = store.inspect_picture
    monkeypatch.setattr(
        store, "inspect_picture", lambda *args: looked.append(1) or inspect_picture(*args)
    )
    again = originals(tmp_path)
    assert [again.get(each) for each in ("a.png", "b.png", name)] == before
    assert looked == []
    same_time = (tmp_path / "a.png").stat().st_mtime_ns
    (tmp_path / "a.png").write_bytes(OTHER.ljust(len(PNG), b"\0"))
    os.utime(tmp_path / "a.png", ns=(same_time, same_time))
    assert originals(tmp_path).get("a.png").info.width == 6
    with pytest.raises(PictureError, match="too many pixels"):
        originals(tmp_path, max_pixels=50).get("b.png")


@pytest.mark.parametrize("memory", ["?", '{"a.png": [1]}', "[]", '{"a.png": 3}', "[" * 99_999])
def test_memory_that_is_no_memory(tmp_path: Path, memory: str) -> None:
    """A memory that can't be understood is none."""
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "_memory").mkdir()
    (tmp_path / MEMORY).write_text(memory)
    assert originals(tmp_path).get("a.png").digest == digest(PNG)


def test_memory_that_cannot_be_written(tmp_path: Path) -> None:
    """Then the next build looks again."""
    (tmp_path / "_memory").write_text("in the way")
    (tmp_path / "a.png").write_bytes(PNG)
    found = originals(tmp_path)
    assert found.get("a.png")
    found.save()


def test_what_is_not_there(tmp_path: Path) -> None:
    """A file that has gone, and a picture that has left its report, are told."""
    name = attach(tmp_path, PNG)
    attach(tmp_path, OTHER)
    for each, reason in (("gone.png", "can't be read"), (name, "no longer in the report")):
        with pytest.raises(PictureError, match=reason):
            originals(tmp_path).get(each)
        with pytest.raises(PictureError, match=reason):
            originals(tmp_path).read(each)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("f/harbour.jpg", "harbour"),
        ("IMG_0123.JPG", "IMG-0123"),
        ("two words (1).png", "two-words-1"),
        ("日本.png", "picture"),
        ("noun", "picture"),
        (embedded_name("a.md", "png", "0" * 64), "picture"),
    ],
)
def test_what_a_copy_is_called(name: str, stem: str) -> None:
    """A copy has the name of its picture, in letters that every system takes."""
    assert copy_stem(name) == stem


# -- Copies ------------------------------------------------------------------------------

DIGEST = "a" * 64
NAME = "quay-w10.png"
COPY = Copy(Size(10, ".png"), b"content", 10, 5)


def test_kept_for_later_builds(tmp_path: Path) -> None:
    """What was put on a copies is there in the next build, by content and size."""
    CopyStore(tmp_path / "new").put((DIGEST, NAME), COPY)
    kept = CopyStore(tmp_path / "new").copies.get((DIGEST, NAME))
    assert kept is not None
    assert (kept.path.read_bytes(), kept.width, kept.height) == (b"content", 10, 5)
    assert kept.path.name == NAME
    assert CopyStore(tmp_path / "new").copies.get((DIGEST, "quay.png")) is None
    assert CopyStore(tmp_path / "new").copies.get(("b" * 64, NAME)) is None


def test_what_is_no_copy_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that lost a part, and one of another recipe, are none."""
    CopyStore(tmp_path).put((DIGEST, NAME), COPY)
    (path,) = tmp_path.glob("*/*")
    path.write_bytes(b"conte")
    assert CopyStore(tmp_path).copies.get((DIGEST, NAME)) is None
    CopyStore(tmp_path).put((DIGEST, NAME), COPY)
    monkeypatch.setattr(store, "RECIPE", 99)
    assert CopyStore(tmp_path).copies.get((DIGEST, NAME)) is None
    CopyStore(tmp_path).clear({DIGEST})
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_uses_is_thrown_away(tmp_path: Path) -> None:
    """Copies of pictures that a project no longer has don't stay."""
    copies = CopyStore(tmp_path)
    for digest in (DIGEST, "b" * 64):
        copies.put((digest, NAME), COPY)
    copies.clear({DIGEST})
    assert [path.name.split("-")[1] for path in tmp_path.iterdir()] == [DIGEST]
    CopyStore(tmp_path / "nothing").clear({DIGEST})


def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room anywhere, nothing half written stays."""

    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    copies = CopyStore(tmp_path)
    with pytest.raises(OSError, match="No space left"):
        copies.put((DIGEST, NAME), COPY)
    with pytest.raises(OSError, match="No space left"):
        copies.put((DIGEST, NAME), COPY)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
