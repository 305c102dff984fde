"""A person: identity, sort key and details."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from sphinx_roundup.reports.decoding import collapsed, visible_characters
from sphinx_roundup.reports.slugs import make_anchor, make_slug

if TYPE_CHECKING:
    from collections.abc import Mapping

_ONE_LETTER = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")  # Han, Hangul and Kana

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md"})


@dataclass(frozen=True, slots=True)
class Person:
    """A person, as front matter or the people file describes them."""

    name: str  # in their own spelling
    handle: str | None = None  # short key for mentions, without @
    github: str | None = None  # name of their account
    affiliation: str | None = None
    links: tuple[tuple[str, str], ...] = ()  # pairs of label and URL
    avatar: str | None = None  # path of a portrait, as front matter or the people file has it
    also: tuple[str, ...] = ()  # other spellings and nicknames
    pronouns: str | None = None
    url: str | None = None  # address of a report outside this project
    sort: str | None = None  # sort key, instead of the family name
    listed: bool | tuple[str, ...] = False
    """Whether rosters list them without a report: all rosters, or those of named pages."""
    note: str | None = None  # a line of text for the roster
    written: str | None = field(default=None, compare=False)
    """Their name in a report, if the people file has another."""
    filename: str = field(default="", compare=False)
    """File that describes them, below the source folder."""
    line: int = field(default=1, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Lines of single keys in that file: ``avatar``, ``also``, ``github`` and so on."""

    def line_of(self, key: str) -> int:
        """Return the line of a key in their file."""
        return self.lines.get(key, self.line)

    @property
    def key(self) -> str:
        """Unique key in the project: the handle, else the name."""
        return f"@{casefolded(self.handle)}" if self.handle else self.name_key

    @property
    def name_key(self) -> str:
        """Casefolded name, equal for two spellings of it."""
        return casefolded(self.name)

    @property
    def profiles(self) -> tuple[str, ...]:
        """URLs of their pages: the links, then the account at GitHub."""
        account = [f"https://github.com/{self.github}"] if self.github else []
        return (*(url for _label, url in self.links), *account)

    @property
    def anchors(self) -> tuple[str, ...]:
        """Their anchors on a page: of the handle, and of the names."""
        names = filter(None, (self.handle, self.name, self.written))
        return tuple(dict.fromkeys(filter(None, map(make_anchor, names))))


@lru_cache(maxsize=10_000)
def casefolded(text: str) -> str:
    """Return *text* for comparisons of names and handles: composed, without case and spaces."""
    return collapsed(unicodedata.normalize("NFKC", text).casefold())


def may_be_listed(person: Person, docname: str) -> bool:
    """Whether the people file lists a person in the roster of a page."""
    if isinstance(person.listed, tuple):
        return docname in person.listed
    return person.listed or bool(person.url)


def profile_key(url: str) -> str:
    """Return a URL for comparisons, without scheme, ``www.`` and fragment."""
    address = url.partition("://")[2].partition("#")[0].rstrip("/")
    return address.casefold().removeprefix("www.")


def sort_key(person: Person) -> tuple[str, str, str]:
    """Return the sort key of a person: family name, other names, and the exact spelling.

    The family name is ``sort``, else the part before a comma, else the last word ("Jurre
    van Bergen" is sorted under B); without case and accents.
    """
    if person.sort:
        return make_slug(person.sort) or casefolded(person.sort), "", person.name
    words = _words_in_order(person.name)
    family = next((word for word in reversed(words) if _is_counted(word)), (words or [""])[-1])
    others = " ".join(make_slug(word) for word in words if word != family)
    return make_slug(family) or person.name_key, others, person.name


def _words_in_order(name: str) -> list[str]:
    """Return the words of a name, the family name last: "Silva, Ana" is Ana Silva."""
    before, comma, behind = name.partition(",")
    in_order = f"{behind} {before}" if comma and make_slug(behind) not in SUFFIXES else name
    return [word for word in in_order.split() if make_slug(word)]


def _is_counted(word: str) -> bool:
    return make_slug(word) not in SUFFIXES


def initials(name: str) -> str:
    """Return the first letters of the first and the family name, in place of a portrait.

    Of Han, Hangul and Kana the first letter alone; of a name without letters the first sign.
    """
    if _ONE_LETTER.match(first := visible_characters(name)[:1]):
        return first
    words = [word for word in _words_in_order(name) if _is_counted(word)]
    ends = [visible_characters(word) for word in words[:1] + words[1:][-1:]]
    letters = (next(filter(str.isalnum, word), word[:1]) for word in ends)
    return ("".join(letters) or visible_characters(name)[:1]).upper()[:2]
