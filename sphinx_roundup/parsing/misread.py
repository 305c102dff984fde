"""Text that was meant as syntax: a warning says what it is, and what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.nodes import find_all, line_of
from sphinx_roundup.parsing.allowed import DIRECTIVES
from sphinx_roundup.problems import Problem, Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_NAMES = "|".join(DIRECTIVES)
_REST: Mapping[str, str] = {
    r"\A \#{1,6}[ ]\w[^\n]{,40} | \[[^][\n]+\]\( (?:$ | [\w./\#-]+\))": (
        "it looks like Markdown, whose files end with '.md'"
    ),
    rf"\A \.\.(?: [ ](?:{_NAMES})(?: ::(?=\S) | :(?!:)) | (?:{_NAMES}):: )": (
        "write '.. NAME::' with a space after it"
    ),
}
"""Patterns and hints, in which NAME is that of a directive."""
_MARKDOWN: Mapping[str, str] = {
    r"""!?\[[^][\n]*\]\( (?=[^()\n]*[./\#]) [^()\s<>"]+[ ][^()\n<>"]*\)""": (
        "write '<' and '>' around an address with spaces, and a size as '{width=300}'"
    ),
    r"!?\[(?!\d+\])[^][\n]+\][ ]\( (?:$ | [\w./-]+\.\w{2,5}\))": (
        "write no space between ']' and '('"
    ),
    r"\A (?: \#{2,6}(?=\w) | \#+\xa0 )[^\n]{,40}": "write a space after the '#' of a heading",
    r"\A \.\.[ ][\w-]+::[^\n]{,40}": "it looks like reST, whose files end with '.rst'",
    r"\A \+[-=]{3,}\+[+=-]*": "write a table as on GitHub, as 'pandoc -t gfm' does",
    r"\[(?:caption|details|embed|gallery|poll|quote|spoiler)\b[^][\n]*\]"
    r" | %\[https?://[^][\s]+\]": (
        "a quote begins with '>' in Markdown, a link is '[words](address)'"
    ),
    r"\A %[ ](?=\w)[^\n]{,40}": "a comment begins with '<!--' and ends with '-->'",
    r"\A \+\+\+(?=[ \n]|\Z)": "a rule is written '---'",
    r"^(?!https?:)[a-z][a-z-]*::[ ]\S[^\n]{,40}": (
        "write fields at the file's top, between two lines of '---', as 'key: value'"
    ),
    r"\A \]\([^()\s]{,60}": "write the whole of a link without empty lines in it",
    r"\A \|[^`]*`[^`]*\Z": r"write '\|' for a '|' in the code of a table",
    r"\A (?: \#\+[A-Za-z_]+:[ ] | ={1,5}[ ](?=\w) )[^\n]{,40}"
    r" | \\(?:documentclass|(?:sub)?section|usepackage)\{": (
        "it is no Markdown, which 'pandoc -t gfm' could make of it"
    ),
}

_BEGINNING = re.compile(r"\A[#.+%\]|=]|[\[\\]|::")  # of each; most texts have none of these
_MOST_LOCATED = 50  # a search for each takes the square of the time


def _compile(table: Mapping[str, str]) -> tuple[re.Pattern[str], list[str]]:
    flags = re.VERBOSE | re.MULTILINE | re.IGNORECASE
    return re.compile("|".join(f"({pattern})" for pattern in table), flags), [*table.values()]


_SYNTAX = {"rst": _compile(_REST), "md": _compile(_MARKDOWN)}


def find_misread(document: nodes.document, locate: Callable[[str, int], int]) -> list[Problem]:
    """Return a warning of each text that was meant as syntax; the log counts those of a kind."""
    problems: list[Problem] = []
    pattern, hints = _SYNTAX["rst" if document["source"].endswith("rst") else "md"]
    for what, text, line in _texts(document):
        for match in pattern.finditer(text) if _BEGINNING.search(text) else ():
            found, hint = match[0].lstrip("|").strip(), hints[(match.lastindex or 1) - 1]
            hint = hint.replace("NAME", found.strip(". :"))
            first = locate(found, line) if len(problems) < _MOST_LOCATED else line
            problems.append(problem(Subtype.SYNTAX, first, "'%s' is %s: %s", found, what, hint))
    return problems


def _texts(document: nodes.document) -> Iterator[tuple[str, str, int]]:
    """Yield what may be misread, as it was written, with its kind and line.

    In a paragraph anything else is the end of a line.
    """
    for node in find_all(document, (nodes.comment, nodes.paragraph)):
        if isinstance(node, nodes.comment):  # docutils has the line after it
            text = f".. {node.astext()}"
            yield "a hidden comment", text, max(line_of(node) - text.count("\n") - 1, 1)
        else:
            text = "".join(n if type(n) is nodes.Text else "\n" for n in node.children)
            yield (
                "text",
                f"|{text}" if isinstance(node.parent, nodes.entry) else text,
                line_of(node),
            )
