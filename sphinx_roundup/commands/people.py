"""``sphinx-roundup people``: a first people file from a list of attendees."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import yaml

from sphinx_roundup.commands import cli
from sphinx_roundup.commands.cli import CannotRun, Status, note, show_path, write
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
"""Names of each kind of column, in lower case and without blanks and signs: those of Eventbrite,
Indico, pretalx, pretix, Sessionize, Tito, and forms of one's own."""

_QUESTION = re.compile(r"\([^()]*\)|\b(what('s| is| are)|please|enter|your|my|the)\b")
"""Words around the name of a column that is a question, as in exports of Google Forms."""
PLAIN = ("affiliation", "pronouns")  # keys of an entry itself; all others are links
_NOTHING = frozenset({"", "-", "–", "—", "?", "n/a", "na", "none", "no", "/", "."})
"""Answers to a required question that say nothing."""
_GITHUB = re.compile(r"https?://(www\.)?github\.com/|@", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>/]@[^\s@<>]")
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


def run(options: Namespace) -> Status:
    """Write the people file, or print it."""
    drafts = list(_read_list(options.list))
    if not drafts:
        raise CannotRun(f"no people in {show_path(options.list)}")
    text = HEAD + write_entries(drafts)
    if options.into:
        cli.create_file(options.into, text)
        write(f"Wrote {show_path(options.into)}.\n")
        value = f"roundup_people = {options.into.name!r}"
        write(f"Next: read it through, and name it in conf.py: {value}\n")
    else:
        cli.write_file(text)
    for problem in parse_people(text).problems:
        note(f"line {problem.line} of the people file: {problem.text}")
    return Status.DONE


# -- The list ----------------------------------------------------------------------------


def _read_list(path: Path) -> Iterator[Draft]:
    """Yield the people of a list; what isn't used is reported."""
    seen: dict[tuple[str, ...], str] = {}
    for place, values in _read_rows(path):
        draft = _draft(values, place)
        account, mail = draft.values.get("github", ""), values.get("email", "")
        key = (casefolded(account),) if account else (casefolded(draft.name), casefolded(mail))
        if not draft.name:
            note(f"{place}: has no name")
        elif seen.setdefault(key, place) != place:
            note(f"{place}: '{escape(draft.name)}' is left out; see {seen[key]}")
        else:
            yield draft


def _read_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the place of each row (``attendees.csv:7``), and its values by kind."""
    text, name = cli.read_utf8(path).removeprefix("\ufeff"), show_path(path)
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        kinds = _kinds_of(reader.fieldnames or ())
        if head and not {"name", "given", "family", "handle", "github"} & set(kinds.values()):
            known = "name, first name, last name, handle or github"
            raise CannotRun(f"{name} has no known column, such as {known}")
        for row in reader:
            values: dict[str, str] = {}
            for column, kind in kinds.items():
                cell = values.get(kind) or row[column] or ""
                values[kind] = collapsed(without_controls(cell))
            yield f"{name}:{reader.line_num}", values
    except csv.Error as error:
        raise CannotRun(f"{name} can't be read: {escape(str(error), 200)}") from error


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
    return Draft(name or handle or kept.get("github", ""), kept, handle)


def _has_mail(value: str) -> bool:
    """Whether a value has an e-mail address in it; ``@ana@example.social`` is none."""
    return _MAIL.search(re.sub(r"(?<!\S)@\S+@|://\S+", "", value)) is not None


# -- The people file ---------------------------------------------------------------------


def write_entries(drafts: Sequence[Draft]) -> str:
    """Return the text of a people file."""
    entries = dict(zip(choose_handles(drafts), map(_entry, drafts), strict=True))
    # Nothing printed commands a CI service: no value begins a line.
    text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=math.inf)
    return COMMAND.sub("#", text)


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
