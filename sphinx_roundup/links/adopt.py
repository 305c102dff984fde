"""Adaptation of a report's nodes to the page that they join: docname and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import normalize_language_tag
from docutils.utils.smartquotes import smartchars

from sphinx_roundup.nodes import nodes_in
from sphinx_roundup.parsing.isolation import scratch_docname
from sphinx_roundup.reports import short_hash

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sphinx_roundup.context import JoinContext


def settle_for_page(joining: JoinContext) -> None:
    """Let every node that names its document name the page."""
    footnotes = f"{joining.docname}#{joining.parsed.slug}"
    scratch = scratch_docname(joining.report.filename)
    for node in nodes_in(joining.section):
        if not isinstance(node, nodes.Element):
            continue
        if isinstance(node, nodes.footnote | nodes.footnote_reference):
            # LaTeX's writer finds a footnote by document and number; every report has a 1.
            node["docname"] = footnotes
        else:
            for attribute in ("docname", "refdoc"):
                if node.attributes.get(attribute) == scratch:
                    node[attribute] = joining.docname
        if isinstance(node, nodes.math_block) and node.get("label"):
            _settle_equation(node, joining)


def settle_quotes(languages: Iterable[str], settings: Any) -> None:
    """Leave quotes as they are written where docutils has none of a language.

    It would do so anyway, and warn of it.

    :param settings: docutils' settings of the page
    """
    known = smartchars.quotes
    tags = [normalize_language_tag(language) for language in languages]
    plain = [(own[0], "\"\"''") for own in tags if not any(tag in known for tag in own)]
    if plain:
        settings.smartquotes_locales = [*(settings.smartquotes_locales or ()), *plain]


def _settle_equation(node: nodes.math_block, joining: JoinContext) -> None:
    """Register a labelled equation under a name that only it has in the project.

    Not by the math domain's ``note_equation``, which would number the equations of all
    reports in one row.
    """
    label = project_label(node["label"], joining)
    equations = joining.env.domains.math_domain.equations
    equations[label] = (joining.docname, node["number"])
    node["label"], node["docname"] = label, joining.docname
    node["ids"] = [f"equation-{label}", *node["ids"]]


def project_label(label: str, joining: JoinContext) -> str:
    """Return the project's name for an equation that its report calls *label*.

    The math domain's ``resolve_xref`` makes the anchor out of the name by docutils'
    ``make_id``, in which different names can meet; hence the hash.
    """
    name = f"{joining.docname}/{joining.parsed.slug}--{label}"
    return f"{nodes.make_id(name)}-{short_hash(name)}"
