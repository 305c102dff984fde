"""Pixels of the pictures that are inside of a report."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING

from sphinx_roundup.pictures.inspect import MOST_BYTES, NoPicture, look_at
from sphinx_roundup.reports.attached import find_attached
from sphinx_roundup.reports.reading import open_plain
from sphinx_roundup.reports.text import UnreadableReport

if TYPE_CHECKING:
    from sphinx_roundup.context import JoinContext


def pixels_of_attached(joining: JoinContext, digest: str) -> int:
    """Return how many pixels a picture has that is inside of the report.

    What is broken has none; the warning about it comes when it is published.
    """
    pictures, most = joining.pictures, joining.env.config.roundup_max_pixels
    if pictures.attached is None:
        pictures.attached = {}
        opened = open_plain(joining.env.srcdir, joining.report.filename)
        with suppress(UnreadableReport), opened as (stream, _status):
            text = stream.read(MOST_BYTES).decode("utf-8", "replace")
            for name, content in find_attached(text).items():
                with suppress(NoPicture):
                    look = look_at(io.BytesIO(content), len(content), most)
                    pictures.attached[name] = look.pixels
    return pictures.attached.get(digest, 0)
