"""Pictures in formats that a builder can't use: converted, or replaced by their descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from PIL import Image, ImageOps
from sphinx.environment.adapters.asset import ImageAdapter
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.transforms.post_transforms.images import ImageConverter

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.messages import Subtype
from sphinx_roundup.page.labels import report_sections
from sphinx_roundup.page.pictures.images import show_alt
from sphinx_roundup.reports.slug import short_hash

if TYPE_CHECKING:
    import os
    from typing import Any


class _PrintedPictures(ImageConverter, SphinxPostTransform):
    """Finds pictures that a builder can't take, as Sphinx's converters do.

    For builders alone that end in a program which stops at what it can't read. HTML's don't
    name all the formats that browsers take.
    """

    formats = ("latex", "texinfo")

    apply = SphinxPostTransform.apply

    def is_available(self) -> bool:
        """Say that there is something to convert with."""
        return True

    def run(self, **kwargs: Any) -> None:
        """Look at all pictures."""
        ImageConverter.apply(self, **kwargs)


class ConvertPictures(_PrintedPictures):
    """Makes PNGs of GIF and WebP pictures, by Pillow.

    Beside ``sphinx.ext.imgconverter``, whose program isn't on every machine.
    """

    conversion_rules = [("image/gif", "image/png"), ("image/webp", "image/png")]  # noqa: RUF012

    @property
    def imagedir(self) -> Any:
        """The folder of the copy: ``a.gif`` and ``a.webp`` both become an ``a.png``."""
        return super().imagedir / "roundup" / self._folder

    def handle(self, node: nodes.image) -> None:
        """Let a picture be its copy."""
        self._folder = short_hash(node["uri"])
        super().handle(node)

    def convert(self, _from: str | os.PathLike[str], _to: str | os.PathLike[str]) -> bool:
        """Write the first frame of a picture, upright; return whether that was possible."""
        try:
            with Image.open(_from) as picture:
                ImageOps.exif_transpose(picture).save(_to, "PNG", exif=b"", xmp=None)
        except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
            return False
        return True


class ReplaceUnshownPictures(_PrintedPictures):
    """Puts the alt text in the place of a report's picture that is still in no such format.

    A drawing in SVG, for example: LaTeX would stop at it. After all converters, which
    have 200, and before the pictures get their places (at 650).
    """

    default_priority = 500

    def get_conversion_rule(self, node: nodes.image) -> tuple[str, str]:  # noqa: ARG002
        """Return nothing of use: pictures in any format are replaced."""
        return ("", "")

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Replace pictures that can't be shown, with a warning at the report's line."""
        publisher = get_roundup_domain(self.env).publisher
        for report in report_sections(self.document):
            for image in [i for i in report.findall(nodes.image) if self.match(i)]:
                name = ImageAdapter(self.env).get_original_image_uri(image["uri"])
                message = (
                    "this format can't show '%s', and its alt text is shown instead; save it"
                    " as PNG, or add an image converter to conf.py"
                )
                location = f"{report.source}:{image.line}"
                publisher.report(Subtype.IMAGE, message, name, location=location)
                show_alt(image)
