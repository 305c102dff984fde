"""Transforms of Sphinx's that do their work on a page with less effort.

They do it on every node, or by calling a function for each, where few have anything for them:
a tenth of the time in which a page with a thousand reports is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from myst_parser.mdit_to_docutils.transforms import ResolveAnchorIds
from sphinx.transforms import SphinxSmartQuotes
from sphinx.transforms.i18n import RemoveTranslatableInline
from sphinx.transforms.references import SphinxDanglingReferences

from sphinx_roundup.kinds import nodes_in
from sphinx_roundup.page.labels import nodes_outside
from sphinx_roundup.parsing.transforms import ResolveReferences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.transforms import Transform, Transformer

_ACTIVE = ('"', "'", "`", "\\", "--", "...", ". . .", "&quot;")
"""What docutils makes typographic quotes, dashes and dots of, whatever the language
(docutils/utils/smartquotes.py)."""
_ACTIONS = frozenset("qbBdDiew")
"""Those that do nothing where none of it is; a project can ask for the opposite."""


class QuotesWhereNeeded(SphinxSmartQuotes):
    """Makes typographic quotes in the paragraphs that have something to be made of.

    Sphinx's own takes every text on the page apart and puts another in its place.
    """

    def apply(self, **kwargs: Any) -> None:
        """Show to Sphinx's own what has quotes, dashes or dots in it."""
        document = self.document
        if _ACTIONS.issuperset(self.config.smartquotes_action):
            self.document = cast("nodes.document", _OnlyActive(document))
        try:
            super().apply(**kwargs)
        finally:
            self.document = document


class _OnlyActive:
    """A document whose inactive paragraphs aren't found."""

    def __init__(self, document: nodes.document) -> None:
        self._document = document

    def __getattr__(self, name: str) -> Any:
        return getattr(self._document, name)

    def findall(self, condition: type[nodes.Element]) -> Iterator[nodes.Element]:
        return (node for node in self._document.findall(condition) if _is_active(node))


def _is_active(node: nodes.Element) -> bool:
    if isinstance(node.parent, nodes.TextElement):  # Sphinx's own takes it with what is around it
        return False
    texts = [each for each in nodes_in(node) if isinstance(each, nodes.Text)]
    return any(any(map(text.__contains__, _ACTIVE)) for text in texts)


class InlineWhereTranslatable(RemoveTranslatableInline):
    """Takes out the nodes that hold what is to be translated, where there are any."""

    def apply(self, **kwargs: Any) -> None:
        """Look whether there are any."""
        if any("translatable" in node for node in self.document.findall(nodes.inline)):
            super().apply(**kwargs)


class AnchorsWhereAsked(ResolveAnchorIds):
    """Resolves MyST's links to anchors where there are any; reports have resolved their own.

    MyST's own first asks every label of the page for its title.
    """

    def apply(self, **kwargs: Any) -> None:
        """Look whether there are any outside of the reports."""
        there = nodes_outside(self.document)
        if any(node.get("id_link") for node in there if isinstance(node, nodes.reference)):
            super().apply(**kwargs)


_FRUGAL: dict[type[Transform], type[Transform]] = {
    RemoveTranslatableInline: InlineWhereTranslatable,
    ResolveAnchorIds: AnchorsWhereAsked,
    SphinxDanglingReferences: ResolveReferences,
    SphinxSmartQuotes: QuotesWhereNeeded,
}


def make_frugal(transformer: Transformer, *, in_languages: bool) -> None:
    """Let frugal transforms take the places of those of Sphinx's that wait for a page.

    :param in_languages: whether a part of the page may say in which language it is: Sphinx's
        own tells of those whose quotes it doesn't know
    """
    frugal = _FRUGAL.copy()
    if in_languages:
        del frugal[SphinxSmartQuotes]
    transformer.transforms[:] = [
        (priority, frugal.get(transform, transform), pending, kwargs)
        for priority, transform, pending, kwargs in transformer.transforms
    ]
