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
from sphinx_roundup.parsing import NAME, limit_code_warnings
from sphinx_roundup.problems import Subtype
from sphinx_roundup.reports import candidates, did_you_mean, file_stem, nearest

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain import RoundupDomain

_REPORTED_LATER = (nodes.literal_block, addnodes.pending_xref)


def limit_warnings(section: nodes.section, left: int) -> None:
    """Let Sphinx warn of no more than *left* references and code blocks of a report.

    How many are wrong isn't known before all pages are read or written.
    """
    found = find_all(section, _REPORTED_LATER)
    code = [node for node in found if isinstance(node, nodes.literal_block)]
    left -= limit_code_warnings(code, left // 2)
    for node in [node for node in found if isinstance(node, addnodes.pending_xref)][left:]:
        node["refwarn"] = False
        if node.get("refdomain") in {"c", "cpp"}:  # they warn in any case
            keep_text(node)


def claim_label(
    _app: Sphinx, _env: BuildEnvironment, node: addnodes.pending_xref, _contnode: nodes.Element
) -> None:
    """Keep the ``std`` domain from warning of a report's ``{ref}``, too."""
    if node["reftype"] == "ref" and REPORT_FILE in node:
        node["reftype"] = "label"


def warn_missing(app: Sphinx, _domain: object, node: addnodes.pending_xref) -> bool | None:
    """Warn of a reference of ours, or to a report as if it were a page, that leads nowhere.

    Once for each place: builders of e-books resolve the root page several times.

    :returns: ``True`` for a reference that no other listener has to warn of
    """
    domain = get_roundup_domain(app.env)
    place = (node.source, node.line, node["reftarget"])
    if place in domain.warned_links:
        return True
    message = _find_message(domain, node)
    if message is None:
        return None
    domain.warned_links.add(place)
    if message:
        warn(Subtype.LINK, *message, location=node)
    return True


def _find_message(domain: RoundupDomain, node: addnodes.pending_xref) -> tuple[str, ...] | None:
    """Return a message with its values, empty to say nothing; ``None`` where others may warn."""
    target, typ = node["reftarget"], node["reftype"]
    if REPORT_FILE in node:
        return _missing_in_report(domain.env, node)
    if (node.get("refdomain"), typ) == ("std", "doc"):
        return _link_to_report(domain, node)
    if node.get("refdomain") != "roundup":
        return None
    if typ == "file":
        return "the report '%s' is on no page", target
    if typ == "mention":  # an "@word" that is no person stays as it is
        return ()
    names = {name: text for name, text, kind, *_rest in domain.get_objects() if kind == typ}
    near = nearest(target, [*names, *names.values()])[:1]  # others may be its other names
    return "there is no %s '%s'%s", typ, target, did_you_mean(f"'{name}'" for name in near)


def _missing_in_report(env: BuildEnvironment, node: addnodes.pending_xref) -> tuple[str, ...]:
    """Return the warning about a name that neither its report nor the project has."""
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


def _link_to_report(domain: RoundupDomain, node: addnodes.pending_xref) -> tuple[str, ...] | None:
    """Return the right link to a report's file that is linked to as if it were a page."""
    folder = posixpath.dirname(node.get("refdoc", ""))
    for filename in candidates(node["reftarget"], folder):
        for suffix in REPORT_SUFFIXES:
            if place := domain.project_index.find_file(filename + suffix):
                label = label_of(place.docname, place.anchor)
                message = "'%s' is a report on the page '%s'; link to it by {ref}`%s`"
                return message, node["reftarget"], place.docname, label
    return None
