"""Where a path in a report leads: to a sibling, a page, a file, or nowhere."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.messages import Subtype, problem
from sphinx_roundup.page.images import why_no_image
from sphinx_roundup.page.link_nodes import (
    heading_of,
    keep_text,
    make_page_xref,
    make_reference,
    make_report_xref,
)
from sphinx_roundup.page.paths import (
    candidates,
    exists,
    is_plain_file,
    leaves_source_folder,
    near_name,
)

if TYPE_CHECKING:
    from sphinx_roundup.messages import Problem
    from sphinx_roundup.page.joining import Joining, Sibling

ACTIVE = frozenset(
    {*(".css", ".htm", ".html", ".js", ".mht", ".mhtml", ".mjs", ".shtml", ".swf", ".xht")}
    | {*(".svgz", ".xhtml", ".xml", ".xsl", ".xslt")}
)
"""Suffixes of files in which a browser acts, in the name of the site that they lie on."""

REPORT_SUFFIXES = (".md", ".rst")


def settle_path(node: nodes.Element, written: str, joining: Joining) -> Problem | None:
    """Let a path lead to a sibling, a page or a file; the first of them that there is."""
    path, _, fragment = written.partition("#")
    if not path:
        return _settle_fragment(node, unquote(fragment), joining)
    if sibling := find_sibling(path, joining):
        return _settle_sibling(node, sibling, unquote(fragment), joining)
    for filename in candidates(path, joining.folder):
        docname = joining.env.path2doc(filename)
        known = docname in joining.env.found_docs or filename in joining.env.found_docs
        if known:
            page = docname if docname in joining.env.found_docs else filename
            node.replace_self(make_page_xref(node, str(page), fragment, joining))
            return None
        if filename.lower().endswith(REPORT_SUFFIXES):
            if exists(joining.env.srcdir, filename):
                node.replace_self(make_report_xref(node, filename, fragment, joining))
                return None
        elif is_plain_file(joining.env.srcdir, filename):
            return _settle_file(node, filename, written, joining)
    return _leads_nowhere(node, written, path, joining)


def _settle_fragment(node: nodes.Element, fragment: str, joining: Joining) -> Problem | None:
    own = joining.parsed.fragments.get(fragment)
    if own is None:
        line = joining.line_of(node, f"#{fragment}")
        keep_text(node)
        return problem(Subtype.LINK, line, "this report has no heading '#%s'", fragment)
    node.replace_self(make_reference(node, own))
    return None


def _settle_sibling(
    node: nodes.Element, sibling: Sibling, fragment: str, joining: Joining
) -> Problem | None:
    inside = sibling.parsed.fragments.get(fragment)
    told = None
    if fragment and inside is None:
        line = joining.line_of(node, f"#{fragment}")
        message = "'%s' has no heading '#%s'; the link leads to its beginning"
        name = posixpath.basename(sibling.report.filename)
        told = problem(Subtype.LINK, line, message, name, fragment)
    node.replace_self(make_reference(node, inside or sibling.anchors.ids[0], heading_of(sibling)))
    return told


def _settle_file(
    node: nodes.Element, filename: str, written: str, joining: Joining
) -> Problem | None:
    """Publish a file for download, if it is the report's own to give away."""
    line = joining.line_of(node, written)
    folder = f"{joining.folder}/" if joining.folder else ""
    hidden = any(part.startswith((".", "_")) for part in filename.split("/"))
    suffix = posixpath.splitext(filename)[1].lower()
    if not filename.startswith(folder) or hidden or filename.endswith("conf.py"):
        keep_text(node)
        message = "'%s' can't be published from here: only files in the report's own folder"
        return problem(Subtype.LINK, line, message, written)
    if suffix in ACTIVE or (suffix == ".svg" and why_no_image(joining.env.srcdir, filename)):
        keep_text(node)
        message = "'%s' can't be published: a browser would run it; put it into a .zip"
        return problem(Subtype.LINK, line, message, written)
    download = addnodes.download_reference(
        "", "", *node.children, reftarget=f"/{filename}", refdoc=joining.docname
    )
    if not download.astext():
        download += nodes.literal("", posixpath.basename(filename))
    download.source, download.line = node.source, line
    node.replace_self(download)
    return None


def _leads_nowhere(node: nodes.Element, written: str, path: str, joining: Joining) -> Problem:
    line = joining.line_of(node, written)
    keep_text(node)
    if leaves_source_folder(path, joining.folder):
        return problem(Subtype.LINK, line, "the link '%s' leads out of the project", written)
    for filename in candidates(path, joining.folder):
        joining.note_missing(filename)
    near = near_name(joining.env.srcdir, path, joining.folder)
    message = "the link '%s' leads nowhere"
    if near:
        return problem(Subtype.LINK, line, message + "; did you mean '%s'?", written, near)
    return problem(Subtype.LINK, line, message, written)


def find_sibling(path: str, joining: Joining) -> Sibling | None:
    """Return the report of the page that *path*, a file or its folder, leads to."""
    for filename in candidates(path, joining.folder):
        for form in (filename, f"{filename}/index.md", f"{filename}/index.rst"):
            if form in joining.siblings:
                return joining.siblings[form]
    return None
