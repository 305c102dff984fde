"""The anchors of paragraphs in which somebody is mentioned: "mentioned by" leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.reports import SEPARATOR, make_slug, unique

if TYPE_CHECKING:
    from typing import Any

_MARK = f"{SEPARATOR}at{SEPARATOR}"
"""In the anchor of a mention; in no other anchor there are two separators."""


class MentionAnchors:
    """The anchors in one report, each paragraph's once.

    :param prefix: what they begin with
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._taken: dict[str, int] = {}
        self._anchors: dict[int, str] = {}

    def anchor_for(self, target: str, block: nodes.Element) -> str:
        """Return the anchor of a paragraph; of a heading, its section's."""
        if isinstance(block.parent, nodes.section) and isinstance(block, nodes.title):
            return str(block.parent["ids"][0])
        if id(block) not in self._anchors:
            words = make_slug(target.rstrip("/").rpartition("/")[2]) or "somebody"
            anchor = unique(f"{self._prefix}{_MARK}{words}", self._taken)
            _put_target(block, anchor)
            self._anchors[id(block)] = anchor
        return self._anchors[id(block)]


def _put_target(block: nodes.Element, anchor: str) -> None:
    """Put an anchor on a block; before what a caption or title belongs to."""
    if isinstance(block, nodes.paragraph):
        block["ids"].append(anchor)
        return
    owner = block.parent
    if isinstance(owner, nodes.figure | nodes.table | nodes.container):
        owner["ids"].append(anchor)  # LaTeX passes over a target before what has ids itself
        return
    target = nodes.target("", "", ids=[anchor])
    if isinstance(block, nodes.title | nodes.caption | nodes.reference):
        if isinstance(block, nodes.reference):
            owner = block
        owner.parent.insert(owner.parent.index(owner), target)
    else:
        block.insert(0, target)


class AnchorParagraphs(SphinxPostTransform):
    """Puts targets into the paragraphs in which somebody is mentioned.

    LaTeX and Texinfo know no ids of paragraphs. For the others the attribute is enough, and
    every node of a large page is visited some fifty times until it is written.
    """

    default_priority = 9
    formats = ("latex", "texinfo")

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Put a target at the beginning of each."""
        for paragraph in list(self.document.findall(nodes.paragraph)):
            own = [node_id for node_id in paragraph["ids"] if _MARK in node_id]
            if own:
                paragraph["ids"] = [i for i in paragraph["ids"] if i not in own]
                paragraph.insert(0, nodes.target("", "", ids=own))
