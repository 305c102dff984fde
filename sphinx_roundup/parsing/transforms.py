"""Order of all that works on the tree of a report.

1. :data:`REFUSE`, on what the parser made.
2. Transforms of docutils, Sphinx and MyST, by their priorities. A report is translated at the
   priority of Sphinx's ``Locale``, and :data:`REFUSE` runs again.
3. :data:`MAKE_LOCAL`, and after it the languages of code, :func:`.valid_tree.make_valid`, the
   anchors, and :func:`.attributes.clean_attributes`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias, cast

from docutils import nodes
from docutils.parsers.rst import Parser as RSTParser
from docutils.readers import standalone
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.transforms.references import SphinxDanglingReferences

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import nodes_in
from sphinx_roundup.parsing import code_blocks, scoping
from sphinx_roundup.parsing.github import choose_pictures, show_emoji
from sphinx_roundup.parsing.html import replace_html
from sphinx_roundup.parsing.resource_limits import cut_substitutions
from sphinx_roundup.parsing.tags import report_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Literal

    from docutils.transforms import Transform
    from sphinx.environment import BuildEnvironment
    from sphinx.transforms import SphinxTransformer

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.problems import Problem

JOIN_PRIORITY = 719
"""When reports join their page: after all that works on one text (footnotes at 620, the
last targets at 660, docname of footnotes at 700), before what works on a page: docutils'
``contents`` at 720, smart quotes at 750, labels at 850, the collectors at 880. Transforms
below it run on the report, the rest on the page, so that each node meets each once."""

_HTML_DEPTH = 10
"""Levels by which HTML is limited further than other nodes, at which the whole report fails."""

_NOT_FOR_REPORTS = {
    *("AddFirstTitleCss", "AddSlugIds", "CitationDefinitionTransform"),
    *("CitationReferenceTransform", "DocInfo", "DocTitle", "FootnoteDocnameUpdater", "Locale"),
    *("ReorderConsecutiveTargetAndIndexNodes", "SectionSubTitle"),
    *("TranslationProgressTotaliser", "UIDTransform"),
}
"""Transforms that are about a document as a whole, write to the environment, or work on entries of
the index (which reports don't have) in the square of the time."""


class Passes:
    """Passes over the tree of a report; collects their problems."""

    def __init__(
        self, document: nodes.document, locate: Callable[[str, int], int], limits: Limits
    ) -> None:
        self.document = document
        self.locate = locate
        self.limits = limits
        self.problems: list[Problem] = []

    def run(self, passes: Iterable[TreePass]) -> None:
        """Run the passes that have nodes of their kinds to work on."""
        kinds: set[type] = set()
        for wanted, work in passes:
            kinds = kinds or set(map(type, nodes_in(self.document)))
            if any(issubclass(kind, wanted) for kind in kinds):
                self.problems += work(self) or ()
                kinds = set()


TreePass: TypeAlias = "tuple[tuple[type, ...], Callable[[Passes], Iterable[Problem] | None]]"
"""The kinds of nodes that a pass works on, and the pass, which returns problems."""

REFUSE: tuple[TreePass, ...] = (
    ((nodes.raw,), lambda p: replace_html(p.document, p.locate, p.limits.depth - _HTML_DEPTH)),
    (scoping.FORMULAS, lambda p: scoping.refuse_formulas(p.document)),
    ((nodes.substitution_reference,), lambda p: cut_substitutions(p.document, p.limits)),
)
"""Passes that replace by text, or remove, what isn't allowed in reports."""

MAKE_LOCAL: tuple[TreePass, ...] = (
    (scoping.MESSAGES, lambda p: scoping.replace_messages(p.document)),
    (scoping.CITATIONS, lambda p: scoping.make_citations_local(p.document)),
    ((nodes.Text,), lambda p: scoping.clean_text(p.document)),
    ((nodes.Text,), lambda p: show_emoji(p.document)),
    ((nodes.image,), lambda p: choose_pictures(p.document)),
    ((nodes.literal,), lambda p: report_tags(p.document, p.locate)),
    (code_blocks.EXAMPLES, lambda p: code_blocks.replace_doctests(p.document)),
    ((nodes.footnote,), lambda p: scoping.move_footnotes_to_end(p.document)),
)
"""Passes that make items of a whole document items of one report."""


def apply_transforms(document: nodes.document, syntax: Literal["md", "rst"]) -> None:
    """Run on a report the transforms that are a report's (see :data:`JOIN_PRIORITY`)."""
    env: BuildEnvironment = document.settings.env
    transformer = cast("SphinxTransformer", document.transformer)
    transformer.set_environment(env)
    registered = get_roundup_domain(env).app.registry.get_transforms()
    transformer.add_transforms(_report_transforms(tuple(registered), syntax))
    transformer.apply_transforms()


@cache
def _report_transforms(
    registered: tuple[type[Transform], ...], syntax: Literal["md", "rst"]
) -> tuple[type[Transform], ...]:
    parser = MystParser() if syntax == "md" else RSTParser()
    candidates = [*standalone.Reader().get_transforms(), *registered]
    early = [t for t in candidates if (t.default_priority or 0) < JOIN_PRIORITY]
    own = [t for t in parser.get_transforms() if t.__module__.startswith("myst_parser.")]
    chosen = [t for t in [*early, *own] if t.__name__ not in _NOT_FOR_REPORTS]
    # It runs at 850, but what it resolves are the report's own names.
    return (*chosen, SphinxDanglingReferences)
