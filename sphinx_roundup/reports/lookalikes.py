"""Files beside the reports that look like one, and how each becomes one."""

from __future__ import annotations

import codecs
import re
import shlex
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sphinx_roundup.reports.text import is_showable

if TYPE_CHECKING:
    from collections.abc import Callable

PANDOC = frozenset({".docx", ".odt", ".rtf", ".tex", ".org", ".html", ".htm", ".ipynb"})
"""What pandoc reads (https://pandoc.org/MANUAL.html#general-options)."""
SAVE_AS = frozenset({".doc", ".pages"})
"""What pandoc can't read. A PDF is more often a talk's slides than a report."""
RENAME = {".txt": ".md", ".text": ".md", ".markdown": ".md", ".mdx": ".md", ".rest": ".rst"}
"""What is a report already, but for its suffix."""
OTHER_FORMATS = PANDOC | SAVE_AS | {".adoc"}

REPORTS = frozenset({".md", ".rst"})
RENAME_IT = "rename it: its name has characters that can't be written here"


def is_report_name(name: str) -> bool:
    """Say whether a file's name is that of a report, Markdown or reST."""
    return _suffix(name) in REPORTS


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def cure_for_name(filename: str) -> str | None:
    """Return what to do about a name that would spoil a log, a URL or a page."""
    return None if is_showable(filename) else RENAME_IT


def cure_for_named(filename: str) -> str | None:
    """Return how a file that the page itself names becomes a report.

    It is one already, whatever its suffix, unless that is of another format.
    """
    if _suffix(filename) in OTHER_FORMATS:
        return cure_for(filename, bytes)
    return cure_for_name(filename)


def cure_for(filename: str, read_head: Callable[[], bytes]) -> str | None:
    """Return how a file becomes a report, or ``None`` where it doesn't look like one.

    :param read_head: gives the first bytes of the file; called where its name doesn't say enough
    """
    name, suffix = PurePosixPath(filename).name, _suffix(filename)
    if suffix and suffix not in OTHER_FORMATS | RENAME.keys():
        return None
    if not suffix and not (_may_be_text(name) and _is_prose(read_head())):
        return None
    # A name with a hyphen in front would be taken for an option.
    return cure_for_name(filename) or _cure(f"./{name}" if name.startswith("-") else name, suffix)


def _cure(name: str, suffix: str) -> str:
    stem = name.removesuffix(PurePosixPath(name).suffix)
    source, folder = shlex.quote(name), shlex.quote(stem)
    if suffix in PANDOC:
        index = shlex.quote(f"{stem}/index.md")
        return f"pandoc {source} -t gfm --extract-media={folder} -o {index}"
    if suffix in SAVE_AS:
        return "save it as .docx or text first"
    target = shlex.quote(stem + RENAME.get(suffix, ".md"))
    if suffix == ".adoc":
        return f"asciidoctor -b docbook -o - {source} | pandoc -f docbook -t gfm -o {target}"
    return f"rename it to {target}"


def _may_be_text(name: str) -> bool:
    """Tell ``Ana Silva`` from ``LICENSE`` and ``Makefile``."""
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
