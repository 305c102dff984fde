"""The people file: reading, and mistakes that affect one value or entry only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from conftest import count_calls

from sphinx_roundup.limits import Limits
from sphinx_roundup.reports.mentions import is_handle
from sphinx_roundup.reports.people_file import PeopleFile, parse_people, read_people_file
from sphinx_roundup.reports.person import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def told(found: PeopleFile) -> list[tuple[int, str]]:
    """Return the lines and words of the problems, all of which are the people file's."""
    assert {p.subtype for p in found.problems} <= {"people"}
    return [(p.line, p.message % p.args) for p in found.problems]


def entry(text: str) -> tuple[Person, list[str]]:
    """Read the keys of one person, and the words of problems."""
    indented = "".join(f"  {line}\n" for line in text.split("\n"))
    found = parse_people(f"ana:\n{indented}")
    (person,) = found.people
    return person, [words for _line, words in told(found)]


def ana(**values: Any) -> Person:
    """Return a person whose handle is ana."""
    return Person(values.pop("name", "ana"), handle="ana", **values)


# -- Entries -----------------------------------------------------------------------------


def test_everything_that_an_entry_may_say() -> None:
    """Each key ends up in the record of the person; case of the keys aside."""
    person, problems = entry(
        "Name: Ana  Ferreira\naffiliation: The Sea\navatar: pics/ana.jpg\n"
        "links:\n  GitHub: ana\n  My  blog: https://ana.org/blog\n  mail: mailto:ana@ana.org\n"
        "also: [Annie, A. Ferreira, Annie, '']\npronouns: she/her\nurl: https://ana.org/week\n"
        "sort: Fereira\nlisted: [a/retreat, /sprint]\nnote: >\n  Brought\n  the boat"
    )
    assert problems == []
    assert person == ana(
        name="Ana Ferreira",
        github="ana",
        affiliation="The Sea",
        links=(
            ("GitHub", "https://github.com/ana"),
            ("My blog", "https://ana.org/blog"),
            ("mail", "mailto:ana@ana.org"),
        ),
        avatar="pics/ana.jpg",
        also=("Annie", "A. Ferreira"),
        pronouns="she/her",
        url="https://ana.org/week",
        sort="Fereira",
        listed=("a/retreat", "sprint"),
        note="Brought the boat",
    )


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("ana: Ana Ferreira", ana(name="Ana Ferreira")),
        ("ana:", ana()),
        ("ana: {}", ana()),
        ("ana: {name: }", ana()),
        ("ana: {affiliation: The Sea}", ana(affiliation="The Sea")),
        ("ana: {links: , also: , listed: , url: , avatar: }", ana()),
        (
            "ana: {links: {github: , '': 'https://ana.org'}}",
            ana(links=(("ana.org", "https://ana.org"),)),
        ),
        ("'@ana': Ana", ana(name="Ana")),
        ("no:", Person("no", handle="no")),
        ("y: Yuri", Person("Yuri", handle="y")),
        ("123:", Person("123", handle="123")),
        ("2025-10-14:", Person("2025-10-14", handle="2025-10-14")),
        ("Ana_F.x-2:", Person("Ana_F.x-2", handle="Ana_F.x-2")),
        ("伟: 张伟", Person("张伟", handle="伟")),
        ("हिंदी: देव", Person("देव", handle="हिंदी")),
        ("rene\u0301: Rene\u0301", Person("Ren\u00e9", handle="ren\u00e9")),
    ],
)
def test_small_entries(text: str, person: Person) -> None:
    """A handle is enough, in any script; a text behind it is the name."""
    assert parse_people(text) == PeopleFile((person,))


@pytest.mark.parametrize(
    ("handle", "fits"),
    [
        *((handle, True) for handle in ("a", "9", "a.b", "a-b", "a_b", "é", "x" * 100)),
        *(
            (handle, False)
            for handle in ("", "_a", "a.", "-", "a b", "a@b", "a/b", "🦊", "x" * 101)
        ),
        *((handle, False) for handle in ("a\ufe0f", "\u3164")),
    ],
)
def test_handles(handle: str, *, fits: bool) -> None:
    """Letters and digits, with three signs between them, and not too many."""
    assert is_handle(handle) is fits


@pytest.mark.parametrize("key", ["'ana f'", "'@'", "~", "[a, b]", "{{ ana }}", "'ana@x.org'"])
def test_what_is_no_handle(key: str) -> None:
    """An entry whose key can't be a handle is told, and the others stay."""
    found = parse_people(f"bob: Bob\n{key}: Ana\ncyd: Cyd\n")
    assert [person.handle for person in found.people] == ["bob", "cyd"]
    ((line, words),) = told(found)
    assert line == 2
    assert "is no handle, and the entry is ignored" in words


@pytest.mark.parametrize("second", ["ANA.F", "ana-f", "aná.f"])
def test_handles_are_unique(second: str) -> None:
    """Of two entries with one handle, or one anchor, the first counts."""
    found = parse_people(f"# People\nana.f: Ana\n{second}: Anabel\n")
    assert found.people == (Person("Ana", handle="ana.f"),)
    words = f"'{second}' has the anchor of 'ana.f' in line 2; the entry is ignored; choose another"
    assert told(found) == [(3, words)]


def test_an_ignored_entry_leaves_its_handle() -> None:
    """What can't be read takes no handle from an entry below it."""
    found = parse_people("ana: [Ana]\nana: Ana Ferreira\n")
    assert found.people == (ana(name="Ana Ferreira"),)
    ((line, words),) = told(found)
    assert (line, words) == (
        1,
        "the entry of 'ana' is a list, and is ignored; write 'ana: Ana Ferreira'",
    )


JEKYLL = """\
ana:
  first-name: Ana
  last_name: Ferreira
  bio: Builds boats.
  web: https://ana.org
  github: ana
  twitter: ana
  country: Portugal
  city: Porto
bob: {name: Bob, github: false, picture: bob.png, country: Wales}
"""
DOCUSAURUS = """\
ana:
  name: Ana Ferreira
  title: Builds boats.
  url: https://ana.org
  image_url: https://github.com/ana.png
  email: ana@x.org
  page: true
  socials: {github: ana, x: ana, newsletter: 'https://n.org'}
bob: {name: Bob, url: https://bob.org}
"""
MATERIAL = """\
authors:
  ana: {name: Ana Ferreira, description: Builds boats., avatar: ana.png, url: https://ana.org}
"""


@pytest.mark.parametrize(
    ("text", "person", "words"),
    [
        (
            JEKYLL,
            ana(
                name="Ana Ferreira",
                note="Builds boats.",
                github="ana",
                links=(("website", "https://ana.org"), ("GitHub", "https://github.com/ana")),
            ),
            ["unknown keys, which are ignored: 'country' in 2 entries, 'city'; write some of"],
        ),
        (
            DOCUSAURUS,
            ana(
                name="Ana Ferreira",
                note="Builds boats.",
                github="ana",
                links=(
                    ("website", "https://ana.org"),
                    ("GitHub", "https://github.com/ana"),
                    ("newsletter", "https://n.org"),
                ),
            ),
            [],
        ),
        (
            MATERIAL,
            ana(
                name="Ana Ferreira",
                note="Builds boats.",
                avatar="ana.png",
                links=(("website", "https://ana.org"),),
            ),
            [],
        ),
    ],
)
def test_people_files_of_other_generators(text: str, person: Person, words: list[str]) -> None:
    """Their keys are read, each unknown one is told once, and their ``url`` is a website."""
    found = parse_people(text)
    assert found.people[0] == person
    assert [each for each in found.people[1:] if each.url] == []
    assert [each[: len(words[0])] for _line, each in told(found)] == words


def test_lines() -> None:
    """A person's line is that of the handle; problems come in the order of the lines."""
    found = parse_people(
        "# x\nana:\n  avatar: [x]\n  nam: Ana\n\nbob:\n  links: {github: a b}\n  dog: y\n"
    )
    assert [person.line for person in found.people] == [2, 6]
    assert [found.people[0].line_of(key) for key in ("avatar", "note")] == [3, 2]
    assert [line for line, _words in told(found)] == [3, 4, 7, 8]


# -- Values ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: 42", "'42' is no name, and is ignored; write 'name: Ana Silva'"),
        ("name: <ana@x.org>", "'name' has no name in it, and is ignored"),
        ("name: [Ana]", "'name' is a list, and is ignored"),
        ("affiliation: {a: b}", "'affiliation' is a mapping, and is ignored"),
        ("avatar: https://ana.org/a.png", "nothing is fetched from other hosts; save the picture"),
        ("avatar: data:image/png", "'data:image/png' is neither a path nor"),
        ("also: {a: b}", "'also' is a mapping, and is ignored"),
        ("also: [Annie, [Nan]]", "'also' is a list, and is ignored"),
        ("url: ana.org", "'ana.org' is no web address, and is ignored in 'url'"),
        ("listed: {a: b}", "'listed' is a mapping, and is ignored"),
        ("listed: [true]", "'listed' is ignored; write 'true' alone, or the names of"),
        ("links: https://ana.org", "'links' has no labels, and is ignored; write 'website: "),
        ("links: [https://ana.org]", "'links' has no labels, and is ignored"),
        ("nam: Ana", "unknown key 'nam', which is ignored; did you mean 'name'?"),
        (
            "Afiliation: x",
            "unknown key 'Afiliation', which is ignored; did you mean 'affiliation'?",
        ),
        ("shoes: 42", "unknown keys, which are ignored: 'shoes'; write some of these: name, aff"),
        ("? [a]\n: b", "unknown keys, which are ignored: ''"),
    ],
)
def test_wrong_values(text: str, words: str) -> None:
    """What an entry can't have is told, and costs itself alone."""
    person, (message,) = entry(f"{text}\nnote: Hello")
    assert person == ana(note="Hello")
    assert words in message


def test_a_name_alone_that_is_none() -> None:
    """Of an entry that is no name, the handle stays."""
    found = parse_people("ana: 42\n")
    assert found.people == (ana(),)
    assert told(found) == [(1, "'42' is no name, and is ignored; write 'ana: Ana Silva'")]


def test_a_key_given_twice() -> None:
    """The first of two values counts, and the first of two links."""
    person, problems = entry("note: a\nNote: b\nlinks: {github: a, GitHub: b, Blog: x, blog: y}")
    assert person == ana(note="a", github="a", links=(("GitHub", "https://github.com/a"),))
    keys = [words.partition(" is")[0] for words in problems]
    assert keys == ["'Note'", "'GitHub'", "'blog'", "'x'"]


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        *((text, True) for text in ("true", "yes", "ON", "1")),
        *((text, False) for text in ("false", "No", "0", "", "[]", "[~]", "''")),
        ("retreat", ("retreat",)),
        ("/a/retreat", ("a/retreat",)),
        ("[a, 2025, no, a]", ("a", "2025", "no")),
    ],
)
def test_listed(text: str, *, listed: bool | tuple[str, ...]) -> None:
    """Everywhere, nowhere, or at the events that are named."""
    assert entry(f"listed: {text}") == (ana(listed=listed), [])


# -- Links -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label", "url"),
    [
        ("github: ana", "GitHub", "https://github.com/ana"),
        ("github: '@ana-f'", "GitHub", "https://github.com/ana-f"),
        ("github: http://www.github.com/ana/", "GitHub", "https://github.com/ana"),
        ("gitlab: ana.f", "GitLab", "https://gitlab.com/ana.f"),
        ("gitlab: '@ana'", "GitLab", "https://gitlab.com/ana"),
        ("gitlab: https://gitlab.com/ana/", "GitLab", "https://gitlab.com/ana"),
        ("gitlab: https://gitlab.ana.org/ana", "GitLab", "https://gitlab.ana.org/ana"),
        ("mastodon: '@ana@sea.org'", "Mastodon", "https://sea.org/@ana"),
        ("mastodon: ana@sea.org", "Mastodon", "https://sea.org/@ana"),
        ("mastodon: https://sea.org/@ana", "Mastodon", "https://sea.org/@ana"),
        ("orcid: 0000-0002-1825-0097", "ORCID", "https://orcid.org/0000-0002-1825-0097"),
        ("orcid: 0000-0001-5109-3700", "ORCID", "https://orcid.org/0000-0001-5109-3700"),
        ("orcid: 0000-0002-1694-233X", "ORCID", "https://orcid.org/0000-0002-1694-233X"),
        (
            "orcid: https://orcid.org/0000-0002-1825-0097",
            "ORCID",
            "https://orcid.org/0000-0002-1825-0097",
        ),
        ("Website: https://ana.org", "website", "https://ana.org"),
        ("Blog of  mine: <https://ana.org>", "Blog of mine", "https://ana.org"),
        ("mail: mailto:ana@x.org", "mail", "mailto:ana@x.org"),
    ],
)
def test_links(text: str, label: str, url: str) -> None:
    """An account or an address is a link, under the name that readers know."""
    person, problems = entry(f"links:\n  {text}")
    assert problems == []
    assert person.links == ((label, url),)
    assert person.github == (url.rpartition("/")[2] if label == "GitHub" else None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("github: ana f", "'ana f' is no name at GitHub, and is ignored; write it as in 'github:"),
        ("github: https://github.com/ana/x", "is no name at GitHub"),
        ("github: [ana]", "'github' is a list, and is ignored"),
        ("gitlab: a/b", "'a/b' is neither a name at GitLab nor a web address"),
        ("mastodon: '@ana'", "'@ana' is neither an account with its host nor a web address"),
        ("orcid: '42'", "'42' is no ORCID, and is ignored; write it as in 'orcid: 0000-"),
        ("website: ana.org", "'ana.org' is no web address, and is ignored in 'website'"),
        ("Blog: javascript:alert(1)", "is no web address, and is ignored in 'Blog'"),
        ("Blog: {url: https://ana.org}", "'Blog' is a mapping, and is ignored"),
    ],
)
def test_wrong_links(text: str, words: str) -> None:
    """A link that leads nowhere is told at its line, and the others stay."""
    found = parse_people(f"ana:\n  links:\n    {text}\n    x: https://x.org\n")
    assert found.people == (ana(links=(("x", "https://x.org"),)),)
    ((line, message),) = told(found)
    assert line == 3
    assert words in message


# -- Files -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n\n", "# Nobody yet\n", "---\n# x\n...\n", "{}"])
def test_empty_files(text: str) -> None:
    """Nobody is in it, and nothing is wrong with that."""
    assert parse_people(text) == PeopleFile()


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("# x\n- ana\n- bob\n", 2, "list"),
        ("- 'ana\n- bob\n", 1, "list"),
        ("[ana, bob]", 1, "text"),
        ("Ana Ferreira\n", 1, "text"),
        ("---\n\nana Ana\nbob Bob\n", 3, "text"),
    ],
)
def test_another_shape(text: str, line: int, found: str) -> None:
    """A file that isn't made of entries is told once, with the right shape."""
    file = parse_people(text)
    assert file.people == ()
    message = (
        f"the people file is a {found}, and is ignored; write each person with a handle, "
        "as in 'ana: Ana Ferreira'"
    )
    assert told(file) == [(line, message)]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('bob:\n  name: "Bob\n  note: x', 3, "a quote is left open"),
        ("bob:\n  name: Bob\n  also: [Bobby\n  note: x", 4, "a bracket is left open, or a comma"),
        ("bob:\n  note: Bob: the man\n  x: y", 3, "put a text with a colon in quotes"),
        ("bob:\n  note: `x`", 3, "put a text that begins with a sign in quotes"),
        ("bob:\n  name: Bob\n note: x", 4, "indent the keys of one entry alike"),
        ("bob:\n  name: Bob\n  note\n  url:", 5, "write each line as 'key: value'"),
        ("bob: " + "[" * 40, 2, "put its texts in quotes"),
        ("bob: 'x\n\n\n", 2, "a quote is left open"),
        ("bob:Bob", 2, "'bob:Bob' is no entry, and is ignored; write it as in 'ana: Ana Ferreira'"),
        ("bob Bob", 2, "'bob Bob' is no entry"),
        (
            "<<<<<<< HEAD",
            2,
            "'<<<<<<< HEAD' is a marker of a merge conflict, and is ignored; resolve",
        ),
        ("- bob: 'Bob", 2, "a quote is left open"),
    ],
)
def test_broken_entries(text: str, line: int, words: str) -> None:
    """A slip costs its entry, and is told where it is, in words that help."""
    found = parse_people(f"ana: Ana\n{text}\ncyd: Cyd\n")
    assert found.people == (ana(name="Ana"), Person("Cyd", handle="cyd"))
    ((at, message),) = told(found)
    assert words in message
    assert "ignored" in message
    assert at == line


def test_what_is_mended() -> None:
    """Tabs, an account without quotes, closing brackets at the margin and several documents."""
    found = parse_people(
        "---\nana:\n\tname:\tAna\n\talso:\n\t- A\n---\n@bob:\n  links:\n    github: @bob\n"
        "    mastodon: @bob@sea.org\n  also: [@b, @bo]\ncyd: {\n  name: Cyd\n}\n...\n"
    )
    assert found == PeopleFile(
        (
            ana(name="Ana", also=("A",)),
            Person(
                "bob",
                handle="bob",
                github="bob",
                links=(("GitHub", "https://github.com/bob"), ("Mastodon", "https://sea.org/@bob")),
                also=("@b", "@bo"),
            ),
            Person("Cyd", handle="cyd"),
        )
    )


def test_entry_that_is_not_allowed_in_a_broken_file() -> None:
    """An entry that isn't allowed is one problem, also where another one isn't YAML."""
    found = parse_people("ana: !x y\nbob: 'x\n")
    assert [line for line, _words in told(found)] == [1, 2]


def test_an_indented_beginning() -> None:
    """What stands above the first handle is told, too."""
    found = parse_people("  ana: 'x\nbob: Bob\n")
    assert found.people == (Person("Bob", handle="bob"),)
    assert [line for line, _words in told(found)] == [1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bob:\n  <<: *a\n  name: Bob", "the entry is ignored: YAML aliases"),
        ("bob: !!python/name:os.system x", "the entry is ignored: its tag"),
        ("bob: " + "[" * 12 + "]" * 12, "the entry is ignored: its lists go deeper"),
    ],
)
def test_refused_yaml(text: str, words: str) -> None:
    """Aliases, merge keys, tags and depths cost the entry that has them."""
    found = parse_people(f"ana: &a {{name: Ana}}\n{text}\n")
    assert found.people == (ana(name="Ana"),)
    ((line, message),) = told(found)
    assert line in {2, 3}
    assert words in message


def test_reading(srcdir: Path, write: Callable[..., None]) -> None:
    """A file is read whatever its line ends are, and each person knows where they stand."""
    write("a/people.yml", content=b"\xef\xbb\xbfana: Ana\r\nbob: {x: y}\r\n")
    found = read_people_file(srcdir, "a/people.yml")
    assert [(p.handle, p.filename, p.line) for p in found.people] == [
        ("ana", "a/people.yml", 1),
        ("bob", "a/people.yml", 2),
    ]
    assert [p.line for p in found.problems] == [2]


def test_characters_are_told(srcdir: Path, write: Callable[..., None]) -> None:
    """What no text needs is left out, and told with the rest, in the order of the lines."""
    write("people.yml", content="ana: {x: y}\nbob: B\x07ob\n")
    found = read_people_file(srcdir, "people.yml")
    assert found.people[1].name == "Bob"
    assert [(p.line, p.subtype) for p in found.problems] == [(1, "people"), (2, "encoding")]


@pytest.mark.parametrize(
    ("content", "subtype"), [(b"ana: \xff", "encoding"), (b"ana: Ana", "file"), (None, "file")]
)
def test_unreadable_files(
    srcdir: Path, write: Callable[..., None], content: bytes | None, subtype: str
) -> None:
    """A file that is no text, too large, or not there has no people, and that is told."""
    if content:
        write("people.yml", content=content)
    found = read_people_file(srcdir, "people.yml", limits=Limits(bytes=7))
    assert found.people == ()
    assert [p.subtype for p in found.problems] == [subtype]


@pytest.mark.parametrize("slip", ["", "x: '\n"])
def test_work_grows_with_the_people(slip: str) -> None:
    """Four times the people are about four times the work, with a slip among them or not."""

    def calls_for(number: int) -> int:
        text = "".join(
            f"p{n}:\n  name: Person {n}\n  links: {{github: p{n}}}\n" for n in range(number)
        )
        assert len(parse_people(text + slip).people) == number
        return count_calls(parse_people, text + slip)

    assert calls_for(400) < 5 * calls_for(100)
