"""Images of reports: their files, and replacements for those that can't be shown."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.limits import MOST_PICTURES, PIXELS_IN_ALL
from sphinx_roundup.nodes import PICTURE, find_all, is_inside, is_seen
from sphinx_roundup.parsing.allowed import url_scheme
from sphinx_roundup.parsing.attributes import clean_address
from sphinx_roundup.parsing.valid_tree import make_valid
from sphinx_roundup.pictures.alt_text import settle_alt
from sphinx_roundup.pictures.find import find_picture
from sphinx_roundup.pictures.inspect import MANY_BYTES, MANY_PIXELS
from sphinx_roundup.pictures.limits import pixels_of_attached
from sphinx_roundup.pictures.originals import name_attached
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports.attached import read_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.context import JoinContext
    from sphinx_roundup.problems import Problem


def settle_images(joining: JoinContext) -> list[Problem]:
    """Let every image of a report lead to its file, or stand its words in its place."""
    images = find_all(joining.section, nodes.image)
    problems = [told for image in images for told in _settle(image, joining)]
    if problems:  # a picture without words leaves nothing, and so maybe an empty note or cell
        make_valid(joining.section)
    return problems


def _settle(image: nodes.image, joining: JoinContext) -> Iterator[Problem]:
    _free_ids(image)
    image.attributes.pop("loading", None)  # "embed" would have the writer open the file
    written = image["uri"].strip()
    line = joining.line_of(image, written)
    image.source, image.line = joining.section.source, line  # for warnings when it is published
    in_rst = joining.report.syntax == "rst"
    meant = in_rst and "alt" in image
    image.setdefault("alt", "")  # HTML's writer would fall back to the file's name
    scheme = url_scheme(written)
    if written.startswith("//") or scheme in {"http", "https"}:
        yield _link_remote(image, written, line)
    elif attached := read_address(written):
        yield from _settle_attached(image, attached, line, joining, meant=meant)
    elif scheme:
        show_alt(image)
        message = "an image can't come from a '%s:' address; put the file beside the report"
        yield problem(Subtype.IMAGE, line, message, scheme)
    else:
        yield from _settle_local(image, written, line, joining, meant=meant)


def _settle_attached(
    image: nodes.image, attached: tuple[str, str], line: int, joining: JoinContext, *, meant: bool
) -> Iterator[Problem]:
    filename, digest = joining.report.filename, attached[1]
    pixels = pixels_of_attached(joining, digest)
    if not joining.has_room_for(digest, pixels):
        yield from _refuse_many(image, line, joining)
        return
    _show(image, name_attached(filename, *attached), joining)
    in_rst = joining.report.syntax == "rst"
    yield from settle_alt(image, "", line, rst=in_rst, meant=meant)


def _refuse_many(image: nodes.image, line: int, joining: JoinContext) -> Iterator[Problem]:
    """Show an image's words, where a report has too many pictures; warn of the first."""
    show_alt(image)
    if not joining.pictures.is_reported:
        joining.pictures.is_reported = True
        message = (
            "a report can show %d pictures with %d megapixels in all; this one and others"
            " aren't shown; leave some out, or export them smaller"
        )
        pixels = PIXELS_IN_ALL * joining.env.config.roundup_max_pixels // 1_000_000
        yield problem(Subtype.IMAGE, line, message, MOST_PICTURES, pixels)


def _show(image: nodes.image, name: str, joining: JoinContext) -> None:
    """Let an image be a clean copy of a picture, see :mod:`.publish`."""
    image["uri"] = name if name.startswith("data:") else f"/{name}"
    image[PICTURE] = 0
    get_roundup_domain(joining.env).note_picture(joining.docname, name)


def _free_ids(image: nodes.image) -> None:
    """Hand an image's ids to what stands around it or before it.

    HTML's writer puts them on the image and on the link to its full size alike.
    """
    if ids := image["ids"]:
        image["ids"] = []
        if isinstance(image.parent, nodes.figure):
            image.parent["ids"] += ids
        else:
            target = nodes.target("", "", ids=ids)
            image.parent.insert(image.parent.index(image), target)


def _settle_local(
    image: nodes.image, written: str, line: int, joining: JoinContext, *, meant: bool
) -> Iterator[Problem]:
    picture = find_picture(joining.env, written, joining.folder, near=joining.near_name)
    for filename in picture.missed:
        joining.note_missing(filename)
    if picture.filename is None:
        show_alt(image)
        yield problem(Subtype.IMAGE, line, "%s", picture.reason)
        return
    if not joining.has_room_for(picture.filename, picture.pixels):
        yield from _refuse_many(image, line, joining)
        return
    _show(image, picture.filename, joining)
    in_rst = joining.report.syntax == "rst"
    yield from settle_alt(image, picture.filename, line, rst=in_rst, meant=meant)
    if picture.is_too_much:
        message = (
            "'%s' has %d megapixels or %d MB, or more, and is shown in a smaller size; export it"
            " smaller"
        )
        limits = MANY_PIXELS // 1_000_000, MANY_BYTES // 1_000_000
        yield problem(Subtype.IMAGE, line, message, written, *limits)


def _link_remote(image: nodes.image, url: str, line: int) -> Problem:
    """Put a link in the place of an image of another host: a build fetches nothing."""
    text = image["alt"].strip() or unquote(posixpath.basename(url.partition("?")[0])) or url
    if is_inside(image, nodes.reference):
        _replace(image, [nodes.inline("", text)])
    else:
        refuri = f"https:{url}" if url.startswith("//") else url
        _replace(image, [nodes.reference("", text, refuri=clean_address(refuri))])
    message = (
        "the image is on another host and becomes a link; to show it, save it beside the"
        " report and write its name"
    )
    return problem(Subtype.IMAGE, line, message)


def show_alt(image: nodes.image) -> None:
    """Put an image's words in its place."""
    alt = image["alt"].strip()
    _replace(image, [nodes.inline("", alt, classes=["roundup-missing"])] if alt else [])


def _replace(image: nodes.image, inline: list[nodes.Node]) -> None:
    """Put *inline* in the place of *image*, in a paragraph where the image was a block."""
    parent = image.parent
    for node in inline:
        node.source, node.line = image.source, image.line
    block = not isinstance(parent, nodes.TextElement)
    parent.replace(image, [nodes.paragraph("", "", *inline)] if block and inline else inline)
    _tidy(parent)


def _tidy(parent: nodes.Element) -> None:
    """Mend what an image's going leaves: an empty link, a figure without its picture."""
    outer = parent.parent
    if isinstance(parent, nodes.figure):
        _unwrap_figure(parent)
    elif isinstance(parent, nodes.reference | nodes.paragraph):
        if not is_seen(parent):
            outer.remove(parent)
            _tidy(outer)
        elif isinstance(outer, nodes.figure):
            _unwrap_figure(outer)
        elif isinstance(parent, nodes.reference) and not isinstance(outer, nodes.TextElement):
            outer.replace(parent, nodes.paragraph("", "", parent))


def _unwrap_figure(figure: nodes.figure) -> None:
    """Leave of a figure without picture its words: a figure's first child must be the image."""
    body: list[nodes.Node] = []
    for child in figure.children:
        if isinstance(child, nodes.caption):
            body.append(nodes.paragraph(child.rawsource, "", *child.children))
        elif isinstance(child, nodes.legend):
            body += child.children
        elif isinstance(child, nodes.reference):
            body.append(nodes.paragraph("", "", child))
        else:
            body.append(child)
    figure.parent.replace(figure, body)
