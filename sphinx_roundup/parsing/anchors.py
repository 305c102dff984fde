"""Ids of a report under its slug, so that no two reports conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.nodes import find_all
from sphinx_roundup.reports import SEPARATOR, make_slug, unique

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WORDS = "roundup_words"
"""The attribute of a section for the words of its heading, before they are translated."""


def anchors_under(
    slug: str, document: nodes.document, elements: Sequence[nodes.Element]
) -> dict[str, str]:
    """Return the anchor of each id of *document*: ``what-i-did`` -> ``ana--what-i-did``.

    Headings' anchors are made from their words: docutils numbers headings without a Latin
    letter, and a number changes with every heading above it.

    :param elements: all of *document*'s, in their order
    """
    explicit = {document.nameids[n] for n, is_explicit in document.nametypes.items() if is_explicit}
    taken: dict[str, int] = {}
    anchors: dict[str, str] = {}
    for section in [each for each in elements if isinstance(each, nodes.section)]:
        implicit = [node_id for node_id in section["ids"] if node_id not in explicit]
        words = section.get(WORDS, "")
        if section.parent is not document:  # else it may be the report's title
            section.attributes.pop(WORDS, None)
        if implicit and words:
            anchors[implicit[0]] = unique(words, taken)
    for node in elements:
        for node_id in node["ids"]:
            if node_id not in anchors:
                anchors[node_id] = unique(node_id, taken)
    return {node_id: f"{slug}{SEPARATOR}{anchor}" for node_id, anchor in anchors.items()}


def note_words(document: nodes.document) -> None:
    """Keep the words of each heading on its section, before they are translated."""
    for section in find_all(document, nodes.section):
        title = next(iter(section.children), None)
        section[WORDS] = make_slug(title.astext()) if isinstance(title, nodes.title) else ""


def find_labels(document: nodes.document, elements: Iterable[nodes.Element]) -> dict[str, str]:
    """Return the author's labels, ``(label)=`` or ``.. _label:``: name -> id.

    As Sphinx's ``StandardDomain.process_doc`` finds those of a page.
    """
    present = {node_id for node in elements for node_id in node["ids"]}
    labels: dict[str, str] = {}
    for name, is_explicit in document.nametypes.items():
        node_id = document.nameids.get(name) or ""
        node = document.ids.get(node_id) if is_explicit else None
        if isinstance(node, nodes.target) and "refid" in node:
            node_id = str(node["refid"])
            node = document.ids.get(node_id)
        is_note = isinstance(node, nodes.footnote | nodes.citation)
        if node is not None and not is_note and "refuri" not in node and node_id in present:
            labels[name] = node_id
    return labels


def find_fragments(
    slug: str, document: nodes.document, anchors: Mapping[str, str]
) -> dict[str, str]:
    """Return the fragments of links to headings: name -> id, as GitHub makes them and as we do."""
    top = f"{slug}{SEPARATOR}"
    fragments = {anchor.removeprefix(top): node_id for node_id, anchor in anchors.items()}
    slugs = {name: entry[1] for name, entry in getattr(document, "myst_slugs", {}).items()}
    return fragments | {name: node_id for name, node_id in slugs.items() if node_id in anchors}


def rename_ids(
    document: nodes.document, elements: Iterable[nodes.Element], anchors: Mapping[str, str]
) -> None:
    """Rename the ids of *document*, and the references to them.

    A reference to a part that was dropped, such as a tab set's to no tab, becomes text.
    """
    lost = []
    for node in elements:
        attributes = node.attributes  # most are empty, and there are many
        if attributes["ids"]:
            node["ids"] = [anchors[node_id] for node_id in node["ids"]]
        if isinstance(node, nodes.target):
            node.referenced = True  # else docutils 0.21 reports it, by a name that it must have
        if attributes.get("backrefs"):
            node["backrefs"] = [anchors[r] for r in node["backrefs"] if r in anchors]
        if "refid" not in attributes:
            continue
        if _leads_nowhere(node, document, anchors):
            lost.append(node)
        node["refid"] = anchors.get(node["refid"], node["refid"])
    for node in lost:
        node.parent.replace(node, node.children or nodes.Text("[…]"))


def _leads_nowhere(
    node: nodes.Element, document: nodes.document, anchors: Mapping[str, str]
) -> bool:
    """Whether *node* refers to nothing, or a footnote's number to no footnote."""
    is_there = node["refid"] in anchors
    if isinstance(node, nodes.footnote_reference):
        return not is_there or not isinstance(document.ids.get(node["refid"]), nodes.footnote)
    return isinstance(node, nodes.reference) and not is_there
