"""One page from everybody's reports: the ``roundup`` directive for Sphinx.

A report travels one way: found on disk and read as a record (:mod:`.reports`), parsed
alone (:mod:`.parsing`), joined to the page, remembered by the domain, linked and written
(:mod:`.page`, :mod:`.domain`), and described to other programs (:mod:`.web`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to a Sphinx project."""
    from sphinx_roundup import extension  # noqa: PLC0415 - what reads reports needs no Sphinx

    return extension.setup(app)
