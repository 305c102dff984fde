"""Fences of colons as other generators have them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from conftest import text_of

from sphinx_roundup.parsing.other_generators import read_fence

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built

    Build = Callable[..., Built]


@pytest.mark.parametrize(
    ("info", "classes", "title", "admonition"),
    [
        ("note", ("note",), "", "note"),
        ("note Mind this step", ("note",), "Mind this step", "note"),
        ('danger "STOP"', ("danger",), "STOP", "danger"),
        ("tip[Custom *title*]", ("tip",), "Custom *title*", "tip"),
        ("tip[A [b](c) d]{.e #f}", ("tip", "e"), "A [b](c) d", "tip"),
        ("info", ("info",), "", "note"),
        ("{.callout-note title='Mind this'}", ("callout-note",), "Mind this", "note"),
        ('{.callout-tip title="50% {off}"}', ("callout-tip",), "50% {off}", "tip"),
        ("{.column width=50%}", ("column",), "", None),
        ('{class="a b" #c}', ("a", "b"), "", None),
        ("{}", (), "", None),
        ("details Click me", ("details",), "Click me", None),
        ("Warning ::::::", ("Warning",), "", "warning"),
        ("callout-50%", ("callout-50%",), "", None),
        ("", (), "", None),
    ],
)
def test_opening_lines(
    info: str, classes: tuple[str, ...], title: str, admonition: str | None
) -> None:
    """The first line of a box is its classes, its title and its meaning."""
    fence = read_fence(info)
    assert (fence.classes, fence.title, fence.admonition) == (classes, title, admonition)


def test_titled_boxes(build: Build) -> None:
    """A box with a plain meaning is an admonition with its title, and nothing is reported."""
    text = """\
        # Doc

        :::note Mind this *step*
        One.
        :::

        :::tip[Custom [title](https://x.example)]{#tip}
        Two.
        :::

        ::: {.callout-warning title="Mind that"}
        Three.
        :::

        ::: {.callout-caution}
        Four.
        :::

        [to the tip](#tip)
        """
    page = build({"doc.md": textwrap.dedent(text)}).page()
    boxes = page.by_class("admonition", page.report("doc"))
    words = [text_of(box) for box in boxes]
    assert words[:3] == ["Mind this step One.", "Custom title Two.", "Mind that Three."]
    assert "Four." in words[3]
    assert [kind in (box.get("class") or "") for kind, box in zip(
        ("note", "tip", "warning", "caution"), boxes, strict=True
    )] == [True] * 4  # fmt: skip
    assert not page.dangling()


@pytest.mark.parametrize(
    ("fence", "words"),
    [
        (":::details Click **me**", "Click me Body."),
        (":::steps[First, then]", "First, then Body."),
        ("::: {.theorem title='On tides'}", "On tides Body."),
    ],
)
def test_unknown_titled_boxes(build: Build, fence: str, words: str) -> None:
    """The title of any other box is a line above it, and reported once, at its line."""
    built = build({"doc.md": f"# Doc\n\n{fence}\nBody.\n:::\n"}, warnings=1)
    assert words in text_of(built.page().report("doc"))
    assert built.warnings[0].startswith("reports/doc.md:3: WARNING: reports have no box")


@pytest.mark.parametrize("name", ["callout-50%", "}\\textbf{x}{", "Überblick"])
def test_names_that_are_no_classes(build: Build, name: str) -> None:
    """A name that can't be a class is reported at its line, and its box stays."""
    built = build({"doc.md": f"# Doc\n\n:::{name}\nBody.\n:::\n"}, warnings=1)
    assert built.warnings[0].startswith("reports/doc.md:3: WARNING: ")
    assert "can't be the name of a ':::' box" in built.warnings[0]
    (box,) = [e for e in built.page().report("doc").iter("div") if "Body." in text_of(e)]
    assert set((box.get("class") or "").split()) <= {"docutils", "container"}


def test_box_without_words(build: Build) -> None:
    """A box with a title alone, or with nothing, is no empty admonition."""
    page = build({"doc.md": "# Doc\n\n:::note Only a title\n:::\n\n:::note\n:::\n"}).page()
    assert "Only a title" in text_of(page.report("doc"))
    assert page.by_class("admonition") == []


def test_djot_boxes_stay(build: Build) -> None:
    """A plain name is a class, a block's attributes are the box's, and boxes nest."""
    text = "# Doc\n\n{.foo #bar}\n:::: wide\n::: inner\nBody.\n:::\n::::\n\n[x](#bar)\n"
    page = build({"doc.md": text}).page()
    assert page.by_class("report-wide") == page.by_class("report-foo")
    assert text_of(page.by_class("report-inner", page.by_class("report-wide")[0])[0]) == "Body."
    assert not page.dangling()


@pytest.mark.parametrize(
    "line",
    [
        "{% include a %} Words {% include b %}",
        "{.wide} Words {.narrow}",
        "{#a} Words }",
        "{% include words %}",
    ],
)
def test_words_between_attributes(build: Build, line: str) -> None:
    """A line that has more than attributes between its braces is shown as it is written."""
    page = build({"ana.md": f"{line}\n\nMore.\n"}).page()
    assert line in text_of(page.report("ana"))


def test_attributes_on_a_line(build: Build) -> None:
    """A line of attributes belongs to the block below it, also with a comment in it."""
    text = "Hi.\n\n{.wide % a comment %}\n{#here .tall}\nWords. [a](#here)\n"
    page = build({"ana.md": text}).page()
    (paragraph,) = page.by_class("report-wide", page.report("ana"))
    assert "report-tall" in (paragraph.get("class") or "")
    assert text_of(paragraph).startswith("Words.")
    assert page.dangling() == []
