"""Kinds of warnings, problems of reports as plain data, and escaping of text for logs.

Pure Python: what reads or parses reports collects :class:`Problem` values, and
:mod:`sphinx_roundup.log` reports them as Sphinx's warnings.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import NamedTuple

WARNING_TYPE = "roundup"

COMMAND = re.compile(r"##(?=[\w-]*\[)")
"""Beginning of a command to the machine that runs a build, anywhere in a line: ``##vso[`` of
Azure, ``##teamcity[``, ``##[`` of GitHub."""
_AT_START = re.compile(r"^(\s*)::")  # others (``::error::``) must begin a line


class Subtype(Enum):
    """Kinds of warnings: ``suppress_warnings = ["roundup.image"]`` silences one of them."""

    ALT = "alt"  # a picture without a description for people who can't see it
    ANCHOR = "anchor"  # an anchor that two reports, or a report and the page, need
    CONFIG = "config"  # a roundup in a wrong place, or with contradicting settings
    DIRECTIVE = "directive"  # a directive that reports may not use
    ENCODING = "encoding"  # a report that isn't UTF-8, or has characters that no text needs
    FIELD = "field"  # a field with an invalid value, or a misspelled one
    FILE = "file"  # a file that can't be read as a report, or is skipped
    HEADING = "heading"  # a paragraph that would become a heading, or too deep headings
    HTML = "html"  # HTML that reports may not use
    IMAGE = "image"  # an image that is missing, is no image, or can't be shown
    LINK = "link"  # a link to a missing target, or one that reports may not link to
    PARSE = "parse"  # a report that can't be parsed
    PEOPLE = "people"  # an invalid entry of the people file, or people who can't be distinguished
    ROLE = "role"  # a role that reports may not use
    SYNTAX = "syntax"  # syntax of another program, which is shown as written


class Problem(NamedTuple):
    """Something wrong at a line of a report or of the people file."""

    subtype: str  # a value of :class:`Subtype`, or a parser's own (``footnote`` of ``ref``)
    line: int  # counted from 1
    message: str
    args: tuple[object, ...] = ()  # values for the ``%`` marks of the message
    type: str = WARNING_TYPE

    @property
    def text(self) -> str:
        """The whole message."""
        return self.message % self.args if self.args else self.message


def problem(subtype: Subtype, line: int, message: str, *args: object) -> Problem:
    """Return a problem of type ``roundup``, its arguments escaped."""
    return Problem(subtype.value, line, message, escape_args(args))


def escape_args(args: tuple[object, ...]) -> tuple[object, ...]:
    """Return the arguments of a message so that they can't act on a terminal or a CI's log."""
    return tuple(escape(arg, 200) if isinstance(arg, str) else arg for arg in args)


def escape(text: str, length: int = 80) -> str:
    r"""Return untrusted text for a log: on one line, inert, at most *length* characters.

    >>> escape("a\nb\x1b[31m")
    'a\\nb\\x1b[31m'
    >>> escape("::error::a")
    ':\\:error::a'
    """
    short = text if len(text) <= length else text[: length - 1] + "…"
    if not short.isprintable():
        short = "".join(map(_escape_character, short))
    plain = COMMAND.sub(r"#\\#", short)
    return _AT_START.sub(r"\1:\\:", plain)


def _escape_character(character: str) -> str:
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    if hidden and character not in "\u200c\u200d":  # joiners of many scripts and of emoji
        return character.encode("unicode_escape").decode("ascii")
    return character
