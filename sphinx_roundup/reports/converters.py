"""Converters of field values: texts, dates, links, flags, ranges of days.

A converter takes a value and the field's name, for its message, and raises
:class:`.InvalidValue` for what the field can't have.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from sphinx_roundup.problems import Problem, escape
from sphinx_roundup.reports.decoding import collapsed, visible_characters, without_tex
from sphinx_roundup.reports.yaml_values import InvalidValue, Listing, Mapping, Scalar, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Mapping as AbstractMapping

    from sphinx_roundup.reports.yaml_values import Entry, Value

T = TypeVar("T")

LICENSE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,63}")
"""Shape of an SPDX identifier (https://spdx.org/licenses/)."""

_CREATIVE_COMMONS = re.compile(r"CC(?:0|(?:[ -](?:BY|NC|ND|SA)){1,3})[ -]\d\.\d")
"""As people write it: "CC BY-SA 4.0"."""

MAX_TOPICS = 50
MAX_TOPIC = 100  # characters

MAX_URL = 2000
"""Characters. Some browsers and servers refuse longer ones."""

YES = frozenset({"true", "yes", "on", "1", "y"})
NO = frozenset({"false", "no", "off", "0", "n"})

_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?P<year>[0-9]{4})"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_TIME = (
    r"(?:,?[T ] *[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r" *(?:[AP]M)? *(?:Z|[A-Z]{3,4})?(?:[+-][0-9]{2}:?[0-9]{2})?)?"
)
_DATES = (
    rf"{_YEAR}([-/.])(?P<month>[0-9]{{1,2}})\2(?P<day>[0-9]{{1,2}}){_TIME}",
    rf"{_WEEKDAY}{_DAY}\.?(?: of)? {_MONTH},? {_YEAR}{_TIME}",
    rf"{_WEEKDAY}{_MONTH} {_DAY},? {_YEAR}{_TIME}",
    rf"(?P<day>[0-9]{{1,2}})\.(?P<month>[0-9]{{1,2}})\.{_YEAR}{_TIME}",
)
"""``2018-06-26``, ``2018/06/26``, ``26 June 2018``, ``June 26, 2018``, ``26.6.2018``; with or
without a weekday and a time."""
_BETWEEN_DAYS = re.compile(r"\s+(?:to|until|-|–|—)\s+|\s*–\s*|(?<=\d{2})/(?=\d{4})")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{1,8}){0,4})")
"""Shape of a BCP 47 tag (https://www.rfc-editor.org/info/bcp47)."""
ACCOUNTS = {
    "github": (
        re.compile(r"(?:https?://(?:www\.)?github\.com/)?@?([A-Za-z0-9](?:-?[A-Za-z0-9]){0,38})/?"),
        "https://github.com/{}",
        "no name at GitHub",
        "github: ana",
    ),
    "gitlab": (
        re.compile(
            r"(?:https?://(?:www\.)?gitlab\.com/)?@?"
            r"([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_-])?)/?"
        ),
        "https://gitlab.com/{}",
        "neither a name at GitLab nor a web address",  # GitLab also runs on other hosts
        "gitlab: ana",
    ),
    "mastodon": (
        re.compile(r"@?(\w[\w.-]*)@([\w-]+(?:\.[\w-]+)+)"),
        "https://{1}/@{0}",
        "neither an account with its host nor a web address",
        'mastodon: "@ana@example.social"',
    ),
    "orcid": (
        re.compile(r"(?:https?://(?:www\.)?orcid\.org/)?((?:\d{4}-){3}\d{3}[\dXx])/?", re.ASCII),
        "https://orcid.org/{}",
        "no ORCID",
        "orcid: 0000-0002-1825-0097",
    ),
}
"""Patterns and URLs of accounts; the end of "'%s' is ...", for other values; an example."""
_MAIL = re.compile(r"mailto:[^\s@<>\"\\^`{|}]+@[^\s@<>\"\\^`{|}]+")


def convert(
    converter: Callable[[Value, str], T | None],
    value: Value | None,
    name: str,
    problems: list[Problem],
) -> T | None:
    """Return a converted value, or ``None``, with a problem, for an invalid one."""
    try:
        return None if value is None else converter(value, name)
    except InvalidValue as error:
        problems.append(error.problem)
        return None


def convert_all(
    converters: AbstractMapping[str, Callable[[Value, str], object]],
    entries: AbstractMapping[str, Entry],
    problems: list[Problem],
) -> dict[str, Any]:
    """Return the converted values of entries by name, without empty and invalid ones."""
    values = {}
    for name in filter(entries.__contains__, converters):
        key, value = entries[name].key, entries[name].value
        is_ours = entries[name].name == name
        # A field of another generator may have other values, but a date is a date.
        is_same = converters[name] in {as_date, as_license} and isinstance(value, Scalar)
        own = problems if is_ours or is_same else []
        values[name] = convert(converters[name], value, name if is_ours else key, own)
    return {name: value for name, value in values.items() if value is not None}


def as_line(value: Value, name: str) -> str | None:
    """Convert to a text on one line, or ``None`` for an empty one."""
    if not isinstance(value, Scalar):
        found = "list" if isinstance(value, Listing) else "mapping"
        message = "'%s' is a %s, and is ignored; write one text, in quotes if it has a colon"
        raise InvalidValue(value.line, message, name, found)
    return collapsed(value.text or "") or None


def as_id(value: Value, name: str) -> str | None:
    """Convert to a text as it is written."""
    as_line(value, name)
    return text_of(value).strip() or None


def as_date(value: Value, name: str) -> dt.date | None:
    """Convert a date, or a date with a time, to a day."""
    if isinstance(value, Mapping):  # Docusaurus: {date: ..., author: ...}
        value = value.get("date") or value
    text = as_line(value, name)
    if text is None or text in {"last-modified", "now", "today"}:  # Quarto's words for them
        return None
    hint = "write it as 2018-06-26"
    for match in filter(None, (re.fullmatch(date, text, re.IGNORECASE) for date in _DATES)):
        parts = match.groupdict()
        month = parts.get("month") or _MONTHS.index(parts["name"][:3].lower()) + 1
        year, first, second = int(parts["year"]), int(month), int(parts["day"])
        with suppress(ValueError):
            return dt.date(year, first, second)
        with suppress(ValueError):
            hint = f"did you mean {dt.date(year, second, first)}?"
    message = "'%s' is no date, and '%s' is ignored; %s"
    raise InvalidValue(value.line, message, escape(text), name, hint)


def read_days(text: str) -> tuple[dt.date, dt.date | None]:
    """Return the first and the last day of an event, ``None`` for an event of one day.

    :raises ValueError: for another text, as docutils' options require
    """
    parts = _BETWEEN_DAYS.split(text.strip(), maxsplit=1)
    days = [convert(as_date, Scalar(part, 1), "date", []) for part in parts]
    start, end = days[0], days[-1]
    if start is None or end is None:
        raise ValueError("write it as 2025-10-04, or as 2025-10-04 to 2025-10-11")
    if end < start:
        raise ValueError(f"the last day, {end}, is before the first, {start}")
    return start, end if end > start else None


def as_flag(value: Value, name: str) -> bool | None:
    """Convert "yes", "no" and the like."""
    text = (as_line(value, name) or "").casefold()
    if not text:
        return None
    if text not in YES | NO:
        message = "'%s' is neither 'true' nor 'false', and '%s' is ignored"
        raise InvalidValue(value.line, message, escape(text), name)
    return text in YES


def as_language(value: Value, name: str) -> str | None:
    """Convert to a language tag such as ``de`` or ``pt-BR``."""
    text = as_line(value, name)
    if text is None:
        return None
    if not (match := _LANGUAGE.fullmatch(text)):
        message = "'%s' is no language tag, and '%s' is ignored; write it as 'de' or 'pt-BR'"
        raise InvalidValue(value.line, message, escape(text), name)
    return match[1].lower() + match[2].replace("_", "-")


def as_license(value: Value, name: str) -> str | None:
    """Convert to an SPDX identifier such as ``CC-BY-4.0``."""
    text = as_line(value, name)
    if text and _CREATIVE_COMMONS.fullmatch(text):
        return text.replace(" ", "-")
    if text and not LICENSE.fullmatch(text):
        message = (
            "'%s' is no SPDX identifier, and '%s' is ignored; write it as 'CC-BY-4.0',"
            " from https://spdx.org/licenses/"
        )
        raise InvalidValue(value.line, message, escape(text), name)
    return text


def license_url(identifier: str) -> str:
    """Return the address of a licence's text."""
    return f"https://spdx.org/licenses/{identifier}.html"


def as_image(value: Value, name: str) -> str | None:
    """Convert to the path of an image; an ``avatar`` may also be a web address."""
    text = as_line(value, name)
    if text is None or is_web_url(text):
        return text if name == "avatar" else None
    if text.startswith("//") or re.match(r"[^/]*:", text) or "\\" in text:
        message = "'%s' is neither a path nor a web address, and '%s' is ignored"
        raise InvalidValue(value.line, message, escape(text), name)
    return text


def as_cover(value: Value, name: str) -> tuple[str, str] | None:
    """Convert to the path of a picture and what it shows; ``None`` for one of another host."""
    nothing = Scalar(None, value.line)
    if isinstance(value, Listing):
        value = next(iter(value.values), nothing)
    alt = text_of(value.get("alt")) if isinstance(value, Mapping) else ""
    if isinstance(value, Mapping):
        keys = ("image", "path", "src", "url", "file", "relative_path", "feature", "teaser")
        value = value.get(*keys) or nothing
    text = re.sub(r"!?\[\[([^\]|]*).*\]\]", r"\1", as_line(value, name) or "")  # Obsidian's link
    if not text or is_web_url(text) or text.isdigit():  # the number of a picture: ABlog
        return None
    return as_image(Scalar(text, value.line), name) or "", alt


def as_slug(value: Value, _name: str) -> str | None:
    """Convert to the last part of an address."""
    return posixpath.basename(text_of(value).rstrip("/").removesuffix(".html")) or None


def as_words(value: Value, _name: str) -> str | None:
    """Convert to a text on one line; a list or a mapping is none."""
    return collapsed(text_of(value)) or None


def as_topics(value: Value, name: str) -> tuple[str, ...] | None:
    """Convert to names of topics: a list, or a text with commas between them."""
    if isinstance(value, Listing):
        # Docusaurus has {label: ..., permalink: ...}, Ghost {name: ...}.
        items = (v.get("label", "name") if isinstance(v, Mapping) else v for v in value.values)
        texts = [text_of(item) for item in items]
    else:
        texts = (as_line(value, name) or "").split(",")
    names = [without_tex(collapsed(text.strip().lstrip("#"))) for text in texts]
    topics = tuple(dict.fromkeys(filter(visible_characters, names)))
    if len(topics) > MAX_TOPICS or any(len(topic) > MAX_TOPIC for topic in topics):
        message = "'%s' has more than %d topics, or one of more than %d characters, and is ignored"
        raise InvalidValue(value.line, message, name, MAX_TOPICS, MAX_TOPIC)
    return topics or None


# -- Links -------------------------------------------------------------------------------


def as_url(value: Value, name: str) -> str | None:
    """Convert to a web address, of http or https; a path is one of another site."""
    text = as_line(value, name)
    if text is None or re.match(r"/(?!/)", text):
        return None
    url = text.removeprefix("<").removesuffix(">")
    if not is_web_url(url):
        message = "'%s' is no web address, and is ignored in '%s'; write it as https://..."
        raise InvalidValue(value.line, message, escape(text), name)
    return url


def is_web_url(url: str) -> bool:
    """Whether a URL is one of http or https, with a host and without forbidden characters."""
    if len(url) > MAX_URL or re.search(r"[\s<>\"\\^`{|}]", url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # "http://[x"
        return False


def label_of(url: str) -> str:
    """Return the label of a link without one: its host."""
    if url.startswith("mailto:"):
        return url.removeprefix("mailto:").partition("?")[0]
    return (urlsplit(url).hostname or url).removeprefix("www.")


def read_links(value: Value, name: str, problems: list[Problem]) -> tuple[tuple[str, str], ...]:
    """Return links as pairs of label and URL.

    They are one URL, a list of them, labels with URLs, or Jekyll's ``{label: ..., url: ...}``.
    """
    links: dict[tuple[str, str], None] = {}
    for label, target in _pairs(value):
        if url := convert(as_link, target, name, problems):
            links[collapsed(label) or label_of(url), url] = None
    return tuple(links)


def _pairs(value: Value) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Listing):
        for each in value.values:
            yield from _pairs(each) if isinstance(each, Mapping) else [("", each)]
    elif isinstance(value, Mapping) and (url := value.get("url", "uri", "href", "link")):
        yield text_of(value.get("label", "name", "title", "text")), url
    elif isinstance(value, Mapping):
        yield from ((entry.key, entry.value) for entry in value.entries)
    else:
        yield "", value


def as_link(value: Value, name: str) -> str | None:
    """Convert to a web or e-mail address."""
    text = as_line(value, name)
    return text if text and _MAIL.fullmatch(text) else as_url(value, name)


def as_account(value: Value, name: str) -> str | None:
    """Convert an account at one of the known sites to its URL."""
    pattern, url, what, example = ACCOUNTS[name.casefold()]
    text = as_line(value, name)
    if text and (match := pattern.fullmatch(text)):
        return url.format(*match.groups())
    if text is None or (what.endswith("web address") and is_web_url(text)):
        return text
    message = "'%s' is %s, and is ignored; write it as in '%s'"
    raise InvalidValue(value.line, message, escape(text), what, example)


FIELD_CONVERTERS = {
    "title": as_line,
    "date": as_date,
    "updated": as_date,
    "url": as_url,
    "summary": as_line,
    "quote": as_line,
    "affiliation": as_line,
    "avatar": as_image,
    "image": as_cover,
    "lang": as_language,
    "license": as_license,
    "id": as_id,
    "draft": as_flag,
    "topics": as_topics,
    "slug": as_slug,
    "image_alt": as_words,
}
"""Of the fields of a report, without its authors and links."""
