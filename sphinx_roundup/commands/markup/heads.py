"""The YAML that a text may begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.reports.front_matter import read_front_matter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.commands.markup.text import Source
    from sphinx_roundup.reports.values import Entry

LONGEST_HEAD = 100_000
"""In characters. What is longer stays in the text."""


def read_yaml_head(source: Source) -> tuple[int, Sequence[Entry]]:
    """Return the line behind the front matter that a text begins with, and its fields.

    0 and none where it has no front matter, or one that is never closed.
    """
    head = read_front_matter(source.lines(), LONGEST_HEAD)
    return (head.end, head.fields.entries) if head and head.end else (0, ())
