"""Publication of pictures: pages show clean copies, never the files of a report.

While pages are read, an image keeps the path of its file. Before a builder looks at it, it gets
the path of a copy and is registered in ``env.images``, as by Sphinx's own image converters.
"""

from __future__ import annotations

import os
import posixpath
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from docutils import nodes
from sphinx.environment.adapters.asset import ImageAdapter
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.display import status_iterator
from sphinx.util.images import guess_mimetype
from sphinx.util.osutil import relative_uri

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.log import warn
from sphinx_roundup.nodes import PICTURE, find_all, is_inside, report_sections, roundup_picture
from sphinx_roundup.pictures.images import show_alt
from sphinx_roundup.pictures.inspect import SUFFIXES, Size, choose_size
from sphinx_roundup.pictures.store import CopyStore, Originals, copy_stem
from sphinx_roundup.pictures.svg import PictureError
from sphinx_roundup.problems import Subtype

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sphinx.application import Sphinx

    from sphinx_roundup.pictures.store import Original

_WORKERS = 4  # Pillow works in parallel threads. Each may hold a picture of many megapixels

_FULL_SIDE = 4096  # pixels of the largest copy's sides; no screen has more
_SHOWN_WIDTH = 576  # pixels of the widest picture on a page (36rem); larger ones are linked


# -- Copies of one build -----------------------------------------------------------------


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
        folder = Path(app.doctreedir) / "roundup"
        self._store = CopyStore(folder / "pictures")
        self._state, max_pixels = folder / "pictures.json", app.config.roundup_max_pixels
        self._originals = Originals(Path(app.srcdir), max_pixels, self._state)
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
            with ThreadPoolExecutor(min(_WORKERS, os.cpu_count() or 1)) as pool:
                done = pool.map(lambda task: self._make(*task), tasks)
                options = "making pictures... ", "brown", len(tasks), self._app.verbosity
                for _ in status_iterator(done, *options):
                    pass
        self._store.clear(known)
        self._originals.save(self._state)

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
    domain.publisher = domain.publisher or Publisher(app)
    locations = (place for by_file in domain.locations.values() for place in by_file.values())
    people = [*domain.people_file, *(author for place in locations for author in place.authors)]
    shown = [person.avatar for person in people]
    shown += [event.picture for event in domain.events.values()]
    names = {name.removeprefix("/") for name in shown if name}
    domain.publisher.prepare(names.union(*domain.pictures.values()))


# -- Images and links of a page ----------------------------------------------------------


class PublishPictures(SphinxPostTransform):
    """Give every picture of ours the path of a clean copy, and a link to its full size.

    ::

        <image uri="reports/a.jpg"      ->   <reference refuri="_images/a-1f3b.jpg">
               roundup_picture=0>                <roundup_picture uri=".../r1-1f3b...jpg">

    After the placeholders have brought pictures of their own (8), and before
    Sphinx downloads images (100) and converts them (150, 200).
    """

    default_priority = 90

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Publish the pictures that this builder shows."""
        self._publisher: Publisher = get_roundup_domain(self.env).publisher
        self._docname = self.env.current_document.docname
        for node in find_all(self.document, (nodes.image, nodes.reference)):
            if PICTURE in node.attributes and isinstance(node, nodes.reference):
                self._publish_photo(node)
            elif PICTURE in node.attributes and self._publisher.formats:
                self._publish(node)

    def _publish(self, image: nodes.image) -> None:
        name = image["uri"].removeprefix("/")
        try:
            copy = self._publisher.publish(name, image[PICTURE])
        except PictureError as reason:
            shown = "a picture" if name.startswith("data:") else posixpath.basename(name)
            # A portrait, or a card's picture, has no line.
            place = f"{image.source}:{image.line}" if image.source else self._docname
            self._publisher.report(Subtype.IMAGE, "'%s' %s", shown, str(reason), location=place)
            show_alt(image)
            return
        if image[PICTURE] and copy.path.endswith(".svg") and "SVG" not in self._publisher.formats:
            image.parent.remove(image)  # a portrait, or a card's picture, is optional
            return
        image["uri"] = copy.path
        image["candidates"] = {"*": copy.path}
        # The name in warnings of Sphinx and its converters.
        self.env.original_image_uri[cast("Any", Path(copy.path))] = name
        self.env.images.add_file(self._docname, copy.path)
        if get_roundup_domain(self.env).app.builder.format == "html":
            _share_width(image)
            _set_size(image, copy)
        if self._publisher.is_for_browsers:
            self._lay_out(image, copy)

    def _lay_out(self, image: nodes.image, copy: Published) -> None:
        """Tell the browser a picture's size, and link to its full size."""
        picture = roundup_picture(image.rawsource, **image.attributes)
        picture["loading"] = "lazy"
        picture["classes"] += [] if "no-scaled-link" in image["classes"] else ["no-scaled-link"]
        picture["shape"] = (copy.width, copy.height) if copy.width and copy.height else None
        picture.source, picture.line = image.source, image.line
        image.replace_self(picture)
        is_large = max(copy.full_width, copy.height) > _SHOWN_WIDTH
        is_linked = is_inside(picture, nodes.reference)
        if image["alt"] and is_large and not (image[PICTURE] or is_linked):
            link = nodes.reference("", "", internal=True)
            link["refuri"] = self._publisher.address_of(copy.full_path, self._docname)
            picture.replace_self(link)
            link += picture

    def _publish_photo(self, link: nodes.reference) -> None:
        """Link to a clean copy of a photo; without a browser only the link's text is kept."""
        if self._publisher.is_for_browsers:
            try:
                copy = self._publisher.publish(link[PICTURE])
            except PictureError as reason:
                args, place = (link[PICTURE], str(reason)), f"{link.source}:{link.line}"
                self._publisher.report(Subtype.LINK, "'%s' %s", *args, location=place)
            else:
                link["refuri"] = self._publisher.address_of(copy.full_path, self._docname)
                return
        link.replace_self(link.children)


def _share_width(image: nodes.image) -> None:
    """Let a percentage mean the report's column also in a float, which is as wide as its image."""
    figure = image.parent.parent if isinstance(image.parent, nodes.reference) else image.parent
    width = str(image.get("width", ""))
    if (
        isinstance(figure, nodes.figure)
        and figure.get("align") in {"left", "right"}
        and "width" not in figure
        and width.endswith("%")
    ):
        figure["width"], image["width"] = width, "100%"


def _set_size(image: nodes.image, copy: Published) -> None:
    """Give the size in pixels, of the original picture rather than of a copy."""
    scale = image.attributes.pop("scale", None)
    if not (copy.width and copy.height):
        return
    if scale and not {"width", "height"} & image.attributes.keys():
        image["width"] = f"{copy.full_width * scale / 100:g}"
    height = str(image.get("height", ""))
    if "width" not in image and height.removesuffix("px").isdecimal():
        image["width"] = f"{round(int(height.removesuffix('px')) * copy.width / copy.height)}"
        del image["height"]
    for name in ("width", "height"):
        if str(image.get(name, "")).replace(".", "", 1).isdecimal():
            image[name] = f"{image[name]}px"


class ReplaceUnsupportedPictures(SphinxPostTransform):
    """Replace a report's picture by its alt text if print doesn't support the format.

    LaTeX stops at an SVG, for example. After all image converters (200), and before the
    pictures get their places (650). Builders for HTML don't name all formats of browsers.
    """

    default_priority = 500
    formats = ("latex", "texinfo")

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Replace them, and warn at the report's line."""
        domain = get_roundup_domain(self.env)
        supported = domain.app.builder.supported_image_types
        for report in report_sections(self.document):
            for image in list(report.findall(nodes.image)):
                if guess_mimetype(image["uri"]) in supported:
                    continue
                name = ImageAdapter(self.env).get_original_image_uri(image["uri"])
                message = (
                    "this format has no way to show '%s', and its alt text stands there"
                    " instead; save it as PNG, or add a converter of images to conf.py"
                )
                location = f"{report.source}:{image.line}"
                domain.publisher.report(Subtype.IMAGE, message, name, location=location)
                show_alt(image)
