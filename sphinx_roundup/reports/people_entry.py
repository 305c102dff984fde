"""One entry of the people file, with accounts and profile links."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx_roundup.problems import Problem, Subtype, problem, shown
from sphinx_roundup.reports.authors import as_github, check_name
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
_GITLAB = re.compile(
    r"(?:https?://(?:www\.)?gitlab\.com/)?@?"
    r"([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_-])?)/?"
)
_MASTODON = re.compile(r"@?(?P<account>\w[\w.-]*)@(?P<host>[\w-]+(?:\.[\w-]+)+)")
"""``@ana@example.social``, as users of Mastodon write it."""
_ORCID = re.compile(
    r"(?:https?://(?:www\.)?orcid\.org/)?([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9Xx])/?"
)


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
    found = _without_unknown(value, problems)
    lines = {key: each.line for key, each in found.items()}
    values = {"name": handle, **convert_all(_CONVERTERS, found, problems)}
    accounts = _accounts(found["links"].value, problems) if "links" in found else {}
    urls = {key: url for key, each in accounts.items() if (url := _read_link(each, problems))}
    if "github" in urls:
        values["github"] = urls["github"].rpartition("/")[2]
        lines["github"] = accounts["github"].line
    links = tuple((_label(accounts[key], url), url) for key, url in urls.items())
    return Person(**values, handle=handle, links=links, line=line, lines=lines)


def _without_unknown(value: Mapping, problems: list[Problem]) -> dict[str, Entry]:
    """Return the known keys of an entry, each once."""
    known = []
    for each in value.entries:
        if each.name in KEYS:
            known.append(each)
        else:
            problems.append(_unknown(each))
    return _without_repeated(known, problems)


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


def _read_link(entry: Entry, problems: list[Problem]) -> str | None:
    """Return the URL of an account or a link, ``None`` for an empty or invalid one."""
    return convert(_ACCOUNTS.get(entry.name, as_link), entry.value, entry.key, problems)


def _as_github(value: Value, name: str) -> str | None:
    account = as_github(value, name)
    return f"https://github.com/{account}" if account else None


def _as_gitlab(value: Value, name: str) -> str | None:
    """Convert to the URL of an account; GitLab also runs on other hosts."""
    text = as_line(value, name)
    if text and (match := _GITLAB.fullmatch(text)):
        return f"https://gitlab.com/{match[1]}"
    if text is None or is_web_url(text):
        return text
    message = (
        "'%s' is neither a name at GitLab nor a web address, and is ignored; "
        "write it as in 'gitlab: ana'"
    )
    raise InvalidValue(value.line, message, shown(text))


def _as_mastodon(value: Value, name: str) -> str | None:
    text = as_line(value, name)
    if text is None or is_web_url(text):
        return text
    if match := _MASTODON.fullmatch(text):
        return f"https://{match['host']}/@{match['account']}"
    message = (
        "'%s' is neither an account with its host nor a web address, and is ignored; "
        "write it as in 'mastodon: \"@ana@example.social\"'"
    )
    raise InvalidValue(value.line, message, shown(text))


def _as_orcid(value: Value, name: str) -> str | None:
    text = as_line(value, name)
    if text is None:
        return None
    match = _ORCID.fullmatch(text)
    if match is None:
        message = "'%s' is no ORCID, and is ignored; write it as in 'orcid: 0000-0002-1825-0097'"
        raise InvalidValue(value.line, message, shown(text))
    return f"https://orcid.org/{match[1].upper()}"


_ACCOUNTS = {
    "github": _as_github,
    "gitlab": _as_gitlab,
    "mastodon": _as_mastodon,
    "orcid": _as_orcid,
}
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
