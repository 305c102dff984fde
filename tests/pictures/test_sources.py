"""The pictures of a project are known by their content, and looked at once."""

from __future__ import annotations

import base64
import hashlib
import os
from typing import TYPE_CHECKING

import pytest
from photos import drawn, encoded

from sphinx_roundup.pictures import originals as sources_module
from sphinx_roundup.pictures.inspect import Look, NoPicture
from sphinx_roundup.pictures.originals import Sources, name_attached, stem_of

if TYPE_CHECKING:
    from pathlib import Path

PNG, OTHER = encoded("PNG"), encoded("PNG", drawn((6, 4)))


def sources(srcdir: Path, most_pixels: int = 1_000_000) -> Sources:
    """Return the sources of a project, as the next build has them."""
    return Sources(srcdir, srcdir / "_memory/pictures.json", most_pixels)


def digest(content: bytes) -> str:
    """Return what a content is known by."""
    return hashlib.sha256(content).hexdigest()


def attach(srcdir: Path, content: bytes) -> str:
    """Write a report with a picture inside of it; return the picture's name."""
    text = f"![x](data:image/png;base64,{base64.b64encode(content).decode()})"
    (srcdir / "a,b.md").write_text(text)
    return name_attached("a,b.md", "png", digest(content))


def test_file_and_picture_in_a_report(tmp_path: Path) -> None:
    """Both are known by content, size and look, and give their content."""
    (tmp_path / "a.png").write_bytes(PNG)
    for name in ("a.png", attach(tmp_path, PNG)):
        found = sources(tmp_path).get(name)
        assert found == (digest(PNG), len(PNG), Look("PNG", 60, 40))
        assert sources(tmp_path).read(name) == PNG


def test_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later build looks at what changed alone, whatever the clock says."""
    name = attach(tmp_path, OTHER)
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "b.png").write_bytes(PNG)
    first = sources(tmp_path)
    before = [first.get(each) for each in ("a.png", "b.png", name)]
    assert first.get("a.png") is before[0]
    first.save()
    looked: list[int] = []
    look_at = sources_module.look_at
    monkeypatch.setattr(sources_module, "look_at", lambda *args: looked.append(1) or look_at(*args))
    again = sources(tmp_path)
    assert [again.get(each) for each in ("a.png", "b.png", name)] == before
    assert looked == []
    same_time = (tmp_path / "a.png").stat().st_mtime_ns
    (tmp_path / "a.png").write_bytes(OTHER.ljust(len(PNG), b"\0"))
    os.utime(tmp_path / "a.png", ns=(same_time, same_time))
    assert sources(tmp_path).get("a.png").look.width == 6
    with pytest.raises(NoPicture, match="too many pixels"):
        sources(tmp_path, most_pixels=50).get("b.png")


@pytest.mark.parametrize("memory", ["?", '{"a.png": [1]}', "[]", '{"a.png": 3}', "[" * 99_999])
def test_memory_that_is_no_memory(tmp_path: Path, memory: str) -> None:
    """A memory that can't be understood is none."""
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "_memory").mkdir()
    (tmp_path / "_memory/pictures.json").write_text(memory)
    assert sources(tmp_path).get("a.png").digest == digest(PNG)


def test_memory_that_cannot_be_written(tmp_path: Path) -> None:
    """Then the next build looks again."""
    (tmp_path / "_memory").write_text("in the way")
    (tmp_path / "a.png").write_bytes(PNG)
    found = sources(tmp_path)
    assert found.get("a.png")
    found.save()


def test_what_is_not_there(tmp_path: Path) -> None:
    """A file that has gone, and a picture that has left its report, are told."""
    name = attach(tmp_path, PNG)
    attach(tmp_path, OTHER)
    for each, reason in (("gone.png", "can't be read"), (name, "no longer in the report")):
        with pytest.raises(NoPicture, match=reason):
            sources(tmp_path).get(each)
        with pytest.raises(NoPicture, match=reason):
            sources(tmp_path).read(each)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("f/harbour.jpg", "harbour"),
        ("IMG_0123.JPG", "IMG-0123"),
        ("two words (1).png", "two-words-1"),
        ("日本.png", "picture"),
        ("noun", "picture"),
        (name_attached("a.md", "png", "0" * 64), "picture"),
    ],
)
def test_what_a_copy_is_called(name: str, stem: str) -> None:
    """A copy has the name of its picture, in letters that every system takes."""
    assert stem_of(name) == stem
