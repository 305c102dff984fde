"""The YAML that a text may begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.reports.front_matter import read_front_matter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.commands.markup.text import Source
    from sphinx_roundup.reports.yaml_values import Entry


def read_yaml_head(source: Source) -> tuple[int, Sequence[Entry]]:
    """Return the line behind the front matter that a text begins with, and its fields.

    0 and none where it has no front matter, or one that is never closed.
    """
    head = read_front_matter(source.lines(), [])
    return (head.end, head.entries) if head and head.end else (0, ())
