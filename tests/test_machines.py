"""What machines are told is valid, and is what the pages of an odd site say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from atom import ATOM, check_atom, link, people, text, validate
from conftest import Project, picture, text_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from conftest import Built

BASE = "https://docs.example.org/en/"
CONF = f"""\
extensions = ["myst_parser", "sphinx_roundup", "sphinxext.opengraph"]
exclude_patterns = ["reports-*"]
html_theme = "basic"
project = "Tide & <lark>"
language = "de"
locale_dirs = ["locale"]
smartquotes = False
html_baseurl = "{BASE}"
ogp_site_url = "{BASE}"
roundup_feed = "reports.xml"
roundup_people = "people.yml"
"""
CATALOG = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
FILES: dict[str, str | bytes] = {
    "conf.py": CONF,
    "people.yml": "ana:\n  name: Ana Ferreira\n  also: [A. Ferreira]\n  affiliation: Tides & Co\n"
    "  links: {github: anaf, website: 'https://ana.example.com/?a=1&b=2'}\n"
    "zoe: {name: 'Zoë \"Z\" Müller', listed: true}\n",
    "index.md": "# Zuhause\n\n```{toctree}\nspring\nherbst é & co\n```\n",
    "spring.md": "# Spring *2026* `x < y` <b>B</b>\n\nWe <i>met</i> & **wrote**.\n\n"
    "```{roundup} reports-spring/\n:order: name\n:date: 2026-04-25 to 2026-05-02\n"
    ":place: Sankt <Peter> & more\n:image: group.png\n```\n",
    "herbst é & co.md": "# Herbst\n\n```{roundup} reports-autumn/\n:date: 2025-10-04\n\nzed.md\n"
    "```\n\n```{roundup} reports-more/\n```\n",
    "group.png": picture("PNG", (40, 30)),
    "reports-spring/aaa.md": "---\nauthor: Zz Last\nlang: ar\n---\nمرحبا\n",
    "reports-spring/ana.md": "---\nauthors: [ana, Ana Ferreira, A. Ferreira]\n"
    "title: <i>HTML</i> & \"quotes\" @zoe\nsummary: '**bold** <b>tag</b> &amp; @zoe'\n---\nHi.\n",
    "reports-spring/b.rst": ":author: Zoë Čapek\n:date: 2026-05-03\n:updated: 2026-05-01\n"
    ":url: https://x.example/%C3%BC?q=a&b\n\nHello\n",
    "reports-spring/many.md": "---\nauthors: [Bo Bee, Cy Cee, Di Dee]\ntitle: Many\n---\nHi.\n",
    "reports-spring/none.md": "Nobody says who wrote it.\n",
    "reports-spring/gone 100%.md": "---\nauthor: Gone\ndate: 2026-05-01\n---\nHi.\n",
    "reports-spring/draft.md": "---\nauthor: Draft\ndraft: true\n---\nHi.\n",
    "reports-autumn/ana.md": "---\nauthor: ana\n---\nHi.\n",
    "reports-autumn/zed.md": "---\nauthor: zed\nupdated: 2025-12-24\n"
    "title: |\n  two\n  lines\n---\nHi.\n",
    "reports-more/a b.md": "---\nauthor: 森田 健司\ndate: 2025-10-05\n---\nHi.\n",
    "locale/de/LC_MESSAGES/spring.po": f'{CATALOG}msgid "Many"\nmsgstr "Viele"\n',
}
EVENTS = ("spring", "herbst é & co")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return two events, from which a report has been removed."""
    project = Project(tmp_path_factory.mktemp("site").resolve())
    project.write(FILES)
    project.build()
    (project.srcdir / "reports-spring/gone 100%.md").unlink()
    return project.build()


def section_at(site: Built, address: str) -> Element:
    """Return the report that an address on the site leads to."""
    path, _sign, anchor = unquote(address.removeprefix(BASE)).partition(".html#")
    assert address.startswith(BASE)
    return site.page(path).report(anchor)


# -- The feed ----------------------------------------------------------------------------


def feed_entries(site: Built) -> list[Element]:
    """Return the entries of the feed."""
    feed = ET.fromstring((site.outdir / "reports.xml").read_bytes())  # noqa: S314 - our own
    return feed.findall(f"{ATOM}entry")


def test_feed_is_valid(site: Built) -> None:
    """The feed is what RFC 4287 calls one, and feed readers have nothing to forgive."""
    path = site.outdir / "reports.xml"
    check_atom(path.read_bytes())
    assert not feedparser.parse(path.read_bytes()).bozo
    assert validate(path) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"(<updated>[-\d]+)[^<]*", r"\1"),
        (r"<id>[^<]*</id>", ""),
        (r'rel="self"', 'rel="other"'),
        (r"(<uri>)[^<]*", r"\1spring.html#ana"),
        (r'type="text"', 'type="html"'),
    ],
)
def test_validator_sees_faults(site: Built, right: str, wrong: str) -> None:
    """The grammar refuses what is no feed."""
    path = site.outdir / "broken.xml"
    path.write_text(re.sub(right, wrong, site.read("reports.xml")), "utf-8")
    assert validate(path) != []


def test_feed_says_what_the_pages_say(site: Built) -> None:
    """Each entry of a report leads to its section, and names whom that names, in its order."""
    reports = {name: site.page(name).reports() for name in EVENTS}
    told: dict[str, list[str]] = {name: [] for name in EVENTS}
    for entry in feed_entries(site):
        (kind,) = [e.get("term") for e in entry.findall(f"{ATOM}category")]
        if kind == "report":
            address = link(entry, "alternate")
            section = section_at(site, address)
            name = unquote(urlsplit(address).path).rpartition("/")[2].removesuffix(".html")
            told[name].append(str(section.get("id")))
            assert text(entry, "title").partition(" · ")[0] in text_of(section)
            for person, place in people(entry):
                assert person in text_of(section)
                assert section_at(site, place) is not None
    assert {name: sorted(ids) for name, ids in told.items()} == {
        name: sorted(str(each.get("id")) for each in found) for name, found in reports.items()
    }
    order = [str(each.get("id")) for each in reports["spring"]]
    dated = {"zoe-capek"}  # has a later day than the others
    assert told["spring"] == [i for i in order if i in dated] + [i for i in order if i not in dated]


def test_odd_texts_in_the_feed(site: Built) -> None:
    """Titles are those of the page, translated as it is, in plain text; nobody is named twice."""
    by_title = {text(entry, "title"): entry for entry in feed_entries(site)}
    assert by_title.keys() == {
        "Spring 2026 x < y B",
        "Zz Last · Spring 2026 x < y B",
        '<i>HTML</i> & "quotes" Zoë "Z" Müller · Spring 2026 x < y B',
        "Viele · Spring 2026 x < y B",
        "Zoë Čapek · Spring 2026 x < y B",
        "none · Spring 2026 x < y B",
        "Herbst",
        "Ana Ferreira · Herbst",
        "two lines · Herbst",
        "森田 健司 · Herbst",
    }
    ana = by_title['<i>HTML</i> & "quotes" Zoë "Z" Müller · Spring 2026 x < y B']
    assert [name for name, _uri in people(ana)] == ["Ana Ferreira"]
    assert text(ana, "summary") == '**bold** <b>tag</b> &amp; Zoë "Z" Müller'
    assert link(by_title["Zoë Čapek · Spring 2026 x < y B"], "via") == (
        "https://x.example/%C3%BC?q=a&b"
    )


# -- Open Graph --------------------------------------------------------------------------


def test_open_graph(site: Built) -> None:
    """What chats show of a link is the page's title, its first words, and the event's picture."""
    page = site.page("spring")
    tags = {e.get("property"): str(e.get("content")) for e in page.all("meta")}
    assert tags["og:title"] == text_of(page.all("h1")[0])
    assert tags["og:description"] == "We met & wrote."
    assert tags["og:description"] in page.text
    assert tags["og:url"] == f"{BASE}spring.html"
    assert (site.outdir / tags["og:image"].removeprefix(BASE)).is_file()
