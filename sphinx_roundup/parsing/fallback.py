"""Replacements for directives and roles that are refused, fail, or are missing.

Source text where they fail: those of docutils, Sphinx and sphinx-design fail now and then at odd
text (``:guilabel:`&```, ``:quote: "``). The content of sphinx-design's in a project without it.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, DirectiveError, directives
from docutils.utils import SystemMessagePropagation, unescape
from sphinx.util.nodes import split_explicit_title

from sphinx_roundup.log import warn
from sphinx_roundup.parsing.allowed import OPTIONS, is_allowed_url
from sphinx_roundup.parsing.resource_limits import UnparsableReport
from sphinx_roundup.parsing.sphinx_internals import EPILOG, line_in_report
from sphinx_roundup.problems import Subtype, escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx.util.typing import RoleFunction

MISSING_CLASS = "roundup-missing"  # the class of what replaces something that can't be shown

_REPORTED_ELSEWHERE = (
    SystemMessagePropagation,  # to the parser
    *(UnparsableReport, RecursionError, MemoryError),  # of the whole report
)
_SETS_CLASSES = re.compile(r"class|\{|::")


# -- Source text -------------------------------------------------------------------------


def show_source(text: str) -> nodes.literal_block:
    """Return source text, in place of what it would have become."""
    return nodes.literal_block(text, text, language="text", classes=[MISSING_CLASS])


def show_directive(directive: Directive) -> list[nodes.Node]:
    """Return the source text of a directive."""
    written = directive.block_text
    if not written.lstrip().startswith(".."):  # MyST gives the content alone
        written = "\n".join([*directive.arguments, *directive.content])
    return [show_source(written)] if written.strip() else []


class _Refused(Directive):
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    report: ClassVar[Callable[[int], None]]  # called with the line of the directive

    def run(self) -> list[nodes.Node]:
        """Return the source text; nothing of what the host adds to translations."""
        source = self.state_machine.get_source_and_line(self.lineno)[0] or ""
        if source.startswith(EPILOG):
            return []
        type(self).report(line_in_report(source, self.lineno))
        return show_directive(self)


# -- Those that may fail -----------------------------------------------------------------


class SafeDirective(Directive):
    """A directive that shows its own text where it fails; mixed into others."""

    keeps_names: ClassVar[bool] = False
    """Whether the project allows it, so that the names that it sets are kept."""

    def run(self) -> list[nodes.Node]:
        """Return what the directive makes of it."""
        if "no-index" in (self.option_spec or {}):
            # Links to the project's objects must not depend on a report, or on the page read first.
            self.options["no-index"] = None
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
            _trust(made, self.state.document, self.options, written)
        # Some directives warn of their content and return nothing of it.
        is_lost = any(map(str.strip, self.content)) and not any(map(_is_seen, made))
        return [*made, *show_directive(self)] if is_lost else made


def _is_seen(node: nodes.Node) -> bool:
    """Whether readers see, or a transform will use, anything in a node; of a message its source."""
    if isinstance(node, nodes.system_message):
        return any(node.findall(nodes.literal_block))
    kinds = (nodes.Text, nodes.image, nodes.pending, nodes.substitution_definition)
    return any(isinstance(each, kinds) for each in node.findall())


def safe_role(
    own_name: str, role: RoleFunction, fail: Callable[[str], None], *, keeps_names: bool = False
) -> RoleFunction:
    """Return *role*, which shows its own text where it fails or makes nothing.

    :param own_name: the role always gets it. Sphinx's make a type of link of the name, and a
        report could give another one: ``.. role:: mine(download)``.
    :param fail: called with the reason
    :param keeps_names: as for directives
    """

    @wraps(role)
    def run(
        _name: str, rawtext: str, text: str, lineno: int, inliner: Any, *args: Any, **kwargs: Any
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            made, messages = role(own_name, rawtext, text, lineno, inliner, *args, **kwargs)
        except _REPORTED_ELSEWHERE:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            fail(_reason(error))
            made, messages = [], []
        if keeps_names:
            options = args[0] if args else kwargs.get("options")
            _trust(made, inliner.document, options or {})
        return made or [nodes.literal(rawtext, text)], messages

    return run


def _reason(error: Exception) -> str:
    return escape(str(error) or type(error).__name__)


def _trust(
    made: Iterable[nodes.Node],
    document: nodes.document,
    options: Mapping[str, Any],
    written: str = "",
) -> None:
    """Note the classes and attributes of *made* that its options and its text don't set."""
    words = re.findall(r"[\w-]+", written) if _SETS_CLASSES.search(written) else []
    asked = {name for value in options.values() if isinstance(value, list) for name in value}
    asked |= {*words, *map(nodes.make_id, words)}
    for node in (each for top in made for each in top.findall(nodes.Element)):
        document.settings.roundup_trusted |= {*node["classes"], *node.attributes} - asked


# -- Content of sphinx-design, where a project doesn't use it ---------------------------

_TITLED = frozenset({"card", "dropdown", "grid-item-card", "tab-item"})  # with an argument to show
_PICTURES = ("img-top", "img-background", "img-bottom")
_MARK = re.compile(r"(\^{3,}|\+{3,})\s*")  # a line below the header, or above the footer


class _Content(_Refused):
    option_spec = dict.fromkeys(OPTIONS, directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """Return title, pictures and content."""
        type(self).report(self.lineno)
        name, argument = self.name.lower(), " ".join(self.arguments)
        if name == "button-link":
            words = " ".join(self.content).strip() or argument
            return _paragraph([nodes.Text(words)], argument)
        url, holder = self.options.get("link", ""), nodes.container()
        title, messages = self.state.inline_text(argument if name in _TITLED else "", self.lineno)
        shown = nodes.strong("", "", *title) if title else nodes.Text(url)
        holder += [*_paragraph([shown], url), *messages]
        for uri in filter(None, map(self.options.get, _PICTURES)):
            image = nodes.image("", uri=directives.uri(uri), alt=self.options.get("img-alt", ""))
            image.source, image.line = self.state_machine.get_source_and_line(self.lineno)
            holder += image
        for number, line in enumerate(self.content if "card" in name else ()):
            self.content[number] = "" if _MARK.fullmatch(line) else line
        self.state.nested_parse(self.content, self.content_offset, holder)
        return list(holder.children)


def _paragraph(words: list[nodes.Node], url: str) -> list[nodes.Node]:
    """Return *words* as a link to *url*, where reports may link to it; nothing without words."""
    paragraph = nodes.paragraph("", "", *words)
    if is_allowed_url(url) and not any(paragraph.findall(nodes.reference)):
        paragraph[:] = [nodes.reference("", "", *words, refuri=url)]
    return [paragraph] if paragraph.astext() else []


def replace_directive(report: Callable[[int], None], *, is_design: bool = False) -> type[Directive]:
    """Return a directive that shows source text, or the content of one of sphinx-design."""
    bases = (SafeDirective, _Content) if is_design else (_Refused,)
    return type("Replacement", bases, {"report": staticmethod(report)})


def show_badge(
    name: str, _rawtext: str, text: str, *_args: object, **_options: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Show a badge as its words, with a link where it has an address."""
    kind = name.lower()
    title, target = map(unescape, split_explicit_title(text)[1:])
    if not kind.startswith(("bdg-link", "bdg-ref")):
        title = unescape(text)
    is_link = kind.startswith("bdg-link") and is_allowed_url(target)
    return [nodes.reference("", title, refuri=target) if is_link else nodes.Text(title)], []
