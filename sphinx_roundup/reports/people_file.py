"""The people file: reading, repair and checks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.problems import Problem, Subtype, escape, problem
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
from sphinx_roundup.reports.decoding import UnreadableReport, collapsed
from sphinx_roundup.reports.front_matter import CONFLICT
from sphinx_roundup.reports.mentions import MAX_HANDLE, is_handle
from sphinx_roundup.reports.person import FAMILY, GIVEN, Person, check_name, read_name
from sphinx_roundup.reports.reading import read_text
from sphinx_roundup.reports.slugs import make_anchor
from sphinx_roundup.reports.yaml_values import (
    InvalidValue,
    InvalidYaml,
    Listing,
    Mapping,
    Scalar,
    read_mapping,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.reports.yaml_values import Entry, Value

EMPTY_LINE = re.compile(r"(?:---|\.\.\.)?\s*(?:#.*)?")
"""Also the beginning or end of a YAML document."""
GOES_ON = (" ", "\t", "#", "}", "]")
"""Beginnings of lines that belong to the entry above, or to none."""
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

_MAX_LABEL = 40  # characters of an unknown key in a message


class PeopleFile(NamedTuple):
    """People and problems of a people file, both in the order of its lines."""

    people: tuple[Person, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_people_file(srcdir: Path, filename: str, limits: Limits = DEFAULTS) -> PeopleFile:
    """Return the people of a file, also of a broken one."""
    try:
        source = read_text(srcdir, filename, limits)
    except UnreadableReport as error:
        return PeopleFile(problems=(error.problem,))
    found = parse_people(source.text)
    people = tuple(replace(person, filename=filename) for person in found.people)
    return PeopleFile(people, _by_line((*source.problems, *found.problems)))


def parse_people(text: str) -> PeopleFile:
    r"""Return the people of a text, lines ended by ``\n``, each handle once."""
    problems: list[Problem] = []
    known: dict[str, Person] = {}  # by anchor
    entries = _read_entries(text, problems)
    if len(entries) == 1 and entries[0].name == "authors":
        value = entries[0].value  # MkDocs
        entries = [*value.entries] if isinstance(value, Mapping) else entries
    mappings = [each.value for each in entries if isinstance(each.value, Mapping)]
    keys = [key for mapping in mappings for key in mapping.entries]
    site = {"url"} if any(key.name in _FOREIGN for key in keys) else set()
    problems += _unknown_keys(keys)
    for entry in entries:
        try:
            handle = _check_handle(entry, known)
            known[make_anchor(handle)] = _read_person(handle, entry, site, problems)
        except InvalidValue as error:
            problems.append(error.problem)
    return PeopleFile(tuple(known.values()), _by_line(map(_as_ours, problems)))


def _by_line(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda each: each.line))


def _as_ours(found: Problem) -> Problem:
    """Return a problem of a report's field as one of the people file."""
    message = found.message.replace("the field is ignored", "the entry is ignored")
    return found._replace(subtype=Subtype.PEOPLE.value, message=message)


def _check_handle(entry: Entry, known: dict[str, Person]) -> str:
    """Return the handle of an entry; raise for none, or another person's."""
    handle = collapsed(entry.key).removeprefix("@")
    if not is_handle(handle):
        message = (
            "'%s' is no handle, and the entry is ignored; write letters and digits, "
            "with '.', '-' or '_' between them, at most %d"
        )
        raise InvalidValue(entry.line, message, escape(entry.key), MAX_HANDLE)
    if other := known.get(make_anchor(handle)):
        message = "'%s' has the anchor of '%s' in line %d; the entry is ignored; choose another"
        raise InvalidValue(entry.line, message, handle, other.handle, other.line)
    return handle


# -- Entries -----------------------------------------------------------------------------


def _read_person(handle: str, entry: Entry, site: set[str], problems: list[Problem]) -> Person:
    """Return the person of an entry; an invalid value is ignored, a list raises."""
    value, line = entry.value, entry.line
    if isinstance(value, Listing):
        message = "the entry of '%s' is a list, and is ignored; write '%s: Ana Ferreira'"
        raise InvalidValue(value.line, message, handle, handle)
    if isinstance(value, Scalar):
        name = convert(_as_name, value, handle, problems)
        return Person(name or handle, handle=handle, line=line)
    found = _without_repeated((e for e in value.entries if e.name in {*KEYS} - site), problems)
    for each in value.entries:
        if meaning := MEANINGS.get(each.name):
            found.setdefault(meaning, each)
    values = convert_all(_CONVERTERS, found, problems)
    if "name" not in found:
        values["name"] = read_name(value, problems)
    lines = {key: each.line for key, each in found.items()}
    links = _read_links(found.get("links"), value, site, problems)
    for each, url in (link for link in links if link[0].name == "github"):
        values["github"], lines["github"] = url.rpartition("/")[2], each.line
    values["links"] = tuple((_label(each, url), url) for each, url in links)
    values["name"] = values.get("name") or handle
    return Person(**values, handle=handle, line=line, lines=lines)


def _read_links(
    own: Entry | None, value: Mapping, site: set[str], problems: list[Problem]
) -> list[tuple[Entry, str]]:
    """Return the links below ``links``, beside the name and below ``socials``, each name once."""
    entries: dict[str, Entry] = {}
    if own and isinstance(own.value, Mapping):
        entries = _without_repeated(own.value.entries, problems)
    elif own and (text_of(own.value) or isinstance(own.value, Listing)):
        message = "'links' has no labels, and is ignored; write 'website: https://...' below it"
        problems.append(problem(Subtype.PEOPLE, own.value.line, message))
    urls = {key: convert(_as_url, each.value, each.key, problems) for key, each in entries.items()}
    names = LABELS.keys() | _SITES | site
    socials = value.get("socials")
    inner = socials.entries if isinstance(socials, Mapping) else ()
    for each in (*(entry for entry in value.entries if entry.name in names), *inner):
        is_given = urls.get(each.name) or text_of(each.value).casefold() in NO
        if not is_given and (url := convert(_as_url, each.value, each.key, [])):
            entries[each.name], urls[each.name] = each, url
    return [(entries[key], url) for key, url in urls.items() if url]


def _unknown_keys(keys: Iterable[Entry]) -> list[Problem]:
    """Return the problems of unknown keys in all entries: misspelled ones, and all others once."""
    known = {*KEYS, *MEANINGS, *_FOREIGN, *LABELS, *_SITES}
    unknown = [each for each in keys if each.name not in known]
    first = {each.name: each for each in reversed(unknown)}
    problems: list[Problem] = []
    others: list[tuple[int, str]] = []
    for name, count in Counter(each.name for each in unknown).items():
        key, line = escape(first[name].key, _MAX_LABEL), first[name].line
        if close := get_close_matches(name[:_MAX_LABEL], KEYS, n=1, cutoff=0.7):
            message = "unknown key '%s', which is ignored; did you mean '%s'?"
            problems.append(problem(Subtype.PEOPLE, line, message, key, close[0]))
        else:
            others.append((line, f"'{key}'" if count == 1 else f"'{key}' in {count} entries"))
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
    return tuple(dict.fromkeys(filter(None, (as_line(each, name) for each in values))))


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
KEYS = (*_CONVERTERS, "links")  # keys of an entry


# -- YAML --------------------------------------------------------------------------------


def _read_entries(text: str, problems: list[Problem]) -> list[Entry]:
    """Return the entries of a text: as a whole, or one by one if it isn't YAML."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines, 1) if not EMPTY_LINE.fullmatch(line)), None)
    if first is None:
        return []
    is_list = re.match(r"-(\s|$)", lines[first - 1])
    try:
        entries = read_mapping(text, 1, problems)
    except InvalidYaml:
        if not is_list:
            return [entry for block in _split(lines) for entry in _read_block(*block, problems)]
        entries = None
    if entries is None:
        message = (
            "the people file is a %s, and is ignored; write each person with a handle, "
            "as in 'ana: Ana Ferreira'"
        )
        problems.append(problem(Subtype.PEOPLE, first, message, "list" if is_list else "text"))
    return entries or []


def _split(lines: list[str]) -> Iterator[tuple[list[str], int]]:
    """Divide the lines at those that begin in the first column; give each block's first line."""
    starts = [n for n, line in enumerate(lines) if not n or (line and line[0] not in GOES_ON)]
    for start, end in pairwise([*starts, len(lines)]):
        if not all(map(EMPTY_LINE.fullmatch, lines[start:end])):
            yield lines[start:end], start + 1


def _read_block(lines: list[str], line: int, problems: list[Problem]) -> list[Entry]:
    """Read an entry, with common mistakes repaired."""
    start = escape(lines[0].strip(), 40)
    message = "'%s' is no entry, and is ignored; write it as in 'ana: Ana Ferreira'"
    args: tuple[str, ...] = (start,)
    try:
        entries = read_mapping("\n".join(lines), line, problems)
        if entries is not None:
            return entries
    except InvalidYaml as error:
        line += min(error.line, max(n for n, each in enumerate(lines) if each.strip()))
        message = "the entry '%s' can't be read, and is ignored; %s"
        args = (start.partition(":")[0].strip(), error.hint)
    if CONFLICT.match(lines[0]):
        message = "'%s' is a marker of a merge conflict, and is ignored; resolve the conflict"
        args = (start,)
    problems.append(problem(Subtype.PEOPLE, line, message, *args))
    return []
