"""Images of reports on a written page: clean copies in their place, with their size and links."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.environment.adapters.asset import ImageAdapter
from sphinx.util.images import guess_mimetype

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import PICTURE, find_all, is_inside, roundup_picture
from sphinx_roundup.page.images import show_alt
from sphinx_roundup.pictures import PictureError
from sphinx_roundup.problems import Subtype

if TYPE_CHECKING:
    from typing import Any

    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.pictures import Published, Publisher

_SHOWN_WIDTH = 576  # pixels of the widest picture on a page (36rem); larger ones are linked


def show_copies(document: nodes.document, env: BuildEnvironment) -> None:
    """Give every picture of ours the path of a clean copy, and a link to its full size.

    On any page: other extensions may show parts of reports there.

    ::

        <image uri="reports/a.jpg"      ->   <reference refuri="_images/a-1f3b.jpg">
               roundup_picture=0>                <roundup_picture uri=".../r1-1f3b...jpg">
    """
    publisher: Publisher = get_roundup_domain(env).publisher
    for node in find_all(document, (nodes.image, nodes.reference)):
        if PICTURE in node.attributes and isinstance(node, nodes.reference):
            _link_photo(node, publisher, env.docname)
        elif PICTURE in node.attributes and publisher.formats:
            _show_copy(node, publisher, env)


def _show_copy(image: nodes.image, publisher: Publisher, env: BuildEnvironment) -> None:
    name = image["uri"].removeprefix("/")
    try:
        copy = publisher.publish(name, image[PICTURE])
    except PictureError as reason:
        shown = "a picture" if name.startswith("data:") else posixpath.basename(name)
        # A portrait, or a card's picture, has no line.
        place = f"{image.source}:{image.line}" if image.source else env.docname
        publisher.report(Subtype.IMAGE, "'%s' %s", shown, str(reason), location=place)
        show_alt(image)
        return
    if image[PICTURE] and copy.path.endswith(".svg") and "SVG" not in publisher.formats:
        image.parent.remove(image)  # a portrait, or a card's picture, is optional
        return
    image["uri"] = copy.path
    image["candidates"] = {"*": copy.path}
    # The name in warnings of Sphinx and its converters.
    env.original_image_uri[cast("Any", Path(copy.path))] = name
    env.images.add_file(env.docname, copy.path)
    if get_roundup_domain(env).app.builder.format == "html":
        _share_width(image)
        _set_size(image, copy)
    if publisher.is_for_browsers:
        _lay_out(image, copy, publisher, env.docname)


def _lay_out(image: nodes.image, copy: Published, publisher: Publisher, docname: str) -> None:
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
        address = publisher.address_of(copy.full_path, docname)
        link = nodes.reference("", "", internal=True, refuri=address)
        picture.replace_self(link)
        link += picture


def _link_photo(link: nodes.reference, publisher: Publisher, docname: str) -> None:
    """Link to a clean copy of a photo; without a browser only the link's text is kept."""
    if publisher.is_for_browsers:
        try:
            copy = publisher.publish(link[PICTURE])
        except PictureError as reason:
            args, place = (link[PICTURE], str(reason)), f"{link.source}:{link.line}"
            publisher.report(Subtype.LINK, "'%s' %s", *args, location=place)
        else:
            link["refuri"] = publisher.address_of(copy.full_path, docname)
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


def replace_unsupported(report: nodes.section, env: BuildEnvironment) -> None:
    """Replace a report's pictures by their alt texts if print doesn't support the format.

    LaTeX stops at an SVG, for example. Builders for HTML don't name all formats of browsers.
    """
    domain = get_roundup_domain(env)
    supported = domain.app.builder.supported_image_types
    for image in find_all(report, nodes.image):
        if guess_mimetype(image["uri"]) in supported:
            continue
        name = ImageAdapter(env).get_original_image_uri(image["uri"])
        message = (
            "this format has no way to show '%s', and its alt text stands there"
            " instead; save it as PNG, or add a converter of images to conf.py"
        )
        location = f"{report.source}:{image.line}"
        domain.publisher.report(Subtype.IMAGE, message, name, location=location)
        show_alt(image)
