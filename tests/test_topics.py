"""Topics of reports: links below the names, a list, the index, and pages by topic."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pytest
from conftest import text_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from conftest import Built, Page, Project

CONF = """\
extensions = ["myst_parser", "sphinx_roundup"]
exclude_patterns = ["autumn", "spring"]
html_theme = "basic"
"""
LIST = "# Topics\n\n```{roundup-topics}\n```\n"
SEA = "# By the sea\n\n```{roundup} autumn/ spring/\n:topic: SEA\n:roster: list\n```\n"
FILES = {
    "conf.py": CONF,
    "index.md": "# Home\n\n{person}`cyd`\n\n```{toctree}\nautumn\nspring\nlists\nsea\n```\n",
    "autumn.md": "# Autumn\n\n```{roundup} autumn/\n:date: 2025-10-04\n```\n",
    "spring.md": "# Spring\n\n```{roundup} spring/\n:date: 2026-04-25\n```\n",
    "lists.md": "# Lists\n\n```{roundup-events}\n```\n\n```{roundup-people}\n```\n",
    "autumn/ana.md": "---\nauthor: Ana\ntopics: [Sea, C++, sea]\naffiliation: Porto\n---\nHello.\n",
    "autumn/bob.rst": ":author: Bob\n:title: Nets\n:tags: C#, 海, <b>\n\nHello.\n",
    "autumn/nobody.md": "---\ntags: sea\n---\nHello.\n",
    "spring/cyd.md": "---\nauthors: [Cyd, Ana]\ntitle: My pole\ntopics: sea\n---\nHello.\n",
    "spring/dan.md": "---\nauthor: Dan\n---\nHello.\n",
}


@pytest.fixture
def site(project: Project) -> Project:
    """Return a project with two events and a page by topic, but no list of topics."""
    project.write(FILES | {"sea.md": "# Sea\n"})
    return project


def links_of(page: Page, element: Element) -> list[tuple[str, str]]:
    """Return the texts and targets of the links in an element."""
    return [("".join(a.itertext()), a.get("href", "")) for a in page.all("a", element)]


def byline(page: Page, anchor: str) -> str:
    """Return the byline of a report, empty if it has none."""
    return " ".join(map(text_of, page.by_class("roundup-byline", page.report(anchor))))


def objects(built: Built) -> dict[str, str]:
    """Return the topics in the inventory."""
    data = (built.outdir / "objects.inv").read_bytes().split(b"\n", 4)[4]
    lines = [line.split(" roundup:topic ") for line in zlib.decompress(data).decode().splitlines()]
    return {line[0]: line[1] for line in lines if len(line) > 1}


def test_without_a_list(site: Project) -> None:
    """Topics show nowhere if no page lists them."""
    built = site.build()
    assert byline(built.page("autumn"), "ana") == "Porto"
    assert byline(built.page("autumn"), "nobody") == ""
    assert objects(built) == {}


def test_list(site: Project) -> None:
    """Each topic is listed once in any case, with its reports, their authors and events."""
    site.write({"topics.md": f"---\norphan: true\n---\n{LIST}"})
    page = site.build().page("topics")
    found = {
        item.get("id", "").removeprefix("roundup-topic-"): text_of(item)
        for item in page.by_class("roundup-topic")
    }
    assert [*found.items()] == [
        ("b", "<b> Nets Bob · Autumn"),
        ("c", "C# Nets Bob · Autumn"),
        ("c-1", "C++ Ana Autumn"),
        ("sea", "sea My pole Cyd and Ana · Spring Ana Autumn nobody Autumn"),
        ("海", "海 Nets Bob · Autumn"),
    ]
    assert links_of(page, page.by_id("roundup-topic-sea")) == [
        ("My pole", "spring.html#cyd"),
        ("Ana", "autumn.html#ana"),
        ("nobody", "autumn.html#nobody"),
    ]


def test_links(site: Project) -> None:
    """With a list, a report links to its topics, and roles and the inventory know them."""
    roles = "{roundup:topic}`SEA` {roundup:topic}`the language <c++>` {roundup:topic}`se`\n"
    site.write({"topics.md": f"{LIST}\n{roles}", "index.md": f"{FILES['index.md']}\n{roles}"})
    site.write({"index.md": FILES["index.md"].replace("lists\n", "lists\ntopics\n") + roles})
    site.write({"spring/dan.md": "---\ntopics: a x:y 1\n---\nHello.\n"})  # as an inventory has it
    built = site.build(warnings=2)
    assert all("there is no topic 'se'; did you mean 'sea'?" in line for line in built.warnings)
    autumn, top = built.page("autumn"), "topics.html#roundup-topic-"
    assert byline(autumn, "ana") == "Porto · sea, C++"
    assert byline(autumn, "nobody") == "sea"
    (line,) = autumn.by_class("roundup-byline", autumn.report("bob"))
    assert links_of(autumn, line) == [("C#", f"{top}c"), ("海", f"{top}海"), ("<b>", f"{top}b")]
    assert ("sea", f"{top}sea") in links_of(built.page(), built.page().root)
    own = links_of(built.page("topics"), built.page("topics").root)
    assert {("sea", "#roundup-topic-sea"), ("the language", "#roundup-topic-c-1")} <= {*own}
    assert objects(built).keys() == {"<b>", "C#", "C++", "sea", "海"}
    assert objects(built)["C#"] == "1 topics.html#roundup-topic-c -"


def test_list_comes_and_goes(site: Project) -> None:
    """Pages are written again when a list comes, changes, moves or goes, also in parallel."""
    config = {"exclude_patterns": ["autumn", "spring", "x"]}
    site.build(**config)
    site.write({"b.md": f"---\norphan: true\n---\n{LIST}"})
    for _again in range(2):
        built = site.build(parallel=2, **config)
        assert "b.html#roundup-topic-" in objects(built)["sea"]
    site.write({"autumn/nobody.md": "---\ntags: tide\n---\nHello.\n"})
    built = site.build(**config)
    assert byline(built.page("autumn"), "nobody") == "tide"
    assert "tide nobody Autumn" in built.page("b").text
    site.write({"a.md": f"---\norphan: true\n---\n{LIST}"})
    assert "a.html#roundup-topic-" in objects(site.build(**config))["sea"]
    (site.srcdir / "a.md").unlink()
    (site.srcdir / "b.md").unlink()
    built = site.build(**config)
    assert byline(built.page("autumn"), "nobody") == ""
    assert objects(built) == {}


def test_page_by_topic(site: Project) -> None:
    """A page by topic has the reports with it, and is no event: nothing else changes."""
    people = "dan: Dan\ngus: {name: Gus, listed: true}\n"
    site.write({"people.yml": people})
    before = site.build(roundup_people="people.yml")
    site.write({"sea.md": SEA})
    built = site.build(roundup_people="people.yml", roundup_feed="", fresh=True)
    page = built.page("sea")
    assert [s.get("id") for s in page.reports()] == ["ana", "nobody", "cyd"]
    assert "Gus" not in page.text
    assert "Earlier" not in page.text
    for docname in ("autumn", "index", "lists", "spring"):
        assert text_of(built.page(docname).by_class("body")[0]) == text_of(
            before.page(docname).by_class("body")[0]
        ).replace(" Sea ", " By the sea ")
    site.write({"topics.md": LIST, "index.md": FILES["index.md"].replace("sea", "sea\ntopics")})
    text = built.page("lists").text
    assert text.count("My pole") == 2  # once for each author
    page = site.build(roundup_people="people.yml").page("topics")
    assert len(links_of(page, page.by_id("roundup-topic-sea"))) == 3


def test_event_by_topics(site: Project) -> None:
    """An event may be divided by topics; a report is below the first of its topics."""
    parts = "".join(
        f"## {t}\n\n```{{roundup}} autumn/\n:topic: {t}\n```\n\n" for t in ("C++", "sea")
    )
    site.write(
        {"autumn.md": f"# Autumn\n\n{parts}".replace(":topic: C", ":place: Porto\n:topic: C")}
    )
    built = site.build()
    page = built.page("autumn")
    assert [section.get("id") for section in page.reports()] == ["ana", "nobody"]
    assert "Porto" in text_of(built.page("lists").by_class("roundup-events")[0])


def test_unknown_topic(site: Project) -> None:
    """A topic that no report has is reported with a similar one."""
    site.write({"sea.md": SEA.replace("SEA", "seas")})
    (line,) = site.build(warnings=1).warnings
    assert "sea.md:3: WARNING: no report here has the topic 'seas'; did you mean 'Sea'?" in line


def test_anchor_of_the_page(site: Project) -> None:
    """What the page itself calls like a topic keeps its anchor."""
    site.write({"topics.md": f"---\norphan: true\n---\n{LIST}\n(roundup-topic-sea)=\nWords.\n"})
    page = site.build().page("topics")
    assert page.ids.count("roundup-topic-sea") == 1


@pytest.mark.parametrize("builder", ["latex", "singlehtml", "text"])
def test_other_formats(site: Project, builder: str) -> None:
    """Links lead to the list in a PDF, and in all pages in one."""
    site.write({"topics.md": LIST})
    site.write({"index.md": FILES["index.md"].replace("lists\n", "lists\ntopics\n")})
    built = site.build(builder, latex_engine="xelatex")
    if builder == "latex":
        tex = built.read("*.tex").replace("\n", " ")
        assert tex.count(r"\label{\detokenize{topics:roundup-topic-sea}}") == 1
        assert r"Porto · {\hyperref[\detokenize{topics:roundup-topic-sea}]" in tex
    elif builder == "text":
        assert "* My pole · Cyd and Ana · Spring" in built.read("topics.txt")
    else:
        assert byline(built.page(), "nobody") == "sea"
