"""Who wrote a report is understood in every form that people use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_roundup.reports.person import Person, read_authors, sort_key, split_name
from sphinx_roundup.reports.record import read_fields
from sphinx_roundup.reports.yaml_values import Listing, Mapping, Scalar

if TYPE_CHECKING:
    from sphinx_roundup.problems import Problem


def people(text: str, key: str = "author") -> tuple[list[Person], list[tuple[int, str]]]:
    """Read the people of a front matter's field, and the lines and words of problems."""
    found = read_fields(f"---\n{key}: {text}\n---\n", "md").fields[key]
    problems: list[Problem] = []
    persons = read_authors(found.value, problems, several=key == "authors")
    return list(persons), [(p.line, p.message % p.args) for p in problems]


@pytest.mark.parametrize("key", ["author", "authors"])
@pytest.mark.parametrize(
    ("text", "names"),
    [
        *((name, [name]) for name in ("Ana Silva", "ana", "Jones, Ana", "Alexandra", "🦊", "4a")),
        *((f"Ana Silva {mail}", ["Ana Silva"]) for mail in ("<ana@x.org>", "(ana@x.org)")),
        *(
            (f"Ana Silva {mail}", ["Ana Silva"])
            for mail in ("(ana [at] x [dot] org)", "- a(at)x.org")
        ),
        *((text, ["Ana Silva"]) for text in ("ana@x.org (Ana Silva)", "'[[Ana Silva]]'")),
        *((text, ["Ana", "Bob"]) for text in ("Ana; Bob", "Ana & Bob", "Ana  and   Bob")),
        ("Ana <ana@x.org>, Bob Jones <b@x.org>; Cyd", ["Ana", "Bob Jones", "Cyd"]),
        ("[Ana Silva <ana@x.org>, Bob]", ["Ana Silva", "Bob"]),
        ("|\n  Ana\n  Bob", ["Ana", "Bob"]),
        ("Ana Silva, Bob Jones", ["Ana Silva", "Bob Jones"]),
        ("Ana Silva, Bob Jones, and Cyd Li", ["Ana Silva", "Bob Jones", "Cyd Li"]),
        ("Jones, Ana; Silva, Bob", ["Jones, Ana", "Silva, Bob"]),
        ("Ana Silva; ana  silva; ANA SILVA", ["Ana Silva"]),
        ("Fernando Rene\u0301", ["Fernando René"]),
        (
            "[Jurre van Bergen, Reynir Björnsson, 张伟]",
            ["Jurre van Bergen", "Reynir Björnsson", "张伟"],
        ),
        ("~", []),
        ("[Ana Silva; Bob]", ["Ana Silva", "Bob"]),
        ("Ana Silva [ana@mail.x.org], Bob Jones mailto:bob@x.org", ["Ana Silva", "Bob Jones"]),
        ("[[[people/ana|Ana]], '[[Bob]]']", ["Ana", "Bob"]),
        ("'[Ana](https://ana.org)'", ["Ana"]),
    ],
)
def test_names(text: str, names: list[str], key: str) -> None:
    """One name, several in one text, or a list; addresses aren't shown."""
    persons, problems = people(text, key)
    assert persons == [Person(name) for name in names]
    assert problems == []


@pytest.mark.parametrize(
    ("key", "text", "names"),
    [
        ("author", "Ana, Bob, Cyd", ["Ana", "Bob", "Cyd"]),
        ("author", "Ana, Bob and Cyd", ["Ana", "Bob", "Cyd"]),
        ("authors", "Fay, Gus and Hal Li", ["Fay", "Gus", "Hal Li"]),
        ("authors", "Silva, Ana and Jones, Bob", ["Silva, Ana", "Jones, Bob"]),
        ("author", "Jones, Ana, PhD", ["Jones, Ana, PhD"]),
        ("authors", "Ana Silva, PhD, Bob Jones", ["Ana Silva, PhD", "Bob Jones"]),
        ("author", "ana, bob", ["ana", "bob"]),
        ("author", "Ana et al.", ["Ana et al."]),
        ("author", "Ana + Bob", ["Ana", "Bob"]),
        ("author", "Ana Li / Bob Li", ["Ana Li", "Bob Li"]),
        ("author", "Ana et Bob und Cyd", ["Ana", "Bob", "Cyd"]),
        ("author", "Karl von und zu Berg", ["Karl von und zu Berg"]),
        ("author", "Ana y Bob", ["Ana", "Bob"]),
        ("author", "Ana Silva e Bob Reis Li", ["Ana Silva", "Bob Reis Li"]),
        ("author", "Ana, Bob y Cyd", ["Ana", "Bob", "Cyd"]),
        ("author", "Santiago Ramón y Cajal", ["Santiago Ramón y Cajal"]),
        ("author", "Ana E Silva", ["Ana E Silva"]),
        ("authors", "Ana, Bob, Cyd", ["Ana", "Bob", "Cyd"]),
        ("authors", "Ana Silva, Bob", ["Ana Silva", "Bob"]),
        ("authors", "Jones, Ana", ["Jones, Ana"]),
        ("authors", "[Jones, Ana]", ["Jones", "Ana"]),
        ("authors", "['Jones, Ana, PhD', Bob]", ["Jones, Ana, PhD", "Bob"]),
        ("author", "Ana Silva, PhD", ["Ana Silva, PhD"]),
        ("authors", "Ana Silva,, Bob,", ["Ana Silva", "Bob"]),
    ],
)
def test_commas(key: str, text: str, names: list[str]) -> None:
    """A comma stands between people where it can't stand between their names."""
    assert people(text, key) == ([Person(name) for name in names], [])


def test_handle() -> None:
    """A sign before a word makes it a handle."""
    assert people("['@ana', '@ana lies']")[0] == [Person("ana", handle="ana"), Person("@ana lies")]


def test_mapping() -> None:
    """A mapping may say more of a person; what we don't know is ignored."""
    persons, problems = people(
        "{name: Ana  Silva, GitHub: https://github.com/ana/, uri: 'https://www.ana.org/x',"
        " affiliation: The Sea, email: ana@x.org, handle: '@a'}"
    )
    links = (("ana.org", "https://www.ana.org/x"),)
    assert persons == [Person("Ana Silva", "a", "ana", "The Sea", links)]
    assert problems == []


FULL_NAMES = (
    *("given: Ana, family: Silva", "name: {given: Ana, family: Silva}"),
    *("name: {literal: Ana Silva}, email: ana@x.org", "first-name: Ana, last_name: Silva"),
    *("given-names: Ana, surname: Silva", "name: Ana Silva (ana@x.org)"),
)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        *((f"{{{keys}}}", Person("Ana Silva")) for keys in FULL_NAMES),
        ("{family: Silva}", Person("Silva")),
        ("{handle: ana}", Person("ana", handle="ana")),
        ("{key: ana}", Person("ana", handle="ana")),
        ("{ana: {name: Ana Silva}}", Person("Ana Silva", handle="ana")),
        ("{Ana Silva: {affiliation: The Sea}}", Person("Ana Silva", affiliation="The Sea")),
        (
            "{name: Ana, affiliations: [{name: The Sea}, {ref: aff1}, A Ship]}",
            Person("Ana", affiliation="The Sea, A Ship"),
        ),
        ("{github: '@ana'}", Person("ana", github="ana")),
        ("[[{name: Ana}]]", Person("Ana")),
        ("{name: Ana, github: , url: }", Person("Ana")),
        (
            "{name: Ana, website: <https://ana.org>}",
            Person("Ana", links=(("ana.org", "https://ana.org"),)),
        ),
    ],
)
def test_small_mappings(text: str, person: Person) -> None:
    """A mapping needs no more than some kind of name."""
    assert people(text) == ([person], [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("42", "'42' is no name"),
        ("'...'", "'...' is no name"),
        ("'—'", "'—' is no name"),
        ("ana@x.org", "has no name"),
        ("ana@localhost", "'ana@localhost' is no name"),
        ("''", "has no name"),
        ("<ana@x.org>", "has no name"),
        ("x" * 201, "is no name"),
        ("{email: x}", "has no name"),
    ],
)
def test_what_is_no_name(text: str, words: str) -> None:
    """Numbers, addresses, dashes and novels are no names."""
    persons, ((line, message),) = people(text)
    assert persons == []
    assert line == 2
    assert words in message


def test_wrong_entries_are_told_at_their_lines() -> None:
    """An entry that can't be a person costs itself alone."""
    persons, problems = people(
        "\n- Ana\n- [Bob, Li]\n-\n- {name: Cyd, github: 'c d'}\n- name: [Dan]\n- name: Eve\n  url: ftp://x\n"
        "- {name: Fay, affiliation: {x: y}}",
        "authors",
    )
    assert [p.name for p in persons] == ["Ana", "Cyd", "Eve", "Fay"]
    assert [line for line, _words in problems] == [4, 5, 6, 7, 7, 9]


def test_crowds_are_limited() -> None:
    """A hundred authors are enough, and one of them again is no problem."""
    names = [f"Ana {n}" for n in range(100)]
    assert len(people(str([*names, names[0]]))[0]) == 100
    persons, ((line, _words),) = people(str([*names, "Bob", "Cyd"]))
    assert len(persons) == 100
    assert line == 2


def test_same_person() -> None:
    """Case, width and white space make no other person; accents do."""
    keys = [
        Person(name).name_key for name in ("Ana  Silva", "ANA silva", "Ａna Silva", "Aná Silva")
    ]
    assert keys[0] == keys[1] == keys[2] != keys[3]


def test_sorted_by_family_name() -> None:
    """Particles, accents, case and what stands behind a name don't count; one word may be all."""
    names = [
        "Laura Ación",
        "Zoe Adams",
        "Jurre van Bergen",
        "van Bergen, Karl",
        "Reynir Björnsson",
        "Stefan Eßer",
        "ivan",
        "Leonardo de la",
        "Martin Luther King, Jr.",
        "Henry Tudor VIII",
        "Bjoern Zeeb III",
        "Michał Łuc",
        "张伟",
        "🦊",
    ]
    expected = sorted(names, key=lambda name: sort_key(Person(name)))
    assert [sort_key(Person(name))[0] for name in ("Michał Łuc", "Quoc Le", "🦊")] == [
        *("luc", "le", "🦊"),
    ]
    assert expected[:5] == names[:5]
    assert expected.index("Martin Luther King, Jr.") == expected.index("ivan") + 1
    assert sort_key(Person("Bjoern Zeeb III"))[0] == "zeeb"
    assert sort_key(Person("Ana B")) < sort_key(Person("Cyd B"))


@pytest.mark.parametrize(
    ("name", "sort", "expected"),
    [
        ("Ana Ferreira", None, ("Ana", "Ferreira")),
        ("Ferreira, Ana Maria", None, ("Ana Maria", "Ferreira")),
        ("Jurre van den Berg", None, ("Jurre", "van den Berg")),
        ("Jurre van den Berg", "Berg", ("Jurre van den", "Berg")),
        ("mary jane smith", None, ("mary jane", "smith")),
        ("Martin Luther King, Jr.", None, ("Martin Luther", "King, Jr.")),
        ("Joaquín Salas Oyarzún", "salas  oyarzún", ("Joaquín", "Salas Oyarzún")),
        ("Ελένη Παπαδάκη", "Papadaki Eleni", ("Ελένη", "Παπαδάκη")),
        ("The Sea Lab", "The Sea Lab", ("", "The Sea Lab")),
        ("van Gogh", None, ("", "van Gogh")),
        ("森田 健司", "Morita Kenji", ("健司", "森田")),
        ("김민준", None, ("", "김민준")),
        ("Jr.", None, ("", "Jr.")),
        ("🦊", None, ("", "🦊")),
    ],
)
def test_names_in_citations(name: str, sort: str | None, expected: tuple[str, str]) -> None:
    """Given and family names are told apart, by ``sort`` where that says how."""
    assert split_name(Person(name, sort=sort)) == expected


def test_deep_white_space_takes_no_time() -> None:
    """Sixty thousand blanks in a name are read like one."""
    value = Scalar("Ana" + " " * 60_000 + "Silva" + "1" * 10, 1)
    assert read_authors(value, []) == (Person("Ana Silva" + "1" * 10),)
    assert read_authors(Scalar("1" * 60_000 + "a", 1), []) == ()


def test_values_may_be_made_by_hand() -> None:
    """The people file reads its entries in the same way."""
    value = Listing((Mapping((), 3), Scalar("Ana", 4)), 2)
    problems: list[Problem] = []
    assert read_authors(value, problems) == (Person("Ana"),)
    assert [p.line for p in problems] == [3]
