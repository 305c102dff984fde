"""Document-wide items of a report, kept local to the report.

Citations and equations are numbered and named for a whole project in Sphinx. Two reports
share neither.
"""

from __future__ import annotations

import re
from itertools import count, groupby
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.nodes import find_all, line_of, nodes_in
from sphinx_roundup.parsing.fallback import MISSING_CLASS, show_source
from sphinx_roundup.parsing.tex import TexError, check_formula
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports import abbreviate_data_uris, has_no_controls, without_controls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_roundup.problems import Problem

_MOST_COMPARED = 1_000_000
_NUMBER = re.compile("[0-9]{1,9}")
CITATIONS = (nodes.citation, nodes.citation_reference)
FORMULAS = (nodes.math, nodes.math_block)
MESSAGES = (nodes.problematic, nodes.system_message)


def make_citations_local(document: nodes.document) -> list[Problem]:
    """Turn ``[Knuth84]_`` and ``.. [Knuth84]`` into a link and an entry of a list.

    Sphinx's LaTeX writer would look up a ``citation`` in the project by its label, which two
    reports may share. Neighbouring citations become one definition list::

        <definition_list classes="citation">
            <definition_list_item ids="ana--knuth84">
                <term>  [Knuth84]
                <definition>
    """
    for reference in list(document.findall(nodes.citation_reference)):
        link = nodes.reference("", f"[{reference.astext()}]", internal=True, ids=reference["ids"])
        link["refid"] = reference["refid"]  # what has none is shown as it was written
        link.source, link.line = reference.source, reference.line
        reference.replace_self(link)
    for parent in {id(c.parent): c.parent for c in document.findall(nodes.citation)}.values():
        children: list[nodes.Node] = []
        for is_citation, run in groupby(parent.children, lambda n: isinstance(n, nodes.citation)):
            if is_citation:
                items = map(_citation_item, cast("Iterable[nodes.citation]", run))
                children.append(nodes.definition_list("", *items, classes=["citation"]))
            else:
                children += run
        parent.children = []
        parent.extend(children)
    return []


def _citation_item(citation: nodes.citation) -> nodes.definition_list_item:
    label, *body = citation.children
    term = nodes.term("", f"[{label.astext()}]", ids=citation["ids"])
    term.source, term.line = citation.source, citation.line
    return nodes.definition_list_item("", term, nodes.definition("", *body))


def number_equations(document: nodes.document, elements: Iterable[nodes.Element]) -> dict[str, str]:
    """Give the labelled equations numbers from 1; return their labels -> ids.

    An equation's second label of the same name loses it, as a second footnote's would.

    :param elements: all of *document*'s, in their order
    """
    equations: dict[str, str] = {}
    for node in [each for each in elements if isinstance(each, nodes.math_block)]:
        label = node.get("label")
        if not label or label in equations:
            node["label"] = None
            continue
        equations[label] = document.set_id(node, suggested_prefix="equation")
        node["number"] = len(equations)
    return equations


def leave_scopes(elements: Iterable[nodes.Element]) -> None:
    """Remove the scopes of links to C and C++: their domains don't know a report's own."""
    for node in elements:
        if isinstance(node, addnodes.pending_xref):
            for key in [key for key in node.attributes if key.endswith(":parent_key")]:
                del node[key]


def refuse_formulas(document: nodes.document) -> list[Problem]:
    """Show formulas that TeX or MathJax would refuse as they are written."""
    problems = []
    for node in find_all(document, FORMULAS):
        node.attributes |= dict.fromkeys({"nowrap", "no-wrap"} & node.attributes.keys(), False)
        text = node.astext()
        try:
            formula = check_formula(text, display=isinstance(node, nodes.math_block))
        except TexError as error:
            message = "a formula can't use %s; it is shown as it is written"
            problems.append(problem(Subtype.DIRECTIVE, line_of(node), message, str(error)))
            kind = nodes.literal if isinstance(node, nodes.math) else nodes.literal_block
            node.replace_self(kind("", text, classes=[MISSING_CLASS], language="text"))
        else:
            if formula != text:
                node.children = []
                node.append(nodes.Text(formula))
    return problems


def replace_messages(document: nodes.document) -> list[Problem]:
    """Show what docutils couldn't resolve as it was written, without its messages.

    They are in the log, and a link to them would lead nowhere.
    """
    for node in find_all(document, MESSAGES):
        if isinstance(node, nodes.problematic):
            text = nodes.inline("", node.astext(), classes=[MISSING_CLASS])
            node.replace_self(text)
            text["ids"] = []  # of the mark, which a substitution may repeat
        else:  # the text of a directive that failed stays
            written = [show_source(n.astext()) for n in node.findall(nodes.literal_block)]
            node.parent.replace(node, written)
    return []


def clean_text(document: nodes.document) -> list[Problem]:
    """Remove control characters that came in by entities, ``%1B`` and ``unicode::``.

    And the placeholders of embedded pictures in words that are no image, such as code.
    """
    for node in nodes_in(document):
        if isinstance(node, nodes.Text) and (";roundup," in node or not has_no_controls(node)):
            text = abbreviate_data_uris(without_controls(node.astext()))
            node.parent.replace(node, nodes.Text(text))
    return []


def set_source_info(document: nodes.document, elements: Iterable[nodes.Element]) -> None:
    """Set the missing lines of nodes to those of what is in them or around them.

    Writers' warnings and translators need them. The number of a footnote isn't translatable.

    :param elements: all of *document*'s, in their order
    """
    for node in elements:
        node.source = node.source or document["source"]
        if isinstance(node, nodes.label):
            node["translatable"] = False
        if not node.line:
            inside = () if isinstance(node, nodes.TextElement) else node.findall(nodes.Element)
            around = node.parent.line if node.parent is not None else None
            node.line = next((inner.line for inner in inside if inner.line), around) or 1


def move_footnotes_to_end(document: nodes.document) -> list[Problem]:
    """Move the footnotes behind everything else, in the order of their numbers, as MyST does."""
    footnotes = list(document.findall(nodes.footnote))
    _number(footnotes, document)
    for footnote in footnotes:
        footnote.parent.remove(footnote)
    footnotes.sort(key=lambda footnote: int(footnote.children[0].astext()))
    document += footnotes
    return []


def _number(footnotes: list[nodes.footnote], document: nodes.document) -> None:
    """Give numbers to the footnotes that have symbols, or numbers too large for TeX."""
    labels = {id(note): _label_of(note) for note in footnotes}
    taken = {label.astext() for label in labels.values()}
    free = (str(number) for number in count(1) if str(number) not in taken)
    numbers: dict[str, str] = {}
    for footnote in footnotes:
        label = labels[id(footnote)]
        if not _NUMBER.fullmatch(label.astext()):
            label.children = []
            label.append(nodes.Text(next(free)))
            numbers |= dict.fromkeys(footnote["ids"], label.astext())
    for reference in document.findall(nodes.footnote_reference) if numbers else ():
        if number := numbers.get(reference.get("refid", "")):
            reference.children = []
            reference.append(nodes.Text(number))


def _label_of(footnote: nodes.footnote) -> nodes.Element:
    if not footnote.children or not isinstance(footnote.children[0], nodes.label):
        footnote.insert(0, nodes.label())
    return cast("nodes.Element", footnote.children[0])


def remove_transitions(document: nodes.Element) -> None:
    """Remove the rules that divide nothing: all but those between two blocks of a section.

    Docutils warns of the others, or gives up. For each of them it looks at all that is beside
    it; where that would be too much, all are removed.
    """
    for parent in {id(t.parent): t.parent for t in find_all(document, nodes.transition)}.values():
        rules = sum(isinstance(child, nodes.transition) for child in parent.children)
        if rules * len(parent.children) > _MOST_COMPARED:
            parent.children = [c for c in parent.children if not isinstance(c, nodes.transition)]
        parent.children = list(_dividing(parent))


def _dividing(parent: nodes.Element) -> Iterator[nodes.Node]:
    """Yield the children of *parent* without the rules that divide nothing."""
    in_section = isinstance(parent, nodes.section | nodes.document)
    rule: nodes.Node | None = None
    begun = False
    for child in parent.children:
        if isinstance(child, nodes.transition):
            rule = child if begun and in_section else None
            continue
        seen = not isinstance(child, nodes.comment | nodes.target | nodes.title)
        if rule is not None and seen:
            yield rule
        rule = None if seen else rule
        begun = begun or seen
        yield child
