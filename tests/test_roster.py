"""People and events on pages, made from given query results."""

from __future__ import annotations

import colorsys
import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest
from conftest import CONF, text_of
from docutils import nodes
from PIL import Image
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform

import sphinx_roundup
from sphinx_roundup.context import PageContext
from sphinx_roundup.domain import Backlink, Edition, Entry, Target, Work
from sphinx_roundup.i18n import format_days, format_event, join_names, list_separators
from sphinx_roundup.nodes import join_nodes
from sphinx_roundup.page.editions import build_editions, build_events
from sphinx_roundup.people import (
    build_mentioned_by,
    build_people_list,
    build_roster,
)
from sphinx_roundup.people.roster import build_portrait
from sphinx_roundup.reports import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any
    from xml.etree.ElementTree import Element

    from conftest import Built, Page, Project

    Show = Callable[..., Built]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
FILES: dict[str, str | bytes] = {
    "conf.py": CONF + "import test_roster\nsetup = test_roster.add_filling\n",
    "index.md": "# Autumn retreat\n\nHERE\n\n```{toctree}\nspring\n```\n",
    "spring.md": "# Spring retreat\n\nHello.\n",
    "used.md": "---\norphan: true\n---\n# Used\n\n```{roundup-events}\n```\n",
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


def work(
    anchor: str,
    title: str | None = None,
    words: str | None = None,
    picture: str | None = None,
    docname: str = "index",
) -> Work:
    """Return a report on a page."""
    event = {"index": "Autumn retreat", "spring": "Spring retreat"}[docname]
    return Work(Target(docname, anchor), event, title, words, picture)


ANA = Person(
    "Ana Ferreira",
    handle="ana",
    affiliation="The Harbour",
    links=(("GitHub", "https://github.com/ana"), ("website", "https://ana.example.org")),
    avatar="/pics/ana.png",
    pronouns="she/her",
)
RADIO = work("ana", "A radio", "It floats.", "pics/gauge.png")
MENTIONS = (
    Backlink("Bob", Target("index", "bob--x")),
    Backlink("Chris", Target("spring", "chris--y"), "Spring retreat"),
    Backlink("Dora", Target("index", "dora")),
)
COOK = Entry(Person("The <b>cook</b> & co", note="Cooked for <i>all</i>."), "the-cook", (), ())
BOB = Entry(
    Person("Bob Maier"),
    "",
    (work("bob", "Leap seconds", "I found three."), work("bob-2"), work("bob-3", "The soup")),
    (),
)
CHRIS = Entry(Person("Chris", url="https://www.chris.example.org/tides"), "chris", (), ())
ENTRIES = (Entry(ANA, "", (RADIO,), MENTIONS), BOB, CHRIS, COOK)

STYLES = pytest.mark.parametrize("style", ["list", "cards"])


def people_of(page: Page) -> list[Element]:
    """Return the people that a page shows."""
    return page.by_class("roundup-person")


def seen(element: Element) -> str:
    """Return what is read with eyes."""
    for parent in element.iter():
        for child in [c for c in parent if "roundup-unseen" in (c.get("class") or "")]:
            child.text = ""
    return text_of(element)


def without_blanks(text: str) -> str:
    """Return *text* without blanks of any width: releases of Babel differ in them."""
    return "".join(text.split())


def hrefs(page: Page, within: Element) -> list[tuple[str, str]]:
    """Return the links in an element: their words and where they lead."""
    return [(text_of(a), a.get("href", "")) for a in page.all("a", within)]


# -- Rosters -----------------------------------------------------------------------------


@STYLES
def test_roster_shows_everybody(show: Show, style: str) -> None:
    """A roster has each person's name, small print, words, reports and mentions."""
    page = show(lambda filling: build_roster(ENTRIES, style, filling)).page()
    roster = page.by_id("roundup-roster")
    assert "roundup-roster" in roster.get("class", "").split()
    people = people_of(page)
    assert all(person in list(roster.iter()) for person in people)
    ana, bob, chris, cook = map(seen, people)
    assert ana == (
        "Ana Ferreira (she/her) · The Harbour · GitHub · website It floats."
        " Mentioned by Bob, Chris (Spring retreat) and Dora"
    )
    assert bob == "BM Bob Maier Leap seconds – I found three. report 2 The soup"
    assert chris == "C Chris · wrote elsewhere: chris.example.org"
    assert cook == "TC The <b>cook</b> & co Cooked for <i>all</i>."


@STYLES
def test_roster_links(show: Show, style: str) -> None:
    """A name leads to the first report; each link says to a screen reader whose it is."""
    page = show(lambda filling: build_roster(ENTRIES, style, filling)).page()
    ana, bob, chris, cook = (hrefs(page, person) for person in people_of(page))
    assert ana == [
        ("Ana Ferreira", "#ana"),
        ("Ana Ferreira: GitHub", "https://github.com/ana"),
        ("Ana Ferreira: website", "https://ana.example.org"),
        ("Bob", "#bob--x"),
        ("Chris", "spring.html#chris--y"),
        ("Dora", "#dora"),
    ]
    assert bob == [
        ("Bob Maier", "#bob"),
        ("Leap seconds", "#bob"),
        ("report 2", "#bob-2"),
        ("The soup", "#bob-3"),
    ]
    assert chris == [("Chris: chris.example.org", "https://www.chris.example.org/tides")]
    assert cook == []


@STYLES
def test_roster_anchors(show: Show, style: str) -> None:
    """Who has no section on the page is found in the roster; each anchor is there once."""
    page = show(lambda filling: build_roster(ENTRIES, style, filling)).page()
    ids = [person.get("id") for person in people_of(page)]
    assert ids == [None, None, "chris", "the-cook"]
    assert len(page.ids) == len(set(page.ids))


def test_card_has_the_first_picture(show: Show) -> None:
    """A card begins with the first picture of its person's reports, which says nothing."""
    page = show(lambda filling: build_roster(ENTRIES, "cards", filling)).page()
    pictures = [page.by_class("roundup-picture", person) for person in people_of(page)]
    assert [len(found) for found in pictures] == [1, 0, 0, 0]
    (picture,) = pictures[0]
    assert picture.get("src", "").startswith("_images/gauge-")
    assert picture.get("alt") == ""
    assert picture.get("loading") == "lazy"


@pytest.mark.parametrize(
    "make",
    [
        lambda filling: build_roster([], "list", filling),
        lambda filling: build_roster([], "cards", filling),
        lambda filling: build_people_list([], filling),
        lambda filling: build_events([], filling),
        lambda filling: build_editions(None, None, filling),
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
        *build_people_list(ENTRIES, filling),
        *build_events(EVENTS, filling),
        *build_editions(*EVENTS, filling),
        *build_mentioned_by(MENTIONS, filling),
    ]
    paragraphs = [p for node in tree for p in node.findall(nodes.paragraph)]
    assert len(paragraphs) == 20
    assert all(p["translatable"] is False for p in paragraphs)


# -- Everybody ---------------------------------------------------------------------------


def test_people(show: Show) -> None:
    """The list of everybody has all their reports by event, and one card for each."""
    works = (work("ana", "Mud", docname="spring"), RADIO, work("x", docname="spring"))
    alone = Entry(Person("Dora"), "", (work("dora"),), ())
    entries = (Entry(ANA, "ana", works, MENTIONS[:1]), alone, COOK)
    page = show(lambda filling: build_people_list(entries, filling)).page()
    ana, dora, cook = people_of(page)
    assert (ana.get("id"), dora.get("id"), cook.get("id")) == ("ana", None, "the-cook")
    assert hrefs(page, ana)[2:] == [
        ("Bob", "#bob--x"),
        ("Spring retreat: Mud", "spring.html#ana"),
        ("Autumn retreat: A radio", "#ana"),
        ("Spring retreat: report 2", "spring.html#x"),
    ]
    assert "It floats." not in text_of(ana)
    assert hrefs(page, dora) == [("Autumn retreat", "#dora")]
    assert text_of(cook) == "TC The <b>cook</b> & co Cooked for <i>all</i>."
    assert page.by_class("roundup-picture") == []


# -- Portraits ---------------------------------------------------------------------------


@STYLES
def test_avatar(show: Show, style: str) -> None:
    """An avatar has a width, no words, and no link around it that would have none."""
    built = show(lambda filling: build_roster(ENTRIES, style, filling))
    page = built.page()
    image, *_initials = page.by_class("roundup-portrait")
    assert (image.tag, image.get("alt"), image.get("loading")) == ("img", "", "lazy")
    assert "48px" in image.get("style", "") + image.get("width", "")
    with Image.open(built.outdir / image.get("src", "")) as published:
        assert published.size == (1, 1)
    assert all(text_of(a) for a in page.all("a", page.by_id("roundup-roster")))


def test_initials() -> None:
    """Initials are plain text, unheard, on a colour that stays with the person."""
    (node,) = build_portrait(Person("Ana Ferreira"))
    html = (
        '<span class="roundup-portrait roundup-initials" aria-hidden="true" style="{}">AF</span> '
    )
    assert (node["format"], node.astext()) == ("html", html.format("--roundup-hue: 130"))
    (sign,) = build_portrait(Person("<"))
    assert ">&lt;</span> " in sign.astext()


def test_initials_can_be_read() -> None:
    """White has a contrast of at least 4.5 to the initials' ground, whatever the hue."""
    css = Path(sphinx_roundup.__file__).parent / "static" / "roundup.css"
    rule = re.search(r"\.roundup-initials \{([^}]*)\}", css.read_text("utf-8")).group(1)
    ground = re.search(r"hsl\(var\(--roundup-hue\), (\d+)%, (\d+)%\)", rule)
    assert "color: #fff" in rule
    saturation, lightness = (int(part) / 100 for part in ground.groups())
    for hue in range(360):
        red, green, blue = colorsys.hls_to_rgb(hue / 360, lightness, saturation)
        light = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
        assert 1.05 / (light + 0.05) >= 4.5, hue


def linear(channel: float) -> float:
    """Return how bright a channel is, as WCAG's contrast counts it."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


# -- Other formats -----------------------------------------------------------------------


@STYLES
@pytest.mark.parametrize(("builder", "pattern"), [("text", "index.txt"), ("man", "*.1")])
def test_formats_without_pictures(show: Show, style: str, builder: str, pattern: str) -> None:
    """Where there are no pictures a roster is a list of words, with nothing unseen in it."""
    built = show(lambda filling: build_roster(ENTRIES, style, filling), builder=builder)
    (path,) = built.outdir.glob(pattern)
    text = path.read_text("utf-8")
    assert " – It floats. – Mentioned by " in re.sub(r"\s+", " ", text)
    assert text.count("Ana Ferreira") == 1
    for word in ("image", "AF", "Who was there", "hue"):
        assert word not in text


def test_latex(show: Show) -> None:
    """In print, avatars are small, anchors are there, and what LaTeX can't show is left out."""
    drawn = Entry(Person("Bob", avatar="pics/bob.svg"), "", (work("bob"),), ())

    def make(filling: PageContext) -> list[nodes.Node]:
        return build_roster([*ENTRIES, drawn], "cards", filling)

    built = show(make, builder="latex")
    (path,) = built.outdir.glob("*.tex")
    tex = path.read_text("utf-8")
    assert re.search(r"\\sphinxincludegraphics\[width=48\\sphinxpxdimen\]\{\{ana-\w+\}\.png\}", tex)
    assert r"\label{\detokenize{index:the-cook}}" in tex
    assert r"\label{\detokenize{index:roundup-roster}}" in tex
    assert "bob.svg" not in tex
    assert "{{bob}" not in tex


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "epub", "texinfo", "xml"])
def test_every_builder(show: Show, builder: str) -> None:
    """Every builder takes what is made here without a warning."""

    def make(filling: PageContext) -> list[nodes.Node]:
        return [
            *build_roster(ENTRIES, "cards", filling),
            *build_people_list([COOK._replace(anchor="")], filling),
            *build_events(EVENTS, filling),
            *build_editions(*EVENTS, filling),
        ]

    show(make, builder=builder)


# -- Events ------------------------------------------------------------------------------

OCTOBER, LATER = dt.date(2025, 10, 4), dt.date(2025, 10, 11)
EVENTS = (
    Edition("spring", "Spring retreat", OCTOBER, LATER, "The sea", "pics/gauge.png", 13),
    Edition("index", "Kick-off", None, None, "", None, 1),
)


def test_events(show: Show) -> None:
    """Each event is a card with its picture, a link as large as it, days, place and count."""
    page = show(lambda filling: build_events(EVENTS, filling)).page()
    spring, kick_off = page.by_class("roundup-edition")
    words = "Spring retreat · October 4 – 11, 2025 · The sea · 13 reports"
    assert without_blanks(text_of(spring)) == without_blanks(words)
    assert text_of(kick_off) == "Kick-off · 1 report"
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
        (EVENTS[1], EVENTS[0], "Previous: Kick-off · Next: Spring retreat"),
        (EVENTS[0], None, "Previous: Spring retreat"),
        (None, EVENTS[0], "Next: Spring retreat"),
    ],
)
def test_editions(
    filling: PageContext, before: Edition | None, after: Edition | None, words: str
) -> None:
    """Links to the events around this one say by themselves where they lead."""
    (paragraph,) = build_editions(before, after, filling)
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
