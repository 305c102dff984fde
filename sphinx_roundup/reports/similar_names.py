"""People who may be one: names that differ in case, accents or the order of words.

No letter is left out or replaced: "Jan Novak" and "Jana Novak" are two people, and a wrong
warning can't be suppressed for two names alone.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sphinx_roundup.reports.decoding import collapsed
from sphinx_roundup.reports.person import folded
from sphinx_roundup.reports.slugs import make_slug

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_roundup.reports.person import Person

_APOSTROPHES = re.compile("['`´ʼ‘’]")
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
"""As in German and the Nordic languages; :func:`make_slug` drops the accents instead."""


def find_similar(people: Iterable[Person]) -> list[tuple[Person, Person]]:
    """Return pairs of people whose names look like two spellings of one.

    Each is a pair with the first person above with such a name, so that the work grows with
    the people, not with the pairs. Equal spellings make no pair, nor do two people who both
    have a handle: with handles, users say that they are two.
    """
    seen: dict[tuple[str, bool], tuple[int, Person]] = {}
    pairs: list[tuple[Person, Person]] = []
    spellings: set[str] = set()
    for number, person in enumerate(people):
        spelling = collapsed(person.name)
        if spelling in spellings:
            continue
        spellings.add(spelling)
        forms = _forms(spelling)
        others = (False,) if person.handle else (False, True)
        similar = [seen[form, other] for form in forms for other in others if (form, other) in seen]
        if similar:
            pairs.append((min(similar, key=lambda each: each[0])[1], person))
        for form in forms:
            seen.setdefault((form, bool(person.handle)), (number, person))
    return pairs


def _forms(name: str) -> set[str]:
    """Return the words of a name in alphabetical order, without case and accents.

    With an umlaut there are two forms: "Müller, Philipp" is ``muller philipp`` and ``mueller
    philipp``. A name of one word has one form: "Björn" and "Bjoern" are two people.
    """
    text = unicodedata.normalize("NFC", _APOSTROPHES.sub("", name.casefold()))
    words = "".join(char if _is_kept(char) else " " for char in text).split()
    spelled_out = [word if _is_exact(word) else word.translate(_SPELLED_OUT) for word in words]
    spellings = (words, spelled_out) if len(words) > 1 else (words,)
    plain = ([word if _is_exact(word) else make_slug(word) for word in each] for each in spellings)
    return {" ".join(sorted(each)) for each in plain if each}


def _is_kept(char: str) -> bool:
    """Whether a character is a letter, mark, digit or emoji."""
    category = unicodedata.category(char)
    return category[0] in "LMN" or category == "So"


def _is_exact(word: str) -> bool:
    """Whether a word has a digit or an emoji, by which people distinguish themselves."""
    return any(unicodedata.category(char)[0] in "NS" for char in word)


def find_shared_accounts(people: Iterable[Person]) -> list[tuple[Person, Person]]:
    """Return pairs of people with one account at GitHub, or with the other's as a handle.

    Each is a pair with the first person who has it.
    """
    in_order = list(people)
    by_handle = {folded(person.handle): person for person in in_order if person.handle}
    by_account: dict[str, Person] = {}
    pairs: list[tuple[Person, Person]] = []
    for person in in_order:
        if account := folded(person.github or ""):
            other = by_account.setdefault(account, person)
            other = by_handle.get(account, person) if other is person else other
            if other is not person:
                pairs.append((other, person))
    return pairs
