"""Translation of the extension's own words; dates and lists of names in the page's language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from sphinx.locale import get_translation, get_translator

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sphinx.config import Config

CATALOG = "sphinx_roundup"  # the message catalogue of the page's own text

DIVIDER = " · "  # between the items of a line of small print

_translate = get_translation(CATALOG)

# CLDR shortens the months of a span of days; a single day's is written in full.
_SHORT_MONTH = re.compile("(?<!M)MMM(?!M)")


def _(message: str) -> str:
    """Return *message* in the page's language; Sphinx's own gives a proxy until it is known."""
    return str(_translate(message))


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a message that goes with *number*, in the page's language."""
    return get_translator(CATALOG).ngettext(singular, plural, number)


def locale_of(config: Config) -> Locale:
    """Return the language of the pages, as Babel has it."""
    try:
        return Locale.parse(config.language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def format_day(day: dt.date, config: Config) -> str:
    """Return "4 October 2025" as the page's language writes it."""
    return _format_day(day, locale_of(config))


@lru_cache(maxsize=512)
def _format_day(day: dt.date, locale: Locale) -> str:
    return format_date(day, format="long", locale=locale)


def format_days(start: dt.date, end: dt.date | None, config: Config) -> str:
    """Return "30 March – 2 April 2026" as the page's language writes it.

    :param end: the last day; with none, or one that isn't after *start*, it is a single day
    """
    if end is None or end <= start:
        return format_day(start, config)
    locale = locale_of(config)
    field = "y" if start.year != end.year else "M" if start.month != end.month else "d"
    first, last = locale.interval_formats["yMMMd"][field]
    return _format_as(first, start, locale) + _format_as(last, end, locale)


def format_event(start: dt.date | None, end: dt.date | None, place: str, config: Config) -> str:
    """Return "4–11 October 2025 · Ytterskarv", or as much of it as is known."""
    days = format_days(start, end, config) if start else ""
    return DIVIDER.join(filter(None, (days, place)))


def _format_as(pattern: str, day: dt.date, locale: Locale) -> str:
    return format_date(day, format=_SHORT_MONTH.sub("MMMM", pattern), locale=locale)


def join_names(names: Iterable[str], config: Config) -> str:
    """Return "Ana, Bob and Chris" in the page's language."""
    given = list(names)
    between = list_separators(len(given), config)
    return "".join(word + name for word, name in zip(between, [*given, ""], strict=True))


def list_separators(count: int, config: Config) -> list[str]:
    """Return the texts before, between and after *count* items in the page's language."""
    return list(_pattern_of(count, str(locale_of(config))))


@lru_cache(maxsize=1000)
def _pattern_of(count: int, language: str) -> tuple[str, ...]:
    locale = Locale.parse(language)
    if locale.language == "en":  # British: no comma before "and"
        locale = Locale("en", "GB")
    return tuple(format_list(["\0"] * count, locale=locale).split("\0"))


def host_of(url: str) -> str:
    """Return the host of a web address, without the usual prefix.

    >>> host_of("https://www.example.org/ana/")
    'example.org'
    """
    return url.partition("://")[2].partition("/")[0].removeprefix("www.")
