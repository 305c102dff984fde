"""Pictures are found by their paths, or the reason says what to do."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from photos import encoded

from sphinx_roundup.links.targets import may_be_photo
from sphinx_roundup.pictures import PictureError, find_picture, known_pictures

if TYPE_CHECKING:
    from pathlib import Path

PNG = encoded("PNG")


@pytest.fixture
def env(tmp_path: Path) -> Any:
    """Return what is needed of an environment, and some files."""
    (tmp_path / "r").mkdir()
    for name in ("r/quay.png", "top.png", "r/odd\u202e.png"):
        (tmp_path / name).write_bytes(PNG)
    (tmp_path / "r/text.png").write_text("text")
    (tmp_path / "r/link.png").symlink_to("quay.png")
    domain = SimpleNamespace(pictures_found=None)
    return SimpleNamespace(
        srcdir=tmp_path,
        doctreedir=tmp_path / "doctrees",
        config=SimpleNamespace(roundup_max_pixels=10_000),
        get_domain=lambda _name: domain,
    )


@pytest.mark.parametrize(
    ("path", "filename"),
    [("quay.png", "r/quay.png"), ("./quay.png", "r/quay.png"), ("top.png", "top.png")],
)
def test_found(env: Any, path: str, filename: str) -> None:
    """A path is relative to its report, else to the source folder."""
    found = find_picture(env, path, "r")
    assert (found.filename, found.reason, found.info is not None) == (filename, "", True)


@pytest.mark.parametrize(
    ("path", "reason", "missing"),
    [
        ("https://x.example/a.png", "is a web address, and nothing is fetched", ()),
        ("../../a.png", "lies outside of the project; put it beside the report", ()),
        ("text.png", "is no image that a page can show", ("r/text.png",)),
        ("./link.png", "is a symbolic link, or no plain file", ("r/link.png", "link.png")),
        ("odd\u202e.png", "has characters in its name that can't be printed", None),
        (
            "./kuay.png",
            "no image './kuay.png'; did you mean 'quay.png'?",
            ("r/kuay.png", "kuay.png"),
        ),
        ("./zz.gif", "there is no image './zz.gif'", ("r/zz.gif", "zz.gif")),
    ],
)
def test_not_found(env: Any, path: str, reason: str, missing: tuple[str, ...] | None) -> None:
    """Each reason is told apart, and the files that would be shown are named."""
    found = find_picture(env, path, "r")
    assert found.filename is None
    assert reason in found.reason
    assert missing in {None, found.missing}


def test_file_that_is_gone(env: Any) -> None:
    """A file that is removed between two looks is no picture."""
    with pytest.raises(PictureError, match="can't be read"):
        known_pictures(env).get("gone.png")
    assert not may_be_photo(env.srcdir, "gone.png")
