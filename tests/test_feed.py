"""The feed of events and reports."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import feedparser
import pytest
from atom import ATOM, check_atom, link, people, text
from conftest import Project, headings_of
from sphinx.errors import ConfigError, ExtensionError
from sphinx.testing.util import SphinxTestApp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

    from conftest import Built, Page

BASE = "https://docs.example.org/en/"
XML = "{http://www.w3.org/XML/1998/namespace}"
WITH_FEED = {"roundup_feed": "reports.xml", "html_baseurl": BASE}
CONF = """\
extensions = ["myst_parser", "sphinx_roundup"]
exclude_patterns = ["reports-*"]
html_theme = "basic"
project = "Tidelark"
language = "de"
"""
FILES = {
    "conf.py": CONF,
    "index.md": "# Zuhause\n\n```{toctree}\nautumn\ntrips/spring\nundated\n```\n",
    "autumn.md": "# Autumn\n\n```{roundup} reports-autumn/\n:date: 2025-10-04\n```\n",
    "trips/spring.rst": "Spring\n======\n\n.. roundup:: /reports-spring/\n"
    "   :date: 2026-04-25 to 2026-05-02\n   :place: Sankt Peter\n",
    "undated.md": "# A month\n\n```{roundup} reports-month/\n```\n",
    "reports-autumn/ana.md": "---\nauthors: [Ana Ferreira, 森田 健司]\ntitle: The pole & the sea\n"
    "date: 2025-10-09\nupdated: 2026-01-02\nsummary: A pole, 5 < 6 m, stood *in* the sea.\n"
    "url: https://ana.example.com/pole?a=1&b=2\nlang: pt-BR\n---\nOlá.\n",
    "reports-autumn/notes.md": "Nobody wrote this.\n",
    "reports-spring/ana.rst": ":author: Ana Ferreira\n\nHello again.\n",
    "reports-spring/bob.md": "---\nauthor: Bob Jones\ndraft: true\n---\nNot yet.\n",
    "reports-month/cyd.md": "---\nauthor: Cyd Charisse\ndate: 2025-12-01\n---\nHello.\n",
}


@pytest.fixture
def site(project: Project) -> Project:
    """Return a project with three events."""
    project.write(FILES)
    return project


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the project as it is built, for tests that change nothing."""
    project = Project(tmp_path_factory.mktemp("feed").resolve())
    project.write(FILES)
    return project.build(**WITH_FEED)


def feed_of(built: Built) -> Element:
    """Return the feed."""
    return ET.fromstring((built.outdir / "reports.xml").read_bytes())  # noqa: S314 - our own


def entries(built: Built) -> dict[str, Element]:
    """Return the entries by their titles, which must differ."""
    found = feed_of(built).findall(f"{ATOM}entry")
    by_title = {text(entry, "title"): entry for entry in found}
    assert len(by_title) == len(found)
    return by_title


# -- What is in it -----------------------------------------------------------------------


def test_is_a_feed(built: Built) -> None:
    """Feed readers understand it, and it has all that the format demands."""
    content = (built.outdir / "reports.xml").read_bytes()
    check_atom(content)
    parsed = feedparser.parse(content)
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert parsed.feed.title == "Tidelark"
    assert parsed.feed.language == "de"
    assert len(parsed.entries) == 7


def test_entry_of_a_report(built: Built) -> None:
    """A report has all its authors, its days, its summary, and a link to its section."""
    entry = entries(built)["The pole & the sea · Autumn"]
    assert link(entry, "alternate") == f"{BASE}autumn.html#ana-ferreira"
    assert people(entry) == [
        ("Ana Ferreira", f"{BASE}autumn.html#ana-ferreira"),
        ("森田 健司", f"{BASE}autumn.html#%E6%A3%AE%E7%94%B0-%E5%81%A5%E5%8F%B8"),
    ]
    assert text(entry, "published") == "2025-10-09T00:00:00+00:00"
    assert text(entry, "updated") == "2026-01-02T00:00:00+00:00"
    assert text(entry, "summary") == "A pole, 5 < 6 m, stood *in* the sea."
    assert link(entry, "via") == "https://ana.example.com/pole?a=1&b=2"
    assert entry.get(f"{XML}lang") == "pt-BR"
    assert built.page("autumn").report("ana-ferreira") is not None
    assert built.page("autumn").report("森田-健司") is not None


def test_entry_of_an_event(built: Built) -> None:
    """An event says when and where it was, and who wrote of it."""
    entry = entries(built)["Spring"]
    assert text(entry, "summary") == "25. April – 2. Mai 2026 · Sankt Peter"
    assert text(entry, "updated") == "2026-05-02T00:00:00+00:00"
    assert link(entry, "alternate") == f"{BASE}trips/spring.html"
    assert people(entry) == []
    page = f"{BASE}trips/spring.html#ana-ferreira"
    assert people(entry, "contributor") == [("Ana Ferreira", page)]


def test_days_of_what_has_none(built: Built) -> None:
    """A report without a day has its event's, an event without one that of its reports."""
    found = entries(built)
    updated = {title: text(entry, "updated")[:10] for title, entry in found.items()}
    assert updated == {
        "Spring": "2026-05-02",
        "Ana Ferreira · Spring": "2026-05-02",
        "Autumn": "2026-01-02",
        "The pole & the sea · Autumn": "2026-01-02",
        "A month": "2025-12-01",
        "Cyd Charisse · A month": "2025-12-01",
        "notes · Autumn": "2025-10-04",
    }
    assert sorted(updated.values(), reverse=True) == list(updated.values())


def test_updated_before_its_date(site: Project) -> None:
    """A report that says it was changed before it was written was changed when it was written."""
    site.write({"reports-spring/ana.rst": ":date: 2026-05-05\n:updated: 2026-05-04\n\nHello.\n"})
    entry = entries(site.build(**WITH_FEED))["ana · Spring"]
    assert text(entry, "published") == text(entry, "updated") == "2026-05-05T00:00:00+00:00"


def test_order_of_a_day(site: Project) -> None:
    """Entries of one day are in the order of their page, the event first."""
    head = "# Autumn\n\n```{roundup} reports-autumn/\n:date: 2026-01-02\n"
    site.write({"autumn.md": f"{head}\nnotes.md\n```\n"})
    found = [title for title in entries(site.build(**WITH_FEED)) if "Autumn" in title]
    assert found == ["Autumn", "notes · Autumn", "The pole & the sea · Autumn"]


@pytest.mark.parametrize("length", [0, 3, 6])
def test_length(site: Project, length: int) -> None:
    """A feed holds as many of the newest entries as are wanted, and with 0 all of them."""
    everything = list(entries(site.build(roundup_feed_length=0, **WITH_FEED)))
    assert len(everything) == 7
    built = site.build(roundup_feed_length=length, **WITH_FEED)
    assert list(entries(built)) == everything[: length or None]


def test_page_without_any_day(site: Project) -> None:
    """A page on which nothing has a day isn't in the feed, and a warning says so."""
    site.write({"reports-month/cyd.md": "# Cyd\n\nHello.\n"})
    built = site.build(warnings=1, **WITH_FEED)
    assert built.warnings[0].startswith("undated.md: WARNING: this page has no date")
    assert not any("A month" in title for title in entries(built))
    site.build(fresh=True)


def test_empty_feed(project: Project) -> None:
    """A project without events has a feed without entries."""
    project.write({"index.md": "# Home\n"})
    built = project.build(project="", **WITH_FEED)
    check_atom((built.outdir / "reports.xml").read_bytes())
    assert entries(built) == {}


# -- Strangers ---------------------------------------------------------------------------


def test_text_of_strangers(site: Project) -> None:
    """What a front matter says can end no element, and holds no character that XML can't."""
    title = '"</title><script>x</script>\\e[31m\\0\\u202E]]>&amp;<!--\\uD800"'
    site.write({
        "reports-spring/bad.md": f"---\nauthor: {title}\ntitle: {title}\nsummary: {title}\n"
        "date: 2026-05-01\n---\nHello.\n"
    })  # fmt: skip
    built = site.build(warnings=None, **WITH_FEED)
    content = (built.outdir / "reports.xml").read_bytes()
    check_atom(content)
    (entry,) = [e for t, e in entries(built).items() if "script" in t]
    shown = "</title><script>x</script>]]>&amp;<!--"
    assert text(entry, "title") == f"{shown} · Spring"
    assert text(entry, "summary") == shown
    anchor = link(entry, "alternate").partition("#")[2]
    heading = headings_of(built.page("trips/spring").report(unquote(anchor)))[0][1]
    assert [name for name, _uri in people(entry)] == [heading]


# -- Builds ------------------------------------------------------------------------------


def test_two_builds_are_alike(site: Project) -> None:
    """The feed hangs on what is written: not on the clock, the files' times, or the processes."""
    first = site.build(**WITH_FEED).read("reports.xml")
    for path in site.srcdir.rglob("*.md"):
        os.utime(path, (1, 1))
    again = site.build(fresh=True, parallel=2, **WITH_FEED)
    assert again.read("reports.xml") == first


def test_report_that_goes(site: Project) -> None:
    """A report that is gone, or a draft again, is gone from the feed; a new one is in it."""
    site.build(**WITH_FEED)
    (site.srcdir / "reports-autumn/notes.md").unlink()
    site.write({
        "reports-spring/bob.md": "---\nauthor: Bob Jones\n---\nNow.\n",
        "reports-spring/ana.rst": ":author: Ana Ferreira\n:draft: yes\n\nHello again.\n",
    })  # fmt: skip
    found = entries(site.build(**WITH_FEED))
    assert "notes · Autumn" not in found
    assert "Ana Ferreira · Spring" not in found
    assert people(found["Bob Jones · Spring"])[0][0] == "Bob Jones"


def test_nothing_changed(site: Project) -> None:
    """A build that changes nothing leaves the file as it is."""
    path = site.build(**WITH_FEED).outdir / "reports.xml"
    before = path.stat().st_mtime_ns
    site.build(**WITH_FEED)
    assert path.stat().st_mtime_ns == before


def test_failed_build(site: Project) -> None:
    """A build that stops half-way writes no feed."""

    def stop(*_args: object) -> None:
        raise OSError

    app = SphinxTestApp("html", srcdir=site.srcdir, confoverrides=WITH_FEED)
    app.connect("env-updated", stop)
    try:
        with pytest.raises(ExtensionError):
            app.build()
    finally:
        app.cleanup()
    assert not (app.outdir / "reports.xml").exists()


def test_ids_stay(site: Project) -> None:
    """An entry is the same for feed readers with another builder, a handle, and a second report."""
    report = "The pole & the sea · Autumn"
    before = entries(site.build(**WITH_FEED))[report]
    site.write({
        "people.yml": "ana: {name: Ana Ferreira}\n",
        "reports-autumn/again.md": "---\nauthor: Ana Ferreira\n---\nMore.\n",
    })  # fmt: skip
    built = site.build("dirhtml", roundup_people="people.yml", **WITH_FEED)
    after = entries(built)[report]
    assert text(before, "id") == text(after, "id") == f"{BASE}autumn#reports-autumn/ana.md"
    assert link(after, "alternate") == f"{BASE}autumn/#ana--ana"


@pytest.mark.parametrize("builder", ["singlehtml", "epub", "latex", "text"])
def test_other_builders(site: Project, builder: str) -> None:
    """What isn't a site has no feed."""
    built = site.build(builder, warnings=None, **WITH_FEED)
    assert not (built.outdir / "reports.xml").exists()


# -- In the pages ------------------------------------------------------------------------


def alternates(page: Page) -> list[tuple[str | None, ...]]:
    """Return the feeds that a page names in its head."""
    (head,) = page.all("head")
    links = [e for e in page.all("link", head) if e.get("rel") == "alternate"]
    return [tuple(e.get(name) for name in ("type", "title", "href")) for e in links]


def test_pages_name_the_feed(site: Project) -> None:
    """Each page with reports leads to the feed, wherever it lies; the others stay as they are."""
    built = site.build(project='<Tide> "lark"', **WITH_FEED)
    kind = "application/atom+xml"
    found = alternates(built.page("trips/spring"))
    assert found == [(kind, '<Tide> "lark"', "../reports.xml")]
    assert alternates(built.page("genindex")) == []


def test_feed_in_a_folder(site: Project) -> None:
    """A feed may lie in a folder of its own."""
    built = site.build(roundup_feed="feeds/all.atom", html_baseurl=BASE)
    check_atom((built.outdir / "feeds/all.atom").read_bytes())
    assert alternates(built.page("trips/spring"))[0][2] == "../feeds/all.atom"


def test_no_feed_unless_asked(site: Project) -> None:
    """Without the setting there is no feed, and no page names one."""
    built = site.build(html_baseurl=BASE)
    assert list(built.outdir.glob("*.xml")) == []
    assert alternates(built.page()) == []


# -- What it needs -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"roundup_feed": "../reports.xml"}, "roundup_feed takes a file name"),
        ({"roundup_feed": "/reports.xml"}, "roundup_feed takes a file name"),
        ({"roundup_feed": "index.html"}, "roundup_feed takes a file name"),
        ({"roundup_feed": True}, "roundup_feed takes a file name"),
        ({"html_baseurl": ""}, "roundup_feed needs html_baseurl"),
        ({"html_baseurl": "/en/"}, "roundup_feed needs html_baseurl"),
        ({"roundup_feed_length": -1}, "roundup_feed_length takes a whole number from 0"),
    ],
)
def test_wrong_settings(site: Project, values: Mapping[str, Any], told: str) -> None:
    """A feed that can't be is one clear sentence."""
    with pytest.raises(ConfigError, match=told):
        site.build(**{**WITH_FEED, **values})


def test_extra_is_missing(site: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library, one sentence says what to install."""
    monkeypatch.setattr("sphinx_roundup.config.find_spec", lambda _name: None)
    with pytest.raises(ConfigError, match=r"pip install 'sphinx-roundup\[feed\]'"):
        site.build(**WITH_FEED)
