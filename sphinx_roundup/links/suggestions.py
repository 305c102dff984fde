"""Suggestions for names that don't exist."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx_roundup.problems import shown
from sphinx_roundup.reports import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MOST = 500
"""Names that are compared: each costs some time, and a report may be all broken links."""
_LONGEST = 80
"""Characters of what was written that are compared."""
_UNSEEN = re.compile(r"(id|index-|equation-?)\d+")
"""Generated anchors: of footnotes and the like."""


def nearest(written: str, names: Iterable[str]) -> list[str]:
    """Return the three names that are nearest to what was written, or fewer."""
    by_form: dict[str, str] = {}
    for name, _number in zip(names, range(_MOST), strict=False):
        by_form.setdefault(folded(name), name)
    close = get_close_matches(folded(written[:_LONGEST]), by_form, n=3, cutoff=0.6)
    return [by_form[form] for form in close]


def did_you_mean(names: Iterable[str]) -> str:
    """Return the end of a message that lists these names, each as it is shown."""
    words = " or ".join(names)
    return f"; did you mean {words}?" if words else ""


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
