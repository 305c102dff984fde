"""Suggestions for names that don't exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_roundup.problems import shown
from sphinx_roundup.reports import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNSEEN = re.compile(r"(id|index-|equation-?)\d+")
"""Generated anchors: of footnotes and the like."""


def headings_near(fragment: str, fragments: Mapping[str, str]) -> str:
    """Return the end of a message about a heading that a report hasn't: which ones it has.

    :param fragments: of the report, see :class:`.parsing.result.ParsedReport`
    """
    by_anchor: dict[str, str] = {}
    for name, anchor in fragments.items():
        if not _UNSEEN.fullmatch(name):
            by_anchor.setdefault(anchor, name)
    there = list(by_anchor.values())
    if near := nearest(fragment, there):
        return did_you_mean(map(_quoted, near))
    if not there:
        return ""
    more = " and others" if len(there) > 3 else ""
    return f"; it has {', '.join(map(_quoted, there[:3]))}{more}"


def _quoted(fragment: str) -> str:
    return f"'#{shown(fragment)}'"
