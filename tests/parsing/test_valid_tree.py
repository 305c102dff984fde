"""Any tree becomes one that docutils and every writer take, and keeps its words."""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from conftest import picture
from docutils import nodes
from docutils.utils import new_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import faults_of_tree
from sphinx import addnodes
from sphinx.testing.util import SphinxTestApp

from sphinx_roundup.nodes import around
from sphinx_roundup.parsing.scoping import move_footnotes_to_end
from sphinx_roundup.parsing.valid_tree import make_valid

if TYPE_CHECKING:
    from conftest import Project
    from sphinx.application import Sphinx


def kinds(names: str) -> tuple[type[nodes.Element], ...]:
    """Return the classes of nodes with some names; a name twice makes a node more likely."""
    return tuple(getattr(nodes, name, None) or getattr(addnodes, name) for name in names.split())


BLOCKS = kinds("""
    paragraph paragraph rubric compound container block_quote bullet_list enumerated_list
    definition_list field_list option_list literal_block doctest_block math_block line_block note
    warning admonition figure image table table comment transition footnote target topic sidebar
    section seealso centered important
""")
PARTS = kinds("""
    list_item definition_list_item term classifier definition field field_name field_body
    option_list_item option_group option option_string option_argument description line attribution
    caption legend label title subtitle tgroup colspec thead tbody row entry
""")
INLINE = kinds("""
    emphasis strong literal inline subscript superscript title_reference abbreviation acronym
    reference footnote_reference math image generated literal_emphasis literal_strong manpage
    pending_xref index
""")
KINDS = (*BLOCKS, *PARTS, *INLINE)
INSIDE = {
    **dict.fromkeys(kinds("bullet_list enumerated_list"), kinds("list_item")),
    nodes.definition_list: kinds("definition_list_item"),
    nodes.definition_list_item: kinds("term classifier definition"),
    nodes.field_list: kinds("field"),
    nodes.field: kinds("field_name field_body"),
    nodes.option_list: kinds("option_list_item"),
    nodes.option_list_item: kinds("option_group description"),
    nodes.option_group: kinds("option"),
    nodes.option: kinds("option_string option_argument"),
    nodes.line_block: kinds("line line_block"),
    nodes.figure: kinds("image caption legend"),
    nodes.table: kinds("title tgroup"),
    nodes.tgroup: kinds("colspec thead tbody"),
    **dict.fromkeys(kinds("thead tbody"), kinds("row")),
    nodes.row: kinds("entry"),
    **dict.fromkeys(kinds("section topic admonition"), (nodes.title, *BLOCKS)),
    nodes.sidebar: (nodes.title, nodes.subtitle, *BLOCKS),
    nodes.footnote: (nodes.label, *BLOCKS),
    nodes.block_quote: (nodes.attribution, *BLOCKS),
}
"""What is likely in an element; anything else may be, too."""
UNSEEN = (nodes.comment,)
NOTES = (nodes.footnote, nodes.footnote_reference)
PAGES = int(os.environ.get("ROUNDUP_EXAMPLES", "60"))
LEAVES = kinds("image transition colspec comment index")
PLAIN = kinds("label math math_block option_argument option_string footnote_reference")


class Grower:
    """Builds trees out of any nodes.

    :param most: how many nodes there are at most
    """

    def __init__(self, random: Random, most: int) -> None:
        self._random = random
        self._words = 0
        self._left = random.randint(1, most)

    def tree(self) -> nodes.document:
        """Return a document of any nodes in any places."""
        document = new_document("x")
        for _ in range(self._random.randint(1, 4)):
            pick = self._random.choice((None, *BLOCKS, *BLOCKS, *KINDS))
            document += self.node(pick, 0)
        return document

    def children(self, kind: type[nodes.Element], depth: int) -> list[nodes.Node]:
        """Return the children of an element, often those that it should have."""
        found: list[nodes.Node] = []
        for _ in range(self._random.randint(0, 4 if depth < 7 else 0)):
            if self._left > 0:
                likely = INSIDE.get(kind, (None, *INLINE) if is_text(kind) else BLOCKS)
                choices = likely if self._random.random() < 0.8 else (None, *KINDS)
                found.append(self.node(self._random.choice(choices), depth + 1))
        if is_text(kind) and self._random.random() < 0.5:
            found.append(self.text())
        return found

    def text(self) -> nodes.Text:
        """Return a word that is nowhere else, or white space."""
        self._words += 1
        forms = (f"w{self._words}", f" w{self._words}\n", " ", "\n")
        return nodes.Text(self._random.choice(forms))

    def node(self, kind: type[nodes.Element] | None, depth: int) -> nodes.Node:
        """Return a node with content."""
        self._left -= 1
        if kind is None:
            return self.text()
        node = kind("")
        node.attributes.update(self.attributes(kind))
        if not issubclass(kind, LEAVES):
            node += self.children(kind, depth)
        node.rawsource = node.astext()
        node.line = self._random.choice((None, 1, 5))
        return node

    def attributes(self, kind: type[nodes.Element]) -> dict[str, Any]:
        """Return what parsers always set, and now and then an id or the spans of a cell."""
        found: dict[str, Any] = {}
        if self._random.random() < 0.1 and kind is not nodes.transition:
            self._words += 1
            found["ids"] = [f"id-{self._words}"]
        if issubclass(kind, nodes.image):
            found |= {"uri": "x.png", "alt": "", "candidates": {"*": "x.png"}}
        elif issubclass(kind, nodes.reference) and self._random.random() < 0.8:
            found["refuri"] = "https://example.org"
        elif kind is nodes.footnote_reference and self._random.random() < 0.7:
            found["refid"] = "footnote-1"
        elif kind is addnodes.index:
            found["entries"] = [("single", "x", "x", "", None)]
        elif kind is nodes.entry:
            found["morecols"] = self._random.choice((0, 0, 1, 3, "x"))
            found["morerows"] = self._random.choice((0, 0, 1, 2, -1))
        elif kind is nodes.tgroup:
            found["cols"] = self._random.randint(0, 3)
        elif kind is addnodes.pending_xref:
            found |= {"refdomain": "std", "reftype": "doc", "reftarget": "x", "refdoc": "index"}
            found |= {"refexplicit": True, "refwarn": False}
        return found


def is_text(kind: type[nodes.Element]) -> bool:
    """Return whether an element holds text."""
    return issubclass(kind, nodes.TextElement | addnodes.pending_xref)


def grow(seed: int | str) -> nodes.document:
    """Return a tree of any nodes."""
    return Grower(Random(seed), 60).tree()  # noqa: S311 - no secret


SEEDS = st.integers(0, 1_000_000)
"""Hypothesis would rather make small trees of its own."""


def words_of(tree: nodes.Element) -> Counter[str]:
    """Return the words that readers see."""
    texts = (text for text in tree.findall(nodes.Text) if not isinstance(text.parent, UNSEEN))
    return Counter(re.findall(r"w\d+", "".join(texts)))


def pictures_of(tree: nodes.Element) -> int:
    """Return the number of the pictures in a tree that are in no plain text."""
    return sum(not any(isinstance(o, PLAIN) for o in around(n)) for n in tree.findall(nodes.image))


def ids_of(tree: nodes.Element) -> Counter[str]:
    """Return the ids in a tree."""
    return Counter(i for node in tree.findall(nodes.Element) for i in node["ids"])


many = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=int(os.environ.get("ROUNDUP_EXAMPLES", "200")),
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
        HealthCheck.large_base_example,
    ],
)


@many
@given(SEEDS)
def test_any_tree(seed: int) -> None:
    """A tree of any nodes becomes valid with its words, pictures and ids, and then stays so."""
    document = grow(seed)
    words = words_of(document)
    pictures, ids = pictures_of(document), ids_of(document)
    before = document.pformat()
    make_valid(document)
    assert faults_of_tree(document) == [], before
    assert words_of(document) == words, before
    assert pictures_of(document) == pictures, before
    assert ids_of(document) == ids, before
    assert all(
        child.parent is node for node in document.findall(nodes.Element) for child in node.children
    )
    once = document.pformat()
    make_valid(document)
    assert document.pformat() == once


@pytest.mark.slow
def test_writers(project: Project, subtests: pytest.Subtests) -> None:
    """Every writer takes the repaired trees, of which each is a page here."""
    pages = [f"p{number}" for number in range(PAGES)]
    toctree = "\n".join(["```{toctree}", *pages, "```"])
    conf = 'extensions = ["myst_parser"]\nlatex_engine = "xelatex"\nauthor = "A"\n'
    project.write({"conf.py": conf, "index.md": f"# T\n\n{toctree}\n"})
    project.write({f"{page}.md": "# Page\n\nBEGIN\n" for page in pages})
    project.write({"x.png": picture("PNG")})
    for builder in ("html", "latex", "text", "man", "texinfo"):
        with subtests.test(builder):
            log = {"warning": io.StringIO(), "status": io.StringIO()}
            app = SphinxTestApp(builder, srcdir=project.srcdir, **log)
            app.connect("doctree-read", add_tree, priority=1)
            try:
                app.build()
            finally:
                app.cleanup()
            assert app.statuscode == 0


def add_tree(app: Sphinx, doctree: nodes.document) -> None:
    """Add a repaired tree to a page, with what else parsing and joining see to."""
    docname = app.env.current_document.docname
    if docname == "index":
        return
    tree = grow(docname)
    move_footnotes_to_end(tree)
    make_valid(tree)
    notes = {i for note in tree.findall(nodes.footnote) for i in note["ids"]}
    for note in [n for n in tree.findall() if isinstance(n, NOTES)]:
        note["docname"] = docname
        if isinstance(note, nodes.footnote_reference) and note["refid"] not in notes:
            note.parent.replace(note, [])
    (section,) = doctree.findall(nodes.section)
    section += tree.children


def valid(*children: nodes.Element) -> nodes.document:
    """Return a document of some nodes that was made valid."""
    document = new_document("x")
    document += children
    make_valid(document)
    return document


def test_table_of_holes() -> None:
    """A table with far more holes than cells is shown as paragraphs, with its title."""
    rows = [nodes.row("", nodes.entry("", nodes.paragraph("", "w1"))) for _ in range(99)]
    wide = nodes.row("", *(nodes.entry() for _ in range(99)))
    group = nodes.tgroup("", nodes.tbody("", *rows, wide), cols=1)
    document = valid(nodes.table("", nodes.title("", "w2"), group))
    assert not list(document.findall(nodes.table))
    assert words_of(document) == {"w1": 99, "w2": 1}


def test_tall_cells() -> None:
    """Cells that would take more places than a grid can have take their own row alone."""
    rows = [nodes.row("", nodes.entry(morerows=10**9)) for _ in range(1_000)]
    group = nodes.tgroup("", nodes.tbody("", *rows), cols=1)
    assert faults_of_tree(valid(nodes.table("", group))) == []


def test_foreign_nodes() -> None:
    """What the nodes of other extensions hold stays where it is, in a text and among blocks."""
    document = new_document("x")
    only = addnodes.only("", nodes.paragraph("", "w1"), expr="html")
    described = addnodes.desc("", addnodes.desc_signature("", "w2"), addnodes.desc_content())
    glossary = addnodes.glossary("", nodes.paragraph("", "", addnodes.only("", nodes.Text("w3"))))
    document += [only, described, glossary]
    before = document.pformat()
    make_valid(document)
    assert document.pformat() == before


def test_empty_acronym() -> None:
    """An acronym without words, among blocks, is in a paragraph of its own."""
    assert faults_of_tree(valid(nodes.acronym(), nodes.comment("", "w1"))) == []


def test_classifier_in_a_definition() -> None:
    """The classifier of a definition inside another becomes part of its term."""
    document = valid(definition(definition(nodes.paragraph("", "w1"))))
    outer, term = [node.astext() for node in document.findall(nodes.term)]
    assert (outer, term) == ("t", "t : c")
    assert len(list(document.findall(nodes.classifier))) == 1


def definition(body: nodes.Element) -> nodes.definition_list:
    """Return a term with a classifier and a definition."""
    parts = nodes.term("", "t"), nodes.classifier("", "c"), nodes.definition("", body)
    return nodes.definition_list("", nodes.definition_list_item("", *parts))


@pytest.mark.parametrize("depth", [17, 20])
def test_descriptions_in_each_other(depth: int) -> None:
    """Descriptions of objects beyond the width of a page become paragraphs, with their words."""
    tree = new_document("report.rst")
    inner: nodes.Element = nodes.paragraph("", "KEEP")
    for number in range(depth):
        name = addnodes.desc_name("", f"name{number}")
        signature = addnodes.desc_signature("", "", name, ids=[f"id{number}"])
        inner = addnodes.desc("", signature, addnodes.desc_content("", inner))
    tree += inner
    (problem,) = make_valid(tree)
    assert "without indentation" in problem.message
    assert len(list(tree.findall(addnodes.desc))) == 16
    assert len(list(tree.findall(addnodes.desc_content))) == 16
    ids = [i for node in tree.findall(nodes.Element) for i in node["ids"]]
    assert sorted(ids) == sorted(f"id{number}" for number in range(depth))
    assert tree.astext().split() == [*(f"name{n}" for n in reversed(range(depth))), "KEEP"]
