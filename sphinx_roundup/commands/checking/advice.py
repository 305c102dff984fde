"""Advice about reports that a build accepts and a reader would stumble over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_roundup.commands.checking.dialects import DIALECTS
from sphinx_roundup.commands.checking.plain import plain_lines
from sphinx_roundup.commands.new import SUMMARY, TITLE
from sphinx_roundup.commands.terminal import count
from sphinx_roundup.problems import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_roundup.commands.checking.site import Seen
    from sphinx_roundup.reports import Report

TYPE = "advice"
"""Type of advice, as ``roundup`` is the type of warnings."""

FEW_WORDS = 25
"""Fewer are an announcement, and no report."""

HINT = re.compile(r"(<!--|\.\.)\s*roundup:", re.IGNORECASE)
"""Beginning of the comments that ``sphinx-roundup new`` writes for the author."""

PLACEHOLDERS = (TITLE, SUMMARY)
"""Placeholders that ``sphinx-roundup new`` writes for the author's text."""

_FILLER = re.compile(
    r"(?i:lorem ipsum)|\b(TODO|FIXME|TBD|XXX)\b(?=\s*(:|$))"
    r"|(?i:[\[<{](your|my|insert) [\w ]{2,30}[\]>}])(?![(\[])"
)

_STREET = r"(Street|St\.|Avenue|Ave\.|Road|Rd\.|Lane|Boulevard|Blvd\.?|Drive|Square)"
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
    "a postal address": re.compile(
        rf"\b\d{{1,5}} ([A-Z][\w'-]{{1,60}} ){{1,3}}{_STREET}(?!\w)"
        r"|\b[A-ZÄÖÜ][\w.-]{0,60}(stra(ß|ss)e|str\.|gasse|allee) \d{1,4}\b"
        r"|\b\d{1,4},? (bis )?(rue|avenue|boulevard) (de |du |des |la |le |l')*[A-ZÉ]\w+"
    ),
}
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{0,20}://\S+|\bmailto:", re.IGNORECASE)


def advise(report: Report, source: Sequence[str], seen: Seen | None) -> list[Problem]:
    """Return what a reader would say of a report.

    :param source: the lines of its file
    :param seen: what its page has of it; ``None`` where that says nothing about it
    """
    lines = plain_lines(report.text, report.syntax)
    told = [*_of_template(source, lines), *_of_dialects(report, lines), *_of_privacy(lines)]
    if seen and report.text.strip():
        told += _of_page(seen)
    return told


def _advice(subtype: str, line: int, message: str, *args: object) -> Problem:
    inert = (shown(arg) if isinstance(arg, str) else arg for arg in args)
    return Problem(subtype, line, message, tuple(inert), TYPE)


def _of_page(seen: Seen) -> Iterator[Problem]:
    if not seen.has_title:
        message = "it has no title; write 'title: ...' at the top, or begin with a heading"
        yield _advice("title", 1, message)
    if seen.words < FEW_WORDS:
        message = "it has %s; what did you do, and what came of it?"
        yield _advice("short", 1, message, count(seen.words, "word"))


def _of_template(source: Sequence[str], lines: Sequence[str]) -> Iterator[Problem]:
    for number, line in enumerate(source, 1):
        if HINT.search(line):
            yield _advice("template", number, "a hint for the author is left in; remove it")
        elif left := next((words for words in PLACEHOLDERS if words in line), None):
            yield _advice("template", number, "'%s' is the template's; write your own", left)
    for number, line in enumerate(lines, 1):
        if match := _FILLER.search(line):
            message = "'%s' seems to be left for later; fill it in, or remove it"
            yield _advice("template", number, message, match[0].strip())


def _of_dialects(report: Report, lines: Sequence[str]) -> Iterator[Problem]:
    told: set[str] = set()
    for number, line in enumerate(lines, 1):
        for name, pattern, instead, syntaxes in DIALECTS:
            if name in told or report.syntax not in syntaxes:
                continue
            if match := pattern.search(line):
                told.add(name)
                message = "'%s' is %s syntax, which shows as it is; write %s"
                yield _advice("syntax", number, message, match[0].strip(), name, instead)


def _of_privacy(lines: Sequence[str]) -> Iterator[Problem]:
    """Report each kind of private data once, without quoting it."""
    told: set[str] = set()
    for number, line in enumerate(lines, 1):
        prose = _URL.sub(" ", line)
        for what, pattern in _PRIVATE.items():
            if what not in told and pattern.search(prose):
                told.add(what)
                message = "%s, which everybody will read; leave it out unless you mean it to stay"
                yield _advice("private", number, message, what)
