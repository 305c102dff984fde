"""What some writers would give up at, or lose words at, in a shape that all of them know."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.kinds import nodes_in

_PENDING = (addnodes.pending_xref, addnodes.download_reference)
_LINKS = (*_PENDING, nodes.reference)
IN_QUESTION = (nodes.tgroup, nodes.footnote, nodes.classifier, nodes.acronym, *_LINKS)


def settle_for_writers(document: nodes.document) -> None:
    """Give tables a body and footnotes a text, and nested terms their classifiers.

    An acronym, which not all of Sphinx's writers know, is an abbreviation to them.
    """
    for node in [n for n in nodes_in(document) if isinstance(n, IN_QUESTION)]:
        if isinstance(node, nodes.tgroup):
            _fill_table(node)
        elif isinstance(node, nodes.classifier):
            _join_classifier(node)
        elif isinstance(node, _LINKS):
            _unlink_in_link(node)
        elif isinstance(node, nodes.acronym):
            node.replace_self(nodes.abbreviation("", "", *node.children))
        elif all(isinstance(child, nodes.label) for child in node.children):
            node.append(nodes.paragraph("", "…"))


def _unlink_in_link(link: nodes.Element) -> None:
    """Leave the words of a link that stands in the words of another.

    Sphinx resolves the outer one alone, and its writer of LaTeX ends the build at the inner.
    """
    outer = link.parent
    while outer is not None and not isinstance(outer, _LINKS):
        outer = outer.parent
    if outer is not None and (isinstance(link, _PENDING) or isinstance(outer, _PENDING)):
        link.parent.replace(link, link.children)


def _fill_table(group: nodes.tgroup) -> None:
    if not group["cols"]:
        group.parent.parent.remove(group.parent)
        return
    body = next((c for c in group.children if isinstance(c, nodes.tbody)), None)
    if body is None:
        body = nodes.tbody()
        group.append(body)
    if not body.children:
        body += nodes.row("", *(nodes.entry("", nodes.paragraph()) for _ in range(group["cols"])))


def _join_classifier(classifier: nodes.classifier) -> None:
    """Put the classifier of a definition that stands in another into its term.

    Sphinx's writer of plain text takes it for the outer one's, and the page is empty.
    """
    item = classifier.parent
    if _stands_in_definition(item):
        term = next(c for c in item.children if isinstance(c, nodes.term))
        item.remove(classifier)
        words = nodes.inline("", "", *classifier.children, classes=["classifier"])
        term += [nodes.Text(" : "), words]


def _stands_in_definition(node: nodes.Node) -> bool:
    while (node := node.parent) is not None:
        if isinstance(node, nodes.definition):
            return True
    return False
