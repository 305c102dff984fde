"""Untrusted files: read within limits, with a problem for each that can't be read."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from sphinx_roundup.limits import DEFAULTS, Limits
from sphinx_roundup.reports.decoding import UnreadableReport
from sphinx_roundup.reports.reading import fingerprint, read_text

if TYPE_CHECKING:
    from collections.abc import Callable


def refused(srcdir: Path, filename: str = "bad.md", limits: Limits = DEFAULTS) -> tuple[str, str]:
    """Return the kind and the message of a file that can't be read, twice told the same."""
    with pytest.raises(UnreadableReport) as error:
        read_text(srcdir, filename, limits)
    told = error.value.problem
    assert told.line == 1
    return error.value.kind, told.message % told.args


def test_text_is_read(srcdir: Path, write: Callable[..., None]) -> None:
    """Mark and line ends make no difference."""
    write("r/ana.md", content=b"\xef\xbb\xbfone\r\ntwo\r\n")
    assert read_text(srcdir, "r/ana.md") == ("one\ntwo\n", ())


def test_link_put_there_meanwhile_is_refused(srcdir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system itself refuses to follow a link, so that no moment is left to cheat."""
    (srcdir / "bad.md").symlink_to("../secret.txt")
    monkeypatch.setattr(Path, "is_symlink", lambda _path: False)
    assert refused(srcdir)[0] == "link"


def test_linked_folder_is_refused(srcdir: Path, write: Callable[..., None]) -> None:
    """Nothing is read through a linked folder, inside of the source folder or not."""
    write("r/ana.md")
    (srcdir / "away").symlink_to("..")
    (srcdir / "near").symlink_to("r")
    for filename in ("away/secret.txt", "near/ana.md"):
        assert refused(srcdir, filename)[0] == "outside"


@pytest.mark.parametrize("filename", ["../secret.txt", "/etc/passwd", "r/../../secret.txt", ""])
def test_nothing_outside_is_read(srcdir: Path, filename: str) -> None:
    """No path leads out of the source folder."""
    assert refused(srcdir, filename)[0] == "outside"


def test_linked_source_folder_is_fine(srcdir: Path, write: Callable[..., None]) -> None:
    """Where the project itself lies behind a link, that is nobody's trick."""
    write("r/ana.md")
    link = srcdir.parent / "link"
    link.symlink_to(srcdir)
    assert read_text(link, "r/ana.md").text == "Some words.\n"


def test_ring_of_links_is_refused(srcdir: Path) -> None:
    """Links that lead to each other end in a message."""
    (srcdir / "a").symlink_to("b")
    (srcdir / "b").symlink_to("a")
    assert refused(srcdir, "a/bad.md")[0] in {"outside", "link", "unreadable"}


def test_what_is_no_ordinary_file(srcdir: Path) -> None:
    """Links, folders, pipes that nobody writes to, and nothing at all are refused at once."""
    (srcdir / "link.md").symlink_to("../secret.txt")
    (srcdir / "folder.md").mkdir()
    os.mkfifo(srcdir / "no-file.md")
    for kind, reason in (
        ("link", "it is a symbolic link; put the file itself there"),
        ("folder", "it is a folder; take the .md or .rst off its name"),
        ("no-file", "it is a pipe or a device; put an ordinary file there"),
        ("missing", "it was there a moment ago and is gone"),
    ):
        assert refused(srcdir, f"{kind}.md") == (kind, f"can't be read: {reason}")
        assert fingerprint(srcdir, f"{kind}.md") == kind


def test_socket_is_refused(srcdir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket is no ordinary file either."""
    monkeypatch.chdir(srcdir)  # its path may have a hundred characters only
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("bad.md")
        assert refused(srcdir)[0] == "no-file"


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (PermissionError(13, "Permission denied"), "denied", "permission denied"),
        (OSError(5, "Input/output error"), "unreadable", "Input/output error"),
        (ValueError("embedded\nnull"), "unreadable", "embedded\\nnull"),
    ],
)
def test_errors_of_the_system_are_told(
    srcdir: Path,
    write: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    kind: str,
    words: str,
) -> None:
    """Whatever the system has against a file is said in a line."""
    write("bad.md")

    def fail(*_args: object) -> NoReturn:
        raise error

    monkeypatch.setattr(os, "open", fail)
    assert refused(srcdir)[0] == kind
    assert words in refused(srcdir)[1]
    assert fingerprint(srcdir, "bad.md") == kind


@pytest.mark.parametrize("filename", ["a\0b.md", "x" * 999 + ".md", "ca\udce9.md"])
def test_impossible_names_are_told(srcdir: Path, filename: str) -> None:
    """A name that no file can have is no trouble either."""
    assert refused(srcdir, filename)[0] in {"missing", "unreadable"}


def test_file_may_be_as_large_as_allowed(srcdir: Path, write: Callable[..., None]) -> None:
    """The limit is in bytes, and is kept to."""
    write("bad.md", content="ä" * 50)
    assert read_text(srcdir, "bad.md", Limits(bytes=100)).text
    kind, message = refused(srcdir, limits=Limits(bytes=99))
    assert kind == "too-large"
    assert "larger than 99 bytes" in message


def test_pictures_in_a_report_are_not_counted(srcdir: Path, write: Callable[..., None]) -> None:
    """The limit is for the text without embedded pictures."""
    picture = "data:image/png;base64," + "A" * 400
    write("bad.md", content=f"![x]({picture})")
    assert "roundup," in read_text(srcdir, "bad.md", Limits(bytes=200)).text


def test_endless_file_is_not_read(srcdir: Path) -> None:
    """Of a file that is too large, no more than the limit is ever read."""
    with (srcdir / "bad.md").open("wb") as stream:
        stream.truncate(1 << 40)
    assert refused(srcdir)[0] == "too-large"
    assert len(fingerprint(srcdir, "bad.md")) == 64


def test_fingerprint_goes_by_content(srcdir: Path, write: Callable[..., None]) -> None:
    """The same bytes give the same fingerprint, whatever the clock says."""
    write("ana.md", "bob.md")
    write("cyd.md", content="Other words.")
    prints = [fingerprint(srcdir, name) for name in ("ana.md", "bob.md", "cyd.md")]
    assert prints[0] == prints[1] != prints[2]
    assert len(prints[0]) == 64


def test_fingerprint_sees_what_a_report_may_not_be(
    srcdir: Path, write: Callable[..., None]
) -> None:
    """A change is seen although the file is unreadable as a report, for its hint may be in it."""
    write("ana.md", content=b"\xff" * 2_000_000)
    write("bob.md", content=b"\xfe" * 2_000_000)
    assert fingerprint(srcdir, "ana.md") != fingerprint(srcdir, "bob.md")
