"""Links of a page that are made last of all, when it is otherwise ready to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.context import PageContext
from sphinx_roundup.nodes import Placeholder, nodes_in
from sphinx_roundup.people.backlinks import build_backlinks
from sphinx_roundup.people.linked_text import LinkedText, replace_texts

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx


def make_late_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:  # noqa: ARG001
    """Make the links of names in texts, and those of "Mentioned by", in one walk."""
    late = [node for node in nodes_in(doctree) if isinstance(node, LinkedText | Placeholder)]
    for node in late:
        if isinstance(node, LinkedText):
            replace_texts([node], node.apart())
        else:
            filling = PageContext(app.env, node["docname"], app.builder)
            node.parent.replace(node, build_backlinks(node, filling))
