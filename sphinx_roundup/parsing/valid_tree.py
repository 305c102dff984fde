"""Repairs of a report's tree by docutils' content model and the limits of Sphinx's writers.

HTML, substitutions, fields, directives and translations may leave text where blocks belong,
blocks in a line of text, or lists without items; a writer may end the build at it, for all
pages. :func:`make_valid` goes through a tree from the leaves up, and puts in the place of each
node what may be there. No words are lost: what has no place becomes paragraphs.

The content model is at https://docutils.sourceforge.io/docs/ref/doctree.html; the limits of
writers are named where they are kept.
"""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.nodes import find_all
from sphinx_roundup.parsing.scoping import remove_transitions
from sphinx_roundup.parsing.valid_content import (
    blocks,
    flatten,
    ids_in,
    inline,
    is_empty,
    is_line,
    lone_picture,
    make,
    put,
    shows_nothing,
    split_off,
    target_of,
    target_of_all,
    turn_into,
)
from sphinx_roundup.parsing.valid_lists import (
    repair_cell,
    repair_definition_item,
    repair_field,
    repair_filled,
    repair_lines,
    repair_option,
    repair_option_item,
)
from sphinx_roundup.parsing.valid_tables import repair_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_roundup.problems import Problem

Children: TypeAlias = list[nodes.Node]
Rule: TypeAlias = "Callable[[nodes.Element, Children], Children]"
"""Takes a node and its repaired children; returns what takes the node's place."""

_LINKS = (addnodes.pending_xref, nodes.reference)


def make_valid(tree: nodes.Element) -> list[Problem]:
    """Repair a document or a section in place; return what its author should know."""
    _repair_content(tree)
    problems = flatten(tree)
    if problems:  # what was shown without its frame may leave nothing in what it was in
        _repair_content(tree)
    remove_transitions(tree)
    return problems


def _repair_content(tree: nodes.Element) -> None:
    children = [new for child in tree.children for new in _repair(child)]
    heading, body = split_off(nodes.title, children)
    if isinstance(tree, nodes.document):
        heading, body = [], children
    put(tree, [*heading, *blocks(body, sections=True)])


def _repair(node: nodes.Node) -> Children:
    if not isinstance(node, nodes.Element):
        return [node] if node.astext() else []
    children = [new for child in node.children for new in _repair(child)]
    if (kind := type(node)) not in _rule_of:
        _rule_of[kind] = next((rule for kinds, rule in _RULES if isinstance(node, kinds)), _keep)
    return _rule_of[kind](node, children)


def _keep(node: nodes.Element, children: Children) -> Children:
    """Keep the content of a node whose model only its extension knows."""
    put(node, children)
    return [node]


# -- Text --------------------------------------------------------------------------------


def _text(node: nodes.Element, children: Children) -> Children:
    put(node, inline(children))
    return [node]


def _plain(node: nodes.Element, children: Children) -> Children:
    """Leave one text in a node that can hold nothing else.

    Writers take the number of a formula and the sign before an option's argument for granted.
    """
    if isinstance(node, nodes.math_block):
        node.setdefault("number", None)
    elif isinstance(node, nodes.option_argument):
        node.setdefault("delimiter", " ")
    put(node, children)
    if len(children) > 1 or any(isinstance(child, nodes.Element) for child in children):
        node["ids"] = ids_in(node)
        put(node, [nodes.Text(node.astext())])
    return [node]


def _paragraph(node: nodes.Element, children: Children) -> Children:
    """Divide a paragraph at the blocks in it; leave out an empty one."""
    if children and is_line(children):
        put(node, children)
        return [node]
    return [*target_of(node), *blocks(children)]


def _heading(node: nodes.Element, children: Children) -> Children:
    put(node, inline(children))
    return target_of_all(node) if is_empty(node) else [node]


def _acronym(node: nodes.Element, children: Children) -> Children:
    """Make an abbreviation of an acronym, which Sphinx's writer of LaTeX doesn't know."""
    return [turn_into(nodes.abbreviation, node, inline(children))]


def _footnote_reference(node: nodes.Element, children: Children) -> Children:
    """Leave the text of a reference to no footnote: writers take its ``refid`` for granted."""
    _plain(node, children)
    return [node] if "refid" in node else [*target_of(node), *node.children]


def _link(node: nodes.Element, children: Children) -> Children:
    """Take the links out of a link, and a link away that leads nowhere.

    HTML has no link in a link; Sphinx resolves the outer one alone, and its writer of LaTeX
    ends the build at the inner.
    """
    put(node, inline(children))
    for inner in find_all(node, _LINKS)[1:]:
        inner.parent.replace(inner, [*target_of(inner), *inner.children])
    if isinstance(node, addnodes.pending_xref):
        return _pending(node)
    if {"refid", "refuri", "reftarget"}.isdisjoint(node.attributes):
        return [*target_of(node), *node.children]
    if picture := lone_picture(node):
        put(node, [picture])
    return [node]


def _pending(link: addnodes.pending_xref) -> Children:
    """Put the words of a link that waits into one node.

    Sphinx shows its first child alone, and ends the build where there is none
    (``ReferencesResolver`` in sphinx/transforms/post_transforms).
    """
    is_one = len(link.children) == 1 and isinstance(link.children[0], nodes.Element)
    has_conditions = any(isinstance(n, addnodes.pending_xref_condition) for n in link.children)
    if not is_one and not has_conditions:
        words = link.children or [nodes.Text(str(link.get("reftarget", "")))]
        put(link, [make(nodes.inline, link, words)])
    return [link]


# -- Sections and boxes ------------------------------------------------------------------


def _section(node: nodes.Element, children: Children) -> Children:
    """Put the heading of a section first; leave the content of one without a heading.

    Sphinx takes index entries of a heading for its children (``IndexInSectionTitleTransform``
    in sphinx/builders/latex/transforms.py), and ends the build where they are deeper.
    """
    title, rest = split_off(nodes.title, children)
    body = blocks(rest, sections=True)
    for entry in [n for each in title for n in each.findall(addnodes.index)]:
        entry.parent.remove(entry)
        title[0].insert(0, entry)
    if not title:
        return [*target_of(node), *body]
    put(node, [*title, *body])
    return [node]


def _box(node: nodes.Element, children: Children) -> Children:
    """Put the title of a box first; leave the title of one without content."""
    heads: list[nodes.Element] = []
    if _has_title(node):
        heads, children = split_off(nodes.title, children)
    if heads and isinstance(node, nodes.sidebar):
        subtitle, children = split_off(nodes.subtitle, children)
        heads += subtitle
    body = blocks(children)
    if shows_nothing(body):
        words = [turn_into(nodes.paragraph, h, [make(nodes.strong, h, h.children)]) for h in heads]
        return [*target_of(node), *words, *body]
    if isinstance(node, nodes.admonition) and not heads:
        return [turn_into(nodes.container, node, body)]
    put(node, [*heads, *body])
    return [node]


def _has_title(node: nodes.Element) -> bool:
    """Return whether a title may be in a box: docutils' notes have their own."""
    named = isinstance(node, nodes.admonition | nodes.topic | nodes.sidebar)
    return named or not type(node).__module__.startswith(("docutils.", "sphinx.addnodes"))


def _container(node: nodes.Element, children: Children) -> Children:
    """Keep the caption of code; leave out a container that holds nothing.

    An empty part of a sphinx-design component stays: its transforms count the parts.
    """
    if [type(child) for child in children] == [nodes.caption, nodes.literal_block]:
        put(node, children)
        return [node]
    node.attributes.pop("literal_block", None)
    body = blocks(children)
    if shows_nothing(body) and "design_component" not in node:
        return [*target_of(node), *body]
    put(node, body)
    return [node]


def _quote(node: nodes.Element, children: Children) -> Children:
    """Put the attribution of a quotation last; leave that of an empty one."""
    attribution, rest = split_off(nodes.attribution, children)
    body = blocks(rest)
    if shows_nothing(body):
        return [*target_of(node), *body, *blocks(attribution)]
    put(node, [*body, *attribution])
    return [node]


def _note(node: nodes.Element, children: Children) -> Children:
    """Put the number of a footnote first, and words behind it where there are none.

    The writer of manual pages ends the build at a note of a mere picture (``visit_footnote``
    in docutils/writers/manpage.py).
    """
    label, rest = split_off(nodes.label, children)
    label = label or [make(nodes.label, node)]
    if not label[0].astext().strip():
        put(label[0], [nodes.Text("*")])
    put(node, blocks(rest))
    if not node.astext().strip():
        node += make(nodes.paragraph, node, [nodes.Text("…")])
    put(node, [*label, *node.children])
    return [node]


# -- Lists -------------------------------------------------------------------------------


def _list(node: nodes.Element, children: Children, item: type[nodes.Element]) -> Children:
    """Put into items what is between the items of a list; leave out a list without any."""
    ahead: Children = []
    items: Children = []
    for is_item, group in groupby(children, lambda child: isinstance(child, item)):
        if is_item:
            items += group
        elif shows_nothing(body := blocks(group)):
            ahead += body
        else:
            items += _repair(make(item, node, body))
    if not items:
        return [*target_of(node), *ahead]
    put(node, items)
    return [*ahead, node]


def _figure(node: nodes.Element, children: Children) -> Children:
    """Put the picture of a figure first, then its caption; leave the words of one without."""
    pictures = [n for n in children if isinstance(n, nodes.image) or lone_picture(n)]
    caption, rest = split_off(nodes.caption, [n for n in children if n not in pictures[:1]])
    content: Children = []
    for child in rest:
        if isinstance(child, nodes.legend):
            content += [*target_of(child), *child.children]
        else:
            content.append(child)
    body = blocks(content)
    if not pictures:
        return [*target_of(node), *blocks(caption), *body]
    legend = [make(nodes.legend, node, body)] if body else []
    put(node, [*pictures[:1], *caption, *legend])
    return [node]


_RULES: Sequence[tuple[type | tuple[type, ...], Rule]] = (
    (_LINKS, _link),
    (nodes.footnote_reference, _footnote_reference),
    (
        (
            *(nodes.citation_reference, nodes.comment, nodes.label, nodes.math),
            *(nodes.math_block, nodes.option_argument, nodes.option_string, nodes.raw),
        ),
        _plain,
    ),
    (nodes.paragraph, _paragraph),
    ((nodes.title, nodes.subtitle, nodes.rubric, nodes.caption, nodes.attribution), _heading),
    (nodes.acronym, _acronym),
    ((addnodes.desc, addnodes.productionlist, addnodes.versionmodified), _keep),
    (nodes.TextElement, _text),
    (nodes.section, _section),
    ((nodes.topic, nodes.sidebar, nodes.compound, nodes.Admonition), _box),
    (nodes.container, _container),
    (nodes.block_quote, _quote),
    ((nodes.bullet_list, nodes.enumerated_list), partial(_list, item=nodes.list_item)),
    (nodes.definition_list, partial(_list, item=nodes.definition_list_item)),
    (nodes.field_list, partial(_list, item=nodes.field)),
    (nodes.option_list, partial(_list, item=nodes.option_list_item)),
    (nodes.option_group, partial(_list, item=nodes.option)),
    (
        (nodes.list_item, nodes.field_body, nodes.entry, nodes.legend, addnodes.desc_content),
        repair_cell,
    ),
    ((nodes.definition, nodes.description), repair_filled),
    ((nodes.footnote, nodes.citation), _note),
    (nodes.definition_list_item, repair_definition_item),
    (nodes.field, repair_field),
    (nodes.option_list_item, repair_option_item),
    (nodes.option, repair_option),
    (nodes.line_block, repair_lines),
    (nodes.figure, _figure),
    (nodes.table, repair_table),
)
"""The rule for each kind of nodes, the first that fits."""
_rule_of: dict[type, Rule] = {}
