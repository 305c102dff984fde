"""Where the links of reports lead: to siblings, to pages, to files, or nowhere."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.messages import Subtype, problem, warn
from sphinx_roundup.page.labels import label_of
from sphinx_roundup.page.paths import candidates, is_plain_file, leaves_source_folder, near_name
from sphinx_roundup.parsing.allowed import is_allowed_url, url_scheme

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

    from sphinx_roundup.messages import Problem
    from sphinx_roundup.page.joining import Joining, Sibling

REPORT_SUFFIXES = (".md", ".rst")


def settle_links(joining: Joining) -> list[Problem]:
    """Let every link of a report lead where its author meant, or be plain text."""
    told: list[Problem | None] = []
    for node in [n for n in joining.section.findall(nodes.Element) if _is_link(n)]:
        if "refuri" in node:
            told.append(_settle_reference(node, joining))
        else:
            # What the project can't resolve is told later, at the line that is set here.
            node.line = joining.line_of(node, node["reftarget"])
            node.source = joining.section.source
            node["refdoc"] = joining.docname
            settle = _XREFS.get((node.get("refdomain") or "", node["reftype"]))
            told.append(settle(node, joining) if settle else None)
    return [each for each in told if each]


def _is_link(node: nodes.Element) -> bool:
    if isinstance(node, addnodes.pending_xref | addnodes.download_reference):
        return "reftarget" in node
    return isinstance(node, nodes.reference) and "refuri" in node


# -- References, which have an address ---------------------------------------------------


def _settle_reference(node: nodes.Element, joining: Joining) -> Problem | None:
    url = node["refuri"]
    if url.startswith("//"):
        node["refuri"] = url = f"https:{url}"
    if is_allowed_url(url):
        return None
    if url_scheme(url) or node.get("inv_match"):
        return None if node.get("inv_match") else _refuse_url(node, url, joining)
    return _settle_path(node, url, joining)


def _refuse_url(node: nodes.Element, url: str, joining: Joining) -> Problem:
    line = joining.line_of(node, url)
    _keep_text(node)
    message = "a report can't link to '%s:' addresses, only to http, https and mailto"
    return problem(Subtype.LINK, line, message, url_scheme(url) or url[:40])


# -- Cross-references, which have a target -----------------------------------------------


def _settle_myst(node: addnodes.pending_xref, joining: Joining) -> Problem | None:
    """Settle ``[text](target)``: a path, or the name of something."""
    target = node["reftarget"]
    if target.startswith("//"):
        link = nodes.reference("", "", *node.children, refuri=f"https:{target}")
        node.replace_self(link)
        return None
    if url_scheme(target) and "/" not in target.partition(":")[0]:
        return _refuse_url(node, target, joining)
    if target in joining.parsed.labels:
        node.replace_self(_reference(node, joining.parsed.labels[target]))
        return None
    if local := node.get("reflocalid"):
        node.replace_self(_reference(node, local))
        return None
    if _is_path(target) or _find_sibling(target, joining):
        return _settle_path(node, target, joining)
    _to_any(node, target)
    return None


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


def _settle_doc(node: addnodes.pending_xref, joining: Joining) -> Problem | None:
    """Settle ``{doc}``, whose target is a file without its suffix."""
    target = node["reftarget"]
    for suffix in ("", *REPORT_SUFFIXES):
        if sibling := _find_sibling(target + suffix, joining):
            node.replace_self(_reference(node, sibling.anchors.ids[0], _heading(sibling)))
            return None
    for docname in candidates(target, joining.folder):
        if docname in joining.env.found_docs:
            node["reftarget"] = f"/{docname}"
            return None
    for docname in candidates(target, joining.folder):
        for suffix in REPORT_SUFFIXES:
            if (joining.env.srcdir / (docname + suffix)).is_file():
                node.replace_self(_report_xref(node, docname + suffix, joining))
                return None
            joining.note_missing(docname + suffix)
    line = joining.line_of(node, target)
    _keep_text(node)
    return problem(Subtype.LINK, line, "there is no page or report '%s' to link to", target)


def _settle_ref(node: addnodes.pending_xref, joining: Joining) -> Problem | None:
    """Settle ``{ref}`` and ``{numref}``: the report's own labels first, then its siblings."""
    target = node["reftarget"].lower()
    if target in joining.parsed.labels:
        node["reftarget"] = label_of(joining.docname, joining.parsed.slug, target)
        return None
    for filename, sibling in joining.siblings.items():
        if posixpath.splitext(posixpath.basename(filename))[0].lower() == target:
            node.replace_self(_reference(node, sibling.anchors.ids[0], _heading(sibling)))
            return None
    return None


def _settle_equation(node: addnodes.pending_xref, joining: Joining) -> Problem | None:
    if node["reftarget"] in joining.parsed.equations:
        own = joining.parsed.equations[node["reftarget"]]
        equation = next(n for n in joining.section.findall(nodes.math_block) if own in n["ids"])
        node["reftarget"] = equation["label"]
    return None


def _settle_download(node: addnodes.download_reference, joining: Joining) -> Problem | None:
    if is_allowed_url(node["reftarget"]):
        return None
    if url_scheme(node["reftarget"]):
        return _refuse_url(node, node["reftarget"], joining)
    return _settle_path(node, node["reftarget"], joining)


_XREFS: dict[tuple[str, str], Callable[..., Problem | None]] = {
    ("", "myst"): _settle_myst,
    ("", "download"): _settle_download,
    ("std", "doc"): _settle_doc,
    ("std", "ref"): _settle_ref,
    ("std", "numref"): _settle_ref,
    ("math", "eq"): _settle_equation,
    ("math", "numref"): _settle_equation,
}


# -- Paths -------------------------------------------------------------------------------


def _settle_path(node: nodes.Element, written: str, joining: Joining) -> Problem | None:
    """Let a path lead to a sibling, a page or a file; the first of them that there is."""
    path, _, fragment = written.partition("#")
    if not path:
        return _settle_fragment(node, unquote(fragment), joining)
    if sibling := _find_sibling(path, joining):
        return _settle_sibling(node, sibling, unquote(fragment), joining)
    for filename in candidates(path, joining.folder):
        docname = joining.env.path2doc(filename)
        known = docname in joining.env.found_docs or filename in joining.env.found_docs
        if known:
            page = docname if docname in joining.env.found_docs else filename
            node.replace_self(_page_xref(node, str(page), fragment, joining))
            return None
        if filename.lower().endswith(REPORT_SUFFIXES):
            if (joining.env.srcdir / filename).is_file():
                node.replace_self(_report_xref(node, filename, joining))
                return None
        elif is_plain_file(joining.env.srcdir, filename):
            return _settle_file(node, filename, written, joining)
    return _leads_nowhere(node, written, path, joining)


def _settle_fragment(node: nodes.Element, fragment: str, joining: Joining) -> Problem | None:
    own = joining.parsed.fragments.get(fragment)
    if own is None:
        line = joining.line_of(node, f"#{fragment}")
        _keep_text(node)
        return problem(Subtype.LINK, line, "this report has no heading '#%s'", fragment)
    node.replace_self(_reference(node, own))
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
    node.replace_self(_reference(node, inside or sibling.anchors.ids[0], _heading(sibling)))
    return told


def _settle_file(
    node: nodes.Element, filename: str, written: str, joining: Joining
) -> Problem | None:
    """Publish a file for download, if it is the report's own to give away."""
    line = joining.line_of(node, written)
    folder = f"{joining.folder}/" if joining.folder else ""
    hidden = any(part.startswith((".", "_")) for part in filename.split("/"))
    if not filename.startswith(folder) or hidden or filename.endswith("conf.py"):
        _keep_text(node)
        message = "'%s' can't be published from here: only files in the report's own folder"
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
    _keep_text(node)
    if leaves_source_folder(path, joining.folder):
        return problem(Subtype.LINK, line, "the link '%s' leads out of the project", written)
    for filename in candidates(path, joining.folder):
        joining.note_missing(filename)
    near = near_name(joining.env.srcdir, path, joining.folder)
    message = "the link '%s' leads nowhere"
    if near:
        return problem(Subtype.LINK, line, message + "; did you mean '%s'?", written, near)
    return problem(Subtype.LINK, line, message, written)


def _find_sibling(path: str, joining: Joining) -> Sibling | None:
    for filename in candidates(path, joining.folder):
        for form in (filename, f"{filename}/index.md", f"{filename}/index.rst"):
            if form in joining.siblings:
                return joining.siblings[form]
    return None


# -- Nodes -------------------------------------------------------------------------------


def _heading(sibling: Sibling) -> str:
    authors = [person.name for person in sibling.report.authors]
    return ", ".join(authors) or posixpath.basename(sibling.report.filename)


def _reference(node: nodes.Element, refid: str, text: str = "") -> nodes.reference:
    """Return a link within the page, with what stands in *node*, or *text* where nothing does."""
    link = nodes.reference("", "", *node.children, internal=True, refid=refid)
    if not link.astext() and not any(link.findall(nodes.image)):
        link.children = []
        link += nodes.inline("", text or str(node.get("reftarget", refid)))
    link.source, link.line = node.source, node.line
    return link


def _page_xref(
    node: nodes.Element, docname: str, fragment: str, joining: Joining
) -> addnodes.pending_xref:
    explicit = bool(node.astext()) or any(node.findall(nodes.image))
    xref = addnodes.pending_xref(
        "",
        *(node.children or [nodes.inline()]),
        refdoc=joining.docname,
        refexplicit=explicit,
        refwarn=True,
    )
    if fragment and "myst_ref_domains" in joining.env.config:
        xref.update_all_atts({"refdomain": "doc", "reftype": "myst", "reftargetid": fragment})
        xref["reftarget"] = docname
    else:
        xref.update_all_atts({"refdomain": "std", "reftype": "doc"})
        xref["reftarget"] = f"/{docname}"
    xref.source, xref.line = node.source, node.line
    return xref


def _report_xref(node: nodes.Element, filename: str, joining: Joining) -> addnodes.pending_xref:
    """Return a link to a report that isn't on this page; the domain knows where it is."""
    xref = addnodes.pending_xref(
        "",
        nodes.inline("", "", *node.children),
        refdoc=joining.docname,
        refdomain="roundup",
        reftype="file",
        reftarget=filename,
        refexplicit=bool(node.astext()),
        refwarn=True,
    )
    xref.source, xref.line = node.source, node.line
    return xref


def _keep_text(node: nodes.Element) -> None:
    """Put in the place of a link what stands in it."""
    if node.astext() or any(node.findall(nodes.image)):
        node.parent.replace(node, node.children)
    else:
        text = str(node.get("reftarget", node.get("refuri", "")))
        node.replace_self(nodes.inline("", text, classes=["roundup-missing"]))


# -- Links to reports from elsewhere -----------------------------------------------------


def say_where_report_lives(
    app: Sphinx,
    domain: object,  # noqa: ARG001 - the signature of warn-missing-reference
    node: addnodes.pending_xref,
) -> bool | None:
    """Tell whoever links to a report's file, as if it were a page, where the report is."""
    target = node["reftarget"]
    if (node.get("refdomain"), node["reftype"]) == ("roundup", "file"):
        warn(Subtype.LINK, "the report '%s' is on no page", target, location=node)
        return True
    if (node.get("refdomain"), node["reftype"]) != ("std", "doc"):
        return None
    folder = posixpath.dirname(node.get("refdoc", ""))
    for filename in candidates(target, folder):
        for suffix in REPORT_SUFFIXES:
            place = get_roundup_domain(app.env).get_place(filename + suffix)
            if place is not None:
                label = label_of(place.docname, place.anchor)
                message = "'%s' is a report on the page '%s'; link to it by {ref}`%s`"
                warn(Subtype.LINK, message, target, place.docname, label, location=node)
                return True
    return None
