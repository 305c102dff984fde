"""Publication of pictures: a build shows clean copies, and nothing else.

Sphinx copies the files that it finds in a page's tree once it is written. So a picture of
a report keeps its own path in the tree as long as pages are read, and gets that of a copy
(:mod:`sphinx_roundup.pictures`) before any builder looks at it. From there on it is a picture
like any other: nothing is taken out of an output folder.
"""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import PICTURE, Shape, is_inside, nodes_in, roundup_picture
from sphinx_roundup.pictures.images import show_alt
from sphinx_roundup.pictures.inspect import NoPicture
from sphinx_roundup.problems import Subtype

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx

    from sphinx_roundup.domain import RoundupDomain
    from sphinx_roundup.pictures.publisher import Published, Publisher

_SHOWN_WIDTH = 576
"""In pixels, of the widest picture on a page (36rem); larger ones link to their full size."""

_LINKS_AND_IMAGES = (nodes.reference, nodes.image)


def close_publisher(app: Sphinx, exception: Exception | None) -> None:  # noqa: ARG001
    """Remove the copies that are kept for this build alone."""
    get_roundup_domain(app.env).publisher.close()


def make_pictures(domain: RoundupDomain) -> None:
    """Make the copies that pages need, before any is written."""
    domain.publisher.prepare(_pictures_of(domain))


def _pictures_of(domain: RoundupDomain) -> set[str]:
    """Return the pictures that any page of the project may show."""
    places = (place for by_file in domain.places.values() for place in by_file.values())
    people = [*domain.people_file, *(author for place in places for author in place.authors)]
    shown = [person.avatar for person in people]
    shown += [event.picture for event in domain.events.values()]
    names = {name.removeprefix("/") for name in shown if name}
    return names.union(*domain.pictures.values())


class PublishPictures(SphinxPostTransform):
    """Gives every picture of ours the path of a clean copy, and a link to its full size.

    ::

        <image uri="reports/a.jpg"      ->   <reference refuri="_images/a-1f3b.jpg">
               roundup_picture=0>                <roundup_picture uri=".../r1-1f3b...jpg">

    After the answers of the project have brought pictures of their own (8), and before
    Sphinx downloads images (100) and converts them (150, 200).
    """

    default_priority = 90

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Publish the pictures that this builder shows."""
        publisher: Publisher = get_roundup_domain(self.env).publisher
        found = [n for n in nodes_in(self.document) if isinstance(n, _LINKS_AND_IMAGES)]
        ours = [node for node in found if PICTURE in node]
        for link in [node for node in ours if isinstance(node, nodes.reference)]:
            self._publish_photo(link, publisher)
        if not publisher.formats:
            return
        for image in [node for node in ours if isinstance(node, nodes.image)]:
            self._publish(image, publisher)

    def _publish(self, image: nodes.image, publisher: Publisher) -> None:
        name = image["uri"].removeprefix("/")
        try:
            copy = publisher.publish(name, image[PICTURE])
        except NoPicture as reason:
            name = "a picture" if name.startswith("data:") else posixpath.basename(name)
            location = self.env.current_document.docname  # of a portrait, or a card's picture
            if image.source:
                location = f"{image.source}:{image.line}"
            publisher.report(Subtype.IMAGE, "'%s' %s", name, str(reason), location=location)
            show_alt(image)
            return
        if image[PICTURE] and not publisher.takes(name):
            image.parent.remove(image)  # a portrait, or a card's picture, is optional
            return
        image["uri"] = copy.path
        image["candidates"] = {"*": copy.path}
        # The name in warnings of Sphinx and its converters.
        self.env.original_image_uri[cast("Any", Path(copy.path))] = name
        # As those of Sphinx's converters: the builder copies it, unless another converts it.
        self.env.images.add_file(self.env.current_document.docname, copy.path)
        if publisher.is_html:
            _settle_size(image, copy)
        if publisher.is_for_browsers:
            self._lay_out(image, copy, publisher)

    def _lay_out(self, image: nodes.image, copy: Published, publisher: Publisher) -> None:
        """Set a picture's size, and link to its full size."""
        picture = roundup_picture(image.rawsource, **image.attributes)
        picture["loading"] = "lazy"
        picture["classes"] += [] if "no-scaled-link" in image["classes"] else ["no-scaled-link"]
        picture["shape"] = Shape(copy.width, copy.height) if copy.width and copy.height else None
        picture.source, picture.line = image.source, image.line
        image.replace_self(picture)
        is_large = max(copy.full_width, copy.height) > _SHOWN_WIDTH
        is_linked = is_inside(picture, nodes.reference)
        if not image["alt"] or not is_large or image[PICTURE] or is_linked:
            return
        link = nodes.reference("", "", internal=True)
        link["refuri"] = self._address_of(copy.full_path, publisher)
        picture.replace_self(link)
        link += picture

    def _publish_photo(self, link: nodes.reference, publisher: Publisher) -> None:
        """Link to a clean copy of a photo, in formats with links to files."""
        if publisher.is_for_browsers:
            try:
                copy = publisher.publish(link[PICTURE], 0)
            except NoPicture as reason:
                location = f"{link.source}:{link.line}"
                args = (link[PICTURE], str(reason))
                publisher.report(Subtype.LINK, "'%s' %s", *args, location=location)
            else:
                link["refuri"] = self._address_of(copy.full_path, publisher)
                return
        link.replace_self(link.children)

    def _address_of(self, path: str, publisher: Publisher) -> str:
        return publisher.address_of(path, self.env.current_document.docname)


def _settle_size(image: nodes.image, copy: Published) -> None:
    """Give the size in pixels, of the picture that the author wrote about, not of a copy."""
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
