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
from itertools import dropwhile, pairwise
from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels

from sphinx_roundup.limits import MOST
from sphinx_roundup.nodes import find_all, is_seen, line_of
from sphinx_roundup.parsing.valid_content import (
    blocks,
    content_of,
    ids_in,
    inline,
    is_line,
    items_of,
    lone_picture,
    make,
    put,
    repair_table,
    shows_nothing,
    split_off,
    target_of,
    turn_into,
)
from sphinx_roundup.problems import Problem, Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Children: TypeAlias = list[nodes.Node]
Parts: TypeAlias = tuple[type[nodes.Element], ...]
Rule: TypeAlias = "Callable[[nodes.Element, Children], Children]"
"""Takes a node and its repaired children; returns what takes the node's place."""

_HEADINGS = (
    *(nodes.title, nodes.subtitle, nodes.rubric, nodes.caption, nodes.attribution),
    nodes.field_name,  # Sphinx asks for its first word (is_translatable in sphinx/util/nodes.py)
)
_LINKS = (addnodes.pending_xref, nodes.reference)
_MOST_COLUMNS = 48
"""Indentation in plain text; the rest of a line is for the words, and for what is no container:
a formula's indent, the label of a note."""
_INDENTS: Mapping[str, int] = {
    **dict.fromkeys(("block_quote", "definition_list", "desc", "field_list", "figure"), 3),
    **dict.fromkeys(("bullet_list", *admonitionlabels), 2),
}
_IN_TABLE = "a table can't stand in a table, and is shown as paragraphs"
_TOO_DEEP = "this is nested too deeply, and is shown without indentation"
_MOST_COMPARED = 1_000_000


def make_valid(tree: nodes.Element) -> list[Problem]:
    """Repair a document or a section in place; return what its author should know.

    Of tables in tables, and of lists, quotes and notes too deep, the content alone is shown: the
    items of a list one after the other, and the paragraphs in the cells of a table.
    """
    lines: dict[str, int] = {}
    children = [new for child in tree.children for new in _repair(child, 0, False, lines)]
    if isinstance(tree, nodes.section):
        _section(tree, children)
    else:
        put(tree, _body(children))
    return [problem(Subtype.DIRECTIVE, line, message) for message, line in lines.items()]


def _repair(node: nodes.Node, taken: int, in_table: bool, lines: dict[str, int]) -> Children:
    """Return what takes the place of a node.

    :param taken: columns of indentation in plain text
    :param lines: the first line of each problem, by its message
    """
    if not isinstance(node, nodes.Element):
        return [node] if node.astext() else []
    is_table = isinstance(node, nodes.table)
    columns = taken + _columns_of(node)
    has_place = columns <= _MOST_COLUMNS and not (is_table and in_table)
    room = columns if has_place else taken, in_table or is_table
    children: Children = []
    for child in node.children:
        # A node is true, also an empty text.
        is_text = type(child) is nodes.Text and len(child)
        children += [child] if is_text else _repair(child, *room, lines)
    made = _rule_of(type(node))(node, children)
    if has_place or node not in made:
        return made
    message = _IN_TABLE if is_table and in_table else _TOO_DEEP
    lines[message] = min(line_of(node), lines.get(message, MOST))
    return [new for each in made for new in (content_of(node) if each is node else [each])]


def _columns_of(node: nodes.Element) -> int:
    """Return by how much the plain text of what is in *node* is indented."""
    if isinstance(node, nodes.enumerated_list):
        digits = len(str(int(node.get("start", 1)) + len(node.children)))
        return digits + 2 if digits < 10 else _MOST_COLUMNS + 1  # too large for TeX
    return _INDENTS.get(node.tagname, 0)


def _keep(node: nodes.Element, children: Children) -> Children:
    """Keep the content of a node whose model only its extension knows."""
    return [put(node, [n for n in children if not _is_rule(n)])]


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
    node.insert(0, target_of(node, [each for part in parts for each in part["ids"]]))
    for part in parts:
        part["ids"] = []
    return [node] if is_seen(node) else target_of(node, ids_in(node))


def _link(node: nodes.Element, children: Children) -> Children:
    """Take the links out of a link, and a link away that leads nowhere.

    HTML has no link in a link; Sphinx resolves the outer one alone, and its writer of LaTeX
    ends the build at the inner. Of a link that waits, Sphinx shows the first child alone, and ends
    the build where there is none (``ReferencesResolver`` in sphinx/transforms/post_transforms).
    """
    if isinstance(node, nodes.footnote_reference):
        _plain(node, children)
    else:
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
    for entry in [n for each in title for n in each.findall(addnodes.index)]:
        entry.parent.remove(entry)
        title[0].insert(0, entry)
    put(node, [*title, *_body(rest)])
    return [node] if title else [*target_of(node), *node.children]


def _body(children: Children) -> Children:
    """Return the blocks of a section, with the rules that are between two of them.

    Docutils warns of other rules, or gives up. For each rule it looks at all that is beside it;
    where that would be too much, all are left out.
    """
    body = blocks(children, sections=True)
    seen = dropwhile(_is_rule, (n for n in body if not isinstance(n, nodes.Invisible)))
    kept = {a for a, b in pairwise(seen) if _is_rule(a) and not _is_rule(b)}
    is_much = len(kept) * len(body) > _MOST_COMPARED
    return [n for n in body if not _is_rule(n) or (n in kept and not is_much)]


def _is_rule(node: nodes.Node) -> bool:
    return isinstance(node, nodes.transition)


def _frame(
    node: nodes.Element, children: Children, first: Parts = (), last: Parts = ()
) -> Children:
    """Put a title first and an attribution last; leave them of what shows nothing else."""
    heads, rest = split_off(children, *first)
    tail, rest = split_off(rest, *last)
    body = blocks(rest)
    if shows_nothing(body):
        return [*target_of(node), *blocks(heads), *body, *blocks(tail)]
    return [put(node, [*heads, *body, *tail])]


def _admonition(node: nodes.Element, children: Children) -> Children:
    """Put the title of an admonition first, unless its kind is its title.

    The title is only missing where it was a picture; then a container is left.
    """
    has_title = any(isinstance(child, nodes.title) for child in children)
    if isinstance(node, nodes.admonition) and not has_title:
        node = turn_into(nodes.container, node, ())
    return _frame(node, children, () if node.tagname in admonitionlabels else (nodes.title,))


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
    body = blocks(rest)
    if not any(each.astext().strip() for each in body):
        body.append(make(nodes.paragraph, node, [nodes.Text("…")]))
    return [put(node, [*label, *body])]


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


def _list(node: nodes.Element, children: Children, item: type[nodes.Element]) -> Children:
    """Put into items what is between the items of a list; leave out a list without any."""
    items, ahead = items_of(children, item, node)
    if not items:
        return [*target_of(node), *ahead]
    for new in [each for each in items if each.parent is None]:
        _rule_of(item)(new, new.children)
    return [*ahead, put(node, items)]


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
    rest = [n for n in children if n not in heads]
    if [type(n) for n in rest] != [nodes.definition]:
        rest = _cell(make(nodes.definition, node), rest, filled=True)
    for classifier in find_all(rest[0], nodes.classifier):
        term = next(iter(classifier.parent.findall(nodes.term)))
        classifier.parent.remove(classifier)
        words = turn_into(nodes.inline, classifier, classifier.children)
        words["classes"].append("classifier")
        term += [nodes.Text(" : "), words]
    return [put(node, [*heads, *rest])]


def _strict(node: nodes.Element, children: Children, model: str) -> Children:
    """Leave the content of an element that hasn't the parts that it must have."""
    put(node, children)
    if re.fullmatch(model, "".join(f"{type(child).__name__} " for child in children)):
        return [node]
    return [*target_of(node), *blocks(children)]


_KINDS: Mapping[Rule, tuple[type, ...]] = {
    _link: (*_LINKS, nodes.footnote_reference),
    _plain: (
        *(nodes.comment, nodes.label, nodes.math, nodes.math_block),
        *(nodes.option_argument, nodes.option_string),
    ),
    _paragraph: (nodes.paragraph,),
    _heading: _HEADINGS,
    _keep: (nodes.Element, addnodes.desc, addnodes.productionlist, addnodes.versionmodified),
    _text: (nodes.TextElement,),
    _section: (nodes.section,),
    _frame: (nodes.compound,),
    _admonition: (nodes.Admonition,),
    _container: (nodes.container,),
    _note: (nodes.footnote,),
    _definition_item: (nodes.definition_list_item,),
    _figure: (nodes.figure,),
    repair_table: (nodes.table,),
    _cell: (
        *(nodes.list_item, nodes.field_body, nodes.entry, nodes.legend),
        addnodes.desc_content,
    ),
    partial(_cell, filled=True): (nodes.definition, nodes.description),
    partial(_frame, first=(nodes.title,)): (nodes.topic,),
    partial(_frame, first=(nodes.title, nodes.subtitle)): (nodes.sidebar,),
    partial(_frame, last=(nodes.attribution,)): (nodes.block_quote,),
    partial(_list, item=nodes.list_item): (nodes.bullet_list, nodes.enumerated_list),
    partial(_list, item=nodes.definition_list_item): (nodes.definition_list,),
    partial(_strict, model="(field )+"): (nodes.field_list,),
    partial(_strict, model="field_name field_body "): (nodes.field,),
    partial(_strict, model="(option_list_item )+"): (nodes.option_list,),
    partial(_strict, model="option_group description "): (nodes.option_list_item,),
    partial(_strict, model="(option )+"): (nodes.option_group,),
    partial(_strict, model="option_string (option_argument )*"): (nodes.option,),
    partial(_strict, model="(line |line_block )+"): (nodes.line_block,),
}
_RULES = {kind: rule for rule, kinds in _KINDS.items() for kind in kinds}


def _rule_of(kind: type) -> Rule:
    """Return the rule of a class, or of the nearest that it is derived from."""
    if kind not in _RULES:
        _RULES[kind] = next(_RULES[each] for each in kind.__mro__ if each in _RULES)
    return _RULES[kind]
