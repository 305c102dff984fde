"""Warnings on Sphinx's log, similar ones merged. The only module that writes warnings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_roundup.problems import WARNING_TYPE, Subtype, escape_args, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


Place = tuple[str, "Problem"]
"""The path of a file, and a problem of it."""

_MANY = 3  # a warning that more files have in common is reported once for all of them
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\d+")  # the difference between messages of one kind


def report_problems(problems: Iterable[Problem], path: object) -> None:
    """Report the problems of the file at *path* in the order of lines, each kind once."""
    report_places((str(path), each) for each in sorted(problems, key=lambda each: each.line))


def report_places(places: Iterable[Place]) -> None:
    """Report problems of several files, each cause once.

    Records have all places as ``roundup_places``, for other handlers of Sphinx's log.
    """
    for group in merge_problems(places):
        path, first = group[0]
        others = describe_others([(path, each.line) for path, each in group])
        message = f"{first.message}{others}"
        logger.warning(
            message,
            *first.args,
            type=first.type,
            subtype=first.subtype,
            location=f"{path}:{first.line}",
            extra={"roundup_places": group},
        )


def limit_problems(problems: Iterable[Problem], path: str, most: int) -> tuple[list[Place], int]:
    """Return the problems of a file within a limit on its warnings, and how many these are.

    The last one gives the number of those left out.
    """
    in_order = sorted(problems, key=lambda each: each.line)
    groups = merge_problems((path, each) for each in in_order)
    places = [place for group in groups[:most] for place in group]
    if rest := len(groups[most:]):
        message = "%d more warnings about this report are not shown"
        places.append((path, problem(Subtype.PARSE, 1, message, rest)))
    return places, len(groups[:most])


def merge_problems(places: Iterable[Place]) -> list[list[Place]]:
    """Return the problems by their cause: those of a kind in a file, or in many files."""
    kinds: defaultdict[tuple[str, ...], list[Place]] = defaultdict(list)
    for path, each in dict.fromkeys(places):
        is_name = each.subtype in {Subtype.DIRECTIVE.value, Subtype.ROLE.value}
        words = each.text if is_name else _QUOTED.sub("", each.text)
        kinds[path, each.type, each.subtype, words].append((path, each))
    causes = [group[0][1]._replace(line=0) for group in kinds.values()]
    count, merged = Counter(causes), dict[object, list[Place]]()
    for cause, (kind, group) in zip(causes, kinds.items(), strict=True):
        merged.setdefault(cause if count[cause] > _MANY else kind, []).extend(group)
    return list(merged.values())


def describe_others(places: Sequence[tuple[str, int]]) -> str:
    """Return the end of a message about places: the lines, or the number of files."""
    (path, first), *others = places
    if files := {other for other, _line in others} - {path}:
        return f"; the same in {len(files)} more reports"
    if not others:
        return ""
    lines = list(dict.fromkeys(str(line) for _path, line in others if line != first))
    listed = ", ".join([*lines[:5], *(["..."] if lines[5:] else [])])
    place = f" (line{'s' * (len(lines) > 1)} {listed})" if lines else ""
    return f"; {len(others)} more like this{place}"
