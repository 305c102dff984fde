"""Names that are spelled differently, and look like one person's.

Who is told so wrongly can't silence it but for all names: two people may differ in one
letter ("Jan Novak", "Jana Novak"), so that no letter is ever left out or replaced here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.reports.person import folded
from sphinx_roundup.reports.slug import make_slug
from sphinx_roundup.reports.text import collapsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_roundup.reports.person import Person

APOSTROPHES = re.compile("['`´ʼ‘’]")
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
"""Of German and the Nordic languages; what :func:`make_slug` does is the other habit."""

MIN_SINGLE = 5
"""The letters of a word in which doubled ones don't count: "Ana" and "Anna" are two names."""
MIN_SWAPPED = 7
"""The letters of a word in which two may be swapped."""


class _Forms(NamedTuple):
    """What is compared of a name.

    Two names are alike if they have an own form in common, or if the own form of one is
    another form of the other: "Thomas M. Leonard" and "Thomas K. Leonard" are both like
    "Thomas Leonard", and not like each other.
    """

    own: frozenset[str]
    short: frozenset[str]
    """Without middle initials."""
    swapped: frozenset[str]
    """With two letters swapped."""

    @property
    def all(self) -> frozenset[str]:
        return self.own | self.short | self.swapped


def find_alike(people: Iterable[Person]) -> list[tuple[Person, Person]]:
    """Return pairs of people whose names look like two spellings of one.

    Each is a pair with the first above them whom they are like, so that the time grows
    with the people, not with the pairs. The same spelling makes no pair, nor do two people
    who have a handle: that is how to say that they are two.
    """
    seen = _Seen()
    pairs: list[tuple[Person, Person]] = []
    spellings: set[str] = set()
    for person in people:
        spelling = collapsed(person.name)
        if spelling in spellings:
            continue
        spellings.add(spelling)
        forms = _forms(spelling)
        if like := seen.find(forms, person):
            pairs.append((like, person))
        seen.add(forms, person)
    return pairs


def find_accounts_of_two(people: Iterable[Person]) -> list[tuple[Person, Person]]:
    """Return pairs of people who have one account at GitHub, or one the other's as a handle.

    ``@ana`` may mean either; each is a pair with the first who has it.
    """
    everybody = list(people)
    by_handle = {folded(person.handle): person for person in everybody if person.handle}
    by_account: dict[str, Person] = {}
    pairs: list[tuple[Person, Person]] = []
    for person in everybody:
        account = folded(person.github or "")
        if not account:
            continue
        other = by_account.setdefault(account, person)
        other = by_handle.get(account, person) if other is person else other
        if other is not person:
            pairs.append((other, person))
    return pairs


class _Seen:
    """Finds the first of the people so far who has one of the forms."""

    def __init__(self) -> None:
        self._people: list[Person] = []
        # By a form, and whether those who have it have a handle, too.
        self._by_own: dict[tuple[str, bool], int] = {}
        self._by_short: dict[tuple[str, bool], int] = {}

    def add(self, forms: _Forms, person: Person) -> None:
        number, has_handle = len(self._people), bool(person.handle)
        self._people.append(person)
        for form in forms.own:
            self._by_own.setdefault((form, has_handle), number)
        for form in forms.short:
            self._by_short.setdefault((form, has_handle), number)

    def find(self, forms: _Forms, person: Person) -> Person | None:
        found: list[int | None] = []
        for has_handle in (False,) if person.handle else (False, True):
            found += [self._by_own.get((form, has_handle)) for form in forms.all]
            found += [self._by_short.get((form, has_handle)) for form in forms.own]
        first = min((number for number in found if number is not None), default=None)
        return None if first is None else self._people[first]


def _forms(name: str) -> _Forms:
    """Return what spellings of a name have in common that differ in small things alone.

    Case, accents, punctuation, order of the words, doubled letters; one more form where it
    has an umlaut: "Müller, Philipp" is ``muler philip`` and ``mueler philip``. A name of one
    word has only case and accents taken off.
    """
    plain = _words(name)
    if len(plain) < 2:
        slugs = frozenset(_slug(word) for word in plain)
        return _Forms(slugs, frozenset(), frozenset())
    spelled_out = [word if _is_exact(word) else word.translate(SPELLED_OUT) for word in plain]
    spellings = (plain, spelled_out) if plain != spelled_out else (plain,)
    short = (_without_initials(words) for words in spellings)
    return _Forms(
        own=frozenset(_joined(map(_single, words)) for words in spellings),
        short=frozenset(_joined(map(_single, words)) for words in short),
        swapped=frozenset(form for words in spellings for form in _swapped(words)),
    )


def _joined(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


def _words(name: str) -> list[str]:
    """Return the words of a name in lower case, the family's last: "Silva, Ana" is Ana Silva.

    Letters, marks and digits make them, and emoji, by which some tell themselves apart.
    """
    before, _comma, behind = collapsed(name).casefold().partition(",")
    text = unicodedata.normalize("NFC", APOSTROPHES.sub("", f"{behind} {before}"))
    kept = (char if _belongs(unicodedata.category(char)) else " " for char in text)
    return "".join(kept).split()


def _belongs(category: str) -> bool:
    return category[0] in "LMN" or category == "So"


def _is_exact(word: str) -> bool:
    """Say whether a word has a digit or an emoji in it."""
    return any(unicodedata.category(char)[0] in "NS" for char in word)


@lru_cache(maxsize=4096)
def _slug(word: str) -> str:
    return word if _is_exact(word) else make_slug(word)


def _single(word: str) -> str:
    """Return the slug of a word, each of its doubled letters once."""
    slug = _slug(word)
    single = re.sub(r"(.)\1+", r"\1", slug)
    return slug if _is_exact(word) or len(single) < MIN_SINGLE else single


def _without_initials(words: list[str]) -> Iterator[str]:
    """Leave out letters between the first word and the last; in Chinese, one is a name."""
    for number, word in enumerate(words):
        is_initial = len(word) == 1 and word.upper() != word
        if not is_initial or number in {0, len(words) - 1}:
            yield word


def _swapped(words: list[str]) -> Iterator[str]:
    """Give the name with each two letters swapped that stand inside of a long word."""
    single = [_single(word) for word in words]
    for number, word in enumerate(words):
        if _is_exact(word) or len(_slug(word)) < MIN_SWAPPED:
            continue
        letters = single[number]
        for n in range(1, len(letters) - 2):
            swapped = f"{letters[:n]}{letters[n + 1]}{letters[n]}{letters[n + 2 :]}"
            yield _joined([*single[:number], swapped, *single[number + 1 :]])
