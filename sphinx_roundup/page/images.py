"""Images of a report: resolved to their files, linked, or replaced by their alt text."""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.limits import MOST_PICTURES, PIXELS_IN_ALL
from sphinx_roundup.nodes import PICTURE, around, find_all, is_inside, is_seen
from sphinx_roundup.page.captions import check_alt
from sphinx_roundup.parsing import clean_address, content_of, make_valid, url_scheme
from sphinx_roundup.pictures import PictureError, embedded_name, find_picture, known_pictures
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports import parse_data_uri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.context import JoinContext
    from sphinx_roundup.problems import Problem

    _Message = tuple[Any, ...]  # a text and its arguments

_REMOTE = (
    "the image is on another host and becomes a link; to show it, run 'sphinx-roundup fetch',"
    " or save it beside the report and write its name"
)
_TOO_MANY = (
    "a report can show %d pictures with %d megapixels in all; this one and others"
    " aren't shown; leave some out, or export them smaller"
)
_DEFINITION = re.compile(r"[ >]*\[[^\]]+\]:")
"""Beginning of a Markdown definition, such as ``[image1]: boat.jpg``."""


def resolve_images(context: JoinContext) -> list[Problem]:
    """Resolve every image of a report to its file, or replace it; return the problems."""
    images = find_all(context.section, nodes.image)
    problems = [each for image in images for each in _resolve(image, context)]
    if problems:  # an image without alt text leaves nothing, perhaps an empty note or cell
        make_valid(context.section)
    return problems


def _resolve(image: nodes.image, context: JoinContext) -> Iterator[Problem]:
    _move_ids(image)
    image.attributes.pop("loading", None)  # "embed" would make the writer open the file
    uri = image["uri"].strip()
    line = context.line_of(image, uri)
    image.source, image.line = context.section.source, line  # for warnings at its publication
    is_rst = context.report.syntax == "rst"
    may_be_empty = is_rst and "alt" in image
    image.setdefault("alt", "")  # HTML's writer would fall back to the file's name
    if found := _find_target(image, uri, context):
        yield problem(Subtype.IMAGE, line, *found)
    if PICTURE in image:
        name = "" if image["uri"].startswith("data:") else image["uri"]
        if _DEFINITION.match(context.lines[line - 1]):  # the alt text is where the image is
            line = context.line_of(image.parent, "")
        yield from check_alt(image, name, line, is_rst=is_rst, may_be_empty=may_be_empty)


def _find_target(image: nodes.image, uri: str, context: JoinContext) -> _Message | None:
    """Mark an image for publication, or replace it; return a message and its arguments, if any."""
    scheme = url_scheme(uri)
    if uri.startswith("//") or scheme in {"http", "https"}:  # a build fetches nothing
        _link(image, clean_address(f"https:{uri}" if uri.startswith("//") else uri))
        return (_REMOTE,)
    if embedded := parse_data_uri(uri):
        return _show_embedded(image, *embedded, context)
    if scheme:
        show_alt(image)
        return "an image can't come from a '%s:' address; put the file beside the report", scheme
    if uri.lower().endswith(".pdf"):
        _link(image, uri)
        return None
    return _show_file(image, uri, context)


def _show_file(image: nodes.image, path: str, context: JoinContext) -> _Message | None:
    context.pictures.paths.add(path)
    if len(context.pictures.paths) > 2 * MOST_PICTURES:
        return _refuse(image, context)
    picture = find_picture(context.env, path, context.folder, near=context.near_name)
    for filename in picture.missing:
        context.note_missing(filename)
    if picture.info is None:
        show_alt(image)
        return "%s", picture.reason
    return _show(image, str(picture.filename), picture.info.cost, context)


def _show_embedded(
    image: nodes.image, kind: str, digest: str, context: JoinContext
) -> _Message | None:
    name, cost = embedded_name(context.report.filename, kind, digest), 0
    with suppress(PictureError):  # reported when it is published
        cost = known_pictures(context.env).get(name).info.cost
    return _show(image, name, cost, context)


def _show(image: nodes.image, name: str, cost: int, context: JoinContext) -> _Message | None:
    """Mark an image as one to publish, see :mod:`.image_copies`, unless the report has too many."""
    if not context.has_room_for(name, cost):
        return _refuse(image, context)
    image["uri"] = name if name.startswith("data:") else f"/{name}"
    image[PICTURE] = 0
    get_roundup_domain(context.env).note_picture(context.docname, name)
    return None


def _refuse(image: nodes.image, context: JoinContext) -> _Message:
    show_alt(image)
    pixels = PIXELS_IN_ALL * context.env.config.roundup_max_pixels // 1_000_000
    return _TOO_MANY, MOST_PICTURES, pixels


def _link(image: nodes.image, url: str) -> None:
    """Replace an image by a link to it."""
    text = image["alt"].strip() or unquote(posixpath.basename(url.partition("?")[0])) or url
    is_linked = is_inside(image, nodes.reference)
    node = nodes.inline("", text) if is_linked else nodes.reference("", text, refuri=url)
    _replace(image, [node])


def _move_ids(image: nodes.image) -> None:
    """Move an image's ids to its figure, or to a target before it.

    HTML's writer would put them on both the image and the link to its full size.
    """
    if ids := image["ids"]:
        image["ids"] = []
        if isinstance(image.parent, nodes.figure):
            image.parent["ids"] += ids
        else:
            target = nodes.target("", "", ids=ids)
            image.parent.insert(image.parent.index(image), target)


def show_alt(image: nodes.image) -> None:
    """Replace an image by its alt text; a caption that says the same is enough."""
    alt = image["alt"].strip()
    figures = (node for node in around(image) if isinstance(node, nodes.figure))
    captions = (caption.astext() for each in figures for caption in each.findall(nodes.caption))
    is_needed = alt and alt not in captions
    _replace(image, [nodes.inline("", alt, classes=["roundup-missing"])] if is_needed else [])


def _replace(image: nodes.image, inline: list[nodes.Node]) -> None:
    """Replace *image* by *inline*, in a paragraph if the image was a block."""
    parent = image.parent
    for node in inline:
        node.source, node.line = image.source, image.line
    is_block = not isinstance(parent, nodes.TextElement)
    parent.replace(image, [nodes.paragraph("", "", *inline)] if is_block and inline else inline)
    _tidy(parent)


def _tidy(parent: nodes.Element) -> None:
    """Remove an empty link or paragraph, and unwrap a figure that has lost its picture."""
    outer = parent.parent
    if isinstance(parent, nodes.figure):
        outer.replace(parent, content_of(parent))
    elif isinstance(parent, nodes.reference | nodes.paragraph):
        if not is_seen(parent):
            outer.remove(parent)
            _tidy(outer)
        elif isinstance(outer, nodes.figure):
            _tidy(outer)
        elif isinstance(parent, nodes.reference) and not isinstance(outer, nodes.TextElement):
            outer.replace(parent, nodes.paragraph("", "", parent))
