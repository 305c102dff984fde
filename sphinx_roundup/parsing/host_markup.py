"""Directives and roles that a project adds for reports: the names that they set are kept.

Their code is the project's, and gives nodes classes and attributes that its stylesheets and
writers know. What a report gives them as text is still the report's.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import Directive

from sphinx_roundup.parsing.class_names import clean_classes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.util.typing import RoleFunction


class HostDirective(Directive):
    """A directive that the project allows; mixed into others."""

    def run(self) -> list[nodes.Node]:
        """Return what the directive makes, and note the names that it sets."""
        document = self.state.document
        self.state: Any = _ContentState(self.state)
        made = list(super().run())
        _trust(made, document, self.options)
        return made


class _ContentState:
    """The parser's state for such a directive, which cleans the classes of its content."""

    def __init__(self, state: Any) -> None:
        self._state = state

    def __getattr__(self, name: str) -> Any:
        return getattr(self._state, name)

    def nested_parse(
        self, block: Any, offset: int, node: nodes.Element, *args: Any, **kw: Any
    ) -> Any:
        """Parse blocks into *node*."""
        before = len(node.children)
        parsed = self._state.nested_parse(block, offset, node, *args, **kw)
        self._clean(node.children[before:])
        return parsed

    def inline_text(self, text: str, lineno: int) -> Any:
        """Parse a line of text."""
        made, messages = self._state.inline_text(text, lineno)
        self._clean(made)
        return made, messages

    def _clean(self, made: Iterable[nodes.Node]) -> None:
        trusted = self._state.document.settings.roundup_trusted
        for node in _elements_of(made):
            clean_classes(node, trusted)


def keep_names(role: RoleFunction) -> RoleFunction:
    """Return *role*, which notes the names that it sets."""

    @wraps(role)
    def run(
        name: str, rawtext: str, text: str, lineno: int, inliner: Any, *args: Any, **kwargs: Any
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        made, messages = role(name, rawtext, text, lineno, inliner, *args, **kwargs)
        options = args[0] if args else kwargs.get("options")
        _trust(made, inliner.document, options or {})
        return made, messages

    return run


def _trust(
    made: Iterable[nodes.Node], document: nodes.document, options: Mapping[str, Any]
) -> None:
    """Note the classes and attributes of *made*, but for the classes that a report asks for."""
    asked = {name for value in options.values() if isinstance(value, list) for name in value}
    for node in _elements_of(made):
        document.settings.roundup_trusted |= {*node["classes"], *node.attributes} - asked


def _elements_of(made: Iterable[nodes.Node]) -> list[nodes.Element]:
    return [node for top in made for node in top.findall(nodes.Element)]
