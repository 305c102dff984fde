"""Files that reports link to: which are published, and as what."""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.messages import Subtype, problem
from sphinx_roundup.page.linking.link_nodes import keep_text
from sphinx_roundup.page.pictures.files import look_at_file
from sphinx_roundup.page.pictures.nodes import PICTURE
from sphinx_roundup.page.tree import is_seen
from sphinx_roundup.pictures.look import NoPicture
from sphinx_roundup.reports.reading import open_plain
from sphinx_roundup.reports.text import UnreadableReport

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_roundup.messages import Problem
    from sphinx_roundup.page.joining import Joining

ACTIVE = frozenset(
    {*(".css", ".htm", ".html", ".js", ".mht", ".mhtml", ".mjs", ".shtml", ".swf", ".xht")}
    | {*(".svgz", ".xhtml", ".xml", ".xsl", ".xslt")}
)
"""Suffixes of files in which a browser acts, in the name of the site that they lie on."""

_PICTURES = frozenset(
    {*(".avif", ".bmp", ".gif", ".ico", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".svg")}
    | {*(".tif", ".tiff", ".webp", ".heic", ".heics", ".heif", ".hif", ".avifs", ".jxl", ".jp2")}
    | {*(".arw", ".cr2", ".cr3", ".dng", ".nef", ".orf", ".psd", ".raf", ".rw2")}
)
"""Suffixes of pictures, which say where they were taken; as they are none is published."""


_PHOTO = re.compile(
    rb".{0,16}\xff\xd8\xff|....ftyp(hei|hev|mif|msf|avi|crx)|.{0,4000}Exif\0\0", re.DOTALL
)
"""How photos begin."""


def settle_file(
    node: nodes.Element, filename: str, written: str, joining: Joining
) -> Problem | None:
    """Publish a file, if it is the report's own to give away: a photo as a clean copy."""
    reason, link = "", None
    suffix = posixpath.splitext(filename)[1].lower()
    if not _is_own(filename, joining):
        reason = "can't be published from here: only files in the report's own folder"
    elif suffix in ACTIVE:
        reason = "can't be published: a browser would run it; put it into a .zip"
    else:
        try:
            look_at_file(joining.env, filename)
            link = _link_photo(node, filename, joining)
        except NoPicture as why:
            if suffix in _PICTURES or may_be_photo(joining.env.srcdir, filename):
                reason = f"can't be published: it {why}"
            else:
                link = _link_download(node, filename, joining)
    line = joining.line_of(node, written)
    if link is None:
        keep_text(node)
        return problem(Subtype.LINK, line, "'%s' %s", written, reason)
    if not is_seen(link):
        link += nodes.literal("", posixpath.basename(filename))
    link.source, link.line = node.source, line
    node.replace_self(link)
    return None


def may_be_photo(srcdir: Path, filename: str) -> bool:
    """Say whether a file that nobody can copy looks like a photo, whatever it is called."""
    with suppress(UnreadableReport), open_plain(srcdir, filename) as (stream, _status):
        return _PHOTO.match(stream.read(4096)) is not None
    return False


def _link_photo(node: nodes.Element, filename: str, joining: Joining) -> nodes.Element:
    """Return a link to a photo; where it leads is known once there is a copy."""
    get_roundup_domain(joining.env).note_picture(joining.docname, filename)
    joining.env.note_dependency(filename)
    photo = nodes.reference("", "", *node.children, internal=True)
    photo[PICTURE] = filename
    return photo


def _link_download(node: nodes.Element, filename: str, joining: Joining) -> nodes.Element:
    """Return a link to a file, which is asked again in each build whether it is one.

    Sphinx copies what the name leads to then: a link that has taken the file's place, too.
    """
    joining.note_missing(filename)
    return addnodes.download_reference(
        "", "", *node.children, reftarget=f"/{filename}", refdoc=joining.docname
    )


def _is_own(filename: str, joining: Joining) -> bool:
    """Say whether a file lies where its author may give files away."""
    folder = f"{joining.folder}/" if joining.folder else ""
    hidden = any(part.startswith((".", "_")) for part in filename.split("/"))
    return filename.startswith(folder) and not hidden and not filename.endswith("conf.py")
