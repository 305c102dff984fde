"""Limit on the indent of lists, quotes, notes and figures inside of each other.

Sphinx's writer of plain text ends the build where nothing is left of its 70 columns: at
35 notes inside of each other, say, or a list that counts from a number of as many digits.
Beyond a depth that real reports don't reach, they are shown without indent in every builder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels

from sphinx_roundup.problems import Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.problems import Problem

_MOST_COLUMNS = 48
"""Of plain text; the rest is for the words, and for what is no container: a formula's indent,
the label of a note."""


def unindent(tree: nodes.Element) -> list[Problem]:
    """Let what stands too deep in quotes, lists and notes be shown without them.

    No word of it is lost: a list gives its items, one after the other.
    """
    lines = []
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, taken = waiting.pop()
        if not isinstance(node, nodes.Element) or isinstance(node, nodes.TextElement):
            continue
        columns = taken + _columns_of(node)
        children = list(node.children)
        if columns > _MOST_COLUMNS:
            lines.append(_line_of(node))
            columns, children = taken, list(content_of(node))
            node.parent.replace(node, children)
        waiting += [(child, columns) for child in children]
    message = "this is nested too deeply, and is shown without indentation"
    return [problem(Subtype.DIRECTIVE, min(lines), message)] if lines else []


def _columns_of(node: nodes.Element) -> int:
    """Return by how much the plain text of what is in *node* is indented."""
    match node:
        case nodes.block_quote() | nodes.definition_list() | nodes.field_list():
            return 3
        case nodes.figure() | addnodes.desc():
            return 3
        case nodes.enumerated_list():
            digits = len(str(_start_of(node) + len(node.children)))
            return digits + 2 if digits < 10 else _MOST_COLUMNS + 1  # too large for TeX
        case nodes.bullet_list():
            return 2
    return 2 if node.tagname in admonitionlabels else 0


def _start_of(node: nodes.enumerated_list) -> int:
    return int(node.get("start", 1))


def _line_of(node: nodes.Element) -> int:
    return next((n.line for n in (*node.findall(nodes.Element), node.parent) if n.line), 1)


def content_of(node: nodes.Element) -> Iterator[nodes.Node]:
    """Yield as body elements what is in a list, a quote, a note, a figure or a description."""
    if node["ids"]:
        yield nodes.target("", "", ids=node["ids"])
    if label := admonitionlabels.get(node.tagname):
        yield nodes.paragraph("", "", nodes.strong("", str(label)))
    for number, child in enumerate(node.children):
        if isinstance(node, nodes.enumerated_list):
            yield nodes.paragraph("", f"{_start_of(node) + number}.")
        yield from _blocks_of(child)


def _blocks_of(part: nodes.Node) -> Iterator[nodes.Node]:
    """Yield a part of an element as body elements."""
    match part:
        case nodes.title() | nodes.subtitle():
            yield nodes.paragraph("", "", nodes.strong("", "", *part.children), ids=part["ids"])
        case addnodes.desc_signature():  # writers know its parts inside of it alone
            yield nodes.paragraph("", "", nodes.literal("", part.astext()), ids=part["ids"])
        case nodes.Part(children=children) if isinstance(part, nodes.TextElement):
            yield nodes.paragraph("", "", *children, ids=part["ids"])  # a term, a field's name
        case nodes.Part() | addnodes.desc_content():
            assert isinstance(part, nodes.Element)  # noqa: S101 - for the type checker
            yield from content_of(part)
        case _:
            yield part
