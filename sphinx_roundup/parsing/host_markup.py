"""Directives and roles that a project adds for reports; the names that they set are kept.

Their code is the project's, and gives nodes classes and attributes that its stylesheets and
writers know. What a report gives them as text is still the report's.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import Directive

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.util.typing import RoleFunction


_SETS_CLASSES = re.compile(r"class|\{|::")
_NAME = re.compile(r"[\w-]+")


class HostDirective(Directive):
    """A directive that the project allows; mixed into others."""

    def run(self) -> list[nodes.Node]:
        """Return what the directive makes, and note the names that it sets."""
        document = self.state.document
        written = "\n".join([*self.content, *self.arguments])
        made = list(super().run())
        _trust(made, document, _names_in_options(self.options) | _names_in(written))
        return made


def keep_names(role: RoleFunction) -> RoleFunction:
    """Return *role*, which notes the names that it sets."""

    @wraps(role)
    def run(
        name: str, rawtext: str, text: str, lineno: int, inliner: Any, *args: Any, **kwargs: Any
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        made, messages = role(name, rawtext, text, lineno, inliner, *args, **kwargs)
        options = args[0] if args else kwargs.get("options")
        _trust(made, inliner.document, _names_in_options(options or {}))
        return made, messages

    return run


def _trust(made: Iterable[nodes.Node], document: nodes.document, asked: set[str]) -> None:
    """Note the classes and attributes of *made*.

    :param asked: classes that the report may have asked for
    """
    for node in (each for top in made for each in top.findall(nodes.Element)):
        document.settings.roundup_trusted |= {*node["classes"], *node.attributes} - asked


def _names_in(text: str) -> set[str]:
    """Return all words of the content of a directive, if anything in it may set classes."""
    if not _SETS_CLASSES.search(text):
        return set()
    return {form for name in _NAME.findall(text) for form in (name, nodes.make_id(name))}


def _names_in_options(options: Mapping[str, Any]) -> set[str]:
    return {name for value in options.values() if isinstance(value, list) for name in value}
