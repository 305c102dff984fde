"""Who is who: authors joined to the people file, and to each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_roundup.reports.person import Person, folded, profile_key
from sphinx_roundup.reports.slug import make_anchor, make_slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class People:
    """The people of a project, of a page, or of the people file alone, each once.

    Whoever is in the people file stands first. Authors follow, those with a handle before
    the others, so that "Ana Ferreira" is found to be ``ana`` wherever the handle stands.
    The first to claim a handle has it.
    """

    def __init__(self, listed: Iterable[Person] = (), authors: Iterable[Person] = ()) -> None:
        self._by_key: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._by_nickname: dict[str, list[Person]] = defaultdict(list)
        self._by_account: dict[str, list[Person]] = defaultdict(list)
        self._by_profile: dict[str, list[Person]] = defaultdict(list)
        self._by_anchor: dict[str, Person] = {}
        for person in listed:
            self._take(person)
        self._listed = frozenset(self._by_key)
        for author in sorted(authors, key=lambda author: author.handle is None):
            if self.who_is(author) is None:
                self._take(self.without_claim(author))

    def __iter__(self) -> Iterator[Person]:
        """Give everybody, in the order in which they came."""
        return iter(self._by_key.values())

    def _take(self, person: Person) -> None:
        if person.key in self._by_key:
            return
        self._by_key[person.key] = person
        self._by_name[person.name_key].append(person)
        for nickname in dict.fromkeys(map(folded, person.also)):
            self._by_nickname[nickname].append(person)
        if person.github:
            self._by_account[folded(person.github)].append(person)
        for profile in dict.fromkeys(map(profile_key, person.profiles)):
            self._by_profile[profile].append(person)
        for anchor in person.anchors:
            self._by_anchor.setdefault(anchor, person)

    def is_listed(self, person: Person) -> bool:
        """Say whether somebody is in the people file."""
        return person.key in self._listed

    def anchors_of(self, person: Person) -> list[str]:
        """Return somebody's anchors, without those that another has."""
        return [a for a in person.anchors if self._by_anchor[a].key == person.key]

    # -- Authors -------------------------------------------------------------------------

    def who_is(self, author: Person) -> Person | None:
        """Return whom an author, who has joined the people file already, is known as."""
        if author.handle:
            owner = self._by_key.get(author.key)
            return owner if owner and fits(author, owner) else self._by_key.get(author.name_key)
        return _only(self._by_name.get(author.name_key))

    def claimed_from(self, author: Person) -> Person | None:
        """Return who has the handle that *author* claims, where that is somebody else."""
        owner = self._by_key.get(author.key) if author.handle else None
        return owner if owner and not fits(author, owner) else None

    def namesakes_of(self, author: Person) -> list[Person]:
        """Return the people with a handle of whom an author without one may be any."""
        return [p for p in self._by_name.get(author.name_key, ()) if p.handle and not author.handle]

    def without_claim(self, author: Person) -> Person:
        """Return *author* without a handle that is somebody else's."""
        return replace(author, handle=None) if self.claimed_from(author) else author

    def join(self, author: Person) -> Person:
        """Return an author as the people file describes them, and as the report adds to it.

        By handle, by name, by another spelling; whoever isn't there is a person all the same.
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
        if found is None and author.name_key == folded(author.github or ""):
            found = _only(self._by_account.get(author.name_key))
        if found is None and not author.handle:
            found = self._by_key.get(f"@{author.name_key}")
        return found

    def _one(self, found: list[Person] | None) -> Person | None:
        """Return the only one; of several, the only one in the people file."""
        listed = [person for person in found or () if self.is_listed(person)]
        return _only(listed or found)

    # -- Mentions ------------------------------------------------------------------------

    def find_handle(self, handle: str) -> Person | None:
        """Return whom ``@handle`` means: by handle, else by the name of an account at GitHub."""
        key = folded(handle)
        return self._by_key.get(f"@{key}") or self._one(self._by_account.get(key))

    def find_name(self, name: str) -> Person | None:
        """Return whose name, other spelling or nickname this is, if it is one person's."""
        key = folded(name)
        return self._one(self._by_name.get(key) or self._by_nickname.get(key))

    def find_profile(self, url: str) -> Person | None:
        """Return whose page in the web this is, if it is one person's."""
        return self._one(self._by_profile.get(profile_key(url)))

    def find(self, target: str) -> Person | None:
        """Return who is meant by a handle, a name, an anchor or the address of a profile.

        ``@ana`` is a handle alone.
        """
        if target.startswith("@"):
            return self.find_handle(target[1:])
        if "://" in target:
            return self.find_profile(target)
        by_handle = self._by_key.get(f"@{folded(target)}")
        by_anchor = self._by_anchor.get(target) or self._by_anchor.get(make_anchor(target))
        return by_handle or self.find_name(target) or by_anchor or self.find_handle(target)


def fits(author: Person, owner: Person) -> bool:
    """Say whether an author may be the person whose handle they claim.

    Where the author has no other name than the handle, or one of the names has all words
    of the other: "Ana" may be Ana Ferreira, "Ana Silva" isn't.
    """
    if author.name in {owner.name, author.handle} or author.name_key == folded(author.handle or ""):
        return True
    own = set(make_slug(author.name).split("-"))
    names = [set(make_slug(name).split("-")) for name in (owner.name, *owner.also)]
    return any(own <= name or name <= own for name in names)


def answers_to(person: Person, name: str) -> bool:
    """Say whether somebody has a name, another spelling or a nickname."""
    return folded(name) in {person.name_key, *map(folded, person.also)}


def _only(found: list[Person] | None) -> Person | None:
    return found[0] if found and len(found) == 1 else None
