"""Items of a report's lists: each with its required parts in order."""

from __future__ import annotations

from itertools import groupby

from docutils import nodes

from sphinx_roundup.parsing.valid_content import (
    blocks,
    ids_in,
    inline,
    is_filled,
    make,
    put,
    split_off,
    target_of,
    turn_into,
)

Children = list[nodes.Node]


def repair_cell(node: nodes.Element, children: Children) -> Children:
    """Make blocks of the content of what may be empty."""
    put(node, blocks(children))
    return [node]


def repair_filled(node: nodes.Element, children: Children) -> Children:
    """Make blocks of the content of what may not be empty, and can't be left out."""
    put(node, blocks(children) or [make(nodes.paragraph, node)])
    return [node]


def repair_definition_item(node: nodes.Element, children: Children) -> Children:
    """Begin an item with its term, and end it with one definition.

    Sphinx's writer of plain text takes the classifier of a definition inside another for the
    outer one's, and loses the page: it becomes part of its term.
    """
    heads = [n for n in children if isinstance(n, nodes.term | nodes.classifier)]
    body = _body(node, [n for n in children if n not in heads], nodes.definition)
    if not heads or isinstance(heads[0], nodes.classifier):
        heads.insert(0, make(nodes.term, node))
    for classifier in list(body.findall(nodes.classifier)):
        item = classifier.parent
        term = next(iter(item.findall(nodes.term)))
        item.remove(classifier)
        words = turn_into(nodes.inline, classifier, classifier.children)
        words["classes"].append("classifier")
        term += [nodes.Text(" : "), words]
    put(node, [*heads, body])
    return [node]


def _body(node: nodes.Element, rest: Children, kind: type[nodes.Element]) -> nodes.Element:
    """Return one element of *kind* with the content of all there are, and what is between."""
    found, _others = split_off(kind, rest)
    body = found[0] if found else make(kind, node)
    content: Children = []
    for child in rest:
        if isinstance(child, kind):
            content += [] if child is body else target_of(child)
            content += filter(is_filled, child.children)
        else:
            content.append(child)
    (repair_filled if kind is not nodes.field_body else repair_cell)(body, content)
    return body


def repair_field(node: nodes.Element, children: Children) -> Children:
    """Begin a field with its name, and end it with one body.

    Sphinx asks for the first word of the name (``is_translatable`` in sphinx/util/nodes.py).
    """
    names, rest = split_off(nodes.field_name, children)
    name = names[0] if names else make(nodes.field_name, node)
    if not name.children:
        put(name, [nodes.Text("…")])
    put(node, [name, _body(node, rest, nodes.field_body)])
    return [node]


def repair_option_item(node: nodes.Element, children: Children) -> Children:
    """Begin an item with its options, and end it with one description."""
    group, rest = split_off(nodes.option_group, children)
    option = make(nodes.option, node, [make(nodes.option_string, node)])
    group = group or [make(nodes.option_group, node, [option])]
    put(node, [*group, _body(node, rest, nodes.description)])
    return [node]


def repair_option(node: nodes.Element, children: Children) -> Children:
    """Begin an option with its name, and make arguments of what else is in it."""
    string, rest = split_off(nodes.option_string, children)
    arguments = [n if isinstance(n, nodes.option_argument) else _argument(n) for n in rest]
    put(node, [*(string or [make(nodes.option_string, node)]), *arguments])
    return [node]


def _argument(node: nodes.Node) -> nodes.option_argument:
    text = node.astext()
    made = make(nodes.option_argument, node, [nodes.Text(text)] if text else [])
    made["ids"], made["delimiter"] = ids_in(node), " "
    return made


def repair_lines(node: nodes.Element, children: Children) -> Children:
    """Make lines of what is between the lines of a block."""
    lines: Children = []
    for is_line, group in groupby(children, lambda n: isinstance(n, nodes.line | nodes.line_block)):
        if is_line:
            lines += group
        elif words := inline(list(group)):
            lines.append(make(nodes.line, node, words))
    put(node, lines)
    return [node] if lines else target_of(node)
