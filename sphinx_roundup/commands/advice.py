"""Advice of ``sphinx-roundup check``: leftovers of templates, foreign syntax, private data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_roundup.commands.cli import count
from sphinx_roundup.commands.sources import without_code
from sphinx_roundup.problems import Problem, escape
from sphinx_roundup.reports import PLACEHOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_roundup.commands.project import ShownReport
    from sphinx_roundup.reports import Report

_FEW_WORDS = 25  # fewer are an announcement, and no report

_HINT = re.compile(r"(<!--|\.\.)\s*roundup:", re.IGNORECASE)
"""Beginning of the comments that ``sphinx-roundup new`` writes for the author."""

_FILLER = re.compile(
    r"(?i:lorem ipsum)|\b(TODO|FIXME|TBD|XXX)\b(?=\s*(:|$))"
    r"|(?i:[\[<{](your|my|insert) [\w ]{2,30}[\]>}])(?![(\[])"
)

_PRIVATE = {
    "a telephone number": re.compile(
        r"(?<![\w+./-])(\+\d{1,3}[ ./()-]{0,2}(\d[ ./()-]{0,2}){6,12}\d"
        r"|\(\d{2,5}\) ?\d{3}[ -]?\d{3,5}|\d{3}[ .-]\d{3}[ .-]\d{4}"
        r"|(?i:tel|phone|mobile|cell)\b[.:]* ?(\d[ /()-]{0,3}){6,12}\d)(?![\w-])"
    ),
    "an e-mail address": re.compile(
        r"(?<![\w/:@.+-])(?!(git|hg|svn)@)[\w.+-]{1,64}@(?!example\.|users\.noreply\.github\.)"
        r"([A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z]{2,63}(?![:\w])"
    ),
}
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{0,20}://\S+|\bmailto:", re.IGNORECASE)

_SYNTAX = {
    "Markdown": r"^\s*> *\[!\w+\]",
    "MkDocs": r"^\s*(!!!|\?\?\?\+?) +\w+|^\s*===\+? +\"",
    "wiki": r"(?<!')'{3}[^']+'{3}(?!')",
    "LaTeX": r"\\(begin|cite|emph|end|href|includegraphics|item|label|ref|(sub)?section"
    r"|textbf|textit|url)\s*[\[{]",
    "reST": r"`[^`<]{1,300} <https?://[^`>]{1,300}>`_",
}
"""Syntax about which builds don't warn, by line. Parts that may be long are bounded."""


def advise(
    report: Report, source: Sequence[str], shown_report: ShownReport | None
) -> Iterator[Problem]:
    """Yield what a reader may not accept in a report.

    :param source: the lines of its file
    :param shown_report: ``None`` if it couldn't be shown
    """
    lines = without_code(report.text, report.syntax).split("\n")
    yield from _find_template(source, lines)
    yield from _find_privacy(lines)
    if shown_report is None or not report.text.strip():
        return
    yield from _find_other_syntax(lines, shown_report.section.astext())
    if not shown_report.has_title:
        message = "it has no title; write 'title: ...' at the top, or begin with a heading"
        yield _advice("title", 1, message)
    is_open = not shown_report.place.license and "license" not in report.lines
    if is_open and shown_report.beside_licensed:
        message = "others on its page have a licence; choose one, such as 'license: CC-BY-4.0'"
        yield _advice("license", 1, message)
    if (words := shown_report.words) < _FEW_WORDS:
        message = "it has %s; what did you do, and what came of it?"
        yield _advice("short", 1, message, count(words, "word"))


def _advice(subtype: str, line: int, message: str, *args: str) -> Problem:
    return Problem(subtype, line, message, tuple(map(escape, args)), "advice")


def _find_template(source: Sequence[str], lines: Sequence[str]) -> Iterator[Problem]:
    for number, line in enumerate(source, 1):
        if _HINT.search(line):
            yield _advice("template", number, "a hint for the author is left in; remove it")
        elif left := next((words for words in PLACEHOLDERS if words in line), None):
            yield _advice("template", number, "'%s' is the template's; write your own", left)
    for number, line in enumerate(lines, 1):
        if match := _FILLER.search(line):
            message = "'%s' seems to be left for later; fill it in, or remove it"
            yield _advice("template", number, message, match[0].strip())


def _find_other_syntax(lines: Sequence[str], text: str) -> Iterator[Problem]:
    """Yield the first use of each generator's syntax that readers see, in the report's *text*."""
    seen = _bare(text)
    for name, pattern in _SYNTAX.items():
        for number, line in enumerate(lines, 1):
            match = re.search(pattern, line)
            if match and _bare(match[0]) in seen:
                message = "it has %s syntax, which is shown as written"
                yield _advice("syntax", number, message, name)
                break


def _bare(text: str) -> str:
    """Return a text without what shows otherwise than it is written: quotes, blanks, marks."""
    return re.sub(r"""[\s"'“”‘’`>\\]""", "", text)


def _find_privacy(lines: Sequence[str]) -> Iterator[Problem]:
    """Yield the first of each kind of private data, without quoting it."""
    for what, pattern in _PRIVATE.items():
        numbers = (n for n, line in enumerate(lines, 1) if pattern.search(_URL.sub(" ", line)))
        if number := next(numbers, None):
            message = "%s, which all readers will see; leave it out unless it is intended"
            yield _advice("private", number, message, what)
