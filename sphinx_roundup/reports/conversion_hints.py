"""Hints for files that aren't reports yet: how to convert or rename them."""

from __future__ import annotations

import codecs
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

_PANDOC = frozenset({".docx", ".odt", ".rtf", ".tex", ".org", ".html", ".htm", ".ipynb"})
"""Formats that pandoc reads (https://pandoc.org/MANUAL.html#general-options)."""
_SAVE_AS = frozenset({".doc", ".pages"})
"""Formats that pandoc can't read. A PDF is more often a talk's slides than a report."""
_RENAME = {".txt": ".md", ".text": ".md", ".markdown": ".md", ".mdx": ".md", ".rest": ".rst"}
_RENAME |= dict.fromkeys((".mdown", ".mkd", ".qmd", ".rmd"), ".md")
"""Reports with another suffix."""
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_LINK = re.compile(rb"((?:\.\.?/[^\r\n\t<>]+|[^\s<>:]+)\.(?:md|rst))\s*", re.IGNORECASE)
"""What Git writes for a symbolic link on Windows: its target."""
_MAX_POINTER = 1000
_OTHER_FORMATS = _PANDOC | _SAVE_AS | {".adoc"}


def is_report_name(name: str) -> bool:
    """Whether a file's name is that of a report, Markdown or reST."""
    return _suffix(name) in {".md", ".rst"}


def _suffix(name: str) -> str:
    return posixpath.splitext(name)[1].lower()


def hint_for_named(srcdir: Path, filename: str) -> str | None:
    """Return the hint for a file that the page itself names.

    It is a report with any suffix but one of another format.
    """
    if _suffix(filename) in _OTHER_FORMATS:
        return hint_for(srcdir, filename)
    return _hint_for_name(filename) or _hint_for_pointer(srcdir, filename)


def _hint_for_name(filename: str) -> str | None:
    """Return the hint for a name that can't be written to a log, a URL or a page."""
    hint = "rename it: its name has characters that can't be written here"
    return None if is_showable(filename) else hint


def _hint_for_pointer(srcdir: Path, filename: str) -> str | None:
    """Return the hint for a small file that only says where the report is."""
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


def hint_for(srcdir: Path, filename: str) -> str | None:
    """Return how to make a report of a file, or ``None`` for reports and other files."""
    name, suffix = posixpath.basename(filename), _suffix(filename)
    if is_report_name(name):
        return _hint_for_name(filename) or _hint_for_pointer(srcdir, filename)
    if suffix and suffix not in _OTHER_FORMATS | _RENAME.keys():
        return None
    if not suffix and not (_may_be_text(name) and _is_prose(read_head(srcdir, filename))):
        return None
    # A name that begins with a hyphen would be an option.
    name = f"./{name}" if name.startswith("-") else name
    return _hint_for_name(filename) or _command(name, suffix)


def _command(name: str, suffix: str) -> str:
    stem = posixpath.splitext(name)[0]
    source, folder = shlex.quote(name), shlex.quote(stem)
    if suffix in _PANDOC:
        index = shlex.quote(f"{stem}/index.md")
        return f"pandoc {source} -t gfm --extract-media={folder} -o {index}"
    if suffix in _SAVE_AS:
        return "save it as .docx or text first"
    target = shlex.quote(stem + _RENAME.get(suffix, ".md"))
    if suffix == ".adoc":
        return f"asciidoctor -b docbook -o - {source} | pandoc -f docbook -t gfm -o {target}"
    return f"rename it to {target}"


def _may_be_text(name: str) -> bool:
    """Whether a name without suffix is like ``Ana Silva``, not ``LICENSE`` or ``Makefile``."""
    return not name.isupper() and not name.lower().endswith("file")


def _is_prose(head: bytes) -> bool:
    if head.startswith(b"#!") or b"\0" in head or not re.search(rb"\S \S", head):
        return False
    try:
        # The head may end in the middle of a character.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
