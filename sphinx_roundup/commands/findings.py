"""Findings of ``sphinx-roundup check``: warnings of a build and advice, in several formats."""

from __future__ import annotations

import logging
import re
from collections import Counter
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util.logging import InfoLogRecordTranslator, WarningSuppressor

from sphinx_roundup.commands.cli import count, escape_path, path_from_here, to_json
from sphinx_roundup.commands.new import SUMMARY, TITLE
from sphinx_roundup.problems import WARNING_TYPE, Problem, Subtype, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from logging import LogRecord

    from sphinx.application import Sphinx

    from sphinx_roundup.reports import Report


class Level(Enum):
    """Severity of a finding, by what a reader of the page loses."""

    LOST = "lost"
    """Something in the report will not show, or not as what it is."""
    MENDED = "mended"
    """The build repairs it, and most readers see nothing."""
    ADVICE = "advice"
    """The build accepts it; a reader may not."""


class Finding(NamedTuple):
    """A finding about a line of a file; findings are sorted by these fields."""

    path: str
    """Absolute."""
    line: int
    """Counted from 1."""
    level: Level
    kind: str
    """The type and subtype of a build's warning (``roundup.image``), or ``advice.title``."""
    message: str


# -- Warnings of a build -----------------------------------------------------------------

_MENDED = {Subtype.ANCHOR.value, Subtype.HEADING.value, Subtype.ROLE.value}
_KINDS = {"misc": Level.MENDED, f"{WARNING_TYPE}.{Subtype.ALT.value}": Level.ADVICE}
_KINDS |= {f"{WARNING_TYPE}.{subtype}": Level.MENDED for subtype in _MENDED}
"""Levels of warnings by their type, or type and subtype. All others are lost."""

MILDER = {
    Level.ADVICE: (
        "has Git's marks of a merge conflict",
        "'%s' may be",
        "'%s' and '%s' (%s:%d) are both called",
    ),
    Level.MENDED: (
        "characters that %s are left out",
        "HTML comment is never closed",
        "'%s' has %d megapixels",
        "'%s' has no heading '#%s', and the link leads to its beginning",
        "a table can't stand in a table",
        "the substitution |%s|",
        "a formula can't use",
        "what is labelled '%s' has no number",
    ),
}
"""Beginnings of our messages, with their ``%`` marks, that have another level than their kind."""

_DOCUTILS_MENDS = re.compile(
    r"(Title (under|over)line too short|Unexpected (indentation|possible title)"
    r"|Possible title underline|.* ends without a blank line|Inline |Enumerated list start value"
    r"|Duplicate implicit target name)"
)
"""Messages of docutils about text that is shown all the same."""


def level_of(type_: str, subtype: str, template: str, message: str) -> Level:
    """Return the level of a warning.

    :param template: the message with its ``%`` marks
    """
    for level, beginnings in MILDER.items():
        if template.startswith(beginnings) or message.startswith(beginnings):
            return level
    if type_ == "docutils" and _DOCUTILS_MENDS.match(message):
        return Level.MENDED
    return _KINDS.get(f"{type_}.{subtype}") or _KINDS.get(type_, Level.LOST)


_LONGEST = 2_000
"""Characters of a message."""


class LogHandler(logging.Handler):
    """Handler of Sphinx's logger that collects warnings as findings."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__(logging.WARNING)
        self.findings: list[Finding] = []
        self.addFilter(WarningSuppressor(app))
        # The translator of warnings would append their types to the messages.
        self.addFilter(InfoLogRecordTranslator(app))

    def emit(self, record: LogRecord) -> None:
        """Collect a warning."""
        location = str(getattr(record, "location", None) or "")
        path, _, line = location.rpartition(":")
        if not path or (line and not line.isdecimal()):  # a path alone, perhaps of Windows
            path, line = location, ""
        type_, subtype = getattr(record, "type", None) or "", getattr(record, "subtype", None) or ""
        # Sphinx's own method would put the location before the message.
        message = shown(logging.LogRecord.getMessage(record), _LONGEST)
        self.findings.append(
            Finding(
                str(Path(path)) if path else "",
                max(int(line or 1), 1),
                level_of(type_, subtype, str(record.msg), message),
                ".".join(filter(None, (type_, subtype))) or "sphinx",
                message,
            )
        )


_ELSEWHERE = ("there is no person", "neither this report nor the project has", "the link '")
"""Beginnings of messages about targets that another project may have."""


def may_be_elsewhere(finding: Finding) -> bool:
    """Return whether a finding is about a target that another project may have."""
    if finding.kind.startswith(("ref.", "intersphinx")):
        return finding.kind not in {"ref.footnote", "ref.citation"}
    return finding.kind == "roundup.link" and finding.message.startswith(_ELSEWHERE)


# -- Advice ------------------------------------------------------------------------------

_FEW_WORDS = 25
"""Fewer are an announcement, and no report."""

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
    "Hugo": r"\{\{[<%].{0,300}?[>%]\}\}",
    "Jekyll": r"(?<!\{)\{%-?\s*\w.{0,300}?%\}|\{:\s*\w[^}=]{0,300}\}"
    r"|\{\{-?\s*(site|page|post|include|layout)\b.{0,300}?\}\}",
    "MkDocs": r"^\s*(!!!|\?\?\?\+?) +\w+|^\s*===\+? +\"",
    "wiki": r"!?(?<![\w\])])\[\[[^\[\]]*[A-Za-z][^\[\]]*\]\](?![\[(])|(?<!')'{3}[^']+'{3}(?!')"
    r"|^={2,6} *[^=\s].*[^=\s] *={2,6}\s*$",
    "LaTeX": r"\\(begin|cite|emph|end|href|includegraphics|item|label|ref|(sub)?section"
    r"|textbf|textit|url)\s*[\[{]",
}
_SYNTAX_IN_MARKDOWN = {
    "Obsidian": r"^\s*> *\[!(?i:(?!(note|tip|important|warning|caution)\]))[\w-]+\]",
    "reST": r"^\.\. (image|figure|note|warning|code|code-block)::"
    r"|`[^`<]{1,300} <https?://[^`>]{1,300}>`_",
}
_SYNTAX_IN_RST = {
    "Markdown": r"!?\[[^\[\]]{0,300}\]\((https?:|[\w./-]{1,300}\.\w+\))|^(#{1,6} \w+|```)"
    r"|^\s*> *\[!\w+\]",
}
"""Syntax of other generators, by line. Parts that may be long are bounded."""

_OTHERS = {
    syntax: {name: re.compile(pattern) for name, pattern in (_SYNTAX | own).items()}
    for syntax, own in (("md", _SYNTAX_IN_MARKDOWN), ("rst", _SYNTAX_IN_RST))
}


def advise(
    report: Report, source: Sequence[str], words: int | None, *, has_title: bool
) -> Iterator[Problem]:
    """Yield what a reader may not accept in a report.

    :param source: the lines of its file
    :param words: their number on the page; ``None`` if the report couldn't be shown
    """
    lines = prose_lines(report.text, report.syntax)
    yield from _find_template(source, lines)
    yield from _find_other_syntax(lines, report.syntax)
    yield from _find_privacy(lines)
    if words is None or not report.text.strip():
        return
    if not has_title:
        message = "it has no title; write 'title: ...' at the top, or begin with a heading"
        yield _advice("title", 1, message)
    if words < _FEW_WORDS:
        message = "it has %s; what did you do, and what came of it?"
        yield _advice("short", 1, message, count(words, "word"))


def _advice(subtype: str, line: int, message: str, *args: str) -> Problem:
    return Problem(subtype, line, message, tuple(map(shown, args)), "advice")


def _find_template(source: Sequence[str], lines: Sequence[str]) -> Iterator[Problem]:
    for number, line in enumerate(source, 1):
        if _HINT.search(line):
            yield _advice("template", number, "a hint for the author is left in; remove it")
        elif left := next((words for words in (TITLE, SUMMARY) if words in line), None):
            yield _advice("template", number, "'%s' is the template's; write your own", left)
    for number, line in enumerate(lines, 1):
        if match := _FILLER.search(line):
            message = "'%s' seems to be left for later; fill it in, or remove it"
            yield _advice("template", number, message, match[0].strip())


def _find_other_syntax(lines: Sequence[str], syntax: str) -> Iterator[Problem]:
    """Yield the first use of each generator's syntax."""
    for name, pattern in _OTHERS[syntax].items():
        found = ((n, match) for n, line in enumerate(lines, 1) if (match := pattern.search(line)))
        for number, match in list(found)[:1]:
            message = "'%s' is %s syntax, which is shown as written"
            yield _advice("syntax", number, message, match[0].strip(), name)


def _find_privacy(lines: Sequence[str]) -> Iterator[Problem]:
    """Yield the first of each kind of private data, without quoting it."""
    for what, pattern in _PRIVATE.items():
        numbers = (n for n, line in enumerate(lines, 1) if pattern.search(_URL.sub(" ", line)))
        if number := next(numbers, None):
            message = "%s, which all readers will see; leave it out unless it is intended"
            yield _advice("private", number, message, what)


# -- Prose -------------------------------------------------------------------------------

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^`]*)")
_CODE_FENCE = re.compile(
    r"(?!\{)|\{(code|math|eval-rst|raw|mermaid|parsed-literal|literalinclude)\b"
)
_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
_CODE_SPAN = re.compile(r"(?<!`)(`{1,9})(?!`).{1,300}?(?<!`)\1(?![`_])")


def prose_lines(text: str, syntax: str) -> list[str]:
    """Return the lines of *text*, empty where they are code, comments, or indented like these."""
    if syntax == "rst":
        lines = text.split("\n")
        plain = ["" if line.startswith((" ", "\t", "..")) else line for line in lines]
    else:
        without_comments = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
        plain = list(_without_code(without_comments.split("\n")))
    return [_CODE_SPAN.sub(" ", line) for line in plain]


def _without_code(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of Markdown, empty in blocks of code; the content of directives is prose."""
    fence, is_code = "", False
    for line in lines:
        match = _FENCE.fullmatch(line)
        if fence:
            is_end = match and match[1].startswith(fence) and not match[2].strip()
            yield "" if is_end or is_code else line
            fence = "" if is_end else fence
        elif match:
            fence, is_code = match[1], bool(_CODE_FENCE.match(match[2]))
            yield ""
        else:
            yield "" if line.startswith(("    ", "\t")) else line


# -- Formats -----------------------------------------------------------------------------

_COMMANDS = {Level.LOST: "error", Level.MENDED: "warning", Level.ADVICE: "notice"}
"""https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions"""


def as_text(reports: Sequence[str], findings: Sequence[Finding]) -> str:
    """Return a line for each finding, and a summary.

    :param reports: absolute paths of the checked reports
    """
    lines = []
    for found in findings:
        place = f"{escape_path(_relative(found.path))}:{found.line}"
        lines.append(f"{place}: {found.level.value}: {found.message} [{found.kind}]")
    return "\n".join([*lines, sum_up(reports, findings), ""])


def as_github(reports: Sequence[str], findings: Sequence[Finding]) -> str:
    """Return workflow commands, which GitHub shows at the lines of a pull request."""
    lines = []
    for found in findings:
        path = _as_property(escape_path(_path_in_repository(Path(found.path))))
        title = _as_property(f"{found.level.value}: {found.kind}")
        place = f"file={path},line={found.line},title={title}"
        lines.append(f"::{_COMMANDS[found.level]} {place}::{_as_data(found.message)}")
    return "\n".join([*lines, sum_up(reports, findings), ""])


def as_json(reports: Sequence[str], findings: Sequence[Finding]) -> str:
    """Return one JSON object: ``reports``, the number of findings by level, and ``findings``."""
    counts = Counter(found.level for found in findings)
    return to_json(
        {
            "reports": [*map(_relative, reports)],
            **{level.value: counts[level] for level in Level},
            "findings": [
                {**found._asdict(), "path": _relative(found.path), "level": found.level.value}
                for found in findings
            ],
        }
    )


FORMATS = {"text": as_text, "github": as_github, "json": as_json}


def sum_up(reports: Sequence[str], findings: Sequence[Finding]) -> str:
    """Return a line such as ``3 reports: 1 lost, 2 mended, 4 advice``."""
    counts = Counter(found.level for found in findings)
    found = ", ".join(f"{counts[level]} {level.value}" for level in Level if counts[level])
    return f"{count(len(reports), 'report')}: {found or 'nothing to mend'}"


def _relative(path: str) -> str:
    """Return a path from the working folder, if it is below that."""
    return path_from_here(Path(path)).as_posix()


def _path_in_repository(path: Path) -> str:
    """Return a path from the top of its repository, as GitHub needs it."""
    top = next(filter(_is_top, path.parents), None)
    return path.relative_to(top).as_posix() if top else _relative(str(path))


def _is_top(folder: Path) -> bool:
    """Return whether a folder is the top of a repository or of a worktree; submodules are parts."""
    git = folder / ".git"
    return git.is_dir() or (git.is_file() and b"/modules/" not in git.read_bytes())


def _as_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _as_property(text: str) -> str:
    return _as_data(text).replace(":", "%3A").replace(",", "%2C")
