"""Which of docutils', Sphinx's and MyST's transforms run on a report."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.parsers.rst import Parser as RSTParser
from docutils.readers import standalone
from myst_parser.parsers.sphinx_ import MystParser
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.references import SphinxDanglingReferences

from sphinx_roundup.kinds import has_any, kinds_in, nodes_in
from sphinx_roundup.parsing.clean_room import registered_transforms
from sphinx_roundup.parsing.origin import is_foreign

if TYPE_CHECKING:
    from typing import Literal

    from docutils.transforms import Transform
    from sphinx.environment import BuildEnvironment
    from sphinx.transforms import SphinxTransformer

    from sphinx_roundup.kinds import Kinds

JOIN_PRIORITY = 719
"""When reports join their page: after all that works on one text (footnotes at 620, the
last targets at 660, docname of footnotes at 700), before what works on a page: docutils'
``contents`` at 720, smart quotes at 750, labels at 850, the collectors at 880. Transforms
below it run on the report, the rest on the page, so that each node meets each once."""

# Transforms that are about a document as a whole, or write to the environment.
_NOT_FOR_REPORTS = {
    "AddFirstTitleCss",
    "AddSlugIds",
    "CitationDefinitionTransform",
    "CitationReferenceTransform",
    "DocInfo",
    "DocTitle",
    "FootnoteDocnameUpdater",
    "JoinReports",
    "Locale",
    "SectionSubTitle",
    "TranslationProgressTotaliser",
    "UIDTransform",
}

_REFERENCES = (nodes.reference, nodes.footnote_reference, nodes.citation_reference)

LOOKS_FOR: dict[str, tuple[type, ...]] = {
    "AnonymousHyperlinks": (nodes.reference, nodes.target),
    "AutoIndexUpgrader": (addnodes.index,),
    "DefaultSubstitutions": (nodes.substitution_reference,),
    "DoctestTransform": (nodes.doctest_block, nodes.literal_block),
    "ExternalTargets": (nodes.target,),
    "GlossarySorter": (addnodes.glossary,),
    "HandleCodeBlocks": (nodes.block_quote,),
    "InternalTargets": (nodes.target,),
    "MoveModuleTargets": (nodes.target,),
    "NoteTheDay": (nodes.substitution_reference,),
    "PreserveTranslatableMessages": (addnodes.translatable,),
    "PrioritiseExplicitIds": (nodes.section,),
    "PropagateTargets": (nodes.target,),
    "RefOnlyBulletListTransform": (nodes.bullet_list,),
    "ReorderConsecutiveTargetAndIndexNodes": (nodes.target,),
    "ResolveAnchorIds": (nodes.reference,),
    "ResolveReferences": _REFERENCES,
    "ResolveSectionRefs": (nodes.inline,),
    "SectionIDs": (nodes.section,),
    "SortIds": (nodes.section,),
    "Substitutions": (nodes.substitution_reference,),
}
"""The kinds of nodes that a transform does something with; where there are none, it does
nothing. It is two thirds of them for a usual report, and each goes through all its nodes."""


class NoteTheDay(SphinxTransform):
    """Sees who writes ``|today|``, after translation and before Sphinx puts the date there."""

    default_priority = 205

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        """Note that the report won't be the same tomorrow."""
        references = self.document.findall(nodes.substitution_reference)
        if any(node["refname"] in {"today", "translation progress"} for node in references):
            self.document.settings.roundup_lasting = False


class ResolveReferences(SphinxDanglingReferences):
    """Resolves what no transform before it has, or tells that it leads nowhere.

    Sphinx's own visits all nodes for that, and then says of targets that nothing leads to
    them, which nobody sees.
    """

    def apply(self, **kwargs: Any) -> None:
        """Look whether there is anything left to resolve."""
        references = [node for node in nodes_in(self.document) if isinstance(node, _REFERENCES)]
        if any("refname" in node and not node.resolved for node in references):
            super().apply(**kwargs)


def apply_transforms(document: nodes.document, syntax: Literal["md", "rst"]) -> None:
    """Run on a report the transforms that are a report's (see :data:`JOIN_PRIORITY`)."""
    env: BuildEnvironment = document.settings.env
    transformer = cast("SphinxTransformer", document.transformer)
    transformer.set_environment(env)
    chosen = _report_transforms(registered_transforms(env), syntax)
    # What is pending may bring nodes of other kinds: a translation, or a directive's second half.
    is_pending = bool(transformer.transforms)
    needed = chosen if is_pending else needed_by(kinds_in(document), chosen)
    transformer.add_transforms(needed)
    transformer.apply_transforms()


@cache
def _report_transforms(
    registered: tuple[type[Transform], ...], syntax: Literal["md", "rst"]
) -> tuple[type[Transform], ...]:
    parser = MystParser() if syntax == "md" else RSTParser()
    candidates = [*standalone.Reader().get_transforms(), *registered]
    early = [t for t in candidates if (t.default_priority or 0) < JOIN_PRIORITY]
    own = [t for t in parser.get_transforms() if t.__module__.startswith("myst_parser.")]
    chosen = [t for t in [*early, *own, NoteTheDay] if t.__name__ not in _NOT_FOR_REPORTS]
    # It runs at 850, but what it resolves are the report's own names.
    return (*chosen, ResolveReferences)


@lru_cache(maxsize=256)
def needed_by(kinds: Kinds, chosen: tuple[type[Transform], ...]) -> tuple[type[Transform], ...]:
    """Return those of *chosen* that find something in a report which has nodes of *kinds*.

    All of them, where the host has one of its own, which may bring nodes of other kinds.
    """
    if any(map(is_foreign, chosen)):
        return chosen
    return tuple(
        t for t in chosen if t.__name__ not in LOOKS_FOR or has_any(kinds, LOOKS_FOR[t.__name__])
    )


def transforms_in_force(env: BuildEnvironment) -> list[type[Transform]]:
    """Return the transforms that reports of either syntax meet, in order."""
    registered = registered_transforms(env)
    return [t for syntax in ("md", "rst") for t in _report_transforms(registered, syntax)]
