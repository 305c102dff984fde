"""Ids, labels, notes and equations of a report, kept apart from those of other reports.

Citations and equations are numbered and named for a whole project in Sphinx. Two reports
share neither, and every id is under the report's slug.
"""

from __future__ import annotations

import re
from itertools import count, groupby
from typing import TYPE_CHECKING, cast

from docutils import nodes

from sphinx_roundup.nodes import WORDS, find_all, is_inside, line_of, nodes_in
from sphinx_roundup.parsing.tex import TexError, check_formula
from sphinx_roundup.parsing.valid_content import MISSING_CLASS, make, show_source
from sphinx_roundup.problems import Problem, Subtype, problem
from sphinx_roundup.reports import (
    SEPARATOR,
    abbreviate_data_uris,
    has_no_controls,
    make_slug,
    unique,
    without_controls,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


_EMOJI = re.compile(r":[a-z0-9_+-]+:")
_MODE = re.compile("#(?:gh-|only-)(dark|light)(?:-mode-only)?$")  # of GitHub, and MkDocs Material
_SIZE = re.compile(r"\|([0-9]{1,4})(?:x[0-9]{1,4})?(?:, *[0-9]{1,3}%)?$")  # of Discourse, Obsidian
_RECORDING = re.compile(r"\.(m4a|m4v|mov|mp3|mp4|og[agv]|wav|webm)$", re.IGNORECASE)
_NUMBER = re.compile("[0-9]{1,9}")
_SHORT_LINE = re.compile("Title (over|under)line too short")
CITATIONS = (nodes.citation, nodes.citation_reference)
_CODE = (nodes.FixedTextElement, nodes.literal, nodes.math, nodes.raw)
FORMULAS = (nodes.math, nodes.math_block)
MESSAGES = (nodes.problematic, nodes.system_message)


# -- Ids ---------------------------------------------------------------------------------


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
    for node_id in [node_id for node in elements for node_id in node.attributes["ids"]]:
        if node_id not in anchors:
            anchors[node_id] = unique(node_id, taken)
    return {node_id: f"{slug}{SEPARATOR}{anchor}" for node_id, anchor in anchors.items()}


def note_words(document: nodes.document) -> None:
    """Keep the words of each heading on its section, before they are translated."""
    for section in find_all(document, nodes.section):
        title = next(iter(section.children), None)
        section[WORDS] = make_slug(title.astext()) if isinstance(title, nodes.title) else ""


def find_labels(document: nodes.document, anchors: Mapping[str, str]) -> dict[str, str]:
    """Return the author's labels, ``(label)=`` or ``.. _label:``: name -> id.

    As Sphinx's ``StandardDomain.process_doc`` finds those of a page.
    """
    labels: dict[str, str] = {}
    for name, is_explicit in document.nametypes.items():
        node_id = document.nameids.get(name) or ""
        node = document.ids.get(node_id) if is_explicit else None
        if isinstance(node, nodes.target) and "refid" in node:
            node_id = str(node["refid"])
            node = document.ids.get(node_id)
        is_note = isinstance(node, nodes.footnote | nodes.citation)
        if node is not None and not is_note and "refuri" not in node and node_id in anchors:
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


# -- Citations, equations, formulas ------------------------------------------------------


def make_citations_local(document: nodes.document) -> None:
    """Turn ``[Knuth84]_`` and ``.. [Knuth84]`` into a link and an entry of a definition list.

    Sphinx's LaTeX writer would look up a ``citation`` in the project by its label, which two
    reports may share.
    """
    for reference in find_all(document, nodes.citation_reference):
        text = nodes.Text(f"[{reference.astext()}]")
        goal = {"ids": reference["ids"], "refid": reference["refid"]}  # others are text by now
        reference.replace_self(make(nodes.reference, reference, [text], internal=True, **goal))
    for parent in {id(c.parent): c.parent for c in document.findall(nodes.citation)}.values():
        children: list[nodes.Node] = []
        for is_citation, group in groupby(parent.children, lambda n: isinstance(n, nodes.citation)):
            run = list(group)
            if is_citation:
                items = map(_definition_of, cast("list[nodes.citation]", run))
                run = [nodes.definition_list("", *items, classes=["citation"])]
            children += run
        parent[:] = children


def _definition_of(citation: nodes.citation) -> nodes.definition_list_item:
    label, *body = citation.children
    term = make(nodes.term, citation, [nodes.Text(f"[{label.astext()}]")], ids=citation["ids"])
    return nodes.definition_list_item("", term, nodes.definition("", *body))


def number_equations(document: nodes.document, elements: Iterable[nodes.Element]) -> dict[str, str]:
    """Give the labelled equations numbers from 1; return their labels -> ids.

    An equation's second label of the same name loses it, as a second footnote's would.
    """
    equations: dict[str, str] = {}
    for node in [each for each in elements if isinstance(each, nodes.math_block)]:
        label = node["label"] = node.get("label") if node.get("label") not in equations else None
        if label:
            equations[label] = document.set_id(node, suggested_prefix="equation")
            node["number"] = len(equations)
    return equations


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
                node[:] = [nodes.Text(formula)]
    return problems


# -- Messages, texts, pictures, lines, footnotes -----------------------------------------


def replace_messages(document: nodes.document) -> None:
    """Show what docutils couldn't resolve as it was written, without its messages.

    They are in the log, and a link to them would lead nowhere. A heading whose underline is too
    short is one all the same.
    """
    for node in find_all(document, MESSAGES):
        if isinstance(node, nodes.problematic):
            text = nodes.inline("", node.astext(), classes=[MISSING_CLASS])
            node.replace_self(text)
            text["ids"] = []  # of the mark, which a substitution may repeat
        else:  # the text of a directive that failed stays
            written = [show_source(n.astext()) for n in node.findall(nodes.literal_block)]
            node.parent.replace(node, [] if _SHORT_LINE.match(node[0].astext()) else written)


def clean_text(document: nodes.document) -> None:
    """Remove control characters that came in by entities, ``%1B`` and ``unicode::``.

    And the placeholders of embedded pictures in words that are no image, such as code; and show
    the emoji that are named.
    """
    for node in [n for n in nodes_in(document) if type(n) is nodes.Text]:
        text: str = node
        if ";roundup," in text or not has_no_controls(text):
            text = abbreviate_data_uris(without_controls(node.astext()))
        if ":" in text and not is_inside(node, _CODE):
            text = _EMOJI.sub(_emoji_of, text)
        if text != node:
            node.parent.replace(node, nodes.Text(text))


def _emoji_of(name: re.Match[str]) -> str:
    try:
        from emoji import emojize  # noqa: PLC0415 - a list of thousands, which few reports need
    except ImportError:  # where the packages that ours requires weren't updated with it
        return name[0]
    return emojize(name[0], language="alias")


def read_pictures(document: nodes.document) -> None:
    """Take sizes out of descriptions, make recordings links, and choose the pictures of a mode."""
    images = find_all(document, nodes.image)
    for image in images:
        if size := _SIZE.search(image.get("alt", "")):
            image["alt"] = image["alt"][: size.start()]
            image.setdefault("width", size[1])
        if _RECORDING.search(uri := image["uri"]):
            words = nodes.Text(image.get("alt") or uri)
            image.replace_self(make(nodes.reference, image, [words], refuri=uri))
    _choose_mode([(image, mode) for image in images if (mode := _MODE.search(image["uri"]))])


def _choose_mode(found: Sequence[tuple[nodes.image, re.Match[str]]]) -> None:
    """Leave the light one of two pictures for a dark and a light page, and show any other."""
    has_light = any(mode[1] == "light" for _, mode in found)
    for image, mode in found:
        image["uri"] = image["uri"][: mode.start()]
        if has_light and mode[1] == "dark":
            link = image.parent
            is_linked = isinstance(link, nodes.reference) and len(link) == 1
            (link if is_linked else image).parent.remove(link if is_linked else image)


def set_source_info(document: nodes.document, elements: Iterable[nodes.Element]) -> None:
    """Set the missing lines of nodes to those of what is in them or around them.

    Writers' warnings and translators need them. The number of a footnote isn't translatable.
    """
    source = document["source"]
    for node in elements:
        node.source = node.source or source
        if isinstance(node, nodes.label):
            node["translatable"] = False
        if not node.line:
            inside = () if isinstance(node, nodes.TextElement) else node.findall(nodes.Element)
            around = node.parent.line if node.parent is not None else None
            node.line = next((inner.line for inner in inside if inner.line), around) or 1


def move_footnotes_to_end(document: nodes.document) -> None:
    """Move the footnotes after everything else, in the order of their numbers, as MyST does."""
    footnotes = list(document.findall(nodes.footnote))
    _number(footnotes, document)
    for footnote in footnotes:
        footnote.parent.remove(footnote)
    document += sorted(footnotes, key=lambda footnote: int(footnote.children[0].astext()))


def _number(footnotes: list[nodes.footnote], document: nodes.document) -> None:
    """Give numbers to the footnotes that have symbols, or numbers too large for TeX."""
    for footnote in footnotes:
        if not footnote.children or not isinstance(footnote.children[0], nodes.label):
            footnote.insert(0, nodes.label())
    taken = {footnote.children[0].astext() for footnote in footnotes}
    free = (str(number) for number in count(1) if str(number) not in taken)
    numbers: dict[str, str] = {}
    for footnote in footnotes:
        if not _NUMBER.fullmatch(footnote.children[0].astext()):
            number = next(free)
            footnote[0] = nodes.label("", number)
            numbers |= dict.fromkeys(footnote["ids"], number)
    for reference in document.findall(nodes.footnote_reference) if numbers else ():
        if found := numbers.get(reference.get("refid", "")):
            reference[:] = [nodes.Text(found)]
