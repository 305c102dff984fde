"""The head of a report is read as people write it, each field with its line."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from conftest import count_calls

from sphinx_roundup.reports.fields import KNOWN, MAX_FIELDS, OTHERS, is_field, suggest_field
from sphinx_roundup.reports.record import FieldSet, read_fields
from sphinx_roundup.reports.yaml_values import Listing, Mapping, Scalar

if TYPE_CHECKING:
    from typing import Literal

    from sphinx_roundup.reports.yaml_values import Value


def plain(value: Value) -> object:
    """Return a value as Python has it, without lines."""
    if isinstance(value, Listing):
        return [plain(each) for each in value.values]
    if isinstance(value, Mapping):
        return {entry.key: plain(entry.value) for entry in value.entries}
    return value.text


def values(found: FieldSet) -> dict[str, object]:
    """Return the fields without lines."""
    return {name: plain(field.value) for name, field in found.fields.items()}


def told(found: FieldSet) -> list[tuple[int, str]]:
    """Return the lines and words of the problems."""
    assert {p.subtype for p in found.problems} <= {"field"}
    return [(p.line, p.message % p.args) for p in found.problems]


def read(text: str, syntax: Literal["md", "rst"] = "md") -> FieldSet:
    """Read fields, and check that no line of the text moved."""
    found = read_fields(text, syntax)
    lines, body = text.split("\n"), found.body.split("\n")
    assert len(lines) == len(body)
    assert all(after in {before, ""} for before, after in zip(lines, body, strict=True))
    return found


# -- Front matter ------------------------------------------------------------------------


@pytest.mark.parametrize("opening", ["---", "--- ", "---\t"])
@pytest.mark.parametrize("closing", ["---", "...", "---  "])
def test_front_matter(opening: str, closing: str) -> None:
    """Blank lines, trailing blanks, comments and any case of the keys are fine."""
    head = f"{opening}\n\nAuthor: Ana  \n# a comment\nTITLE : 'My week'\n\n{closing}\n"
    found = read(f"{head}\nText\n---\n")
    assert values(found) == {"author": "Ana", "title": "My week"}
    assert [f.line for f in found.fields.values()] == [3, 5]
    assert found.body == "\n" * 8 + "Text\n---\n"
    assert found.problems == ()


def test_values_are_as_written() -> None:
    """Nothing is taken for a date, a number or a truth; each value knows its line."""
    found = read(
        "---\ndate: 2018-06-26\nid: 1.10\ndraft: yes\ntitle: no\nlang: ~\nurl:\n"
        "authors:\n- Ana\n-   name: Bob\n    github: bob\nlinks: {a: b}\n---\n"
    )
    assert values(found) == {
        "date": "2018-06-26",
        "id": "1.10",
        "draft": "yes",
        "title": "no",
        "lang": None,
        "url": None,
        "authors": ["Ana", {"name": "Bob", "github": "bob"}],
        "links": {"a": "b"},
    }
    authors = found.fields["authors"]
    assert authors.line == 8
    assert isinstance(authors.value, Listing)
    ana, bob = authors.value.values
    assert (ana.line, bob.line) == (9, 10)
    assert isinstance(bob, Mapping)
    assert bob.get("uri", "GitHub".lower()) == Scalar("bob", 11)
    assert bob.get("nothing") is None


@pytest.mark.parametrize(
    "text", ["---\n---\nText", "---\n\n---\nText", "---\n# nothing\n...\nText"]
)
def test_empty_front_matter(text: str) -> None:
    """A front matter without fields is one, too."""
    found = read(text)
    assert (found.fields, found.problems) == ({}, ())
    assert found.body.strip() == "Text"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Text\n---\nauthor: Ana\n---\n",
        "----\nauthor: Ana\n----\n",
        "---\nHello everybody.\n---\n",
        "---\nHello everybody. Note: it rained\n---\n",
        "---\nOne: two\nand: [half\n---\n",
        "---\n- a\n- list\n---\n",
        "---\n* * *\n---\n",
        "---\n\nWe said: hello\n\nand went",
        "---\n\nSome words",
        "---\n" + "some words " * 9000 + "\n---\n",
    ],
)
def test_prose_between_rules_is_prose(text: str) -> None:
    """What isn't meant as fields stays in the text, without a word."""
    assert read(text) == FieldSet({}, text)


def test_front_matter_that_never_ends() -> None:
    """A missing rule is told; fields end at the first empty line, among other text they stay."""
    found = read("---\n\nauthor: Ana\nauthors:\n- Bob\n\nText\n")
    assert (values(found), found.body.strip()) == ({"author": "Ana", "authors": ["Bob"]}, "Text")
    text = "---\nauthor: Ana\nText\n\nText\n"
    assert (read(text).fields, read(text).body) == ({}, text)
    for told_of, words in ((found, "ends at the first empty line"), (read(text), "stays in the")):
        ((line, message),) = told(told_of)
        assert line == 1
        assert f"never closed, and {words}" in message


def test_endless_front_matter_is_ignored() -> None:
    """More than 64 kB of fields are no help to anybody."""
    found = read("---\nauthor: Ana\ntitle: " + "x" * 64_000 + "\n---\nText")
    assert found.fields == {}
    assert found.body.strip() == "Text"
    assert [line for line, _words in told(found)] == [1]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("author: Ana: the cook", "Ana: the cook"),
        ("author: @ana", "@ana"),
        ("author:\tAna", "Ana"),
        ("author:Ana", "Ana"),
        ("author: `ana`", "`ana`"),
        ('author: "Ana" Silva', '"Ana" Silva'),
        ("author: 'it's Ana'", "it's Ana"),
        ("author: [Ana] Silva", "[Ana] Silva"),
        ("author: %ana", "%ana"),
        ("author: [@ana, '@bob', Cyd]", ["@ana", "@bob", "Cyd"]),
        ("author:\n- @ana\n- Bob", ["@ana", "Bob"]),
        ("author:\n\t- Ana\n\t- Bob", ["Ana", "Bob"]),
        ("author: [\n  Ana,\nBob\n]\ntitle: a: b", ["Ana", "Bob"]),
        ("author: *ana*", "*ana*"),
        ("author: Ana\ntitle: Day #1 of it's", "Ana"),
        ("author: Ana\ntitle: #1 day", "Ana"),
    ],
)
def test_slips_are_understood(line: str, value: object) -> None:
    """What people write and YAML refuses is read as they meant it, without a word."""
    found = read(f"---\n{line}\ndate: 2018-06-26\n---\nText")
    assert values(found)["author"] == value
    assert values(found)["date"] == "2018-06-26"
    assert values(found).get("title") in {None, "a: b", "Day #1 of it's", "#1 day"}
    assert found.problems == ()


@pytest.mark.parametrize(
    ("stray", "words"),
    [
        ("<!-- your name -->", "neither 'field: value' nor"),
        ("% a note", "'% a note' is neither"),
        ("some words", "'some words' is neither"),
        ("--- more", "'--- more' is neither"),
        ('title: "never closed', "'title: \"never closed' can't be read"),
        ("title: [a, b", "can't be read"),
        ("title: [a, @]", "can't be read"),
        ("title: [a, b: [c]", "can't be read"),
        ("title: |x\n  a\n b", "can't be read"),
        ("title: >x", "can't be read"),
        ('title: "\\UFFFFFFFF', "can't be read"),
    ],
)
def test_slip_costs_its_own_field(stray: str, words: str) -> None:
    """What can't be understood is told at its line, and the other fields are read."""
    found = read(f"---\nauthor: Ana\n{stray}\ndate: 2018-06-26\n---\nText")
    assert values(found) == {"author": "Ana", "date": "2018-06-26"}
    ((line, message),) = told(found)
    assert line == 3
    assert words in message
    assert found.body.strip() == "Text"


def test_strays_among_items() -> None:
    """A stray line in a list costs none of its items."""
    found = read("---\n% note\nauthors:\n- Ana\n<!-- Bob -->\n- Cyd\nor so\n# fine\n---\n")
    assert values(found) == {"authors": ["Ana", "Cyd"]}
    assert [line for line, _words in told(found)] == [2, 5, 7]


def test_marks_of_a_conflict_are_not_told_here() -> None:
    """Git's marks are told by whoever looks at the whole file."""
    found = read("---\n<<<<<<< HEAD\ntitle: A\n=======\nauthor: B\n>>>>>>> x\n---\n")
    assert values(found) == {"title": "A", "author": "B"}
    assert found.problems == ()


def test_field_given_twice() -> None:
    """The first one counts, in any case of its letters."""
    found = read("---\ntitle: a\nTitle: b\ntitle: c\nlayout: d\nlayout: e\n---\n")
    assert values(found) == {"title": "a"}
    assert [line for line, _words in told(found)] == [3, 4]


def test_too_many_fields() -> None:
    """After two hundred fields nobody is listened to."""
    found = read("---\n" + "".join(f"k{n}: v\n" for n in range(200)) + "title: x\n---\n")
    assert found.fields == {}
    assert [line for line, _words in told(found)] == [202]


# -- TOML --------------------------------------------------------------------------------


def test_toml() -> None:
    """Hugo's front matter gives the same fields, with the lines of their keys."""
    found = read(
        "+++\ntitle = 'My week'\ndraft = false\n\ndate = 2018-06-26T10:00:00Z\nweight = 3\n"
        "authors = ['Ana', 'Bob']\n[links]\nBlog = 'https://ana.org'\n+++\nText\n"
    )
    assert values(found) == {
        "title": "My week",
        "draft": "false",
        "date": "2018-06-26 10:00:00+00:00",
        "authors": ["Ana", "Bob"],
        "links": {"Blog": "https://ana.org"},
    }
    assert [f.line for f in found.fields.values()] == [2, 3, 5, 7, 8]
    assert found.problems == ()
    assert found.body.strip() == "Text"


@pytest.mark.parametrize("fence", ["+++", "---"])
def test_controls_in_keys(fence: str) -> None:
    """Neither keys nor values of YAML or TOML have characters that no output may have."""
    sign = "=" if fence == "+++" else ":"
    odd = r"\u0000\u001b\u202e\ufffe"
    links = f'"L{odd}"{sign} "https://ana.org/{odd}"'
    found = read(f'{fence}\n"title{odd}"{sign} "a{odd}"\nlinks{sign} {{{links}}}\n{fence}\nText')
    assert values(found) == {"title": "a", "links": {"L": "https://ana.org/"}}


@pytest.mark.parametrize("syntax", ["md", "rst"])
def test_many_broken_fields(syntax: Literal["md", "rst"]) -> None:
    """Of fields that can't be read no more are tried than a report may have."""
    heads = {"md": "---\n" + "title: [\n" * 6000 + "---\n", "rst": ":title: [\n" * 6000}
    found = read(f"{heads[syntax]}\nText", syntax)
    assert len(found.problems) == MAX_FIELDS + 1
    assert found.body.strip() == "Text"


@pytest.mark.parametrize(
    ("toml", "line", "words"),
    [
        (
            "title = 'a'\nauthor = Ana",
            3,
            "the front matter isn't TOML, and what can't be read is ignored: invalid value",
        ),
        ("title = [", 2, "isn't TOML"),
        ("title = 'a'\ntitle = 'b'", 3, "isn't TOML"),
        ("title = " + "[" * 7000, 2, "isn't TOML"),
        ("title = '" + "x" * 8_000 + "'", 1, "longer than 8000 characters"),
        ("title = 'a'\nb = " + "9" * 5_000, 3, "exceeds the limit"),
        ("title = 'a'\nb = 0x" + "f" * 5_000, 3, "exceeds the limit"),
    ],
)
def test_broken_toml(toml: str, line: int, words: str) -> None:
    """TOML that can't be read is ignored line by line, with a problem at the first."""
    found = read(f"+++\n{toml}\n+++\nText")
    assert values(found).get("title", "a") in {"a", "b"}
    assert (found.fields.keys() - {"title"}, found.body.strip()) == (set(), "Text")
    ((at, message),) = told(found)
    assert (at, words in message) == (line, True)


@pytest.mark.parametrize("text", ["+++\nSome words\n+++\nText", "+++\ntitle = 'a'\nText"])
def test_prose_between_plus_signs_is_prose(text: str) -> None:
    """Block breaks of MyST aren't front matter, nor is one that is never closed."""
    assert read(text) == FieldSet({}, text)


def test_toml_with_odd_values() -> None:
    """Deep lists are told, controls are left out."""
    found = read(f"+++\ntitle = \"a\\u001bb\"\nlinks = {'[' * 12}{']' * 12}\n'x y' = 1\n+++\n")
    assert values(found) == {"title": "ab"}
    assert [line for line, _words in told(found)] == [3]


# -- What a report may not do ------------------------------------------------------------


def test_yaml_bomb() -> None:
    """Aliases are refused at their lines before anything grows."""
    names = "abcdefghi"
    bomb = "a: &a [x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise(names)
    )
    found = read(f"---\nauthor: Ana\n{bomb}---\nText")
    assert values(found) == {"author": "Ana"}
    assert [line for line, _words in told(found)] == list(range(4, 12))
    assert "YAML aliases" in told(found)[0][1]


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 60_000,
        "{a: " * 15_000,
        "- " * 30_000,
        "? " * 30_000,
        "[" * 30 + "]" * 30,
        "!" * 60_000,
        "&" * 60_000,
        "'" * 60_001,
        "<!--\n" * 12_000,
        "@a " * 20_000,
        "\n- ".join(["@a" + " " * 900 + "x"] * 60),
    ],
)
def test_strange_yaml(bomb: str) -> None:
    """The work of reading a front matter grows with its length, whatever it holds."""
    text = f"---\nauthor: Ana\ntitle: {bomb}\n---\nText"
    assert count_calls(read, text) < 20 * len(text)
    assert values(read(text))["author"] == "Ana"


@pytest.mark.parametrize(
    "value",
    [
        *('!!python/object/apply:os.system ["id"]', "!x y", "!!binary aGk=", "[a, !x b]", "!x [a]"),
        "!x {a: b}",
    ],
)
def test_tags_make_nothing(value: str) -> None:
    """An unknown tag costs its field, at its line."""
    found = read(f"---\nauthor: Ana\ntitle: {value}\ndate: !!str 2018-06-26\nid: ! x\n---\n")
    assert values(found) == {"author": "Ana", "date": "2018-06-26", "id": "x"}
    ((line, message),) = told(found)
    assert line == 3
    assert "tag" in message


def test_depth_is_limited() -> None:
    """Lists in lists in lists are refused where they go too deep."""
    found = read("---\nauthors: [[[[[[[[a]]]]]]]]\nlinks: [[[[[[[[[a]]]]]]]]]\n---\n")
    assert list(found.fields) == ["authors"]
    assert [line for line, _words in told(found)] == [3]


def test_template_left_in_a_field() -> None:
    """Braces of another generator are a strange mapping, and no harm."""
    assert values(read("---\ntitle: {{ page.title }}\nid: !!null ''\n---\n")) == {
        "title": {"": None},
        "id": None,
    }


def test_escapes_make_no_controls() -> None:
    """What YAML's escapes could smuggle in is left out."""
    found = read('---\ntitle: "a\\e[31mb\\0c\\u202ed\\ud800e\\x85f"\n---\n')
    assert values(found) == {"title": "abcde f"}


@pytest.mark.parametrize("name", ["myst", "substitutions", "html_meta"])
def test_parser_settings_are_ignored_and_told(name: str) -> None:
    """A report can't change how it is read."""
    found = read(f"---\ntitle: x\n{name}: {{enable_extensions: [substitution]}}\n---\n")
    assert values(found) == {"title": "x"}
    ((line, message),) = told(found)
    assert line == 3
    assert "can't change how it is read" in message


# -- Names of fields ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("authour", "author"),
        ("auther", "author"),
        ("autor", "author"),
        ("affilation", "affiliation"),
        ("sumary", "summary"),
        ("tittle", "title"),
    ],
)
def test_near_misses_are_told(name: str, meant: str) -> None:
    """A slip in a name is told with what it was probably meant to be."""
    found = read(f"---\nlayout: post\n{name}: x\n---\n")
    assert found.fields == {}
    ((line, message),) = told(found)
    assert line == 3
    assert f"'{name}'" in message
    assert f"did you mean '{meant}'" in message


def test_fields_of_other_generators_are_no_slips() -> None:
    """Whoever brings a file from elsewhere isn't bothered."""
    for name in (*OTHERS, "package_version", "x", "author_id", "foo bar"):
        assert suggest_field(name) is None
        assert read(f"---\n{name}: x\n---\n").problems == ()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("By: Ana", {"author": "Ana"}),
        ("names: [Ana, Bob]", {"authors": ["Ana", "Bob"]}),
        ("name: Ana", {"author": "Ana"}),
        ("name: Ana\ntitle: Sea", {"title": "Sea"}),
        ("name: Sea\nauthor: Ana", {"author": "Ana"}),
        ("author:\nname: Ana", {"author": "Ana"}),
        ("publishDate: 2018-06-26\npublished: true", {"date": "2018-06-26"}),
        ("published: 2018-06-26", {"date": "2018-06-26"}),
        ("date created: 2018-06-26", {"date": "2018-06-26"}),
        (
            "date: {created: 2018-06-26, updated: 2018-07-01}",
            {"date": "2018-06-26", "updated": "2018-07-01"},
        ),
        (
            "date-modified: 2018-07-01\ndate: 2018-06-26",
            {"date": "2018-06-26", "updated": "2018-07-01"},
        ),
        ("lastmod: 2018-07-01", {"updated": "2018-07-01"}),
        ("description: Sea\nsummary: ''", {"summary": "Sea"}),
        ("params: {author: Ana, draft: true}", {"author": "Ana", "draft": "true"}),
        ("header: {teaser: sea.png}", {"image": "sea.png"}),
        ("photo_url: ana.png", {"avatar": "ana.png"}),
        *((f"status: {status}", {"draft": "true"}) for status in ("Draft", "future")),
        *((f"visibility: {word}", {"draft": "true"}) for word in ("hidden", "private")),
        *((f"{key}: true", {"draft": "true"}) for key in ("unlisted", "isDraft", "private")),
        *((line, {"draft": "true"}) for line in ("saveAsDraft: true", "state: draft")),
        *((line, {"draft": "true"}) for line in ("publish: false", "build: {list: never}")),
        ("draft: false\npublished: false", {"draft": "true"}),
        ("visibility: members", {}),
        ("permalink: false", {"slug": "false", "draft": "true"}),
        ("blogpost: true\nauthor: Ana, Bob", {"author": ["Ana", "Bob"]}),
        ("blogpost: true\nauthor: Ana", {"author": "Ana"}),
        ("featuredImage: a.jpg", {"image": "a.jpg"}),
        ("tags: [Sea]\ncategories: News", {"topics": ["Sea"]}),
        ("taxonomies: {tags: [Sea]}", {"topics": ["Sea"]}),
        ("status: published", {}),
    ],
)
def test_fields_of_other_generators(lines: str, expected: dict[str, object]) -> None:
    """What other generators document is read as our field, where ours is missing or empty."""
    found = read(f"---\n{lines}\n---\nText")
    assert {k: v for k, v in values(found).items() if v} == expected
    assert found.problems == ()


@pytest.mark.parametrize(
    ("syntax", "text", "expected", "left"),
    [
        ("rst", ".. title: Sea: a\n.. tags:\n\n", {"title": "Sea: a"}, ""),
        (
            "md",
            "<!--\n.. title: Sea\n.. status: draft\n-->\n",
            {"title": "Sea", "draft": "true"},
            "",
        ),
        ("md", "Title: Sea: a\nCategory: x\n\n", {"title": "Sea: a", "topics": "x"}, ""),
        ("md", "Author: Ana\n    Bob\n\n", {"author": "Ana\nBob"}, ""),
        (
            "md",
            "----- Forwarded -----\nFrom: <a@x.example>\nDate: So.\nSubject: Fwd: Re: Sea: a\n\n",
            {"title": "Sea: a"},
            "",
        ),
        ("md", "Von: Ana\nAn: Bob\nBetreff: Sea\n\n", {"author": "Ana", "title": "Sea"}, ""),
        (
            "md",
            'From: "Silva, Ana" <a@x.example>\nDate: Tue, 28 Apr 2026\nTo: B\n C\nSubject: Sea\n\n',
            {"author": "Silva, Ana", "date": "Tue, 28 Apr 2026", "title": "Sea"},
            "",
        ),
        ("md", '{\n  "title": "Sea",\n  "draft": true\n}\n', {"title": "Sea", "draft": "true"}, ""),
        ("md", '\n{\n"title": "Sea"\n}\n', {"title": "Sea"}, ""),
        ("md", "---\nlang: de\n---\nTitle: Sea\n", {"lang": "de"}, "Title: Sea\n"),
        ("rst", "---\ntitle: Sea\n---\n", {"title": "Sea"}, ""),
        (
            "rst",
            "Sea\n===\n\n.. post:: 14 Oct, 2025\n   :author: Ana, Bob\n   :image: 1\n",
            {"date": "14 Oct, 2025", "authors": ["Ana", "Bob"]},
            "Sea\n===\n",
        ),
        ("rst", ".. post::\n   :language: de\n\n", {"draft": "true", "lang": "de"}, ""),
        (
            "md",
            "```{post} 2018-06-26\n---\nauthor: Ana\n---\n```\n",
            {"date": "2018-06-26", "authors": "Ana"},
            "",
        ),
        (
            "md",
            ":::{post} 2018-06-26\n:title: Sea\n:tags: a, b\n\n:::\n",
            {"date": "2018-06-26", "title": "Sea", "topics": "a, b"},
            "",
        ),
    ],
)
def test_fields_without_rules(
    syntax: Literal["md", "rst"], text: str, expected: dict[str, object], left: str
) -> None:
    """Nikola's comments, Pelican's lines, headers of e-mails and ABlog's directive are fields."""
    found = read(f"{text}Words.", syntax)
    assert values(found) == expected
    assert found.body.split() == f"{left}Words.".split()
    assert found.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        *("Date: 2018\n\nText", "From: Porto\nTo: Faro\n\nText", "From: Ana\nSubject: Sea\nText"),
        *("{\n}\n", "{\nsome words\n}\n", "{\ntitle: Sea\n", "Title: Sea\nand more words\n\nText"),
        *("<!--\n.. title: Sea\n\nText", "<!--\n.. colour: blue\n-->\n"),
        *("```{post} 2018-06-26\nWords.\n```\nText", "````\n```{post} 2018-06-26\n```\n````\n"),
    ],
)
def test_lines_like_fields_are_text(text: str) -> None:
    """Lines that may be prose, a comment that has no fields, and code stay as they are."""
    assert read(text) == FieldSet({}, text)


def test_what_is_a_field() -> None:
    """Our fields, those of others, and slips are fields; other words are not."""
    assert all(map(is_field, [*KNOWN, "layout", "authour", "myst"]))
    assert not is_field("breakfast")


# -- Field lists -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "above",
    [
        *("", "\n\n", ".. a comment\n   of two lines\n\n.. _label:\n\n", "..\n\n"),
        *("Title\n=====\n\n", "=====\nTitle\n=====\n\n"),
        "\n.. _label:\n\nTitle\n~~~~~\n.. comment\n\n",
    ],
)
def test_field_list(above: str) -> None:
    """A field list at the top, or right below the title, gives the fields."""
    fields = ":Author: Ana\n:title: My\n   long week\n:date:\n  2018-06-26\n:orphan:\n"
    found = read(f"{above}{fields}\nText\n", "rst")
    assert values(found) == {"author": "Ana", "title": "My long week", "date": "2018-06-26"}
    first = above.count("\n") + 1
    assert [f.line for f in found.fields.values()] == [first, first + 1, first + 3]
    assert found.fields["date"].value.line == first + 4
    assert found.body == above + "\n" * 7 + "Text\n"
    assert found.problems == ()


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        (":slug: sea", {"slug": "sea"}),
        (":tags: sea, tide", {"topics": "sea, tide"}),
        (":category: news", {"topics": "news"}),
        (":status: draft", {"draft": "true"}),
    ],
)
def test_fields_below_a_title(field: str, fields: dict[str, object]) -> None:
    """Pelican's fields below a title are no text."""
    found = read(f"Title\n=====\n\n{field}\n\nText\n", "rst")
    assert (values(found), found.body.split()) == (fields, ["Title", "=====", "Text"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (":authors: Ana, Bob", "Ana, Bob"),
        (":authors: [Ana, Bob]", ["Ana", "Bob"]),
        (":authors:\n  - Ana\n  - Bob", ["Ana", "Bob"]),
        (":authors: - Ana\n          - Bob", ["Ana", "Bob"]),
        (":authors:\n\n   * Ana\n   * Bob", ["Ana", "Bob"]),
        (":authors: {name: Ana,\n   github: ana}", {"name": "Ana", "github": "ana"}),
        (":authors: [WIP] Ana", "[WIP] Ana"),
        (":authors:", None),
        (":aut\\hors: Ana", "Ana"),
        (":authors: - " + "x" * 64_000, "- " + "x" * 64_000),
    ],
)
def test_values_of_a_field_list(field: str, value: object) -> None:
    """Lists and mappings are read as YAML, with any of reST's bullets; all else is text."""
    found = read(f"{field}\n:id: x\n\nText", "rst")
    assert values(found) == {"authors": value, "id": "x"}
    assert found.problems == ()
    assert found.body.strip() == "Text"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (":authors: [Ana, Bob", "can't be read"),
        (":authors:\n  - [a\n  - b", "can't be read"),
        (":authors: [&x a, *x]", "alias"),
        (":authors: {a: !x y}", "tag"),
    ],
)
def test_bad_list_costs_its_field(field: str, words: str) -> None:
    """A list that is none is told at its field, and the others are read."""
    found = read(f":id: x\n{field}\n\nText", "rst")
    assert values(found) == {"id": "x"}
    ((line, message),) = told(found)
    assert line == 2
    assert words in message


@pytest.mark.parametrize(
    "text",
    [
        *("", "..", "Text\n\n:author: Ana\n", "Title\n=====\n\n:colour: blue\n"),
        *("Title\n=====\n\n:status: green\n", "Title\n==\n\n:author: Ana\n"),
        *("Title\n=====\n\nText\n", ":ref:`x` begins a text\n"),
        *(".. image:: x.png\n\n:author: Ana\n", ".. |x| replace:: y\n\n:author: Ana\n"),
        " indented\n=========\n\n:author: Ana\n",
    ],
)
def test_other_lists_are_text(text: str) -> None:
    """What isn't at the top, or is none of our fields below a title, stays in the text."""
    assert read(text, "rst") == FieldSet({}, text)
