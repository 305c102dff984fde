"""Look-up of people by handle, name or account, so that each is one person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_roundup.reports.person import Person, casefolded, profile_key
from sphinx_roundup.reports.slugs import make_anchor, make_slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


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
            owner = self._by_key.get(author.key)
            return owner if owner and fits(author, owner) else self._by_key.get(author.name_key)
        return _only(self._by_name.get(author.name_key))

    def claimed_from(self, author: Person) -> Person | None:
        """Return the other person who owns the handle that *author* claims, if there is one."""
        owner = self._by_key.get(author.key) if author.handle else None
        return owner if owner and not fits(author, owner) else None

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
        if author.handle:
            owner = self._by_key.get(author.key)
            if owner and fits(author, owner):
                return owner
        found = self.find_name(author.name)
        if found is None and author.name_key == casefolded(author.github or ""):
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
    handle = author.handle or ""
    if author.name in {owner.name, handle} or author.name_key == casefolded(handle):
        return True
    own = set(make_slug(author.name).split("-"))
    names = [set(make_slug(name).split("-")) for name in (owner.name, *owner.also)]
    return any(own <= name or name <= own for name in names)


def answers_to(person: Person, name: str) -> bool:
    """Whether a person has a name, other spelling or nickname."""
    return casefolded(name) in {person.name_key, *map(casefolded, person.also)}


def _only(found: list[Person] | None) -> Person | None:
    return found[0] if found and len(found) == 1 else None
