"""Words of the extension itself in the page's language, and nodes made from them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation, get_translator

from sphinx_roundup.config import CATALOG

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sphinx.config import Config

DIVIDER = " · "
"""Between the items of a line of small print."""

FACTS_CLASS = "roundup-facts"
"""The class of small print."""

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


# -- Days --------------------------------------------------------------------------------


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


def _format_as(pattern: str, day: dt.date, locale: Locale) -> str:
    return format_date(day, format=_SHORT_MONTH.sub("MMMM", pattern), locale=locale)


# -- Several in a row --------------------------------------------------------------------


def join_names(names: Iterable[str], config: Config) -> str:
    """Return "Ana, Bob and Chris" in the page's language."""
    given = list(names)
    between = _words_between(len(given), config)
    return "".join(word + name for word, name in zip(between, [*given, ""], strict=True))


def join_nodes(items: Sequence[Sequence[nodes.Node]], config: Config) -> list[nodes.Node]:
    """Return *items*, each of some nodes, joined as :func:`join_names` joins names."""
    between = _words_between(len(items), config)
    joined: list[nodes.Node] = []
    for word, item in zip(between, [*items, []], strict=True):
        joined += [*text_nodes(word), *item]
    return joined


def _words_between(count: int, config: Config) -> list[str]:
    """Return what a list of *count* things says before, between and after them."""
    return list(_pattern_of(count, str(locale_of(config))))


@lru_cache(maxsize=1000)
def _pattern_of(count: int, language: str) -> tuple[str, ...]:
    locale = Locale.parse(language)
    if locale.language == "en":  # British: no comma before "and"
        locale = Locale("en", "GB")
    return tuple(format_list(["\0"] * count, locale=locale).split("\0"))


def divide(items: Iterable[Sequence[nodes.Node]], divider: str = DIVIDER) -> list[nodes.Node]:
    """Return *items*, each of some nodes, with a sign between them; those without any left out."""
    divided: list[nodes.Node] = []
    for item in filter(None, items):
        divided += [*text_nodes(divider if divided else ""), *item]
    return divided


# -- Nodes -------------------------------------------------------------------------------


def text_nodes(text: str) -> list[nodes.Node]:
    """Return *text* as a node, and none where it is empty."""
    return [nodes.Text(text)] if text else []


def put_into(message: str, words: Sequence[nodes.Node]) -> list[nodes.Node]:
    """Return *message* with nodes in the place of its ``%s``."""
    before, _sign, after = message.partition("%s")
    return [*text_nodes(before), *words, *text_nodes(after)]


def build_paragraph(words: Sequence[nodes.Node], *classes: str) -> nodes.paragraph:
    """Return a paragraph that isn't for translation, since names and dates are its words."""
    return nodes.paragraph("", "", *words, classes=list(classes), translatable=False)


def build_span(words: Sequence[nodes.Node], *classes: str) -> nodes.inline:
    """Return words that a stylesheet may set apart."""
    return nodes.inline("", "", *words, classes=list(classes))


def only_in(formats: str, *children: nodes.Node) -> addnodes.only:
    """Return *children* for some formats alone, as Sphinx's ``only`` directive does.

    :param formats: such as ``html or latex``
    """
    return addnodes.only("", *children, expr=formats)


def host_of(url: str) -> str:
    """Return the host of a web address, as people say it.

    >>> host_of("https://www.example.org/ana/")
    'example.org'
    """
    return url.partition("://")[2].partition("/")[0].removeprefix("www.")
