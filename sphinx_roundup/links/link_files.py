"""Files that reports link to, published if reports may publish them."""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import PICTURE, is_seen, keep_text
from sphinx_roundup.pictures import PictureError, inspect_file
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports import UnreadableReport, open_plain

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_roundup.context import JoinContext
    from sphinx_roundup.problems import Problem

_DOWNLOADS = frozenset(
    {*(".7z", ".bz2", ".gz", ".rar", ".tar", ".tbz", ".tgz", ".txz", ".xz", ".zip", ".zst")}
    | {*(".doc", ".docx", ".epub", ".key", ".numbers", ".odp", ".ods", ".odt", ".pages", ".pdf")}
    | {*(".ppt", ".pptx", ".ps", ".rtf", ".tex", ".bib", ".xls", ".xlsx", ".log", ".txt", ".org")}
    | {*(".cfg", ".csv", ".diff", ".ics", ".ini", ".ipynb", ".json", ".patch", ".toml", ".tsv")}
    | {*(".adoc", ".geojson", ".gpx", ".kml", ".yaml", ".yml", ".npy", ".npz", ".parquet", ".db")}
    | {*(".asc", ".sig", ".sha256", ".whl", ".gem", ".deb", ".stl", ".blend", ".kicad_pcb")}
    | {*(".c", ".cc", ".clj", ".cpp", ".cs", ".ex", ".f90", ".go", ".h", ".hpp", ".hs", ".java")}
    | {*(".jl", ".kt", ".lua", ".m", ".ml", ".mli", ".nim", ".nix", ".opam", ".py", ".r", ".rb")}
    | {*(".rs", ".scala", ".sh", ".sql", ".swift", ".ts", ".v", ".zig")}
    | {*(".flac", ".m4a", ".m4v", ".mkv", ".mov", ".mp3", ".mp4", ".oga", ".ogg", ".ogv", ".opus")}
    | {*(".srt", ".vtt", ".wav", ".webm")}
)
"""Suffixes of the files that are published as they are: documents, archives, data, recordings,
and programs that browsers and web servers show or save. Others may run, on the reader's machine
or on the server."""

_HANDLED = re.compile(
    r"(asis|aspx?|cgi|fcgi|jspx?|p?html?|phar|php\d*|pht|phps|pl|s?html?|stm|var|xhtml)"
)
"""Parts in the middle of a name by which Apache chooses what runs a file (``x.php.txt``,
https://httpd.apache.org/docs/2.4/mod/mod_mime.html#multipleext)."""

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
    node: nodes.Element, filename: str, written: str, joining: JoinContext
) -> Problem | None:
    """Publish a file, if the report may publish it: a photo as a clean copy."""
    reason, link = "", None
    suffix = posixpath.splitext(filename)[1].lower()
    if not _is_own(filename, joining):
        reason = "can't be published from here: only files in the report's own folder"
    else:
        try:
            info, _size = inspect_file(joining.env, filename)
            if joining.has_room_for(filename, info.pixels):
                link = _link_photo(node, filename, joining)
            else:
                reason = "can't be published: the report has too many pictures, or too large ones"
        except PictureError as why:
            if suffix in _PICTURES or may_be_photo(joining.env.srcdir, filename):
                reason = f"can't be published: it {why}"
            elif not _may_be_published(filename):
                reason = (
                    "can't be published: browsers or servers may run files of that name;"
                    " put it into a .zip"
                )
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


def _may_be_published(filename: str) -> bool:
    """Say whether a file is one of those that nothing runs, by each part of its name."""
    stem, suffix = posixpath.splitext(posixpath.basename(filename).lower())
    return suffix in _DOWNLOADS and not any(map(_HANDLED.fullmatch, stem.split(".")[1:]))


def may_be_photo(srcdir: Path, filename: str) -> bool:
    """Return whether a file that can't be copied looks like a photo, whatever its name."""
    with suppress(UnreadableReport), open_plain(srcdir, filename) as (stream, _status):
        return _PHOTO.match(stream.read(4096)) is not None
    return False


def _link_photo(node: nodes.Element, filename: str, joining: JoinContext) -> nodes.Element:
    """Return a link to a photo; where it leads is known once there is a copy."""
    get_roundup_domain(joining.env).note_picture(joining.docname, filename)
    joining.env.note_dependency(filename)
    photo = nodes.reference("", "", *node.children, internal=True)
    photo[PICTURE] = filename
    return photo


def _link_download(node: nodes.Element, filename: str, joining: JoinContext) -> nodes.Element:
    """Return a link to a file, which is asked again in each build whether it is one.

    Sphinx copies what the name leads to then: a link that has taken the file's place, too.
    """
    joining.note_missing(filename)
    return addnodes.download_reference(
        "", "", *node.children, reftarget=f"/{filename}", refdoc=joining.docname
    )


def _is_own(filename: str, joining: JoinContext) -> bool:
    """Say whether a file lies where its author may give files away."""
    folder = f"{joining.folder}/" if joining.folder else ""
    hidden = any(part.startswith((".", "_")) for part in filename.split("/"))
    return filename.startswith(folder) and not hidden and not filename.endswith("conf.py")
