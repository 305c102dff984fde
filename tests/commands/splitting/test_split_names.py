"""Whom a heading names."""

from __future__ import annotations

import pytest

from sphinx_roundup.commands.splitting.head import fields_of, report_head, rst_value
from sphinx_roundup.commands.splitting.names import Author, looks_like_name, read_heading
from sphinx_roundup.reports import read_fields, read_report


@pytest.mark.parametrize(
    ("heading", "authors"),
    [
        ("Ana Silva", [Author("Ana Silva")]),
        ("**Ana Silva**:", [Author("Ana Silva")]),
        ("Ana *Silva*", [Author("Ana Silva")]),
        ("[Ana Silva](https://a.org/x_(y))", [Author("Ana Silva", urls=("https://a.org/x_(y)",))]),
        ("`Ana <https://a.org>`__", [Author("Ana", urls=("https://a.org",))]),
        ('<a href="https://a.org">Ana Silva</a>', [Author("Ana Silva", urls=("https://a.org",))]),
        ("[Ana](ana.html)", [Author("Ana")]),
        ("Ana Silva (@ana)", [Author("Ana Silva", "ana")]),
        ("Ana Silva @ana", [Author("Ana Silva", "ana")]),
        ("@ana", [Author("ana", "ana")]),
        ("Ana Silva (@-)", [Author("Ana Silva")]),
        ("Ana Silva (ACME)", [Author("Ana Silva", affiliation="ACME")]),
        ("Ana Silva, ACME Labs", [Author("Ana Silva", affiliation="ACME Labs")]),
        ("Ana Silva, University of X", [Author("Ana Silva", affiliation="University of X")]),
        ("Ana Silva, Jr.", [Author("Ana Silva, Jr.")]),
        ("Ana Silva, Bob Jones", [Author("Ana Silva"), Author("Bob Jones")]),
        (
            "Ana Silva, Bob Jones and Cy",
            [Author("Ana Silva"), Author("Bob Jones"), Author("Cy")],
        ),
        ("Viktor Baluch & Luk Burchard:", [Author("Viktor Baluch"), Author("Luk Burchard")]),
        (
            "[Ana](https://a.org) and [Bob](https://b.org)",
            [Author("Ana", urls=("https://a.org",)), Author("Bob", urls=("https://b.org",))],
        ),
        ("Jurre van Bergen", [Author("Jurre van Bergen")]),
        ("Ludwig van den Ünalan-O'Neil", [Author("Ludwig van den Ünalan-O'Neil")]),
        ("1. Ana Silva", [Author("Ana Silva")]),
        ("Ana Silva 🌊", [Author("Ana Silva 🌊")]),
        ("山田 太郎", [Author("山田 太郎")]),
        ("Анна Иванова", [Author("Анна Иванова")]),
        ("محمد علي", [Author("محمد علي")]),
        ("Ana &amp; Bob", [Author("Ana"), Author("Bob")]),
    ],
)
def test_names(heading: str, authors: list[Author]) -> None:
    """People are told apart, with what the heading says of them."""
    who = read_heading(heading)
    assert (list(who.authors), who.title) == (authors, "")


@pytest.mark.parametrize(
    ("heading", "names", "title"),
    [
        ("Ana Silva: my week", ["Ana Silva"], "my week"),
        ("Ana Silva – my week", ["Ana Silva"], "my week"),
        ("My week, by Ana Silva", ["Ana Silva"], "My week"),
        ("By Ana Silva", ["Ana Silva"], ""),
        ("What I did", [], "What I did"),
        ("Thanks to all", [], "Thanks to all"),
        ("Week 2", [], "Week 2"),
        ("A name with far too many words in it", [], "A name with far too many words in it"),
        ("🎉", [], "🎉"),
        ("Ana@Home", [], "Ana@Home"),
        ("", [], ""),
    ],
)
def test_titles(heading: str, names: list[str], title: str) -> None:
    """What is no name is the report's title."""
    who = read_heading(heading)
    assert ([author.name for author in who.authors], who.title) == (names, title)


def test_known() -> None:
    """Whoever is known has a name, whatever it looks like."""
    known = {"the cook", "ana silva"}
    assert looks_like_name("The  Cook", known)
    assert read_heading("The Cook", known).authors == (Author("The Cook"),)
    assert read_heading("Bob, The Cook", known).authors == (Author("Bob"), Author("The Cook"))
    assert read_heading("The Cook and Bob", known).authors == (Author("The Cook"), Author("Bob"))
    assert read_heading("what i did", is_name=True).authors == (Author("what i did"),)
    assert read_heading("", is_name=True).authors == ()
    assert not looks_like_name("", known)
    assert looks_like_name("(@ana)")
    assert not looks_like_name("van der")


NASTY = [
    "Ana: Silva",
    "'Ana' \"Silva\"",
    "- Ana",
    "@ana",
    "#Ana",
    "Ana & Bob",
    "[Ana]",
    "No",
    "Ana Silva, Bob Jones",
    "Ana \\ Silva",
    "{Ana}",
    "* Ana",
    "山田 太郎",
    "1.10",
]


@pytest.mark.parametrize("syntax", ["md", "rst"])
@pytest.mark.parametrize("name", NASTY)
def test_heads_read_back(name: str, syntax: str, tmp_path) -> None:  # noqa: ANN001 - pytest's
    """Whatever a name looks like, it is read as it was written."""
    who = read_heading("x", is_name=True)._replace(
        authors=(Author(name, "h", name, ("https://a.org", "https://b.org")),), title=name
    )
    head = report_head(who, "", syntax)
    (tmp_path / f"x.{syntax}").write_text(f"{head}\nHi.\n", encoding="utf-8")
    report = read_report(tmp_path, f"x.{syntax}")
    if name != "1.10":  # no name, but told
        assert not report.problems
        assert [(p.name, p.affiliation) for p in report.authors] == [(name, name)]
        assert report.authors[0].links == (("a.org", "https://a.org"),)
    is_list = syntax == "rst" and name[0] in "-*[{"  # such a title stays in a comment
    assert report.title == (None if is_list else name)
    assert report.links == (("b.org", "https://b.org"),)
    alone = report_head(who._replace(authors=(Author(name),), title=""), "", syntax)
    fields = read_fields(f"{alone}\n", "rst" if syntax == "rst" else "md")
    assert not fields.problems


def test_nothing_to_say() -> None:
    """Without authors and title there is no head; a plain text stays one in reST."""
    who = read_heading("")
    assert (fields_of(who), report_head(who, "", "md"), report_head(who, "", "rst")) == ({}, "", "")
    assert report_head(who, "!", "md") == ""
    assert rst_value("- x") == "['- x']"
    kept = report_head(read_heading("Ana Silva"), "Ana Silva, and more", "md")
    assert kept == "---\n# on the page: Ana Silva, and more\nauthor: Ana Silva\n---\n"
    assert report_head(read_heading("Ana"), "Ana, and more", "rst") == (
        ":author: Ana\n\n.. On the page: Ana, and more\n"
    )
