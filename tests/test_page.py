"""What a page shows of its reports: order, headings, small print, what is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import CONF, PAGE_RST, each_alone, headings_of, text_of
from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built, Page, Project

    Build = Callable[..., Built]

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'

REPORTS = {
    "2.md": "---\nauthor: Zoe van Aalst\ndate: 2025-10-02\n---\nHello.\n",
    "10.md": "---\nauthor: Ana Zorn\ndate: 2025-10-01\n---\nHello.\n",
    "a.rst": ":author: Bob Maier\n\nHello.\n",
}


def headings(page: Page) -> list[str]:
    """Return the headings of the reports."""
    return [headings_of(section)[0][1] for section in page.reports()]


def page_with(*options: str, argument: str = "reports/", body: str = "") -> str:
    """Return a page whose directive has some options."""
    lines = "\n".join((*options, "", body) if body else options)
    return f"# Spring retreat\n\n```{{roundup}} {argument}\n{lines}\n```\n\nPAGE-END\n"


def test_order(project: Project, build: Build) -> None:
    """Reports come in the order that a page or the project asks for; the undated last."""
    zoe, ana, bob = "Zoe van Aalst", "Ana Zorn", "Bob Maier"
    orders = {
        "file": [zoe, ana, bob],
        "-file": [bob, ana, zoe],
        "name": [zoe, bob, ana],
        "date": [ana, zoe, bob],
        "-date": [zoe, ana, bob],
    }
    pages = {
        f"{order}.md": f"---\norphan:\n---\n{page_with(f':order: {order}')}" for order in orders
    }
    project.write(pages)
    built = build(REPORTS, roundup_order="-date")
    assert {order: headings(built.page(order)) for order in orders} == orders
    assert headings(built.page()) == orders["-date"]


def test_body_comes_first(project: Project, build: Build) -> None:
    """The reports that the directive's body names come first, the rest follow."""
    project.write({"index.md": page_with(body="reports/a.rst\n10.md\nnobody.md")})
    built = build(REPORTS, warnings=1)
    assert headings(built.page()) == ["Bob Maier", "Ana Zorn", "Zoe van Aalst"]
    assert "nobody.md" in built.warnings[0]


def test_exclude_globs_and_several(project: Project, build: Build) -> None:
    """A directive takes globs, leaves out others, and shares the page with a second one."""
    page = page_with(":exclude: 10.md", argument="reports/*.md")
    page += "\n## More\n\n```{roundup} /reports/a.rst\n:class: late\n```\n"
    project.write({"index.md": page})
    built = build(REPORTS).page()
    assert headings(built) == ["Zoe van Aalst", "Bob Maier"]
    assert "late" in built.report("bob-maier").get("class").split()
    assert [tag for tag, _text in headings_of(built.report("bob-maier"))] == ["h3"]


def test_passed_over_files_are_told_with_their_cure(build: Build) -> None:
    """What looks like a report and isn't is told once each, with what to do."""
    built = build(
        {"ana.md": "---\nauthor: Ana\n---\nHi.", "bob.docx": b"PK", "README.md": "# No"}, warnings=1
    )
    assert built.warnings[0].startswith("reports/bob.docx:1: WARNING")
    assert "pandoc bob.docx -t gfm" in built.warnings[0]
    assert len(built.page().reports()) == 1


def test_empty_roundup_warns(project: Project) -> None:
    """A directive that finds nothing warns, and the page is whole."""
    built = project.build(warnings=1)
    assert "index.md:5: WARNING" in built.warnings[0]
    assert "PAGE-END" in built.page().text


def test_place_without_sections(project: Project, build: Build) -> None:
    """Where sections can't stand, one clear error says so."""
    page = "# Spring retreat\n\n````{note}\n```{roundup} reports/\n```\n````\n\nPAGE-END\n"
    project.write({"index.md": page})
    built = build(REPORTS, warnings=1)
    assert "can't be inside of 'note'" in built.warnings[0]
    assert "index.md:4" in built.warnings[0]
    assert "PAGE-END" in built.page().text


def test_page_without_title(project: Project, build: Build) -> None:
    """A page without a title is told so once, and shows the reports all the same."""
    project.write({"index.md": "```{roundup} reports/\n```\n"})
    built = build(REPORTS, warnings=1)
    assert "needs a title" in built.warnings[0]
    assert len(built.page().reports()) == 3


def test_report_gathered_twice(project: Project, build: Build) -> None:
    """A report stands where it is gathered first, and the second directive is told."""
    project.write({"index.md": page_with() + "\n```{roundup} reports/a.rst\n```\n"})
    built = build(REPORTS, warnings=1)
    assert len(built.page().reports()) == 3
    assert "reports/a.rst" in built.warnings[0]


CO_AUTHORS = "---\nauthors: [Ana, Bob]\ntitle: Nets\n---\nHello.\n"
THREE = "---\nauthors: [Ana, Bob, Chris]\ntitle: Nets\naffiliation: The Harbour\n---\nHello.\n"


HEADINGS = (
    ("auto", CO_AUTHORS, "Ana and Bob", ["Nets"], []),
    ("auto", THREE, "Ana, Bob and Chris", ["Nets"], ["The Harbour"]),
    ("title", THREE, "Nets", ["Ana, Bob and Chris"], ["The Harbour"]),
    ("title", "---\nauthor: Ana\n---\n# Ana:\n\nHello.\n", "Ana:", [], []),
    ("title", "---\nauthor: Ana\n---\nHello.\n", "Ana", [], []),
    ("auto", "---\nauthor: Ana\n---\n# My week\n\nHello.\n", "Ana", ["My week"], []),
    ("auto", "---\nauthor: Ana\n---\n# Ana:\n\nHello.\n", "Ana", [], []),
    ("auto", "# My week\n\nHello.\n", "My week", [], []),
    ("auto", "Hello.\n", "x", [], []),
)


def test_heading(project: Project, build: Build) -> None:
    """A section is called by its author, or by its title, as ``:heading:`` says."""
    for number, (heading, report, *_) in enumerate(HEADINGS):
        page = page_with(f":heading: {heading}", argument=f"{number}/")
        files = {f"p{number}.md": f"---\norphan:\n---\n{page}", f"{number}/x.md": report}
        project.write(files)
    built = build({"x.md": "Hi."}, exclude_patterns=["*/x.md"])
    for number, (_heading, report, expected, line, byline) in enumerate(HEADINGS):
        page = built.page(f"p{number}")
        (section,) = page.reports()
        assert headings_of(section) == [("h2", expected)], report
        assert [text_of(e) for e in page.by_class("roundup-title", section)] == line
        assert [text_of(e) for e in page.by_class("roundup-byline", section)] == byline


def test_both_co_authors_have_an_anchor(build: Build) -> None:
    """Each of two authors is found by an anchor of their own."""
    page = build({"x.md": CO_AUTHORS}).page()
    assert page.report("ana") is page.report("bob")


def test_small_print(build: Build) -> None:
    """Affiliation, links, dates, first place and edit link stand in one line, in words."""
    head = (
        "---\nauthor: Ana\naffiliation: The Harbour\nlinks: {Boats: https://example.org/b}\n"
        "date: 2025-10-04\nupdated: 2025-11-01\nurl: https://blog.example.org/x\n---\nHello.\n"
    )
    page = build({"ana.md": head}, roundup_edit_url="https://example.org/edit/{path}").page()
    (byline,) = page.by_class("roundup-byline")
    assert text_of(byline) == (
        "The Harbour · Boats · October 4, 2025 · updated November 1, 2025 · "
        "first published at blog.example.org · Edit Ana’s report"
    )
    hrefs = [a.get("href") for a in byline.iter("a")]
    assert hrefs[-1] == "https://example.org/edit/reports/ana.md"


@pytest.mark.parametrize("summary", ["", "How it was."])
def test_pointer(build: Build, summary: str) -> None:
    """A report that was written elsewhere is its summary, if it has one, and a link to it."""
    head = f"---\nauthor: Ana\nurl: https://www.example.org/x\nsummary: {summary}\n---\n"
    section = build({"ana.md": head}).page().report("ana")
    assert text_of(section) == " ".join(["Ana", *summary.split(), "Read it at example.org"])
    assert [a.get("href") for a in section.iter("a")][-1] == "https://www.example.org/x"


def test_drafts_and_nameless_are_listed(build: Build) -> None:
    """A draft isn't shown; lines of the build list drafts and reports without an author."""
    built = build({"ana.md": "---\nauthor: Ana\ndraft: true\n---\nSecret.\n", "bob.md": "Hello.\n"})
    assert "Secret" not in built.page().text
    assert "drafts left out: reports/ana.md\n" in built.status
    assert "reports without an author: reports/bob.md" in built.status


ASKED_OF = """\
ana: Ana
bob: {name: "דורה & co", listed: [index]}
cyd: {url: "https://x.org"}
dan: {listed: [other]}
eve: Eve
fay: Fay
gil: Gil
zoe: Zoe
"""
EMPTY = "---\nauthor: {}\n---\n<!-- soon -->\n"
ASKED = {
    "ana.md": "---\nauthors: [ana, Guest]\n---\nHello.\n",
    "eve.md": "---\nauthor: eve\ndraft: true\n---\nSoon.\n",
    "fay.md": EMPTY.format("fay") + "# What I did\n",
    "gil.md": EMPTY.format("gil\nimage: {src: a.png, alt: A boat}"),
    "zoe.rst": ":author: zoe\n:url: https://zoe.example.org/x\n",
}
EDITOR = "https://github.com/me/p/{}/main/docs"


@pytest.fixture
def asking(project: Project, png: bytes, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project that asks for reports until the day on which it is built."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780358399")  # the last second of 1 June 2026
    conf = f"roundup_people = 'people.yml'\nroundup_edit_url = '{EDITOR.format('edit')}/{{path}}'\n"
    project.write({"conf.py": CONF + conf, "people.yml": ASKED_OF, "reports/a.png": png})
    project.write({f"reports/{name}": text for name, text in ASKED.items()})
    project.write({"index.md": page_with(":ask: until 2026-06-01")})
    project.write({"other.md": f"---\norphan:\n---\n{page_with(argument='/reports/ana.md')}"})
    return project


def test_ask(asking: Project) -> None:
    """Below the reports is a link to write another one, and one for each who hasn't written."""
    page = asking.build().page()
    (box,) = page.by_class("roundup-ask")
    assert text_of(box) == "Were you there? Add your report Still writing: דורה & co and Fay"
    mine, bob, fay = (a.get("href", "") for a in page.all("a", box))
    new = EDITOR.format("new") + "/reports?filename="
    assert mine.startswith(f"{new}your-own-name.md&value=---%0Aauthor%3A%20Your%20own%20name%0A")
    assert bob.startswith(f"{new}bob.md&value=---%0Aauthor%3A%20bob%0A")
    assert fay == EDITOR.format("edit") + "/reports/fay.md"


def test_ask_nobody(asking: Project) -> None:
    """A page without people and reports asks all the same."""
    asking.write({"index.md": page_with(":ask: until 1 June 2026", argument="none/")})
    page = asking.build(roundup_people="", warnings=1).page()
    assert [text_of(box) for box in page.by_class("roundup-ask")] == [
        "Were you there? Add your report"
    ]


@pytest.mark.parametrize("builder", ["epub", "latex", "text"])
def test_ask_is_for_browsers(asking: Project, builder: str) -> None:
    """Books and plain text, which stay as they are, don't ask."""
    built = asking.build(builder, warnings=None)
    pages = [p for p in built.outdir.rglob("*") if p.suffix in {".xhtml", ".tex", ".txt"}]
    texts = [page.read_text("utf-8") for page in pages]
    assert any("Hello" in text for text in texts)
    assert not any("Were you there" in text for text in texts)


def test_ask_without_editor(asking: Project) -> None:
    """Where no address of an editor is known, a warning says which to write."""
    built = asking.build(roundup_edit_url="https://example.org/{path}", warnings=1)
    (told,) = built.warnings
    assert told.startswith(
        "index.md:3: WARNING: ':ask:' has no editor to link to: roundup_edit_url"
    )
    assert not built.page().by_class("roundup-ask")


@pytest.mark.parametrize(
    "value", ["", "2026-06-01", "until soon", "until 2026-06-01 to 2026-06-02"]
)
def test_ask_until_when(asking: Project, value: str) -> None:
    """What is no last day is an error that shows one."""
    asking.write({"index.md": page_with(f":ask: {value}")})
    (told,) = asking.build(warnings=1).warnings
    assert "Invalid option value for 'ask'" in told
    assert "write the last day, such as 'until 2026-06-01'" in told


def test_levels_close_their_gaps(build: Build) -> None:
    """Headings keep their order to each other, and no level is skipped."""
    text = "---\nauthor: Ana\n---\nHello.\n\n### One\n\n##### Two\n\n### Three\n\n# Four\n"
    section = build({"ana.md": text}).page().report("ana")
    assert headings_of(section)[1:] == [
        ("h3", "One"),
        ("h4", "Two"),
        ("h3", "Three"),
        ("h3", "Four"),
    ]


def test_deep_headings_become_rubrics(build: Build) -> None:
    """Below h6 there is no heading: the deepest become bold lines, with one warning."""
    text = "---\nauthor: Ana\n---\nHello.\n\n" + "".join(f"{'#' * n} H{n}\n\n" for n in range(1, 7))
    built = build({"ana.md": text}, warnings=1)
    section = built.page().report("ana")
    assert [tag for tag, _text in headings_of(section)] == ["h2", "h3", "h4", "h5", "h6"]
    assert "H6" in text_of(section)
    assert "reports/ana.md:14: WARNING" in built.warnings[0]


TRAPS = {
    "Hello.\n\nThanks to all!\n----\n": 4,
    "Hello.\n\nIt was good.\n---\n\nMore.\n": 4,
    "Hello.\n\n![A camel](x.png)\n---\n\nMore.\n": 4,
    "Hello,\nall of you\n---\n\nMore.\n": 3,
    "Hello.\n\nNo stop\n---\n\n<!-- the end -->\n": 4,
    "Hello[^1].\n\nThanks all\n---\n\n[^1]: A note.\n": 4,
}


@pytest.mark.usefixtures("each_warning")
def test_underline_trap(build: Build) -> None:
    """A row of hyphens under a paragraph is a rule, with a warning at its line."""
    built = build(each_alone(("md", text) for text in TRAPS), warnings=None)
    traps = [w.split(": ")[0] for w in built.warnings if "row of hyphens" in w]
    assert traps == [f"reports/r{n}.md:{line}" for n, line in enumerate(TRAPS.values())]
    assert [len(headings_of(section)) for section in built.page().reports()] == [1] * len(TRAPS)


def test_honest_underlined_heading(build: Build) -> None:
    """A short underlined line that isn't the file's last block stays a heading."""
    honest = ("What I did", "And now?", "The `map`", "Thanks:")
    page = build(each_alone(("md", f"Hello.\n\n{h}\n------\n\nMore.\n") for h in honest)).page()
    shown = [headings_of(section)[1][1] for section in page.reports()]
    assert shown == [heading.replace("`", "") for heading in honest]


def test_anchor_of_the_page_wins(project: Project, build: Build) -> None:
    """Where the page has an anchor already, the report keeps its longer one, and says so."""
    project.write({"index.md": page_with() + "\n## Ana\n\nA boat.\n"})
    built = build({"week.md": "---\nauthor: Ana\n---\nHello.\n"}, warnings=1)
    page = built.page()
    assert "A boat" in text_of(page.by_id("ana"))
    assert "Hello." in text_of(page.report("ana--week"))
    assert "'#ana'" in built.warnings[0]


def test_own_id(build: Build) -> None:
    """A report's ``id`` is its anchor; one that is somebody's isn't given away."""
    reports = {
        "a.md": "---\nauthor: Ana\nid: The nets\n---\nHello.\n",
        "b.md": "---\nauthor: Bob\nid: ana\n---\nHello.\n",
    }
    built = build(reports, warnings=1)
    page = built.page()
    assert page.report("the-nets") is page.report("ana")
    assert "reports/b.md:3" in built.warnings[0]


def test_unreadable_report_costs_itself(build: Build) -> None:
    """A report that can't be parsed is its heading and a line that says so."""
    deep = "".join(f"{'  ' * level}* x\n\n" for level in range(200))
    reports = {"ana.md": "Hello.\n", "bad.rst": f":author: Bad\n\n{deep}", "zoe.md": "GOOD\n"}
    built = build(reports, warnings=1)
    assert (
        "reports/bad.rst:1: WARNING: this report can't be shown: it is nested" in built.warnings[0]
    )
    section = built.page().report("bad")
    assert text_of(section) == "Bad This report could not be shown."
    assert "GOOD" in built.page().text


def test_rest_page_is_the_same(project: Project, build: Build) -> None:
    """A page in reST gathers as one in Markdown does."""
    md = build(REPORTS).page()
    project.write({"index.rst": PAGE_RST})
    rst = project.build().page()
    assert [text_of(s) for s in rst.reports()] == [text_of(s) for s in md.reports()]


def test_node_tree(build: Build) -> None:
    """A report's section has the parts that the documentation draws."""
    text = (
        "---\nauthor: Ana\ntitle: Nets\naffiliation: X\nlang: de\n---\nHello.\n\n## One\n\nText.\n"
    )
    doctree = build({"ana.md": text}).doctree()
    (section,) = [s for s in doctree.findall(nodes.section) if "roundup-report" in s["classes"]]
    shape = [(type(n).__name__, n["classes"]) for n in section.children]
    assert section["ids"] == ["ana", "ana--ana"]
    assert section["classes"] == ["roundup-report", "language-de"]
    assert shape == [
        ("title", ["roundup-name"]),
        ("paragraph", ["roundup-title"]),
        ("paragraph", ["roundup-byline"]),
        ("only", []),  # her face
        ("paragraph", []),
        ("section", []),
    ]
    assert section.children[5]["ids"] == ["ana--one", "ana--ana--one"]


def test_page_with_its_own_rule(project: Project, build: Build) -> None:
    """A rule that the organiser wrote before the closing words isn't doubled."""
    project.write({"index.md": page_with().replace("PAGE-END", "---\n\nPAGE-END")})
    page = build(REPORTS).page()
    assert len(page.all("hr")) == 1


def test_reports_of_one_title(build: Build) -> None:
    """Reports without an author, of one title and date, are told apart by their files' names."""
    reports = {
        f"{name}.md": "# My week\n\nHello.\n" for name in ("sea", "a/tide", "b/tide", "dune")
    }
    page = build(reports | {"dune.md": "---\ndate: 2018-06-26\n---\n# My week\n\nHello.\n"}).page()
    names = [
        text_of(e) for section in page.reports() for e in page.by_class("roundup-title", section)
    ]
    assert sorted(names) == ["reports/a/tide", "reports/b/tide", "sea"]


def test_title_of_the_front_matter(build: Build) -> None:
    """A title of the front matter isn't shown twice; another heading stays one."""
    head = "---\nauthor: Ana\ntitle: My week\n---\n"
    page = build({"a.md": head + "# My week\n\nHello.\n"}).page()
    assert text_of(page.report("ana")) == "Ana My week Hello."
    page = build({"a.md": head + "# What I did\n\nHello.\n"}).page()
    assert text_of(page.report("ana")) == "Ana My week What I did Hello."


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("<h1 align='center'>Sea <i>air</i></h1>\n\nHi.\n\n## More\n\nWords.\n", "Sea air"),
        ("Hi.\n\n<h1>Sea</h1>\n\nWords.\n", "ana"),
        ("<h2>Sea</h2>\n\nWords.\n", "ana"),
    ],
)
def test_title_in_html(build: Build, text: str, heading: str) -> None:
    """An ``<h1>`` above all else is the title, as in a README."""
    page = build({"ana.md": text}).page()
    assert text_of(page.all("h2")[0]) == heading


def test_rules_divide(build: Build) -> None:
    """Rules between blocks stay; at the edges, beside each other and in quotes they go."""
    text = "---\nauthor: Ana\n---\n***\nOne\n\n***\n***\n\nTwo\n\n> a\n>\n> ***\n>\n> b\n\n***\n"
    page = build({"a.md": text}).page()
    assert len(page.all("hr", page.report("ana"))) == 1


def test_heading_without_words(build: Build) -> None:
    """A heading of a picture alone, or of signs, does no harm."""
    build({"a.md": "---\nauthor: Ana\n---\nHi.\n\n## !\n\nText.\n\n##\n\nMore.\n"})
    build(
        {"b.rst": ":author: Bob\n\nHi [CIT]_ |no|_.\n\n.. _x: https://example.org\n"}, warnings=None
    )


@pytest.mark.parametrize(
    ("closing", "parts", "rules"),
    [
        ("<!-- edited -->", 0, 0),
        ("Bye.\n\n---\n\nP.S.", 2, 2),
        ("Bye.\n\n---", 1, 1),
        ("Bye[^1].\n\n[^1]: A note.\n\nMore.", 1, 1),
    ],
)
def test_closing_words(
    project: Project, build: Build, closing: str, parts: int, rules: int
) -> None:
    """Closing words stand apart with their rules and notes; where there are none, nothing."""
    project.write({"index.md": page_with().replace("PAGE-END", closing)})
    page = build(REPORTS).page()
    assert len(page.by_class("roundup-closing")) == parts
    assert len(page.all("hr")) - bool("[^1]" in closing) == rules


def test_roundup_that_cannot_stand_takes_no_report(project: Project, build: Build) -> None:
    """A directive inside of a note doesn't take the reports from one that is at home."""
    note = "````{note}\n```{roundup} reports/\n```\n````\n\n"
    project.write({"index.md": page_with().replace("```{roundup}", note + "```{roundup}", 1)})
    assert len(build(REPORTS, warnings=1).page().reports()) == 3


def test_page_is_no_report_of_its_own(project: Project) -> None:
    """A page may gather the folder that it lies in; the files beside it are named."""
    project.write({"index.md": page_with(argument="/"), "ana.md": "# Ana\n\nHello.\n"})
    built = project.build(warnings=None, exclude_patterns=["_build"])
    assert headings(built.page()) == ["Ana"]
    assert any("add 'ana.md' to exclude_patterns" in w for w in built.warnings)


def test_heading_of_a_picture_is_no_name(build: Build) -> None:
    """A first heading without words doesn't name the report; its picture stays."""
    page = build(
        {"x.md": '# <img src="y.svg" alt="">\n\nHi.\n', "y.svg": SVG, "z.md": "#\n\nHo.\n"}
    ).page()
    assert headings(page) == ["x", "z"]
    assert len(page.all("img", page.report("x"))) == 1


def test_labelled_picture_has_one_anchor(build: Build) -> None:
    """A picture's label is a target before it, also where it links to its full size."""
    text = "---\nauthor: Ana\n---\n![a line](y.svg){width=30px #im} [x](#im)\n"
    page = build({"x.md": text, "y.svg": SVG}).page()
    assert page.by_id("ana--x--im").tag == "span"
    assert page.dangling() == []
    figure = "---\nauthor: Ana\n---\n```{figure} y.svg\n:alt: i\n:name: im\nA caption\n```\n"
    assert build({"x.md": figure}).page().by_id("ana--x--im") is not None


ODD = (
    "".join(f"{'  ' * n}- a{n}\n" for n in range(14)) + "\nKEEP\n",
    "```{list-table}\n* - a\n  - b\n* - KEEP\n```\n",
    "```{admonition}\n```\n\nKEEP\n",
    "| a | b |\n|---|---|\n\nKEEP\n",
    "A[^1]\n\n[^1]:\n\nKEEP\n",
    "{% include x %}\n\nKEEP\n",
)


def test_odd_markdown_loses_nothing(build: Build) -> None:
    """Deep lists, broken tables and empty notes end no build and lose no words."""
    for builder in ("html", "latex", "man"):
        built = build(each_alone(("md", text) for text in ODD), builder=builder, warnings=None)
        assert built.doctree().astext().count("KEEP") == len(ODD)


def test_hidden_characters_stay_out(build: Build) -> None:
    """Characters that turn or end a line don't come in by entities or ``unicode::``."""
    reports = {
        "a.md": "Hi &#x202e;evil&#x202c; <b>&#x202e;x</b> [n](a%1b%00.md)\n",
        "b.rst": ".. |e| unicode:: U+001B\n.. |d| unicode:: U+D800\n\nHi |e| |d|.\n",
    }
    built = build(reports, warnings=None)
    text = built.page().text + "".join(built.warnings)
    assert not set(text) & {"\u202e", "\u202c", "\x1b", "\0", "\ud800"}


def test_repeated_broken_substitution(build: Build) -> None:
    """A substitution with something broken in it may stand twice: no id does."""
    text = ":author: Ana\n\n.. |x| replace:: see |nope|\n\n|x| |x|\n"
    page = build({"a.rst": text}, warnings=None).page()
    assert len(page.ids) == len(set(page.ids))


def test_names_that_no_file_can_have(build: Build) -> None:
    """A path that is too long for a file is a link and a picture that aren't there."""
    long = "a" * 300
    text = f"![A]({long}.png) [x]({long}.md) [y]({long}.pdf) {{doc}}`z <{long}>`\n"
    build({"a.md": text}, warnings=3)  # of two that are cut alike, one
    assert "A x y z" in build({}).page().text


def test_contents_of_a_report(build: Build) -> None:
    """A report needs no contents of its own: the page has them."""
    text = "Sea\n===\n\n.. contents:: Parts\n   :local:\n\nHi.\n"
    page = build({"a.rst": text, "b.md": "# Bob\n\n```{contents}\n```\n\nHi.\n"}).page()
    assert [text_of(page.report(name)) for name in ("a", "b")] == ["Sea Hi.", "Bob Hi."]


def test_what_an_allowed_directive_leaves_goes(build: Build) -> None:
    """A directive that a project allows and that waits for a whole page leaves nothing."""
    text = ".. contents::\n\nHi.\n"
    assert "Hi." in build({"a.rst": text}, roundup_allowed_directives=["contents"]).page().text
