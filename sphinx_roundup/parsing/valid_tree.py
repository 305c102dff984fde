"""Repairs of a report's tree where docutils' content model or Sphinx's writers would fail.

HTML, substitutions, fields, directives and translations may leave text where blocks belong,
blocks in a line of text, or lists without items; a writer may end the build at it, for all
pages. :func:`make_valid` goes through a tree from the leaves up, and puts in the place of each
node what may be there. No words are lost: what has no place becomes paragraphs.

The content model is at https://docutils.sourceforge.io/docs/ref/doctree.html; the limits of
writers are named where they are kept.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.nodes import find_all, is_seen
from sphinx_roundup.parsing.scoping import remove_transitions
from sphinx_roundup.parsing.valid_content import (
    blocks,
    flatten,
    ids_in,
    inline,
    is_filled,
    is_line,
    items_of,
    lone_picture,
    make,
    put,
    shows_nothing,
    split_off,
    target_of,
    target_of_all,
    turn_into,
)
from sphinx_roundup.parsing.valid_tables import repair_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_roundup.problems import Problem

Children: TypeAlias = list[nodes.Node]
Part: TypeAlias = type[nodes.Element]
Rule: TypeAlias = "Callable[[nodes.Element, Children], Children]"
"""Takes a node and its repaired children; returns what takes the node's place."""

_HEADINGS = (
    *(nodes.title, nodes.subtitle, nodes.rubric, nodes.caption, nodes.attribution),
    nodes.field_name,  # Sphinx asks for its first word (is_translatable in sphinx/util/nodes.py)
)
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
    heading, body = split_off(children, *([nodes.title] if isinstance(tree, nodes.section) else []))
    put(tree, [*heading, *blocks(body, sections=True)])


def _repair(node: nodes.Node) -> Children:
    if not isinstance(node, nodes.Element):
        return [node] if node.astext() else []
    children: Children = []
    for child in node.children:
        # A node is true, also an empty text.
        children += [child] if type(child) is nodes.Text and len(child) else _repair(child)
    if (kind := type(node)) not in _rule_of:
        _rule_of[kind] = next((rule for kinds, rule in _RULES if isinstance(node, kinds)), _keep)
    return _rule_of[kind](node, children)


def _keep(node: nodes.Element, children: Children) -> Children:
    """Keep the content of a node whose model only its extension knows."""
    return [put(node, children)]


# -- Text --------------------------------------------------------------------------------


def _text(node: nodes.Element, children: Children) -> Children:
    """Keep one line; Sphinx's writer of LaTeX knows no acronym: it becomes an abbreviation."""
    words = inline(children)
    is_acronym = isinstance(node, nodes.acronym)
    return [turn_into(nodes.abbreviation, node, words) if is_acronym else put(node, words)]


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
        return [put(node, children)]
    return [*target_of(node), *blocks(children)]


def _heading(node: nodes.Element, children: Children) -> Children:
    """Move ids in a heading to a target: lists of contents repeat its words, but no targets."""
    put(node, inline(children))
    parts = [part for part in find_all(node, (nodes.literal, nodes.inline)) if part["ids"]]
    if ids := [each for part in parts for each in part["ids"]]:
        node.insert(0, make(nodes.target, node, ids=ids))
    for part in parts:
        part["ids"] = []
    return [node] if is_seen(node) else target_of_all(node)


def _footnote_reference(node: nodes.Element, children: Children) -> Children:
    """Leave the text of a reference to no footnote: writers take its ``refid`` for granted."""
    _plain(node, children)
    return [node] if "refid" in node else [*target_of(node), *node.children]


def _link(node: nodes.Element, children: Children) -> Children:
    """Take the links out of a link, and a link away that leads nowhere.

    HTML has no link in a link; Sphinx resolves the outer one alone, and its writer of LaTeX
    ends the build at the inner. Of a link that waits, Sphinx shows the first child alone, and ends
    the build where there is none (``ReferencesResolver`` in sphinx/transforms/post_transforms).
    """
    put(node, inline(children))
    for inner in find_all(node, _LINKS)[1:]:
        inner.parent.replace(inner, [*target_of(inner), *inner.children])
    if isinstance(node, addnodes.pending_xref):
        is_one = len(node.children) == 1 and isinstance(node.children[0], nodes.Element)
        if not is_one and not find_all(node, addnodes.pending_xref_condition):
            words = node.children or [nodes.Text(str(node.get("reftarget", "")))]
            put(node, [make(nodes.inline, node, words)])
    elif {"refid", "refuri", "reftarget"}.isdisjoint(node.attributes):
        return [*target_of(node), *node.children]
    elif picture := lone_picture(node):
        put(node, [picture])
    return [node]


# -- Sections and boxes ------------------------------------------------------------------


def _section(node: nodes.Element, children: Children) -> Children:
    """Put the heading of a section first; leave the content of one without a heading.

    Sphinx takes index entries of a heading for its children (``IndexInSectionTitleTransform``
    in sphinx/builders/latex/transforms.py), and ends the build where they are deeper.
    """
    title, rest = split_off(children, nodes.title)
    body = blocks(rest, sections=True)
    for entry in [n for each in title for n in each.findall(addnodes.index)]:
        entry.parent.remove(entry)
        title[0].insert(0, entry)
    return [put(node, [*title, *body])] if title else [*target_of(node), *body]


def _frame(
    node: nodes.Element, children: Children, *first: Part, last: tuple[Part, ...] = ()
) -> Children:
    """Put a title first and an attribution last; leave them of what shows nothing else."""
    heads, rest = split_off(children, *first)
    tail, rest = split_off(rest, *last)
    body = blocks(rest)
    if shows_nothing(body):
        return [*target_of(node), *blocks(heads), *body, *blocks(tail)]
    return [put(node, [*heads, *body, *tail])]


def _box(node: nodes.Element, children: Children) -> Children:
    """Put the title of a box first; docutils' notes have their own."""
    has_title = any(isinstance(child, nodes.title) for child in children)
    if isinstance(node, nodes.sidebar) and has_title:
        return _frame(node, children, nodes.title, nodes.subtitle)
    if isinstance(node, nodes.admonition) and not has_title:
        return _frame(turn_into(nodes.container, node, ()), children)
    named = isinstance(node, nodes.admonition | nodes.topic | nodes.sidebar)
    is_ours = type(node).__module__.startswith(("docutils.", "sphinx.addnodes"))
    return _frame(node, children, *([nodes.title] if named or not is_ours else []))


def _container(node: nodes.Element, children: Children) -> Children:
    """Keep the caption of code; leave out a container that holds nothing.

    An empty part of a sphinx-design component stays: its transforms count the parts.
    """
    if [type(child) for child in children] == [nodes.caption, nodes.literal_block]:
        return _keep(node, children)
    node.attributes.pop("literal_block", None)
    return (_cell if "design_component" in node else _frame)(node, children)


def _note(node: nodes.Element, children: Children) -> Children:
    """Put the number of a footnote first, and words after it where there are none.

    The writer of manual pages ends the build at a note of a mere picture (``visit_footnote``
    in docutils/writers/manpage.py).
    """
    label, rest = split_off(children, nodes.label)
    label = label or [make(nodes.label, node)]
    if not label[0].astext().strip():
        put(label[0], [nodes.Text("*")])
    put(node, blocks(rest))
    if not node.astext().strip():
        node += make(nodes.paragraph, node, [nodes.Text("…")])
    return [put(node, [*label, *node.children])]


def _figure(node: nodes.Element, children: Children) -> Children:
    """Put the picture of a figure first, then its caption; leave the words of one without."""
    pictures = [n for n in children if isinstance(n, nodes.image) or lone_picture(n)]
    caption, rest = split_off([n for n in children if n not in pictures[:1]], nodes.caption)
    body = blocks(rest)
    if not pictures:
        return [*target_of(node), *blocks(caption), *body]
    legend = [make(nodes.legend, node, body)] if body else []
    return [put(node, [*pictures[:1], *caption, *legend])]


# -- Lists -------------------------------------------------------------------------------


def _list(node: nodes.Element, children: Children, item: Part) -> Children:
    """Put into items what is between the items of a list; leave out a list without any."""
    items, ahead = items_of(children, item, node)
    if not items:
        return [*target_of(node), *ahead]
    repaired = [new for each in items for new in ([each] if each.parent else _repair(each))]
    return [*ahead, put(node, repaired)]


def _cell(node: nodes.Element, children: Children, *, filled: bool = False) -> Children:
    """Make blocks of the content, with an empty paragraph where there must be one."""
    return [put(node, blocks(children) or ([make(nodes.paragraph, node)] if filled else []))]


def _definition_item(node: nodes.Element, children: Children) -> Children:
    """Begin an item with its terms and classifiers, and end it with one definition.

    Sphinx's writer of plain text takes the classifier of a definition inside another for the
    outer one's, and loses the page: it becomes part of its term.
    """
    heads = [n for n in children if isinstance(n, nodes.term | nodes.classifier)]
    if not heads or isinstance(heads[0], nodes.classifier):
        heads.insert(0, make(nodes.term, node))
    bodies, _others = split_off(children, nodes.definition)
    body = bodies[0] if bodies else make(nodes.definition, node)
    content: Children = []
    for child in children:
        if isinstance(child, nodes.definition):
            content += [] if child is body else target_of(child)
            content += filter(is_filled, child.children)
        elif child not in heads:
            content.append(child)
    _cell(body, content, filled=True)
    for classifier in find_all(body, nodes.classifier):
        term = next(iter(classifier.parent.findall(nodes.term)))
        classifier.parent.remove(classifier)
        words = turn_into(nodes.inline, classifier, classifier.children)
        words["classes"].append("classifier")
        term += [nodes.Text(" : "), words]
    return [put(node, [*heads, body])]


def _strict(node: nodes.Element, children: Children, model: str) -> Children:
    """Leave the content of an element that hasn't the parts that it must have."""
    put(node, children)
    if re.fullmatch(model, "".join(f"{type(child).__name__} " for child in children)):
        return [node]
    return [*target_of(node), *blocks(children)]


_RULES: tuple[tuple[type | tuple[type, ...], Rule], ...] = (
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
    (_HEADINGS, _heading),
    ((addnodes.desc, addnodes.productionlist, addnodes.versionmodified), _keep),
    (nodes.TextElement, _text),
    (nodes.section, _section),
    ((nodes.topic, nodes.sidebar, nodes.compound, nodes.Admonition), _box),
    (nodes.container, _container),
    (nodes.block_quote, partial(_frame, last=(nodes.attribution,))),
    ((nodes.bullet_list, nodes.enumerated_list), partial(_list, item=nodes.list_item)),
    (nodes.definition_list, partial(_list, item=nodes.definition_list_item)),
    (nodes.field_list, partial(_strict, model="(field )+")),
    (nodes.field, partial(_strict, model="field_name field_body ")),
    (nodes.option_list, partial(_strict, model="(option_list_item )+")),
    (nodes.option_list_item, partial(_strict, model="option_group description ")),
    (nodes.option_group, partial(_strict, model="(option )+")),
    (nodes.option, partial(_strict, model="option_string (option_argument )*")),
    ((nodes.list_item, nodes.field_body, nodes.entry, nodes.legend, addnodes.desc_content), _cell),
    ((nodes.definition, nodes.description), partial(_cell, filled=True)),
    ((nodes.footnote, nodes.citation), _note),
    (nodes.definition_list_item, _definition_item),
    (nodes.line_block, partial(_strict, model="(line |line_block )+")),
    (nodes.figure, _figure),
    (nodes.table, repair_table),
)
_rule_of: dict[type, Rule] = {}
