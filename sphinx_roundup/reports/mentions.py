"""Where a plain text names people: ``@ana``, and what the people file calls them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx_roundup.reports.person import Person

# What stands before or behind an "@ana" that is part of something else: an address, a
# path, a package, a decorator, a matrix room.
_BEFORE = frozenset("/@.+&=#%~\\$_")
_BEHIND = frozenset("@(=[{\\")
_JOINT = frozenset("/:.-_+")
"""Behind a name, if a letter follows: ``talex5/mirage-nat``, ``@app.route``."""
_WORD = re.compile(r"\w+")
_LONGEST = 100
"""Of handles, as in the people file."""


class Found(NamedTuple):
    """A place in a text where somebody is named."""

    start: int
    end: int
    name: str
    """Without ``@``."""


def find_handles(text: str) -> Iterator[tuple[Found, ...]]:
    """Give each ``@ana`` of a running text, known or not, in all its readings.

    Not where it is part of an address (``ana@example.org``), a path or package
    (``@types/node``), a decorator (``@app.route``, ``@cache(1)``), or another network's name
    (``@ana@example.social``).

    There is one reading, but in scripts without blanks: there the longest comes first.
    """
    last_end = -1
    at = text.find("@")
    while at >= 0:
        end = _end_of_handle(text, at + 1)
        behind_slash = at == last_end + 1 and text[at - 1] == "/"  # "@ana/@bob"
        if end > at + 1 and (behind_slash or _may_begin(text, at)) and _may_end(text, end):
            last_end = end
            yield tuple(
                Found(at, stop, unicodedata.normalize("NFC", text[at + 1 : stop]))
                for stop in _ends(text, at + 1, end)
            )
        at = text.find("@", max(end, at + 1))


def with_names(text: str, find: Callable[[str], Person | None]) -> str:
    """Return a text with the names of those whose handles are in it.

    For words of a report that are shown without their links: its title, its summary.

    :param find: says whom a handle means
    """
    parts: list[str] = []
    end = 0
    for readings in find_handles(text):
        known = ((found, find(found.name)) for found in readings)
        for found, person in [(f, p) for f, p in known if p][:1]:
            if not follows_name(text[: found.start], person):
                parts += [text[end : found.start], person.name]
                end = found.end
    return "".join([*parts, text[end:]])


def follows_name(text: str, person: Person | None) -> bool:
    """Say whether somebody's name ends a text, so that the handle stays: "Ana (@ana)"."""
    return person is not None and text.rstrip(" (").endswith(person.name)


def _end_of_handle(text: str, start: int) -> int:
    end = start
    while end < len(text) and (_is_letter(text[end]) or text[end] in "._-"):
        end += 1
    while end > start and text[end - 1] in "._-":
        end -= 1
    return end if end > start and _is_letter(text[start]) else start


def _is_letter(char: str) -> bool:
    """Count combining marks, too, of which many scripts make their vowels."""
    return char.isalnum() or (char > "\x7f" and unicodedata.category(char)[0] == "M")


def _ends(text: str, start: int, end: int) -> list[int]:
    """Return where a handle may end: where its letters do, or before a letter of another word."""
    stops = [end]
    while end - 1 > start and _needs_no_blank(text[end - 1]):
        end -= 1
        if end - start <= _LONGEST:
            stops.append(end)
    return stops


def _needs_no_blank(char: str) -> bool:
    """Say whether words of its script follow each other without blanks, as in Chinese and Thai."""
    return char >= "\u0e00" and (
        "\u0e00" <= char <= "\u0eff"  # Thai, Lao
        or "\u1000" <= char <= "\u109f"  # Burmese
        or "\u1780" <= char <= "\u17ff"  # Khmer
        or "\u2e80" <= char <= "\ud7ff"  # Chinese, Japanese, Korean, whose particles are suffixes
        or char >= "\U00020000"
    )


def _may_begin(text: str, start: int) -> bool:
    before = text[start - 1] if start else " "
    return before not in _BEFORE and (not _is_letter(before) or _needs_no_blank(before))


def _may_end(text: str, end: int) -> bool:
    behind = text[end : end + 2]
    if behind[:1] in _BEHIND and behind:
        return False
    return not (behind[:1] in _JOINT and len(behind) > 1 and _is_letter(behind[1]))


class Names:
    """Finds names that the people file asks for in plain text, whose letters are composed."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
        self._unspaced: list[tuple[str, re.Pattern[str]]] = []
        composed = {unicodedata.normalize("NFC", name) for name in names}
        for name in sorted(composed, key=len, reverse=True):
            words = r"\s+".join(map(re.escape, name.split())).replace("'", "['’]")
            first = _WORD.search(name)
            if first and _needs_no_blank(first[0][0]):
                self._unspaced.append((name, re.compile(words)))
            elif first:
                self._by_first[first[0]].append((name, re.compile(words)))

    def __bool__(self) -> bool:
        """Say whether there are any."""
        return bool(self._by_first or self._unspaced)

    def find(self, text: str) -> Iterator[Found]:
        """Give the names in *text*, the longest first where several begin at one place."""
        end = 0
        for start, stop, name in sorted(self._matches(text), key=lambda m: (m[0], -m[1])):
            if start >= end and _stands_alone(text, start, stop):
                end = stop
                yield Found(start, end, name)

    def _matches(self, text: str) -> Iterator[tuple[int, int, str]]:
        for name, pattern in self._unspaced:
            yield from ((*match.span(), name) for match in pattern.finditer(text))
        for word in _WORD.finditer(text) if self._by_first else ():
            for name, pattern in self._by_first.get(word[0], ()):
                start = word.start() - name.index(word[0])
                if start >= 0 and (match := pattern.match(text, start)):
                    yield *match.span(), name


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a name is no part of a longer one, of a path or of an address."""
    before, behind = text[start - 1 : start] if start else "", text[end : end + 1]
    if before and (before in _BEFORE or before == "-"):
        return False
    if any(char and _is_letter(char) for char in (before, behind)):
        return _needs_no_blank(text[start])
    return _may_end(text, end)
