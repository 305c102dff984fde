"""Copies of pictures for one builder: which, what they are called, and what is out of use."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util.display import status_iterator
from sphinx.util.osutil import relative_uri

from sphinx_roundup.memory import memory_of_output, recall, remember
from sphinx_roundup.pictures.copies import Size, choose_size, make_copies
from sphinx_roundup.pictures.look import NoPicture
from sphinx_roundup.pictures.shelf import CopyShelf
from sphinx_roundup.pictures.sources import Source, Sources, stem_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_roundup.pictures.shelf import Kept

_TYPES = {
    "GIF": "image/gif",
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "SVG": "image/svg+xml",
}

_NAME = re.compile(r"(.+?)(-w\d+)?\.[a-z]+")

_WORKERS = 4
"""Pillow works in threads side by side. Each may hold a picture of many megapixels."""


class Published(NamedTuple):
    """A picture's copies, as a page shows them."""

    path: str
    """The file that Sphinx will copy."""
    width: int
    height: int
    full_name: str
    """The full size's file name in the output."""
    full_width: int


class Publisher:
    """Makes clean copies of the pictures of a build."""

    def __init__(self, app: Sphinx) -> None:
        builder, env = app.builder, app.env
        self._builder, self._verbosity = builder, app.verbosity
        self._config = env.config
        self._folder = Path(env.doctreedir) / "roundup"
        self._shelf = CopyShelf(self._folder / "pictures")
        memory = self._folder / "pictures.json"
        self._sources = Sources(Path(env.srcdir), memory, env.config.roundup_max_pixels)
        self._names: dict[str, str] = {}
        self._broken: dict[str, str] = {}
        self.is_for_browsers = builder.supported_remote_images
        """Whether pages are read in a browser, which knows WebP, has room to reserve, and
        opens a file behind a link: of all builders these show images of other hosts."""
        self.is_html = builder.format == "html"
        self.formats = _formats_of(builder)
        """Those of the copies; none where nothing is published."""

    def prepare(self, names: Iterable[str]) -> None:
        """Make what is needed of some pictures.

        :param names: of all pictures of the project, see :meth:`.pictures.sources.Sources.get`
        """
        found = self._look(sorted(names))
        wanted = {name: self._missing(source) for name, source in found.items() if self.formats}
        tasks = {found[name].digest: (name, sizes) for name, sizes in wanted.items() if sizes}
        if tasks:
            self._make_all(tasks)
        self._shelf.clear({source.digest for source in found.values()})
        self._sources.save()

    def _look(self, names: Iterable[str]) -> dict[str, Source]:
        """Return what the pictures hold, and settle what their copies are called."""
        found: dict[str, Source] = {}
        for name in names:
            with suppress(NoPicture):  # told when its page is written
                source = found[name] = self._sources.get(name)
                self._names.setdefault(source.digest, f"{stem_of(name)}-{source.digest[:10]}")
        return found

    def _missing(self, source: Source) -> list[Size]:
        sizes = {self._size(source, self._config.roundup_image_width)}
        if self.is_for_browsers:
            sizes.add(self._size(source, 0))
        return [size for size in sorted(sizes) if not self._shelf.get(source.digest, size)]

    def _size(self, source: Source, most: int) -> Size:
        return choose_size(source.look, most, self.formats)

    def _make_all(self, tasks: dict[str, tuple[str, list[Size]]]) -> None:
        def make(task: tuple[str, list[Size]]) -> str:
            name, sizes = task
            with suppress(NoPicture):  # as above
                self._make(name, self._sources.get(name), sizes)
            return name

        workers = min(_WORKERS, os.cpu_count() or 1)
        with ThreadPoolExecutor(workers) as pool:
            done = pool.map(make, tasks.values())
            for _name in status_iterator(
                done, "making pictures... ", "brown", len(tasks), self._verbosity
            ):
                pass

    def _make(self, name: str, source: Source, sizes: list[Size]) -> None:
        try:
            for copy in make_copies(self._sources.read(name), source.look, sizes):
                self._shelf.put(source.digest, copy)
        except OSError as error:
            self._broken[source.digest] = f"can't be shown: {error.strerror or error}"
        except NoPicture as reason:
            self._broken[source.digest] = str(reason)

    # -- What pages ask ------------------------------------------------------------------

    def digest_of(self, name: str) -> str:
        """Return what tells whether a picture is another than it was, or can be shown by now."""
        try:
            digest = self._sources.get(name).digest
        except NoPicture as reason:
            return str(reason)
        return f"{digest} {self._names.get(digest, '')} {self._broken.get(digest, '')}"

    def publish(self, name: str, most: int) -> Published:
        """Let a picture's copies be part of the output.

        :param most: the largest width in pixels; 0 for that of conf.py, with the full size
        :raises NoPicture: where it can't be shown
        """
        source = self._sources.get(name)
        page = self._size(source, most or self._config.roundup_image_width)
        full = self._size(source, 0) if self.is_for_browsers and not most else page
        missing = [size for size in dict.fromkeys((page, full)) if not self._get(source, size)]
        if missing:
            self._make(name, source, missing)
        shown, large = (self._get(source, size) for size in (page, full))
        if shown is None or large is None:
            raise NoPicture(self._broken.get(source.digest, "can't be shown"))
        stem = self._names.setdefault(source.digest, f"{stem_of(name)}-{source.digest[:10]}")
        if self.takes(name):
            self._builder.images[str(large.path)] = _name_of(stem, full)
            self._builder.images[str(shown.path)] = _name_of(stem, page)
        natural = sorted((source.look.width, source.look.height))
        width = natural[shown.width > shown.height]
        return Published(str(shown.path), shown.width, shown.height, _name_of(stem, full), width)

    def takes(self, name: str) -> bool:
        """Say whether the builder shows a picture: drawings aren't made into photos for it.

        :raises NoPicture: where :meth:`publish` does
        """
        return "SVG" in self.formats or self._sources.get(name).look.is_photo

    def _get(self, source: Source, size: Size) -> Kept | None:
        return None if source.digest in self._broken else self._shelf.get(source.digest, size)

    def address_of(self, name: str, docname: str) -> str:
        """Return the address of a published copy, as a page has to write it."""
        base = self._builder.get_target_uri(docname)
        return f"{relative_uri(base, self._builder.imagedir)}/{name}"

    # -- What is out of use --------------------------------------------------------------

    def take_out(self, files: Collection[str]) -> None:
        """Take out of the output what an earlier build put there and no report uses any more.

        :param files: what is there for download, below the folder for that
        """
        memory = memory_of_output(self._builder, "shown")
        stems, width = sorted(self._names.values()), self._config.roundup_image_width
        current = {"files": sorted(files), "pictures": stems, "width": width}
        before = recall(memory)
        with suppress(OSError, TypeError):
            old = set(before.get("pictures", ()))
            self._take_out_pictures(old - set(stems), old, before.get("width", width))
            self._take_out_files(set(before.get("files", ())) - set(files))
        remember(memory, current)

    def _take_out_pictures(self, gone: Collection[str], old: Collection[str], width: int) -> None:
        """Take out all copies of some pictures, and of the others those of another width."""
        stale = None if width == self._config.roundup_image_width else f"-w{width}"
        folder = Path(self._builder.outdir) / self._builder.imagedir
        for path in list(folder.iterdir()) if gone or stale else ():
            name = _NAME.fullmatch(path.name)
            if name and (name[1] in gone or (stale and name[1] in old and name[2] == stale)):
                path.unlink()

    def _take_out_files(self, gone: Collection[str]) -> None:
        folder = Path(self._builder.outdir) / "_downloads"
        for name in gone:
            path = folder / name  # in a folder of its own
            if ".." not in path.parts and path.is_file():
                path.unlink()
                path.parent.rmdir()

    def close(self) -> None:
        """Throw away what could be kept for this build alone."""
        self._shelf.close()


def _formats_of(builder: Builder) -> frozenset[str]:
    known = builder.supported_image_types
    formats = {name for name, mime in _TYPES.items() if mime in known}
    if known and builder.supported_remote_images:
        formats.add("WEBP")
    return frozenset(formats)


def _name_of(stem: str, size: Size) -> str:
    return f"{stem}{f'-w{size.most}' if size.most else ''}{size.suffix}"
