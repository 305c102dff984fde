"""What one page knows of another stays right, whatever was read again."""

from __future__ import annotations

import json
import re
import zlib
from typing import TYPE_CHECKING

import pytest
from conftest import Project, headings_of, text_of

if TYPE_CHECKING:
    from conftest import Built, Page

CONF = """\
extensions = ["myst_parser", "sphinx_roundup", "sphinx.ext.intersphinx"]
exclude_patterns = ["reports-*"]
html_theme = "basic"
roundup_people = "people.yml"
source_suffix = {".rst": "restructuredtext"}
"""
PEOPLE = """\
ana: {name: Ana Ferreira}
bob: {name: Bob Jones}
cyd: {name: Cyd Charisse, listed: true}
"""
DAN = "---\nauthor: {name: Dan Dare, handle: dan}\n---\n"
FILES = {
    "conf.py": CONF,
    "people.yml": PEOPLE,
    "index.md": "# Home\n\n{person}`ana` {person}`cyd`\n\n"
    "```{toctree}\nautumn\nspring\npeople\nlist\n```\n",
    "autumn.md": "# Autumn\n\n```{roundup} reports-autumn/\n:date: 2025-10-04\n```\n",
    "spring.rst": "Spring\n======\n\n.. roundup:: reports-spring/\n"
    "   :date: 2026-04-25 to 2026-05-02\n   :place: Sankt Peter\n",
    "people.md": "# People\n\n```{roundup-people}\n```\n",
    "list.rst": "Events\n======\n\n.. roundup-events::\n",
    "reports-autumn/ana.md": "---\nauthor: ana\n---\nHello @bob.",
    "reports-autumn/bob.md": "---\nauthor: bob\n---\nHello.",
    "reports-spring/ana.rst": ":author: ana\n\nHello again.\n",
    "reports-spring/dan.md": f"{DAN}@ana, @bob, @cyd!\n\nBye.",
}


@pytest.fixture
def site(project: Project) -> Project:
    """Return a project with two events."""
    project.write(FILES)
    return project


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the project as it is built, for tests that change nothing."""
    project = Project(tmp_path_factory.mktemp("pages").resolve())
    project.write(FILES)
    return project.build()


def hrefs(page: Page, words: str) -> list[str]:
    """Return where the links of some words lead."""
    links = page.all("a", page.root.find("body"))
    return [a.get("href", "") for a in links if "".join(a.itertext()) == words]


def test_nearest_else_latest(built: Built) -> None:
    """A mention leads to the section on its page, else to the latest; so do the roles."""
    spring = built.page("spring")
    report = spring.report("dan")
    links = {"".join(a.itertext()): a.get("href") for a in spring.all("a", report)}
    assert links["Ana Ferreira"] == "#ana"
    assert links["Bob Jones"] == "autumn.html#bob"
    assert links["Cyd Charisse"] == "people.html#cyd"
    assert hrefs(built.page("index"), "Ana Ferreira")[0] == "spring.html#ana"
    assert hrefs(built.page("index"), "Cyd Charisse") == ["people.html#cyd"]


def test_mentioned_on_another_page(site: Project) -> None:
    """Who is mentioned is told so where the mention leads, and nowhere else."""
    site.write({"reports-autumn/ana.md": "---\nauthor: ana\n---\nHello @bob and @dan Dare, @dan"})
    built = site.build()
    autumn, spring = built.page("autumn"), built.page("spring")
    assert spring.mentioned_by("ana") == [("Dan Dare", "#dan--at--ana")]
    assert autumn.mentioned_by("ana") == []
    assert autumn.mentioned_by("bob") == [
        ("Ana Ferreira", "#ana--at--bob"),
        ("Dan Dare", "spring.html#dan--at--ana"),
    ]
    assert "Spring" in "".join(
        autumn.by_class("roundup-mentions", autumn.report("bob"))[0].itertext()
    )
    shown = "".join(autumn.by_id("ana--at--bob").itertext())
    assert shown == "Hello Bob Jones and Dan Dare, Dan Dare"


def test_only_the_mentioning_report_was_touched(site: Project) -> None:
    """The page of the one mentioned is written again, though it wasn't read."""
    site.build()
    site.write({"reports-spring/dan.md": f"{DAN}Hi @ana.\n\nx\n"})
    built = site.build()
    assert "0 added, 1 changed, 0 removed" in built.status
    autumn = built.page("autumn")
    assert autumn.mentioned_by("bob") == [("Ana Ferreira", "#ana--at--bob")]
    site.write({"reports-spring/dan.md": FILES["reports-spring/dan.md"]})
    again = site.build().page("autumn")
    assert [who for who, _href in again.mentioned_by("bob")] == ["Ana Ferreira", "Dan Dare"]


def test_report_removed(site: Project) -> None:
    """With a report go its backlinks, and links to its author lead elsewhere."""
    site.build()
    (site.srcdir / "reports-spring/dan.md").unlink()
    built = site.build()
    assert [who for who, _href in built.page("autumn").mentioned_by("bob")] == ["Ana Ferreira"]
    (site.srcdir / "reports-spring/ana.rst").unlink()
    built = site.build(warnings=1)  # the directive finds nothing
    assert hrefs(built.page("index"), "Ana Ferreira")[0] == "autumn.html#ana"


def test_page_removed(site: Project) -> None:
    """With a page go its event, its reports and its mentions."""
    site.build()
    (site.srcdir / "spring.rst").unlink()
    site.write({"index.md": FILES["index.md"].replace("spring\n", "")})
    built = site.build()
    assert [who for who, _href in built.page("autumn").mentioned_by("bob")] == ["Ana Ferreira"]
    assert "Spring" not in built.page("list").text.replace("Spring retreat", "")
    assert "Dan Dare" not in built.page("people").text


def test_person_renamed(site: Project) -> None:
    """A new name in the people file is shown everywhere at once."""
    site.build()
    site.write({"people.yml": PEOPLE.replace("Ana Ferreira", "Ana Prado")})
    built = site.build()
    assert hrefs(built.page("index"), "Ana Prado")[0] == "spring.html#ana"
    for name in ("autumn", "spring", "people", "index"):
        assert "Ana Ferreira" not in built.page(name).text
        assert "Ana Prado" in built.page(name).text


def test_nothing_changed(site: Project) -> None:
    """A second build reads and writes nothing."""
    site.build()
    built = site.build()
    assert "0 added, 0 changed, 0 removed" in built.status
    assert "no targets are out of date" in built.status


def test_new_edition(site: Project) -> None:
    """A page that comes is the latest for those who wrote there, and listed with the others."""
    site.build()
    site.write(
        {
            "winter.md": "---\norphan: true\n---\n# Winter\n\n```{roundup} reports-winter/\n"
            ":date: 2026-12-01\n```\n",
            "reports-winter/bob.md": "---\nauthor: bob\n---\nCold.",
        }
    )
    built = site.build()
    links = [a.get("href") for a in built.page("spring").all("a")]
    assert "winter.html#bob" in links
    assert "autumn.html#bob" not in links
    assert built.page("autumn").mentioned_by("bob") == [("Ana Ferreira", "#ana--at--bob")]
    listed = [a.get("href") for a in built.page("list").all("a")]
    events = [h for h in listed if h in {"winter.html", "spring.html", "autumn.html"}]
    order = list(dict.fromkeys(events[-6:]))
    assert order.index("winter.html") < order.index("spring.html") < order.index("autumn.html")


def test_picture_of_an_event(site: Project, png: bytes) -> None:
    """The list of events shows the picture that the page names."""
    page = FILES["autumn.md"].replace(":date:", ":image: group.png\n:date:")
    site.write({"autumn.md": page, "group.png": png})
    built = site.build()
    (shown,) = [img.get("src") for img in built.page("list").all("img")]
    assert shown.startswith("_images/group-")
    assert (built.outdir / shown).is_file()


def test_editions_lead_to_each_other(built: Built) -> None:
    """At the foot of each page are the events before and after."""
    (foot,) = built.page("autumn").by_class("roundup-editions")
    assert [a.get("href") for a in foot.iter("a")] == ["spring.html"]
    (foot,) = built.page("spring").by_class("roundup-editions")
    assert [a.get("href") for a in foot.iter("a")] == ["autumn.html"]
    (line,) = built.page("spring").by_class("roundup-event")
    assert "Sankt Peter" in "".join(line.itertext())


@pytest.mark.parametrize("builder", ["html", "singlehtml"])
def test_turns(site: Project, builder: str) -> None:
    """A report ends with links to its neighbours and to the roster."""
    people = PEOPLE.replace("{name: Ana Ferreira}", "{name: Ana, url: 'https://a.example.org'}")
    text = "\n```{{roundup}} reports-{0}/\n:roster: list\n```\n"
    site.write(
        {
            "people.yml": people.replace(", listed: true", ""),
            "autumn.md": "# Autumn\n" + text.format("autumn"),
            "spring.rst": "Spring\n======\n\nNobody.\n",
            "list.md": "# Winter\n" + text.format("winter"),
            "reports-winter/snow.md": "# Snow\n\nCold.",
        }
    )
    (site.srcdir / "list.rst").unlink()
    built = site.build(builder)
    page = built.page("index" if builder == "singlehtml" else "autumn")
    everybody = ("Everybody", "#roundup-roster")
    assert [
        [("".join(a.itertext()), a.get("href")) for a in page.all("a", turn)]
        for turn in page.by_class("roundup-turn")[:2]
    ] == [[everybody, ("Bob Jones", "#bob")], [("Ana", "#ana"), everybody]]


@pytest.mark.parametrize("style", ["list-newcomers", "cards-newcomers"])
def test_newcomers(site: Project, style: str) -> None:
    """A roster marks the authors who were at no earlier event, also if they are listed there."""
    two = "---\nauthors: [ana, {name: Dan Dare, handle: dan}]\n---\nHello."
    site.write({"people.yml": f"{PEOPLE}eve: {{listed: [autumn]}}\n", "reports-spring/two.md": two})
    for name in ("cyd", "eve"):
        site.write({f"reports-spring/{name}.md": f"---\nauthor: {name}\n---\nHello."})

    def marks() -> list[list[str]]:
        built = site.build(roundup_roster=style)
        pages = [built.page(docname) for docname in ("autumn", "spring")]
        assert all(page.by_class("roundup-roster") for page in pages)
        return [[text_of(mark) for mark in page.by_class("roundup-newcomer")] for page in pages]

    assert marks() == [[], ["first time here", "Dan Dare: first time here"]]
    site.write({"reports-autumn/dan.md": f"{DAN}Hello."})
    assert marks() == [[], []]


def test_everybody_by_event(built: Built) -> None:
    """The page of the people has a card for each, with an anchor and all their reports."""
    page = built.page("people")
    ana = page.by_id("ana")
    assert {"autumn.html#ana", "spring.html#ana"} <= {a.get("href") for a in page.all("a", ana)}
    assert all(page.by_id(i) is not None for i in ("bob", "cyd", "dan"))


def test_two_pages_gather_one_file(site: Project) -> None:
    """A report on two pages is linked to on the page itself, and mentions once on each."""
    site.write(
        {"best.md": FILES["autumn.md"].replace("# Autumn", "---\norphan: true\n---\n# Best")}
    )
    built = site.build()
    for name in ("autumn", "best"):
        page = built.page(name)
        assert ("Ana Ferreira", "#ana--at--bob") in page.mentioned_by("bob")
        assert [who for who, _h in page.mentioned_by("bob")].count("Ana Ferreira") == 1


def test_inventory(built: Built) -> None:
    """Another project finds people, reports and events, and each person under each name."""
    found = objects(built)
    assert found["roundup:person", "ana"] == ("spring.html#ana", "Ana Ferreira")
    assert found["roundup:person", "ana-ferreira"] == ("spring.html#ana", "Ana Ferreira")
    assert found["roundup:person", "cyd"] == ("people.html#cyd", "Cyd Charisse")
    assert found["roundup:event", "autumn"] == ("autumn.html", "Autumn")
    assert found["roundup:report", "autumn/bob"] == ("autumn.html#bob", "Bob Jones")


def test_inventory_keeps_names(site: Project) -> None:
    """A report keeps the name by which others link to it when its author sends a second one."""
    site.write({"reports-autumn/ana-2.md": "---\nauthor: ana\n---\n# Second week\n\nHi."})
    found = objects(site.build())
    for name in ("ana", "ana--ana"):
        assert found["roundup:report", f"autumn/{name}"][0] == f"autumn.html#{name}"
    assert found["roundup:report", "autumn/ana--ana-2"][1] == "Second week"


def test_handles_in_titles(site: Project) -> None:
    """Where a title is shown elsewhere, it has the names that it has on its page."""
    events = "{roundup:report}`autumn/hi`\n\n```{roundup-people}\n```\n"
    site.write(
        {
            "autumn.md": "# Autumn\n\n```{roundup} reports-autumn/\n:roster: list\n```\n",
            "people.md": f"# People\n\n{events}",
            "reports-autumn/hi.md": "# Hi @dan, Bob Jones (@bob), `@ana`\n\n@cyd, @dan, @bob",
            "reports-autumn/cyd.md": "---\nauthor: cyd\nsummary: Of @ana\n---\n# By @bob\n\nHi.",
            "reports-autumn/cyd-2.md": "---\nauthor: cyd\n---\n# Plain\n\nHi.",
        }
    )
    built = site.build()
    title = "Hi Dan Dare, Bob Jones (@bob), @ana"
    assert headings_of(built.page("autumn").report("hi"))[0][1] == title
    assert title in [who for who, _href in built.page("autumn").mentioned_by("bob")]
    people = built.page("people").text
    assert title in people
    assert "Autumn: By Bob Jones" in people
    rows = [text_of(row) for row in built.page("autumn").by_class("roundup-person")]
    assert "Cyd Charisse By Bob Jones" in rows


def objects(built: Built) -> dict[tuple[str, str], tuple[str, str]]:
    """Return what an inventory lists: type and name -> place and display name."""
    data = (built.outdir / "objects.inv").read_bytes()
    lines = zlib.decompress(data.split(b"\n", 4)[4]).decode().splitlines()
    split = (line.split(" ", 4) for line in lines)
    return {
        (kind, name): (uri.replace("$", name), name if shown == "-" else shown)
        for name, kind, _priority, uri, shown in split
    }


@pytest.mark.parametrize("syntax", ["md", "rst"])
def test_another_project(
    built: Built, tmp_path_factory: pytest.TempPathFactory, syntax: str
) -> None:
    """Next year's site links to this year's people, reports and events."""
    srcdir = tmp_path_factory.mktemp("next").resolve()
    target = f"{{'tides': ('https://tides.example.org/', {str(built.outdir / 'objects.inv')!r})}}"
    project = Project(srcdir)
    roles = [
        ("external:roundup:person", "ana"),
        ("external+tides:roundup:person", "words <bob>"),
        ("external:roundup:event", "autumn"),
        ("external:roundup:report", "spring/dan"),
        ("person", "cyd"),
        ("external:roundup:person", "by name <Ana Ferreira>"),
    ]
    texts = {
        "md": "# Next\n\n" + " ".join(f"{{{role}}}`{t}`" for role, t in roles),
        "rst": "Next\n====\n\n" + " ".join(f":{role}:`{t}`" for role, t in roles),
    }
    (srcdir / "index.md").unlink()
    project.write({"conf.py": CONF + f"intersphinx_mapping = {target}\nroundup_people = ''\n"})
    project.write({f"index.{syntax}": texts[syntax] + "\n"})
    page = project.build().page()
    links = {"".join(a.itertext()): a.get("href") for a in page.all("a")}
    base = "https://tides.example.org/"
    assert links["Ana Ferreira"] == base + "spring.html#ana"
    assert links["words"] == base + "autumn.html#bob"
    assert links["Autumn"] == base + "autumn.html"
    assert links["by name"] == base + "spring.html#ana"
    assert links["Dan Dare"] == base + "spring.html#dan"
    assert links["Cyd Charisse"] == base + "people.html#cyd"


def test_search_leads_to_people(built: Built) -> None:
    """A person that the search finds is one click away: their anchor is told to it."""
    index = built.read("searchindex.js")
    objects = json.loads(re.search(r'"objects":(\{.*?\}),"objnames"', index)[1])
    anchors = {name: anchor for *_, anchor, name in objects[""]}
    assert anchors["Ana Ferreira"] == "ana"
    assert anchors["Dan Dare"] == "dan"


def test_all_builders(site: Project) -> None:
    """Every builder writes the two editions without a warning."""
    config = {"epub_show_urls": "no", "version": "1", "copyright": "x"}
    for builder in ("singlehtml", "dirhtml", "epub", "latex", "text", "man", "texinfo", "xml"):
        site.build(builder, **config)
    site.build("gettext", fresh=True, **config)


def test_one_event_in_a_pdf(site: Project) -> None:
    """What isn't in a PDF is named there, and no link."""
    documents = [("autumn", "autumn.tex", "Autumn", "Everybody", "manual")]
    tex = site.build("latex", latex_documents=documents).read("autumn.tex")
    assert "Dan Dare (Spring)" in tex


def test_paragraphs_are_anchors_in_latex(site: Project) -> None:
    """In a PDF, too, "mentioned by" leads to the very paragraph."""
    tex = site.build("latex").read("*.tex")
    for anchor in ("autumn:ana--at--bob", "spring:dan--at--ana"):
        assert f"\\label{{\\detokenize{{{anchor}}}}}" in tex
        assert f"\\hyperref[\\detokenize{{{anchor}}}]" in tex
