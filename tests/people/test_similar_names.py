"""Two spellings of one name are found, and two names are left alone."""

from __future__ import annotations

import pytest
from conftest import count_calls

from sphinx_roundup.people.similar_names import find_similar
from sphinx_roundup.reports import Person


def alike(*names: str) -> list[tuple[str, str]]:
    """Return the pairs among people with these names."""
    return [(first.name, second.name) for first, second in find_similar(map(Person, names))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ana Ferreira", "ANA FERREIRA"),
        ("ana", "Ana"),
        ("Zoë", "Zoe"),
        ("Reynir Björnsson", "Reynir Bjornsson"),
        ("Reynir Björnsson", "Reynir Bjoernsson"),
        ("Søren Åberg", "Soeren Aaberg"),
        ("Søren Åberg", "Soren Aberg"),
        ("Stefan Eßer", "Stefan Esser"),
        ("Jo\u0308rg Mu\u0308ller", "Joerg Mueller"),
        ("Ferreira, Ana", "Ferreira Ana"),
        ("Ana Ferreira", "Ferreira, Ana"),
        ("Jean-Luc Picard", "Jean Luc Picard"),
        ("Pat O'Brien", "Pat O’Brien"),
        ("Thomas M. Leonard", "Thomas Leonard"),
        ("Thomas M Leonard", "Leonard, Thomas"),
        ("Leonard, Thomas M.", "Thomas Leonard"),
        ("John R. R. Tolkien", "John Tolkien"),
        ("Philipp Marek", "Philip Marek"),
        ("Phillip Marek", "Philipp Marek"),
        ("Hannes B. Mehnert", "Hannes Mehnert"),
        ("Анна С. Пушкина", "Анна Пушкина"),
        ("Ana Silva 2", "Silva, Ana 2"),
        ("Ana 🦊", "ANA 🦊"),
    ],
)
def test_alike(first: str, second: str) -> None:
    """Case, accents, order, initials and doubled letters make no other person."""
    assert alike(first, second) == [(first, second)]
    assert alike(second, first) == [(second, first)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ana Ferreira", "Ana  Ferreira"),
        ("Jan Novak", "Jana Novak"),
        ("Jan Novak", "Jan Nowak"),
        ("Ana Silva", "Anna Silva"),
        ("Michael Novak", "Michal Novak"),
        ("Philip", "Philipp"),
        ("Björn", "Bjoern"),
        ("Hannes Menhert", "Hannes Mehnert"),
        ("Ana", "Ana Ferreira"),
        ("Person 11", "Person 12"),
        ("Person 11", "Person 1"),
        ("Ana 1", "Ana 11"),
        ("Ana x1ä", "Ana x1ae"),
        ("Thomas M. Leonard", "Thomas K. Leonard"),
        ("T. Leonard", "Thomas Leonard"),
        ("Thomas L.", "Thomas"),
        ("李 小 龙", "李 龙"),
        ("Pat O'Brien", "Pat Brien"),
        ("Ana 🦊", "Ana 🐻"),
        ("Ana 🦊", "Ana"),
        ("🦊", "🐻"),
        ("—", "…"),
        ("ива́н и", "иван й"),
    ],
)
def test_not_alike(first: str, second: str) -> None:
    """Another letter, digit or emoji, or one that is missing, may be another person's."""
    assert alike(first, second) == []
    assert alike(second, first) == []


def test_each_is_told_once() -> None:
    """Whoever is like several of those above is a pair with the first of them."""
    assert alike("Ana Sá", "Bob", "ANA SÁ", "Sá, Ana", "Ana Sá") == [
        ("Ana Sá", "ANA SÁ"),
        ("Ana Sá", "Sá, Ana"),
    ]
    assert alike("Tom K. Li", "Tom M. Li", "Tom Li") == [("Tom K. Li", "Tom Li")]
    assert alike("Tom Li", "Tom K. Li", "Tom M. Li") == [
        ("Tom Li", "Tom K. Li"),
        ("Tom Li", "Tom M. Li"),
    ]


def test_two_handles_are_two_people() -> None:
    """Who has a handle is like none of those who have one; others are like either."""
    first, second = Person("Ana Sá", handle="ana"), Person("Ana Sa", handle="sa")
    other = Person("Sá, Ana")
    assert find_similar([first, second]) == []
    assert find_similar([first, second, other]) == [(first, other)]
    assert find_similar([other, first, second]) == [(other, first), (other, second)]


def test_work_grows_with_the_names() -> None:
    """Ten times the names are about ten times the work, although all of them are alike."""
    calls = []
    name = "numbersonian hopkins"
    for number in (300, 3000):
        people = [
            Person("".join(c.upper() if bits >> n & 1 else c for n, c in enumerate(name)))
            for bits in range(number)
        ]
        assert len(find_similar(people)) == number - 1
        calls.append(count_calls(find_similar, people))
    assert calls[1] < 12 * calls[0]
