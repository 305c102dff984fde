"""A report becomes a record, whatever state its file is in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from sphinx_roundup.reports.person import Person
from sphinx_roundup.reports.record import Report, read_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def read(srcdir: Path, write: Callable[..., None]) -> Callable[..., Report]:
    """Return a function that writes a report and reads it."""

    def read(content: str | bytes, filename: str = "ana.md") -> Report:
        write(filename, content=content)
        return read_report(srcdir, filename)

    return read


def told(report: Report) -> list[tuple[int, str]]:
    """Return the lines and words of the problems."""
    return [(p.line, p.message % p.args) for p in report.problems]


def test_markdown_report(read: Callable[..., Report]) -> None:
    """Everything that a front matter may say is in the record."""
    report = read(
        "---\nauthor: Ana Silva\ntitle: My  week\ndate: 2018-06-26\nupdated: 2018/07/01\n"
        "url: https://ana.org/week\nsummary: >\n  Two\n  lines\n"
        "quote: All  I saw\naffiliation: The Sea\navatar: ana.jpg\n"
        "links: {Blog: https://ana.org}\nlang: EN-gb\nid: ' Ana 1 '\n"
        "draft: on\n---\n\nText\n",
        "r/ana.md",
    )
    assert report == Report(
        filename="r/ana.md",
        syntax="md",
        text="\n" * 18 + "Text\n",
        authors=(Person("Ana Silva"),),
        title="My week",
        date=dt.date(2018, 6, 26),
        updated=dt.date(2018, 7, 1),
        url="https://ana.org/week",
        summary="Two lines",
        quote="All I saw",
        affiliation="The Sea",
        avatar="ana.jpg",
        links=(("Blog", "https://ana.org"),),
        lang="en-gb".replace("gb", "gb"),
        id="Ana 1",
        draft=True,
    )


@pytest.mark.parametrize("suffix", ["rst", "RST"])
def test_rest_report(read: Callable[..., Report], suffix: str) -> None:
    """A field list says the same."""
    report = read(":author: Ana\n:date: 26 June 2018\n:draft: no\n\nText\n", f"ana.{suffix}")
    assert report == Report(
        filename=f"ana.{suffix}",
        syntax="rst",
        text="\n\n\n\nText\n",
        authors=(Person("Ana"),),
        date=dt.date(2018, 6, 26),
    )


def test_plain_report(read: Callable[..., Report]) -> None:
    """A file without any field is a report."""
    assert read("Text\n", "Ana Silva") == Report(filename="Ana Silva", syntax="md", text="Text\n")


def test_author_and_authors(read: Callable[..., Report]) -> None:
    """Both names of the field may be used at once."""
    report = read("---\nauthors: [Bob, ana]\nauthor: Ana\n---\nText")
    assert [person.name for person in report.authors] == ["Ana", "Bob"]


def test_fields_beside_the_report(write: Callable[..., None], read: Callable[..., Report]) -> None:
    """Nikola's file beside a report gives the fields that it doesn't have itself."""
    meta = ".. title: Sea\n.. author: Ana\n.. date: 2018-06-26\n.. slug: sea\n.. status: private\n"
    write("r/ana.meta", content=meta)
    report = read("---\ntitle: My week\n---\nText", "r/ana.md")
    assert (report.title, report.date, report.draft) == ("My week", dt.date(2018, 6, 26), True)
    assert [(person.name, person.filename) for person in report.authors] == [("Ana", "r/ana.meta")]
    assert (report.text.strip(), report.problems) == ("Text", ())


@pytest.mark.parametrize("value", ["", "~", "''", "''  # nothing yet"])
def test_fields_left_empty_are_not_given(read: Callable[..., Report], value: str) -> None:
    """A template that nobody filled in says nothing."""
    names = "title date updated url summary affiliation avatar links lang license id draft".split()  # noqa: SIM905
    head = "".join(f"{name}: {value}\n" for name in names)
    report = read(f"---\n{head}---\nText")
    assert report == Report(filename="ana.md", syntax="md", text="\n" * 14 + "Text")


@pytest.mark.parametrize(
    "text",
    [
        *("2018-06-26", "2018-6-26", "2018/06/26", "'2018-06-26'", "2018-06-26T10:00:00Z"),
        *("2018-06-26 10:00:00 +0200", "2018-06-26 9:30", "26 June 2018", "June 26, 2018"),
        *("june 26 2018", "Jun. 26th, 2018", "Tuesday, 26th of June 2018"),
        *("26. June 2018, 9:30 PM", "26.6.2018", "2018.06.26", "2018-06-26 10:00:00 UTC+02:00"),
    ],
)
def test_dates(read: Callable[..., Report], text: str) -> None:
    """Dates are read as other generators and people write them."""
    report = read(f"---\ndate: {text}\n---\nText")
    assert report.date == dt.date(2018, 6, 26)
    assert report.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        *("2021-99-99", "2021-02-30", "0000-01-01", "06/26/2018", "yesterday", "2018"),
        *("[2018-06-26]", "2018-06-26 x", "31 Juni 2018", "32 June 2018"),
    ],
)
def test_wrong_date_is_told_at_its_line(read: Callable[..., Report], text: str) -> None:
    """A date that is none costs itself alone."""
    report = read(f"---\ntitle: x\nauthor: Ana\ndate: {text}\n---\nKEEP")
    assert report.date is None
    assert [line for line, _words in told(report)] == [4]
    assert (report.title, report.text.strip()) == ("x", "KEEP")


@pytest.mark.parametrize("key", ["date", "created"])
def test_hint_for_day_and_month(read: Callable[..., Report], key: str) -> None:
    """The hint for a date with day and month in each other's place is the date."""
    assert told(read(f"---\n{key}: 2023-16-10\n---\nText")) == [
        (2, f"'2023-16-10' is no date, and '{key}' is ignored; did you mean 2023-10-16?")
    ]


@pytest.mark.parametrize("key", ["license", "licence"])
def test_licence(read: Callable[..., Report], key: str) -> None:
    """Both spellings are read, and the message for another text says what to write."""
    assert read(f"---\n{key}: MIT\n---\nText").license == "MIT"
    written = ("CC BY-SA 4.0", "CC BY NC ND 3.0", "CC0 1.0")
    found = [read(f"---\n{key}: {each}\n---\nText").license for each in written]
    assert found == ["CC-BY-SA-4.0", "CC-BY-NC-ND-3.0", "CC0-1.0"]
    ((line, message),) = told(read(f"---\n{key}: CC BY\n---\nText"))
    assert (line, message.partition(";")[0]) == (
        2,
        f"'CC BY' is no SPDX identifier, and '{key}' is ignored",
    )
    text = "Sea\n===\n\n:license: MIT\n\nText\n"  # it may be the licence of what the text is about
    assert (read(text, "ana.rst").license, read(text, "ana.rst").text) == (None, text)


@pytest.mark.parametrize(
    ("lines", "topics"),
    [
        ("topics: sea ,  Tide  tables,,sea", ("sea", "Tide tables")),
        (
            "topics: ['#sea', 'C#', 'a, b', ~, [x], 海, '#', \"\\u200b\"]",
            ("sea", "C#", "a, b", "海"),
        ),
        ("tags: [{label: Sea, permalink: /sea}, {name: Tides}]", ("Sea", "Tides")),
        ('tags: ["\\\\(a", "b\\u202ec"]', ("\\\u2060(a", "bc")),
        ("tags: {a: b}", ()),
        (f"tags: [{'x' * 101}]", ()),
    ],
)
def test_topics(read: Callable[..., Report], lines: str, topics: tuple[str, ...]) -> None:
    """Topics are a list or a text with commas; those of other generators cause no warning."""
    report = read(f"---\n{lines}\n---\nText")
    assert (report.topics, report.problems) == (topics, ())


def test_too_many_topics(read: Callable[..., Report]) -> None:
    """The message says which limits topics have."""
    message = "'topics' has more than 50 topics, or one of more than 100 characters, and is ignored"
    assert told(read(f"---\ntopics: {'x' * 101}\n---\nText")) == [(2, message)]


@pytest.mark.parametrize(
    ("filename", "day"),
    [
        ("2018-06-26-sea.md", dt.date(2018, 6, 26)),
        ("r/2018-06-26/index.md", dt.date(2018, 6, 26)),
        ("2018-06-26_sea.rst", dt.date(2018, 6, 26)),
        ("2018-06-266.md", None),
        ("2018-99-26-sea.md", None),
    ],
)
def test_date_in_the_name(read: Callable[..., Report], filename: str, day: dt.date | None) -> None:
    """The name of a file or its folder may begin with the date; a field counts more."""
    assert read("Text", filename).date == day
    assert read("Text", filename).problems == ()
    assert read(":date: 2020-01-01\n\nText", "2018-06-26.rst").date == dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("lines", "image"),
    [
        ("image: sea.png", ("sea.png", "")),
        ("cover: {image: sea.png, alt: The sea}", ("sea.png", "The sea")),
        ("images: [sea.png, x.png]\nfeature_image_alt: The sea", ("sea.png", "The sea")),
        ("image: {caption: x}", None),
        ("images: []", None),
        ("cover: '[[sea.png|The sea]]'", ("sea.png", "")),
        ("image: https://ana.org/sea.png", None),
        ("image: 1", None),
    ],
)
def test_cover(read: Callable[..., Report], lines: str, image: tuple[str, str] | None) -> None:
    """The picture of a front matter is a path, with words if there are any."""
    report = read(f"---\n{lines}\n---\nText")
    assert (report.image, report.problems) == (image, ())


def test_values_of_other_generators_may_be_others(read: Callable[..., Report]) -> None:
    """What isn't written for us is used where it fits, without a word."""
    report = read(
        "---\ncreated: {{date}}\ndate: today\nurl: /a/\nlanguage: English\nphoto: https://a.org/x.png\n"
        "link: /a/\nexcerpt: [x]\n"
        "last_update: {date: 2018-06-26, author: ana}\n---\nText"
    )
    assert (report.lang, report.avatar, report.url, report.summary) == (None, None, None, None)
    assert (report.updated, report.problems) == (dt.date(2018, 6, 26), ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("image", "//ana.org/x"),
        *((name, "[a, b]") for name in ("title", "summary", "id")),
        *((name, "{name: x}") for name in ("title", "affiliation")),
        *(("url", url) for url in ("javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x")),
        *(
            ("url", url)
            for url in ("ana.org", "//ana.org", "https://", "https://[x", "https://a b")
        ),
        *(("url", url) for url in ("'https://x\"onload=x'", "mailto:ana@x.org")),
        ("url", "https://ana.org/" + "x" * 2000),
        *(("avatar", path) for path in ("javascript:x", "//ana.org/x.png", "file:///etc/passwd")),
        *(("avatar", path) for path in ("C:\\ana.png", "a\\b.png")),
        *(("links", link) for link in ("javascript:x", "[data:x]", "{x: 'vbscript:x'}")),
        *(("links", link) for link in ("[[https://ana.org]]", "'mailto:no address'")),
        *(("lang", tag) for tag in ("english", "de DE", "'\"><x'")),
        *(("draft", flag) for flag in ("maybe", "[yes]")),
    ],
)
def test_wrong_value_is_told_at_its_line(
    read: Callable[..., Report], name: str, value: str
) -> None:
    """A value that its field doesn't take is ignored, and the rest is kept."""
    report = read(f"---\nauthor: Ana\n{name}: {value}\n---\nKEEP")
    assert getattr(report, name) in {None, (), False}
    assert report.authors == (Person("Ana"),)
    ((line, message),) = told(report)
    assert line == 3
    assert message[0].islower() or message[0] == "'"
    assert not message.endswith(".") or message.endswith("...")


@pytest.mark.parametrize(
    ("value", "links"),
    [
        ("https://www.ana.org/x", [("ana.org", "https://www.ana.org/x")]),
        ("<https://ana.org>", [("ana.org", "https://ana.org")]),
        ("mailto:ana@x.org?subject=x", [("ana@x.org", "mailto:ana@x.org?subject=x")]),
        ("[https://a.org, https://a.org]", [("a.org", "https://a.org")]),
        ("{My  blog: https://a.org}", [("My blog", "https://a.org")]),
        (
            "[{Blog: https://a.org}, https://b.org]",
            [("Blog", "https://a.org"), ("b.org", "https://b.org")],
        ),
        ("[{label: Blog, url: https://a.org}]", [("Blog", "https://a.org")]),
        ("[{name: [x], url: https://a.org}]", [("a.org", "https://a.org")]),
        ("[{url: https://a.org}]", [("a.org", "https://a.org")]),
        ("{Blog: , Code: https://a.org}", [("Code", "https://a.org")]),
    ],
)
def test_links(read: Callable[..., Report], value: str, links: list[tuple[str, str]]) -> None:
    """Links are one URL, a list, or labels with URLs; without a label the host is shown."""
    report = read(f"---\nlinks: {value}\n---\nText")
    assert report.links == tuple(links)
    assert report.problems == ()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("url", "<https://ana.org>", "https://ana.org"),
        ("url", "http://localhost:8000/ä", "http://localhost:8000/ä"),
        ("avatar", "/photos/ana b.jpg", "/photos/ana b.jpg"),
        ("avatar", "https://ana.org/x.png", "https://ana.org/x.png"),
        ("lang", "pt_BR", "pt-BR"),
        ("lang", "DE", "de"),
        ("title", "2018", "2018"),
        ("draft", "TRUE", True),
        ("draft", "1", True),
        ("draft", "off", False),
    ],
)
def test_right_values(read: Callable[..., Report], name: str, value: str, expected: object) -> None:
    """What a field takes is taken."""
    report = read(f"---\n{name}: {value}\n---\nText")
    assert getattr(report, name) == expected
    assert report.problems == ()


@pytest.mark.parametrize("text", ["", " \n\t\n", "---\nauthor: Ana\n---\n\n", "\ufeff"])
def test_report_without_text(read: Callable[..., Report], text: str) -> None:
    """Nothing to show is told."""
    report = read(text)
    ((line, message),) = told(report)
    assert (line, report.unreadable) == (1, False)
    assert message.startswith("has no text")


def test_pointer_needs_no_text(read: Callable[..., Report]) -> None:
    """A report may be somewhere else."""
    assert read("---\nurl: https://ana.org\n---\n").problems == ()


@pytest.mark.parametrize("line", ["slug: week", "permalink: /2018/week.html", "slug: [x]"])
def test_slug(read: Callable[..., Report], line: str) -> None:
    """The last part of an address on another site is known, for links to it."""
    assert read(f"---\n{line}\n---\nText").slug == ("" if "[" in line else "week")


@pytest.mark.parametrize("text", ["https://ana.org/week", "\n<https://ana.org/week>\n"])
def test_address_as_the_text(read: Callable[..., Report], text: str) -> None:
    """A report that is nothing but an address is somewhere else."""
    report = read(f"---\nauthor: Ana\n---\n{text}")
    assert (report.url, report.text.strip(), report.problems) == ("https://ana.org/week", "", ())


def test_merge_conflict(read: Callable[..., Report]) -> None:
    """What Git left of a merge is told where it begins, once."""
    report = read(
        "Text\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n\n<<<<<<< y\n=======\n>>>>>>> z\n"
    )
    ((line, message),) = told(report)
    assert line == 3
    assert "merge conflict" in message


@pytest.mark.parametrize(
    "text", ["A\n=======\nb", "<<<<<<< a\n=======\nb", "<<<<<<<\n=======\n>>>>>>> b"]
)
def test_no_merge_conflict(read: Callable[..., Report], text: str) -> None:
    """An underline, or half of the marks, is no conflict."""
    assert read(text).problems == ()


def test_controls_in_title_and_body(read: Callable[..., Report]) -> None:
    """What no text needs goes, and is told by kind; the log stays clean."""
    report = read("---\ntitle: a\x1b[31mb\u202ec\0\n---\nT\x07ext\n")
    assert (report.title, report.text.strip()) == ("abc", "Text")
    assert [line for line, _words in told(report)] == [2, 2]
    assert all(words.isprintable() for _line, words in told(report))


def test_quotations_in_messages_are_inert(read: Callable[..., Report]) -> None:
    """Messages quote nothing that could spoil a log."""
    report = read(
        '---\ndate: "a\\u200bb\\n\\x41 ' + "x" * 200 + '"\n"auth\\u2066our": x\n---\nText'
    )
    assert len(report.problems) == 2
    assert all(words.isprintable() and len(words) < 200 for _line, words in told(report))


def test_problems_are_in_order(read: Callable[..., Report]) -> None:
    """Problems come in the order of the lines."""
    report = read("---\nupdated: never\nk: !x y\ndate: never\n---\nText")
    assert [line for line, _words in told(report)] == [2, 3, 4]


def test_unreadable_report(read: Callable[..., Report]) -> None:
    """A file that can't be read is a report without text, told at its line."""
    report = read(b"one\ntwo \xe4\n", "bad.rst")
    assert (report.unreadable, report.text, report.syntax) == (True, "", "rst")
    assert [(p.line, p.subtype) for p in report.problems] == [(2, "encoding")]
