"""Syntax of other generators that has no meaning in a report."""

from __future__ import annotations

import re
from typing import NamedTuple


class Dialect(NamedTuple):
    """A piece of syntax that shows as it is."""

    name: str
    """Whose syntax it is."""
    pattern: re.Pattern[str]
    """Within a line. What may be long has bounds, so that no line takes long."""
    instead: str
    """What to write."""
    syntaxes: tuple[str, ...]
    """In which reports it is one."""


def _dialect(name: str, pattern: str, instead: str, *syntaxes: str) -> Dialect:
    return Dialect(name, re.compile(pattern), instead, syntaxes or ("md", "rst"))


_NOTE = "'> [!NOTE]' in Markdown, '.. note::' in reST"
_IMAGE = "'![what it shows](photo.jpg)'"
_LINK = "'[words](address)' in Markdown, '`words <address>`_' in reST"
_BOTH = "Markdown or reST"

DIALECTS = (
    _dialect("Hugo", r"\{\{[<%].{0,300}?[>%]\}\}", f"plain words, or an image as {_IMAGE}"),
    _dialect("Jekyll", r"(?<!\{)\{%-?\s*\w.{0,300}?%\}", f"plain words, or an image as {_IMAGE}"),
    _dialect(
        "Jekyll", r"\{\{-?\s*(site|page|post|include|layout)\b.{0,300}?\}\}", "the address itself"
    ),
    _dialect("Jekyll", r"\{:\s*[\w.#][^}]{0,300}\}", "nothing there"),
    _dialect("MkDocs", r"^\s*(!!!|\?\?\?\+?) +\w+", _NOTE),
    _dialect("MkDocs", r'^\s*===\+? +"', "a heading"),
    _dialect("GitHub", r"^\s*> *\[!\w+\]", "'.. note::'", "rst"),
    _dialect(
        "Obsidian",
        r"^\s*> *\[!(?i:(?!(note|tip|important|warning|caution)\]))[\w-]+\]",
        _NOTE,
        "md",
    ),
    _dialect("MDX", r"^(import\s.+\sfrom\s+['\"]|export (default|const|function)\b)", "nothing"),
    _dialect("MDX", r"</?[A-Z][A-Za-z.]{0,60}(\s+\w+=[^>]{0,300})?\s*/?>", _BOTH),
    _dialect("Org mode", r"\[\[[^\[\]]+\]\[[^\[\]]+\]\]", _LINK),
    _dialect("Org mode", r"^\s*#\+[A-Za-z_]+:?(\s|$)", "nothing"),
    _dialect("wiki", r"!?(?<![\w\])])\[\[[^\[\]]*[A-Za-z][^\[\]]*\]\](?![\[(])", _LINK),
    _dialect("wiki", r"^={2,6} *[^=\s].*[^=\s] *={2,6}\s*$", "'## heading'"),
    _dialect("wiki", r"(?<!')'{3}[^']+'{3}(?!')", "'**bold**'"),
    _dialect("AsciiDoc", r"^={1,5} [A-Za-z0-9][^=]*$", "'## heading'", "md"),
    _dialect("AsciiDoc", r"\b(image|video)::?[^\s\[:]{1,300}\[[^\]]{0,300}\]", _IMAGE, "md"),
    _dialect("AsciiDoc", r"\blink:[^\s\[]{1,300}\[[^\]]{0,300}\]", _LINK),
    _dialect(
        "LaTeX",
        r"\\(begin|chapter|cite|emph|end|href|includegraphics|item|label|ref|section|subsection"
        r"|textbf|textit|url)\s*[\[{]",
        _BOTH,
    ),
    _dialect("Jira", r"\{(code|noformat|quote)(:[^}]{0,300})?\}|^h[1-6]\. \w", _BOTH, "md"),
    _dialect("BBCode", r"\[(b|i|u|img|url|quote)(=[^\]]{0,300})?\].{0,300}?\[/\1\]", _BOTH),
    _dialect("reST", r"^\.\. (image|figure|note|warning|code|code-block)::", "Markdown", "md"),
    _dialect("reST", r"`[^`<]{1,300} <https?://[^`>]{1,300}>`_", "'[words](address)'", "md"),
    _dialect(
        "Markdown",
        r"!?\[[^\[\]]{0,300}\]\((https?:|[\w./-]{1,300}\.\w+\))",
        "'`words <address>`_'",
        "rst",
    ),
    _dialect("Markdown", r"^(#{1,6} \w+|```)", "reST", "rst"),
)
"""Each is reported once per report, by its name."""
