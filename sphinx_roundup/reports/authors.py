"""Authors in front matter: in one text, in a list, in a mapping."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sphinx_roundup.problems import Problem, Subtype, problem, shown
from sphinx_roundup.reports.checks import Wrong, as_line, as_url, label_of
from sphinx_roundup.reports.person import Person
from sphinx_roundup.reports.text import collapsed, visible_characters
from sphinx_roundup.reports.values import Listing, Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.reports.values import Value

MAX_NAME = 200
"""In characters."""
MAX_PEOPLE = 100
"""Of one field."""

MAIL = re.compile(r"<[^<>]*>( ?,)?")
"""``Ana Silva <ana@x.org>``: what stands in angle brackets isn't shown."""
BETWEEN = re.compile(r",? (?:&|and) ")
"""For texts without idle blanks."""
GITHUB = re.compile(r"(?:https?://(?:www\.)?github\.com/)?@?([A-Za-z0-9](?:-?[A-Za-z0-9]){0,38})/?")
NO_NAME = re.compile(r"[\d.,_+-]+|[^\s@]+@[^\s@]+")
"""A number, or an address, which should not be published."""
HANDLE = re.compile(r"@[\w.-]+")


def read_authors(
    value: Value, *, several: bool = False
) -> tuple[tuple[Person, ...], tuple[Problem, ...]]:
    """Return the people of an author field, each once, and what is wrong with others.

    :param value: a text with one or more names or handles; a mapping with ``name``, and
        perhaps ``github``, ``url``, ``affiliation``; or a list of these
    :param several: the field is ``authors``, so that a comma stands between people
    """
    people: dict[str, Person] = {}
    problems: list[Problem] = []
    if isinstance(value, Scalar) and value.text is None:
        return (), ()
    for entry, name in _names(value, several=several):
        try:
            person = _read_person(entry, name, problems)
        except Wrong as error:
            problems.append(error.problem)
            continue
        if len(people) == MAX_PEOPLE and person.name_key not in people:
            message = "more than %d authors; '%s' and those after it are ignored"
            problems.append(
                problem(Subtype.FIELD, entry.line, message, MAX_PEOPLE, shown(person.name))
            )
            break
        people.setdefault(person.name_key, person)
    return tuple(people.values()), tuple(problems)


def _names(value: Value, *, several: bool) -> Iterator[tuple[Value, str]]:
    """Give each name with the value it stands in."""
    for each in value.values if isinstance(value, Listing) else (value,):
        if isinstance(each, Scalar):
            names = _split(each.text or "", several=several and not isinstance(value, Listing))
            yield from ((each, name) for name in names)
        else:
            yield each, ""


def _split(text: str, *, several: bool) -> list[str]:
    """Divide a text into names: at ``;``, ``&``, "and"; at a comma where it divides people.

    "Jones, Ana" is one person; "Ana Silva, Bob Jones" are two.
    """
    names: list[str] = []
    # A comma behind an address stands between people.
    apart = MAIL.sub(lambda match: ";" if match[1] else " ", text)
    lines = map(collapsed, re.split(r"[;\n]", apart))
    for part in (part for line in lines for part in BETWEEN.split(line)):
        pieces = [piece.strip() for piece in part.split(",")]
        words = [len(piece.split()) for piece in pieces]
        one_person = len(pieces) == 2 and words[0] == 1
        if min(words) >= 2 or (several and not one_person):
            names += filter(None, pieces)
        elif part:
            names.append(part)
    return names or [""]


def _read_person(value: Value, name: str, problems: list[Problem]) -> Person:
    if isinstance(value, Listing):
        raise Wrong(value, "an author is a list in a list, and is ignored; write '- Ana Silva'")
    if isinstance(value, Mapping):
        return _read_mapping(value, problems)
    checked = check_name(value, name)
    if HANDLE.fullmatch(checked):
        return Person(checked[1:], handle=checked[1:], line=value.line)
    return Person(checked, line=value.line)


def check_name(value: Value, text: str, what: str = "author") -> str:
    """Return a name, in its own spelling.

    :param what: the field it stands in, for the message
    :raises Wrong: where it can't be one; an emoji alone can
    """
    name = collapsed(MAIL.sub(" ", text))
    if not name:
        message = "'%s' has no name in it, and is ignored; write '%s: Ana Silva'"
        raise Wrong(value, message, what, what)
    if len(name) > MAX_NAME or NO_NAME.fullmatch(name) or not _has_letter(name):
        message = "'%s' is no name, and is ignored; write '%s: Ana Silva'"
        raise Wrong(value, message, shown(name), what)
    return name


def _has_letter(name: str) -> bool:
    """Return whether a name has a letter or an emoji that shows.

    ``So`` are the symbols beside mathematics, currencies and accents, emoji among them.
    """
    seen = visible_characters(name)
    return any(char.isalnum() or unicodedata.category(char) == "So" for char in seen)


def _read_mapping(value: Mapping, problems: list[Problem]) -> Person:
    """Read ``{name: Ana Silva, github: ana, ...}``; what we don't know is ignored."""
    github = _read_github(value, problems)
    name = _line_of(value, problems, "name") or " ".join(
        filter(None, (_line_of(value, problems, part) for part in ("given", "family")))
    )
    handle = (_line_of(value, problems, "handle") or "").removeprefix("@") or None
    return Person(
        check_name(value, name or handle or github or ""),
        handle=handle,
        github=github,
        affiliation=_line_of(value, problems, "affiliation"),
        links=_read_links(value, problems),
        line=value.line,
    )


def _line_of(value: Mapping, problems: list[Problem], name: str) -> str | None:
    """Return the text that a mapping has under a name."""
    found = value.get(name)
    if found is None:
        return None
    try:
        return as_line(found, name)
    except Wrong as error:
        problems.append(error.problem)
        return None


def _read_github(value: Mapping, problems: list[Problem]) -> str | None:
    text = _line_of(value, problems, "github")
    if text is None:
        return None
    if not (match := GITHUB.fullmatch(text)):
        message = "'%s' is no name at GitHub, and is ignored; write it as in 'github: ana'"
        line = getattr(value.get("github"), "line", value.line)
        problems.append(problem(Subtype.FIELD, line, message, shown(text)))
        return None
    return match[1]


def _read_links(value: Mapping, problems: list[Problem]) -> tuple[tuple[str, str], ...]:
    target = value.get("url", "uri", "website")
    if target is None:
        return ()
    try:
        url = as_url(target, "url")
    except Wrong as error:
        problems.append(error.problem)
        return ()
    return ((label_of(url), url),) if url else ()
