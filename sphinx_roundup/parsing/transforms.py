"""The transforms of docutils, Sphinx and MyST that run on a report."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from docutils.parsers.rst import Parser as RSTParser
from docutils.readers import standalone
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.transforms.references import SphinxDanglingReferences

if TYPE_CHECKING:
    from typing import Literal

    from docutils import nodes
    from docutils.transforms import Transform
    from sphinx.environment import BuildEnvironment
    from sphinx.transforms import SphinxTransformer

    from sphinx_roundup.domain import RoundupDomain

JOIN_PRIORITY = 719
"""When reports join their page: after all that works on one text (footnotes at 620, the
last targets at 660, docname of footnotes at 700), before what works on a page: docutils'
``contents`` at 720, smart quotes at 750, labels at 850, the collectors at 880. Transforms
below it run on the report, the rest on the page, so that each node meets each once."""

# Transforms that are about a document as a whole, write to the environment, or work on entries of
# the index (which reports don't have) in the square of the time.
_NOT_FOR_REPORTS = {
    "AddFirstTitleCss",
    "AddSlugIds",
    "CitationDefinitionTransform",
    "CitationReferenceTransform",
    "DocInfo",
    "DocTitle",
    "FootnoteDocnameUpdater",
    "Locale",
    "ReorderConsecutiveTargetAndIndexNodes",
    "SectionSubTitle",
    "TranslationProgressTotaliser",
    "UIDTransform",
}


def registered_transforms(env: BuildEnvironment) -> tuple[type[Transform], ...]:
    """Return the transforms that Sphinx and extensions have for whatever is read."""
    domain = cast("RoundupDomain", env.get_domain("roundup"))
    return tuple(domain.app.registry.get_transforms())


def apply_transforms(document: nodes.document, syntax: Literal["md", "rst"]) -> None:
    """Run on a report the transforms that are a report's (see :data:`JOIN_PRIORITY`)."""
    env: BuildEnvironment = document.settings.env
    transformer = cast("SphinxTransformer", document.transformer)
    transformer.set_environment(env)
    transformer.add_transforms(_report_transforms(registered_transforms(env), syntax))
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
