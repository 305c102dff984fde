"""Where the images of reports come from, and what may be published."""

from __future__ import annotations

import posixpath
import warnings
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from docutils import nodes
from PIL import Image

from sphinx_roundup.messages import Subtype, problem
from sphinx_roundup.page.paths import (
    candidates,
    exists,
    is_plain_file,
    leaves_source_folder,
    near_name,
)
from sphinx_roundup.page.svg import is_plain_drawing
from sphinx_roundup.parsing.allowed import url_scheme

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_roundup.messages import Problem
    from sphinx_roundup.page.joining import Joining

FORMATS = frozenset({"PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "ICO"})
"""Pillow's names of what may be shown."""

SUFFIXES = frozenset(
    {*(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".webp", ".avif", ".bmp", ".tif")}
    | {*(".tiff", ".ico", ".svg")}
)
"""Of the files. What a picture holds beside its pixels could be a web page, and servers go
by the suffix."""

_MAX_SVG = 2_000_000


def settle_images(joining: Joining) -> list[Problem]:
    """Let every image of a report lead to its file, or stand its words in its place."""
    return [
        told
        for image in list(joining.section.findall(nodes.image))
        if (told := _settle(image, joining)) is not None
    ]


def _settle(image: nodes.image, joining: Joining) -> Problem | None:
    _free_ids(image)
    if image.get("loading") != "lazy":  # "embed" would have the writer open the file
        image.attributes.pop("loading", None)
    image.setdefault("alt", "")  # HTML's writer would fall back to the file's name
    written = image["uri"].strip()
    line = joining.line_of(image, written)
    if written.startswith("//") or url_scheme(written) in {"http", "https"}:
        return _link_remote(image, written, line)
    if scheme := url_scheme(written):
        _show_alt(image)
        message = "an image can't come from a '%s:' address; put the file beside the report"
        return problem(Subtype.IMAGE, line, message, scheme)
    return _settle_local(image, written, line, joining)


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


def _settle_local(image: nodes.image, written: str, line: int, joining: Joining) -> Problem | None:
    picture = find_picture(joining.env.srcdir, written, joining.folder)
    for filename in picture.missed:
        joining.note_missing(filename)
    if picture.filename:
        image["uri"] = f"/{picture.filename}"
        return None
    _show_alt(image)
    return problem(Subtype.IMAGE, line, "%s", picture.reason)


class Picture(NamedTuple):
    """What was found for the path of an image."""

    filename: str | None = None
    """Below the source folder, if there is one that a page can show."""
    reason: str = ""
    """Why there is none."""
    missed: tuple[str, ...] = ()
    """Where it was looked for in vain."""


def find_picture(srcdir: Path, written: str, folder: str, beside: str = "the report") -> Picture:
    """Find the image that a path means.

    :param folder: of the file in which the path is written, below *srcdir*
    :param beside: what that file is, for the reason why there is none
    """
    for filename in candidates(written, folder):
        if is_plain_file(srcdir, filename):
            reason = why_no_image(srcdir, filename)
            if reason is None:
                return Picture(filename)
            return Picture(None, f"'{written}' {reason}", (filename,))
    reason = _why_missing(srcdir, written, folder, beside)
    return Picture(None, reason, tuple(candidates(written, folder)))


def _why_missing(srcdir: Path, written: str, folder: str, beside: str) -> str:
    if leaves_source_folder(written, folder):
        return f"the image '{written}' lies outside of the project; put it beside {beside}"
    if any(exists(srcdir, filename) for filename in candidates(written, folder)):
        return f"'{written}' is no plain file (symbolic links aren't followed)"
    near = near_name(srcdir, written, folder)
    hint = f"; did you mean '{near}'?" if near else ""
    return f"there is no image '{written}'{hint}"


def why_no_image(srcdir: Path, filename: str) -> str | None:
    """Return why a file can't be shown as an image; ``None`` if it can.

    What the file holds decides, not its name.
    """
    path = srcdir / filename
    if path.suffix.lower() not in SUFFIXES:
        return "is no image that a page can show (PNG, JPEG, GIF, WebP, SVG)"
    try:
        stat = path.stat()
    except OSError:
        return "can't be read"
    return _why_no_image(path, stat.st_mtime_ns, stat.st_size)


@cache
def _why_no_image(path: Path, _mtime: int, size: int) -> str | None:
    try:
        if path.suffix.lower() == ".svg":
            return _why_no_svg(path, size)
        with warnings.catch_warnings():
            # Pillow warns of broken files, and from Image.MAX_IMAGE_PIXELS on; it refuses
            # twice as many.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            Image.open(path, formats=sorted(FORMATS)).close()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "has too many pixels"
    except (OSError, ValueError, SyntaxError, MemoryError):  # what Pillow raises at broken files
        return "is no image that a page can show (PNG, JPEG, GIF, WebP, SVG)"
    return None


def _why_no_svg(path: Path, size: int) -> str | None:
    if size > _MAX_SVG:
        return "is too large a drawing"
    content = path.read_bytes()
    if b"<svg" not in content:
        return "is no SVG drawing"
    if not is_plain_drawing(content):
        return "has scripts or outside references in it; export it as a plain SVG, or as PNG"
    return None


def _link_remote(image: nodes.image, url: str, line: int) -> Problem:
    """Put a link in the place of an image of another host: a build fetches nothing."""
    text = image["alt"].strip() or unquote(posixpath.basename(url.partition("?")[0])) or url
    if _inside(image, nodes.reference):
        _replace(image, [nodes.inline("", text)])
    else:
        refuri = f"https:{url}" if url.startswith("//") else url
        _replace(image, [nodes.reference("", text, refuri=refuri)])
    message = (
        "the image is on another host and becomes a link; to show it, save it beside the"
        " report and write its name"
    )
    return problem(Subtype.IMAGE, line, message)


def _show_alt(image: nodes.image) -> None:
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
        if not _is_seen(parent):
            outer.remove(parent)
            _tidy(outer)
        elif isinstance(outer, nodes.figure):
            _unwrap_figure(outer)
        elif isinstance(parent, nodes.reference) and not isinstance(outer, nodes.TextElement):
            outer.replace(parent, nodes.paragraph("", "", parent))


def _is_seen(node: nodes.Element) -> bool:
    return bool(node.astext().strip()) or any(node.findall(nodes.image))


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


def _inside(node: nodes.Node, kind: type[nodes.Node]) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kind):
            return True
    return False
