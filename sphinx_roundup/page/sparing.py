"""Sphinx-design's transforms, spared where a page has nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from typing import Any

    from docutils.transforms import Transform
    from sphinx.application import Sphinx

COMPONENTS = {
    "AsideHtmlTransform": "aside",
    "DropdownHtmlTransform": "dropdown",
    "TabSetHtmlTransform": "tab-set",
}
"""What a transform of sphinx-design's looks for, by a function that it calls for each node of
a page and that catches an exception for each text. All three take a twentieth of the time of
a page with a thousand reports, which hardly ever has such a thing."""


def spare_transforms(app: Sphinx) -> None:
    """Let the transforms of sphinx-design for components run only where there are such."""
    transforms = app.registry.post_transforms
    for number, transform in enumerate(transforms):
        if transform.__module__.startswith("sphinx_design.") and transform.__name__ in COMPONENTS:
            transforms[number] = _spared(transform, COMPONENTS[transform.__name__])


def _spared(transform: type[Transform], component: str) -> type[Transform]:
    class Spared(transform):  # type: ignore[misc, valid-type] # mypy knows no class of a variable
        def run(self, **kwargs: Any) -> None:
            elements = self.document.findall(nodes.Element)
            if any(node.get("design_component") == component for node in elements):
                super().run(**kwargs)

    Spared.__name__ = Spared.__qualname__ = transform.__name__
    return Spared
