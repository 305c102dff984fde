"""Links of reports, resolved to other reports, pages and files."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, TypeGuard
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import make_refnode

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.links.adopt import project_label
from sphinx_roundup.links.labels import label_of
from sphinx_roundup.links.link_paths import (
    REPORT_SUFFIXES,
    find_sibling,
    settle_path,
)
from sphinx_roundup.links.numref import OURS
from sphinx_roundup.nodes import keep_text, make_reference, nodes_in
from sphinx_roundup.parsing.allowed import is_allowed_url, url_scheme
from sphinx_roundup.parsing.attributes import clean_address
from sphinx_roundup.parsing.markdown import NAME
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports import candidates, did_you_mean, exists, file_stem

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.context import JoinContext
    from sphinx_roundup.problems import Problem

REL = "nofollow ugc noopener"
"""Relation of external links in reports, for search engines and browsers: content of
users (https://html.spec.whatwg.org/#linkTypes)."""

SIBLING = "roundup_sibling"
"""The attribute of a reference that may mean a report by its file's name, where the project
has nothing of that name."""

FILENAME = "roundup_filename"
"""The attribute of such a reference for the file of its report."""

TOLD = "roundup_told"
"""The attribute of a reference for what is to be said if the project hasn't what it is to:
a message and its arguments."""


def settle_links(joining: JoinContext) -> list[Problem]:
    """Let every link of a report lead where its author meant, or be plain text."""
    told: list[Problem | None] = []
    for node in [n for n in nodes_in(joining.section) if _is_link(n)]:
        if "refuri" in node:
            told.append(_settle_reference(node, joining))
        else:
            # What the project can't resolve is reported later, at the line that is set here.
            node.line = joining.line_of(node, node["reftarget"])
            node.source = joining.section.source
            node["refdoc"] = joining.docname
            settle = _XREFS.get((node.get("refdomain") or "", node["reftype"]))
            told.append(settle(node, joining) if settle else None)
    return [each for each in told if each]


_TARGETED = (addnodes.pending_xref, addnodes.download_reference)
_LINKS = (nodes.reference, *_TARGETED)


def _is_link(node: nodes.Node) -> TypeGuard[nodes.Element]:
    return (
        isinstance(node, _LINKS)
        and ("reftarget" if isinstance(node, _TARGETED) else "refuri") in node
    )


# -- References, which have an address ---------------------------------------------------


def _settle_reference(node: nodes.Element, joining: JoinContext) -> Problem | None:
    url = node["refuri"]
    if url.startswith("//"):
        node["refuri"] = url = f"https:{url}"
    if is_allowed_url(url) or node.get("inv_match"):  # of another project's inventory
        node["rel"] = REL
        return None
    if url_scheme(url):
        return _refuse_url(node, url, joining)
    return settle_path(node, url, joining)


def _refuse_url(node: nodes.Element, url: str, joining: JoinContext) -> Problem:
    line = joining.line_of(node, url)
    keep_text(node)
    message = "a report can't link to '%s:' addresses, only to http, https and mailto"
    return problem(Subtype.LINK, line, message, url_scheme(url) or url[:40])


# -- Cross-references, which have a target -----------------------------------------------


def _settle_myst(node: addnodes.pending_xref, joining: JoinContext) -> Problem | None:
    """Settle ``[text](target)``: a path, or the name of something."""
    target = node["reftarget"]
    if target.startswith("//"):
        address = clean_address(f"https:{target}")
        node.replace_self(nodes.reference("", "", *node.children, refuri=address, rel=REL))
        return None
    if url_scheme(target) and "/" not in target.partition(":")[0]:
        return _refuse_url(node, target, joining)
    if own := joining.parsed.fragments.get(target):
        node.replace_self(make_reference(node, own))
        return None
    if _is_path(target) or find_sibling(target, joining):
        return settle_path(node, target, joining)
    _to_any(node, target)
    _leave_to_project(node, target, joining)
    return None


def _leave_to_project(node: addnodes.pending_xref, target: str, joining: JoinContext) -> None:
    """Note what :mod:`.missing` needs for a warning, should the project not have *target*."""
    node[SIBLING] = target.lower()
    node[FILENAME] = joining.report.filename


def _is_path(target: str) -> bool:
    path = target.partition("#")[0]
    return "/" in path or "\\" in path or bool(posixpath.splitext(path)[1])


def _to_any(node: addnodes.pending_xref, target: str) -> None:
    """Let the project find *target*, as the ``any`` role does.

    MyST's own resolver makes of what it doesn't find a link to an anchor of the page.
    """
    node["reftype"], node["refdomain"] = "any", ""
    node["refwarn"] = True
    if not node.astext():
        node.children = []
        node += nodes.inline("", unquote(target), classes=["xref", "any"])


def _settle_doc(node: addnodes.pending_xref, joining: JoinContext) -> Problem | None:
    """Settle ``{doc}``, whose target is a file without its suffix."""
    target = node["reftarget"]
    if node.get("intersphinx") or ":" in target:  # a page of another project
        return None
    for suffix in ("", *REPORT_SUFFIXES):
        if sibling := find_sibling(target + suffix, joining):
            node.replace_self(make_reference(node, sibling.anchors.ids[0], sibling.heading))
            return None
    for docname in candidates(target, joining.folder):
        if docname in joining.env.found_docs:
            node["reftarget"] = f"/{docname}"
            return None
    for docname in candidates(target, joining.folder):
        for suffix in REPORT_SUFFIXES:
            if exists(joining.env.srcdir, docname + suffix):
                node.replace_self(joining.make_xref(node, "file", docname + suffix))
                return None
            joining.note_missing(docname + suffix)
    line = joining.line_of(node, target)
    keep_text(node)
    message = "there is no page or report '%s' to link to%s"
    return problem(Subtype.LINK, line, message, target, _page_near(target, joining))


def _page_near(target: str, joining: JoinContext) -> str:
    """Return the end of a message about a page that isn't there."""
    found = (joining.near_name(target + s, REPORT_SUFFIXES) for s in REPORT_SUFFIXES)
    near = next(filter(None, found), None)
    return did_you_mean([f"'{posixpath.splitext(near)[0]}'"] if near else [])


def _settle_ref(node: addnodes.pending_xref, joining: JoinContext) -> Problem | None:
    """Settle ``{ref}`` and ``{numref}``: the report's own labels first, then its siblings."""
    target = node["reftarget"].lower()
    if node.get("intersphinx"):
        return None
    if node["reftype"] == "numref":
        node["refdomain"], node["reftype"] = OURS
    if target in joining.parsed.labels:
        node["reftarget"] = label_of(joining.docname, joining.parsed.slug, target)
        node[TOLD] = nameless_label(target, joining.report.syntax)
        return None
    _leave_to_project(node, target, joining)
    return None


def nameless_label(label: str, syntax: str) -> tuple[str, str, str]:
    """Return what to say of a link without words to a label that stands at no heading."""
    cure = "{ref}`words <%s>`" if syntax == "md" else ":ref:`words <%s>`"
    return "the label '%s' isn't at a heading or caption; write " + cure, label, label


def _settle_any(node: addnodes.pending_xref, joining: JoinContext) -> Problem | None:
    """Settle ``{any}``: a label of the report's own comes before the project's."""
    own = joining.parsed.labels.get(node["reftarget"].lower())
    if own is not None:
        node.replace_self(make_reference(node, own))
    else:
        _leave_to_project(node, node["reftarget"], joining)
        node[NAME] = True
    return None


def _settle_equation(node: addnodes.pending_xref, joining: JoinContext) -> Problem | None:
    if node["reftarget"] in joining.parsed.equations:
        node["reftarget"] = project_label(node["reftarget"], joining)
    return None


def _settle_download(node: addnodes.download_reference, joining: JoinContext) -> Problem | None:
    if is_allowed_url(node["reftarget"]):
        return None
    if url_scheme(node["reftarget"]):
        return _refuse_url(node, node["reftarget"], joining)
    return settle_path(node, node["reftarget"], joining)


_XREFS: dict[tuple[str, str], Callable[..., Problem | None]] = {
    ("", "myst"): _settle_myst,
    ("", "download"): _settle_download,
    ("", "any"): _settle_any,
    ("std", "doc"): _settle_doc,
    ("std", "ref"): _settle_ref,
    ("std", "numref"): _settle_ref,
    ("math", "eq"): _settle_equation,
    ("math", "numref"): _settle_equation,
}


# -- Links to reports from elsewhere -----------------------------------------------------


def resolve_described(
    app: Sphinx,
    env: BuildEnvironment,
    node: addnodes.pending_xref,
    contnode: nodes.Element,
) -> nodes.reference | None:
    """Resolve a term or token that no page of the host describes to a report that does.

    It is not noted in Sphinx's domain, where the page that is read last would have it.
    """
    if node.get("refdomain") != "std" or node["reftype"] not in {"term", "token"}:
        return None
    directory = get_roundup_domain(env).directory
    spot = directory.find_described(node["reftype"], node["reftarget"])
    return spot and make_refnode(app.builder, node["refdoc"], *spot, contnode)


def resolve_sibling(
    app: Sphinx,
    env: BuildEnvironment,
    node: addnodes.pending_xref,
    contnode: nodes.Element,
) -> nodes.reference | None:
    """Resolve a link to a name that the project doesn't have to a report of its page.

    :param contnode: what stands in the link.
    """
    wanted, docname = node.get(SIBLING), node.get("refdoc", "")
    places = get_roundup_domain(env).directory.places.get(docname, {}) if wanted else {}
    named = [filename for filename in places if file_stem(filename).lower() == wanted]
    if not named:
        return None
    place = places[min(named)]
    words = contnode if node["refexplicit"] else nodes.inline("", place.text)
    return make_refnode(app.builder, docname, docname, place.anchor, words)
