"""Directives and roles of reports: source text where they fail, and the names that a host's set.

Those of docutils, Sphinx and sphinx-design fail now and then at what nobody intended them to
read (``:guilabel:`&```, ``:quote: "``), and don't say so in a way that a parser knows. Only the
source text of that one is shown then. Those that a project adds give nodes classes and
attributes that its stylesheets and writers know, and which stay; what a report gives them as
text is still the report's.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, DirectiveError
from docutils.utils import SystemMessagePropagation

from sphinx_roundup.log import warn
from sphinx_roundup.parsing.resource_limits import UnparsableReport
from sphinx_roundup.problems import Subtype, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx.util.typing import RoleFunction

MISSING_CLASS = "roundup-missing"  # the class of what replaces something that can't be shown

_SEEN = (nodes.Text, nodes.image, nodes.pending, nodes.substitution_definition)
_REPORTED_ELSEWHERE = (
    SystemMessagePropagation,  # to the parser
    *(UnparsableReport, RecursionError, MemoryError),  # of the whole report
)
_SETS_CLASSES = re.compile(r"class|\{|::")
_NAME = re.compile(r"[\w-]+")


def show_source(text: str) -> nodes.literal_block:
    """Return source text, in place of what it would have become."""
    return nodes.literal_block(text, text, language="text", classes=[MISSING_CLASS])


def show_directive(directive: Directive) -> list[nodes.Node]:
    """Return the source text of a directive."""
    written = directive.block_text
    if not written.lstrip().startswith(".."):  # MyST gives the content alone
        written = "\n".join([*directive.arguments, *directive.content])
    return [show_source(written)] if written.strip() else []


class SafeDirective(Directive):
    """A directive that shows its own text where it fails; mixed into others."""

    keeps_names: ClassVar[bool] = False
    """Whether the project allows it, so that the names that it sets are kept."""

    def run(self) -> list[nodes.Node]:
        """Return what the directive makes of it."""
        try:
            made = list(super().run())
        except DirectiveError as error:
            # Parsers would show the content alone, without the title in the arguments.
            report = self.state_machine.reporter.system_message
            report(error.level, error.msg, line=self.lineno)
            return show_directive(self)
        except _REPORTED_ELSEWHERE:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, others go on
            message = "the directive '%s' fails here (%s); its text is shown as it is"
            location = f"{self.state.document['source']}:{self.lineno}"
            warn(Subtype.DIRECTIVE, message, self.name, _reason(error), location=location)
            return show_directive(self)
        if self.keeps_names:
            written = "\n".join([*self.content, *self.arguments])
            _trust(made, self.state.document, self.options, _names_in(written))
        # Some directives warn of their content and return nothing of it.
        is_lost = any(map(str.strip, self.content)) and not any(map(_is_seen, made))
        return [*made, *show_directive(self)] if is_lost else made


def _is_seen(node: nodes.Node) -> bool:
    """Return whether there is anything in a node that readers see, beside messages."""
    if isinstance(node, nodes.system_message):
        return any(node.findall(nodes.literal_block))
    return any(isinstance(each, _SEEN) for each in node.findall())


def safe_role(
    role: RoleFunction, fail: Callable[[str], None], *, keeps_names: bool = False
) -> RoleFunction:
    """Return *role*, which shows its own text where it fails or makes nothing.

    :param fail: called with the reason
    :param keeps_names: whether the project allows it, so that the names that it sets are kept
    """

    @wraps(role)
    def run(
        name: str, rawtext: str, text: str, lineno: int, inliner: Any, *args: Any, **kwargs: Any
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            made, messages = role(name, rawtext, text, lineno, inliner, *args, **kwargs)
        except _REPORTED_ELSEWHERE:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            fail(_reason(error))
            made, messages = [], []
        if keeps_names:
            options = args[0] if args else kwargs.get("options")
            _trust(made, inliner.document, options or {}, set())
        return made or [nodes.literal(rawtext, text)], messages

    return run


def _reason(error: Exception) -> str:
    return shown(str(error) or type(error).__name__)


def _trust(
    made: Iterable[nodes.Node],
    document: nodes.document,
    options: Mapping[str, Any],
    written: set[str],
) -> None:
    """Note the classes and attributes of *made* that the report can't have asked for.

    :param written: words of the report that may be classes
    """
    asked = {name for value in options.values() if isinstance(value, list) for name in value}
    for node in (each for top in made for each in top.findall(nodes.Element)):
        document.settings.roundup_trusted |= {*node["classes"], *node.attributes} - asked - written


def _names_in(text: str) -> set[str]:
    """Return all words of the content of a directive, if anything in it may set classes."""
    if not _SETS_CLASSES.search(text):
        return set()
    return {form for name in _NAME.findall(text) for form in (name, nodes.make_id(name))}
