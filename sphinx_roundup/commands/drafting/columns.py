"""Known column names of lists of attendees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_roundup.reports import make_slug

if TYPE_CHECKING:
    from collections.abc import Sequence

EMAIL = "email"
"""Read to distinguish people, and never written."""

NAMES = ("name", "given", "family", "handle", "github")
"""Of these, at least one must be there."""

_WORDS = (
    (EMAIL, r"e-?mail"),
    ("", r"ticket|event|order|file|emergency|badge|invoice|billing|session|talk|manager"),
    ("github", r"git-?hub"),
    ("gitlab", r"git-?lab"),
    ("mastodon", r"mastodon|fediverse"),
    ("orcid", r"orcid"),
    ("pronouns", r"pronouns?"),
    ("website", r"web-?site|home-?page|blog|url|web|personal-site"),
    (
        "affiliation",
        r"affiliation|organi[sz]ation|company|institut\w*|employer|org|university|team",
    ),
    ("", r"ids?|uuid|guid|number|count"),
    ("handle", r"handle|user-?name|user|nick-?name|nick|login"),
    ("given", r"first-name|first|given-names?|given|fore-?name|firstname|vorname|prenom|nombre"),
    ("family", r"last-name|last|family-name|family|sur-?name|lastname|nachname|apellidos?"),
    ("name", r"(full-?)?names?|attendee|participant|person|speaker|author"),
)
"""Kinds of columns, and the words by which they are known; the first that fits decides, so that
"company name" is no person's. The kind ``""`` isn't used."""


_EXACT = r"(?:{0})"


def kinds_of(head: Sequence[str]) -> list[str]:
    """Return the kind of each column, ``""`` for what isn't used; no kind is there twice.

    A column that is called exactly so comes before one in whose name the words are found, as
    in "What is your GitHub username?".
    """
    slugs = [make_slug(re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", cell)) for cell in head]
    kinds = [""] * len(slugs)
    for pattern in (_EXACT, r"(?:.*-)?(?:{0})(?:-.*)?"):
        for number, slug in enumerate(slugs):
            kind = _kind_of(slug, pattern)
            if kind and not kinds[number] and kind not in kinds:
                kinds[number] = kind
    if {"given", "family", "name"} <= set(kinds):
        number = kinds.index("name")
        kinds[number] = _kind_of(slugs[number], _EXACT)
    return kinds


def _kind_of(slug: str, pattern: str) -> str:
    fits = (kind for kind, words in _WORDS if re.fullmatch(pattern.format(words), slug))
    return next(fits, "")
