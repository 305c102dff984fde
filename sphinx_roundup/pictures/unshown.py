"""Pictures of reports in formats that print can't take: their words in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.environment.adapters.asset import ImageAdapter
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.images import guess_mimetype

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import report_sections
from sphinx_roundup.pictures.images import show_alt
from sphinx_roundup.problems import Subtype

if TYPE_CHECKING:
    from typing import Any


class ReplaceUnshownPictures(SphinxPostTransform):
    """Puts the alt text in the place of a report's picture that is still in no such format.

    A drawing in SVG, for example: LaTeX would stop at it. After all converters of images, which
    have 200, and before the pictures get their places (at 650). HTML's builders don't name all
    the formats that browsers take.
    """

    default_priority = 500
    formats = ("latex", "texinfo")

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Replace what must be, and warn of it at the report's line."""
        domain = get_roundup_domain(self.env)
        publisher, shown = domain.publisher, {*domain.app.builder.supported_image_types, "?"}
        for report in report_sections(self.document):
            images = list(report.findall(nodes.image))
            for image in [image for image in images if shown.isdisjoint(_types_of(image))]:
                name = ImageAdapter(self.env).get_original_image_uri(image["uri"])
                message = (
                    "this format has no way to show '%s', and its alt text stands there"
                    " instead; save it as PNG, or add a converter of images to conf.py"
                )
                location = f"{report.source}:{image.line}"
                publisher.report(Subtype.IMAGE, message, name, location=location)
                show_alt(image)


def _types_of(image: nodes.image) -> list[str | None]:
    """Return the types of a picture's files; ``?`` for one that is missing, as Sphinx has it."""
    found = image["candidates"]
    return [guess_mimetype(image["uri"])] if "*" in found else [*found]
