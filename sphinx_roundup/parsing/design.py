"""Content of sphinx-design's directives and badges in a project that doesn't use it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.statemachine import StringList
from docutils.utils import unescape

from sphinx_roundup.parsing.allowed import DESIGN_DIRECTIVES, DESIGN_ROLE, is_allowed_url
from sphinx_roundup.parsing.fallback import SafeDirective
from sphinx_roundup.problems import Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_roundup.problems import Problem

_TITLED = frozenset({"card", "dropdown", "grid-item-card", "tab-item"})
"""Directives whose argument is shown."""
_PICTURES = ("img-top", "img-background", "img-bottom")
_MARKS = (re.compile(r"\^{3,}\s*"), re.compile(r"\+{3,}\s*"))
"""Lines that end the header of a card and begin its footer."""


def needs_design(name: str, found: object) -> bool:
    """Whether *name* is a directive of sphinx-design, and *found* isn't it."""
    return name in DESIGN_DIRECTIVES and not _is_of_design(found)


def needs_design_role(name: str, found: object) -> bool:
    """Whether *name* is a badge of sphinx-design, and *found* isn't it."""
    return DESIGN_ROLE.fullmatch(name) is not None and not _is_of_design(found)


def _is_of_design(found: object) -> bool:
    return str(getattr(found, "__module__", "")).partition(".")[0] == "sphinx_design"


def missing_design(name: str, line: int) -> Problem:
    """Return the one problem of a report that uses sphinx-design where the project doesn't."""
    message = (
        "'%s' needs sphinx-design; only the content of this and"
        " all others is shown (a project enables them by adding 'sphinx_design' to extensions)"
    )
    return problem(Subtype.DIRECTIVE, line, message, name)


class _Content(Directive):
    report: ClassVar[Callable[[int], None]]  # called with the line of the directive
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return title, pictures and content."""
        type(self).report(self.lineno)
        holder, name = nodes.container(), self.name.lower()
        if name == "button-link":
            url = " ".join(self.arguments)
            return _paragraph([nodes.Text(" ".join(self.content).strip() or url)], url)
        holder += self._title()
        holder += [self._picture(option) for option in _PICTURES if self.options.get(option)]
        content = _without_marks(self.content) if "card" in name else self.content
        self.state.nested_parse(content, self.content_offset, holder)
        return list(holder.children)

    def _title(self) -> list[nodes.Node]:
        title = self.arguments[0] if self.arguments and self.name.lower() in _TITLED else ""
        words, messages = self.state.inline_text(title, self.lineno) if title else ([], [])
        url = self.options.get("link", "")
        shown = nodes.strong("", "", *words) if words else nodes.Text(url)
        return [*_paragraph([shown], url), *messages]

    def _picture(self, name: str) -> nodes.image:
        uri = directives.uri(self.options[name])
        image = nodes.image("", uri=uri, alt=self.options.get("img-alt", ""))
        image.source, image.line = self.state_machine.get_source_and_line(self.lineno)
        return image


def _paragraph(words: list[nodes.Node], url: str) -> list[nodes.Node]:
    """Return *words* as a link to *url*, where reports may link to it; nothing without words."""
    if not any(word.astext() for word in words):
        return []
    has_links = any(any(word.findall(nodes.reference)) for word in words)
    if is_allowed_url(url) and not has_links:
        words = [nodes.reference("", "", *words, refuri=url)]
    return [nodes.paragraph("", "", *words)]


def _without_marks(content: StringList) -> StringList:
    """Return the content of a card without the first line of each mark."""
    lines = list(content)
    for mark in _MARKS:
        index = next((n for n, line in enumerate(lines) if mark.fullmatch(line)), None)
        if index is not None:
            lines[index] = ""
    return StringList(lines, items=list(content.items))


def content_directive(name: str, report: Callable[[int], None]) -> type[Directive]:
    """Return the replacement of the directive *name*."""
    spec = dict.fromkeys(DESIGN_DIRECTIVES[name], directives.unchanged)
    members = {"report": staticmethod(report), "option_spec": spec}
    return type("DesignContent", (SafeDirective, _Content), members)


def content_role(
    name: str,
    rawtext: str,  # noqa: ARG001 - docutils' signature of a role
    text: str,
    lineno: int,  # noqa: ARG001
    inliner: object,  # noqa: ARG001
    options: dict[str, Any] | None = None,  # noqa: ARG001
    content: object = (),  # noqa: ARG001
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Show a badge as its words, with a link where it has an address."""
    words = unescape(text)
    if not name.lower().startswith(("bdg-link", "bdg-ref")):
        return [nodes.Text(words)], []
    explicit = re.fullmatch(r"(.+?)\s*<([^<>]*)>", words, re.DOTALL)
    title, target = explicit.groups() if explicit else (words, words)
    if name.lower().startswith("bdg-link") and is_allowed_url(target):
        return [nodes.reference("", title, refuri=target)], []
    return [nodes.Text(title)], []
