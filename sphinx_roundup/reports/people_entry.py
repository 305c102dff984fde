"""Reading of one entry of the people file, with accounts and profile links."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx_roundup.problems import Problem, Subtype, escape, problem
from sphinx_roundup.reports.authors import FAMILY, GIVEN, check_name, read_name
from sphinx_roundup.reports.converters import (
    ACCOUNTS,
    NO,
    YES,
    as_account,
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


def read_person(
    handle: str, entry: Entry, problems: list[Problem], *, is_foreign: bool = False
) -> Person:
    """Return the person of an entry; an invalid value is ignored, and nothing else.

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
    found = _without_repeated((e for e in value.entries if e.name in {*KEYS} - site), problems)
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
    entries: dict[str, Entry] = {}
    if own and isinstance(own.value, Mapping):
        entries = _without_repeated(own.value.entries, problems)
    elif own and (text_of(own.value) or isinstance(own.value, Listing)):
        message = "'links' has no labels, and is ignored; write 'website: https://...' below it"
        problems.append(problem(Subtype.PEOPLE, own.value.line, message))
    urls = {key: convert(_as_url, each.value, each.key, problems) for key, each in entries.items()}
    for each in others:
        if not urls.get(each.name) and (url := convert(_as_url, each.value, each.key, [])):
            entries[each.name], urls[each.name] = each, url
    return [(entries[key], url) for key, url in urls.items() if url]


def is_foreign(entries: Iterable[Entry]) -> bool:
    """Whether entries have keys of another generator's people file."""
    return any(each.name in _FOREIGN for each in _keys_of(entries))


def _keys_of(entries: Iterable[Entry]) -> Iterator[Entry]:
    for value in (entry.value for entry in entries):
        yield from value.entries if isinstance(value, Mapping) else ()


def _foreign_links(value: Mapping, site: set[str]) -> list[Entry]:
    """Return links that stand beside the name, or below ``socials``; ``false`` is none."""
    names = LABELS.keys() | _SITES | site
    socials = value.get("socials")
    inner = socials.entries if isinstance(socials, Mapping) else ()
    links = (*(entry for entry in value.entries if entry.name in names), *inner)
    return [each for each in links if text_of(each.value).casefold() not in NO]


def unknown_keys(entries: Iterable[Entry]) -> list[Problem]:
    """Return the problems of unknown keys in all entries: misspelled ones, and all others once."""
    problems: list[Problem] = []
    found: dict[str, list[Entry]] = {}
    others: list[list[Entry]] = []
    for each in _keys_of(entries):
        if each.name not in {*KEYS, *MEANINGS, *_FOREIGN, *LABELS, *_SITES}:
            found.setdefault(each.name, []).append(each)
    for name, same in found.items():
        if close := get_close_matches(name[:_MAX_LABEL], KEYS, n=1, cutoff=0.7):
            message = "unknown key '%s', which is ignored; did you mean '%s'?"
            args = (escape(same[0].key, _MAX_LABEL), close[0])
            problems.append(problem(Subtype.PEOPLE, same[0].line, message, *args))
        else:
            others.append(same)
    if others:
        counts = (f" in {len(same)} entries" if len(same) > 1 else "" for same in others)
        keys = (f"'{escape(same[0].key, _MAX_LABEL)}'" for same in others)
        message = "unknown keys, which are ignored: %s; write some of these: %s"
        args = (", ".join(map(str.__add__, keys, counts)), ", ".join(KEYS))
        problems.append(problem(Subtype.PEOPLE, others[0][0].line, message, *args))
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


def _label(entry: Entry, url: str) -> str:
    name = "website" if entry.name in {"homepage", "uri", "url", "web"} else entry.name
    return LABELS.get(name) or collapsed(entry.key) or label_of(url)


def _as_url(value: Value, name: str) -> str | None:
    """Convert an account, or a link with another label, to its URL."""
    return (as_account if name.casefold() in ACCOUNTS else as_link)(value, name)


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
