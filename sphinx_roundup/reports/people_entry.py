"""One entry of the people file, with accounts and profile links."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.problems import Problem, Subtype, problem, shown
from sphinx_roundup.reports.authors import GITHUB, check_name
from sphinx_roundup.reports.converters import (
    NO,
    YES,
    as_flag,
    as_image,
    as_line,
    as_link,
    as_url,
    convert,
    convert_all,
    is_web_url,
    label_of,
)
from sphinx_roundup.reports.decoding import collapsed
from sphinx_roundup.reports.person import Person
from sphinx_roundup.reports.yaml_values import InvalidValue, Listing, Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_roundup.reports.yaml_values import Entry, Value

SYNONYMS = {
    **dict.fromkeys(("alias", "aliases", "nickname", "nicknames"), "also"),
    **dict.fromkeys(("company", "organisation", "organization"), "affiliation"),
    **dict.fromkeys(("image", "photo", "picture"), "avatar"),
    "bio": "note",
}
LABELS = {
    "github": "GitHub",
    "gitlab": "GitLab",
    "mastodon": "Mastodon",
    "orcid": "ORCID",
    "website": "website",
}
"""Known keys below ``links``, and what readers see."""

_MAX_LABEL = 40
"""Characters of an unknown key in a message."""


class _Account(NamedTuple):
    """Accounts of a website."""

    pattern: re.Pattern[str]
    url: str
    what: str
    """End of "'%s' is ...", for other values."""
    example: str


_ACCOUNTS = {
    "github": _Account(GITHUB, "https://github.com/{}", "no name at GitHub", "github: ana"),
    "gitlab": _Account(
        re.compile(
            r"(?:https?://(?:www\.)?gitlab\.com/)?@?"
            r"([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_-])?)/?"
        ),
        "https://gitlab.com/{}",
        "neither a name at GitLab nor a web address",  # GitLab also runs on other hosts
        "gitlab: ana",
    ),
    "mastodon": _Account(
        re.compile(r"@?(\w[\w.-]*)@([\w-]+(?:\.[\w-]+)+)"),
        "https://{1}/@{0}",
        "neither an account with its host nor a web address",
        'mastodon: "@ana@example.social"',
    ),
    "orcid": _Account(
        re.compile(r"(?:https?://(?:www\.)?orcid\.org/)?((?:\d{4}-){3}\d{3}[\dXx])/?", re.ASCII),
        "https://orcid.org/{}",
        "no ORCID",
        "orcid: 0000-0002-1825-0097",
    ),
}


def read_person(handle: str, entry: Entry, problems: list[Problem]) -> Person:
    """Return the person of an entry; an invalid value is ignored, and nothing else.

    A text alone is the name.

    :param handle: without ``@``
    :param problems: gets those of the entry's values
    :raises InvalidValue: for a list
    """
    value, line = entry.value, entry.line
    if isinstance(value, Listing):
        message = "the entry of '%s' is a list, and is ignored; write '%s: Ana Ferreira'"
        raise InvalidValue(value.line, message, handle, handle)
    if isinstance(value, Scalar):
        name = convert(_as_name, value, handle, problems)
        return Person(name or handle, handle=handle, line=line)
    known = [each for each in value.entries if each.name in KEYS]
    problems += [_unknown(each) for each in value.entries if each.name not in KEYS]
    found = _without_repeated(known, problems)
    lines = {key: each.line for key, each in found.items()}
    values = {"name": handle, **convert_all(_CONVERTERS, found, problems)}
    accounts = _accounts(found["links"].value, problems) if "links" in found else {}
    urls = {
        key: url
        for key, each in accounts.items()
        if (url := convert(_as_url, each.value, each.key, problems))
    }
    if "github" in urls:
        values["github"] = urls["github"].rpartition("/")[2]
        lines["github"] = accounts["github"].line
    links = tuple((_label(accounts[key], url), url) for key, url in urls.items())
    return Person(**values, handle=handle, links=links, line=line, lines=lines)


def _without_repeated(entries: Iterable[Entry], problems: list[Problem]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for each in entries:
        if found.setdefault(each.name, each) is not each:
            message = "'%s' is given twice; the first one counts, and this one is ignored"
            problems.append(problem(Subtype.PEOPLE, each.line, message, shown(each.key)))
    return found


def _unknown(entry: Entry) -> Problem:
    """Return the problem of an unknown key, with the probable one, or all keys."""
    key = shown(entry.key, _MAX_LABEL)
    close = get_close_matches(entry.name[:_MAX_LABEL], KEYS, n=1, cutoff=0.7)
    if entry.name in LABELS:
        message = "'%s' is ignored here; write it below 'links'"
        args: tuple[str, ...] = (key,)
    elif meant := SYNONYMS.get(entry.name) or next(iter(close), None):
        message = "unknown key '%s', which is ignored; did you mean '%s'?"
        args = (key, meant)
    else:
        message = "unknown key '%s', which is ignored; write one of these: %s"
        args = (key, ", ".join(KEYS))
    return problem(Subtype.PEOPLE, entry.line, message, *args)


# -- Values ------------------------------------------------------------------------------


def _as_name(value: Value, name: str) -> str | None:
    text = as_line(value, name)
    return check_name(value, text, name) if text else None


def _as_path(value: Value, name: str) -> str | None:
    text = as_image(value, name)
    if text and is_web_url(text):
        message = (
            "'%s' is a web address, and '%s' is ignored: nothing is fetched from other hosts; "
            "save the picture beside the people file"
        )
        raise InvalidValue(value.line, message, shown(text), name)
    return text


def _as_lines(value: Value, name: str) -> tuple[str, ...]:
    values = value.values if isinstance(value, Listing) else (value,)
    lines = (as_line(each, name) for each in values)
    return tuple(dict.fromkeys(filter(None, lines)))


def _as_listed(value: Value, name: str) -> bool | tuple[str, ...] | None:
    """Convert to ``True`` for all events, or the docnames of the named ones."""
    texts = _as_lines(value, name)
    if not isinstance(value, Listing) and {text.casefold() for text in texts} <= YES | NO:
        return as_flag(value, name)
    if any(text.casefold() in {"true", "false"} for text in texts):
        message = "'%s' is ignored; write 'true' alone, or the names of the events' pages"
        raise InvalidValue(value.line, message, name)
    # "/retreat": Sphinx' form of "from the top of the source folder".
    return tuple(text.removeprefix("/") for text in texts) or None


# -- Links -------------------------------------------------------------------------------


def _accounts(value: Value, problems: list[Problem]) -> dict[str, Entry]:
    """Return the entries below ``links``, each label once."""
    if isinstance(value, Mapping):
        return _without_repeated(value.entries, problems)
    if not isinstance(value, Scalar) or value.text:
        message = "'links' has no labels, and is ignored; write 'website: https://...' below it"
        problems.append(problem(Subtype.PEOPLE, value.line, message))
    return {}


def _label(entry: Entry, url: str) -> str:
    return LABELS.get(entry.name) or collapsed(entry.key) or label_of(url)


def _as_url(value: Value, name: str) -> str | None:
    """Convert an account, or a link with another label, to its URL."""
    account = _ACCOUNTS.get(name.casefold())
    if account is None:
        return as_link(value, name)
    text = as_line(value, name)
    if text and (match := account.pattern.fullmatch(text)):
        return account.url.format(*match.groups())
    if text is None or (account.what.endswith("web address") and is_web_url(text)):
        return text
    message = "'%s' is %s, and is ignored; write it as in '%s'"
    raise InvalidValue(value.line, message, shown(text), account.what, account.example)


_CONVERTERS = {
    "name": _as_name,
    "affiliation": as_line,
    "avatar": _as_path,
    "also": _as_lines,
    "pronouns": as_line,
    "url": as_url,
    "sort": as_line,
    "listed": _as_listed,
    "note": as_line,
}
KEYS = (*_CONVERTERS, "links")
"""Keys of an entry."""
