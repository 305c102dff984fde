"""``sphinx-roundup people``: a first people file from a list of attendees."""

from __future__ import annotations

import csv
import io
import math
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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
from sphinx_roundup.problems import COMMAND, shown
from sphinx_roundup.reports import (
    collapsed,
    folded,
    is_handle,
    make_anchor,
    make_slug,
    parse_people,
    unique,
    without_controls,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Mapping, Sequence

DESCRIPTION = """\
Creates a first people file from a list of attendees: handle, name and known details of each.

The list is a CSV file in UTF-8 whose first line names its columns, in any order, with commas,
semicolons or tabs. Known columns are name, first name, last name, handle, github, gitlab,
mastodon, orcid, website, affiliation, pronouns, and what Eventbrite, Indico, pretix, Sessionize
and Tito call them; others are listed and not used. E-mail addresses are never written.

A handle is taken from the list, else from the GitHub account, else the first name if it is
unique, else the whole name.

examples:
  sphinx-roundup people --from attendees.csv                     print the file
  sphinx-roundup people --from attendees.csv --into people.yml   write the file"""

HEAD = """\
# Who is who: a handle, by which reports say who wrote them and others mention them, and what
# the reports needn't repeat. In conf.py: roundup_people = "people.yml"

"""

COLUMNS = {
    "name": "name fullname ticketfullname attendee attendeename participant speaker speakername",
    "given": "firstname givenname givennames forename ticketfirstname attendeefirstname"
    " attendeenamegivenname",
    "family": "lastname familyname surname ticketlastname attendeelastname attendeenamefamilyname",
    "handle": "handle username nickname",
    "affiliation": "affiliation company companyname organisation organization institution"
    " ticketcompanyname",
    "pronouns": "pronouns",
    "github": "github githubusername githubaccount githubhandle githuburl",
    "gitlab": "gitlab gitlabusername gitlabaccount",
    "mastodon": "mastodon mastodonaccount mastodonhandle",
    "orcid": "orcid orcidid",
    "website": "website homepage blog url",
    "email": "email emailaddress mail ticketemail attendeeemail",
}
"""Names of each kind of column, in lower case and without blanks and signs: those of Eventbrite,
Indico, pretix, Sessionize, Tito, and forms of one's own."""

PLAIN = ("affiliation", "pronouns")
"""Keys of an entry itself; all others are links."""
_NOTHING = frozenset({"", "-", "–", "—", "?", "n/a", "na", "none", "no", "/", "."})
"""Answers to a required question that say nothing."""
_GITHUB = re.compile(r"https?://(www\.)?github\.com/|@", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


class Draft(NamedTuple):
    """A person who is to have an entry."""

    name: str
    values: Mapping[str, str] = {}
    """Keys of :data:`PLAIN`, and labels of links with accounts or URLs."""
    handle: str = ""
    """The requested one."""
    place: str = ""
    """Of the data, for messages: ``attendees.csv:7``."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--from",
        dest="source",
        metavar="LIST",
        type=Path,
        required=True,
        help="the list of attendees, a CSV file",
    )
    parser.add_argument(
        "--into", metavar="FILE", type=Path, help="write a new file instead of printing"
    )


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


def _read_list(path: Path) -> Iterator[Draft]:
    """Yield the people of a CSV file; what isn't used is listed.

    :raises CannotRun: if it isn't such a file
    """
    text, name = read_utf8(path).removeprefix("\ufeff"), show_path(path)
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    seen: dict[tuple[str, ...], int] = {}
    try:
        kinds = _kinds_of(reader.fieldnames or ())
        if not {"name", "given", "family", "handle", "github"} & set(kinds.values()):
            known = "name, first name, last name, handle or github"
            raise CannotRun(f"the first line of {name} names no known column, such as {known}")
        for row in reader:
            place = f"{name}:{reader.line_num}"
            values = {kind: row[column] or "" for column, kind in kinds.items()}
            values = {k: collapsed(without_controls(value)) for k, value in values.items()}
            draft = _draft(values, place)
            account, mail = draft.values.get("github", ""), values.get("email", "")
            key = (folded(account),) if account else (folded(draft.name), folded(mail))
            if not draft.name:
                note(f"{place}: has no name")
            elif seen.setdefault(key, reader.line_num) != reader.line_num:
                note(f"{place}: '{shown(draft.name)}' is in line {seen[key]} already")
            else:
                yield draft
    except csv.Error as error:
        raise CannotRun(
            f"line {reader.reader.line_num} of {name} can't be read: {error}"
        ) from error


def _kinds_of(columns: Sequence[str]) -> dict[str, str]:
    """Return the kinds of the known columns, each kind once; others are listed."""
    kinds: dict[str, str] = {}
    for column in columns:
        name = re.sub(r"[\W_]", "", column.casefold())
        found = [kind for kind, names in COLUMNS.items() if name in names.split()]
        if found and found[0] not in kinds.values():
            kinds[column] = found[0]
    unused = [shown(c) for c in columns if c.strip() and kinds.get(c, "email") == "email"]
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
        note(f"{draft.place}: {problem.message % problem.args}")
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
            owners.setdefault(folded(own.removeprefix("@")), draft)
    taken: dict[str, int] = {}
    handles = []
    for draft in drafts:
        first, slug = _first_name(draft), make_slug(draft.name)
        is_name = firsts[first] == 1 and len(first) > 2  # no initial, and no "Dr"
        account = draft.values.get("github", "")
        wishes = (draft.handle.removeprefix("@"), account, first if is_name else "", slug)
        free = (h for h in wishes if is_handle(h) and make_anchor(h) not in taken)
        handle = next((h for h in free if owners.get(folded(h), draft) is draft), "")
        short = slug[:80].strip("-")
        handles.append(handle or unique(short if is_handle(short) else "person", taken))
        taken.setdefault(make_anchor(handles[-1]), 0)
    return handles


def _first_name(draft: Draft) -> str:
    return "" if "," in draft.name else make_slug(next(iter(draft.name.split()), ""))
