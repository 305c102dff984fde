"""What is said to the attendees and the organiser: every kind of warning, and how it is issued.

Only this module talks to Sphinx's log. What reads or parses reports collects
:class:`Problem` values instead, so that it stays pure, and the page issues them.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util import logging

if TYPE_CHECKING:
    from docutils import nodes

LOGGER = logging.getLogger(__name__)

WARNING_TYPE = "roundup"


COMMAND = re.compile(r"##(?=[\w-]*\[)")
"""How commands to the machine begin that runs a build, wherever they stand in a line:
``##vso[`` of Azure, ``##teamcity[``, ``##[`` of GitHub. Others (``::error::``) must begin a
line, and none of ours begins with a stranger's words."""


MORE = "%d more warnings about this report are not shown"


class Subtype(Enum):
    """Each kind of warning: ``suppress_warnings = ["roundup.image"]`` silences one of them."""

    ALT = "alt"
    """A picture has no words for those who can't see it."""
    ANCHOR = "anchor"
    """Two reports, or a report and the page, ask for the same anchor."""
    CONFIG = "config"
    """The roundup stands where it can't, or its settings contradict each other."""
    DIRECTIVE = "directive"
    """A report uses a directive that reports may not use."""
    ENCODING = "encoding"
    """A report isn't UTF-8, or has characters that no text needs."""
    FIELD = "field"
    """A field of a front matter can't be understood."""
    FILE = "file"
    """A file can't be read as a report, or isn't taken for one."""
    HEADING = "heading"
    """A paragraph was about to become a heading, or headings go too deep."""
    HTML = "html"
    """HTML that reports may not use."""
    IMAGE = "image"
    """An image is missing, is no image, or lies where it can't be shown from."""
    LINK = "link"
    """A link leads nowhere, or to where reports may not link."""
    PARSE = "parse"
    """A report can't be parsed at all."""
    PEOPLE = "people"
    """An entry of the people file can't be understood, or two people can't be told apart."""
    ROLE = "role"
    """A report uses a role that reports may not use."""


def shown(text: str, length: int = 80) -> str:
    r"""Return words of a stranger as a log may show them: on one line, inert and short.

    >>> shown("a\nb\x1b[31m")
    'a\\nb\\x1b[31m'
    """
    short = text if len(text) <= length else text[: length - 1] + "…"
    plain = "".join(_escaped(character) for character in short)
    return COMMAND.sub(r"#\\#", plain)


def _escaped(character: str) -> str:
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    if hidden and character not in "\u200c\u200d":  # the joiners of many scripts and of emoji
        return character.encode("unicode_escape").decode("ascii")
    return character


class Problem(NamedTuple):
    """Something to say about a line of a report; plain data, issued later by :func:`warn_of`."""

    subtype: str
    """A value of :class:`Subtype`, or a parser's own (``footnote`` of ``ref``, for example)."""
    line: int
    """Counted from 1."""
    message: str
    args: tuple[object, ...] = ()
    """What the ``%`` marks of the message stand for."""
    type: str = WARNING_TYPE


def problem(subtype: Subtype, line: int, message: str, *args: object) -> Problem:
    """Return a problem of ours, its arguments as loggers take them."""
    return Problem(subtype.value, line, message, _inert(args))


def _inert(args: tuple[object, ...]) -> tuple[object, ...]:
    """Return the arguments of a message so that they can't act on a terminal or a CI's log."""
    return tuple(shown(arg, 200) if isinstance(arg, str) else arg for arg in args)


def warn(subtype: Subtype, message: str, *args: object, location: str | nodes.Node) -> None:
    """Issue a warning of type ``roundup``.

    :param location: a node, or for a report ``"path:line"`` in one string: Sphinx takes a
        tuple or a bare path for a docname and adds a suffix to it.
    """
    LOGGER.warning(
        message, *_inert(args), type=WARNING_TYPE, subtype=subtype.value, location=location
    )


def warn_of(problem: Problem, path: object) -> None:
    """Issue the warning about a line of the file at *path*."""
    LOGGER.warning(
        problem.message,
        *problem.args,
        type=problem.type,
        subtype=problem.subtype,
        location=f"{path}:{problem.line}",
    )
