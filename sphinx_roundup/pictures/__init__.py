"""Picture files of reports: found, inspected, and published as clean copies.

Built on the domain. Pillow is loaded once there is a picture to look at.
"""

from sphinx_roundup.pictures.inspect import (
    FoundPicture,
    find_picture,
    inspect_file,
    inspect_picture,
    note_picture_file,
)
from sphinx_roundup.pictures.publish import Published, Publisher, prepare_copies
from sphinx_roundup.pictures.store import Originals, embedded_name
from sphinx_roundup.pictures.svg import PictureError

__all__ = [
    "FoundPicture",
    "Originals",
    "PictureError",
    "Published",
    "Publisher",
    "embedded_name",
    "find_picture",
    "inspect_file",
    "inspect_picture",
    "note_picture_file",
    "prepare_copies",
]
