"""Unusual texts that parsers must handle."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from conftest import text_of
from docutils import nodes
from docutils.utils import new_document
from oracle import faults_of_tree
from test_valid_tree import valid

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.parsing import dispatch, resource_limits, scoping, valid_tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built, Project

    Build = Callable[..., Built]


def test_class_that_is_no_name(build: Build) -> None:
    """Docutils says that no class can be made of it, and the text stays."""
    built = build({"ana.rst": ":author: Ana\n\n.. class:: !!!\n\nKEEP\n"}, warnings=1)
    assert built.warnings[0].startswith("reports/ana.rst:3: ")
    assert "KEEP" in text_of(built.page().report("ana"))


def test_heading_in_a_quote(build: Build) -> None:
    """What docutils calls severe is told at its line, and costs no more than itself."""
    text = ":author: Ana\n\nFIRST\n\n   Head\n   ----\n\nLAST\n"
    built = build({"ana.rst": text}, warnings=1)
    assert built.warnings[0].startswith("reports/ana.rst:6: WARNING: Unexpected section title")
    shown = text_of(built.page().report("ana"))
    assert "FIRST" in shown
    assert "LAST" in shown


def test_brackets_that_never_end(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that makes the parser look for ends again and again costs itself alone."""
    monkeypatch.setattr(resource_limits, "_MOST_SCANNED", 100)
    built = build({"ana.md": "# Ana\n\n" + "[" * 50, "bob.md": "# Bob\n\nKEEP"}, warnings=1)
    assert "square brackets" in built.warnings[0]
    assert "KEEP" in text_of(built.page().report("bob"))


@pytest.mark.parametrize("words", ["`b`", "[b]", "[*b* `c`]"])
def test_ids_in_headings(build: Build, words: str) -> None:
    """An id in a heading stands once on the page, which also has the heading in its contents."""
    page = build({"ana.md": f"# Ana\n\nHi.\n\n## A {words}{{#here}}\n\nHi [b](#here).\n"}).page()
    assert [i for i, count in Counter(page.ids).items() if count > 1] == page.dangling() == []


@pytest.mark.parametrize(
    "kind", [nodes.substitution_definition, nodes.target, nodes.comment, nodes.title]
)
def test_rule_at_the_beginning(kind: type[nodes.Element]) -> None:
    """A rule before all that is shown divides nothing, whatever isn't shown before it."""
    document = valid(kind(), nodes.transition(), nodes.paragraph("", "a"))
    assert not list(document.findall(nodes.transition))


def test_very_many_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many rules none is left."""
    monkeypatch.setattr(valid_tree, "_MOST_COMPARED", 2)
    parts = nodes.paragraph("", "a"), nodes.transition(), nodes.paragraph("", "b")
    assert not list(valid(*parts).findall(nodes.transition))


def test_footnote_without_label() -> None:
    """A footnote that nobody has numbered gets the next number."""
    document = new_document("x")
    document += [nodes.footnote("", nodes.label("", "1")), nodes.footnote("", nodes.paragraph())]
    scoping.move_footnotes_to_end(document)
    assert [label.astext() for label in document.findall(nodes.label)] == ["1", "2"]


def test_full_name_of_a_person(build: Build) -> None:
    """Another project's inventory is asked for the anchor of a name; only for people."""
    domain = get_roundup_domain(build({"ana.md": "# Ana\n\nHi."}).env)
    assert domain.get_full_qualified_name(nodes.inline(reftype="person", reftarget="A B")) == "a-b"
    assert domain.get_full_qualified_name(nodes.inline(reftype="event", reftarget="A")) is None


@pytest.mark.parametrize("error", [RecursionError, resource_limits.UnparsableReport("deep")])
def test_role_that_fails_as_a_whole(error: type[Exception] | Exception) -> None:
    """What a report isn't shown for is no role's own fault."""

    def fail(*_args: object) -> None:
        raise error

    with pytest.raises(Exception, match=r"^$|deep"):
        dispatch.safe_role("x", fail, print)("x", "x", "x", 1, None)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ana.md", "```{topic} KEPT\n```"),
        ("ana.md", "```{code-block} python\n:emphasize-lines: 9-1\n\nKEPT = 1\n```"),
        ("ana.md", "```{tab-set}\nKEPT\n```"),
        ("ana.rst", ".. code-block:: python\n   :emphasize-lines: 9-1\n\n   KEPT = 1"),
        ("ana.rst", ".. topic:: KEPT"),
        ("ana.rst", ".. list-table:: KEPT\n\n   * - a\n     - b\n   * - c"),
    ],
)
def test_words_of_a_wrong_directive(build: Build, name: str, text: str) -> None:
    """A directive that makes nothing of its title or content leaves them as they were written."""
    built = build({name: f"Hi.\n\n{text}\n"}, warnings=1)
    assert "KEPT" in built.page().text


@pytest.mark.parametrize(
    ("text", "words", "warnings"),
    [
        pytest.param("Week 🏖\n-----\n\nHi.", "Week 🏖 Hi.", 1, id="short underline"),
        pytest.param("----\nWeek 1\n----\n\nHi.", "Week 1 Hi.", 1, id="short overline"),
        pytest.param(".. role:: red\n\n:red:`Hi.`", "Hi.", 0, id="role"),
    ],
)
def test_source_of_what_is_shown(build: Build, text: str, words: str, warnings: int) -> None:
    """Where docutils only warns of what it shows, its source isn't shown beside it."""
    report = build({"ana.rst": f"Ana\n===\n\n{text}\n"}, warnings=warnings).page().report("ana")
    assert text_of(report) == f"Ana {words}"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (".. code-block::python\n\n   x", "write '.. code-block::'"),
        (".. note: remember this", "'.. note:' is a hidden comment: write '.. note::'"),
        (".. image: beach.jpg", "'.. image:'"),
        ("..note:: x", "'..note::' is text: write '.. note::' with a space after it"),
        (".. Tip: a\n   b\n\n.. note: c", "with a space after it; 1 more like this (line 7)"),
        (".. write: a note", ""),
        ("Of ..note:: x", ""),
    ],
)
def test_mistyped_directives(build: Build, written: str, told: str) -> None:
    """What would be a directive with a blank or a colon more isn't lost in silence."""
    found = build({"ana.rst": f"Ana\n===\n\n{written}\n"}, warnings=bool(told)).warnings
    assert all(":4: WARNING:" in warning and told in warning for warning in found)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("![x](my photo.jpg), [y](b c.pdf)", "'![x](my photo.jpg)' is text: write '<' and '>'"),
        ("##A b\n\nC\n\n##D", "after the '#' of a heading; 1 more like this (line 7)"),
        ("![x](a.jpg =300x200)", "a size as '{width=300}'"),
        ("[x] (https://x.example/a)", "no space between ']' and '('"),
        ("##What I did", "'##What I did' is text: write a space after the '#'"),
        (".. image:: a.png", "whose files end with '.rst'"),
        ("+---+---+\n| a | b |\n+---+---+", "as 'pandoc -t gfm' does"),
        ('[quote="ana"]Hi[/quote]', "a quote begins with '>'"),
        ("%[https://x.example/a]", "a link is '[words](address)'"),
        ("](https://x.example/a)", "without empty lines in it"),
        ("#+TITLE: Week", "'pandoc -t gfm' could make of it"),
        ("== Week ==", "it is no Markdown"),
        (r"\section{Week}", "it is no Markdown"),
        ("% for me", "a comment begins with '<!--'"),
        ("+++", "a rule is written '---'"),
        ("title:: Week\nauthor:: Ana", "'title:: Week' is text: write fields at the file's top"),
        ("---   -----\na     b", "'---   -----' is a rule: write a table as on GitHub"),
        ("A ` b, 1 = 2, C#+: x", ""),
        ("`[x](b c.md)` [1] (see below), [x](see below) #sea ##", ""),
    ],
)
def test_misread_markdown(build: Build, written: str, told: str) -> None:
    """What was meant as a link, a heading or a table and is text is counted in one warning."""
    found = build({"ana.md": f"# Ana\n\n{written}\n"}, warnings=bool(told)).warnings
    assert all(":3: WARNING:" in warning and told in warning for warning in found)


def test_pipe_in_code_of_a_table(build: Build) -> None:
    """A bar that ends a cell within code, whose rest is lost, has a warning."""
    text = "# Ana\n\n| a | b |\n| - | - |\n| x | `a | b` |\n"
    assert "write '\\|' for a '|'" in build({"ana.md": text}, warnings=1).warnings[0]


@pytest.mark.parametrize(
    ("written", "warnings"),
    [
        ("# Week 1", 1),
        ("A [site](b.html)", 1),
        ("A [site](https://x.example/)", 1),
        ("#1 [a] (b)", 0),
    ],
)
def test_markdown_in_rst(build: Build, written: str, warnings: int) -> None:
    """Markdown in a file of reST has a warning that names the right ending."""
    found = build({"ana.rst": f"Ana\n===\n\n{written}\n"}, warnings=warnings).warnings
    assert all(":4: WARNING:" in each and "files end with '.md'" in each for each in found)


@pytest.mark.parametrize(
    "definitions",
    [
        ".. |a| replace:: x |a| y",
        ".. |a| replace:: x |b|\n.. |b| replace:: y |a|",
        (
            ".. |a| replace:: |b| |b|\n.. |b| replace:: |c| |c|\n.. |c| replace:: |a| |a| |d|\n"
            ".. |d| replace:: z"
        ),
    ],
)
def test_circular_substitutions(build: Build, definitions: str) -> None:
    """Substitutions that lead back to themselves are shown as written, and nothing else is lost."""
    built = build({"ana.rst": f"KEPT |a| end.\n\n{definitions}\n"}, warnings=1)
    assert "ana.rst:1: WARNING: the substitution |a| leads back to itself" in built.warnings[0]
    assert "KEPT" in built.page().text


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("ana.md", "![x](p.png)\n\n```{image} p.png\n```", "1 more like this (line"),
        (
            "ana.rst",
            "Hi\n\n.. image:: p.png\n   :target: no_",
            "ana.rst:3: WARNING: Unknown target",
        ),
    ],
)
def test_lines_of_pictures(build: Build, name: str, text: str, told: str) -> None:
    """A picture is told at its own line, also one with a link."""
    assert told in build({name: f"{text}\n"}, warnings=1).warnings[0]


def test_recording_as_picture(project: Project) -> None:
    """A recording that is written as a picture is a link, as that of ``<video>`` is."""
    project.write({"reports/clip.mp4": b"x", "reports/ana.md": "![A *clip*](clip.mp4)\n"})
    links = project.build().page().root.iter("a")
    assert "A clip" in [text_of(link) for link in links if "clip.mp4" in link.get("href", "")]


def test_empty_list_in_deep_notes(build: Build) -> None:
    """A note keeps some content where an empty list is too deep to be indented."""
    notes = "".join(f"{'      ' * n}- 12. .. note::\n\n" for n in range(6))
    page = build({"ana.rst": f"KEPT\n\n{notes}{'      ' * 6}- - -\n"}, warnings=None)
    assert faults_of_tree(page.doctree()) == []
