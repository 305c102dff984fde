"""Publication of pictures: pages show clean copies, never the files of a report."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util.display import status_iterator
from sphinx.util.images import guess_mimetype
from sphinx.util.osutil import relative_uri

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.log import warn
from sphinx_roundup.pictures.inspect import SUFFIXES, Size, choose_size
from sphinx_roundup.pictures.store import CopyStore, copy_stem, known_pictures
from sphinx_roundup.pictures.svg import PictureError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

    from sphinx_roundup.pictures.store import Original
    from sphinx_roundup.problems import Subtype

_WORKERS = 4  # Pillow works in parallel threads. Each may hold a picture of many megapixels

_FULL_SIDE = 4096  # pixels of the largest copy's sides; no screen has more


class Published(NamedTuple):
    """The copies of a picture."""

    path: str  # the copy for pages
    width: int
    height: int
    full_path: str  # the copy in full size; both may be the same
    full_width: int


class Publisher:
    """Makes clean copies for one builder, and names them in its output."""

    def __init__(self, app: Sphinx) -> None:
        self._app, self._config = app, app.config
        self._store = CopyStore(Path(app.doctreedir, "roundup", "pictures"))
        self._originals = known_pictures(app.env)
        self._stems: dict[str, str] = {}
        self._broken: dict[str, str] = {}
        self._reported: dict[str, set[object]] = {}
        self.is_for_browsers = app.builder.supported_remote_images
        """Whether pages are read in a browser, which knows WebP and follows links to files: only
        such builders support remote images."""
        self.formats = {
            name
            for name, suffix in SUFFIXES.items()
            if guess_mimetype(f"a{suffix}") in app.builder.supported_image_types
        }
        """Formats of the copies; empty if the builder shows no pictures."""
        if self.formats and self.is_for_browsers:
            self.formats.add("WEBP")

    def prepare(self, names: Iterable[str]) -> None:
        """Make the missing copies of all pictures of a project; remove unused ones."""
        known: dict[str, tuple[str, Original]] = {}
        for name in sorted(names):
            with suppress(PictureError):  # reported when its page is written
                original = self._find(name)
                known[original.digest] = name, original
        tasks = [(*each, self._missing(each[1], self._sizes(each[1]))) for each in known.values()]
        if tasks := [task for task in tasks if task[2] and self.formats]:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - only where used

            with ThreadPoolExecutor(min(_WORKERS, os.cpu_count() or 1)) as pool:
                done = pool.map(lambda task: self._make(*task), tasks)
                options = "making pictures... ", "brown", len(tasks), self._app.verbosity
                for _ in status_iterator(done, *options):
                    pass
        self._store.clear(known)
        self._originals.save()

    def publish(self, name: str, width: int = 0) -> Published:
        """Return the copies of a picture.

        :param width: the largest in pixels; 0 for ``roundup_image_width`` and the full size
        :raises PictureError: if it can't be shown
        """
        original = self._find(name)
        sizes = self._sizes(original, width)
        missing = self._missing(original, sizes)
        if missing and original.digest not in self._broken:
            self._make(name, original, missing)
        if reason := self._broken.get(original.digest):
            raise PictureError(reason)
        page, full = (self._store.copies[self._key_of(original, size)] for size in sizes)
        # A turned photo has its width for a height.
        natural = sorted((original.info.width, original.info.height))
        full_width = natural[page.width > page.height]
        return Published(str(page.path), page.width, page.height, str(full.path), full_width)

    def digest_of(self, name: str) -> str:
        """Return a value that changes if a picture changes, or if it can be shown."""
        try:
            digest = self._originals.get(name).digest
        except PictureError as reason:
            return str(reason)
        return f"{digest} {self._stems.get(digest, '')} {self._broken.get(digest, '')}"

    def add_file(self, path: str, docname: str) -> str:
        """Add a copy that no image shows to the output; return its name there."""
        name = self._app.env.images.add_file(docname, path)
        self._app.builder.images[path] = name
        return name

    def address_of(self, path: str, docname: str) -> str:
        """Add such a copy to the output; return its address, relative to a page."""
        builder = self._app.builder
        folder = relative_uri(builder.get_target_uri(docname), builder.imagedir)
        return f"{folder}/{self.add_file(path, docname)}"

    def report(self, subtype: Subtype, message: str, *args: str, location: str) -> None:
        """Warn once of a picture that can't be shown: a page may be resolved several times.

        :param location: a docname, or ``"path:line"`` in a report, which gets at most
            ``roundup_max_warnings`` such warnings
        """
        seen = self._reported.setdefault(location.rpartition(":")[0] or location, set())
        key, limit = (location, message, args), self._config.roundup_max_warnings
        if key in seen or len(seen) > limit:
            return
        seen.add(key)
        if len(seen) > limit:
            message, args = "more pictures can't be shown", ()
        warn(subtype, message, *args, location=location)

    # -- Making copies -------------------------------------------------------------------

    def _find(self, name: str) -> Original:
        original = self._originals.get(name)
        self._stems.setdefault(original.digest, f"{copy_stem(name)}-{original.digest[:10]}")
        return original

    def _sizes(self, original: Original, width: int = 0) -> tuple[Size, Size]:
        """Return the size for pages, and that which it is linked to."""
        page = width or self._config.roundup_image_width
        full = _FULL_SIDE if self.is_for_browsers and not width else page
        page_size, full_size = (choose_size(original.info, n, self.formats) for n in (page, full))
        return page_size, full_size

    def _missing(self, original: Original, sizes: Iterable[Size]) -> list[Size]:
        keys = {size: self._key_of(original, size) for size in sorted(sizes)}
        return [size for size, key in keys.items() if key not in self._store.copies]

    def _key_of(self, original: Original, size: Size) -> tuple[str, str]:
        width = f"-w{size.max_side}" if size.max_side else ""
        return original.digest, f"{self._stems[original.digest]}{width}{size.suffix}"

    def _make(self, name: str, original: Original, sizes: list[Size]) -> None:
        from sphinx_roundup.pictures.render import make_copies  # noqa: PLC0415 - loads Pillow

        try:
            for copy in make_copies(self._originals.read(name), original.info, sizes):
                self._store.put(self._key_of(original, copy.size), copy)
        except OSError as error:
            self._broken[original.digest] = f"can't be shown: {error.strerror or error}"
        except PictureError as reason:
            self._broken[original.digest] = str(reason)


def prepare_copies(app: Sphinx) -> None:
    """Make the copies of all pictures that pages may show, before any page is written."""
    domain = get_roundup_domain(app.env)
    domain.publisher, domain.pictures_found = Publisher(app), None
    locations = (place for by_file in domain.locations.values() for place in by_file.values())
    people = [*domain.people_file, *(author for place in locations for author in place.authors)]
    shown = [person.avatar for person in people]
    shown += [event.picture for event in domain.events.values()]
    names = {name.removeprefix("/") for name in shown if name}
    domain.publisher.prepare(names.union(*domain.pictures.values()))
