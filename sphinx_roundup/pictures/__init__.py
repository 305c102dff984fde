"""Picture files of reports: found, inspected, and published as clean copies.

Built on the domain. Pillow is loaded once there is a picture to look at.
"""

from sphinx_roundup.pictures.inspect import inspect_picture
from sphinx_roundup.pictures.publish import Published, Publisher, prepare_copies
from sphinx_roundup.pictures.store import (
    FoundPicture,
    embedded_name,
    find_picture,
    known_pictures,
    note_picture_file,
)
from sphinx_roundup.pictures.svg import PictureError

__all__ = [
    "FoundPicture",
    "PictureError",
    "Published",
    "Publisher",
    "embedded_name",
    "find_picture",
    "inspect_picture",
    "known_pictures",
    "note_picture_file",
    "prepare_copies",
]
