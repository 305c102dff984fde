"""Authors as a report names them: in one text, in a list, in mappings."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sphinx_roundup.problems import Problem, Subtype, problem, shown
from sphinx_roundup.reports.converters import as_line, as_url, convert, label_of
from sphinx_roundup.reports.decoding import collapsed, visible_characters, without_tex
from sphinx_roundup.reports.person import Person
from sphinx_roundup.reports.yaml_values import InvalidValue, Listing, Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.reports.yaml_values import Value

MAX_NAME = 200
"""Characters."""
MAX_PEOPLE = 100
"""Authors in one field."""

MAIL = re.compile(r"<[^<>]*>( ?,)?")
"""``Ana Silva <ana@x.org>``: addresses aren't shown."""
BETWEEN = re.compile(r",? (?:&|and) ")
"""In a text with single spaces."""
GITHUB = re.compile(r"(?:https?://(?:www\.)?github\.com/)?@?([A-Za-z0-9](?:-?[A-Za-z0-9]){0,38})/?")
NO_NAME = re.compile(r"[\d.,_+-]+|[^\s@]+@[^\s@]+")
"""A number, or an e-mail address, which should not be published."""
HANDLE = re.compile(r"@[\w.-]+")


def read_authors(
    value: Value, problems: list[Problem], *, several: bool = False
) -> tuple[Person, ...]:
    """Return the people of an author field, each once.

    :param value: a text with one or more names or handles; a mapping with ``name``, and
        perhaps ``github``, ``url``, ``affiliation``; or a list of these
    :param problems: gets those of invalid authors
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
            args = (MAX_PEOPLE, shown(person.name))
            problems.append(problem(Subtype.FIELD, entry.line, message, *args))
            break
        people.setdefault(person.name_key, person)
    return tuple(people.values())


def _names(value: Value, *, several: bool) -> Iterator[tuple[Value, str]]:
    """Give each name with the value that contains it; for a mapping or list ``""``."""
    for each in value.values if isinstance(value, Listing) else (value,):
        if isinstance(each, Scalar):
            names = _split(each.text or "", several=several and not isinstance(value, Listing))
            yield from ((each, name) for name in names)
        else:
            yield each, ""


def _split(text: str, *, several: bool) -> list[str]:
    """Divide a text into names: at ``;``, ``&``, "and"; at a comma that separates people.

    "Jones, Ana" is one person; "Ana Silva, Bob Jones" are two.
    """
    names: list[str] = []
    # A comma behind an address separates people.
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
        message = "an author is a list in a list, and is ignored; write '- Ana Silva'"
        raise InvalidValue(value.line, message)
    if isinstance(value, Mapping):
        return _read_mapping(value, problems)
    checked = check_name(value, name)
    if HANDLE.fullmatch(checked):
        return Person(checked[1:], handle=checked[1:], line=value.line)
    return Person(checked, line=value.line)


def check_name(value: Value, text: str, field: str = "author") -> str:
    """Return a name in its own spelling.

    :param field: its field, for the message
    :raises InvalidValue: for texts that can't be one; a single emoji can
    """
    name = without_tex(collapsed(MAIL.sub(" ", text)))
    if not name:
        message = "'%s' has no name in it, and is ignored; write '%s: Ana Silva'"
        raise InvalidValue(value.line, message, field, field)
    if len(name) > MAX_NAME or NO_NAME.fullmatch(name) or not _has_letter(name):
        message = "'%s' is no name, and is ignored; write '%s: Ana Silva'"
        raise InvalidValue(value.line, message, shown(name), field)
    return name


def _has_letter(name: str) -> bool:
    """Whether a name has a visible letter or emoji.

    ``So`` are symbols other than those of mathematics, currencies and accents.
    """
    seen = visible_characters(name)
    return any(char.isalnum() or unicodedata.category(char) == "So" for char in seen)


def _read_mapping(value: Mapping, problems: list[Problem]) -> Person:
    """Read ``{name: Ana Silva, github: ana, ...}``; unknown keys are ignored."""

    def line(key: str) -> str | None:
        return convert(as_line, value.get(key), key, problems)

    github = convert(as_github, value.get("github"), "github", problems)
    name = line("name") or " ".join(filter(None, map(line, ("given", "family"))))
    handle = (line("handle") or "").removeprefix("@") or None
    url = convert(as_url, value.get("url", "uri", "website"), "url", problems)
    return Person(
        check_name(value, name or handle or github or ""),
        handle=handle,
        github=github,
        affiliation=line("affiliation"),
        links=((label_of(url), url),) if url else (),
        line=value.line,
    )


def as_github(value: Value, name: str) -> str | None:
    """Convert to the name of an account at GitHub."""
    text = as_line(value, name)
    if text is None:
        return None
    if not (match := GITHUB.fullmatch(text)):
        message = "'%s' is no name at GitHub, and is ignored; write it as in 'github: ana'"
        raise InvalidValue(value.line, message, shown(text))
    return match[1]
