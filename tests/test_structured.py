"""Search engines, chats and networks are told what a page says of its event, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

import pytest
from conftest import Project, picture, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built, Page

BASE = "https://docs.example.org/"
CONF = """\
extensions = ["myst_parser", "sphinx_roundup"]
exclude_patterns = ["**/reports"]
html_theme = "basic"
project = "Tidelark"
roundup_people = "people.yml"
"""
OPENING = "Eleven of us lived on Wedderoog, with {person}`ana` & a *horse*."
FILES: dict[str, str | bytes] = {
    "conf.py": CONF,
    "people.yml": "ana:\n  name: Ana Ferreira\n  affiliation: Tides & Co\n"
    "  links:\n    github: ana\n    website: https://ana.example.com/\n",
    "index.md": "# Home\n\nHello.\n\n```{toctree}\ntrips/spring\n```\n",
    "trips/spring.md": f"# Spring 2026\n\n{OPENING}\n\n```{{roundup}} reports/\n"
    ":date: 2026-04-25 to 2026-05-02\n:place: Wedderoog\n:image: group.png\n```\n",
    "trips/group.png": picture("PNG", (40, 30)),
    "trips/reports/ana.md": "---\nauthor: ana\ntitle: The pole\ndate: 2026-05-01\n"
    "updated: 2026-05-09\nlang: de\nurl: https://ana.example.com/pole\n---\nHello.\n",
    "trips/reports/ben.md": "---\nauthors: [Ben, 森田 健司]\n"
    "links: [mailto:ben@example.com]\n---\nHello from @ana.\n",
    "trips/reports/cyd.md": "---\nauthor: Cyd\nlinks: [mailto:cyd@example.com]\n---\nHello.\n",
    "trips/reports/dan.md": "---\nauthor: Dan\ndraft: true\n---\nSECRET\n",
    "trips/reports/nobody.md": "Hello.\n",
}


@pytest.fixture
def site(project: Project) -> Project:
    """Return a project with one event."""
    project.write(FILES)
    return project


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the project as it is built, for tests that change nothing."""
    project = Project(tmp_path_factory.mktemp("structured").resolve())
    project.write(FILES)
    return project.build(html_baseurl=BASE)


def data_of(page: Page) -> Any:
    """Return the structured data of a page."""
    (head,) = page.all("head")
    (script,) = [e for e in page.all("script") if e.get("type") == "application/ld+json"]
    assert script in list(head)
    return json.loads(script.text or "")


def has_data(page: Page) -> bool:
    """Say whether a page has structured data."""
    return any(e.get("type") == "application/ld+json" for e in page.all("script"))


# -- Structured data ---------------------------------------------------------------------


def test_event(built: Built) -> None:
    """An event is told as its page tells it: name, days, place, picture, first paragraph."""
    page, data = built.page("trips/spring"), data_of(built.page("trips/spring"))
    told = {key: value for key, value in data.items() if key not in {"image", "subjectOf"}}
    assert told == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Spring 2026",
        "url": f"{BASE}trips/spring.html",
        "startDate": "2026-04-25",
        "endDate": "2026-05-02",
        "location": {"@type": "Place", "name": "Wedderoog"},
        "description": "Eleven of us lived on Wedderoog, with Ana Ferreira & a horse.",
    }
    assert data["description"] in page.text
    assert "Wedderoog" in text_of(page.by_class("roundup-event")[0])
    shown = built.outdir / data["image"].removeprefix(BASE)
    assert shown.parent.name == "_images"
    assert shown.read_bytes().startswith(b"\x89PNG")


def test_reports(built: Built) -> None:
    """Each report is an article with all its authors, where the page has it."""
    page = built.page("trips/spring")
    articles = data_of(page)["subjectOf"]
    assert len(articles) == len(page.reports()) == 4
    for article in articles:
        address, _sign, anchor = article["url"].partition("#")
        assert address == f"{BASE}trips/spring.html"
        section = text_of(page.report(unquote(anchor)))
        assert article["headline"] in section
        for author in article.get("author", ()):
            assert author["name"] in section
            assert page.report(unquote(author["url"].partition("#")[2])) is not None
    assert articles[0] == {
        "@type": "Article",
        "@id": f"{BASE}trips/spring.html#ana",
        "url": f"{BASE}trips/spring.html#ana",
        "headline": "The pole",
        "author": [
            {
                "@type": "Person",
                "name": "Ana Ferreira",
                "url": f"{BASE}trips/spring.html#ana",
                "affiliation": {"@type": "Organization", "name": "Tides & Co"},
                "sameAs": ["https://github.com/ana", "https://ana.example.com/"],
            }
        ],
        "datePublished": "2026-05-01",
        "dateModified": "2026-05-09",
        "inLanguage": "de",
        "sameAs": "https://ana.example.com/pole",
    }
    assert [author["name"] for author in articles[1]["author"]] == ["Ben", "森田 健司"]
    assert "author" not in articles[3]


def test_what_is_not_told(built: Built) -> None:
    """Nobody's e-mail address is told, and nothing of a draft."""
    told = json.dumps(data_of(built.page("trips/spring")))
    assert "@example.com" not in told
    assert "Dan" not in told


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_addresses_without_a_base(site: Project, builder: str) -> None:
    """Without html_baseurl, addresses count from the page, and lead to the same."""
    built = site.build(builder)
    name = "trips/spring/index" if builder == "dirhtml" else "trips/spring"
    data = data_of(built.page(name))
    assert "url" not in data
    assert data["subjectOf"][0]["@id"] == "#ana"
    address = urljoin(f"file:///{name}.html", data["image"]).removeprefix("file:///")
    assert (built.outdir / address).is_file()


def test_page_without_days(site: Project) -> None:
    """Where nobody says when it was, it is no event for a calendar, but a page of articles."""
    site.write({
        "trips/spring.md": "```{roundup} reports/\n:place: Here\n```\n",
        "index.rst": "Team\n====\n\n.. roundup:: trips/reports/\n   :place: Here\n",
    })  # fmt: skip
    (site.srcdir / "trips/spring.md").unlink()
    data = data_of(site.build().page())
    assert data["@type"] == "CollectionPage"
    assert len(data["hasPart"]) == 4
    assert data["contentLocation"] == {"@type": "Place", "name": "Here"}
    assert not data.keys() & {"startDate", "location", "subjectOf", "image", "description"}


def test_one_day(project: Project) -> None:
    """An event of a day ends when it begins; one without reports has none."""
    project.write({"index.md": "# Day\n\n```{roundup} none.md\n:date: 2026-05-01\n```\n"})
    data = data_of(project.build(warnings=1).page())
    assert data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Day",
        "startDate": "2026-05-01",
        "endDate": "2026-05-01",
    }


def test_description_of_the_organiser(project: Project) -> None:
    """What a page gives as its description is taken as it is, if it is not too long."""
    head = "---\nmyst:\n  html_meta:\n    {}: {}\n---\n# Day\n\nHello.\n\n"
    project.write({"reports/ana.md": "Hello.\n"})
    told = {}
    for key, text in {"description": "word " * 100, "keywords": "a, b"}.items():
        directive = "```{roundup} reports/\n```\n"
        project.write({"index.md": head.format(key, text) + directive})
        told[key] = data_of(project.build().page())["description"]
    assert told["keywords"] == "Hello."
    assert told["description"].endswith("word…")
    assert 290 < len(told["description"]) <= 300


def test_text_of_strangers(build: Callable[..., Built]) -> None:
    """What a front matter says can't end the data, nor begin an element."""
    title = "</script><script>alert(1)</script><!-- ]]> &amp; é"
    page = build({"ana.md": f"---\ntitle: {json.dumps(title)}\nauthor: Ana\n---\nHi.\n"}).page()
    assert data_of(page)["hasPart"][0]["headline"] == title
    (script,) = [e for e in page.all("script") if e.get("type")]
    assert (script.text or "").isascii()
    assert not set(script.text or "") & set("<>&")


def test_broken_picture(site: Project) -> None:
    """A picture that can't be shown is left out, whether its head is broken or its pixels."""
    for end in (20, -30):
        site.write({"trips/group.png": picture("PNG", (40, 30))[:end]})
        built = site.build(warnings=None)
        assert "image" not in data_of(built.page("trips/spring"))


def test_only_where_wanted(site: Project) -> None:
    """Other pages have no data, and with roundup_jsonld = False none has."""
    built = site.build(roundup_jsonld=False)
    assert not has_data(built.page("trips/spring"))
    assert not (built.outdir / "_images").exists()
    built = site.build()
    assert not has_data(built.page())
    assert has_data(built.page("trips/spring"))


@pytest.mark.parametrize("builder", ["singlehtml", "epub"])
def test_other_builders(site: Project, builder: str) -> None:
    """What has no page of its own for an event has no data either."""
    built = site.build(builder, warnings=None)
    for path in built.outdir.rglob("*html"):
        assert "ld+json" not in path.read_text("utf-8")


def test_citation_tags(site: Project) -> None:
    """On request, a page tells how to cite it: title, authors in its order, day, address."""
    assert "citation_" not in site.build().read("trips/spring.html")
    people = str(FILES["people.yml"]).replace("github: ana", "orcid: 0000-0002-1825-0097")
    site.write({"people.yml": people.replace("Ana F", 'Ana "<F')})
    built = site.build(html_baseurl=BASE, roundup_citation_tags=True)
    tags = [(e.get("name", ""), e.get("content")) for e in built.page("trips/spring").all("meta")]
    assert [(name[9:], text) for name, text in tags if name.startswith("citation_")] == [
        ("title", "Spring 2026"),
        ("author", 'Ana "<Ferreira'),
        ("author_institution", "Tides & Co"),
        ("author_orcid", "https://orcid.org/0000-0002-1825-0097"),
        ("author", "Ben"),
        ("author", "森田 健司"),
        ("author", "Cyd"),
        ("publication_date", "2026/05/02"),
        ("public_url", f"{BASE}trips/spring.html"),
    ]
    assert "citation_" not in built.read("index.html")


# -- Open Graph --------------------------------------------------------------------------


def tags_of(page: Page) -> dict[str, str]:
    """Return the Open Graph tags of a page, each of which must be there once."""
    found = [(e.get("property"), e.get("content")) for e in page.all("meta")]
    tags = [(str(name), str(text)) for name, text in found if (name or "").startswith("og:")]
    assert len(dict(tags)) == len(tags)
    return dict(tags)


GRAPH = ["myst_parser", "sphinx_roundup", "sphinxext.opengraph"]


@pytest.mark.parametrize(
    ("values", "top"),
    [
        ({"ogp_site_url": BASE}, BASE),
        ({"html_baseurl": BASE}, BASE),
        ({"html_baseurl": BASE, "ogp_site_url": "https://other.example/"}, BASE),
        ({}, ""),
    ],
)
def test_open_graph(site: Project, values: dict[str, Any], top: str) -> None:
    """Where sphinxext-opengraph is used, it shows the event's picture and description."""
    built = site.build(extensions=GRAPH, roundup_jsonld=False, **values)
    tags = tags_of(built.page("trips/spring"))
    assert tags["og:description"] == (
        "Eleven of us lived on Wedderoog, with Ana Ferreira & a horse."
    )
    assert tags["og:image"].startswith(f"{top}_images/group-")
    assert (built.outdir / tags["og:image"].removeprefix(top)).is_file()
    assert tags["og:image:alt"] == "Spring 2026"
    assert "og:image" not in tags_of(built.page())


def test_page_speaks_for_itself(site: Project) -> None:
    """What a page says in its own fields comes first."""
    own = "---\nog:image: https://x.example/a.png\nog:description: Mine.\n---\n"
    site.write({"trips/spring.md": own + str(FILES["trips/spring.md"])})
    tags = tags_of(site.build(extensions=GRAPH, ogp_site_url=BASE).page("trips/spring"))
    assert tags["og:image"] == "https://x.example/a.png"
    assert tags["og:description"] == "Mine."
    assert tags["og:image:alt"] == "Tidelark"


def test_fields_stay_as_they_are(site: Project) -> None:
    """The fields of a page, which others read, get nothing of ours."""
    built = site.build(extensions=GRAPH)
    assert not [name for name in built.env.metadata["trips/spring"] if name.startswith("og:")]


def test_odd_words_in_tags(site: Project) -> None:
    """Nothing in a description or a title can end a tag, or begin another."""
    odd = "A \\\"><script>x\\</script> \\&quot; 'b'"
    text = str(FILES["trips/spring.md"]).replace(OPENING, odd).replace("Spring 2026", odd)
    site.write({"trips/spring.md": text.replace(":image: group.png\n", "")})
    page = site.build(extensions=GRAPH, smartquotes=False).page("trips/spring")
    assert tags_of(page)["og:description"].startswith('A ">')
    assert [e.text for e in page.all("script") if e.text == "x"] == []


def test_no_open_graph_of_our_own(site: Project) -> None:
    """Without that extension there are no such tags, and elsewhere none of ours."""
    assert tags_of(site.build().page("trips/spring")) == {}
    assert site.build("singlehtml", extensions=GRAPH, warnings=None).warnings == []
