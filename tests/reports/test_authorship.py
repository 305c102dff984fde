"""Authors are matched to the people file and to each other, and never to another person."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from sphinx_roundup.page.anchors import assign_anchors
from sphinx_roundup.reports.converters import read_days
from sphinx_roundup.reports.people import People, answers_to, join_authors, unify_authors
from sphinx_roundup.reports.person import (
    Person,
    initials,
    may_be_listed,
    profile_key,
    read_authors,
    sort_key,
)
from sphinx_roundup.reports.record import Report, read_fields

ANA = Person(
    "Ana Ferreira",
    handle="ana",
    github="anaf",
    affiliation="Porto",
    links=(("GitHub", "https://github.com/anaf"),),
    also=("Aninha", "Anna Ferreira"),
    filename="people.yml",
    line=3,
)
BOB = Person("Bob Jones", handle="bob", also=("Bobby",), filename="people.yml", line=7)
FILE = People([ANA, BOB])


@pytest.mark.parametrize(
    "author",
    [
        *map(Person, ("ana", "ANA", "Ana Ferreira", "ana  FERREIRA", "Aninha", "anna ferreira")),
        *(Person("ana", handle="ana"), Person("Ana", handle="ana")),
        *(Person("Ana Ferreira", handle="someother"), Person("anaf", github="anaf")),
    ],
)
def test_who_is_in_the_people_file(author: Person) -> None:
    """An author is found by handle, by exact name, by another spelling, or by an account."""
    joined = FILE.join(author)
    assert (joined.key, joined.name, joined.affiliation) == ("@ana", "Ana Ferreira", "Porto")
    assert joined.written == author.handle or author.name


@pytest.mark.parametrize(
    "author",
    [Person("Ana Silva"), Person("Ana F."), Person("Cyd"), Person("Bob Silva", handle="ana")],
)
def test_who_is_in_no_file(author: Person) -> None:
    """Whoever only looks like somebody, or claims a stranger's handle, is joined to nobody."""
    assert FILE.join(author) is author


def test_report_adds_to_the_people_file() -> None:
    """What a report says of its author comes before what the file says."""
    author = Person("Ana Ferreira", affiliation="Lisbon", links=(("blog", "https://a.org"),))
    joined = FILE.join(author)
    assert joined.affiliation == "Lisbon"
    assert [label for label, _url in joined.links] == ["blog", "GitHub"]


def report(filename: str, *authors: Person, text: str = "") -> Report:
    """Return a record."""
    syntax = "rst" if filename.endswith(".rst") else "md"
    named = tuple(Person(a.name, a.handle, filename=filename, line=2) for a in authors)
    return Report(filename=filename, syntax=syntax, authors=named, text=text)


@pytest.mark.parametrize(
    "filename",
    [
        *("reports/ana.md", "reports/ANA.rst", "reports/ana/index.md", "reports/ana/day 2.md"),
        *("Ana Ferreira.md", "r/01-ana-ferreira/README.md", "2025-10-04-anna_ferreira.md"),
    ],
)
def test_author_by_the_name_of_the_file(filename: str) -> None:
    """A file or folder called like a handle or a full name is that person's."""
    (author,) = join_authors(report(filename), FILE).authors
    assert author.key == "@ana"
    assert join_authors(report(filename, Person("Cyd")), FILE).authors == (Person("Cyd"),)


@pytest.mark.parametrize(
    ("filename", "text"),
    [
        ("x.md", "# Ana Ferreira\n\nHello"),
        ("x.md", "Hello\n\n## Ana Ferreira ##\n"),
        ("x.md", "Ana Ferreira\n============\n"),
        ("x.md", "# [Ana Ferreira](https://ana.org)\n"),
        ("x.md", "# **Ana** _Ferreira_\n"),
        ("x.md", "```sh\n# Bob Jones\n```\n\n# Ana Ferreira\n"),
        ("x.md", "~~~~\n~~~\n# Bob Jones\n~~~~\n# Aninha\n"),
        ("x.rst", "Ana Ferreira\n============\n"),
        ("x.rst", "============\nAna Ferreira\n============\n"),
        ("x.rst", "`Ana Ferreira <https://ana.org>`__\n==================================\n"),
    ],
)
def test_author_by_the_first_heading(filename: str, text: str) -> None:
    """A file that begins with a known person's name as its heading is theirs."""
    (author,) = join_authors(report(filename, text=text), FILE).authors
    assert author.key == "@ana"


@pytest.mark.parametrize(
    ("filename", "text"),
    [
        ("x.md", "# What I did\n\n# Ana Ferreira\n"),
        ("x.md", "Ana Ferreira\n"),
        ("x.md", "# Cyd\n"),
        ("x.md", "```\n# Ana Ferreira\n"),
        pytest.param("x.md", f"# Ana Ferreira{' ' * 15_000}b\n", id="in-linear-time"),
        ("x.rst", "Hello\n=====\n\nAna Ferreira\n------------\n"),
        ("x.rst", "Ana Ferreira\n"),
        ("anaf.md", ""),
    ],
)
def test_nobodys_report(filename: str, text: str) -> None:
    """Nobody is guessed from a later heading, from prose, from an unknown name."""
    assert join_authors(report(filename, text=text), FILE).authors == ()


@pytest.mark.parametrize(
    ("filename", "text", "names", "left"),
    [
        ("x.md", "# Sea\n\n*by Ana*\n\nWords", ["Ana Ferreira"], "# Sea\n\n\n\nWords"),
        (
            "x.md",
            "# Sea\n_By [Eve Li](https://e.org) & Bob_\n",
            ["Eve Li", "Bob Jones"],
            "# Sea\n\n",
        ),
        ("x.md", "Sea\n===\n\n**Written by: Eve Li**", ["Eve Li"], "Sea\n===\n\n"),
        ("x.rst", "Sea\n===\n\n*by Eve Li*\n", ["Eve Li"], "Sea\n===\n\n\n"),
        ("x.rst", "Sea\n===\n\n**Author:** Eve Li\n", ["Eve Li"], "Sea\n===\n\n\n"),
        ("x.md", "# Sea\n\n_By **Ana**_", ["Ana Ferreira"], "# Sea\n\n"),
        ("x.md", "# Sea\n\n*von Jürgen Groß*", ["Jürgen Groß"], "# Sea\n\n"),
        ("x.md", "# Sea\n\nBy Eve Li\n\nWords", ["Eve Li"], "# Sea\n\n\n\nWords"),
        ("x.md", "# Sea\n\nAuthor: Eve Li\nDate: 3 May 2026\n", ["Eve Li"], "# Sea\n\n\n\n"),
        ("x.md", "# Sea\n\nAuthor: Eve Li\nTags: sea\n", [], None),
        ("x.md", "# Sea\n\nBy the sea", [], None),
        ("x.md", "# Sea\n\nBy Ana and by sea.", [], None),
        ("x.md", "# Sea\n\nBy Monday we had Ana", [], None),
        ("x.md", "# Sea\n\nBy Monday", [], None),
        ("x.md", "# Sea\n\n*von der Insel*", [], None),
        ("x.md", "# Sea\n\nWords\n\nBy Eve Li", [], None),
        ("x.md", "# Sea\n\n*by Ana* and more", [], None),
        ("x.md", "# Sea\n\n*by Ana*\nand more", [], None),
        ("x.md", "# Sea\n\n*by 4 o'clock!*\n", [], None),
        ("x.md", "# Sea\n\n*by <a@x.org>*\n", [], None),
        ("x.md", "*by Ana*\n\n# Sea\n", [], None),
        ("x.md", "# Sea", [], None),
        ("x.md", "*by Ana*", [], None),
    ],
)
def test_author_by_the_line_below_the_heading(
    filename: str, text: str, names: list[str], left: str | None
) -> None:
    """A by-line of its own right below the first heading names the authors, and goes."""
    people = People([Person("Ana Ferreira", also=("Ana",)), Person("Bob Jones", also=("Bob",))])
    joined = join_authors(report(filename, text=text), people)
    assert [person.name for person in joined.authors] == names
    assert joined.text == (text if left is None else left)


@pytest.mark.parametrize("between", [", ", " on ", ", on ", " · ", " – "])
@pytest.mark.parametrize("written", ["3 May 2026", "May 3, 2026", "2026-05-03"])
def test_date_in_a_byline(between: str, written: str) -> None:
    """A date after the names of a by-line is the report's, unless it has one already."""
    own = report("x.md", text=f"# Sea\n\n*by Dee, Eve and Flo{between}{written}*\n")
    joined = join_authors(own, People([]))
    assert [person.name for person in joined.authors] == ["Dee", "Eve", "Flo"]
    assert joined.date == dt.date(2026, 5, 3)
    assert join_authors(replace(own, date=dt.date(2020, 1, 1)), People([])).date.year == 2020


@pytest.mark.parametrize(
    "written",
    [
        "Ana Silva (@anas)",
        "Dr. Ana Silva",
        "Ana Silva (Tidepool)",
        "https://github.com/ana-s",
        "'@ana-s'",
        "“Ana Silva”",
    ],
)
def test_names_with_more_than_a_name(written: str) -> None:
    """A handle, title, place or account at a name doesn't make another person of the file."""
    known = Person("Ana Silva", handle="anas", github="ana-s")
    entry = read_fields(f"---\nauthor: {written}\n---\n", "md").fields["author"]
    (author,) = read_authors(entry.value, [])
    assert People([known]).join(author).key == "@anas"


def test_one_author_twice() -> None:
    """An author named twice, by handle and by name, is one person."""
    joined = join_authors(report("x.md", Person("ana"), Person("Ana Ferreira")), FILE)
    assert [author.key for author in joined.authors] == ["@ana"]


def test_handle_is_found_wherever_it_stands() -> None:
    """Who gives a handle in one report has it in all of them on the page."""
    reports = [
        report("1.md", Person("Cyd Charisse")),
        report("2.md", Person("cyd charisse", handle="cyd")),
    ]
    settled, told = unify_authors(reports)
    assert {r.authors[0].key for r in settled.values()} == {"@cyd"}
    assert settled["1.md"].authors[0].anchors == ("cyd", "cyd-charisse")
    assert not any(told.values())


def test_two_people_never_share_a_handle() -> None:
    """Who claims a handle second goes without it, and is told where the first is."""
    reports = [
        report("b.md", Person("Ana Silva", handle="ana")),
        report("a.md", Person("Cyd", handle="ana")),
    ]
    settled, told = unify_authors(reports)
    assert settled["a.md"].authors[0].key == "@ana"
    assert settled["b.md"].authors[0].key == "ana silva"
    (problem,) = told["b.md"]
    assert problem.line == 2
    assert "Cyd's (a.md:2)" in problem.message % problem.args


def test_namesakes_of_the_people_file() -> None:
    """Whoever may be one of two stays neither, whether the other wrote here or not."""
    listed = [Person("Bob Jones", "bob"), Person("Bob Jones", "bob2")]
    people = People(listed)
    reports = [report("bob.md"), report("x.md", Person("Bob Jones"))]
    settled, told = unify_authors([join_authors(r, people) for r in reports], listed)
    assert [r.authors[0].key for r in settled.values()] == ["@bob", "bob jones"]
    assert not any(told.values())


def test_one_name_in_common_is_not_enough() -> None:
    """Bob Ross isn't Bob Jones, though both would be bob."""
    ross = Person("Bob Ross", handle="bob")
    assert FILE.join(ross) is ross
    assert FILE.claimed_from(ross) is BOB


def test_account_is_that_of_the_people_file() -> None:
    """A report can't take somebody's account away."""
    people = People(FILE, [Person("Xaver", github="anaf")])
    assert people.find_handle("anaf") is ANA


def test_folder_of_everybody() -> None:
    """A folder that a page gathers is nobody's, though it be called like somebody."""
    shared = {"x/ana"}
    assert join_authors(report("x/ana/a.md"), FILE, shared).authors == ()
    assert join_authors(report("x/ana/bob/a.md"), FILE, shared).authors[0].key == "@bob"


def test_namesakes_stay_two() -> None:
    """Two people of one name have a handle each; a third report of that name is nobody's."""
    first, second = Person("Ana Silva", handle="ana1"), Person("Ana Silva", handle="ana2")
    people = People(authors=[first, second, Person("Ana Silva"), Person("Ana Silva")])
    assert [person.key for person in people] == ["@ana1", "@ana2", "ana silva"]
    assert people.find("Ana Silva") is None or people.find("Ana Silva").handle  # by its anchor
    assert people.find_name("Ana Silva") is None
    assert people.namesakes_of(Person("Ana Silva")) == [first, second]


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("ana", "@ana"),
        ("@ana", "@ana"),
        ("@ANAF", "@ana"),
        ("anaf", "@ana"),
        ("Ana Ferreira", "@ana"),
        ("ana-ferreira", "@ana"),
        ("Bobby", "@bob"),
        ("Cyd  Charisse", "cyd charisse"),
        ("cyd-charisse", "cyd charisse"),
        ("@cyd-charisse", None),
        ("Ana", "@ana"),
        ("https://github.com/anaf", "@ana"),
        ("nobody", None),
        ("", None),
    ],
)
def test_targets(target: str, key: str | None) -> None:
    """A role takes a handle, a name, a nickname, an anchor; an ``@`` a handle or an account."""
    people = People(FILE, [Person("Cyd Charisse")])
    found = people.find(target)
    assert (found.key if found else None) == key


@pytest.mark.parametrize("name", ["Ana Ferreira", "aninha", "ANNA  Ferreira", "Anna"])
def test_names_of_a_person(name: str) -> None:
    """A person has the name, other spellings and nicknames, case aside."""
    assert answers_to(ANA, name) is (name != "Anna")


def test_shared_names_mean_nobody() -> None:
    """A nickname, an account or a page that two people share leads to neither."""
    url = "https://lab.example.org/"
    people = People(
        [
            Person("Ana", "ana", also=("Lab",), github="lab", links=(("lab", url),)),
            Person("Bob", "bob", also=("lab",), github="Lab", links=(("lab", url),)),
        ]
    )
    assert people.find_name("lab") is people.find_handle("lab") is people.find_profile(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/anaf",
        "http://www.github.com/AnaF/",
        "https://github.com/anaf#top",
    ],
)
def test_profiles(url: str) -> None:
    """The page of an account is found however its address is written."""
    assert FILE.find_profile(url) is ANA


def test_what_is_no_profile() -> None:
    """A repository of somebody is not their page."""
    assert FILE.find_profile("https://github.com/anaf/tides") is None
    assert FILE.find_profile("https://github.com/anaf?tab=repositories") is None
    assert FILE.find_profile("") is None
    assert profile_key("https://x.org") == "x.org"


def test_one_anchor_is_one_persons() -> None:
    """Where two people have the same anchor, the first of them is found there."""
    people = People([ANA], [Person("Ana"), Person("Ána")])
    ana, *others = people
    assert people.anchors_of(ana) == ["ana", "ana-ferreira"]
    assert [people.anchors_of(other) for other in others] == [[], []]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana Ferreira", "AF"),
        ("Ana", "A"),
        ("Jurre van Bergen", "JB"),
        ("Silva, Ana", "AS"),
        ("Ελένη Παπαδάκη", "ΕΠ"),
        ("山田太郎", "山"),
        ("“Ana” Q. Silva jr.", "AS"),
        ("🦊", "🦊"),
        ("Quoc Le", "QL"),
        ("Ana ❤\ufe0f", "A"),
        ("❤\ufe0f ❤\ufe0f", "❤"),
        ("\u200d\ufe0f❤", "❤"),
        ("™ 🄐", "™🄐"),
        ("दिव्या सेन", "दस"),
        ("\u200fדנה", "ד"),
        ("\u3164", ""),
    ],
)
def test_initials(name: str, letters: str) -> None:
    """Initials are those of the first name and of the family's, in any script; signs if none."""
    assert initials(name) == letters


def test_sort_wins() -> None:
    """What the people file sorts somebody by comes before the family name."""
    people = [Person("Ana Zorn", sort="Abel"), Person("Bob Baker"), Person("C D", sort="!")]
    assert [p.name for p in sorted(people, key=sort_key)] == ["C D", "Ana Zorn", "Bob Baker"]


def test_listed_in_some_rosters() -> None:
    """The people file lists somebody everywhere, nowhere, or on the pages that it names."""
    everywhere, some = Person("Ana", listed=True), Person("Ana", listed=("spring",))
    assert may_be_listed(everywhere, "autumn")
    assert may_be_listed(Person("Ana", url="https://ana.example.org"), "autumn")
    assert [may_be_listed(some, page) for page in ("spring", "autumn")] == [True, False]
    assert not may_be_listed(Person("Ana"), "spring")


def test_no_two_reports_have_one_slug() -> None:
    """Where a second form of an owner's anchor is another's first, it is left out."""
    cyd = Person("Cyd", handle="dan")
    reports = [report("a/week.md", cyd), report("b/week.md", Person("Cyd!"))]
    anchors = assign_anchors(reports)
    first, second = anchors["a/week.md"], anchors["b/week.md"]
    assert (first.slug, second.slug) == ("dan--week", "cyd--week")
    assert set(first.ids).isdisjoint(second.ids)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2025-10-04", (4, None)),
        ("2025-10-04 to 2025-10-11", (4, 11)),
        ("2025-10-04/2025-10-11", (4, 11)),
        ("2025-10-04–2025-10-11", (4, 11)),
        ("2025-10-04 - 2025-10-11", (4, 11)),
        ("4 October 2025 until 11 October 2025", (4, 11)),
        ("2025/10/04", (4, None)),
        ("2025-10-04 to 2025-10-04", (4, None)),
    ],
)
def test_days(text: str, days: tuple[int, int | None]) -> None:
    """The days of an event are one or two dates."""
    start, end = read_days(text)
    assert (start, end) == (
        dt.date(2025, 10, days[0]),
        days[1] and dt.date(2025, 10, days[1]),
    )


@pytest.mark.parametrize("text", ["", "soon", "2025-10-11 to 2025-10-04", "2025-13-01", "to"])
def test_what_are_no_days(text: str) -> None:
    """What is no date, or goes backwards, is refused."""
    with pytest.raises(ValueError, match=r"write it as|before the first"):
        read_days(text)
