"""Every ``roundup_*`` value of conf.py, checked before anything is read."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, NamedTuple

from sphinx.errors import ConfigError

from sphinx_roundup.limits import complaint, defaults
from sphinx_roundup.reports.checks import is_web_url
from sphinx_roundup.reports.patterns import parts_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx.application import Sphinx
    from sphinx.config import Config

FEED = re.compile(r"(?:\w[\w.-]*/)*\w[\w.-]*\.(?:xml|atom)")
"""No other name: servers tell by it what a file is, and no page is called so."""

ORDERS = ("file", "name", "date")
HEADINGS = ("auto", "author", "title")
MENTIONS = ("handles", "names", "none")
FLOATS = ("none", "right", "left", "alternate")
CAPTIONS = ("title", "italic")
ROSTERS = ("auto", "none", "list", "cards")


class Value(NamedTuple):
    """A configuration value: its default, the types it may have, and what is built anew."""

    default: object
    types: frozenset[type]
    rebuild: Literal["env", "html", ""] = "env"


_NAMES = frozenset({frozenset, list, set, tuple})

VALUES = {
    "roundup_allowed_directives": Value((), _NAMES),
    "roundup_allowed_roles": Value((), _NAMES),
    "roundup_captions": Value((), _NAMES),
    "roundup_dollarmath": Value(False, frozenset({bool})),
    "roundup_edit_url": Value("", frozenset({str})),
    "roundup_feed": Value("", frozenset({str}), "html"),
    "roundup_feed_length": Value(200, frozenset({int}), ""),
    "roundup_float": Value("none", frozenset({str})),
    "roundup_heading": Value("auto", frozenset({str})),
    "roundup_image_width": Value(1280, frozenset({int}), "html"),
    "roundup_jsonld": Value(True, frozenset({bool}), "html"),
    "roundup_latex_float": Value(True, frozenset({bool}), ""),
    "roundup_mentions": Value("handles", frozenset({str})),
    "roundup_order": Value("file", frozenset({str})),
    "roundup_people": Value("", frozenset({str})),
    "roundup_roster": Value("auto", frozenset({str})),
    **{name: Value(number, frozenset({int})) for name, number in defaults().items()},
}


def add_config_values(app: Sphinx) -> None:
    """Declare the values."""
    for name, value in VALUES.items():
        app.add_config_value(name, value.default, value.rebuild, types=value.types)


def check_config_values(app: Sphinx, config: Config) -> None:  # noqa: ARG001 - an event's signature
    """Refuse values that Sphinx's own check of types lets pass.

    :raises ConfigError: and so ends the build, since whoever wrote conf.py sits before it.
    """
    if not isinstance(config.roundup_people, str) or (
        config.roundup_people and not parts_of(config.roundup_people, "")
    ):
        raise ConfigError("roundup_people takes a file in the source folder: 'people.yml'")
    _check_choice("roundup_float", config.roundup_float, FLOATS)
    _check_choice("roundup_heading", config.roundup_heading, HEADINGS)
    _check_choice("roundup_mentions", config.roundup_mentions, MENTIONS)
    _check_choice("roundup_roster", config.roundup_roster, ROSTERS)
    _check_choice("roundup_order", config.roundup_order.removeprefix("-"), ORDERS)
    for name in ("roundup_allowed_directives", "roundup_allowed_roles"):
        if not all(isinstance(item, str) for item in getattr(config, name)):
            raise ConfigError(f"{name} takes names, such as ['mermaid']")
    _check_least("roundup_image_width", config.roundup_image_width, 1)
    _check_least("roundup_feed_length", config.roundup_feed_length, 0)
    for caption in config.roundup_captions:
        _check_choice("roundup_captions", caption, CAPTIONS)
    for name in defaults():
        if told := complaint(name, config[name]):
            raise ConfigError(told)
    if config.roundup_edit_url and "{path}" not in config.roundup_edit_url:
        raise ConfigError(
            "roundup_edit_url needs '{path}' where the report's file name goes,"
            " such as 'https://github.com/me/project/edit/main/docs/{path}'"
        )
    if config.roundup_feed:
        _check_feed(config.roundup_feed, config.html_baseurl)


def _check_feed(name: object, baseurl: str) -> None:
    """Refuse a feed that can't be: it needs a name, full addresses, and what writes it."""
    if not isinstance(name, str) or not FEED.fullmatch(name):
        raise ConfigError("roundup_feed takes a file name, such as 'reports.xml'")
    if not is_web_url(baseurl):
        raise ConfigError(
            "roundup_feed needs html_baseurl, the address at which the pages are published,"
            " such as 'https://docs.example.org/'"
        )
    if find_spec("feedgenerator") is None:
        raise ConfigError("roundup_feed needs feedgenerator: pip install 'sphinx-roundup[feed]'")


def _check_choice(name: str, value: object, choices: Collection[str]) -> None:
    if value not in choices:
        raise ConfigError(f"{name} is one of {', '.join(choices)}, and not {value!r}")


def _check_least(name: str, value: int, least: int) -> None:
    if value < least:
        raise ConfigError(f"{name} takes a number from {least} on, and not {value}")
