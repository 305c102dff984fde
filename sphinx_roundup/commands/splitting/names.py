"""Whom a heading names: people, their links and affiliations, and what else it says."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.reports import collapsed, folded, is_handle, is_web_url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ORGANISERS = re.compile(
    r"(introduction|intro|hello|preface|foreword|welcome|overview|summary|about( .*)?|background"
    r"|agenda|programme?|schedule|attendees|participants|people|organi[sz]ers|contents"
    r"|table of contents|toc|(trip )?reports?|the reports|thanks?( .*)?|thank you.*"
    r"|acknowledge?ments?|credits|conclusions?|closing( .*)?|outlook|outro|epilogue|afterword"
    r"|see also|links|references|resources|footnotes|notes|photos|pictures|gallery|sponsors"
    r"|contact|next (year|time|steps)|comments|related posts|see you.*|wrap[- ]?up|final words"
    r"|in closing|introducci[oó]n|einleitung|dank|danke|gracias|merci|remerciements"
    r"|agradecimientos|conclusi[oó]n)[.!:…]*",
    re.IGNORECASE,
)
"""Headings that an organiser writes; none of them is a name."""

_LINK = re.compile(
    r"""!?\[(?P<words>(?:[^\[\]]|\\.)*)\](?:\(\s*<?(?P<url>[^\s()<>]*(?:\([^\s()]*\))?[^\s()<>]*)>?[^()]*\)
    |\[(?P<label>[^\]]*)\])
    |`(?P<rst>[^`<]*?)\s*<(?P<rsturl>[^<>`]+)>`__?
    |<a\s[^>]*?href\s*=\s*["']?(?P<href>[^"'\s>]+)["']?[^>]*>(?P<html>.*?)</a\s*>
    |<(?P<auto>https?://[^<>\s]+)>""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile(r"<[^<>]*>")
_MARKS = re.compile(r"\*\*?|(?<!\w)_{1,2}|_{1,2}(?!\w)|`+|\\(?=[!-/:-@\[-`{-~])")
_HANDLE = re.compile(r"\s*[(\[]\s*@(?P<inside>[\w.-]+)\s*[)\]]|(?:^|\s+)@(?P<bare>[\w.-]*\w)")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+")
_BRACKETS = re.compile(r"\s*\((?P<inside>[^()@]+)\)\s*$")
_AND = re.compile(r"\s*,?\s+(?:and|und|et|og|och)\s+|\s*[&;/+]\s*|\s+/\s+", re.IGNORECASE)
_TITLE = re.compile(r"(?P<name>[^:]+?)\s*(?::\s+|\s+[–—-]\s+)(?P<title>\S.*)")
_BY = re.compile(
    r"(?:(?P<title>.*?\S)[\s,–—-]+)?(?:by|from|von|par|por)\s+(?P<name>.+)", re.IGNORECASE
)
_PARTICLES_WORDS = """
van von de der den del della di da das dos du la le el al bin ibn ben ter ten zu zur y e af av
st st. mc o' abu
"""
_PARTICLES = frozenset(_PARTICLES_WORDS.split())
_NO_NAME_WORDS = """
day week month part chapter session room how what why when where the an my our your this that
in on at to for with from about monday tuesday wednesday thursday friday saturday sunday january
february march april june july august september october november december morning afternoon
evening results tasks project projects highlights experience work goals status talks workshop
conference retreat sprint hackathon event report
"""
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_COMPANY = re.compile(
    r"\b(inc|ltd|llc|gmbh|ag|corp|co|labs?|university|universit\w+|institut\w*|foundation|college"
    r"|school|team|project|group|company|systems|software|research|technologies|cloud|hat)\b\.?"
    r"|\bof\b|\bat\b|\d",
    re.IGNORECASE,
)


class Author(NamedTuple):
    """One of those whom a heading names."""

    name: str
    handle: str = ""
    affiliation: str = ""
    urls: tuple[str, ...] = ()


class Who(NamedTuple):
    """What a heading says."""

    authors: tuple[Author, ...] = ()
    title: str = ""
    """What is no name in it."""


def plain(text: str) -> str:
    """Return the words of a heading without their markup."""
    words = _LINK.sub(_words_of, text)
    return collapsed(html.unescape(_MARKS.sub("", _TAGS.sub(" ", words))))


def _words_of(match: re.Match[str]) -> str:
    groups = ("words", "rst", "html")
    return next((match[group] for group in groups if match[group] is not None), "")


def read_heading(text: str, known: Collection[str] = (), *, is_name: bool = False) -> Who:
    """Return whom a heading names, and its title.

    :param known: folded names of people
    :param is_name: somebody else says that it is one
    """
    urls = [(collapsed(plain(_words_of(m))), _url_of(m)) for m in _LINK.finditer(text)]
    words = _NUMBER.sub("", plain(text)).rstrip(":").strip()
    if folded(words) in known or (is_name and not _HANDLE.search(words)):
        return Who(_linked(list(_people(words, known)), urls)) if words else Who()
    name, title = _without_title(words, known)
    authors = list(_people(name, known))
    if authors and all(looks_like_name(a.name, known) or a.handle or is_name for a in authors):
        return Who(_linked(authors, urls), title)
    return Who((), words)


def _url_of(match: re.Match[str]) -> str:
    groups = ("url", "rsturl", "href", "auto")
    return html.unescape(next((match[group] for group in groups if match[group]), ""))


def _without_title(words: str, known: Collection[str]) -> tuple[str, str]:
    """Divide ``Ana Silva: My week``, ``My week, by Ana Silva``."""
    for pattern in (_TITLE, _BY):
        match = pattern.fullmatch(words)
        if match and all(looks_like_name(a.name, known) for a in _people(match["name"], known)):
            return match["name"].strip(), (match["title"] or "").strip()
    return words, ""


def _people(words: str, known: Collection[str]) -> Iterator[Author]:
    for part in filter(None, (p.strip(" ,") for p in _AND.split(words))):
        if folded(part) in known:
            yield Author(part)
            continue
        pieces = [piece.strip() for piece in _split_commas(part)]
        if len(pieces) == 1 or _is_affiliation(pieces[1:], known):
            yield _person(pieces[0], ", ".join(pieces[1:]))
        else:
            yield from (_person(piece, "") for piece in pieces)


def _split_commas(part: str) -> list[str]:
    """Divide at commas that stand in no brackets, nor before "Jr."."""
    return [p for p in re.split(r",(?![^()]*\))(?!\s*(?:[JS]r|II|III|PhD)\b)", part) if p.strip()]


def _is_affiliation(pieces: list[str], known: Collection[str]) -> bool:
    return not all(
        folded(piece) in known
        or (looks_like_name(piece, known) and " " in piece and not _COMPANY.search(piece))
        for piece in pieces
    )


def _person(words: str, affiliation: str) -> Author:
    handle = ""
    if match := _HANDLE.search(words):
        handle = match["inside"] or match["bare"]
        words = f"{words[: match.start()]} {words[match.end() :]}".strip()
    if match := _BRACKETS.search(words):
        affiliation = ", ".join(filter(None, (match["inside"].strip(), affiliation)))
        words = words[: match.start()]
    handle = handle if is_handle(handle) else ""
    return Author(collapsed(words) or handle, handle, collapsed(affiliation))


def _linked(authors: list[Author], urls: list[tuple[str, str]]) -> tuple[Author, ...]:
    """Give each link to the author whose name it stands behind, else to the first."""
    for words, url in urls:
        if not is_web_url(url):
            continue
        near = (n for n, a in enumerate(authors) if a.name in words or words in a.name)
        owner = next(near, 0)
        author = authors[owner]
        authors[owner] = author._replace(urls=tuple(dict.fromkeys((*author.urls, url))))
    return tuple(dict.fromkeys(authors))


def looks_like_name(text: str, known: Collection[str] = ()) -> bool:
    """Say whether a text could be a person's name: few words, each with a capital.

    Scripts without capitals have names of few letters. A handle is a name, too.
    """
    if folded(text) in known:
        return True
    words = _HANDLE.sub("", text).replace(",", " ").split()
    if not words:
        return bool(_HANDLE.search(text))
    if len(words) > 5 or len(text) > 60 or ORGANISERS.fullmatch(text):
        return False
    own = [word for word in words if word.casefold() not in _PARTICLES]
    return all(map(_is_name_word, words)) and any(map(str.isalpha, "".join(own)))


def _is_name_word(word: str) -> bool:
    if word.casefold() in _PARTICLES:
        return True
    if all(unicodedata.category(char)[0] in "SM" or char == "\u200d" for char in word):
        return True  # an emoji beside a name
    letters = [char for char in word if char.isalpha()]
    if not letters or word.casefold().strip(".") in _NO_NAME:
        return False
    if any(unicodedata.category(char)[0] not in "LM" and char not in "-.'’ʼ·()" for char in word):
        return False
    return not letters[0].islower()
