"""Links of reports by a number: ``{numref}`` to a figure, a table, code or a section.

Sphinx fills the number into a link's words by Python's own rules, and trusts whoever wrote
them: ``{number:>9999999999}`` is all of the memory, ``{number.x}`` or ``100 %`` the end of
the build. So what a report writes is filled in here, where two names mean something and
nothing else does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sphinx import addnodes

from sphinx_roundup.domain import SECTION, get_roundup_domain
from sphinx_roundup.log import warn
from sphinx_roundup.problems import Subtype

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

OURS = ("roundup", "number")  # domain and type of such a reference once it has joined the page

_PLACES = re.compile(r"\{number\}|\{name\}|%s")


class _Numbered(NamedTuple):
    docname: str
    node_id: str
    name: str
    kind: str = ""
    number: str | None = None


def resolve_number(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: nodes.Element
) -> nodes.reference | None:
    """Resolve a reference by number, whose label the report or the project has."""
    is_ours = (node.get("refdomain"), node["reftype"]) == OURS
    found = _find(app, env, node) if is_ours else None
    if found is None:
        return None
    written = contnode.astext() if node["refexplicit"] else None
    if found.number is None:
        if node["refwarn"]:
            message = "what is labelled '%s' has no number here, and the link shows words instead"
            warn(Subtype.LINK, message, node["reftarget"].rpartition("/")[2], location=node)
        words = _PLACES.sub("", written) if written else found.name or contnode.astext()
        return _link(app, node, found, words.strip() or found.node_id)
    title = written or env.config.numfig_format.get(found.kind, "%s")
    words = _PLACES.sub(lambda m: (found.name if m[0] == "{name}" else found.number) or "", title)
    pattern = title.replace("{number}", "%s")
    # LaTeX's writer fills in what LaTeX has counted, by the rules of "%" in Python.
    is_safe = pattern.count("%") == pattern.count("%s") == 1 and "{name}" not in pattern
    return _link(app, node, found, words, pattern if is_safe else None)


def _find(app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref) -> _Numbered | None:
    """Return what a reference leads to, with its number if there is one.

    Sphinx unpickles the page of the label for each reference. Its tables of numbers are enough:
    they have figures by their first id, and sections by ``#`` and their first id.
    """
    label, standard = node["reftarget"], env.domains.standard_domain
    docname, node_id = standard.anonlabels.get(label, ("", ""))
    if not docname:
        return None
    name = standard.labels.get(label, ("", "", ""))[2]
    key = get_roundup_domain(env).numbered.get(docname, {}).get(node_id, node_id)
    for kind, numbers in env.toc_fignumbers.get(docname, {}).items():
        if key in numbers:
            return _Numbered(docname, node_id, name, kind, ".".join(map(str, numbers[key])))
    if not key.startswith(SECTION):
        return _Numbered(docname, node_id, name)
    numbers = env.toc_secnumbers.get(docname, {})
    number = numbers.get(key, numbers.get(""))  # the heading of the page has no anchor there
    if app.builder.name == "latex":  # which numbers sections by itself
        number = ()
    written = None if number is None else ".".join(map(str, number))
    return _Numbered(docname, node_id, name, "section", written)


def _link(
    app: Sphinx, node: addnodes.pending_xref, to: _Numbered, words: str, title: str | None = None
) -> nodes.reference:
    """Return a link that LaTeX fills a number of its own into, if *title* is given."""
    standard = app.env.domains.standard_domain
    where = (node["refdoc"], app.builder, to.docname, to.node_id, words, "numref")
    if title is None or app.builder.name != "latex":
        return standard.build_reference_node(*where)
    return standard.build_reference_node(*where, node_class=addnodes.number_reference, title=title)
