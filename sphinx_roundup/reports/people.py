"""Who is who: look-up of people by handle, name or account, and the authors of reports."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports.converters import as_date, convert
from sphinx_roundup.reports.person import Person, casefolded, profile_key, read_authors
from sphinx_roundup.reports.slugs import make_anchor, make_slug
from sphinx_roundup.reports.yaml_values import Scalar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator

    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports.record import Report

_MARKDOWN_HEADING = re.compile(
    r"""
      ^\ {0,3}(?P<fence>`{3,}|~{3,}) .* (?:\n(?![ \t]*(?P=fence)).*)* (?:\n.*)?
    | ^\ {0,3}\#{1,6}[ \t]+ (?P<hashes>.*)
    | ^(?P<line>[^\S\n]*\S.*) \n\ {0,3}(?:=+|-+)[ \t]*$
    """,
    re.MULTILINE | re.VERBOSE,
)
"""Or a block of code, to skip."""
_SIGNS = r"([!-/:-@[-`{-~])\%d+[ \t]*$"
_RST_HEADING = re.compile(
    rf"^(?!{_SIGNS % 1})(?=.*\n{_SIGNS % 2})(?P<line>[^\S\n]*\S.*)\n.*", re.MULTILINE
)
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])|`([^`<]*) <[^<>`]*>`__?")
_BYLINE = re.compile(
    r"""
      (?P<mark>[*_]{1,3})(?:written\ )?by:?\ (?P<by>.+?)(?P=mark)
    | (?P<sign>[*_]{1,3})(?:von|par|por)\ (?P<other>.+?)(?P=sign)
    | (?P<bold>[*_]{0,3})authors?(?:(?P=bold):|:(?P=bold))\ (?P<author>.+)
    | by:?\ (?P<plain>\S+\ .+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DATE_LINE = re.compile(r"([*_]{0,3})Date(?:\1:|:\1) (.+)")
"""Below it, as Notion exports both."""
_BEFORE_DATE = re.compile(r",? on |, | [·|–—-] ")
_NAME = re.compile(r"[^\W\d_][^\d!?;:]*(?<![.,])(?: [^\d!?;:]+){0,5}")
_TITLE = re.compile(r"^(?:(?:dr|prof)\.? )+|(?<=\S) \([^()]+\)$", re.IGNORECASE)
"""Before a name, or in parentheses after it."""
_PARTICLES = frozenset(
    {"al", "bin", "da", "de", "del", "den", "der", "di", "dos", "la", "van", "von"}
)
_NUMBER = re.compile(r"[\d-]+[-_. ]")  # 01- or a date, before a name
_MARKS = re.compile(r"[*_`:{}]+")


class People:
    """The people of a project, of a page, or of the people file alone, each once.

    Those of the people file come first. Authors follow, those with a handle before the
    others, so that "Ana Ferreira" is ``ana`` wherever one report gives the handle. The first
    person who claims a handle has it.
    """

    def __init__(self, listed: Iterable[Person] = (), authors: Iterable[Person] = ()) -> None:
        self._by_key: dict[str, Person] = {}
        self._by_anchor: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._by_nickname: dict[str, list[Person]] = defaultdict(list)
        self._by_account: dict[str, list[Person]] = defaultdict(list)
        self._by_profile: dict[str, list[Person]] = defaultdict(list)
        for person in listed:
            self._add(person)
        self._listed = frozenset(self._by_key)
        for author in sorted(authors, key=lambda author: author.handle is None):
            if self.who_is(author) is None:
                self._add(self.without_claim(author))

    def __iter__(self) -> Iterator[Person]:
        """Give all people, in the order in which they were added."""
        return iter(self._by_key.values())

    def _add(self, person: Person) -> None:
        if person.key in self._by_key:
            return
        self._by_key[person.key] = person
        self._by_name[person.name_key].append(person)
        for nickname in dict.fromkeys(map(casefolded, person.also)):
            self._by_nickname[nickname].append(person)
        if person.github:
            self._by_account[casefolded(person.github)].append(person)
        for profile in dict.fromkeys(map(profile_key, person.profiles)):
            self._by_profile[profile].append(person)
        for anchor in person.anchors:
            self._by_anchor.setdefault(anchor, person)

    def is_listed(self, person: Person) -> bool:
        """Whether a person is in the people file."""
        return person.key in self._listed

    def anchors_of(self, person: Person) -> list[str]:
        """Return a person's anchors, without those that another person has."""
        return [a for a in person.anchors if self._by_anchor[a].key == person.key]

    # -- Authors -------------------------------------------------------------------------

    def who_is(self, author: Person) -> Person | None:
        """Return the person that an author, already joined to the people file, is."""
        if author.handle:
            return self._owner(author, fitting=True) or self._by_key.get(author.name_key)
        return _only(self._by_name.get(author.name_key))

    def claimed_from(self, author: Person) -> Person | None:
        """Return the other person who owns the handle that *author* claims, if there is one."""
        return self._owner(author, fitting=False)

    def _owner(self, author: Person, *, fitting: bool) -> Person | None:
        owner = self._by_key.get(author.key) if author.handle else None
        return owner if owner and fits(author, owner) is fitting else None

    def namesakes_of(self, author: Person) -> list[Person]:
        """Return the people with a handle who have the name of an author without one."""
        return [p for p in self._by_name.get(author.name_key, ()) if p.handle and not author.handle]

    def without_claim(self, author: Person) -> Person:
        """Return *author* without a handle that another person owns."""
        return replace(author, handle=None) if self.claimed_from(author) else author

    def join(self, author: Person) -> Person:
        """Return an author with the data of the people file, and those of the report.

        Found by handle, by name, by another spelling; else returned as they are.
        """
        known = self._find_author(author)
        if known is None:
            return author
        return replace(
            known,
            affiliation=author.affiliation or known.affiliation,
            links=tuple(dict.fromkeys((*author.links, *known.links))),
            avatar=author.avatar or known.avatar,
            written=author.written or author.handle or author.name,
            filename=author.filename,
            line=author.line,
            lines=author.lines,
        )

    def _find_author(self, author: Person) -> Person | None:
        found = self._owner(author, fitting=True) or self.find_name(author.name)
        if found is None:
            found = self.find_name(_TITLE.sub("", author.name))
        if found is None and author.name_key == casefolded(author.github or author.handle or ""):
            found = _only(self._by_account.get(author.name_key))
        if found is None and not author.handle:
            found = self._by_key.get(f"@{author.name_key}")
        return found

    def _one(self, found: list[Person] | None) -> Person | None:
        """Return the only person; of several, the only one in the people file."""
        listed = [person for person in found or () if self.is_listed(person)]
        return _only(listed or found)

    # -- Mentions ------------------------------------------------------------------------

    def find_handle(self, handle: str) -> Person | None:
        """Return the person with a handle, or else with this account at GitHub."""
        key = casefolded(handle)
        return self._by_key.get(f"@{key}") or self._one(self._by_account.get(key))

    def find_name(self, name: str) -> Person | None:
        """Return the person with a name, other spelling or nickname, if there is only one."""
        key = casefolded(name)
        return self._one(self._by_name.get(key) or self._by_nickname.get(key))

    def find_profile(self, url: str) -> Person | None:
        """Return the person with a web page, if there is only one."""
        return self._one(self._by_profile.get(profile_key(url)))

    def find(self, target: str) -> Person | None:
        """Return the person with a handle (``@ana``, ``ana``), a name, an anchor or a URL."""
        if target.startswith("@"):
            return self.find_handle(target[1:])
        if "://" in target:
            return self.find_profile(target)
        by_handle = self._by_key.get(f"@{casefolded(target)}")
        by_anchor = self._by_anchor.get(target) or self._by_anchor.get(make_anchor(target))
        return by_handle or self.find_name(target) or by_anchor or self.find_handle(target)


def fits(author: Person, owner: Person) -> bool:
    """Whether an author may be the owner of the handle that they claim.

    The author has no other name than the handle, or one of the names has all words of the
    other: "Ana" may be Ana Ferreira, "Ana Silva" can't.
    """
    if author.name_key in {owner.name_key, casefolded(author.handle or "")}:
        return True
    own = set(make_slug(author.name).split("-"))
    names = [set(make_slug(name).split("-")) for name in (owner.name, *owner.also)]
    return any(own <= name or name <= own for name in names)


def answers_to(person: Person, name: str) -> bool:
    """Whether a person has a name, other spelling or nickname."""
    return casefolded(name) in {person.name_key, *map(casefolded, person.also)}


def _only(found: list[Person] | None) -> Person | None:
    return found[0] if found and len(found) == 1 else None


# -- Authors of a report -----------------------------------------------------------------


def join_authors(report: Report, people: People, shared: Collection[str] = ()) -> Report:
    """Return a report with its authors as the people file describes them.

    If it names none, its author is the person of the people file after whom its file or its
    folder is named, or whose name is its first heading; or else those whom a by-line names.

    :param shared: folders that contain reports of several people, whatever their names
    """
    if not report.authors and (guessed := _guess(report, people, shared)):
        own = replace(guessed, written=report.stem, filename=report.filename, line=1)
        return replace(report, authors=(own,))
    if not report.authors:
        report = _read_byline(report)
    joined = map(people.join, report.authors)
    return replace(report, authors=tuple({person.key: person for person in joined}.values()))


def _guess(report: Report, people: People, shared: Collection[str]) -> Person | None:
    folder = posixpath.dirname(report.filename)
    own = "" if folder in shared else posixpath.basename(folder)
    for name in (posixpath.splitext(posixpath.basename(report.filename))[0], own):
        person = people.find_handle(name)
        if person and casefolded(person.handle or "") == casefolded(name):  # not an account's name
            return person
        words = re.sub(r"[-_ ]+", " ", _NUMBER.sub("", name))
        if person := people.find_name(words) if " " in words else None:
            return person
    return people.find_name(_first_heading(report)[0])


def _read_byline(report: Report) -> Report:
    """Move ``*by Ana, 3 May 2026*``, right below the first heading, to the authors and the date.

    Less clear lines, ``By Ana Silva`` or ``Author: Ana``, name people with capital letters.
    """
    lines = report.text.split("\n")
    _heading, end = _first_heading(report)
    place = next((n for n in range(end, len(lines)) if lines[n].strip()), end)
    line, *below = map(str.strip, [*lines[place : place + 3], "", ""])
    match = _BYLINE.fullmatch(line)
    if match is None or match.lastgroup is None:
        return report
    names, date = _split_date(re.sub(r"\*\*|__", "", match[match.lastgroup]))
    end = place + 1
    if day := _DATE_LINE.fullmatch(below[0]):
        date = convert(as_date, Scalar(day[2], 1), "date", []) or date
        end += 1
    if below[end - place - 1]:
        return report
    found = read_authors(Scalar(names, place + 1), [])
    is_name = _NAME.fullmatch if match.lastgroup == "by" else _is_proper
    if not found or not all(is_name(person.name) for person in found):
        return report
    lines[place:end] = [""] * (end - place)
    authors = tuple(replace(person, filename=report.filename) for person in found)
    return replace(report, authors=authors, text="\n".join(lines), date=report.date or date)


def _is_proper(name: str) -> bool:
    """Whether a text looks like a name on its own: its words have capitals, as "Ana de Luca"."""
    first, *others = name.split()
    has_capitals = not any(word[0].islower() for word in (first, *others) if word not in _PARTICLES)
    return has_capitals and first not in _PARTICLES and bool(_NAME.fullmatch(name))


def _split_date(words: str) -> tuple[str, dt.date | None]:
    """Return the names in a by-line, and the date after them."""
    for between in _BEFORE_DATE.finditer(words):
        if date := convert(as_date, Scalar(words[between.end() :], 1), "date", []):
            return words[: between.start()], date
    return words, None


def _first_heading(report: Report) -> tuple[str, int]:
    """Return the first heading, without most of its markup, and the number of the line after it."""
    pattern = _MARKDOWN_HEADING if report.syntax == "md" else _RST_HEADING
    matches = pattern.finditer(report.text)
    found = next((match for match in matches if match.lastgroup != "fence"), None)
    if found is None:
        return "", report.text.count("\n") + 1
    words = found[found.lastindex or 0].rstrip("# \t")
    heading = _MARKS.sub("", _LINK.sub(r"\1\2", words)).strip()
    return heading, report.text.count("\n", 0, found.end()) + 1


def authors_of(reports: Iterable[Report]) -> Iterator[Person]:
    """Give the authors of all reports, with repetitions."""
    return (author for report in reports for author in report.authors)


def unify_authors(
    reports: Iterable[Report], listed: Iterable[Person] = ()
) -> tuple[dict[str, Report], dict[str, list[Problem]]]:
    """Make each person one on a page, and give each handle to one person.

    :param listed: the people file
    :returns: the reports, and their problems, by file name
    """
    in_order = sorted(reports, key=lambda report: report.filename)
    people = People(listed, authors_of(in_order))
    unified: dict[str, Report] = {}
    problems: dict[str, list[Problem]] = {}
    for report in in_order:
        authors = {person.key: person for person in (_unify(a, people) for a in report.authors)}
        unified[report.filename] = replace(report, authors=tuple(authors.values()))
        problems[report.filename] = [p for a in report.authors if (p := claim_problem(a, people))]
    return unified, problems


def _unify(author: Person, people: People) -> Person:
    own = people.without_claim(author)
    known = people.who_is(own)
    if own.handle or known is None or not known.handle:
        return own
    return replace(own, handle=known.handle, written=own.written or own.name)


def claim_problem(author: Person, people: People) -> Problem | None:
    """Return the problem of an author who claims another person's handle."""
    owner = people.claimed_from(author)
    if owner is None:
        return None
    message = (
        "'%s' asks for the handle '%s', which is %s's (%s:%d); '@%s' leads there;"
        " write another one here"
    )
    args = (author.name, author.handle, owner.name, owner.filename, owner.line, owner.handle)
    return problem(Subtype.PEOPLE, author.line, message, *args)
