"""Hints for files that look like reports and aren't: how to make a report of each."""

from __future__ import annotations

import posixpath
import re
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING

from sphinx_roundup.problems import escape
from sphinx_roundup.reports.decoding import is_showable
from sphinx_roundup.reports.reading import read_head

if TYPE_CHECKING:
    from pathlib import Path

_COMMANDS = {
    "pandoc {source} -t gfm --extract-media={stem} -o {stem/index.md}": (
        ".docx .odt .rtf .tex .org .html .htm .ipynb"
    ),
    "asciidoctor -b docbook -o - {source} | pandoc -f docbook -t gfm -o {stem.md}": ".adoc",
    "save it as .docx or text first": ".doc .pages",
    "rename it to {stem.md}": ".txt .text .markdown .mdx .mdown .mkd .qmd .rmd",
    "rename it to {stem.rst}": ".rest",
}
"""Formats that pandoc reads (https://pandoc.org/MANUAL.html#general-options), others, and
reports with another suffix. A PDF is more often a talk's slides than a report."""
_HINTS = {suffix: hint for hint, suffixes in _COMMANDS.items() for suffix in suffixes.split()}
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_LINK = re.compile(rb"((?:\.\.?/[^\r\n\t<>]+|[^\s<>:]+)\.(?:md|rst))\s*", re.IGNORECASE)
"""What Git writes for a symbolic link on Windows: its target."""
_MAX_POINTER = 1000


def is_report_name(name: str) -> bool:
    """Whether a file's name is that of a report, Markdown or reST."""
    return _suffix(name) in {".md", ".rst"}


def _suffix(name: str) -> str:
    return posixpath.splitext(name)[1].lower()


def hint_for_named(srcdir: Path, filename: str) -> str | None:
    """Return the hint for a file that the page itself names.

    It is a report with any suffix but one of another format.
    """
    hint = hint_for(srcdir, filename)
    return (
        hint if hint and not hint.startswith("rename it to") else _hint_for_report(srcdir, filename)
    )


def hint_for(srcdir: Path, filename: str) -> str | None:
    """Return how to make a report of a file, or ``None`` for reports and other files."""
    if is_report_name(filename):
        return _hint_for_report(srcdir, filename)
    hint = _HINTS.get(_suffix(filename))
    if hint is None:
        return None
    if not is_showable(filename):
        return _UNSHOWABLE
    name = posixpath.basename(filename)
    name = f"./{name}" if name.startswith("-") else name  # otherwise an option
    stem = posixpath.splitext(name)[0]
    names = {"source": name, "stem": stem}
    return re.sub(r"\{(\w+)(.*?)\}", lambda m: shlex.quote(names[m[1]] + m[2]), hint)


_UNSHOWABLE = "rename it: its name has characters that can't be written here"
"""To a log, a URL or a page."""


def _hint_for_report(srcdir: Path, filename: str) -> str | None:
    """Return the hint for a small file that only says where the report is."""
    if not is_showable(filename):
        return _UNSHOWABLE
    with suppress(OSError, ValueError):  # a name with a zero byte
        if (srcdir / filename).lstat().st_size > _MAX_POINTER:
            return None
    head = read_head(srcdir, filename)
    if head.startswith(_LFS_POINTER):
        return "run 'git lfs pull', as it is a pointer of Git LFS"
    if link := _LINK.fullmatch(head):
        target = escape(link[1].decode("utf-8", "replace"))
        return f"put '{target}' here, as it is a symbolic link that Git wrote as text"
    return None
