"""Tabs in e-books: one below the other."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.nodes import REPORT

_KIND = "design_component"
"""The attribute by which sphinx-design knows what to make of a container."""


class UnfoldTabs(SphinxPostTransform):
    """Lets the tabs of reports be containers in an e-book, as they are in print.

    sphinx-design would make boxes to tick of them (200), as HTML has them: without the end
    that XML needs, so that readers of e-books refuse the whole page.
    """

    default_priority = 190
    builders = ("epub",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Take from the sets of tabs what tells them."""
        sections = [n for n in self.document.findall(nodes.section) if REPORT in n]
        for box in (box for section in sections for box in section.findall(nodes.container)):
            if box.get(_KIND) == "tab-set":
                del box[_KIND]
