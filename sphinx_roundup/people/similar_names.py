"""Warnings about authors who may be one person: similar names, shared handles and accounts.

People are never merged by similarity. Names that differ in a letter are two people's ("Jan
Novak", "Jana Novak"): such a warning could only be silenced for all names together.
"""

from __future__ import annotations

import re
import unicodedata
from operator import itemgetter
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
    similar = find_similar(people)
    for known, other in similar:
        message = (
            "'%s' may be '%s' (%s:%d); if so, write the name alike, or add it to 'also' in the"
            " people file; if not, give each a handle there"
        )
        args: tuple[object, ...] = (other.name, known.name, known.filename, known.line)
        yield other.filename, problem(Subtype.PEOPLE, other.line, message, *args)
    for known, other in find_shared_accounts(people):
        if (known, other) not in similar:
            message = (
                "'%s' and '%s' (%s:%d) are both called '@%s', by a handle or an account at"
                " GitHub; if they are one person, add the name to 'also' in the people file;"
                " if not, change one"
            )
            args = (other.name, known.name, known.filename, known.line, other.github)
            yield other.filename, problem(Subtype.PEOPLE, other.line_of("github"), message, *args)


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
    spellings: dict[str, Person] = {}
    for person in people:
        spellings.setdefault(collapsed(person.name), person)
    # The first person of each form, by whether it is a short one and whether they have a handle.
    seen: dict[tuple[str, bool, bool], tuple[int, Person]] = {}
    pairs: list[tuple[Person, Person]] = []
    for number, (name, person) in enumerate(spellings.items()):
        own, short = _forms(name)
        alike = [(form, False) for form in own | short] + [(form, True) for form in own]
        kinds = (False,) if person.handle else (False, True)
        found = [seen[key] for each in alike for kind in kinds if (key := (*each, kind)) in seen]
        if found:
            pairs.append((min(found, key=itemgetter(0))[1], person))
        for each in [(form, False) for form in own] + [(form, True) for form in short]:
            seen.setdefault((*each, bool(person.handle)), (number, person))
    return pairs


def find_shared_accounts(people: Iterable[Person]) -> list[tuple[Person, Person]]:
    """Return pairs of people who share an account at GitHub, or one has the other's handle."""
    everyone = list(people)
    owners = {casefolded(person.handle): person for person in everyone if person.handle}
    accounts = [(casefolded(person.github), person) for person in everyone if person.github]
    pairs = [(owners.setdefault(account, person), person) for account, person in accounts]
    return [(owner, person) for owner, person in pairs if owner is not person]


def _forms(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the forms of a name, and those without middle initials.

    Names are similar if they share a form, or if a form of one is a short form of the other:
    "Thomas M. Leonard" and "Thomas K. Leonard" are both similar to "Thomas Leonard" alone.
    """
    words = _words(name)
    if len(words) < 2:
        return frozenset(map(_slug, words)), frozenset()
    spelled_out = [word if _is_exact(word) else word.translate(_SPELLED_OUT) for word in words]
    spellings = (words, spelled_out)
    return (
        frozenset(" ".join(sorted(map(_single, each))) for each in spellings),
        frozenset(" ".join(sorted(map(_single, _drop_initials(each)))) for each in spellings),
    )


def _words(name: str) -> list[str]:
    """Return the words of a name in lower case: letters, marks, digits, and emoji."""
    family, _comma, given = name.casefold().partition(",")
    text = unicodedata.normalize("NFC", _APOSTROPHES.sub("", f"{given} {family}"))
    kinds = ((char, unicodedata.category(char)) for char in text)
    return "".join(c if kind[0] in "LMN" or kind == "So" else " " for c, kind in kinds).split()


def _is_exact(word: str) -> bool:
    """Whether a word has a digit or an emoji in it, so that each character counts."""
    return any(unicodedata.category(char)[0] in "NS" for char in word)


def _slug(word: str) -> str:
    return word if _is_exact(word) else make_slug(word)


def _single(word: str) -> str:
    """Return the slug of a word, with doubled letters once."""
    slug = _slug(word)
    single = re.sub(r"(.)\1+", r"\1", slug)
    return slug if _is_exact(word) or len(single) < _MIN_DOUBLED else single


def _drop_initials(words: list[str]) -> list[str]:
    """Return a name without initials in the middle; in Chinese, a letter is a name."""
    first, *middle, last = words
    return [first, *(w for w in middle if len(w) > 1 or w.upper() == w), last]
