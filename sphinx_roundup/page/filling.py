"""What is at hand where the project's answers become nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.util.nodes import make_refnode

from sphinx_roundup.pictures.nodes import PICTURE

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain.answers import Spot


@dataclass(frozen=True, slots=True)
class Filling:
    """A page that is being filled, once all pages are read."""

    env: BuildEnvironment
    docname: str
    builder: Builder | None = None
    """Once cross-references are resolved, so that links must lead somewhere at once."""

    @property
    def config(self) -> Config:
        """The project's configuration."""
        return self.env.config

    def link(self, spot: Spot, text: str, classes: tuple[str, ...] = ()) -> nodes.Element:
        """Return a link with *text* to somewhere in the project.

        On the page itself it is there at once; the domain resolves those to other pages.
        """
        if spot.docname == self.docname and spot.anchor:
            return nodes.reference(
                "", text, internal=True, refid=spot.anchor, classes=list(classes)
            )
        content = nodes.inline("", text, classes=list(classes))
        if self.builder:
            return self._resolve(self.builder, spot, content)
        return addnodes.pending_xref(
            "",
            content,
            refdomain="roundup",
            reftype="spot",
            reftarget=spot.docname,
            refdoc=self.docname,
            refexplicit=True,
            fragment=spot.anchor,
        )

    def _resolve(self, builder: Builder, spot: Spot, content: nodes.inline) -> nodes.Element:
        try:
            return make_refnode(builder, self.docname, spot.docname, spot.anchor, content)
        except NoUri:  # a page that isn't in this PDF
            return content

    def image(self, name: str, most: int, classes: tuple[str, ...] = ()) -> nodes.image:
        """Return an image without words, which is published as those of reports are.

        :param name: a file below the source folder, with or without a slash before it, or of
            a picture inside of a report
        :param most: its largest width in pixels
        """
        uri = name.removeprefix("/")
        image = nodes.image("", uri=uri, alt="", classes=list(classes), candidates={"*": uri})
        image[PICTURE] = most
        return image
