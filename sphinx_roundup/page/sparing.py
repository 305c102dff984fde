"""Transforms of others, spared on pages that have nothing for them.

Before a page is written some thirty transforms go through all of its nodes, each in search
of kinds of which it may have none: a fifteenth of the time of a page with a thousand reports.
Three of sphinx-design's even call a function for each node and catch an exception for each
text. While pages are written, each of them asks first what there is; who asks in a row is
told the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx import addnodes
from sphinx.domains import c, cpp
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.kinds import has_any, nodes_in
from sphinx_roundup.page.pictures.nodes import roundup_picture
from sphinx_roundup.parsing.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from docutils.transforms import Transform
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.events import EventListener

    from sphinx_roundup.kinds import Kinds

LOOKS_FOR: dict[str, type | tuple[type, ...]] = {
    "sphinx.domains.c.AliasTransform": c.AliasNode,
    "sphinx.domains.cpp.AliasTransform": cpp.AliasNode,
    "furo.WrapTableAndMathInAContainerTransform": (nodes.math_block, nodes.table),
    "sphinx.transforms.post_transforms.OnlyNodeTransform": addnodes.only,
    "sphinx.transforms.post_transforms.PropagateDescDomain": addnodes.desc_signature,
    "sphinx.transforms.post_transforms.SigElementFallbackTransform": (
        addnodes.desc_inline,
        addnodes.desc_sig_element,
    ),
    "sphinx.transforms.post_transforms.code.HighlightLanguageTransform": (
        addnodes.highlightlang,
        nodes.literal_block,
    ),
    "sphinx.transforms.post_transforms.code.TrimDoctestFlagsTransform": (
        nodes.doctest_block,
        nodes.literal_block,
    ),
    "sphinx.transforms.post_transforms.images.DataURIExtractor": nodes.image,
    "sphinx.transforms.post_transforms.images.ImageDownloader": nodes.image,
}
"""The kinds of nodes that a transform does something with; where there are none, it does
nothing."""

XREFS: dict[str, Callable[[addnodes.pending_xref], bool]] = {
    "myst_parser.sphinx_ext.myst_refs.MystReferenceResolver": lambda node: (
        node["reftype"] == "myst"
    ),
    "sphinx_design.badges_buttons.BadgeRefTooltipStash": lambda node: "sd_tooltip" in node,
    "sphinx_design.badges_buttons.ButtonRefContentStash": lambda node: (
        "sd-btn" in node.get("classes", ())
    ),
}
"""The cross-references that a transform looks for, before they are resolved."""

_COMPONENTS = {
    "sphinx_design.aside.AsideHtmlTransform": "aside",
    "sphinx_design.dropdown.DropdownHtmlTransform": "dropdown",
    "sphinx_design.tabs.TabSetHtmlTransform": "tab-set",
}
"""The component that a transform of sphinx-design's looks for."""


_ORIGINAL = "roundup_original"
"""The attribute of what asks, for what it stands for."""


class _Found(NamedTuple):
    """What a document has."""

    kinds: Kinds
    """But for our pictures, which are files of the output already: nobody has to fetch them."""
    components: frozenset[str]
    """Of sphinx-design's."""
    xrefs: Sequence[addnodes.pending_xref]
    """What isn't resolved yet."""


_found: WeakKeyDictionary[nodes.document, _Found] = WeakKeyDictionary()
"""In the documents that no transform has changed since they were looked through."""


def spare_transforms(app: Sphinx, builder: Builder) -> None:  # noqa: ARG001 - an event's signature
    """Let transforms ask, as long as a project with reports is written."""
    put_transforms_back(app, None)  # of a build that never came to its end
    if get_roundup_domain(app.env).watches:
        _exchange(app, _asking, _asking_listener)


def put_transforms_back(app: Sphinx, exception: Exception | None) -> None:  # noqa: ARG001
    """Leave each as it was; what others have added or taken out meanwhile stays so."""
    _exchange(
        app,
        lambda transform: getattr(transform, _ORIGINAL, transform),
        lambda each: each._replace(handler=getattr(each.handler, _ORIGINAL, each.handler)),
    )


def _exchange(
    app: Sphinx,
    transform: Callable[[type[Transform]], type[Transform]],
    listener: Callable[[EventListener], EventListener],
) -> None:
    transforms, listeners = app.registry.post_transforms, app.events.listeners["doctree-resolved"]
    transforms[:] = map(transform, transforms)
    listeners[:] = map(listener, listeners)


def _asking(transform: type[Transform]) -> type[Transform]:
    """Return *transform*, which asks whether it is needed, and tells whether it ran."""
    name = f"{transform.__module__}.{transform.__qualname__}"
    wanted, component, xref = LOOKS_FOR.get(name), _COMPONENTS.get(name), XREFS.get(name)
    is_plain = issubclass(transform, SphinxPostTransform) and (
        transform.apply is SphinxPostTransform.apply
    )

    class Asking(transform):  # type: ignore[misc, valid-type] # mypy knows no class of a variable
        def apply(self, **kwargs: Any) -> None:
            if is_plain and not self.is_supported():  # it does nothing for this builder
                return
            if wanted and not has_any(_find_in(self.document).kinds, wanted):
                return
            if component and component not in _find_in(self.document).components:
                return
            if xref and not any(map(xref, _find_in(self.document).xrefs)):
                return
            _found.pop(self.document, None)
            super().apply(**kwargs)

    for attribute in ("__module__", "__name__", "__qualname__"):
        setattr(Asking, attribute, getattr(transform, attribute))
    setattr(Asking, _ORIGINAL, transform)
    return Asking


def _asking_listener(listener: EventListener) -> EventListener:
    """Return *listener*; sphinx-design's for links that open a tab looks once for any."""
    if origin_of(listener.handler) != ("sphinx_design.extension", "_resolve_new_tab_refs"):
        return listener

    def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
        elements = [node for node in nodes_in(doctree) if isinstance(node, nodes.Element)]
        if any("sd_new_tab" in node.attributes for node in elements):
            listener.handler(app, doctree, docname)

    setattr(resolve, _ORIGINAL, listener.handler)
    return listener._replace(handler=resolve)


def _find_in(document: nodes.document) -> _Found:
    if document not in _found:
        everything = nodes_in(document)
        kinds = frozenset(map(type, everything)) - {roundup_picture}
        kinds_of_containers = {kind for kind in kinds if issubclass(kind, nodes.container)}
        containers = [node for node in everything if type(node) in kinds_of_containers]
        components = [cast("nodes.container", n).get("design_component") for n in containers]
        xrefs = [node for node in everything if isinstance(node, addnodes.pending_xref)]
        _found[document] = _Found(kinds, frozenset(components), xrefs)
    return _found[document]
