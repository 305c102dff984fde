"""The levels of the organiser's headings, once those of the authors are gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_roundup.commands.markup.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.commands.markup.found import Heading
    from sphinx_roundup.commands.splitting.pages import Page


def level_edits(page: Page, headings: list[Heading], *, has_title: bool) -> Iterator[Edit]:
    """Give the edits that make a page of Markdown begin with level 1, without gaps.

    In reST levels are what the order of the adornments makes them.

    :param headings: those of the organiser
    :param has_title: whether the first of them is the page's title
    """
    if page.syntax == "rst":
        return
    above: list[int] = []
    for number, heading in enumerate(headings):
        is_title = has_title and not number
        while above and above[-1] >= heading.level:
            above.pop()
        level = 1 if is_title else min(6, len(above) + (1 if has_title and above else 2))
        above.append(heading.level)
        if level != heading.level:
            yield from _as_level(page, heading, level)


def _as_level(page: Page, heading: Heading, level: int) -> Iterator[Edit]:
    source = page.source
    start = source.offset(heading.line)
    line = source.line(heading.line)
    if match := re.match(r" {0,3}(#{1,6})(?=[ \t]|$)", line):
        yield Edit(start + match.start(1), start + match.end(1), "#" * level)
    elif heading.end - heading.line >= 2:  # underlined
        words = " ".join(heading.text.split())
        end = source.offset(heading.end - 1) + len(source.line(heading.end - 1))
        yield Edit(start, end, f"{'#' * level} {words}")
