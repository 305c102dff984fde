"""Warnings about cross-references without a target; they suggest similar names."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.links.labels import label_of
from sphinx_roundup.links.resolve import REPORT_FILE
from sphinx_roundup.links.targets import NO_HEADING, REPORT_SUFFIXES, headings_near
from sphinx_roundup.log import warn
from sphinx_roundup.nodes import find_all, keep_text
from sphinx_roundup.parsing import NAME, distrust_code
from sphinx_roundup.problems import Subtype
from sphinx_roundup.reports import candidates, did_you_mean, file_stem, nearest

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain import RoundupDomain
    from sphinx_roundup.domain.project_index import ProjectIndex

_REPORTED_LATER = (nodes.literal_block, addnodes.pending_xref)


def limit_warnings(section: nodes.section, left: int) -> None:
    """Let Sphinx warn of no more than *left* references and code blocks of a report.

    How many lead nowhere isn't known before all pages are read, nor how many aren't in their
    language before they are written, and both is Sphinx's to say.
    """
    found = find_all(section, _REPORTED_LATER)
    code = [node for node in found if isinstance(node, nodes.literal_block)]
    left -= distrust_code(code, left // 2)
    for node in [node for node in found if isinstance(node, addnodes.pending_xref)][left:]:
        node["refwarn"] = False
        if node.get("refdomain") in {"c", "cpp"}:  # they warn in any case
            keep_text(node)


def claim_label(
    _app: Sphinx, _env: BuildEnvironment, node: addnodes.pending_xref, _contnode: nodes.Element
) -> None:
    """Claim the warning about a report's ``{ref}`` that wasn't resolved.

    Every listener to warn-missing-reference is called, and the ``std`` domain's would warn of
    it, too.
    """
    if node["reftype"] == "ref" and REPORT_FILE in node:
        node["reftype"] = "label"


def warn_missing(app: Sphinx, _domain: object, node: addnodes.pending_xref) -> bool | None:
    """Warn of a reference of ours, or to a report as if it were a page, that leads nowhere.

    Once for each place: builders of e-books resolve the root page several times.

    :returns: ``True`` for a reference that no other listener has to warn of
    """
    warned = get_roundup_domain(app.env).warned_links
    place = (node.source, node.line, node["reftarget"])
    if place in warned:
        return True
    is_ours = _warn_missing(app, node)
    if is_ours:
        warned.add(place)
    return is_ours


def _warn_missing(app: Sphinx, node: addnodes.pending_xref) -> bool | None:
    if REPORT_FILE in node:
        warn(Subtype.LINK, *_missing_in_report(app.env, node), location=node)
        return True
    ours = get_roundup_domain(app.env)
    target, kind = node["reftarget"], (node.get("refdomain"), node["reftype"])
    if kind == ("std", "doc"):
        return _warn_about_report_path(node, ours.project_index)
    if kind[0] != "roundup":
        return None
    if kind[1] == "file":
        warn(Subtype.LINK, "the report '%s' is on no page", target, location=node)
    elif kind[1] != "mention":  # an "@word" that is no person stays as it is
        _warn_near(ours, node)
    return True


def _missing_in_report(env: BuildEnvironment, node: addnodes.pending_xref) -> tuple[str, ...]:
    """Return the warning about a name that neither its report nor the project has.

    The names that are near to it are compared here and not when the report joins its page:
    of thousands of references few are reported.
    """
    target, filename = node["reftarget"], node[REPORT_FILE]
    locations = get_roundup_domain(env).locations[node["refdoc"]]
    labels, headings = locations[filename].labels, locations[filename].fragments
    wanted = target.lower()
    if node["reftype"] == "any" and NAME not in node:
        return NO_HEADING, target, headings_near(target, headings)
    names = [*labels, *map(file_stem, locations)]
    if node["reftype"] == "any":
        near = did_you_mean(f"'{name}'" for name in nearest(target, names))
        return "the link '%s' leads nowhere%s", target, near
    standard = env.domains.standard_domain
    if wanted in standard.anonlabels:
        own = (label for label in labels if wanted.endswith(f"/{label}"))
        label = max(own, key=len, default=wanted)
        role = ":ref:" if filename.lower().endswith(".rst") else "{ref}"
        message = f"the label '%s' isn't at a heading or caption; write {role}`words <%s>`"
        return message, label, label
    names += [name for name in standard.labels if "/" not in name]
    near = did_you_mean(f"'{name}'" for name in nearest(wanted, names))
    return "neither this report nor the project has the label '%s'%s", target, near


def _warn_near(domain: RoundupDomain, node: addnodes.pending_xref) -> None:
    """Warn about a missing person, report or event, with the nearest names."""
    typ, target = node["reftype"], node["reftarget"]
    names = {name: text for name, text, kind, *_rest in domain.get_objects() if kind == typ}
    near = nearest(target, [*names, *names.values()])
    hint = did_you_mean(f"'{name}'" for name in near[:1])  # the others may be its other names
    warn(Subtype.LINK, "there is no %s '%s'%s", typ, target, hint, location=node)


def _warn_about_report_path(
    node: addnodes.pending_xref, project_index: ProjectIndex
) -> bool | None:
    """Warn about a link to a report's file as if it were a page, with the right link."""
    folder = posixpath.dirname(node.get("refdoc", ""))
    for filename in candidates(node["reftarget"], folder):
        for suffix in REPORT_SUFFIXES:
            if place := project_index.find_file(filename + suffix):
                label = label_of(place.docname, place.anchor)
                message = "'%s' is a report on the page '%s'; link to it by {ref}`%s`"
                args = (node["reftarget"], place.docname, label)
                warn(Subtype.LINK, message, *args, location=node)
                return True
    return None
