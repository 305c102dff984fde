"""Warnings on Sphinx's log. The only module that writes warnings; below it: problems."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_roundup.problems import WARNING_TYPE, Subtype, escape_args, problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes

    from sphinx_roundup.problems import Problem

logger = logging.getLogger(__name__)


def warn(subtype: Subtype, message: str, *args: object, location: str | nodes.Node) -> None:
    """Report a warning of type ``roundup``.

    :param location: a node, or for a report ``"path:line"`` in one string: Sphinx takes a
        tuple or a bare path for a docname and adds a suffix to it.
    """
    logger.warning(
        message, *escape_args(args), type=WARNING_TYPE, subtype=subtype.value, location=location
    )


def report_problem(problem: Problem, path: object) -> None:
    """Report a problem of the file at *path*."""
    location = f"{path}:{problem.line}"
    logger.warning(
        problem.message,
        *problem.args,
        type=problem.type,
        subtype=problem.subtype,
        location=location,
    )


def report_problems(problems: Iterable[Problem], path: object, most: int | None = None) -> int:
    """Report the problems of the file at *path* in the order of lines, each kind once.

    :param most: limit on warnings; one more gives the number of those left out
    :returns: how many were reported
    """
    kinds: dict[tuple[str, ...], list[Problem]] = {}
    for each in sorted(dict.fromkeys(problems), key=lambda each: each.line):
        words = each.message % each.args if each.args else each.message
        if each.subtype not in {Subtype.DIRECTIVE.value, Subtype.ROLE.value}:
            words = _QUOTED.sub("", words)
        kinds.setdefault((each.type, each.subtype, words), []).append(each)
    in_order = [_with_lines(*each) for each in kinds.values()]
    for each in in_order[:most]:
        report_problem(each, path)
    reported = len(in_order[:most])
    if rest := len(in_order) - reported:
        message = "%d more warnings about this report are not shown"
        report_problem(problem(Subtype.PARSE, 1, message, rest), path)
    return reported


_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\d+")
"""The difference between messages of one kind."""


def _with_lines(first: Problem, *others: Problem) -> Problem:
    """Return a problem, with the lines of others of its kind."""
    if not others:
        return first
    lines = list(dict.fromkeys(str(each.line) for each in others if each.line != first.line))
    listed = ", ".join([*lines[:5], *(["..."] if lines[5:] else [])])
    place = f" (line{'s' * (len(lines) > 1)} {listed})" if lines else ""
    return first._replace(message=f"{first.message}; {len(others)} more like this{place}")
