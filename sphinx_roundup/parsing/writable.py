"""What some writers would give up at, or lose words at, in a shape that all of them know."""

from __future__ import annotations

from docutils import nodes


def fill_empty(document: nodes.document) -> None:
    """Give tables a body and footnotes a text: some writers count on them."""
    for group in list(document.findall(nodes.tgroup)):
        if not group["cols"]:
            group.parent.parent.remove(group.parent)
            continue
        body = next((c for c in group.children if isinstance(c, nodes.tbody)), None)
        if body is None:
            body = nodes.tbody()
            group.append(body)
        if not body.children:
            body += nodes.row(
                "", *(nodes.entry("", nodes.paragraph()) for _ in range(group["cols"]))
            )
    for footnote in document.findall(nodes.footnote):
        if all(isinstance(child, nodes.label) for child in footnote.children):
            footnote.append(nodes.paragraph("", "…"))


def join_classifiers(document: nodes.document) -> None:
    """Put the classifiers of a definition list that stands in another into their terms.

    Sphinx's writer of plain text takes them for the outer one's, and the page is empty.
    """
    for classifier in list(document.findall(nodes.classifier)):
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
