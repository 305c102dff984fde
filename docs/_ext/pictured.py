"""The pictures of the gallery, from the folder where ``make_gallery.py`` puts them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class GalleryDirective(SphinxDirective):
    """``gallery``: a section for each theme, with its pictures.

    A picture is called ``theme-width-scheme.jpg``: ``furo-wide-dark.jpg``. Where there are
    none yet, a line says how to make them.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        folder = Path(self.env.srcdir) / self.arguments[0]
        self.env.note_reread()  # new pictures don't change the page's file
        themes: dict[str, list[Path]] = {}
        for picture in sorted(folder.glob("*.jpg"), reverse=True):
            themes.setdefault(picture.stem.rsplit("-", 2)[0], []).append(picture)
        if not themes:
            words = "No pictures have been made yet; docs/make_gallery.py makes them."
            return [nodes.paragraph("", words)]
        return [self._section(theme, themes[theme]) for theme in sorted(themes)]

    def _section(self, theme: str, pictures: list[Path]) -> nodes.section:
        section = nodes.section(ids=[nodes.make_id(theme)], names=[theme])
        self.state.document.note_implicit_target(section)
        section += nodes.title(theme, theme)
        for scheme in ("light", "dark"):  # a wide and a narrow window in a row
            row = nodes.container(classes=["gallery"])
            own = [picture for picture in pictures if picture.stem.endswith(scheme)]
            row += [self._figure(theme, picture) for picture in own]
            section += row
        return section

    def _figure(self, theme: str, picture: Path) -> nodes.figure:
        _theme, width, scheme = picture.stem.rsplit("-", 2)
        words = f"The example in the theme {theme}: a {width} window in {scheme} colours"
        image = nodes.image(uri=f"/{self.arguments[0]}/{picture.name}", alt=words)
        caption = nodes.caption("", f"{width}, {scheme}".capitalize())
        return nodes.figure("", image, caption, classes=[width])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directive."""
    app.add_directive("gallery", GalleryDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
