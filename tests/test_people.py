"""People: recognised, linked, and listed where they are mentioned."""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING, Any

import html5lib
import pytest
from conftest import each_alone, text_of
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from conftest import Built, Page, Project

    Build = Callable[..., Built]

PEOPLE = """\
ana:
  name: Ana Ferreira
  links: {github: anaf-tides, website: "https://ana.example.org"}
  also: [Aninha, A. Ferreira]
anabel:
  name: Anabel Roca
ana-maria:
  name: Ana Maria Silva
bob: Bob Jones
ελένη: Ελένη Παπαδάκη
zed:
  name: Zed Zeta
  listed: [index]
yan:
  name: Yan Yu
  url: https://yan.example.org/retreat
quiet:
  name: Quiet One
"""
ANA = "---\nauthor: ana\n---\nHello."
MENTIONS = {"roundup_people": "people.yml"}


@pytest.fixture
def site(project: Project) -> Callable[..., Built]:
    """Return a function that writes reports beside the people file, and builds."""

    def write_and_build(reports: dict[str, str], **kwargs: Any) -> Built:
        project.write({"people.yml": PEOPLE})
        project.write({f"reports/{name}": text for name, text in reports.items()})
        return project.build(**(MENTIONS | kwargs))

    return write_and_build


def mentions(page: Page, id_: str) -> list[tuple[str, str]]:
    """Return words and targets of the mentions in a report."""
    links = page.all("a", page.report(id_))
    return [
        ("".join(a.itertext()), a.get("href", ""))
        for a in links
        if "roundup-mention" in (a.get("class") or "")
        or any("roundup-mention" in (e.get("class") or "") for e in a)
    ]


def paragraph_of(page: Page, id_: str) -> Element:
    """Return the innermost element with text that holds an anchor, or has it."""
    parents = {child: parent for parent in page.root.iter() for child in parent}
    element = page.by_id(id_)
    return element if element.tag != "span" else parents[element]


EVERYWHERE = {
    "text": ("Thanks to @ana!", "Thanks to @ana!"),
    "possessive": ("I ate @ana's soup.", "I ate @ana's soup."),
    "line end": ("I met @ana\nand left.", "I met @ana\nand left."),
    "emphasis": ("I met **@ana** there.", "I met **@ana** there."),
    "list": ("- soup by @ana\n- bread", "- soup by @ana\n- bread"),
    "quote": ("> said @ana", "Here::\n\n  x\n\n..\n\n  said @ana"),
    "table": (
        "| who |\n|---|\n| @ana |",
        "=====  =====\nwho    what\n=====  =====\n@ana   soup\n=====  =====",
    ),
    "footnote": ("Soup[^1].\n\n[^1]: By @ana.", "Soup [1]_.\n\n.. [1] By @ana."),
    "heading": (
        "Hi.\n\n## A week with @ana\n\nText.",
        "Hi.\n\nA week with @ana\n----------------\n\nText.",
    ),
    "definition": ("```{note}\nAsk @ana.\n```", "cook\n  That is @ana."),
    "caption": (
        "```{figure} x.png\n:alt: soup\n\nSoup by @ana\n```",
        ".. figure:: x.png\n   :alt: soup\n\n   Soup by @ana",
    ),
    "rubric": ("```{rubric} With @ana\n```", "@ana\n  cooked soup."),
    "topic": ("```{topic} Of @ana\nText\n```", ".. topic:: Of @ana\n\n   Text"),
    "github": ("Thanks to @anaf-tides.", "Thanks to @ANAF-tides."),
    "nickname": ("Thanks to Aninha.", "Thanks to Aninha."),
    "spelling": ("Thanks to A. Ferreira.", "Thanks to A. Ferreira."),
}


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_mentions_are_links(site: Build, project: Project, png: bytes, suffix: str) -> None:
    """Whoever is named in running text is linked there, and told where."""
    project.write({"reports/x.png": png})
    texts = {case: pair[suffix == "rst"] for case, pair in EVERYWHERE.items()}
    page = site({"ana.md": ANA} | each_alone((suffix, text) for text in texts.values())).page()
    as_written = {"nickname": "Aninha", "spelling": "A. Ferreira"}
    told = page.mentioned_by("ana")
    for number, case in enumerate(texts):
        ((words, href),) = mentions(page, f"r{number}")
        assert (words, href) == (as_written.get(case, "Ana Ferreira"), "#ana")
        (back,) = [back for who, back in told if who == f"r{number}"]
        shown = "".join(paragraph_of(page, back[1:]).itertext())
        assert words in shown or case in {"caption", "topic"}


NOWHERE = [
    "`@ana`",
    "``@ana``",
    "ana@example.org, bob@ana",
    "<ana@example.org>",
    "https://example.org/@ana",
    "talex5/@ana, @ana/tides, @ana/",
    "@ana.route, @ana(1)",
    "@anab, @ana-mar, @ana_2",
    "Ana, Bob, ana, Ana Ferreira-Silva, Aninhas",
    "@nobody and @media",
    "[text with @ana](https://example.org)",
    "![@ana](x.png)",
    "    @ana in code",
    "```\n@ana\n```",
    "```python\n@ana\ndef f(): ...\n```",
    "<!-- @ana -->",
    "[x](https://github.com/anaf-tides/repo)",
    "`foo`@ana, [foo](https://example.org)@ana, **f**@ana, @ana`s`, @ana/`tides`, @**ana**bel",
    "a <pre>@ana</pre> b",
    "*`x`*@ana, **Bob *@ana***/tides, `x`Aninha, Anin*ha*",
]


def test_what_names_nobody(site: Build, project: Project, png: bytes) -> None:
    """Code, links, addresses, paths and names that nobody asked for stay as they are."""
    project.write({"reports/x.png": png})
    reports = {"ana.md": ANA} | each_alone(("md", f"Hello.\n\n{text}\n") for text in NOWHERE)
    page = site(reports).page()
    plain = site(reports, roundup_mentions="none").page()
    for number, text in enumerate(NOWHERE):
        id_ = f"r{number}"
        if text.endswith("@ana/"):  # the slash ends a sentence, as it were
            assert mentions(page, id_) == [("Ana Ferreira", "#ana")]
        else:
            assert mentions(page, id_) == [], text
            shown = ["".join(each.report(id_).itertext()) for each in (page, plain)]
            assert shown[0] == shown[1]
    assert len(page.mentioned_by("ana")) == 1


def test_handles_that_begin_alike(site: Build) -> None:
    """The whole handle decides, not what it begins with."""
    text = "---\nauthor: bob\n---\n@anabel, @ana-maria, @ana, @ELÉNH, @Ελένη"
    reports = {"bob.md": text, "ana.md": ANA}
    reports |= {f"{name}.md": f"---\nauthor: {name}\n---\nHi." for name in ("anabel", "ana-maria")}
    reports["e.md"] = "---\nauthor: ελένη\n---\nHi."
    page = site(reports).page()
    assert [href for _words, href in mentions(page, "bob")] == [
        "#anabel",
        "#ana-maria",
        "#ana",
        "#ελένη",
    ]


@pytest.mark.parametrize(
    ("name", "text", "found", "shown"),
    [
        pytest.param(
            "b.md", "Thanks to Ana Ferreira (@ana).", ["@ana"], "(@ana)", id="behind the name"
        ),
        pytest.param(
            "b.md",
            "*@ana*'s **Hi (**@ana**)** @ana[^1]\n\n[^1]: 1",
            ["Ana Ferreira"] * 3,
            "Ana Ferreira’s Hi (Ana Ferreira",
            id="a note or a picture is no part of a word",
        ),
        pytest.param(
            "b.rst",
            "'@ana' and {@ana} or 'ana@example.org'.",
            ["Ana Ferreira"] * 2,
            "‘Ana Ferreira’ and {Ana Ferreira}",
            id="in reST, a handle in quotes or braces is no e-mail address",
        ),
        pytest.param(
            "b.md",
            "@Ana Ferreira, @ana\nFerreira*s* and @ana Ferreirinha",
            ["Ana Ferreira"] * 3,
            "Ana Ferreira, Ana Ferreiras and Ana Ferreira Ferreirinha",
            id="a surname behind the handle is a part of the name",
        ),
        pytest.param(
            "b.md",
            "Team @anabel met.",
            ["Team @anabel"],
            "Team @anabel met",
            id="of two names in one place, the first is linked",
        ),
    ],
)
def test_what_is_linked(
    project: Project, name: str, text: str, found: list[str], shown: str
) -> None:
    """What touches a name on its line decides whether it is one, and how it is shown."""
    head = ":author: bob\n\n" if name.endswith("rst") else "---\nauthor: bob\n---\n"
    project.write({"people.yml": PEOPLE.replace("Aninha", "Team @anabel")})
    project.write({"reports/ana.md": ANA, f"reports/{name}": f"{head}{text}\n"})
    page = project.build(roundup_people="people.yml").page()
    assert mentions(page, "bob") == [(words, "#ana") for words in found]
    assert shown in text_of(page.report("bob"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("b.md", 'Hi.\n\n<a href="https://ana.example.org"><img src="x.png" alt="Ana"></a>\n'),
        ("b.rst", "Hi.\n\n.. image:: x.png\n   :alt: a\n   :target: https://ana.example.org\n"),
        ("b.rst", "Hi.\n\n.. figure:: x.png\n   :alt: a\n   :target: https://ana.example.org\n"),
    ],
)
def test_picture_that_links_to_a_profile(
    site: Build, project: Project, png: bytes, name: str, text: str
) -> None:
    """A picture alone on its line may be a mention as well."""
    head = ":author: bob\n\n" if name.endswith("rst") else "---\nauthor: bob\n---\n"
    project.write({"reports/x.png": png})
    page = site({"ana.md": ANA, name: head + text}).page()
    ((_who, back),) = page.mentioned_by("ana")
    assert page.report("bob") is page.report(back[1:])


def test_links_to_profiles_count(site: Build) -> None:
    """A link to somebody's page stays, and is a mention."""
    text = "---\nauthor: bob\n---\n[Ana](https://github.com/ANAF-tides/)'s and <https://ana.example.org>"
    page = site({"ana.md": ANA, "b.md": text}).page()
    hrefs = [a.get("href") for a in page.all("a", page.report("bob"))]
    assert hrefs[1:3] == ["https://github.com/ANAF-tides/", "https://ana.example.org"]
    ((who, back),) = page.mentioned_by("ana")
    assert who == "Bob Jones"
    assert "Ana’s" in "".join(paragraph_of(page, back[1:]).itertext())


def test_substitutions(site: Build) -> None:
    """A name in a substitution is where it is used, and nowhere else."""
    text = ":author: bob\n\n.. |s| replace:: thanks @ana\n\n.. |u| replace:: @anabel\n\nBob |s|.\n"
    page = site({"ana.md": ANA, "b.rst": text, "c.md": "---\nauthor: anabel\n---\nHi."}).page()
    ((_who, back),) = page.mentioned_by("ana")
    assert "Bob thanks" in "".join(paragraph_of(page, back[1:]).itertext())
    assert page.mentioned_by("anabel") == []


BROKEN_NAMES = {
    "md": "Thanks to Ana\nFerreira and to A.\nFerreira.",
    "rst": "Thanks to Ana\nFerreira, a\\ nd to A.\nFerreira.",
}


@pytest.mark.parametrize("suffix", BROKEN_NAMES)
def test_names_over_two_lines(site: Build, suffix: str) -> None:
    """A name is found where a line ends within it."""
    author = ":author: bob\n\n" if suffix == "rst" else "---\nauthor: bob\n---\n"
    reports = {"ana.md": ANA, f"b.{suffix}": author + BROKEN_NAMES[suffix] + "\n"}
    links = mentions(site(reports, roundup_mentions="names").page(), "bob")
    assert [(" ".join(words.split()), href) for words, href in links] == [
        ("Ana Ferreira", "#ana"),
        ("A. Ferreira", "#ana"),
    ]


def test_names_in_any_spelling_of_unicode(site: Build) -> None:
    """An accent may be a character of its own, in the people file as in a report."""
    composed, apart = (unicodedata.normalize(form, "Ελένη Παπαδάκη") for form in ("NFC", "NFD"))
    text = f"---\nauthor: bob\n---\nHi {composed}, *{apart}*\nand @{apart.split()[0]}!"
    reports = {"e.md": "---\nauthor: ελένη\n---\nHi.", "b.md": text}
    page = site(reports, roundup_mentions="names").page()
    assert mentions(page, "bob") == [("Ελένη Παπαδάκη", "#ελένη")] * 3


def test_equal_texts_on_a_line(site: Build) -> None:
    """Each text is replaced in its own place, though others have the same words."""
    text = "---\nauthor: bob\n---\n`x`@ana *and* @ana `x`@ana *and* @ana"
    page = site({"ana.md": ANA, "b.md": text}).page()
    report = "".join(page.report("bob").itertext())
    assert "x@ana and Ana Ferreira x@ana and Ana Ferreira" in report


def test_names_where_the_project_asks(site: Build) -> None:
    """Full names in plain text are links by ``roundup_mentions``; first names never are."""
    text = "---\nauthor: bob\n---\nAna Ferreira and Bob Jones and Ana."
    reports = {"ana.md": ANA, "b.md": text}
    assert mentions(site(reports).page(), "bob") == []
    page = site(reports, roundup_mentions="names").page()
    assert mentions(page, "bob") == [("Ana Ferreira", "#ana")]
    assert page.mentioned_by("bob") == []


def test_nobody_is_told_about_themselves(site: Build) -> None:
    """Who names herself is linked and not told."""
    page = site({"ana.md": ANA + " I am @ana.", "b.md": "Hi @ana, says nobody."}).page()
    assert mentions(page, "ana") == [("Ana Ferreira", "#ana")]
    assert [who for who, _href in page.mentioned_by("ana")] == ["b"]


def test_all_authors_of_a_report_mention(site: Build) -> None:
    """Each author of a report mentions, each once, and all who are named are told."""
    text = "---\nauthors: [Bob Jones, Cyd]\n---\n@ana and @anabel.\n\n@ana again"
    more = "---\nauthor: Bob Jones\n---\n@ana"
    reports = {"a.md": "---\nauthors: [ana, anabel]\n---\nHi.", "b.md": text, "c.md": more}
    page = site(reports).page()
    assert [who for who, _href in page.mentioned_by("ana")] == ["Bob Jones", "Cyd"]


def test_roles(site: Build, project: Project) -> None:
    """The roles lead to people, reports and events, with their names or other words."""
    page = (
        "# Home\n\n{person}`ana` {roundup:person}`her <ana>` {person}`Bob Jones` {any}`anabel`"
        " {roundup:report}`index/ana` {roundup:report}`reports/b.md` {roundup:report}`words <ana>`"
        " {roundup:event}`index` {roundup:event}`spring retreat` {roundup:event}`it </index>`\n"
    )
    project.write({"home.md": f"---\norphan: true\n---\n{page}"})
    reports = {"ana.md": ANA, "b.md": "---\nauthor: Bob Jones\n---\n{person}`ana`"}
    built = site(reports | {"c.rst": ":author: anabel\n\n:person:`ana`, :person:`her <ana>`\n"})
    home = built.page("home")
    (paragraph,) = [p for p in home.all("p") if "her" in "".join(p.itertext()).split()]
    assert [("".join(a.itertext()), a.get("href")) for a in home.all("a", paragraph)] == [
        ("Ana Ferreira", "index.html#ana"),
        ("her", "index.html#ana"),
        ("Bob Jones", "index.html#bob"),
        ("Anabel Roca", "index.html#anabel"),
        ("Ana Ferreira", "index.html#ana"),
        ("Bob Jones", "index.html#bob"),
        ("words", "index.html#ana"),
        ("Spring retreat", "index.html"),
        ("Spring retreat", "index.html"),
        ("it", "index.html"),
    ]
    assert [who for who, _href in built.page().mentioned_by("ana")] == ["Bob Jones", "Anabel Roca"]


def test_unknown_targets(site: Build, project: Project) -> None:
    """What nobody is called is told with the nearest names, at its line."""
    project.write(
        {
            "home.md": "---\norphan: true\n---\n# Home\n\n{person}`anna`\n\n"
            "{roundup:event}`indx`\n\n{roundup:report}`index/an`\n\n{person}`xyzzy`\n"
        }
    )
    built = site({"ana.md": ANA + " {person}`annabel`"}, warnings=5)
    told = {line.partition(": WARNING: ")[0]: line for line in built.warnings}
    assert "reports/ana.md:4" in told
    assert "no person 'anna'; did you mean 'ana'" in told["home.md:6"]
    assert "no event 'indx'; did you mean 'index'?" in told["home.md:8"]
    assert "no report 'index/an'; did you mean 'index/ana'?" in told["home.md:10"]
    assert told["home.md:12"].endswith("there is no person 'xyzzy' [roundup.link]")


def test_nitpicky_projects(site: Build) -> None:
    """An ``@word`` that is nobody is no broken reference."""
    site({"ana.md": ANA + " @property"}, nitpicky=True)


def test_people_who_wrote_nothing(site: Build, project: Project) -> None:
    """They are in a roster where the people file says so, and found there."""
    project.write({"index.md": "# Spring\n\n```{roundup} reports/\n:roster: list\n```\n"})
    text = "---\nauthor: bob\n---\n@zed @yan @quiet"
    page = site({"ana.md": ANA, "b.md": text}).page()
    assert mentions(page, "bob") == [("Zed Zeta", "#zed"), ("Yan Yu", "#yan")]
    roster = page.by_id("roundup-roster")
    assert page.by_id("zed") in list(roster.iter())
    words = "".join(roster.itertext())
    assert "Quiet One" not in words
    assert "Quiet One" in "".join(page.report("bob").itertext())
    assert any(a.get("href") == "https://yan.example.org/retreat" for a in page.all("a", roster))


def test_people_on_no_page(site: Build, project: Project) -> None:
    """Somebody who is known and nowhere is named, with a link to a page of theirs."""
    project.write({"home.md": "---\norphan: true\n---\n# Home\n\n{person}`yan`, {person}`quiet`\n"})
    home = site({"ana.md": ANA}).page("home")
    (link,) = [a for a in home.all("a") if "".join(a.itertext()) == "Yan Yu"]
    assert link.get("href") == "https://yan.example.org/retreat"
    assert "Quiet One" in home.text


def test_mention_without_a_people_file(build: Build) -> None:
    """A handle in a front matter is known as well."""
    ana = "---\nauthor: {name: Ana Ferreira, handle: ana, github: anaf}\n---\nHi."
    page = build({"a.md": ana, "b.md": "---\nauthor: Bob\n---\n@ana @anaf"}).page()
    assert mentions(page, "bob") == [("Ana Ferreira", "#ana"), ("Ana Ferreira", "#ana")]


def test_anchors_outlive_a_people_file(build: Build, site: Build) -> None:
    """Every anchor of a page is still there when a people file comes."""
    reports = {
        "ana.md": "# What I did\n\n## Soup\n\nText[^1]\n\n[^1]: Note",
        "w1.md": "---\nauthor: Bob Jones\n---\nHi.\n\n## One\n\nText",
        "w2.md": "---\nauthor: Bob Jones\n---\nHi.\n\n## One\n\nText",
        "x.md": "# Anabel Roca\n\n## Two\n\nText",
    }
    before = build(reports, roundup_roster="none").page()
    after = site(reports, roundup_roster="none").page()
    assert set(before.ids) <= set(after.ids)
    assert {"bob", "ana", "ana--soup", "bob--w1--one", "anabel--two"} <= set(after.ids)
    assert len(after.ids) == len(set(after.ids))
    assert after.dangling() == []


def test_front_matter_and_file(site: Build) -> None:
    """The small print has what the people file knows, and what the report adds."""
    text = "---\nauthor: ana\naffiliation: Lisbon\n---\nHi."
    page = site({"x.md": text}).page()
    (line,) = page.by_class("roundup-byline")
    assert "Lisbon" in "".join(line.itertext())
    assert {a.get("href") for a in page.all("a", line)} == {
        "https://github.com/anaf-tides",
        "https://ana.example.org",
    }


@pytest.mark.parametrize(
    ("authors", "words"),
    [
        (
            ["{name: José García, github: jg}", "{name: Jose Garcia, github: jg}"],
            "'Jose Garcia' may be 'José García'",
        ),
        (["Anna Marie Ferreira", "Ferreira Ana"], "may be 'Ana Ferreira'"),
        (
            ["{name: Cyd, handle: ana}"],
            "'Cyd' asks for the handle 'ana', which is Ana Ferreira's (people.yml:1)",
        ),
        (
            ["{name: Cyd, handle: c}", "{name: Dan, handle: c}"],
            "'Dan' asks for the handle 'c', which is Cyd's (reports/r0.md:2)",
        ),
        (
            ["{name: Ana Ferreira-Roca, github: anaf-tides}"],
            "'Ana Ferreira-Roca' and 'Ana Ferreira' (people.yml:1) are both called '@anaf-tides'",
        ),
        (
            ["{name: Cyd, handle: c1}", "{name: Cyd, handle: c2}", "Cyd"],
            "'Cyd' may be 'c1' or 'c2'",
        ),
    ],
)
def test_people_who_may_be_one(site: Build, authors: list[str], words: str) -> None:
    """Two who look like one person are told once, with both places, and stay two."""
    reports = each_alone(("md", f"---\nauthor: {author}\n---\nx") for author in authors)
    built = site(reports, warnings=1)
    assert built.warnings[0].startswith(f"reports/r{len(authors) - 1}.md:2: WARNING: ")
    assert words in built.warnings[0]
    assert "[roundup.people]" in built.warnings[0]
    assert len(built.page().reports()) == len(reports)


def test_claimed_handle_has_one_answer(project: Project) -> None:
    """Where two pages claim a handle, links and "mentioned by" agree on whose it is."""
    page = "---\norphan: true\n---\n# {0}\n\n```{{roundup}} {0}/\n```\n"
    project.write({f"{n}.md": page.format(n) for n in ("one", "two")})
    project.write(
        {
            "index.md": "# Home\n",
            "one/a.md": "---\nauthor: {name: Cyd Ray, handle: c}\n---\nx",
            "two/b.md": "---\nauthor: {name: Dan Dare, handle: c, github: dan}\n---\nx",
            "two/d.md": "---\nauthor: Eve\n---\nHi @c.\n\nHi Dan Dare.",
            "two/e.md": "---\nauthor: Fay\n---\n[Dan](https://github.com/dan)",
        }
    )
    config = {"exclude_patterns": ["one/*", "two/*"], "roundup_mentions": "names"}
    built = project.build(warnings=1, **config)
    two = built.page("two")
    assert "'@c' leads there" in built.warnings[0]
    assert mentions(two, "eve") == [("Cyd Ray", "one.html#c"), ("Dan Dare", "#c")]
    assert two.mentioned_by("c") == [("Eve", "#eve--at--dan-dare"), ("Fay", "#fay--at--dan")]
    assert built.page("one").mentioned_by("c") == [("Eve", "two.html#eve--at--c")]


def test_small_print_of_several(site: Build) -> None:
    """Of several authors, the small print says who is from where and whose a link is."""
    text = "---\nauthors:\n- ana\n- {name: Bob Jones, affiliation: Delft}\n- Cyd\n---\nHi."
    (line,) = site({"x.md": text}).page().by_class("roundup-byline")
    of_ana = "Ana Ferreira: GitHub, Ana Ferreira: website"
    assert "".join(line.itertext()) == f"Ana Ferreira ({of_ana}), Bob Jones (Delft)"


@pytest.mark.parametrize(
    ("people", "line", "words"),
    [
        ("ana:\n  name: Ana\n  avatar: no.png\n", 3, "no portrait of Ana"),
        ("ana:\n  avatar: ../../x.png\n", 2, "put it beside the people file"),
        ("ana:\n  name: Ana\n  listed: autunm\n", 3, "'autunm', which is no page"),
        ("ana: Ana F\ncyd:\n  name: Cyd\n  also: [ana f]\n", 4, "'ana f' in 'also' means 'ana'"),
        (
            "cyd:\n  links:\n    website: https://x.org\n    github: Ana\nana: Ana F",
            4,
            "'cyd' and 'Ana F' (people.yml:5) are both called '@Ana'",
        ),
    ],
)
def test_people_file_is_checked(
    project: Project, build: Build, people: str, line: int, words: str
) -> None:
    """What is wrong in the people file is told at its line there."""
    project.write({"people.yml": people})
    built = build({"ana.md": "Hi."}, warnings=1, roundup_people="people.yml")
    assert built.warnings[0].startswith(f"people.yml:{line}: WARNING: ")
    assert words in built.warnings[0]


def test_portraits_that_are_missing(build: Build) -> None:
    """What is wrong with a portrait is told where it is named, with what to do."""
    outside = "---\nauthor: Ana\ntitle: Soup\navatar: ../../x.png\n---\nHi."
    far = "---\nauthor: Bob\navatar: https://bob.org/b.png\n---\nHi."
    ana, bob = sorted(build({"a.md": outside, "b.md": far}, warnings=2).warnings)
    assert ana.startswith("reports/a.md:4: WARNING: no portrait of Ana")
    assert "put it beside the report" in ana
    assert bob.startswith("reports/b.md:3: WARNING: no portrait of Bob: 'https://bob.org/b.png'")
    assert "nothing is fetched from other hosts; save the picture beside the report" in bob


def test_portraits(site: Build, project: Project, png: bytes) -> None:
    """The people file's pictures lie beside it, those of a report beside the report."""
    page = "---\norphan: true\n---\n# Spring\n\n```{roundup} /reports/\n:roster: list\n```\n"
    people = PEOPLE.replace("  name: Ana Ferreira", "  name: Ana Ferreira\n  avatar: ana.png")
    project.write({"f/people.yml": people, "f/ana.png": png, "reports/bob.png": png})
    project.write({"index.md": page, "e/spring.md": page})
    bob = "---\nauthor: Bob Jones\navatar: bob.png\n---\nHi."
    built = site({"ana.md": ANA, "b.md": bob}, roundup_people="/f/people.yml")
    images = [img.get("src") for img in built.page("e/spring").all("img")]
    assert len(images) == 4  # in the roster, and beside the reports
    assert all((built.outdir / "e" / src).is_file() for src in images)


def test_event_options_are_checked(project: Project, build: Build) -> None:
    """A picture that isn't there is told; two directives that contradict each other, too."""
    one = "```{roundup} reports/\n:image: no.png\n:place: Here\n```\n"
    two = "## More\n\n```{roundup} more/\n:place: There\n:date: 2025-10-04\n```\n"
    project.write({"index.md": f"# Spring\n\n{one}\n{two}", "more/bob.md": "Hi."})
    built = build({"ana.md": "Hi."}, warnings=2, exclude_patterns=["reports", "more"])
    assert built.warnings[0].startswith("index.md:3: WARNING: there is no image 'no.png'")
    assert "a directive above says another 'place' [roundup.config]" in built.warnings[1]
    (line,) = built.page().by_class("roundup-event")
    assert "".join(line.itertext()).endswith("Here")


def test_ids_stand_once(site: Build, project: Project) -> None:
    """What the page has an anchor for already gets no second one in a roster or a card."""
    text = "# Spring\n\n## Zed\n\n## Ana\n\n```{roundup} reports/\n:roster: cards\n```\n"
    people = "```{roundup-people}\n```\n"
    project.write(
        {
            "index.md": text,
            "all.md": f"---\norphan: true\n---\n# All\n\n## Bob\n\n{people}\n{people}",
        }
    )
    built = site({"b.md": "---\nid: roundup-roster\nauthor: bob\n---\nHi."}, warnings=1)
    for name in ("index", "all"):
        ids = built.page(name).ids
        assert len(ids) == len(set(ids))
    assert built.page().by_id("roundup-roster").tag == "div"


@pytest.mark.usefixtures("each_warning")
def test_anchors_of_something_else(site: Build, project: Project) -> None:
    """Links to people lead to them, also where a page has their anchor for something else."""
    all_people = "---\norphan: true\n---\n# Quiet\n\n```{roundup-people}\n```\n"
    project.write(
        {
            "index.md": "# Spring\n\n## Zed\n\n```{roundup} reports/\n:roster: list\n```\n"
            "{person}`zed` {person}`yan` {person}`quiet` {person}`solo`\n",
            "all.md": all_people,
        }
    )
    reports = {
        "b.md": "---\nid: yan\nauthor: bob\n---\n@zed, @yan, @quiet, @solo",
        "c.md": "---\nid: solo\nauthor: anabel\n---\nHi.\n\n## Person\n\nHi.",
    }
    project.write({"more.yml": f"{PEOPLE}solo: {{listed: true}}\n"})
    built = site(reports, warnings=4, roundup_people="more.yml")
    told = (
        "more.yml:{}: WARNING: on '{}', the anchor '#{}' is something else's;"
        " this person's is '#{}'"
    )
    assert [line.partition(" [roundup.anchor]")[0] for line in built.warnings] == [
        told.format(17, "all", "quiet", "quiet-one"),
        told.format(11, "index", "zed", "zed-zeta"),
        told.format(14, "index", "yan", "yan-yu"),
        told.format(19, "index", "solo", "solo--person-2"),
    ]
    index, entries = built.page(), built.page("all")
    wanted = [("#zed-zeta", "Zed Zeta"), ("#yan-yu", "Yan Yu"), ("all.html#quiet-one", "Quiet One")]
    wanted += [("#solo--person-2", "solo")]
    assert [href for _words, href in mentions(index, "bob")] == [href for href, _n in wanted]
    links = [(a.get("href"), text_of(a)) for a in index.all("a", index.by_id("spring"))]
    assert [link for link in links if link in wanted] == wanted * 2
    for href, name in wanted:
        page = entries if href.startswith("all") else index
        assert name in text_of(page.by_id(href.partition("#")[2]))


def test_name_that_is_anothers_anchor(site: Build, project: Project) -> None:
    """Whose only anchor is another's is named in a roster, and no link leads to the other."""
    page = "# Spring\n\n```{roundup} reports/\n:roster: list\n```\n\n{person}`cyd` {person}`x`\n"
    project.write({"index.md": page})
    project.write({"more.yml": "x: {name: Cyd, listed: true}\ncyd: {listed: true}\n"})
    page = site({"ana.md": ANA}, roundup_people="more.yml").page()
    links = [(text_of(a), a.get("href")) for a in page.all("a")]
    assert ("Cyd", "#x") in links
    assert [href for words, href in links if words == "cyd"] == []
    assert "cyd" in text_of(page.by_id("roundup-roster"))


@pytest.mark.parametrize("shown", ["![A](g.png)", "```{figure} g.png\nWords.\n```"])
def test_lead_picture(project: Project, png: bytes, shown: str) -> None:
    """The picture of the event has a class where the page shows it above the reports."""
    page = f"# S\n\n![B](b.png)\n\n{shown}\n\n```{{roundup}} reports/\n:image: g.png\n```\n"
    project.write({"index.md": page, "g.png": png, "b.png": png, "reports/ana.md": ANA})
    (lead,) = project.build().page().by_class("roundup-lead")
    assert lead.tag == ("img" if shown.startswith("!") else "figure")


def test_changed_portrait_is_shown(project: Project, png: bytes) -> None:
    """A picture that changes is copied again, though no page was read."""
    people = PEOPLE.replace("  name: Ana Ferreira", "  name: Ana Ferreira\n  avatar: ana.png")
    project.write({"people.yml": people, "ana.png": png, "reports/ana.md": ANA})
    page = "# Spring\n\n```{roundup} reports/\n:roster: list\n:image: ana.png\n```\n"
    project.write(
        {"index.md": page, "list.md": "---\norphan: true\n---\n# E\n\n```{roundup-events}\n```\n"}
    )
    before = project.build(roundup_people="people.yml").page("list").all("img")[0].get("src")
    stream = io.BytesIO()
    Image.new("RGB", (4, 3), "gold").save(stream, "PNG")
    project.write({"ana.png": stream.getvalue()})
    built = project.build(roundup_people="people.yml")
    for docname in ("index", "list"):
        for shown in built.page(docname).all("img"):
            assert shown.get("src") != before
            with Image.open(built.outdir / shown.get("src")) as image:
                assert image.getpixel((0, 0)) == (255, 215, 0)


def test_roster_before_a_part(project: Project, build: Build) -> None:
    """Where a part of the page asks for the roster, it stands there, with everybody."""
    page = "# Spring\n\n## Day 1\n\n```{roundup} reports/\n```\n\n## Day 2\n\n"
    page += "```{roundup} more/\n:roster: list\n```\n"
    project.write({"index.md": page, "more/b.md": "---\nauthor: Bob\n---\nHi."})
    ana = {"ana.md": "---\nauthor: Ana\n---\nHi."}
    page = build(ana, exclude_patterns=["reports", "more"]).page()
    roster = page.by_id("roundup-roster")
    assert roster in list(page.by_id("day-2").iter())
    assert {"#ana", "#bob"} <= {a.get("href") for a in page.all("a", roster)}
    assert page.dangling() == []


def test_people_file_that_is_missing(build: Build) -> None:
    """A people file that isn't there is told, and everything else is built."""
    built = build({"ana.md": "Hi."}, warnings=1, roundup_people="none.yml")
    assert "none.yml" in built.warnings[0]
    assert len(built.page().reports()) == 1


def test_no_placeholder_is_written(site: Build) -> None:
    """No writer meets a node of ours."""
    reports = {"ana.md": ANA + " @bob", "b.md": "---\nauthor: bob\n---\n@ana @nobody"}
    built = site(reports, builder="xml")
    root = html5lib.parse(built.read("index.xml"), namespaceHTMLElements=False)
    tags = {str(element.tag).lower() for element in root.iter()}
    assert "reference" in tags
    assert tags.isdisjoint({"placeholder", "pending", "pending_xref"})
