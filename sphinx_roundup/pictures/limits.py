"""Bounds on the pictures of a report: how many there are, and their pixels together."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_roundup.limits import MOST_PICTURES, PIXELS_IN_ALL
from sphinx_roundup.pictures.inspect import MOST_BYTES, NoPicture, look_at
from sphinx_roundup.reports.attached import find_attached
from sphinx_roundup.reports.reading import open_plain
from sphinx_roundup.reports.text import UnreadableReport

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class PictureBudget:
    """The pictures that a report has shown so far, each counted once."""

    is_reported: bool = False
    """Whether there was a warning that there are too many."""
    _names: set[str] = field(default_factory=set)
    _pixels: int = 0
    _attached: dict[str, int] | None = None

    def take(self, name: str, pixels: int, most_pixels: int) -> bool:
        """Count a picture, unless it is too much; return whether it may be shown.

        :param name: a file, or a digest: what tells it from others
        :param most_pixels: of one picture
        """
        if name in self._names:
            return True
        has_room = self._pixels + pixels <= PIXELS_IN_ALL * most_pixels
        if not has_room or len(self._names) >= MOST_PICTURES:
            return False
        self._names.add(name)
        self._pixels += pixels
        return True

    def pixels_of_attached(self, srcdir: Path, filename: str, digest: str, most: int) -> int:
        """Return how many pixels a picture has that stands inside of the report *filename*.

        What is broken has none; the warning about it comes when it is published.
        """
        if self._attached is None:
            self._attached = {}
            with suppress(UnreadableReport), open_plain(srcdir, filename) as (stream, _status):
                text = stream.read(MOST_BYTES).decode("utf-8", "replace")
                for name, content in find_attached(text).items():
                    with suppress(NoPicture):
                        look = look_at(io.BytesIO(content), len(content), most)
                        self._attached[name] = look.pixels
        return self._attached.get(digest, 0)
