"""Links and cross-references of reports, resolved by their kind; for paths see :mod:`.targets`."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import make_refnode

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.links.labels import OURS, label_of, project_label
from sphinx_roundup.links.targets import (
    REPORT_SUFFIXES,
    find_by_address,
    find_fragment,
    find_page_report,
    resolve_path,
)
from sphinx_roundup.nodes import elements_by_level, keep_text, make_reference
from sphinx_roundup.parsing import NAME, clean_address, is_allowed_url, url_scheme
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

REPORT_FILE = "roundup_report"
"""Attribute of a reference that the project resolves: the file of its report.

If the project has no such target, it may be a report of the page, by its file's stem; else
:mod:`.links.missing` warns about it.
"""


def resolve_links(context: JoinContext) -> list[Problem]:
    """Let every link of a report lead where its author meant, or be plain text."""
    problems: list[Problem | None] = []
    for node in [n for n in elements_by_level(context.section) if _is_link(n)]:
        if "refuri" in node:
            problems.append(_resolve_reference(node, context))
        else:
            # What the project can't resolve is reported later, at the line that is set here.
            node.line = context.line_of(node, node["reftarget"])
            node.source = context.section.source
            node["refdoc"] = context.docname
            domain = node.get("refdomain") or ""
            resolve = _XREFS.get((domain, node["reftype"])) or _DOMAINS.get(domain)
            if isinstance(node, addnodes.download_reference):  # whatever its type says
                resolve = _resolve_download
            problems.append(resolve(node, context) if resolve else None)
    return [each for each in problems if each]


_TARGETED = (addnodes.pending_xref, addnodes.download_reference)


def _is_link(node: nodes.Element) -> bool:
    if isinstance(node, _TARGETED):
        return "reftarget" in node
    return isinstance(node, nodes.reference) and "refuri" in node


# -- References, which have an address ---------------------------------------------------


def _resolve_reference(node: nodes.Element, context: JoinContext) -> Problem | None:
    url = node["refuri"]
    if url.startswith("//"):
        node["refuri"] = url = f"https:{url}"
    if is_allowed_url(url) or node.get("inv_match"):  # of another project's inventory
        node["rel"] = REL
        return None
    return (_refuse_url if url_scheme(url) else resolve_path)(node, url, context)


def _refuse_url(node: nodes.Element, url: str, context: JoinContext) -> Problem:
    line = context.line_of(node, url)
    keep_text(node)
    message = "a report can't link to '%s:' addresses, only to http, https and mailto"
    if (scheme := url_scheme(url)) in {"http", "https"}:
        message, scheme = "'%s' is no web address, which begins like 'https://example.org'", url
    return problem(Subtype.LINK, line, message, scheme or url[:40])


# -- Cross-references, which have a target -----------------------------------------------


def _resolve_myst(node: addnodes.pending_xref, context: JoinContext) -> Problem | None:
    """Resolve ``[text](target)``: a path, or the name of something."""
    target = node["reftarget"]
    if target.startswith("//"):
        address = clean_address(f"https:{target}")
        node.replace_self(nodes.reference("", "", *node.children, refuri=address, rel=REL))
        return None
    if url_scheme(target) and "/" not in target.partition(":")[0]:
        return _refuse_url(node, target, context)
    if own := find_fragment(target, context.parsed):
        node.replace_self(make_reference(node, own))
        return None
    if _is_path(target, context):
        return resolve_path(node, target, context)
    # The project finds it, as the "any" role does. MyST's own resolver makes of what it doesn't
    # find a link to an anchor of the page.
    node["reftype"], node["refdomain"], node["refwarn"] = "any", "", True
    if not node.astext():
        node[:] = [nodes.inline("", unquote(target), classes=["xref", "any"])]
    node[REPORT_FILE] = context.report.filename
    return None


def _is_path(target: str, context: JoinContext) -> bool:
    path = target.partition("#")[0]
    if "/" in path or "\\" in path or posixpath.splitext(path)[1]:
        return True
    return bool(find_page_report(target, context) or find_by_address(target, context))


def _resolve_doc(node: addnodes.pending_xref, context: JoinContext) -> Problem | None:
    """Resolve ``{doc}``, whose target is a file without its suffix."""
    target = node["reftarget"]
    if node.get("intersphinx") or ":" in target:  # a page of another project
        return None
    if page_report := find_page_report(target, context, ("", *REPORT_SUFFIXES)):
        node.replace_self(make_reference(node, page_report.anchors.ids[0], page_report.heading))
        return None
    docnames = list(candidates(target, context.folder))
    if page := next((name for name in docnames if name in context.env.found_docs), None):
        node["reftarget"] = f"/{page}"
        return None
    for filename in [name + suffix for name in docnames for suffix in REPORT_SUFFIXES]:
        if exists(context.env.srcdir, filename):
            node.replace_self(context.make_xref(node, "file", filename))
            return None
        context.note_missing(filename)
    line = context.line_of(node, target)
    keep_text(node)
    message = "there is no page or report '%s' to link to%s"
    found = (context.near_name(target + s, REPORT_SUFFIXES) for s in REPORT_SUFFIXES)
    near = next(filter(None, found), None)
    hint = did_you_mean([f"'{posixpath.splitext(near)[0]}'"] if near else [])
    return problem(Subtype.LINK, line, message, target, hint)


def _resolve_ref(node: addnodes.pending_xref, context: JoinContext) -> Problem | None:
    """Resolve ``{ref}`` and ``{numref}``: the report's own labels first."""
    target = node["reftarget"].lower()
    if node.get("intersphinx"):
        return None
    if node["reftype"] == "numref":
        node["refdomain"], node["reftype"] = OURS
    if target in context.parsed.labels:
        node["reftarget"] = label_of(context.docname, context.parsed.slug, target)
    node[REPORT_FILE] = context.report.filename
    return None


def _resolve_any(node: addnodes.pending_xref, context: JoinContext) -> Problem | None:
    """Resolve ``{any}``: a label of the report's own comes before the project's."""
    own = context.parsed.labels.get(node["reftarget"].lower())
    if own is not None:
        node.replace_self(make_reference(node, own))
    else:
        node[REPORT_FILE] = context.report.filename
        node[NAME] = True
    return None


def _resolve_equation(node: addnodes.pending_xref, context: JoinContext) -> Problem | None:
    if node["reftarget"] in context.parsed.equations:
        node["reftarget"] = project_label(node["reftarget"], context)
    return None


def _resolve_download(node: addnodes.download_reference, context: JoinContext) -> Problem | None:
    if is_allowed_url(url := node["reftarget"]):
        node.replace_self(nodes.reference("", "", *node.children, refuri=url, rel=REL))
        return None
    resolve = _refuse_url if url_scheme(node["reftarget"]) else resolve_path
    return resolve(node, node["reftarget"], context)


_NAME_IN_C = re.compile(r"~?[A-Za-z_]\w*(?:(?:\.|::)~?[A-Za-z_]\w*)*(?:\(\))?")


def _resolve_name_in_c(node: nodes.Element, context: JoinContext) -> Problem | None:
    """Leave names alone: the domains print anything else, of several lines, as it is written."""
    if _NAME_IN_C.fullmatch(node["reftarget"]):
        return None
    keep_text(node)
    message, target = "a report can't link to '%s': it is no name in C or C++", node["reftarget"]
    return problem(Subtype.LINK, context.line_of(node, target), message, target)


_DOMAINS = {"c": _resolve_name_in_c, "cpp": _resolve_name_in_c}
_XREFS: dict[tuple[str, str], Callable[..., Problem | None]] = {
    ("", "myst"): _resolve_myst,
    ("", "any"): _resolve_any,
    ("std", "doc"): _resolve_doc,
    ("std", "ref"): _resolve_ref,
    ("std", "numref"): _resolve_ref,
    ("math", "eq"): _resolve_equation,
    ("math", "numref"): _resolve_equation,
}


# -- Links to reports from elsewhere -----------------------------------------------------


def resolve_described(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: nodes.Element
) -> nodes.reference | None:
    """Resolve a term or token that no page of the host describes to a report that does.

    It is not noted in Sphinx's domain, where the page that is read last would have it.
    """
    if node.get("refdomain") != "std" or node["reftype"] not in {"term", "token"}:
        return None
    project_index = get_roundup_domain(env).project_index
    target = project_index.find_described(node["reftype"], node["reftarget"])
    return target and make_refnode(app.builder, node["refdoc"], *target, contnode)


def resolve_page_report(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: nodes.Element
) -> nodes.reference | None:
    """Resolve a link to a name that the project doesn't have to a report of its page."""
    if REPORT_FILE not in node:
        return None
    wanted, docname = node["reftarget"].lower(), node["refdoc"]
    locations = get_roundup_domain(env).project_index.locations.get(docname, {})
    named = [filename for filename in locations if file_stem(filename).lower() == wanted]
    if not named:
        return None
    place = locations[min(named)]
    words = contnode if node["refexplicit"] else nodes.inline("", place.text)
    return make_refnode(app.builder, docname, docname, place.anchor, words)
