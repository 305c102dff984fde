"""What came of an event: the list of what its reports link to, and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import picture, text_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from conftest import Built, Page, Project

FILES: dict[str, str | bytes] = {
    "conf.py": 'extensions = ["myst_parser", "sphinx_design", "sphinx_roundup"]\n'
    'exclude_patterns = ["**/reports"]\nroundup_people = "people.yml"\n'
    'copyright = "2026"\nversion = "1"\nhtml_theme = "basic"\n',
    "people.yml": "ana: {name: Ana Ferreira, avatar: a.png}\nbob: Bob Jones\n",
    "a.png": picture("PNG"),
    "b.png": picture("PNG"),
    "index.md": "# Home\n\n```{toctree}\nautumn\nspring\nlist\n```\n",
    "autumn.md": "# Autumn\n\n```{roundup} autumn/reports/\n:date: 2025-10-04\n```\n",
    "spring.md": "# Spring\n\n```{roundup} spring/reports/\n:date: 2026-04-25\n```\n",
    "list.md": "# What came of it\n\n```{roundup-outcomes} spring\n```\n",
    "autumn/reports/ana.md": "---\nauthor: ana\n---\nhttps://github.com/tide/lark/pull/1\n",
    "spring/reports/ana.md": "---\nauthor: ana\nlinks: {code: https://x.org/a/b/issues/3}\n---\n"
    "https://github.com/Tide/lark/pull/12 and @bob.\n\n![A boat](/b.png)\n",
    "spring/reports/two.rst": ":authors: bob; 森田 健司\n\nOne\n---\n\n"
    "See the `fix <https://www.github.com/tide/lark/pull/12/files#x>`_.\n\n"
    "And `this <https://github.com/tide/lark/pull/9>`_.\n",
    "spring/reports/x.md": "https://doi.org/10.5281/zenodo.7 and https://github.com/tide/lark\n",
}


@pytest.fixture
def site(project: Project) -> Project:
    """Return a project with two events, and a page with the outcomes of the second."""
    project.write(FILES)
    return project


def rows(page: Page) -> list[list[str]]:
    """Return the lists: of each repository its name and the rows."""
    (block,) = page.by_class("roundup-outcomes")
    tops = [li for li in page.all("li", block) if page.all("ul", li)]
    return [[text_of(p) for p in page.all("p", li)] for li in tops]


def back(page: Page) -> list[Element]:
    """Return the links back to reports."""
    (block,) = page.by_class("roundup-outcomes")
    return [a for a in page.all("a", block) if "internal" in (a.get("class") or "")]


def beside(page: Page, anchor: str) -> Element:
    """Return the paragraph with an anchor."""
    target = page.by_id(anchor)
    (found,) = [p for p in page.all("p") if target in list(p)]
    return found


def test_list_on_another_page(site: Project) -> None:
    """Outcomes are grouped, each with all who link to it, and each link back finds its place."""
    built = site.build()
    page, event = built.page("list"), built.page("spring")
    (label,) = page.by_class("roundup-label")
    assert text_of(label) == "3 people · 2 for the first time · 3 reports · 1 picture"
    first, second = "Bob Jones and 森田 健司", "Ana Ferreira, Bob Jones and 森田 健司"
    assert rows(page) == [
        ["github.com/tide/lark", f"Pull request #9 · {first}", f"Pull request #12 · {second}"],
        ["x.org/a/b", "Issue #3 · Ana Ferreira"],
        ["DOI", "10.5281/zenodo.7 · x"],
    ]
    targets = [a.get("href", "").split("#") for a in back(page)]
    assert {docname for docname, _anchor in targets} == {"spring.html"}
    anchors = [anchor for _docname, anchor in targets]
    assert anchors[:3] == ["bob--link--lark-9"] * 2 + ["ana--link--lark-12"]
    places = [text_of(beside(event, anchor)).partition(" ")[0] for anchor in anchors]
    pull, doi = "https://github.com/Tide/lark/pull/12", "https://doi.org/10.5281/zenodo.7"
    assert places == ["And", "And", pull, "See", "See", "code", doi]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://github.com/o/r/pull/7?w=1", "github.com/o/r: Pull request #7"),
        ("https://codeberg.org/o/r.js/pulls/7", "codeberg.org/o/r.js: Pull request #7"),
        ("https://git.x.org:8443/o/r/issues/7#c", "git.x.org:8443/o/r: Issue #7"),
        ("https://gitlab.com/g/s/r/-/issues/7", "gitlab.com/g/s/r: Issue #7"),
        ("https://gitlab.com/g/s/r/-/work_items/7", "gitlab.com/g/s/r: Issue #7"),
        ("https://gitlab.com/g/r/-/merge_requests/7/diffs", "gitlab.com/g/r: Merge request !7"),
        ("https://gitlab.com/g/r/merge_requests/7", "gitlab.com/g/r: Merge request !7"),
        ("https://gitlab.com/g/r/-/releases/v7.0", "gitlab.com/g/r: Release v7.0"),
        ("https://github.com/o/r/releases/tag/v7%2B%E2%80%AE1/", "github.com/o/r: Release v7+1"),
        ("https://dx.doi.org/10.1000/A(1)7", "DOI: 10.1000/A(1)7"),
        ("https://github.com/o/r/pulls/ana", None),
        ("https://github.com/o/r/issues/7x", None),
        ("https://github.com/o/r/releases", None),
        ("https://redmine.example.org/issues/7", None),
        ("https://example.org/10.1000/7", None),
        ("https://x@github.com/o/r/issues/7", None),
    ],
)
def test_addresses(site: Project, url: str, expected: str | None) -> None:
    """The forms of GitHub, GitLab, Gitea and DOIs are known, others aren't listed."""
    site.write({"spring/reports/ana.md": f"[words](<{url}>)\n"})
    page = site.build(warnings=None).page("list")
    known = [f"{name}: {row.partition(' · ')[0]}" for name, *each in rows(page) for row in each]
    found = [each for each in known if "7" in each and "zenodo" not in each]
    assert found == ([expected] if expected else [])


def test_blocks(site: Project) -> None:
    """A link in any text has an anchor; in a heading or around a picture that of its section."""
    link = "https://github.com/tide/lark/issues/"
    site.write(
        {
            "spring/reports/ana.md": f"Top\n\n## Head [one]({link}1)\n\n"
            f"[![A boat](/b.png)]({link}2)\n\n| a |\n| - |\n| {link}3 |\n\n"
            f"x[^n]\n\n[^n]: {link}4\n\n:::{{card}} Title {link}5\n:link: {link}6\nx\n:::\n",
            "spring/reports/two.rst": f".. figure:: /b.png\n   :target: {link}7\n"
            f"   :alt: A boat\n\n   Caption {link}8\n\nTerm {link}9\n   Meaning\n\n| {link}10\n\n"
            f".. |s| replace:: {link}11\n\n|s|\n",
            "spring/reports/x.md": "Nothing.\n",
        }
    )
    built = site.build()
    anchors = [a.get("href", "").partition("#")[2] for a in back(built.page("list"))]
    assert [anchor for anchor in anchors if "link" not in anchor] == [
        *["ana--head-one"] * 2,
        *["two"] * 2,
    ]
    assert (
        len({*anchors}) == len([built.page("spring").by_id(anchor) for anchor in {*anchors}]) == 9
    )
    for builder in ("epub", "texinfo", "text", "man", "singlehtml", "latex"):
        built = site.build(builder)
    text = built.read("*.tex")
    assert all(f"\\label{{\\detokenize{{spring:{anchor}}}}}" in text for anchor in anchors)


def test_own_page(site: Project) -> None:
    """Without an argument, the event is the page's own; the first one has no first-timers."""
    autumn = str(FILES["autumn.md"]).replace("```{", "```{roundup-outcomes}\n```\n\n```{", 1)
    site.write({"autumn.md": autumn})
    page = site.build().page("autumn")
    assert text_of(page.by_class("roundup-label")[0]) == "1 person · 1 report"
    assert [a.get("href") for a in back(page)] == ["#ana--link--lark-1"]
    assert text_of(beside(page, "ana--link--lark-1")) == "Read it at github.com"


def test_event_by_its_title_without_links(site: Project) -> None:
    """An event may be named by its title; if its reports link to nothing, the figures stand."""
    reports = dict.fromkeys((n for n in FILES if n.startswith("spring/reports/")), "Hello.\n")
    site.write({**reports, "list.md": "# List\n\n```{roundup-outcomes} sPRING\n```\n"})
    assert (
        text_of(site.build().page("list").by_class("roundup-outcomes")[0]) == "1 person · 3 reports"
    )


@pytest.mark.parametrize(
    ("argument", "words"), [(" sprnig", "sprnig"), (" 100 %s", "100 %s"), ("", "list")]
)
def test_unknown_event(site: Project, argument: str, words: str) -> None:
    """An event that isn't there is reported, and the page has nothing in its place."""
    site.write({"list.md": f"# List\n\n```{{roundup-outcomes}}{argument}\n```\n"})
    built = site.build(warnings=1)
    message = f"there is no event '{words}'; name the page of one: spring, autumn"
    assert built.warnings[0].endswith(
        f"list.md:3: WARNING: roundup-outcomes: {message} [roundup.config]"
    )
    assert not built.page("list").by_class("roundup-outcomes")


def test_incremental(site: Project) -> None:
    """A page is written again when another one asks for its outcomes, and when they change."""

    def names(built: Built) -> list[str]:
        return [each for each in built.page("spring").ids if "--link--" in each]

    asking = FILES["list.md"]
    site.write({"list.md": "# List\n"})
    assert names(site.build()) == []
    site.write({"list.md": asking})
    built = site.build()
    hrefs = {a.get("href", "") for a in back(built.page("list"))}
    assert hrefs == {f"spring.html#{name}" for name in names(built)}
    site.write({"spring/reports/x.md": "https://github.com/tide/lark/pull/40\n"})
    assert "Pull request #40 · x" in rows(site.build().page("list"))[0]
    assert "0 added, 0 changed, 0 removed" in site.build().status
    site.write({"list.md": "# List\n"})
    assert names(site.build()) == []


def test_parallel(site: Project) -> None:
    """Several processes write the same pages as one."""
    texts = []
    for parallel in (1, 3):
        built = site.build(parallel=parallel, fresh=True)
        texts.append([built.read("list.html"), built.read("spring.html")])
    assert texts[0] == texts[1]
