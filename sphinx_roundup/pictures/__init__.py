"""Pictures of reports: found, inspected, and published as clean copies.

Built on the page's context and the domain. Pillow is loaded once there is a picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.nodes import depart_picture, roundup_picture, visit_picture
from sphinx_roundup.pictures.captions import add_captions, float_images
from sphinx_roundup.pictures.images import resolve_images
from sphinx_roundup.pictures.inspect import (
    FoundPicture,
    find_picture,
    inspect_file,
    inspect_picture,
    note_picture_file,
)
from sphinx_roundup.pictures.publish import (
    Publisher,
    PublishPictures,
    ReplaceUnsupportedPictures,
    prepare_copies,
)
from sphinx_roundup.pictures.svg import PictureError

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = [
    "FoundPicture",
    "PictureError",
    "Publisher",
    "add_captions",
    "find_picture",
    "float_images",
    "inspect_file",
    "inspect_picture",
    "note_picture_file",
    "prepare_copies",
    "resolve_images",
    "setup",
]


def setup(app: Sphinx) -> None:
    """Register the node of a published picture, and the transforms that publish."""
    app.add_node(roundup_picture, html=(visit_picture, depart_picture))
    app.add_post_transform(PublishPictures)
    app.add_post_transform(ReplaceUnsupportedPictures)
