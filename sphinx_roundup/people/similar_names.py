"""Warnings about authors who may be one person: similar names, shared handles and accounts.

People are never merged by similarity. Names that differ in a letter are two people's ("Jan
Novak", "Jana Novak"): such a warning could only be silenced for all names together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.log import report_places
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports import casefolded, claim_problem, collapsed, make_slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain import RoundupDomain
    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports import People, Person


# -- Warnings ----------------------------------------------------------------------------


def warn_similar_names(app: Sphinx, env: BuildEnvironment) -> None:  # noqa: ARG001 - an event's signature
    """Warn about people who may be one, or who claim one handle or anchor."""
    domain = get_roundup_domain(env)
    found = (
        *_find_ambiguous_authors(domain),
        *_find_unknown_pages(domain),
        *_find_pairs(domain.project_index.people),
        *_find_moved_entries(domain),
    )
    report_places((str(env.srcdir / filename), each) for filename, each in found)


def _find_ambiguous_authors(domain: RoundupDomain) -> Iterator[tuple[str, Problem]]:
    people = domain.project_index.people
    message = "'%s' may be %s; write the handle of the one who it is"
    locations = [p for _d, by_file in sorted(domain.locations.items()) for p in by_file.values()]
    for author in (author for place in locations for author in place.authors):
        if claim := claim_problem(author, people):
            yield author.filename, claim
        if len(namesakes := people.namesakes_of(author)) > 1:
            handles = " or ".join(f"'{person.handle}'" for person in namesakes)
            args = author.name, handles
            yield author.filename, problem(Subtype.PEOPLE, author.line, message, *args)


def _find_unknown_pages(domain: RoundupDomain) -> Iterator[tuple[str, Problem]]:
    message = "'%s' is to be listed on '%s', which is no page with a roundup"
    for person in domain.people_file:
        for page in person.listed if isinstance(person.listed, tuple) else ():
            if page not in domain.events:
                line = person.line_of("listed")
                yield person.filename, problem(Subtype.PEOPLE, line, message, person.handle, page)


def _find_pairs(people: People) -> Iterator[tuple[str, Problem]]:
    similar = [_in_order(pair) for pair in find_similar(people)]
    for known, other in similar:
        message = (
            "'%s' may be '%s' (%s:%d); if so, write the name alike, or add it to 'also' in the"
            " people file; if not, give each a handle there"
        )
        args: tuple[object, ...] = (other.name, known.name, known.filename, known.line)
        yield other.filename, problem(Subtype.PEOPLE, other.line, message, *args)
    for known, other in map(_in_order, find_shared_accounts(people)):
        if (known, other) not in similar:
            message = (
                "'%s' and '%s' (%s:%d) are both called '@%s', by a handle or an account at"
                " GitHub; if they are one person, add the name to 'also' in the people file;"
                " if not, change one"
            )
            args = (other.name, known.name, known.filename, known.line, other.github)
            yield other.filename, problem(Subtype.PEOPLE, other.line_of("github"), message, *args)


def _in_order(pair: tuple[Person, Person]) -> tuple[Person, Person]:
    """Return a pair with the one whom the people file lists first: a report is easier to edit."""
    known, other = sorted(pair, key=lambda person: person.handle is None)
    return known, other


def _find_moved_entries(domain: RoundupDomain) -> Iterator[tuple[str, Problem]]:
    project_index = domain.project_index
    message = "on '%s', the anchor '#%s' is something else's; this person's is '#%s'"
    for person, docname, anchor in project_index.moved_entries():
        args = (docname, project_index.people.anchors_of(person)[0], anchor)
        yield person.filename, problem(Subtype.ANCHOR, person.line, message, *args)


# -- Pairs -------------------------------------------------------------------------------

_APOSTROPHES = re.compile("['`´ʼ‘’]")
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
"""As in German and the Nordic languages; :func:`.slug.make_slug` drops the marks instead."""

_MIN_DOUBLED = 5
"""Letters of a word in which doubled ones count once: "Ana" and "Anna" are two names."""


def find_similar(people: Iterable[Person]) -> list[tuple[Person, Person]]:
    """Return pairs of people whose names look like two spellings of one.

    Each is paired with the first above them, so that the work grows with the people and not
    with the pairs. Equal spellings make no pair, nor do two people with handles.
    """
    seen: list[Person] = []
    # By form, and whether the person has a handle: the index of the first.
    by_own: dict[tuple[str, bool], int] = {}
    by_short: dict[tuple[str, bool], int] = {}
    pairs: list[tuple[Person, Person]] = []
    spellings: set[str] = set()
    for person in people:
        spelling = collapsed(person.name)
        if spelling in spellings:
            continue
        spellings.add(spelling)
        own, short = _forms(spelling)
        found: list[int | None] = []
        for has_handle in (False,) if person.handle else (False, True):
            found += [by_own.get((form, has_handle)) for form in own | short]
            found += [by_short.get((form, has_handle)) for form in own]
        if (first := min((n for n in found if n is not None), default=None)) is not None:
            pairs.append((seen[first], person))
        for table, forms in ((by_own, own), (by_short, short)):
            for form in forms:
                table.setdefault((form, bool(person.handle)), len(seen))
        seen.append(person)
    return pairs


def find_shared_accounts(people: Iterable[Person]) -> list[tuple[Person, Person]]:
    """Return pairs of people who share an account at GitHub, or one has the other's handle.

    ``@ana`` may mean either; each is paired with the first who has it.
    """
    everyone = list(people)
    by_handle = {casefolded(person.handle): person for person in everyone if person.handle}
    by_account: dict[str, Person] = {}
    pairs: list[tuple[Person, Person]] = []
    for person in everyone:
        account = casefolded(person.github or "")
        if not account:
            continue
        other = by_account.setdefault(account, person)
        other = by_handle.get(account, person) if other is person else other
        if other is not person:
            pairs.append((other, person))
    return pairs


def _forms(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the forms of a name, and those without middle initials.

    Names are similar if they share a form, or if a form of one is a short form of the other:
    "Thomas M. Leonard" and "Thomas K. Leonard" are both similar to "Thomas Leonard", but not to
    each other. Case, accents, punctuation, order of words and doubled letters don't count. A
    name with an umlaut has one more form; a name of one word is only stripped of case and accents.
    """
    words = _words(name)
    if len(words) < 2:
        return frozenset(map(_slug, words)), frozenset()
    spelled_out = [word if _is_exact(word) else word.translate(_SPELLED_OUT) for word in words]
    spellings = [words, spelled_out] if words != spelled_out else [words]
    return (
        frozenset(" ".join(sorted(map(_single, each))) for each in spellings),
        frozenset(" ".join(sorted(map(_single, _drop_initials(each)))) for each in spellings),
    )


def _words(name: str) -> list[str]:
    """Return the words of a name in lower case, the family's last: "Silva, Ana" is Ana Silva.

    They consist of letters, marks, digits, and emoji, which distinguish some people.
    """
    before, _comma, behind = collapsed(name).casefold().partition(",")
    text = unicodedata.normalize("NFC", _APOSTROPHES.sub("", f"{behind} {before}"))
    return "".join(char if _belongs(unicodedata.category(char)) else " " for char in text).split()


def _belongs(category: str) -> bool:
    return category[0] in "LMN" or category == "So"


def _is_exact(word: str) -> bool:
    """Whether a word has a digit or an emoji in it, so that each character counts."""
    return any(unicodedata.category(char)[0] in "NS" for char in word)


@lru_cache(maxsize=4096)
def _slug(word: str) -> str:
    return word if _is_exact(word) else make_slug(word)


def _single(word: str) -> str:
    """Return the slug of a word, with doubled letters once."""
    slug = _slug(word)
    single = re.sub(r"(.)\1+", r"\1", slug)
    return slug if _is_exact(word) or len(single) < _MIN_DOUBLED else single


def _drop_initials(words: list[str]) -> Iterator[str]:
    """Yield the words of a name but for initials in the middle; in Chinese, a letter is a name."""
    for number, word in enumerate(words):
        is_initial = len(word) == 1 and word.upper() != word
        if not is_initial or number in {0, len(words) - 1}:
            yield word
