"""One entry of the people file, read as a person."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from sphinx_roundup.problems import Problem, Subtype, problem, shown
from sphinx_roundup.reports.authors import check_name
from sphinx_roundup.reports.checks import (
    NO,
    YES,
    Wrong,
    as_flag,
    as_image,
    as_line,
    as_url,
    is_web_url,
)
from sphinx_roundup.reports.person import Person
from sphinx_roundup.reports.profiles import LABELS, Profiles, read_profiles, told_twice
from sphinx_roundup.reports.values import Listing, Mapping

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_roundup.reports.values import Entry, Value

T = TypeVar("T")

KEYS = (
    *("name", "affiliation", "avatar", "links", "also", "pronouns", "url", "sort", "listed"),
    "note",
)
"""What an entry may say of a person."""

SYNONYMS = {
    "alias": "also",
    "aliases": "also",
    "bio": "note",
    "company": "affiliation",
    "image": "avatar",
    "nickname": "also",
    "nicknames": "also",
    "organisation": "affiliation",
    "organization": "affiliation",
    "photo": "avatar",
    "picture": "avatar",
}
"""What people write where we say something else."""

MAX_LABEL = 40
"""Of an unknown key in a message, in characters."""


def read_person(handle: str, entry: Entry) -> tuple[Person, tuple[Problem, ...]]:
    """Return whom an entry describes, and what is wrong in it, which costs itself alone.

    :param handle: without ``@``
    :raises Wrong: where the entry is a list
    """
    if isinstance(entry.value, Listing):
        message = "the entry of '%s' is a list, and is ignored; write '%s: Ana Ferreira'"
        raise Wrong(entry.value, message, handle, handle)
    values = _Values(entry.value, handle)
    profiles = values.get("links", lambda value, _what: read_profiles(value)) or Profiles()
    person = Person(
        name=values.get("name", _as_name) or handle,
        handle=handle,
        github=profiles.github,
        affiliation=values.get("affiliation", as_line),
        links=profiles.links,
        avatar=values.get("avatar", _as_path),
        also=values.get("also", _as_lines) or (),
        pronouns=values.get("pronouns", as_line),
        url=values.get("url", as_url),
        sort=values.get("sort", as_line),
        listed=values.get("listed", _as_listed) or False,
        note=values.get("note", as_line),
        line=entry.line,
        lines=values.lines | ({"github": profiles.github_line} if profiles.github else {}),
    )
    return person, (*values.problems, *profiles.problems)


class _Values:
    """Takes values out of an entry, and collects what is wrong with them.

    A text alone is the name, called in messages as the handle before it.
    """

    def __init__(self, value: Value, handle: str) -> None:
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self._found: dict[str, tuple[str, Value]] = {}
        if not isinstance(value, Mapping):
            self._found["name"] = (handle, value)
            return
        for entry in value.entries:
            if entry.name not in KEYS:
                self.problems.append(_unknown(entry))
            elif entry.name in self._found:
                self.problems.append(told_twice(entry))
            else:
                self._found[entry.name] = (entry.name, entry.value)
                self.lines[entry.name] = entry.line

    def get(self, key: str, check: Callable[[Value, str], T | None]) -> T | None:
        if key not in self._found:
            return None
        what, value = self._found[key]
        try:
            return check(value, what)
        except Wrong as error:
            self.problems.append(error.problem)
            return None


def _unknown(entry: Entry) -> Problem:
    """Return what to say of a key that we don't know: what was meant, or what there is."""
    key = shown(entry.key, MAX_LABEL)
    if entry.name in LABELS:
        message = "'%s' is ignored here; write it below 'links'"
        return problem(Subtype.PEOPLE, entry.line, message, key)
    close = get_close_matches(entry.name[:MAX_LABEL], KEYS, n=1, cutoff=0.7)
    if meant := SYNONYMS.get(entry.name) or next(iter(close), None):
        message = "unknown key '%s', which is ignored; did you mean '%s'?"
        return problem(Subtype.PEOPLE, entry.line, message, key, meant)
    message = "unknown key '%s', which is ignored; write one of these: %s"
    return problem(Subtype.PEOPLE, entry.line, message, key, ", ".join(KEYS))


# -- Values ------------------------------------------------------------------------------


def _as_name(value: Value, what: str) -> str | None:
    text = as_line(value, what)
    return check_name(value, text, what) if text else None


def _as_path(value: Value, what: str) -> str | None:
    text = as_image(value, what)
    if text and is_web_url(text):
        message = (
            "'%s' is a web address, and '%s' is ignored: nothing is fetched from other hosts; "
            "save the picture beside the people file"
        )
        raise Wrong(value, message, shown(text), what)
    return text


def _as_lines(value: Value, what: str) -> tuple[str, ...]:
    values = value.values if isinstance(value, Listing) else (value,)
    lines = (as_line(each, what) for each in values)
    return tuple(dict.fromkeys(filter(None, lines)))


def _as_listed(value: Value, what: str) -> bool | tuple[str, ...] | None:
    """Return ``True`` for all events, or the docnames of those that are named."""
    texts = _as_lines(value, what)
    if not isinstance(value, Listing) and {text.casefold() for text in texts} <= YES | NO:
        return as_flag(value, what)
    if any(text.casefold() in {"true", "false"} for text in texts):
        message = "'%s' is ignored; write 'true' alone, or the names of the events' pages"
        raise Wrong(value, message, what)
    # "/retreat", as Sphinx has it elsewhere for "from the top of the source folder".
    return tuple(text.removeprefix("/") for text in texts)
