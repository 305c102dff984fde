"""``sphinx-roundup people``: a first people file from a list of attendees."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from sphinx_roundup.commands.cli import (
    CannotRun,
    Status,
    create_file,
    note,
    read_utf8,
    show_path,
    write,
)
from sphinx_roundup.problems import COMMAND, escape
from sphinx_roundup.reports import (
    casefolded,
    collapsed,
    is_handle,
    make_anchor,
    make_slug,
    parse_people,
    unique,
    without_controls,
)

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

HEAD = """\
# Who is who: a handle, by which reports say who wrote them and others mention them, and what
# the reports needn't repeat. In conf.py: roundup_people = "people.yml"

"""

COLUMNS = {
    "name": "name fullname displayname ticketfullname attendee attendeename participant speaker"
    " speakername author",
    "given": "firstname givenname givennames forename ticketfirstname attendeefirstname"
    " attendeenamegivenname",
    "family": "lastname familyname surname ticketlastname attendeelastname attendeenamefamilyname",
    "handle": "handle username nickname",
    "affiliation": "affiliation company companyname organisation organization institution"
    " ticketcompanyname",
    "pronouns": "pronouns pronoun",
    "github": "github githubusername githubaccount githubhandle githuburl githubprofile githubname",
    "gitlab": "gitlab gitlabusername gitlabaccount",
    "mastodon": "mastodon mastodonaccount mastodonhandle",
    "orcid": "orcid orcidid",
    "website": "website homepage personalhomepage personalwebsite blog url web",
    "email": "email emailaddress mail ticketemail attendeeemail",
}
"""Names of each kind of column, in lower case and without blanks and signs: those of Docusaurus,
Eventbrite, Indico, Jekyll, pretalx, pretix, Sessionize, Tito, and forms of one's own."""

_QUESTION = re.compile(r"\([^()]*\)|\b(what('s| is| are)|please|enter|your|my|the)\b")
"""Words around the name of a column that is a question, as in exports of Google Forms."""
_LISTS = ("results", "registrants", "speakers", "attendees", "authors")
"""Keys below which exports, and MkDocs' ``.authors.yml``, have their lists."""

PLAIN = ("affiliation", "pronouns")  # keys of an entry itself; all others are links
_NOTHING = frozenset({"", "-", "–", "—", "?", "n/a", "na", "none", "no", "/", "."})
"""Answers to a required question that say nothing."""
_GITHUB = re.compile(r"https?://(www\.)?github\.com/|@", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_FAMILY_FIRST = re.compile(
    r"([^,]+), *+(?!(?:[js]r|i{2,3}|iv|ph\.?d|m\.?[ads]|inc|ltd|llc)\b)([^,]+)", re.IGNORECASE
)
"""``Jones, Bob``, but not ``Bob Jones, PhD``."""


class Draft(NamedTuple):
    """A person who is to have an entry."""

    name: str
    values: Mapping[str, str] = {}
    """Keys of :data:`PLAIN`, and labels of links with accounts or URLs."""
    handle: str = ""  # the requested one
    place: str = ""  # of the data, for messages: ``attendees.csv:7``


def run(options: Namespace) -> Status:
    """Write the people file, or print it."""
    text = write_entries(list(_read_list(options.source)))
    if not text:
        raise CannotRun(f"no people in {show_path(options.source)}")
    if options.into:
        create_file(options.into, HEAD + text)
        write(f"Wrote {show_path(options.into)}.\n")
        value = f"roundup_people = {options.into.name!r}"
        write(f"Next: read it through, and name it in conf.py: {value}\n")
        return Status.DONE
    if not sys.stdout.isatty() and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")  # it may become a file
    write(HEAD + text)
    return Status.DONE


# -- The list ----------------------------------------------------------------------------


def _read_list(path: Path) -> Iterator[Draft]:
    """Yield the people of a list; what isn't used is reported.

    :raises CannotRun: if it isn't such a file
    """
    rows = _read_rows(path)
    kinds = _kinds_of(dict.fromkeys(column for _place, row in rows for column in row))
    if rows and not {"name", "given", "family", "handle", "github"} & set(kinds.values()):
        known = "name, first name, last name, handle or github"
        raise CannotRun(f"{show_path(path)} has no known column, such as {known}")
    seen: dict[tuple[str, ...], str] = {}
    for place, row in rows:
        values: dict[str, str] = {}
        for column, kind in kinds.items():
            if value := collapsed(without_controls(row.get(column, ""))):
                values.setdefault(kind, value)
        draft = _draft(values, place)
        account, mail = draft.values.get("github", ""), values.get("email", "")
        key = (casefolded(account),) if account else (casefolded(draft.name), casefolded(mail))
        if not draft.name:
            note(f"{place}: has no name")
        elif seen.setdefault(key, place) != place:
            note(f"{place}: '{escape(draft.name)}' is left out; see {seen[key]}")
        else:
            yield draft


def _read_rows(path: Path) -> list[tuple[str, dict[str, str]]]:
    """Return the place and the values of each entry of a list, by column or key."""
    text, name = read_utf8(path).removeprefix("\ufeff"), show_path(path)
    suffix = path.suffix.lower()
    try:
        if suffix not in {".json", ".yml", ".yaml"}:
            return list(_read_csv(text, name))
        data = json.loads(text) if suffix == ".json" else yaml.safe_load(text)
    except (csv.Error, ValueError, yaml.YAMLError, RecursionError) as error:
        raise CannotRun(f"{name} can't be read: {escape(str(error), 200)}") from error
    return [(f"{name}, entry {n}", each) for n, each in enumerate(_entries_of(data), 1)]


def _read_csv(text: str, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    for row in reader:
        yield f"{name}:{reader.line_num}", {c: v for c, v in row.items() if c and v is not None}


def _entries_of(data: Any) -> Iterator[dict[str, str]]:
    """Yield the values of each person in an export, or in a people file of another tool."""
    while isinstance(data, dict) and (key := next((k for k in _LISTS if k in data), "")):
        data = data[key]
    if isinstance(data, dict):
        data = [{"handle": key} | each for key, each in data.items() if isinstance(each, dict)]
    for each in data if isinstance(data, list) else ():
        if isinstance(each, dict):
            yield dict(_flat(each))


def _flat(entry: dict[Any, Any]) -> Iterator[tuple[str, str]]:
    """Yield names and values of an entry, those of inner mappings before its own."""
    inner = [value for value in entry.values() if isinstance(value, dict)]
    lists = [value for value in entry.values() if isinstance(value, list)]
    for link in (each for value in lists for each in value if isinstance(each, dict)):
        label = link.get("linkType") or link.get("label")  # of Sessionize, and of Jekyll
        inner.append({label: link.get("url")})
    for each in (*inner, entry):
        for name, value in each.items():
            if isinstance(value, str | int) and not isinstance(value, bool):
                yield str(name), str(value)


def _kinds_of(columns: Iterable[str]) -> dict[str, str]:
    """Return the kinds of the known columns; others are listed."""
    kinds: dict[str, str] = {}
    for column in columns:
        name = re.sub(r"[^\w#]|_", "", _QUESTION.sub("", column.casefold()))
        if found := [kind for kind, names in COLUMNS.items() if name in names.split()]:
            kinds[column] = found[0]
    unused = [escape(c) for c in columns if c.strip() and kinds.get(c, "email") == "email"]
    if unused:
        note(f"not used: {', '.join(unused)}")
    return kinds


def _draft(values: Mapping[str, str], place: str) -> Draft:
    """Return the person of a row, without e-mail addresses."""
    said = {kind: value for kind, value in values.items() if value.casefold() not in _NOTHING}
    said.pop("email", None)
    kept = {kind: value for kind, value in said.items() if not _has_mail(value)}
    for kind in [kind for kind in said if kind not in kept]:
        hint = "; write an account as in '@ana@example.social'" if kind == "mastodon" else ""
        note(f"{place}: '{kind}' is an e-mail address, and isn't used{hint}")
    if account := kept.get("github", ""):
        kept["github"] = _GITHUB.sub("", account).rstrip("/")
    parts = [kept.pop("given", ""), kept.pop("family", "")]
    handle = kept.pop("handle", "")
    name = kept.pop("name", "") or " ".join(filter(None, parts))
    if match := _FAMILY_FIRST.fullmatch(name):
        name = f"{match[2]} {match[1]}"
    return Draft(name or handle or kept.get("github", ""), kept, handle, place)


def _has_mail(value: str) -> bool:
    """Whether a value has an e-mail address in it; ``@ana@example.social`` is none."""
    return _MAIL.search(re.sub(r"(?<!\S)@\S+@|://\S+", "", value)) is not None


# -- The people file ---------------------------------------------------------------------


def write_entries(drafts: Sequence[Draft]) -> str:
    """Return the text of a people file; values that it can't have are listed."""
    sound = [kept for draft in drafts if (kept := _without_faults(draft))]
    entries = dict(zip(choose_handles(sound), map(_entry, sound), strict=True))
    if not sound:
        return ""
    # Nothing printed commands a CI service: no value begins a line.
    text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=math.inf)
    return COMMAND.sub("#", text)


def _without_faults(draft: Draft) -> Draft | None:
    """Return a draft with the values that a people file can have, if it can have the name."""
    if not _is_sound(draft._replace(values={})):
        return None
    values = draft.values.items()
    return draft._replace(
        values=dict(v for v in values if _is_sound(draft._replace(values=dict([v]))))
    )


def _is_sound(draft: Draft) -> bool:
    """Whether the people file's own reader accepts an entry; if not, its problem is listed."""
    problems = parse_people(yaml.safe_dump({"x": _entry(draft)}, allow_unicode=True)).problems
    for problem in problems[:1]:
        note(f"{draft.place}: {problem.text}")
    return not problems


def _entry(draft: Draft) -> str | dict[str, str | dict[str, str]]:
    entry: dict[str, str | dict[str, str]] = {"name": draft.name}
    entry |= {key: value for key, value in draft.values.items() if key in PLAIN}
    links = {label.lstrip(":"): v for label, v in draft.values.items() if label not in PLAIN}
    if links:
        entry["links"] = links
    return entry if len(entry) > 1 else draft.name


def choose_handles(drafts: Sequence[Draft]) -> list[str]:
    """Return a handle for each: requested, GitHub account, first name if unique, name.

    Nobody gets the account or the requested handle of another person.
    """
    firsts = Counter(map(_first_name, drafts))
    owners: dict[str, Draft] = {}
    for draft in drafts:
        for own in (draft.handle, draft.values.get("github", "")):
            owners.setdefault(casefolded(own.removeprefix("@")), draft)
    taken: dict[str, int] = {}
    handles = []
    for draft in drafts:
        first, slug = _first_name(draft), make_slug(draft.name)
        is_name = firsts[first] == 1 and len(first) > 2  # no initial, and no "Dr"
        account = draft.values.get("github", "")
        wishes = (draft.handle.removeprefix("@"), account, first if is_name else "", slug)
        free = (h for h in wishes if is_handle(h) and make_anchor(h) not in taken)
        handle = next((h for h in free if owners.get(casefolded(h), draft) is draft), "")
        short = slug[:80].strip("-")
        handles.append(handle or unique(short if is_handle(short) else "person", taken))
        taken.setdefault(make_anchor(handles[-1]), 0)
    return handles


def _first_name(draft: Draft) -> str:
    return "" if "," in draft.name else make_slug(next(iter(draft.name.split()), ""))
