"""Converters of field values: texts, dates, links; invalid values are reported at their line."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sphinx_roundup.problems import Subtype, problem, shown
from sphinx_roundup.reports.text import collapsed
from sphinx_roundup.reports.values import Listing, Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports.values import Value

MAX_URL = 2000
"""Longer ones fail in some browsers and servers."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>[0-9]{4})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_TIME = (
    r"(?:[T ] *[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)? *(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2})?)?"
)
DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}([-/])(?P<month>[0-9]{{1,2}})\2(?P<day>[0-9]{{1,2}}){_TIME}",
        rf"{_DAY} {_MONTH},? {_YEAR}",
        rf"{_MONTH} {_DAY},? {_YEAR}",
    )
]
"""``2018-06-26``, also with a time, ``2018/06/26``; ``26 June 2018``; ``June 26, 2018``."""

LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{1,8}){0,4})")
"""The shape of a BCP 47 tag (https://www.rfc-editor.org/info/bcp47)."""

YES = frozenset({"true", "yes", "on", "1", "y"})
NO = frozenset({"false", "no", "off", "0", "n"})


class Wrong(Exception):
    """A value isn't what its field takes."""

    def __init__(self, value: Value, message: str, *args: object) -> None:
        super().__init__(message)
        self.problem: Problem = problem(Subtype.FIELD, value.line, message, *args)


def as_line(value: Value, what: str) -> str | None:
    """Return a text on one line, or ``None`` where it is empty.

    :param what: the name of the field, for the message
    :raises Wrong: where the value is a list or a mapping
    """
    if not isinstance(value, Scalar):
        found = "list" if isinstance(value, Listing) else "mapping"
        message = "'%s' is a %s, and is ignored; write one text, in quotes if it has a colon"
        raise Wrong(value, message, what, found)
    return collapsed(value.text or "") or None


def as_id(value: Value, what: str) -> str | None:
    """Return a text as it is written.

    :raises Wrong: where it isn't one
    """
    as_line(value, what)
    return value.text.strip() or None if isinstance(value, Scalar) and value.text else None


def as_date(value: Value, what: str) -> dt.date | None:
    """Return the day of a date or of a date with time.

    :raises Wrong: where there is no such day
    """
    text = as_line(value, what)
    if text is None:
        return None
    for pattern in DATES:
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            month = parts.get("month") or MONTHS.index(parts["name"][:3].lower()) + 1
            try:
                return dt.date(int(parts["year"]), int(month), int(parts["day"]))
            except ValueError:
                break
    message = "'%s' is no date, and '%s' is ignored; write it as 2018-06-26"
    raise Wrong(value, message, shown(text), what)


def as_flag(value: Value, what: str) -> bool | None:
    """Return what "yes" and "no", and the like, mean.

    :raises Wrong: where it is neither
    """
    text = (as_line(value, what) or "").casefold()
    if not text:
        return None
    if text not in YES | NO:
        message = "'%s' is neither 'true' nor 'false', and '%s' is ignored"
        raise Wrong(value, message, shown(text), what)
    return text in YES


def as_language(value: Value, what: str) -> str | None:
    """Return a language tag such as ``de`` or ``pt-BR``.

    :raises Wrong: where it hasn't the shape of one
    """
    text = as_line(value, what)
    if text is None:
        return None
    if not (match := LANGUAGE.fullmatch(text)):
        message = "'%s' is no language tag, and '%s' is ignored; write it as 'de' or 'pt-BR'"
        raise Wrong(value, message, shown(text), what)
    return match[1].lower() + match[2].replace("_", "-")


def as_url(value: Value, what: str) -> str | None:
    """Return an address of the web.

    :raises Wrong: where it is none, or begins with something else than http or https
    """
    text = as_line(value, what)
    if text is None:
        return None
    url = text.removeprefix("<").removesuffix(">")
    if not is_web_url(url):
        message = "'%s' is no web address, and is ignored in '%s'; write it as https://..."
        raise Wrong(value, message, shown(text), what)
    return url


def is_web_url(url: str) -> bool:
    """Say whether a URL is one of http or https, with a host and nothing odd in it."""
    if len(url) > MAX_URL or re.search(r"[\s<>\"\\^`{|}]", url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # "http://[x"
        return False


def as_image(value: Value, what: str) -> str | None:
    """Return the path of an image, or its address in the web.

    :raises Wrong: where it has another scheme
    """
    text = as_line(value, what)
    if text is None or is_web_url(text):
        return text
    if text.startswith("//") or re.match(r"[^/]*:", text) or "\\" in text:
        message = "'%s' is neither a path nor a web address, and '%s' is ignored"
        raise Wrong(value, message, shown(text), what)
    return text


def label_of(url: str) -> str:
    """Return what a link without words of its own is called: its host.

    >>> label_of("https://www.ana.org/about")
    'ana.org'
    """
    if url.startswith("mailto:"):
        return url.removeprefix("mailto:").partition("?")[0]
    return (urlsplit(url).hostname or url).removeprefix("www.")


def as_links(value: Value, what: str) -> tuple[list[tuple[str, str]], list[Problem]]:
    """Return links as pairs of label and URL, and what is wrong with others.

    :param value: one URL, a list of them, or labels with their URLs; also the entries of
        Jekyll and Hugo, ``{label: ..., url: ...}``
    """
    links: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for label, target in _pairs(value):
        try:
            if url := _as_link(target, what):
                links.append((collapsed(label) or label_of(url), url))
        except Wrong as error:
            problems.append(error.problem)
    return list(dict.fromkeys(links)), problems


def _pairs(value: Value) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Listing):
        for each in value.values:
            yield from _pairs(each) if isinstance(each, Mapping) else [("", each)]
    elif isinstance(value, Mapping) and (url := value.get("url", "uri", "href", "link")):
        label = value.get("label", "name", "title", "text")
        yield (label.text or "" if isinstance(label, Scalar) else ""), url
    elif isinstance(value, Mapping):
        yield from ((entry.key, entry.value) for entry in value.entries)
    else:
        yield "", value


def _as_link(value: Value, what: str) -> str | None:
    text = as_line(value, what)
    if text and re.fullmatch(r"mailto:[^\s@<>\"\\^`{|}]+@[^\s@<>\"\\^`{|}]+", text):
        return text
    return as_url(value, what)
