"""People and events on pages, made from given query results."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import pytest
from conftest import CONF, picture, text_of
from docutils import nodes
from PIL import Image
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.context import PageContext
from sphinx_roundup.domain import Backlink, Edition, Entry, Target, Work
from sphinx_roundup.i18n import format_days, format_event, join_names, list_separators
from sphinx_roundup.nodes import join_nodes
from sphinx_roundup.page.surroundings import build_editions, build_events
from sphinx_roundup.people import (
    build_faces,
    build_mentioned_by,
    build_people_list,
    build_roster,
)
from sphinx_roundup.reports import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any
    from xml.etree.ElementTree import Element

    from conftest import Built, Page, Project

    Show = Callable[..., Built]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
PNG = picture("PNG", (1, 1))
FILES: dict[str, str | bytes] = {
    "conf.py": CONF + "import test_roster\nsetup = test_roster.add_filling\n",
    "index.md": "# Autumn retreat\n\nHERE\n\n```{roundup-events}\n```\n\n"
    "```{toctree}\nspring\n```\n",
    "spring.md": "# Spring retreat\n\nHello.\n",
    "pics/ana.png": PNG,
    "pics/bob.svg": SVG,
    "pics/gauge.png": PNG,
}


class _Fill(SphinxPostTransform):
    """Puts a test's nodes where the page says HERE, when the extension has put its own."""

    default_priority = 9
    build: ClassVar[Callable[[PageContext], list[nodes.Node]]]

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        for node in [n for n in self.document.findall(nodes.paragraph) if n.astext() == "HERE"]:
            node.replace_self(type(self).build(PageContext(self.env, "index")))


def add_filling(app: Any) -> None:
    """Add the transform; the project's ``conf.py`` calls it."""
    app.add_post_transform(_Fill)


@pytest.fixture
def show(project: Project, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Return a function that builds a project whose first page shows some nodes."""

    def build(make: Callable[[PageContext], list[nodes.Node]], **kwargs: Any) -> Built:
        monkeypatch.setattr(_Fill, "build", staticmethod(make), raising=False)
        project.write(FILES)
        return project.build(**kwargs)

    return build


@pytest.fixture
def filling(project: Project, monkeypatch: pytest.MonkeyPatch) -> PageContext:
    """Return a page that is being filled."""
    monkeypatch.setattr(_Fill, "build", staticmethod(lambda _filling: []), raising=False)
    project.write(FILES)
    return PageContext(project.build().env, "index")


def work(anchor: str, title: str | None = None, words: str = "", docname: str = "index") -> Work:
    """Return a report on a page."""
    event = {"index": "Autumn retreat", "spring": "Spring retreat"}[docname]
    return Work(Target(docname, anchor), event, f"Heading of {anchor}", title, words)


ANA = Person(
    "Ana Ferreira",
    handle="ana",
    affiliation="The Harbour",
    links=(("GitHub", "https://github.com/ana"), ("website", "https://ana.example.org")),
    avatar="/pics/ana.png",
    pronouns="she/her",
)
RADIO = work("ana", "A radio", "It floats.")
MENTIONS = (
    Backlink("Bob", Target("index", "bob--x")),
    Backlink("Chris", Target("spring", "chris--y"), "Spring retreat"),
    Backlink("Dora", Target("index", "dora")),
)
COOK = Entry((Person("The <b>cook</b> & co", note="Cooked for <i>all</i>."),), (), "the-cook")
BOTH = Entry(
    (Person("Bob Maier", affiliation="Bar"), ANA), (work("both", words="We found three."),)
)
NOBODY = Entry((), (work("soup", "The soup", "Hot."),))
CHRIS = Entry((Person("Chris", url="https://www.chris.example.org/tides"),), (), "chris")
DORA = Entry((replace(ANA, name="Dora"),), (work("dora", docname="spring"),), "dora")
ENTRIES = (Entry((ANA,), (RADIO,)), BOTH, NOBODY, CHRIS, COOK, DORA)

STYLES = pytest.mark.parametrize("style", ["list", "cards"])


def people_of(page: Page) -> list[Element]:
    """Return the people that a page shows."""
    return page.by_class("roundup-person")


def without_blanks(text: str) -> str:
    """Return *text* without blanks of any width: releases of Babel differ in them."""
    return "".join(text.split())


def hrefs(page: Page, within: Element) -> list[tuple[str, str]]:
    """Return the links in an element: their words and where they lead."""
    return [(text_of(a), a.get("href", "")) for a in page.all("a", within)]


# -- Rosters -----------------------------------------------------------------------------


@pytest.mark.parametrize(("style", "more"), [("list", ""), ("cards", " It floats.")])
def test_roster_shows_everybody(show: Show, style: str, more: str) -> None:
    """Reports come in the page's order, by title or summary, then who has none here."""
    page = show(lambda filling: build_roster(ENTRIES, style, filling)).page()
    assert [text_of(person) for person in people_of(page)] == [
        f"Ana Ferreira A radio she/her · The Harbour{more}",
        "Bob Maier and Ana Ferreira We found three.",
        "Heading of soup Hot.",
        "Chris wrote elsewhere: Chris: chris.example.org",
        "The <b>cook</b> & co Cooked for <i>all</i>.",
        "Dora she/her · The Harbour · Dora: GitHub · Dora: website",
    ]
    labels = [text_of(label) for label in page.by_class("roundup-label")]
    assert labels == ["4 people", "Also there"]
    assert [(a, page.by_id(a).get("class")) for a in ("chris", "the-cook")] == [
        ("chris", "roundup-person"),
        ("the-cook", "roundup-person"),
    ]


def test_roster_links(show: Show) -> None:
    """A name leads to the report, here or elsewhere; each link says whose it is."""
    page = show(lambda filling: build_roster(ENTRIES, "list", filling)).page()
    assert [hrefs(page, person) for person in people_of(page)] == [
        [("Ana Ferreira", "#ana")],
        [("Bob Maier and Ana Ferreira", "#both")],
        [("Heading of soup", "#soup")],
        [("Chris: chris.example.org", "https://www.chris.example.org/tides")],
        [],
        [
            ("Dora", "spring.html#dora"),
            ("Dora: GitHub", "https://github.com/ana"),
            ("Dora: website", "https://ana.example.org"),
        ],
    ]


@pytest.mark.parametrize(("count", "folded"), [(14, 0), (15, 3)])
def test_long_roster(show: Show, count: int, folded: int) -> None:
    """In browsers a roster of 15 reports or more is folded from the 13th on, elsewhere whole."""
    entries = [Entry((Person(f"P{n}"),), (work(f"p{n}"),)) for n in range(count)]
    page = show(lambda filling: build_roster([*entries, COOK], "cards", filling)).page()
    folds = page.by_class("roundup-fold")
    assert [len(page.by_class("roundup-person", fold)) for fold in folds] == [folded] * len(folds)
    assert [text_of(page.all("summary", fold)[0]) for fold in folds] == ["3 more"] * bool(folded)
    assert len(people_of(page)) == count + 1
    epub = show(lambda filling: build_roster(entries, "list", filling), builder="epub")
    assert "details" not in epub.read("index.xhtml")


def test_roster_of_titles(show: Show) -> None:
    """Where nobody is known the reports are counted; with nobody else there is one list."""
    page = show(lambda filling: build_roster([NOBODY], "list", filling)).page()
    assert [text_of(label) for label in page.by_class("roundup-label")] == ["1 report"]
    page = show(lambda filling: build_roster([COOK], "list", filling)).page()
    assert [text_of(label) for label in page.by_class("roundup-label")] == ["1 person"]


@pytest.mark.parametrize(
    "make",
    [
        lambda filling: build_roster([], "list", filling),
        lambda filling: build_roster([], "cards", filling),
        lambda filling: build_people_list([], filling),
        lambda filling: build_events([], filling),
        lambda filling: build_editions((None, None), filling),
        lambda filling: build_mentioned_by([], filling),
    ],
)
def test_nobody_and_nothing(filling: PageContext, make: Callable[[PageContext], object]) -> None:
    """Where there is nothing to be shown, nothing is."""
    assert make(filling) == []


def test_names_are_not_for_translation(filling: PageContext) -> None:
    """No paragraph is offered to translators."""
    tree = [
        *build_roster(ENTRIES, "cards", filling),
        *build_people_list([COOK, DORA], filling),
        *build_events(EVENTS, filling),
        *build_editions(EVENTS, filling),
        *build_mentioned_by(MENTIONS, filling),
    ]
    paragraphs = [p for node in tree for p in node.findall(nodes.paragraph)]
    assert len(paragraphs) == 15
    assert all(p["translatable"] is False for p in paragraphs)


# -- Everybody ---------------------------------------------------------------------------


def test_people(show: Show) -> None:
    """The list of everybody has their details and all their reports by event."""
    works = (work("ana", "Mud", docname="spring"), RADIO, work("x", docname="spring"))
    alone = Entry((Person("Dora"),), (work("dora"),))
    entries = (Entry((ANA,), works, "ana"), alone, COOK)
    page = show(lambda filling: build_people_list(entries, filling)).page()
    ana, dora, cook = people_of(page)
    assert (ana.get("id"), dora.get("id"), cook.get("id")) == ("ana", None, "the-cook")
    assert hrefs(page, ana)[2:] == [
        ("Spring retreat: Mud", "spring.html#ana"),
        ("Autumn retreat: A radio", "#ana"),
        ("Spring retreat: report 2", "spring.html#x"),
    ]
    assert "It floats." not in text_of(ana)
    assert hrefs(page, dora) == [("Autumn retreat", "#dora")]
    assert text_of(cook) == "The <b>cook</b> & co Cooked for <i>all</i>."


# -- Portraits ---------------------------------------------------------------------------


def test_faces(show: Show) -> None:
    """A portrait has no words, and no link around it; of more than four authors four show."""
    crowd = Entry(tuple(Person(f"P{n}") for n in range(6)), (work("crowd"),))
    built = show(lambda filling: build_roster([*ENTRIES, crowd], "list", filling))
    page = built.page()
    faces = [page.by_class("roundup-portrait", person) for person in people_of(page)]
    assert [len(each) for each in faces] == [1, 2, 1, 4, 1, 1, 1]
    (image,) = faces[0]
    assert (image.tag, image.get("alt"), image.get("loading")) == ("img", "", "lazy")
    with Image.open(built.outdir / image.get("src", "")) as published:
        assert published.size == (1, 1)
    assert all(text_of(a) for a in page.all("a", page.by_id("roundup-roster")))


def test_initials() -> None:
    """Initials are plain text, unheard, on one of twelve tints that stays with the person."""
    nodes_ = build_faces([Person("Ana Ferreira"), Person("<")])
    html = '<span class="roundup-portrait roundup-initials" aria-hidden="true" style="{}">AF</span>'
    assert nodes_["classes"] == ["roundup-faces", "roundup-several"]
    ana, sign = nodes_.children
    assert ana.astext() == html.format("--roundup-hue: 300")
    assert ">&lt;</span>" in sign.astext()


# -- Other formats -----------------------------------------------------------------------


@STYLES
@pytest.mark.parametrize(("builder", "pattern"), [("text", "index.txt"), ("man", "*.1")])
def test_formats_without_pictures(show: Show, style: str, builder: str, pattern: str) -> None:
    """Where there are no pictures a roster is a list of words, with nothing unseen in it."""
    built = show(lambda filling: build_roster(ENTRIES, style, filling), builder=builder)
    text = built.read(pattern)
    assert " – A radio – she/her · The Harbour" in re.sub(r"\s+", " ", text)
    assert text.count("Ana Ferreira") == 2
    for word in ("image", "AF", "Ana Ferreira:", "hue"):
        assert word not in text


def test_latex(show: Show) -> None:
    """In print there are anchors and no portraits."""
    built = show(lambda filling: build_roster(ENTRIES, "cards", filling), builder="latex")
    tex = built.read("*.tex")
    assert "includegraphics" not in tex.partition("begin{document}")[2]
    assert r"\label{\detokenize{index:the-cook}}" in tex
    assert r"\label{\detokenize{index:roundup-roster}}" in tex


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "epub", "texinfo", "xml"])
def test_every_builder(show: Show, builder: str) -> None:
    """Every builder takes what is made here without a warning."""

    def make(filling: PageContext) -> list[nodes.Node]:
        return [
            *build_roster(ENTRIES, "cards", filling),
            *build_people_list([COOK._replace(anchor="")], filling),
            *build_events(EVENTS, filling),
            *build_editions(EVENTS, filling),
        ]

    show(make, builder=builder)


# -- Events ------------------------------------------------------------------------------

OCTOBER, LATER = dt.date(2025, 10, 4), dt.date(2025, 10, 11)
EVENTS = (
    Edition("spring", "Spring retreat", OCTOBER, LATER, "The sea", "pics/gauge.png", 13),
    Edition("index", "Kick-off", None, None, "", None, 1),
)


def test_events(show: Show) -> None:
    """Each event has its picture, a link, days, place and count."""
    page = show(lambda filling: build_events(EVENTS, filling)).page()
    spring, kick_off = page.by_class("roundup-edition")
    words = "Spring retreat October 4 – 11, 2025 · The sea 13 reports"
    assert without_blanks(text_of(spring)) == without_blanks(words)
    assert text_of(kick_off) == "Kick-off 1 report"
    assert hrefs(page, spring) == [("Spring retreat", "spring.html")]
    (picture,) = page.all("img", spring)
    assert picture.get("alt") == ""
    assert picture.get("src", "").startswith("_images/gauge-")
    assert page.all("img", kick_off) == []


def test_events_as_text(show: Show) -> None:
    """In a format without boxes the events are a list, a line each."""
    text = show(lambda filling: build_events(EVENTS, filling), builder="text").read("index.txt")
    words = "* **Spring retreat** · October 4 – 11, 2025 · The sea · 13 reports"
    assert without_blanks(words) in without_blanks(text)
    assert "* **Kick-off** · 1 report" in text


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (EVENTS[1], EVENTS[0], "Earlier: Kick-off · Later: Spring retreat"),
        (EVENTS[0], None, "Earlier: Spring retreat"),
        (None, EVENTS[0], "Later: Spring retreat"),
    ],
)
def test_editions(
    filling: PageContext, before: Edition | None, after: Edition | None, words: str
) -> None:
    """Links to the events around this one say by themselves where they lead."""
    (paragraph,) = build_editions((before, after), filling)
    assert paragraph["classes"] == ["roundup-editions"]
    assert paragraph.astext() == words


@pytest.mark.parametrize(
    ("start", "end", "place", "words"),
    [
        (OCTOBER, LATER, "Ytterskarv", "October 4 – 11, 2025 · Ytterskarv"),
        (OCTOBER, None, "", "October 4, 2025"),
        (None, None, "Ytterskarv", "Ytterskarv"),
        (None, LATER, "", ""),
    ],
)
def test_event_line(start: dt.date | None, end: dt.date | None, place: str, words: str) -> None:
    """The line of an event says when and where, as far as that is known."""
    assert without_blanks(format_event(start, end, place, Config())) == without_blanks(words)


# -- Words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "start", "end", "words"),
    [
        ("en_GB", "2025-10-04", "2025-10-11", "4–11 October 2025"),
        ("en_GB", "2026-03-30", "2026-04-02", "30 March – 2 April 2026"),
        ("en_GB", "2025-12-31", "2026-01-02", "31 December 2025 – 2 January 2026"),
        ("en_GB", "2025-10-04", "2025-10-04", "4 October 2025"),
        ("en_GB", "2025-10-04", "2025-10-01", "4 October 2025"),
        ("en", "2026-03-30", "2026-04-02", "March 30 – April 2, 2026"),
        ("de", "2026-03-30", "2026-04-02", "30. März – 2. April 2026"),
        ("pt_BR", "2025-10-04", "2025-10-11", "4 – 11 de outubro de 2025"),
        ("fi", "2025-10-04", "2025-10-11", "4.–11. lokakuuta 2025"),
        ("ja", "2025-10-04", "2025-10-11", "2025年10月4日～11日"),
        ("xx-nowhere", "2025-10-04", "2025-10-04", "October 4, 2025"),
    ],
)
def test_days(language: str, start: str, end: str, words: str) -> None:
    """Days are said as the page's language says them, with the month in full."""
    config = Config(overrides={"language": language})
    days = format_days(dt.date.fromisoformat(start), dt.date.fromisoformat(end), config)
    assert without_blanks(days) == without_blanks(words)


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 0, ""),
        ("en", 1, "Ana"),
        ("en", 2, "Ana and Bob"),
        ("en", 4, "Ana, Bob, Chris and Dora"),
        ("de", 3, "Ana, Bob und Chris"),
        ("ja", 3, "Ana、Bob、Chris"),
    ],
)
def test_names_in_a_row(language: str, count: int, words: str) -> None:
    """Names, and nodes in their place, are joined as the page's language joins them."""
    config = Config(overrides={"language": language})
    names = ["Ana", "Bob", "Chris", "Dora"][:count]
    items = [[nodes.strong("", name)] for name in names]
    joined = join_nodes(items, list_separators(count, config))
    assert join_names(names, config) == words
    assert "".join(node.astext() for node in joined) == words
    assert [n.astext() for n in joined if isinstance(n, nodes.strong)] == names


def test_mentioned_by(show: Show) -> None:
    """Each name leads to the mention; an event that isn't the page's own is named."""
    page = show(lambda filling: build_mentioned_by(MENTIONS, filling)).page()
    (paragraph,) = page.by_class("roundup-mentions")
    assert text_of(paragraph) == "Mentioned by Bob, Chris (Spring retreat) and Dora"
    assert hrefs(page, paragraph) == [
        ("Bob", "#bob--x"),
        ("Chris", "spring.html#chris--y"),
        ("Dora", "#dora"),
    ]
