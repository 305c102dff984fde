"""All ``roundup_*`` values of conf.py, and their checks."""

from __future__ import annotations

import re
from dataclasses import fields
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, NamedTuple

from sphinx.errors import ConfigError

from sphinx_roundup.limits import MOST, PREFIX, Limits, defaults, range_of
from sphinx_roundup.problems import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sphinx.application import Sphinx
    from sphinx.config import Config

    Rebuild = Literal["env", "html", ""]

FEED = re.compile(r"(?:\w[\w.-]*/)*\w[\w.-]*\.(?:xml|atom)")
"""Servers derive the type of a file from its suffix, and no page has one of these."""

ORDERS = ("file", "name", "date")
HEADINGS = ("auto", "author", "title")
MENTIONS = ("handles", "names", "none")
FLOATS = ("none", "right", "left", "alternate")
CAPTIONS = ("title", "italic")
ROSTERS = ("auto", "none", "list", "cards", "list-newcomers", "cards-newcomers")

_LONGEST = 1000  # characters of a text, more than any path or address in use has


class Value(NamedTuple):
    """A configuration value: its default, what it may be, and what is built anew."""

    default: object
    takes: str  # the end of the sentence "roundup_order takes ..."
    fits: Callable[[object], bool]
    types: frozenset[type]
    rebuild: Rebuild = "env"


def _flag(default: bool, rebuild: Rebuild = "env") -> Value:
    fits: Callable[[object], bool] = lambda value: isinstance(value, bool)  # noqa: E731
    return Value(default, "True or False", fits, frozenset({bool}), rebuild)


def _whole(default: int, least: int, most: int = MOST, rebuild: Rebuild = "env") -> Value:
    def fits(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    takes = f"a whole number from {least} to {most}"
    return Value(default, takes, fits, frozenset({int}), rebuild)


def _choice(choices: Collection[str], *, prefix: str = "") -> Value:
    def fits(value: object) -> bool:
        return isinstance(value, str) and value.removeprefix(prefix) in choices

    takes = f"one of {', '.join(map(repr, choices))}"
    takes += f", with or without {prefix!r} in front" if prefix else ""
    return Value(next(iter(choices)), takes, fits, frozenset({str}))


def _several(takes: str, fits_one: Callable[[str], object]) -> Value:
    def fits(value: object) -> bool:
        if not isinstance(value, frozenset | list | set | tuple):
            return False
        return all(isinstance(each, str) and _is_plain(each) and fits_one(each) for each in value)

    return Value((), takes, fits, frozenset({frozenset, list, set, tuple}))


def _text(takes: str, fits_filled: Callable[[str], object], rebuild: Rebuild = "env") -> Value:
    def fits(value: object) -> bool:
        return isinstance(value, str) and (
            not value or (_is_plain(value) and bool(fits_filled(value)))
        )

    return Value("", takes, fits, frozenset({str}), rebuild)


def _is_plain(text: str) -> bool:
    """Whether a text can be printed and written to a file."""
    return 0 < len(text) <= _LONGEST and text.isprintable()


def _names_file(path: str) -> bool:
    from sphinx_roundup.reports import parts_of  # noqa: PLC0415 - only with a people file

    return bool(parts_of(path, ""))


def _is_license(text: str) -> bool:
    from sphinx_roundup.reports import LICENSE  # noqa: PLC0415 - only where one is set

    return LICENSE.fullmatch(text) is not None


VALUES = {
    "roundup_allowed_directives": _several("a list of names, such as ['mermaid']", str.strip),
    "roundup_allowed_roles": _several("a list of names, such as ['gh']", str.strip),
    "roundup_captions": _several(
        f"a list of some of {', '.join(map(repr, CAPTIONS))}", CAPTIONS.__contains__
    ),
    "roundup_citation_tags": _flag(False, "html"),
    "roundup_dollarmath": _flag(False),
    "roundup_edit_url": _text(
        "an address with '{path}' where the report's file name goes,"
        " such as 'https://github.com/me/project/edit/main/docs/{path}'",
        lambda value: "{path}" in value,
    ),
    "roundup_feed": _text("a file name, such as 'reports.xml'", FEED.fullmatch, "html"),
    "roundup_feed_length": _whole(200, 0, rebuild=""),
    "roundup_float": _choice(FLOATS),
    "roundup_heading": _choice(HEADINGS),
    "roundup_image_width": _whole(1280, 1, rebuild="html"),
    "roundup_jsonld": _flag(True, "html"),
    "roundup_license": _text("an SPDX identifier, such as 'CC-BY-4.0'", _is_license),
    "roundup_mentions": _choice(MENTIONS),
    "roundup_order": _choice(ORDERS, prefix="-"),
    "roundup_people": _text("a file in the source folder, such as 'people.yml'", _names_file),
    "roundup_roster": _choice(ROSTERS),
    **{name: _whole(number, *range_of(name)) for name, number in defaults().items()},
}


def add_config_values(app: Sphinx) -> None:
    """Declare the values."""
    for name, value in VALUES.items():
        app.add_config_value(name, value.default, value.rebuild, types=value.types)


def check_config_values(app: Sphinx, config: Config) -> None:  # noqa: ARG001 - an event's signature
    """Refuse wrong types and values, which Sphinx would only warn of or not see.

    :raises ConfigError: and so ends the build, as mistakes in conf.py should.
    """
    for name, value in VALUES.items():
        if not value.fits(config[name]):
            raise ConfigError(f"{name} takes {value.takes}, and not {_written(config[name])}")
    if config["roundup_feed"]:
        _check_feed(config["html_baseurl"])


def _written(value: object) -> str:
    """Return a value as conf.py may have it, on one line and short."""
    try:
        return escape(repr(value))
    except Exception:  # noqa: BLE001 - a repr of conf.py's own, or an integer too long for one
        return f"this {type(value).__name__}"


def _check_feed(baseurl: object) -> None:
    """Refuse a feed that can't be: it needs full addresses, and what writes it."""
    from sphinx_roundup.reports import is_web_url  # noqa: PLC0415 - a feed is rare

    if not (isinstance(baseurl, str) and is_web_url(baseurl)):
        raise ConfigError(
            "roundup_feed needs html_baseurl, the address at which the pages are published,"
            " such as 'https://docs.example.org/'"
        )
    if find_spec("feedgenerator") is None:
        raise ConfigError("roundup_feed needs feedgenerator: pip install 'sphinx-roundup[feed]'")


def people_filename(config: Config) -> str:
    """Return the people file's name below the source folder, empty if there is none."""
    from sphinx_roundup.reports import parts_of  # noqa: PLC0415 - only with a people file

    return "/".join(parts_of(config.roundup_people, "") or ())


def limits_of(config: Config) -> Limits:
    """Return the limits of a project's conf.py."""
    return Limits(**{each.name: config[f"{PREFIX}{each.name}"] for each in fields(Limits)})
