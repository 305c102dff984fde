"""The nodes that a report's link becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.reports.order import file_stem

if TYPE_CHECKING:
    from sphinx_roundup.page.joining import Joining, Sibling


def heading_of(sibling: Sibling) -> str:
    """Return what a report is called, where a link to it has no words of its own."""
    report, title = sibling.report, sibling.parsed.title
    words = [person.name for person in report.authors] or [report.title or ""]
    return (
        ", ".join(filter(None, words))
        or (title or nodes.title()).astext()
        or file_stem(report.filename)
    )


def make_reference(node: nodes.Element, refid: str, text: str = "") -> nodes.reference:
    """Return a link within the page, with what stands in *node*, or *text* where nothing does."""
    link = nodes.reference("", "", *node.children, internal=True, refid=refid)
    implicit = bool(text) and not node.get("refexplicit", True)
    if implicit or not _has_content(link):
        link.children = []
        link += nodes.inline("", text or str(node.get("reftarget", refid)))
    link.source, link.line = node.source, node.line
    return link


def make_page_xref(
    node: nodes.Element, docname: str, fragment: str, joining: Joining
) -> addnodes.pending_xref:
    """Return a link to a page of the project, and to a heading or label on it."""
    return _xref(node, joining, reftype="page", reftarget=docname, fragment=unquote(fragment))


def make_report_xref(
    node: nodes.Element, filename: str, fragment: str, joining: Joining
) -> addnodes.pending_xref:
    """Return a link to a report that isn't on this page; the domain knows where it is."""
    return _xref(node, joining, reftype="file", reftarget=filename, fragment=unquote(fragment))


def _xref(node: nodes.Element, joining: Joining, **attributes: str) -> addnodes.pending_xref:
    """Return a link that the roundup domain resolves, once all pages are read."""
    explicit = node.get("refexplicit", True) and _has_content(node)
    xref = addnodes.pending_xref(
        "",
        nodes.inline("", "", *(node.children if explicit else ())),
        refdoc=joining.docname,
        refdomain="roundup",
        refexplicit=explicit,
        refwarn=True,
        **attributes,
    )
    xref.source, xref.line = joining.section.source, node.line
    return xref


def keep_text(node: nodes.Element) -> None:
    """Put in the place of a link what stands in it."""
    if _has_content(node):
        node.parent.replace(node, node.children)
    else:
        text = str(node.get("reftarget", node.get("refuri", "")))
        node.replace_self(nodes.inline("", text, classes=["roundup-missing"]))


def _has_content(link: nodes.Element) -> bool:
    """Say whether an author has put anything into a link, be it a blank."""
    return bool(link.astext()) or any(link.findall(nodes.image))
