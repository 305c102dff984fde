"""Markdown as other generators have it: boxes, attributes, ids of headings, comments."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from conftest import text_of

from sphinx_roundup.parsing.other_generators import read_attributes, read_fence

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
        ("{.callout-tip collapse title='Mind'}", ("callout-tip",), "Mind", "tip"),
        ('danger{title="X"}', ("danger",), "X", "danger"),
        ("{.callout-note title='Mind this'}", ("callout-note",), "Mind this", "note"),
        ('{.callout-tip title="50% {off}"}', ("callout-tip",), "50% {off}", "tip"),
        ("{.column width=50%}", ("column",), "", None),
        ('{class="a b" #c}', ("a", "b"), "", None),
        ("{}", (), "", None),
        ("details Click me", ("details",), "Click me", "details"),
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
    """A box with a plain meaning is an admonition with its title and id; nothing is reported."""
    text = """\
        :::tip[Custom [title](https://x.example)]{#tip}
        One.
        :::

        ::: {.callout-caution}
        Two.
        :::

        [to the tip](#tip)
        """
    page = build({"doc.md": textwrap.dedent(text)}).page()
    tip, caution = page.by_class("admonition", page.report("doc"))
    assert text_of(tip) == "Custom title One."
    assert "tip" in (tip.get("class") or "")
    assert "Two." in text_of(caution)
    assert "caution" in (caution.get("class") or "")
    assert not page.dangling()


@pytest.mark.parametrize(
    ("fence", "words"),
    [
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
        "{.wide} Words {.narrow}",
        "{#a} Words }",
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


def test_attributes_below_a_block(build: Build) -> None:
    """Attributes of kramdown right below a block belong to it, those of others to the next."""
    text = """\
        {: .first}
        Words.
        {: .second #here}

        ## Heading
        {: .third}

        * item
        {: .fourth}

        | a |
        |---|
        | b |
        {: .fifth}

        {: .sixth}
        > quote

        Words {: .no}
        {: no}
        {.seventh}
        """
    page = build({"ana.md": f"# Ana\n\n{textwrap.dedent(text)}"}).page()
    report = page.report("ana")
    names = ("first", "second", "third", "fourth", "fifth", "sixth")
    tags = [each.tag for name in names for each in page.by_class(f"report-{name}", report)]
    assert tags == ["p", "p", "section", "ul", "table", "blockquote"]
    assert text_of(report).endswith("quote Words {: .no} {: no} {.seventh}")


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("{width=50%}", {"width": "50%"}),
        ('{width="50%"\nheight="4in"}', {"width": "50%", "height": "4in"}),
        ("{: .wide width='50 %' }", {"class": "wide", "width": "50 %"}),
        ('{#id .a class="b c"}', {"id": "id", "class": "a b c"}),
        ("{src=x href=y #z}", {"id": "z"}),
        ("{start=x .a}", {"class": "a"}),
        ("{start=3}", {"start": "3"}),
        *((text, {}) for text in ("{}", "{: }", "{wide}", "{.a", "{:toc}", "{{x}}", '{.a "b"}')),
    ],
)
def test_attributes(text: str, attributes: dict[str, str]) -> None:
    """Attributes are in braces as Pandoc, kramdown and MyST write them; anything else is text."""
    assert read_attributes(text) == (attributes, len(text) if attributes else 0)


def test_attributes_behind(build: Build) -> None:
    """Attributes belong to what stands before them, and to nothing else."""
    text = (
        "[a *b*](#c){.x} [e](#c){.f}{.g} `h`{.y} w{.z} [`i`{.k](#c) .l} `j`[{.m}](#c)\n\n"
        "# C {: #c .v }\n"
    )
    page = build({"ana.md": text}).page()
    report = page.report("ana")
    classes = {
        text_of(e): e.get("class") or "" for tag in ("a", "code") for e in page.all(tag, report)
    }
    assert "report-x" in classes["a b"]
    assert "report-g" in classes["e"]
    assert "report-y" in classes["h"]
    assert "w{.z} i{.k .l} j{.m}" in text_of(report)
    assert page.by_class("report-v", report)
    assert page.dangling() == []


def test_ids_of_headings(build: Build) -> None:
    """A heading has the id in braces behind it, which links lead to, and no braces."""
    text = """\
        [one](#start) [two](#end) [three](#mid) [four](#last) [five](#plan)

        ## Beginning {#start}

        ## The end { #end }

        ## Middle <a id="mid"></a>

        <h2 id="last">Last</h2>

        <a name="plan"></a>
        ## Braces \\{#kept}

        ## A {word}
        """
    page = build({"ana.md": textwrap.dedent(text)}).page()
    report = page.report("ana")
    links = [each.get("href") or "" for each in page.all("a", report)]
    targets = [link.rpartition("--")[2] for link in links if link.startswith("#")]
    assert targets[1:6] == ["start", "end", "mid", "last", "plan"]
    assert page.dangling() == []
    headings = [text_of(each).rstrip("¶#") for each in page.all("h3", report)]
    assert headings == ["Beginning", "The end", "Middle", "Braces {#kept}", "A {word}"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            'Words\n<div class="x" markdown="1">\n_mine_\n\n- a\n</div>\n\n    <div markdown="1">',
            'Words mine a <div markdown="1">',
            id="Markdown in HTML, but not in code",
        ),
        pytest.param(
            "[//]: # (x)\n\n%% hidden\nwords %%\n\n"
            "a %% b %% c 5%% d %%\n\n`%% e %%`\n\n(%%f%%)%%g%%.\n\n很%%h%%好\n\n[//]: # (y)",
            "a c 5%% d %% %% e %% (). 很好",
            id="comments, but not in code",
        ),
    ],
)
def test_texts(build: Build, text: str, words: str) -> None:
    """What other generators understand, or leave out, is not shown as written or reported."""
    assert text_of(build({"ana.md": f"# Ana\n\n{text}\n"}).page().report("ana")) == f"Ana {words}"


def test_formulas_of_github(build: Build) -> None:
    """A fence of formulas is one, and so is a formula in backticks where dollars are formulas."""
    text = "```math\nx^2\n```\n\n$`a+b`$ $`c`d`$\n"
    page = build({"ana.md": text}, roundup_dollarmath=True).page()
    formulas = [text_of(each) for each in page.by_class("math", page.report("ana"))]
    assert [formula.strip() for formula in formulas] == [r"\[x^2\]", r"\(a+b\)", r"\(`c`d`\)"]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("Words\n$$\nx\n\ny\n$$\nmore", 1),
        ("> $$\n> x\n> $$\n\n1. $$\n   y\n   $$", 2),
        ("1. $$\n   x\n\ny\n$$", 0),
        ("    $$\n    x\n    $$", 0),
        ("$$ 5\nx\n$$", 0),
    ],
)
def test_formulas_between_lines_of_dollars(build: Build, text: str, formulas: int) -> None:
    """Two dollars alone on a line begin a formula where two others end it."""
    page = build({"ana.md": text}).page()
    assert len(page.by_class("math", page.report("ana"))) == formulas
    assert ("$$" in page.text) == (formulas == 0)
