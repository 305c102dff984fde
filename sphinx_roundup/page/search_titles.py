"""Headings of reports in the search index, as text that no browser takes for HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sphinx
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.nodes import report_sections

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING = re.compile(r"<(?!\s)")
_WORD_JOINER = "\u2060"
"""No tag begins with ``<`` and this character, which has no width."""


class NeutraliseTitles(SphinxPostTransform):
    """Keeps headings like ``<img onerror=...>`` from running on the search page.

    The search page of Sphinx before 9.0 sets the text of each heading as ``innerHTML``
    (https://github.com/sphinx-doc/sphinx/blob/v8.2.3/sphinx/themes/basic/static/searchtools.js#L93).
    The index is made of the resolved page, where no text may hold what is a tag for a browser.
    """

    default_priority = 900  # after all that may put words into a heading
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Put a character without width after each ``<`` in a heading."""
        if sphinx.version_info >= (9,):
            return
        for text in [*self._texts()]:
            neutral = _OPENING.sub(f"<{_WORD_JOINER}", text)
            text.parent.replace(text, nodes.Text(neutral))

    def _texts(self) -> Iterator[nodes.Text]:
        for section in report_sections(self.document):
            for title in section.findall(nodes.title):
                yield from (text for text in title.findall(nodes.Text) if "<" in text)
