"""The organiser's closing words, where no heading divides them from the last report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.commands.splitting.cut import Part

if TYPE_CHECKING:
    from sphinx_roundup.commands.splitting.cut import Cut
    from sphinx_roundup.commands.splitting.pages import Page


def part_from_closing(page: Page, cut: Cut) -> None:
    """Divide the last report from what stands behind its rule.

    Where the reports end with a rule each, what comes after the last one's is nobody's.
    """
    reports = cut.reports
    last = reports[-1]
    ends = [_last_rule(page, part) == _last_line(page, part) for part in reports[:-1]]
    rule = _last_rule(page, last)
    if not ends or 2 * sum(ends) < len(ends) or rule is None or rule == _last_line(page, last):
        return
    start = rule + 1
    if any(start <= heading.start < last.end for heading in page.markup.headings):
        return
    if _is_only_definitions(page, start, last.end):
        return
    cut.parts.insert(cut.parts.index(last) + 1, Part(start, last.end))
    last.end = start


def _last_rule(page: Page, part: Part) -> int | None:
    return max((n for n in page.markup.rules if part.body <= n < part.end), default=None)


def _last_line(page: Page, part: Part) -> int | None:
    numbers = range(part.end - 1, part.body - 1, -1)
    return next((n for n in numbers if page.source.line(n).strip()), None)


def _is_only_definitions(page: Page, start: int, end: int) -> bool:
    defined = {n for d in page.markup.definitions for n in range(d.start, d.end)}
    return all(n in defined or not page.source.line(n).strip() for n in range(start, end))
