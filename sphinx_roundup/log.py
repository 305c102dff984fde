"""Warnings on Sphinx's log. The only module that writes warnings; below it: problems."""

from __future__ import annotations

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
    """Report each problem of the file at *path* once, in the order of its lines.

    :param most: limit on warnings; one more gives the number of those left out
    :returns: how many were reported
    """
    in_order = sorted(dict.fromkeys(problems), key=lambda each: each.line)
    for each in in_order[:most]:
        report_problem(each, path)
    reported = len(in_order[:most])
    if rest := len(in_order) - reported:
        message = "%d more warnings about this report are not shown"
        report_problem(problem(Subtype.PARSE, 1, message, rest), path)
    return reported
