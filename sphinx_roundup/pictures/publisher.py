"""Copies of pictures for one builder, and their names in its output."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util.display import status_iterator
from sphinx.util.osutil import relative_uri

from sphinx_roundup.log import warn
from sphinx_roundup.pictures.inspect import NoPicture
from sphinx_roundup.pictures.originals import Source, Sources, stem_of
from sphinx_roundup.pictures.render import Size, choose_size, make_copies
from sphinx_roundup.pictures.store import CopyShelf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_roundup.pictures.store import Kept
    from sphinx_roundup.problems import Subtype

_TYPES = {
    "GIF": "image/gif",
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "SVG": "image/svg+xml",
}

_WORKERS = 4
"""Pillow works in threads side by side. Each may hold a picture of many megapixels."""


class Published(NamedTuple):
    """A picture's copies, as a page shows them."""

    path: str
    """The copy for pages."""
    width: int
    height: int
    full_path: str
    """The copy in full size; both may be one."""
    full_width: int


class Publisher:
    """Makes clean copies of the pictures of a build."""

    def __init__(self, app: Sphinx) -> None:
        builder, env = app.builder, app.env
        self._builder, self._env, self._verbosity = builder, env, app.verbosity
        self._config = env.config
        self._folder = Path(env.doctreedir) / "roundup"
        self._shelf = CopyShelf(self._folder / "pictures")
        memory = self._folder / "pictures.json"
        self._sources = Sources(Path(env.srcdir), memory, env.config.roundup_max_pixels)
        self._names: dict[str, str] = {}
        self._broken: dict[str, str] = {}
        self._reported: dict[str, set[str]] = {}
        self.is_for_browsers = builder.supported_remote_images
        """Whether pages are read in a browser, which knows WebP, has room to reserve, and
        opens a file behind a link: of all builders these show images of other hosts."""
        self.is_html = builder.format == "html"
        self.formats = _formats_of(builder)
        """Those of the copies; none where nothing is published."""

    def prepare(self, names: Iterable[str]) -> None:
        """Make what is needed of some pictures.

        :param names: of all pictures of the project, see :meth:`.pictures.originals.Sources.get`
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
            with suppress(NoPicture):  # reported when its page is written
                source = found[name] = self._sources.get(name)
                self._names.setdefault(source.digest, f"{stem_of(name)}-{source.digest[:10]}")
        return found

    def _missing(self, source: Source) -> list[Size]:
        sizes = {self._size(source, self._config.roundup_image_width)}
        if self.is_for_browsers:
            sizes.add(self._size(source, 0))
        return [size for size in sorted(sizes) if not self._get(source, size)]

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
                self._shelf.put(source.digest, self._name_of(source, copy.size), copy)
        except OSError as error:
            self._broken[source.digest] = f"can't be shown: {error.strerror or error}"
        except NoPicture as reason:
            self._broken[source.digest] = str(reason)

    # -- What pages ask ------------------------------------------------------------------

    def digest_of(self, name: str) -> str:
        """Return a value that changes if a picture changes, or can be shown by now."""
        try:
            digest = self._sources.get(name).digest
        except NoPicture as reason:
            return str(reason)
        return f"{digest} {self._names.get(digest, '')} {self._broken.get(digest, '')}"

    def publish(self, name: str, most: int) -> Published:
        """Return a picture's copies.

        :param most: the largest width in pixels; 0 for that of conf.py, with the full size
        :raises NoPicture: where it can't be shown
        """
        source = self._sources.get(name)
        self._names.setdefault(source.digest, f"{stem_of(name)}-{source.digest[:10]}")
        page = self._size(source, most or self._config.roundup_image_width)
        full = self._size(source, 0) if self.is_for_browsers and not most else page
        missing = [size for size in dict.fromkeys((page, full)) if not self._get(source, size)]
        if missing:
            self._make(name, source, missing)
        shown, large = (self._get(source, size) for size in (page, full))
        if shown is None or large is None:
            raise NoPicture(self._broken.get(source.digest, "can't be shown"))
        natural = sorted((source.look.width, source.look.height))
        width = natural[shown.width > shown.height]
        return Published(str(shown.path), shown.width, shown.height, str(large.path), width)

    def add_file(self, path: str, docname: str) -> str:
        """Let a copy that no image on a page shows be part of the output; return its name.

        Sphinx copies what a page's images show (:meth:`!Builder.post_process_images`) and what
        else is in the builder's table.
        """
        name = self._env.images.add_file(docname, path)
        self._builder.images[path] = name
        return name

    def takes(self, name: str) -> bool:
        """Say whether the builder shows a picture: drawings aren't made into photos for it.

        :raises NoPicture: where :meth:`publish` does
        """
        return "SVG" in self.formats or self._sources.get(name).look.is_photo

    def _get(self, source: Source, size: Size) -> Kept | None:
        if source.digest in self._broken:
            return None
        return self._shelf.get(source.digest, self._name_of(source, size))

    def address_of(self, path: str, docname: str) -> str:
        """Let a copy be part of the output; return its address, as a page has to write it."""
        base = self._builder.get_target_uri(docname)
        return f"{relative_uri(base, self._builder.imagedir)}/{self.add_file(path, docname)}"

    def _name_of(self, source: Source, size: Size) -> str:
        width = f"-w{size.most}" if size.most else ""
        return f"{self._names[source.digest]}{width}{size.suffix}"

    def report(self, subtype: Subtype, message: str, *args: str, location: str) -> None:
        """Warn of a picture that can't be shown, once: a page may be resolved several times.

        :param location: a docname, or ``"path:line"`` of a report, of which no more is said than
            conf.py allows
        """
        seen = self._reported.setdefault(location.rpartition(":")[0] or location, set())
        told, most = repr((location, message, args)), self._config.roundup_max_warnings
        if told in seen or len(seen) > most:
            return
        seen.add(told)
        if len(seen) > most:
            message, args = "more pictures can't be shown", ()
        warn(subtype, message, *args, location=location)

    def close(self) -> None:
        """Throw away what could be kept for this build alone."""
        self._shelf.close()


def _formats_of(builder: Builder) -> frozenset[str]:
    known = builder.supported_image_types
    formats = {name for name, mime in _TYPES.items() if mime in known}
    if known and builder.supported_remote_images:
        formats.add("WEBP")
    return frozenset(formats)
