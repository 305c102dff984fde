"""Labels of reports, kept apart from those of the project's own pages; references by number.

Sphinx fills the number of ``{numref}`` into the author's words by Python's rules of formatting.
``{number:>9999999999}`` would take all of the memory, ``100 %`` end the build; here only
``{number}``, ``{name}`` and ``%s`` have a meaning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, cast

from docutils import nodes
from docutils.utils import normalize_language_tag
from docutils.utils.smartquotes import smartchars
from sphinx import addnodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.log import warn
from sphinx_roundup.nodes import elements_by_level, elements_in, report_sections
from sphinx_roundup.parsing import scratch_docname
from sphinx_roundup.problems import Subtype
from sphinx_roundup.reports import short_hash

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.context import JoinContext
    from sphinx_roundup.parsing import ParsedReport

_TITLE = "roundup_title"


def label_of(docname: str, slug: str, name: str = "") -> str:
    """Return the project's name for a report, or for something in it.

    ``retreat/ana``, or ``retreat/ana--week-2/map`` for the label ``map``. The page comes
    first, since two pages may gather the same report.
    """
    return "/".join(filter(None, (docname, slug, name))).lower()


def note_labels(
    document: nodes.document, docname: str, section: nodes.section, parsed: ParsedReport
) -> None:
    """Register a report's ids and labels with the page, as if they had been written on it.

    Sphinx's ``std`` domain takes the labels from there, once the page is read.
    """
    elements = elements_by_level(section)
    nodes_by_id = {node_id: each for each in elements for node_id in each.attributes["ids"]}
    document.ids.update(nodes_by_id)
    names = {label_of(docname, anchor): anchor for anchor in section["ids"]}
    names |= {label_of(docname, parsed.slug, n): i for n, i in parsed.labels.items()}
    for name, node_id in [(n, i) for n, i in names.items() if i in nodes_by_id]:
        document.nameids[name], document.nametypes[name] = node_id, True
        nodes_by_id[node_id]["names"].append(name)


def swap_report_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Keep sphinx.ext.autosectionlabel from taking a report's heading for a host's label.

    It names a section after its title's source text: a report on "Installation" would take
    ``{ref}`installation``` over. The second call puts the text back, for gettext's messages.
    """
    if "sphinx.ext.autosectionlabel" not in app.extensions:
        return
    for section in [
        s for report in report_sections(doctree) for s in report.findall(nodes.section)
    ]:
        title = cast("nodes.title", section.children[0])
        if _TITLE in title:
            title.rawsource = title.attributes.pop(_TITLE)
        else:
            title[_TITLE] = title.rawsource
            title.rawsource = f"{app.env.docname}/{section['ids'][0]}/{title.astext()}"


def set_docname(context: JoinContext) -> None:
    """Let every node that names its document name the page."""
    footnotes = f"{context.docname}#{context.parsed.slug}"
    scratch = scratch_docname(context.report.filename)
    for node in elements_by_level(context.section):
        if isinstance(node, nodes.footnote | nodes.footnote_reference):
            # LaTeX's writer finds a footnote by document and number; every report has a 1.
            node["docname"] = footnotes
        else:
            for attribute in ("docname", "refdoc"):
                if node.attributes.get(attribute) == scratch:
                    node[attribute] = context.docname
        if isinstance(node, nodes.math_block) and node.get("label"):
            _resolve_equation(node, context)


def keep_unknown_quotes(languages: Iterable[str], settings: Any) -> None:
    """Leave quotes as they are written where docutils has none of a language.

    It would do so anyway, and warn of it.
    """
    known = smartchars.quotes
    tags = [normalize_language_tag(language) for language in languages]
    plain = [(own[0], "\"\"''") for own in tags if not any(tag in known for tag in own)]
    if plain:
        settings.smartquotes_locales = [*(settings.smartquotes_locales or ()), *plain]


def _resolve_equation(node: nodes.math_block, context: JoinContext) -> None:
    """Register a labelled equation under a name that only it has in the project.

    The math domain's ``note_equation`` would number those of all reports in one row.
    """
    label = project_label(node["label"], context)
    equations = context.env.domains.math_domain.equations
    equations[label] = (context.docname, node["number"])
    node["label"], node["docname"] = label, context.docname
    node["ids"] = [f"equation-{label}", *node["ids"]]


def project_label(label: str, context: JoinContext) -> str:
    """Return the project's name for an equation that its report calls *label*.

    The hash keeps names apart that docutils' ``make_id`` makes equal.
    """
    name = f"{context.docname}/{context.parsed.slug}--{label}"
    return f"{nodes.make_id(name)}-{short_hash(name)}"


OURS = ("roundup", "number")  # domain and type of such a reference once it has joined the page

_PLACES = re.compile(r"\{number\}|\{name\}|%s")
_FILLED_BY_LATEX = re.compile(r"(?s)(?!.*\{name\})[^%]*%s[^%]*")
"""Words that LaTeX's writer fills with LaTeX's own number, by the rules of ``%`` in Python."""


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
    found = _find_numbered(app, env, node["reftarget"]) if is_ours else None
    if found is None:
        return None
    written = contnode.astext() if node["refexplicit"] else ""
    link = env.domains.standard_domain.build_reference_node
    where = (node["refdoc"], app.builder, found.docname, found.node_id)
    if found.number is None:
        return link(*where, _words_without_number(node, found, contnode), "numref")
    title = written or env.config.numfig_format.get(found.kind, "%s")
    values = {"{name}": found.name, "{number}": found.number, "%s": found.number}
    words = _PLACES.sub(lambda place: values[place[0]], title)
    pattern = title.replace("{number}", "%s")
    if app.builder.name == "latex" and _FILLED_BY_LATEX.fullmatch(pattern):
        kind = addnodes.number_reference
        return link(*where, words, "numref", node_class=kind, title=pattern)
    return link(*where, words, "numref")


def _words_without_number(
    node: addnodes.pending_xref, found: _Numbered, contnode: nodes.Element
) -> str:
    """Return the words of a link by number to what has none, and warn."""
    if node["refwarn"]:
        message = "what is labelled '%s' has no number here, and the link shows words instead"
        warn(Subtype.LINK, message, node["reftarget"].rpartition("/")[2], location=node)
    written = _PLACES.sub("", contnode.astext()) if node["refexplicit"] else ""
    return written.strip() or found.name or contnode.astext() or found.node_id


def _find_numbered(app: Sphinx, env: BuildEnvironment, label: str) -> _Numbered | None:
    """Return the target of a label, with its number if there is one.

    Sphinx's tables of numbers have figures by their first id, and sections by ``#`` and theirs.
    """
    standard = env.domains.standard_domain
    docname, node_id = standard.anonlabels.get(label, ("", ""))
    if not docname:
        return None
    target = _Numbered(docname, node_id, standard.labels.get(label, ("", "", ""))[2])
    key = _number_keys(env, docname).get(node_id, node_id)
    for kind, numbers in env.toc_fignumbers.get(docname, {}).items():
        if key in numbers:
            return target._replace(kind=kind, number=".".join(map(str, numbers[key])))
    sections = env.toc_secnumbers.get(docname, {})
    number = sections.get(key, sections.get(""))  # the heading of the page has no anchor there
    if not key.startswith("#") or (number is None and app.builder.name != "latex"):
        return target
    # LaTeX numbers sections by itself.
    return target._replace(kind="section", number=".".join(map(str, number or ())))


def _number_keys(env: BuildEnvironment, docname: str) -> dict[str, str]:
    """Return the keys of a page's elements in the tables of numbers, where these aren't the ids."""
    known = get_roundup_domain(env).number_keys
    if docname not in known:
        keys = known[docname] = {}
        for node in [n for n in elements_in(env.get_doctree(docname)) if n.attributes["ids"]]:
            sign = "#" if isinstance(node, nodes.section) else ""
            keys |= dict.fromkeys(node["ids"], f"{sign}{node['ids'][0]}")
    return known[docname]
