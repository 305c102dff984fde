"""Attributes and classes of a report's nodes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from conftest import text_of
from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.parsing.attributes import clean_attributes, clean_classes, report_classes

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from conftest import Built, Project

    Build = Callable[..., Built]

HOST = """
from docutils import nodes
from docutils.parsers.rst import Directive, directives

class Box(Directive):
    has_content = True
    option_spec = {"class": directives.class_option}

    def run(self):
        assert self.state.document.current_source
        inner = nodes.container(classes=["host-inner", *self.options.get("class", [])])
        outer = nodes.container("", inner, classes=["host-box"], hosts_own="yes\\x1b")
        self.state.nested_parse(self.content, self.content_offset, inner)
        words, _messages = self.state.inline_text("`x`", self.lineno)
        return [outer, nodes.paragraph("", "", *words)]

def word(name, rawtext, text, lineno, inliner, options={}, content=[]):
    return [nodes.inline(rawtext, text, classes=["host-word", *options.get("class", [])])], []

def setup(app):
    app.add_directive("hostbox", Box)
    app.add_role("hostword", word)
"""


def clean(node: nodes.Element, **trusted: Any) -> nodes.Element:
    """Return *node* after the pass, in a paragraph of a document."""
    document = nodes.document(None, None)
    document.append(nodes.paragraph("", "", node))
    clean_attributes(document, "ana", **trusted)
    return node


@pytest.mark.parametrize(
    ("names", "made"),
    [
        ("align-right wide", ["align-right", "report-wide"]),
        ("Wide my_own report-x report-x", ["report-wide", "report-my-own", "report-x"]),
        ("50%off a{b ^^7d größe", []),
        ("a" * 100, []),
        ("roundup-report headerlink", ["report-roundup-report", "report-headerlink"]),
        ("sd-stretched-link sd-card", ["report-sd-stretched-link", "report-sd-card"]),
    ],
)
def test_class_names(names: str, made: list[str]) -> None:
    """A class gets a prefix, or goes where it is no plain word."""
    assert report_classes(names.split()) == made


def test_classes_by_place() -> None:
    """What covers a card stays in a card; layout stays in a component; a role's stay in it."""
    link = nodes.reference(classes=["sd-stretched-link", "sd-hide-link-text"])
    clean_classes(link)
    assert link["classes"] == ["report-sd-stretched-link", "report-sd-hide-link-text"]
    link = nodes.reference(classes=["sd-stretched-link", "sd-hide-link-text"])
    card = nodes.container("", nodes.paragraph("", "", link), design_component="card")
    card["classes"] = ["sd-card"]
    for node in card.findall(nodes.Element):
        clean_classes(node)
    assert card["classes"] == ["sd-card"]
    assert link["classes"] == ["sd-stretched-link", "sd-hide-link-text"]
    words = nodes.inline(classes=["xref", "std", "std-ref", "py"])
    addnodes.pending_xref("", words, refdomain="std", reftype="ref")
    clean_classes(words)
    assert words["classes"] == ["xref", "std", "std-ref", "report-py"]


@pytest.mark.parametrize(
    ("name", "value", "made"),
    [
        ("width", "50%", "50%"),
        ("width", "300%", "100%"),
        ("width", "3.5 em", "3.5 em"),
        ("width", "100vw", None),
        ("width", "1e9px", None),
        ("align", "left", "left"),
        ("align", "left;position:fixed", None),
        ("start", "5", 5),
        ("start", -1, None),
        ("scale", 5000, 1000),
        ("colwidth", "}", 1),
        ("colwidth", 12.5, 12.5),
        ("enumtype", "x", "arabic"),
        ("language", "text modal", "text"),
        ("language", "python", "python"),
        ("refuri", "https://x.example/{a}\\b", "https://x.example/%7Ba%7D%5Cb"),
        ("refuri", "a{b.md", "a{b.md"),
        ("refuri", "https://x.example/100%", "https://x.example/100%25"),
        ("refuri", "mailto:a%zz@x.example", "mailto:a%25zz@x.example"),
        ("refuri", "https://x.example/a%20b", "https://x.example/a%20b"),
        ("alt", "a\x1b[31m\nb", "a b"),
        ("refid", "elsewhere", None),
        ("onclick", "x", None),
        ("loading", "embed", None),
        ("label", None, None),
        ("sync_group", "tab", "ana--tab"),
        ("highlight_args", {"hl_lines": ["1"]}, {"hl_lines": [1]}),
        ("highlight_args", {"linenostart": "3", "x": 1}, {"linenostart": 3}),
        ("highlight_args", {}, {}),
        ("highlight_args", {"linenostart": "x"}, None),
    ],
)  # fmt: skip
def test_values(name: str, value: Any, made: Any) -> None:
    """Each attribute has values of its own; others become the nearest, or go."""
    node = clean(nodes.image("", **{name: value}))
    assert node.get(name) == made


def test_attributes_of_other_nodes() -> None:
    """Nodes that only code makes keep attributes of their own, without controls."""
    node = clean(addnodes.manpage("", "", page="ls\x1b", own=[1]))
    assert (node["page"], node["own"]) == ("ls", [1])


def test_unknown_language_once(build: Build) -> None:
    """A language that nothing highlights is reported once, and its code is plain text."""
    text = "# X\n\n```nolexer\na\n```\n\n`b`{l=nolexer} `c`{l=python}\n"
    built = build({"ana.md": text}, warnings=1)
    assert (
        "reports/ana.md:3: WARNING: Pygments lexer name 'nolexer' is not known" in built.warnings[0]
    )
    assert {n["language"] for n in built.doctree().findall(nodes.Element) if "language" in n} == {
        *("text", "python")
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ana.md", "# X\n\n`a`{l='text fixed-top modal'} `b`{lexer='x' class='modal'}\n"),
        ("ana.rst", "X\n=\n\n.. role:: e(code)\n   :language: text fixed-top modal\n\n:e:`a`\n"),
        ("ana.rst", "X\n=\n\n.. code:: text fixed-top\n\n   a\n"),
        ("ana.md", "# X\n\n```{code-block} text fixed-top\na\n```\n"),
        ("ana.md", "# X\n\n:::sd-position-fixed\na\n:::\n\n::: modal\na\n:::\n"),
    ],
)
def test_no_class_by_another_door(build: Build, name: str, text: str) -> None:
    """Neither a language nor a fence gives an element a class of the page's."""
    page = build({name: text}, warnings=None).page()
    classes = {c for e in page.report("ana").iter() for c in (e.get("class") or "").split()}
    assert not classes & {"fixed-top", "modal", "sd-position-fixed"}


def test_names_of_the_project(project: Project) -> None:
    """What a project's own directives and roles set is kept; what a report writes in them isn't."""
    (project.srcdir / "hostmarkup.py").write_text(HOST)
    conf = (project.srcdir / "conf.py").read_text()
    conf = f"import sys\nsys.path.insert(0, {str(project.srcdir)!r})\n{conf}"
    report = """\
        # X

        :::{hostbox}
        :class: headerlink
        [a]{.modal}

        ::: search
        b
        :::
        :::

        {hostword}`c` [d]{.host-word}
        """
    rst = """\
        Y
        =

        .. hostbox::

           .. class:: modal

           .. container:: search

              a

        .. role:: headerlink(hostword)
           :class: headerlink

        :headerlink:`b`
        """
    project.write({"conf.py": conf, "reports/ana.md": textwrap.dedent(report)})
    project.write({"reports/bob.rst": textwrap.dedent(rst)})
    built = project.build(
        extensions=["myst_parser", "hostmarkup", "sphinx_roundup"],
        roundup_allowed_directives=["hostbox"],
        roundup_allowed_roles=["hostword"],
    )
    (outer,) = [n for n in built.doctree().findall(nodes.container) if "hosts_own" in n][:1]
    assert (outer["hosts_own"], outer["classes"]) == ("yes", ["host-box"])
    assert outer.children[0]["classes"] == ["host-inner", "report-headerlink"]
    page = built.page()
    assert [text_of(e) for e in page.by_class("host-word", page.report("ana"))] == ["c", "d"]
    for report_id in ("ana", "bob"):
        inside = [e for e in page.report(report_id).iter() if e.tag != "a"]
        classes = {c for e in inside for c in (e.get("class") or "").split()}
        assert "host-box" in classes
        assert not classes & {"modal", "search", "headerlink"}


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("```{button-link} https://x.example\n:click-parent:\nx\n```", "click-parent"),
        ("```{button-ref} x\n:click-parent:\nx\n```", "click-parent"),
        ("```{rubric} x\n:heading-level: 1\n```", "heading-level"),
        ("```{math}\n:no-wrap:\nx\n```", "no-wrap"),
        ("```{container} a\n:style: position:fixed\nx\n```", "style"),
    ],
)
def test_options_that_reach_outside(build: Build, text: str, option: str) -> None:
    """An option that reaches outside of its element is refused, and the words stay."""
    extensions = ["myst_parser", "sphinx_design", "sphinx_roundup"]
    built = build({"ana.md": f"# X\n\n{text}\n\nKEPT\n"}, warnings=None, extensions=extensions)
    assert any(option in line and "reports/ana.md" in line for line in built.warnings)
    assert "KEPT" in built.page().text
    assert not built.page().by_class("sd-stretched-link")
