"""People are found in running text where they are named, and nowhere else."""

from __future__ import annotations

import pytest

from sphinx_roundup.reports.mentions import Names, find_handles, with_names
from sphinx_roundup.reports.person import Person


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("@ana", ["ana"]),
        ("Thanks to @ana, @bob and @cyd.", ["ana", "bob", "cyd"]),
        ("@ana's soup, @ana’s soup", ["ana", "ana"]),
        ("(@ana) [@ana] “@ana” «@ana» —@ana— *@ana*", ["ana"] * 6),
        ("cc:@ana; @bob: look", ["ana", "bob"]),
        ("by @ana\nand @bob\n", ["ana", "bob"]),
        ("@ana/@bob, @ana / @bob", ["ana", "bob"] * 2),
        ("@ana-maria and @ana_2 and @ana.b", ["ana-maria", "ana_2", "ana.b"]),
        ("ask @ana. Or @bob... or @cyd- or @dan_", ["ana", "bob", "cyd", "dan"]),
        ("@42", ["42"]),
        ("@José, @jose\u0301, @Ελένη, @अनिता", ["José", "josé", "Ελένη", "अनिता"]),
    ],
)
def test_handles(text: str, handles: list[str]) -> None:
    """A handle is found between words, whatever script it is in and whatever follows."""
    assert [readings[0].name for readings in find_handles(text)] == handles


@pytest.mark.parametrize(
    "text",
    [
        *("ana@example.org", "josé@example.org", "a.b+c@ana.org", "@app.route", "@cache(1)"),
        *("@types/node", "talex5/@ana", "https://example.social/@ana", "@ana@example.social"),
        *("@ana:example.org", "@ana[0]", "@@ana", "@", "@ ana", "@-ana", "me@", "$@ana"),
    ],
)
def test_what_is_no_mention(text: str) -> None:
    """Addresses, decorators, packages, paths and names of other networks name nobody."""
    found = [readings[0].name for readings in find_handles(text)]
    assert found in ([], ["app.route"])  # which nobody is called


def test_scripts_without_blanks_have_several_readings() -> None:
    """Where words follow each other without blanks, a handle may end at each letter."""
    (readings,) = find_handles("谢谢@ana的帮助")
    assert [found.name for found in readings] == ["ana的帮助", "ana的帮", "ana的", "ana"]
    assert "谢谢@ana的帮助"[readings[-1].start : readings[-1].end] == "@ana"
    (readings,) = find_handles("@アナさん")
    assert [found.name for found in readings] == ["アナさん", "アナさ", "アナ", "ア"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("haesbaert said", ["haesbaert"]),
        ("Ana  Ferreira's and Ana\nFerreira", ["Ana Ferreira", "Ana Ferreira"]),
        ("Ana Ferreira and Ana", ["Ana Ferreira", "Ana"]),
        ("ask C. J. now", ["C. J."]),
        ("haesbaert.", ["haesbaert"]),
        ("感谢小安的帮助，小安!", ["小安", "小安"]),
        ("O'Brien and O’Brien", ["O'Brien", "O'Brien"]),
        ("Team @ana", ["Team @ana"]),
        ("C. J.x, .Ana", []),
        ("Anastasia, Ana-Maria, Susana", []),
        ("mirage-haesbaert, haesbaert/x, haesbaert.org, haesbaert@x.org, @haesbaert", []),
    ],
)
def test_names_in_plain_text(text: str, found: list[str]) -> None:
    """A name is found as a word of its own, over the end of a line, the longest one first."""
    names = Names(
        ["haesbaert", "Ana", "Ana Ferreira", "C. J.", "小安", "O'Brien", "Team @ana", "!"]
    )
    assert [each.name for each in names.find(text)] == found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Thanks, @ana!", "Thanks, Ana Silva!"),
        ("Ana Silva (@ana) and @bob", "Ana Silva (@ana) and @bob"),
        ("谢谢@ana的", "谢谢Ana Silva的"),
        ("@ana Silva, @ana\nSilva's @ana Silvano", "Ana Silva, Ana Silva's Ana Silva Silvano"),
    ],
)
def test_names_instead_of_handles(text: str, shown: str) -> None:
    """Titles and summaries show names instead of known handles, but not twice."""
    people = {"ana": Person("Ana Silva", "ana")}
    assert with_names(text, people.get) == shown


@pytest.mark.parametrize(("names", "found"), [([], []), (["!"], []), (["Ana"], ["Ana"])])
def test_few_names(names: list[str], found: list[str]) -> None:
    """A finder without names is false, and finds none."""
    finder = Names(names)
    assert (bool(finder), [each.name for each in finder.find("Ana!")]) == (bool(found), found)


def test_readings_are_limited() -> None:
    """A long text without spaces has no more readings than a handle has characters."""
    (readings,) = find_handles("@" + "字" * 900)
    assert len(readings) == 1 + 100
