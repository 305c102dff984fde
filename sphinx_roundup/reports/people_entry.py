"""Reading of one entry of the people file, with accounts and profile links."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.problems import Problem, Subtype, escape, problem
from sphinx_roundup.reports.authors import FAMILY, GITHUB, GIVEN, check_name, read_name
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
from sphinx_roundup.reports.yaml_values import InvalidValue, Listing, Mapping, Scalar, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_roundup.reports.yaml_values import Entry, Value

MEANINGS = {
    **dict.fromkeys(("alias", "aliases", "nickname", "nicknames"), "also"),
    **dict.fromkeys(("company", "organisation", "organization"), "affiliation"),
    **dict.fromkeys(("image", "image_url", "photo", "picture"), "avatar"),
    **dict.fromkeys(("bio", "description", "title"), "note"),
}
"""Keys of people files of Jekyll, Docusaurus and MkDocs that are read as ours
(https://jekyllrb.com/tutorials/data-files/, https://docusaurus.io/docs/blog#global-authors,
https://squidfunk.github.io/mkdocs-material/setup/setting-up-a-blog/#adding-authors)."""
_FOREIGN = {"description", "email", "image_url", "page", "socials", "title", "web", *GIVEN, *FAMILY}
"""Other keys of these, which no file of ours has: in theirs, a ``url`` is a website."""
_SITES = frozenset({"blog", "homepage", "linkedin", "twitter", "uri", "web"})
"""Keys of links, besides those of accounts."""
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


def read_person(
    handle: str, entry: Entry, problems: list[Problem], *, is_foreign: bool = False
) -> Person:
    """Return the person of an entry; an invalid value is ignored, and nothing else.

    A text alone is the name.

    :param handle: without ``@``
    :param problems: gets those of the entry's values
    :param is_foreign: whether the file is one of another generator
    :raises InvalidValue: for a list
    """
    value, line = entry.value, entry.line
    if isinstance(value, Listing):
        message = "the entry of '%s' is a list, and is ignored; write '%s: Ana Ferreira'"
        raise InvalidValue(value.line, message, handle, handle)
    if isinstance(value, Scalar):
        name = convert(_as_name, value, handle, problems)
        return Person(name or handle, handle=handle, line=line)
    site = {"url"} if is_foreign else set()
    known = [each for each in value.entries if each.name in KEYS and each.name not in site]
    found = _without_repeated(known, problems)
    for each in value.entries:
        if meaning := MEANINGS.get(each.name):
            found.setdefault(meaning, each)
    values = convert_all(_CONVERTERS, found, problems)
    if "name" not in found:
        values["name"] = read_name(value, problems)
    lines = {key: each.line for key, each in found.items()}
    links = _read_links(found.get("links"), _foreign_links(value, site), problems)
    for each, url in (link for link in links if link[0].name == "github"):
        values["github"], lines["github"] = url.rpartition("/")[2], each.line
    values["links"] = tuple((_label(each, url), url) for each, url in links)
    values["name"] = values.get("name") or handle
    return Person(**values, handle=handle, line=line, lines=lines)


def _read_links(
    own: Entry | None, others: Iterable[Entry], problems: list[Problem]
) -> list[tuple[Entry, str]]:
    """Return the entries below ``links`` with their URLs; then other links, each name once."""
    accounts = _accounts(own.value, problems) if own else {}
    urls = {key: convert(_as_url, each.value, each.key, problems) for key, each in accounts.items()}
    for each in others:
        if not urls.get(each.name) and (url := convert(_as_url, each.value, each.key, [])):
            accounts[each.name], urls[each.name] = each, url
    return [(accounts[key], url) for key, url in urls.items() if url]


def is_foreign(entries: Iterable[Entry]) -> bool:
    """Whether entries have keys of another generator's people file."""
    values = (entry.value for entry in entries)
    inner = (each for value in values if isinstance(value, Mapping) for each in value.entries)
    return any(each.name in _FOREIGN for each in inner)


def _foreign_links(value: Mapping, site: set[str]) -> Iterator[Entry]:
    """Give links that stand beside the name, or below ``socials``; ``false`` is none."""
    names = LABELS.keys() | _SITES | site
    socials = value.get("socials")
    inner = socials.entries if isinstance(socials, Mapping) else ()
    for each in (*(entry for entry in value.entries if entry.name in names), *inner):
        if text_of(each.value).casefold() not in NO:
            yield each


def unknown_keys(entries: Iterable[Entry]) -> list[Problem]:
    """Return the problems of unknown keys in all entries: misspelled ones, and all others once."""
    found: dict[str, list[Entry]] = {}
    problems: list[Problem] = []
    others: list[tuple[int, str]] = []
    for value in (entry.value for entry in entries):
        for each in value.entries if isinstance(value, Mapping) else ():
            if each.name not in {*KEYS, *MEANINGS, *_FOREIGN, *LABELS, *_SITES}:
                found.setdefault(each.name, []).append(each)
    for name, (first, *more) in found.items():
        key = escape(first.key, _MAX_LABEL)
        if close := get_close_matches(name[:_MAX_LABEL], KEYS, n=1, cutoff=0.7):
            message = "unknown key '%s', which is ignored; did you mean '%s'?"
            problems.append(problem(Subtype.PEOPLE, first.line, message, key, close[0]))
        else:
            others.append((first.line, f"'{key}'" + f" in {len(more) + 1} entries" * bool(more)))
    if others:
        message = "unknown keys, which are ignored: %s; write some of these: %s"
        names = ", ".join(text for _line, text in others)
        problems.append(problem(Subtype.PEOPLE, others[0][0], message, names, ", ".join(KEYS)))
    return problems


def _without_repeated(entries: Iterable[Entry], problems: list[Problem]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for each in entries:
        if found.setdefault(each.name, each) is not each:
            message = "'%s' is given twice; the first one counts, and this one is ignored"
            problems.append(problem(Subtype.PEOPLE, each.line, message, escape(each.key)))
    return found


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
        raise InvalidValue(value.line, message, escape(text), name)
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
    name = "website" if entry.name in {"homepage", "uri", "url", "web"} else entry.name
    return LABELS.get(name) or collapsed(entry.key) or label_of(url)


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
    raise InvalidValue(value.line, message, escape(text), account.what, account.example)


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
