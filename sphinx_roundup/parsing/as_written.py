"""Source text shown in place of markup that can't be shown.

The directives and roles of docutils, Sphinx and sphinx-design fail now and then at what
nobody meant them to read (``:guilabel:`&```, ``:quote: "``), and don't say so in a way that
a parser knows. It costs one of them its own text, and the report nothing else.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import Directive, DirectiveError
from docutils.utils import SystemMessagePropagation

from sphinx_roundup.log import warn
from sphinx_roundup.parsing.resource_limits import UnparsableReport
from sphinx_roundup.problems import Subtype, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.util.typing import RoleFunction

_SEEN = (nodes.Text, nodes.image, nodes.pending, nodes.substitution_definition)

MISSING_CLASS = "roundup-missing"
"""The class of what stands in place of something that can't be shown."""

_TOLD_ELSEWHERE = (
    SystemMessagePropagation,  # to the parser
    *(UnparsableReport, RecursionError, MemoryError),  # of the whole report
)


def show_source(text: str) -> nodes.literal_block:
    """Return *text* as it was written, in place of what it would have become."""
    return nodes.literal_block(text, text, language="text", classes=[MISSING_CLASS])


def show_directive(directive: Directive) -> list[nodes.Node]:
    """Return the text of a directive as it was written."""
    written = directive.block_text
    if not written.lstrip().startswith(".."):  # MyST gives the content alone
        written = "\n".join([*directive.arguments, *directive.content])
    return [show_source(written)] if written.strip() else []


class FailsAlone(Directive):
    """A directive that costs no more than its own text where it fails; mixed into others."""

    def run(self) -> list[nodes.Node]:
        """Return what the directive makes of it."""
        try:
            made = list(super().run())
        except DirectiveError as error:
            # Parsers would show the content alone, without the title in the arguments.
            report = self.state_machine.reporter.system_message
            report(error.level, error.msg, line=self.lineno)
            return show_directive(self)
        except _TOLD_ELSEWHERE:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, others go on
            message = "the directive '%s' fails here (%s); its text is shown as it is"
            path = self.state.document["source"]
            warn(
                *(Subtype.DIRECTIVE, message, self.name, _reason(error)),
                location=f"{path}:{self.lineno}",
            )
            return show_directive(self)
        # Some directives warn of their content and return nothing of it.
        is_lost = any(map(str.strip, self.content)) and not any(map(_is_seen, made))
        return [*made, *show_directive(self)] if is_lost else made


def _is_seen(node: nodes.Node) -> bool:
    """Whether there is anything in a node that readers see, beside messages."""
    if isinstance(node, nodes.system_message):
        return any(node.findall(nodes.literal_block))
    return any(isinstance(each, _SEEN) for each in node.findall())


def fails_alone(role: RoleFunction, tell: Callable[[str], None]) -> RoleFunction:
    """Return *role*, which costs no more than its own text where it fails or shows nothing.

    :param tell: called with the reason
    """

    @wraps(role)
    def run(
        name: str, rawtext: str, text: str, *args: Any, **kwargs: Any
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            made, messages = role(name, rawtext, text, *args, **kwargs)
        except _TOLD_ELSEWHERE:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            tell(_reason(error))
            made, messages = [], []
        return made or [nodes.literal(rawtext, text)], messages

    return run


def _reason(error: Exception) -> str:
    return shown(str(error) or type(error).__name__)
