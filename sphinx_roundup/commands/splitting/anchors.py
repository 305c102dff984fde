"""What the links within a page mean by ``#name``, and how that is written after the cut."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sphinx_roundup.commands.markup.rst import reference_name
from sphinx_roundup.commands.splitting.names import plain
from sphinx_roundup.page.anchors import assign_anchors
from sphinx_roundup.reports.person import Person
from sphinx_roundup.reports.record import Report
from sphinx_roundup.reports.slugs import make_slug

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_roundup.commands.splitting.cut import Cut, Part
    from sphinx_roundup.commands.splitting.pages import Page


class Target(NamedTuple):
    """Where an anchor is."""

    part: Part
    fragment: str = ""
    """Of the heading inside, as it is in the part alone."""


class Anchors:
    """The anchors of a page and where they are now."""

    def __init__(self, page: Page, cut: Cut, find_part: Callable[[int], Part], folder: str) -> None:
        self._suffix = page.syntax
        self._found: dict[str, Target] = {}
        self._sections = _section_ids(cut, folder, page.syntax)
        self._note_headings(page, find_part)
        for name, line in page.markup.names.items():
            part = find_part(line)
            fragment = name if part.heading is None or line >= part.heading.end else ""
            self._found.setdefault(name.casefold(), Target(part, fragment))

    def find(self, name: str) -> Target | None:
        """Return what an anchor, or a reference's name in reST, means."""
        name = unquote(name)
        forms = (name.casefold(), reference_name(name), make_slug(name))
        return next((self._found[form] for form in forms if form in self._found), None)

    def link_to(self, target: Target, part: Part, page_name: str) -> str:
        """Return the address of a target as a part writes it."""
        inside = f"#{target.fragment}" if target.fragment else ""
        if target.part is part or (target.part.heading is None and part.heading is None):
            return inside or (part.filename if part.heading else "#")
        if part.heading is None:
            return f"#{self._sections[target.part.filename]}"
        if target.part.heading is None:
            return f"../{page_name}{inside}"
        return f"{target.part.filename}{inside}"

    def _note_headings(self, page: Page, find_part: Callable[[int], Part]) -> None:
        seen: Counter[str] = Counter()
        inside: dict[str, Counter[str]] = {}
        spare: dict[str, Target] = {}
        for heading in page.markup.headings:
            part = find_part(heading.start)
            own = inside.setdefault(part.filename, Counter())
            words = plain(heading.text)
            slug, base = github_slug(words), make_slug(words)
            fragment = "" if heading is part.heading else _counted(slug, own)
            target = Target(part, fragment)
            self._found.setdefault(_counted(slug, seen), target)
            for name in (*heading.ids, reference_name(words)):
                spare.setdefault(name.casefold(), target)
            spare.setdefault(base, target)
            if heading is part.heading:
                for author in part.who.authors:
                    spare.setdefault(make_slug(author.name), target)
        self._found = spare | self._found


def github_slug(text: str) -> str:
    """Return the anchor that GitHub gives a heading.

    >>> github_slug("What's new, Ana?")
    'whats-new-ana'
    """
    kept = "".join(char for char in text.casefold() if char.isalnum() or char in " -_")
    return re.sub(r"\s", "-", kept.strip())


def _counted(slug: str, seen: Counter[str]) -> str:
    number = seen[slug]
    seen[slug] += 1
    return f"{slug}-{number}" if number else slug


def _section_ids(cut: Cut, folder: str, syntax: str) -> dict[str, str]:
    """Return the anchor of each report's section on the page."""
    records = [
        Report(
            filename=f"{folder}{part.filename}",
            syntax="rst" if syntax == "rst" else "md",
            authors=tuple(Person(a.name, handle=a.handle or None) for a in part.who.authors),
        )
        for part in cut.reports
    ]
    anchors = assign_anchors(records)
    return {
        part.filename: anchors[record.filename].ids[0]
        for part, record in zip(cut.reports, records, strict=True)
    }
