"""Person: identity, sort key and details; the people of the fields ``author`` and ``authors``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from sphinx_roundup.problems import Problem, Subtype, escape, problem
from sphinx_roundup.reports.converters import (
    ACCOUNTS,
    as_account,
    as_line,
    as_url,
    convert,
    label_of,
)
from sphinx_roundup.reports.decoding import collapsed, visible_characters, without_tex
from sphinx_roundup.reports.slugs import make_anchor, make_slug
from sphinx_roundup.reports.yaml_values import (
    Entry,
    InvalidValue,
    Listing,
    Mapping,
    Scalar,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as AbstractMapping

    from sphinx_roundup.reports.yaml_values import Value

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md"})
MAX_NAME = 200  # characters
MAX_PEOPLE = 100  # authors in one field

_OPENED, _CLOSED = r"[(\[]?\ ?", r"\ ?[)\]]?"
MAIL = re.compile(
    rf"""
    (?: <[^<>]*>
      | {_OPENED}(?<![^\s()\[\]<>,;&:])(?:mailto:)?[^\s@()\[\]<>,;&:]+@[\w-]+(?:\.[\w-]+)+{_CLOSED}
      | {_OPENED}(?<![\w.+-])[\w.+-]+\ ?[(\[]at[)\]]\ ?
        [\w-]+(?:\ ?(?:\.|[(\[]dot[)\]])\ ?[\w-]+)+{_CLOSED}
    )(\ ?,)?
    """,
    re.VERBOSE,
)
"""``Ana Silva <ana@x.org>``, ``(ana@x.org)``, ``ana [at] x.org``: addresses aren't shown."""
LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]|\[([^\[\]]+)\]\([^()\s]*\)")
"""``[[notes/ana|Ana]]`` of Obsidian, ``[Ana](https://ana.org)`` of Markdown."""
BETWEEN = re.compile(r",? (?:&|\+|/|and|et(?! al\b)|und(?! zu\b)) ", re.IGNORECASE)
"""In a text with single spaces."""
_WORD = r"[^\s,;&]{1,40}"
AND_IN_SPANISH = re.compile(
    rf"""
    ( (?:^|(?<=,\ )) {_WORD} (?=\ [ye]\ {_WORD}(?:,|$))
    | {_WORD}\ {_WORD} (?=\ [ye]\ {_WORD}\ {_WORD})
    )\ [ye]\ """,
    re.VERBOSE,
)
"""And in Portuguese, between two first names or two full ones: "Ramón y Cajal" after a first
name is a family name."""
COMMA = re.compile(rf",(?!\s*(?:{'|'.join(sorted(SUFFIXES))})\.?\s*(?:,|$))", re.IGNORECASE)
"""Not before a title, "Jones, Ana, PhD"."""
NO_NAME = re.compile(r"[\d.,_+-]+|[^\s@]+@[^\s@]+")
"""A number, or an e-mail address, which should not be published."""
_EAST_ASIAN = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
"""Kana, Han or Hangul: family names come first."""
HANDLE = re.compile(r"@[\w.-]+")

_ENDS = ("", "-name", "_name", "name", " name", "-names")
GIVEN = tuple(f"{word}{end}" for word in ("given", "first") for end in _ENDS)
FAMILY = tuple(f"{word}{end}" for word in ("family", "last", "sur") for end in _ENDS)


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
    lines: AbstractMapping[str, int] = field(default_factory=dict, compare=False, repr=False)
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
    def orcid(self) -> str | None:
        """Address of their ORCID record, in its one form."""
        found = (ACCOUNTS["orcid"][0].fullmatch(url) for _label, url in self.links)
        return next((f"https://orcid.org/{m[1].upper()}" for m in found if m), None)

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


def is_expected(person: Person, docname: str) -> bool:
    """Whether a page expects a report of a person in the people file, unless it is elsewhere."""
    return not isinstance(person.listed, tuple) or docname in person.listed


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
    family = ([""] + words[-1:] + [word for word in words if make_slug(word) not in SUFFIXES])[-1]
    others = " ".join(make_slug(word) for word in words if word != family)
    return make_slug(family) or person.name_key, others, person.name


def _words_in_order(name: str) -> list[str]:
    """Return the words of a name, the family name last: "Silva, Ana" is Ana Silva."""
    before, comma, behind = name.partition(",")
    in_order = f"{behind} {before}" if comma and make_slug(behind) not in SUFFIXES else name
    return [word for word in in_order.split() if make_slug(word)]


def initials(name: str) -> str:
    """Return the first letters of the first and the family name, in place of a portrait.

    Of Han, Hangul and Kana the first letter alone; of a name without letters the first sign.
    """
    if _EAST_ASIAN.match(first := visible_characters(name)[:1]):
        return first
    words = [word for word in _words_in_order(name) if make_slug(word) not in SUFFIXES]
    ends = [visible_characters(word) for word in words[:1] + words[1:][-1:]]
    letters = (next(filter(str.isalnum, word), word[:1]) for word in ends)
    return ("".join(letters) or visible_characters(name)[:1]).upper()[:2]


def split_name(person: Person) -> tuple[str, str]:
    """Return given and family names for a citation; of a name that isn't divided, the latter.

    The family name is the part before a comma, else ``sort`` if the name ends with it, else the
    last word with those in lower case before it ("van Bergen"); of Han, Hangul and Kana the first.
    """
    before, comma, behind = person.name.partition(",")
    if comma and make_slug(behind) not in SUFFIXES:
        return behind.strip(), before.strip()
    words = person.name.split()
    if _EAST_ASIAN.match(person.name):
        return " ".join(words[1:]), words[0]
    sort = person.sort or ""
    size = len(sort.split())
    if casefolded(" ".join(words[-size:])) != casefolded(sort):
        size = _count_family_words(words)
    return " ".join(words[:-size]), " ".join(words[-size:])


def _count_family_words(words: list[str]) -> int:
    size, may_have_particles = 1, not words[-1].islower()
    while words[size:] and (
        make_slug(words[-size]) in SUFFIXES or (may_have_particles and words[-size - 1].islower())
    ):
        size += 1
    return size


# -- Fields of authors -------------------------------------------------------------------


def read_authors(
    value: Value, problems: list[Problem], *, several: bool = False
) -> tuple[Person, ...]:
    """Return the people of an author field, each once.

    :param value: a text with one or more names or handles; a mapping with ``name``, and
        perhaps ``github``, ``url``, ``affiliation``; or a list of these
    :param several: whether commas separate people, as in the field ``authors``
    """
    people: dict[str, Person] = {}
    if isinstance(value, Scalar) and value.text is None:
        return ()
    for entry, name in _names(value, several=several):
        try:
            person = _read_person(entry, name, problems)
        except InvalidValue as error:
            problems.append(error.problem)
            continue
        if len(people) == MAX_PEOPLE and person.name_key not in people:
            message = "more than %d authors; '%s' and those after it are ignored"
            args = (MAX_PEOPLE, escape(person.name))
            problems.append(problem(Subtype.FIELD, entry.line, message, *args))
            break
        people.setdefault(person.name_key, person)
    return tuple(people.values())


def _names(value: Value, *, several: bool) -> Iterator[tuple[Value, str]]:
    """Give each name with the value that contains it; for a mapping or list ``""``."""
    values: tuple[Value, ...] = _by_key(value) if isinstance(value, Mapping) else (value,)
    if isinstance(value, Listing):
        values, several = value.values, False
    for each in map(_without_link, values):
        names = _split(each.text or "", several=several) if isinstance(each, Scalar) else [""]
        yield from ((each, name) for name in names)


def _by_key(value: Mapping) -> tuple[Mapping, ...]:
    """Return the authors below their handles or names, ``ana: {name: Ana Silva}``; else one."""
    people = []
    for entry in value.entries:
        if not isinstance(entry.value, Mapping) or entry.name == "name":
            return (value,)
        key = "name" if " " in entry.key else "handle"
        own = Entry(key, Scalar(entry.key, entry.line), entry.line)
        people.append(Mapping((*entry.value.entries, own), entry.line))
    return tuple(people) or (value,)


def _without_link(value: Value) -> Value:
    """Return the text of Obsidian's ``[[people/ana|Ana]]``, for YAML a list in a list."""
    if isinstance(value, Listing) and len(value.values) == 1:
        value = _without_link(value.values[0])
        if isinstance(value, Scalar):
            value = Scalar(text_of(value).rpartition("|")[2], value.line)
    return value


def _split(text: str, *, several: bool) -> list[str]:
    """Divide a text into names: at ``;``, ``&``, "and", and at commas that separate people."""
    names: list[str] = []
    # A comma after an address separates people.
    apart = MAIL.sub(lambda match: ";" if match[1] else " ", LINK.sub(r"\1\2", text))
    for line in map(collapsed, re.split(r"[;\n]", apart)):
        *parts, last = BETWEEN.split(AND_IN_SPANISH.sub(r"\1 & ", line))
        is_list = bool(parts) and "," not in last
        for part in (*parts, last):
            names += _at_commas(part, several=several, is_list=is_list)
    return names or [""]


def _at_commas(text: str, *, several: bool, is_list: bool) -> list[str]:
    """Divide a text at commas, but for "Jones, Ana"; a list is the start of "Ana, Bob and Cyd"."""
    pieces = [*filter(None, map(str.strip, COMMA.split(text)))]
    if len(pieces) != 2 or is_list:
        return pieces
    first, second = (len(piece.partition(",")[0].split()) for piece in pieces)
    are_handles = all(re.fullmatch(r"@[\w.-]+|[a-z0-9_.-]+", piece) for piece in pieces)
    are_several = first > 1 and (several or second > 1)
    return pieces if are_handles or are_several else [", ".join(pieces)]


def _read_person(value: Value, name: str, problems: list[Problem]) -> Person:
    if isinstance(value, Listing):
        message = "an author is a list in a list, and is ignored; write '- Ana Silva'"
        raise InvalidValue(value.line, message)
    if isinstance(value, Mapping):
        return _read_mapping(value, problems)
    if profile := re.fullmatch(r"https?://(?:www\.)?github\.com/([\w-]+)/?", name):
        return Person(profile[1], github=profile[1], line=value.line)
    if named := re.fullmatch(r"([^@()]+) \(@([\w.-]+)\)", name):
        return Person(check_name(value, named[1]), handle=named[2], line=value.line)
    checked = check_name(value, name)
    handle = checked[1:] if HANDLE.fullmatch(checked) else None
    return Person(handle or checked, handle=handle, line=value.line)


def check_name(value: Value, text: str, field: str = "author") -> str:
    """Return a name in its own spelling.

    :param field: its field, for the message
    :raises InvalidValue: for texts that can't be one; a single emoji can
    """
    name = without_tex(collapsed(MAIL.sub(" ", text))).strip(" ,:|")
    if match := re.fullmatch(r"[(\[]([^()\[\]]+)[)\]]|([^()\[\]]+) -", name):
        name = match[1] or match[2]  # what stood beside an address
    if not name:
        message = "'%s' has no name in it, and is ignored; write '%s: Ana Silva'"
        raise InvalidValue(value.line, message, field, field)
    # "So" are symbols other than those of mathematics, currencies and accents: emoji.
    seen = visible_characters(name)
    has_letter = any(char.isalnum() or unicodedata.category(char) == "So" for char in seen)
    if len(name) > MAX_NAME or NO_NAME.fullmatch(name) or not has_letter:
        message = "'%s' is no name, and is ignored; write '%s: Ana Silva'"
        raise InvalidValue(value.line, message, escape(name), field)
    return name


def _read_mapping(value: Mapping, problems: list[Problem]) -> Person:
    """Read ``{name: Ana Silva, github: ana, ...}``; unknown keys are ignored."""
    account = convert(as_account, value.get("github"), "github", problems)
    github = account.rpartition("/")[2] if account else None
    named = convert(as_line, value.get("handle", "key", "username"), "handle", problems)
    handle = (named or "").removeprefix("@") or None
    url = convert(as_url, value.get("url", "uri", "website", "homepage"), "url", problems)
    return Person(
        check_name(value, read_name(value, problems) or handle or github or ""),
        handle=handle,
        github=github,
        affiliation=_affiliation(value.get("affiliation", "affiliations", "company")),
        links=((label_of(url), url),) if url else (),
        line=value.line,
    )


def read_name(value: Mapping, problems: list[Problem]) -> str | None:
    """Return the name in a mapping: whole, or of parts, as CSL and Quarto have it."""
    name = value.get("name", "literal", "display_name", "full_name")
    if isinstance(name, Mapping):
        return read_name(name, problems)
    if name:
        return convert(as_line, name, "name", problems)
    parts = (convert(as_line, value.get(*keys), keys[0], problems) for keys in (GIVEN, FAMILY))
    return " ".join(filter(None, parts)) or None


def _affiliation(value: Value | None) -> str | None:
    """Return one text for ``The Sea``, ``{name: The Sea}``, or a list of these."""
    if isinstance(value, Listing):
        return ", ".join(filter(None, map(_affiliation, value.values))) or None
    if isinstance(value, Mapping):
        return _affiliation(value.get("name"))
    return collapsed(text_of(value)) or None
