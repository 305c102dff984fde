"""Lists of attendees, as exported by ticket shops, forms and spreadsheets."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.drafting.columns import EMAIL, NAMES, kinds_of
from sphinx_roundup.commands.terminal import CannotRun
from sphinx_roundup.problems import shown
from sphinx_roundup.reports import collapsed, folded, without_controls
from sphinx_roundup.reports.authors import GITHUB, MAIL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

MOST_BYTES = 10_000_000
"""Of a list: a hundred thousand attendees."""

_DELIMITERS = ",;\t|"
_NOTHING = frozenset({"", "-", "–", "—", "?", "n/a", "na", "none", "nil", "null", "no", "/", "."})
"""What people write into a form that insists on something."""
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(/\S*)?")

_FAMILY_FIRST = re.compile(r"([^,&]+?), *(?!.* and )([^,&]+)")
_AFTER_NAMES = frozenset(
    {"jr", "sr", "ii", "iii", "iv", "esq", "ba", "bsc", "ma", "mba", "md", "msc", "phd", "dphil"}
)
"""What stands behind a comma and is no first name, without its full stops."""


class Attendee(NamedTuple):
    """A line of the list."""

    line: int
    name: str
    values: Mapping[str, str]
    """By kind of column, those that say something; never an e-mail address."""
    email: str = ""
    """Only to distinguish people."""


class Attendees(NamedTuple):
    """A list, read."""

    people: tuple[Attendee, ...]
    unused: tuple[str, ...]
    """What the columns are called that say nothing to us."""
    told: tuple[tuple[int, str], ...]
    """Lines, and what is wrong in them."""


def read_attendees(path: Path) -> Attendees:
    """Return the people of a CSV file: with a head, in any order, encoding and delimiter.

    :raises CannotRun: where it is no such file
    """
    rows = _rows(_decode(_read(path), path), path)
    _line, head = next(rows, (1, []))
    kinds = kinds_of(head)
    if not set(NAMES) & set(kinds):
        raise CannotRun(
            f"the first line of {shown(path.name)} names no column that we know, such as name,"
            " first name, last name, handle or github"
        )
    people: list[Attendee] = []
    told: list[tuple[int, str]] = []
    for line, cells in rows:
        if values := _values(cells, kinds):
            attendee, problems = _attendee(line, values)
            if refusal := _refusal(attendee, people):
                problems = [refusal]
            else:
                people.append(attendee)
            told += [(line, problem) for problem in problems]
    unused = [cell for cell, kind in zip(head, kinds, strict=True) if kind in {"", EMAIL}]
    return Attendees(tuple(people), tuple(filter(str.strip, unused)), tuple(told))


def _values(cells: Iterable[str], kinds: Iterable[str]) -> dict[str, str]:
    """Return by kind of column what a row says; a row may be shorter than the head, or longer."""
    cleaned = [collapsed(without_controls(cell)) for cell in cells]
    return {kind: cell for kind, cell in zip(kinds, cleaned, strict=False) if kind and cell}


def _refusal(attendee: Attendee, people: Iterable[Attendee]) -> str:
    """Return why a person isn't added to those of the lines above; empty if they are."""
    if twin := next((each for each in people if _are_one(each, attendee)), None):
        return f"'{shown(attendee.name)}' is in line {twin.line} already"
    return "" if attendee.name else "has no name"


def _attendee(line: int, values: dict[str, str]) -> tuple[Attendee, list[str]]:
    """Return whom a line is about, and what is wrong in it."""
    parts = filter(None, (values.pop("given", ""), values.pop("family", "")))
    whole = in_spoken_order(values.pop("name", ""))
    name, email = whole or " ".join(parts), values.pop(EMAIL, "")
    name = MAIL.sub(" ", name).strip()
    said = {kind: value for kind, value in values.items() if value.casefold() not in _NOTHING}
    kept = {kind: value for kind, value in said.items() if not _is_mail(value)}
    cures = {"mastodon": "; write an account as in '@ana@example.social'"}
    problems = [
        f"'{kind}' is an e-mail address, and isn't used{cures.get(kind, '')}"
        for kind in said.keys() - kept.keys()
    ]
    if _HOST.fullmatch(site := kept.get("website", "")):
        kept["website"] = f"https://{site}"
    account = re.sub(r"^(www\.)?github\.com/", "", kept.get("github", ""), flags=re.IGNORECASE)
    if match := GITHUB.fullmatch(account):
        kept["github"] = match[1]
    name = "" if _is_mail(name) else name
    name = name or kept.get("handle", "") or kept.get("github", "")
    return Attendee(line, name, kept, email), problems


def in_spoken_order(name: str) -> str:
    """Return a name with the first name first, as pages show it.

    >>> in_spoken_order("Jones, Bob"), in_spoken_order("Bob Jones, Jr.")
    ('Bob Jones', 'Bob Jones, Jr.')
    """
    match = _FAMILY_FIRST.fullmatch(name)
    if match is None or match[2].replace(".", "").casefold() in _AFTER_NAMES:
        return name
    return f"{match[2]} {match[1]}"


def _is_mail(value: str) -> bool:
    """Say whether a value has an e-mail address in it; ``@ana@example.social`` is none."""
    return _ADDRESS.search(re.sub(r"(?<!\S)@\S+@|://\S+", "", value)) is not None


def _are_one(one: Attendee, other: Attendee) -> bool:
    """Say whether two lines are about one person, who registered twice."""
    same_name = folded(one.name) == folded(other.name)
    accounts = [folded(each.values.get("github", "")) for each in (one, other)]
    if all(accounts):
        return accounts[0] == accounts[1]
    mails = [folded(each.email) for each in (one, other)]
    return same_name and (not all(mails) or mails[0] == mails[1])


# -- Reading -----------------------------------------------------------------------------


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # the latter: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotRun(f"{shown(str(path), 1_000)} can't be read: {reason}") from error
    if len(data) > MOST_BYTES:
        raise CannotRun(f"{shown(path.name)} is larger than {MOST_BYTES // 1_000_000} MB")
    return data


def _decode(data: bytes, path: Path) -> str:
    """Return the text, in UTF-8, in UTF-16 with its mark, or as Windows had it."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise CannotRun(f"{shown(path.name)} is no text; export the list as CSV")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the rows in which something stands, each with its last line."""
    lines = io.StringIO(text, newline="")
    start = 0
    if match := re.match(r"sep=(.)\r?\n", text):  # Excel's own way to name it
        delimiter = match[1]
        start = len(lines.readline()) and 1
    else:
        head = next(filter(str.strip, text.splitlines()), "")
        delimiter = max(_DELIMITERS, key=lambda sign: _count_outside_quotes(head, sign))
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num + start, cells
    except csv.Error as error:
        line = reader.line_num + start
        raise CannotRun(f"line {line} of {shown(path.name)} can't be read: {error}") from error


def _count_outside_quotes(line: str, sign: str) -> int:
    return re.sub(r'"[^"]*"', "", line).count(sign)
