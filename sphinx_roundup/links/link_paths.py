"""Targets of paths in a report: other reports, pages and files."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_roundup.links.link_files import settle_file
from sphinx_roundup.links.suggestions import headings_near
from sphinx_roundup.nodes import keep_text, make_reference
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports import (
    candidates,
    did_you_mean,
    exists,
    is_plain_file,
    leaves_source_folder,
)

if TYPE_CHECKING:
    from docutils import nodes

    from sphinx_roundup.context import JoinContext, PageReport
    from sphinx_roundup.parsing.result import ParsedReport
    from sphinx_roundup.problems import Problem

REPORT_SUFFIXES = (".md", ".rst")

NO_HEADING = "this report has no heading '#%s'%s"


def settle_path(node: nodes.Element, written: str, joining: JoinContext) -> Problem | None:
    """Let a path lead to a sibling, a page or a file; the first of them that there is."""
    path, _, fragment = written.partition("#")
    if not path:
        return _settle_fragment(node, unquote(fragment), joining)
    forms = (path + suffix for suffix in ("", *REPORT_SUFFIXES))  # as other generators have it
    if sibling := next(filter(None, (find_sibling(form, joining) for form in forms)), None):
        return _settle_sibling(node, sibling, unquote(fragment), joining)
    for filename in candidates(path, joining.folder):
        docname = joining.env.path2doc(filename)
        known = docname in joining.env.found_docs or filename in joining.env.found_docs
        if known:
            page = docname if docname in joining.env.found_docs else filename
            node.replace_self(joining.make_xref(node, "page", str(page), fragment))
            return None
        if filename.lower().endswith(REPORT_SUFFIXES):
            if exists(joining.env.srcdir, filename):
                node.replace_self(joining.make_xref(node, "file", filename, fragment))
                return None
        elif is_plain_file(joining.env.srcdir, filename):
            return settle_file(node, filename, written, joining)
    return _leads_nowhere(node, written, path, joining)


def _settle_fragment(node: nodes.Element, fragment: str, joining: JoinContext) -> Problem | None:
    own = joining.parsed.fragments.get(fragment)
    if own is None:
        line = joining.line_of(node, f"#{fragment}")
        keep_text(node)
        near = _headings_near(fragment, joining.parsed, joining)
        return problem(Subtype.LINK, line, NO_HEADING, fragment, near)
    node.replace_self(make_reference(node, own))
    return None


def _settle_sibling(
    node: nodes.Element, sibling: PageReport, fragment: str, joining: JoinContext
) -> Problem | None:
    inside = sibling.parsed.fragments.get(fragment)
    told = None
    if fragment and inside is None:
        line = joining.line_of(node, f"#{fragment}")
        message = "'%s' has no heading '#%s', and the link leads to its beginning%s"
        name = posixpath.basename(sibling.report.filename)
        near = _headings_near(fragment, sibling.parsed, joining)
        told = problem(Subtype.LINK, line, message, name, fragment, near)
    node.replace_self(make_reference(node, inside or sibling.anchors.ids[0], sibling.heading))
    return told


def _headings_near(fragment: str, parsed: ParsedReport, joining: JoinContext) -> str:
    return headings_near(fragment, parsed.fragments) if joining.may_compare() else ""


def _leads_nowhere(node: nodes.Element, written: str, path: str, joining: JoinContext) -> Problem:
    line = joining.line_of(node, written)
    keep_text(node)
    if leaves_source_folder(path, joining.folder):
        return problem(Subtype.LINK, line, "the link '%s' leads out of the project", written)
    for filename in candidates(path, joining.folder):
        joining.note_missing(filename)
    near = joining.near_name(path)
    hint = did_you_mean([f"'{near}'"] if near else [])
    return problem(Subtype.LINK, line, "the link '%s' leads nowhere%s", written, hint)


def find_sibling(path: str, joining: JoinContext) -> PageReport | None:
    """Return the report of the page that *path*, a file or its folder, leads to."""
    for filename in candidates(path, joining.folder):
        for form in (filename, f"{filename}/index.md", f"{filename}/index.rst"):
            if form in joining.page_reports:
                return joining.page_reports[form]
    return None
