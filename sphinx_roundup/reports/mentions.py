"""Handles (``@ana``) and names of people, found in plain text."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.reports.decoding import INVISIBLE
from sphinx_roundup.reports.slugs import make_anchor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx_roundup.reports.person import Person

# Characters around an "@ana" that is part of an address, a path, a package, a decorator
# or a Matrix room.
_BEFORE = frozenset("/@.+&=#%~\\$_")
_BEHIND = frozenset("@(=[{\\")
_JOINT = frozenset("/:.-_+")  # after a name, if a letter follows: talex5/mirage-nat, @app.route
_WORD = re.compile(r"\w+")
_UNSPACED = (
    *(("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"), ("\u2e80", "\ud7ff")),
    ("\U00020000", "\U0010ffff"),
)
"""Scripts without spaces between words: Thai, Lao, Burmese, Khmer; Chinese, Japanese, Korean,
whose particles are suffixes."""
MAX_HANDLE = 100  # characters


class FoundName(NamedTuple):
    """A mention in a text."""

    start: int
    end: int
    name: str  # without @


def is_handle(text: str) -> bool:
    """Whether a text can be a handle, in any script.

    Letters and digits, with ``.``, ``-`` and ``_`` between them; a combining mark belongs to
    its letter.
    """
    # Unicode's categories: L is a letter, M a mark, N a digit or another number.
    letters = "".join("a" if unicodedata.category(c)[0] in "LMN" else c for c in text)
    is_visible = bool(make_anchor(text)) and not INVISIBLE.search(text)
    return bool(re.fullmatch(r"a(?:[a._-]*a)?", letters)) and len(text) <= MAX_HANDLE and is_visible


def find_handles(text: str) -> Iterator[tuple[FoundName, ...]]:
    """Give each ``@ana`` of a running text, known or not, in all its readings.

    Not in an address (``ana@example.org``), a path or package (``@types/node``), a decorator
    (``@app.route``, ``@cache(1)``), or a name of another network (``@ana@example.social``).
    Scripts without spaces have several readings; the longest comes first.
    """
    last_end = -1
    at = text.find("@")
    while at >= 0:
        end = _end_of_handle(text, at + 1)
        behind_slash = at == last_end + 1 and text[at - 1] == "/"  # "@ana/@bob"
        if end > at + 1 and (behind_slash or _may_begin(text, at)) and _may_end(text, end):
            last_end = end
            yield tuple(
                FoundName(at, stop, unicodedata.normalize("NFC", text[at + 1 : stop]))
                for stop in _ends(text, at + 1, end)
            )
        at = text.find("@", max(end, at + 1))


def with_names(text: str, find: Callable[[str], Person | None]) -> str:
    """Return a text with names instead of known handles, for titles and summaries."""
    shown, end = "", 0
    for readings in find_handles(text):
        known = ((found, person) for found in readings if (person := find(found.name)))
        found, person = next(known, (readings[0], None))
        if person and not follows_name(text[: found.start], person):
            shown += text[end : found.start] + person.name
            end = after_surname(text, found.end, person.name)
    return shown + text[end:]


def follows_name(text: str, person: Person | None) -> bool:
    """Whether a text ends with a person's name, so that the handle stays: "Ana (@ana)"."""
    return person is not None and text.rstrip(" (").endswith(person.name)


def after_surname(text: str, end: int, name: str) -> int:
    """Return where a name ends whose beginning is a handle: "@ana Silva", as Slack writes it."""
    words, following = name.split(), text[end:].lstrip()
    for start in range(1, len(words)):
        if following.startswith(words[start]):
            rest = r"\s+".join(map(re.escape, words[start:]))
            if match := re.compile(rf"\s+{rest}(?![\w-])").match(text, end):
                return match.end()
    return end


def _end_of_handle(text: str, start: int) -> int:
    end = start
    while end < len(text) and (_is_letter(text[end]) or text[end] in "._-"):
        end += 1
    while end > start and text[end - 1] in "._-":
        end -= 1
    return end if end > start and _is_letter(text[start]) else start


def _is_letter(char: str) -> bool:
    """Whether a character is a letter, digit, or a mark, as many scripts use for vowels."""
    return char.isalnum() or (char > "\x7f" and unicodedata.category(char)[0] == "M")


def _ends(text: str, start: int, end: int) -> list[int]:
    """Return the possible ends of a handle: at a space, or before a letter of another word."""
    stops = [end]
    while end - 1 > start and _is_unspaced(text[end - 1]):
        end -= 1
        if end - start <= MAX_HANDLE:
            stops.append(end)
    return stops


def _is_unspaced(letter: str) -> bool:
    return any(first <= letter <= last for first, last in _UNSPACED)


def _may_begin(text: str, start: int) -> bool:
    before = text[start - 1] if start else " "
    return before not in _BEFORE and not (_is_letter(before) and not _is_unspaced(before))


def _may_end(text: str, end: int) -> bool:
    behind, after = text[end : end + 1], text[end + 1 : end + 2]
    return behind not in _BEHIND and not (behind in _JOINT and _is_letter(after))


class Names:
    """Finder of given names in plain text, whose characters are composed."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
        self._unspaced: list[tuple[str, re.Pattern[str]]] = []
        composed = {unicodedata.normalize("NFC", name) for name in names}
        for name in sorted(composed, key=len, reverse=True):
            words = re.sub("['’]", "['’]", r"\s+".join(map(re.escape, name.split())))
            first = _WORD.search(name)
            if first and _is_unspaced(first[0][0]):
                self._unspaced.append((name, re.compile(words)))
            elif first:
                self._by_first[first[0]].append((name, re.compile(words)))

    def __bool__(self) -> bool:
        """Whether there are any names."""
        return bool(self._by_first or self._unspaced)

    def find(self, text: str) -> Iterator[FoundName]:
        """Give the names in *text*; of several that begin at one place, the longest."""
        end = 0
        for start, stop, name in sorted(self._matches(text), key=lambda m: (m[0], -m[1])):
            if start >= end and _is_alone(text, start, stop):
                end = stop
                yield FoundName(start, end, name)

    def _matches(self, text: str) -> Iterator[tuple[int, int, str]]:
        for name, pattern in self._unspaced:
            yield from ((*match.span(), name) for match in pattern.finditer(text))
        for word in _WORD.finditer(text) if self._by_first else ():
            for name, pattern in self._by_first.get(word[0], ()):
                start = word.start() - name.index(word[0])
                if start >= 0 and (match := pattern.match(text, start)):
                    yield *match.span(), name


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether a name is no part of a longer one, of a path or of an address."""
    before, behind = text[start - 1 : start] if start else "", text[end : end + 1]
    if before and (before in _BEFORE or before == "-"):
        return False
    if any(char and _is_letter(char) for char in (before, behind)):
        return _is_unspaced(text[start])
    return _may_end(text, end)
