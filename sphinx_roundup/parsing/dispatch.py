"""Dispatcher for directives and roles of reports, with replacements for refused ones.

Directives get the options that reports may use, with values in bounds.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst.roles import CustomRole
from sphinx.directives.code import CodeBlock
from sphinx.directives.patches import MathDirective
from sphinx.util.docutils import CustomReSTDispatcher

from sphinx_roundup.limits import MOST_DIRECTIVES
from sphinx_roundup.parsing.allowed import (
    DIRECTIVE_CLASSES,
    DIRECTIVES,
    INSTEAD,
    NEVER,
    NUMBERS,
    ROLE_FUNCTIONS,
    is_allowed_role,
)
from sphinx_roundup.parsing.design import (
    content_directive,
    content_role,
    missing_design,
    needs_design,
    needs_design_role,
)
from sphinx_roundup.parsing.fallback import SafeDirective, safe_role, show_directive
from sphinx_roundup.parsing.isolation import EPILOG, line_in_report
from sphinx_roundup.parsing.resource_limits import UnparsableReport
from sphinx_roundup.problems import Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from docutils.utils import Reporter
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import RoleFunction

    from sphinx_roundup.problems import Problem


# -- Directives with their options -------------------------------------------------------

_HUGE = re.compile(r"\d{7}")
_MOST_LINES = 100_000

_made: dict[tuple[type[Directive], str], type[Directive]] = {}


def restrict_options(found: type[Directive], name: str) -> type[Directive]:
    """Return the directive *name* with the options that reports may use.

    One that a project allows in conf.py keeps all of its own.
    """
    if (found, name) not in _made:
        _made[found, name] = _restrict_options(found, name)
    return _made[found, name]


def _restrict_options(found: type[Directive], name: str) -> type[Directive]:
    allowed = DIRECTIVES.get(name)
    spec = {
        option: _converter(option, convert, allowed)
        for option, convert in (found.option_spec or {}).items()
    }
    base = _REPLACED.get(found, found)
    unindexed = (Unindexed,) if "no-index" in spec else ()
    names = {"option_spec": spec, "keeps_names": name not in DIRECTIVES}
    return type(found.__name__, (SafeDirective, *unindexed, base), names)


def _converter(
    option: str, convert: Callable[[str], Any], allowed: frozenset[str] | None
) -> Callable[[str], Any]:
    if allowed is not None and option not in allowed:
        return _refuse
    return partial(_read_number, convert) if option in NUMBERS else convert


def _refuse(_argument: str | None) -> None:
    raise ValueError("this option can't be used in a report")


def _read_number(convert: Callable[[str], Any], argument: str | None) -> Any:
    if argument and _HUGE.search(argument):
        raise ValueError("this number is too large")
    return convert(argument)  # type: ignore[arg-type] # docutils passes None for no value


class Unindexed(Directive):
    """A directive that describes an object; mixed into others.

    Links to the project's objects must not depend on a report, nor on the page read first.
    """

    def run(self) -> list[nodes.Node]:
        """Return the description, without noting the object."""
        self.options["no-index"] = None
        return list(super().run())


class ReportCodeBlock(CodeBlock):
    """``code-block`` with bounded ranges of emphasised lines, which Sphinx writes out."""

    def run(self) -> list[nodes.Node]:
        """Return the code block."""
        lines = self.options.get("emphasize-lines", "")
        asked = sum(1 + self._length(part) for part in lines.split(","))
        if asked > _MOST_LINES:
            del self.options["emphasize-lines"]
            message = "the option 'emphasize-lines' asks for too many lines, and is ignored"
            self.state_machine.reporter.warning(message, line=self.lineno)
        return super().run()

    def _length(self, part: str) -> int:
        """Return how many lines a range has."""
        numbers = [int(number) for number in re.findall(r"\d+", part)]
        end = numbers[-1] if len(numbers) > 1 else len(self.content)
        return max(end - numbers[0], 0) if numbers and "-" in part else 0


class ReportMath(MathDirective):
    """``math`` with a label and number of the report; Sphinx's are the project's."""

    def add_target(self, ret: list[nodes.Node]) -> None:
        """Leave the label at the equation."""


_REPLACED: dict[type[Directive], type[Directive]] = {
    CodeBlock: ReportCodeBlock,
    MathDirective: ReportMath,
}


class RefusedDirective(Directive):
    """Replacement of a directive that reports may not use: its source text."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    refusal: ClassVar[Callable[[int], None]]  # called with the line of the directive

    def run(self) -> list[nodes.Node]:
        """Return the source text; nothing of what the host adds to translations."""
        source = self.state_machine.get_source_and_line(self.lineno)[0] or ""
        if source.startswith(EPILOG):
            return []
        type(self).refusal(line_in_report(source, self.lineno))
        return show_directive(self)


class ReportDispatcher(CustomReSTDispatcher):
    """Look-up of the directives and roles that reports may use; collects problems of others.

    While it is entered, all parsers of the process use it.
    """

    def __init__(self, env: BuildEnvironment, locate: Callable[..., int]) -> None:
        super().__init__()
        config = env.config
        self._env = env
        self._extra_directives = frozenset(config.roundup_allowed_directives) - NEVER
        self._extra_roles = frozenset(config.roundup_allowed_roles)
        self._locate = locate
        self._unknown: set[str] = set()
        self._lacks_design = False
        self._directives = 0
        self.problems: list[Problem] = []

    @property
    def has_extras(self) -> bool:
        """Whether conf.py adds to what reports may use."""
        return bool(self._extra_directives or self._extra_roles)

    def directive(
        self, directive_name: str, language_module: ModuleType, document: nodes.document
    ) -> tuple[type[Directive] | None, list[nodes.system_message]]:
        """Return the directive, or a replacement."""
        self._directives += 1
        if self._directives > MOST_DIRECTIVES:
            raise UnparsableReport(f"it has too many directives, more than {MOST_DIRECTIVES}")
        name = directive_name.lower()
        if name in DIRECTIVE_CLASSES and name not in self._extra_directives:
            return restrict_options(DIRECTIVE_CLASSES[name], name), []
        found, messages = None, list[nodes.system_message]()
        if self._has_domain_of(name):
            found, messages = super().directive(directive_name, language_module, document)
        if name not in self._extra_directives and needs_design(name, found):
            return content_directive(name, partial(self._note_design, name)), []
        if found is None or not self._is_allowed(name, found):
            return self.refused(name, known=found is not None or name in INSTEAD), []
        return restrict_options(found, name), messages

    def _is_allowed(self, name: str, found: type[Directive]) -> bool:
        """Whether conf.py adds a directive, or a known extension has it."""
        return name in self._extra_directives or (name in DIRECTIVES and not is_third_party(found))

    def _note_design(self, name: str, line: int) -> None:
        """Report the first thing that needs sphinx-design, in a project without it."""
        if not self._lacks_design:
            self._lacks_design = True
            self.problems.append(missing_design(name, line))

    def refused(self, name: str, *, known: bool) -> type[RefusedDirective]:
        """Return the replacement of the directive *name*.

        Unknown ones come from another generator (``.. post::``) and are reported once per report.
        """

        def refusal(line: int) -> None:
            if known:
                self.problems.append(_refused_directive(name, line))
            elif name not in self._unknown:
                self._unknown.add(name)
                message = "there is no directive '%s'; its text is shown as it is"
                self.problems.append(problem(Subtype.DIRECTIVE, line, message, name))

        return type("Refused", (RefusedDirective,), {"refusal": staticmethod(refusal)})

    def role(
        self, role_name: str, language_module: ModuleType, lineno: int, reporter: Reporter
    ) -> tuple[RoleFunction, list[nodes.system_message]]:
        """Return the role, or one that shows its source text."""
        name = role_name.lower()
        found: RoleFunction | None = None
        messages: list[nodes.system_message] = []
        if self._has_domain_of(name):
            # Sphinx declares that there always is one.
            looked_up, messages = super().role(role_name, language_module, lineno, reporter)
            found = cast("RoleFunction | None", looked_up)
        line = line_in_report(reporter.source, lineno)
        if name not in self._extra_roles and needs_design_role(name, found):
            self._note_design(name, self._line_of_role(name, line))
            return content_role, []
        own = not name or isinstance(found, CustomRole)  # made by the report's ".. role::"
        if not own and name in ROLE_FUNCTIONS and name not in self._extra_roles:
            found, messages = ROLE_FUNCTIONS[name], []
        role = self._of_domain(name) or found
        if found is not None and (own or is_allowed_role(name, role, self._extra_roles)):
            fail = partial(self._note_failed_role, name, line)
            return safe_role(found, fail, keeps_names=name in self._extra_roles), messages
        if found is not None or f":{name}:" not in self._unknown:
            self._unknown.add(f":{name}:")  # a directive may have the same name
            self.problems.append(self._refused_role(name, line, known=found is not None))
        return _shown_role, []

    def _has_domain_of(self, name: str) -> bool:
        """Whether to look *name* up: without its domain, Sphinx warns at no line."""
        domain = re.split("[:+]", name)[0]
        if domain == "external":
            return "intersphinx_mapping" in self._env.config
        extra = self._extra_directives | self._extra_roles
        return domain == name or domain in self._env.domains or name in extra

    def _of_domain(self, name: str) -> RoleFunction | None:
        """Return the role that a domain has under *name*; the look-up gives a wrapper around it."""
        domain_name, _, role_name = name.rpartition(":")
        if domain_name:
            domain = self._env.domains.get(domain_name)
            return domain.roles.get(role_name) if domain else None
        domains = (self._env.current_document.default_domain, self._env.domains.standard_domain)
        return next((d.roles[name] for d in domains if d and name in d.roles), None)

    def _line_of_role(self, name: str, lineno: int) -> int:
        return self._locate(f"{{{name}}}`", lineno, f":{name}:")

    def _note_failed_role(self, name: str, line: int, reason: str) -> None:
        message = "the role '%s' fails here (%s); its text is shown as it is"
        line = self._line_of_role(name, line)
        self.problems.append(problem(Subtype.ROLE, line, message, name, reason))

    def _refused_role(self, name: str, lineno: int, *, known: bool) -> Problem:
        line = self._line_of_role(name, lineno)
        if known:
            message = (
                "the role '%s' can't be used in a report; its text is shown as it is"
                " (a project allows it by roundup_allowed_roles = ['%s'])"
            )
            return problem(Subtype.ROLE, line, message, name, name)
        message = "there is no role '%s'; its text is shown as it is"
        return problem(Subtype.ROLE, line, message, name)


def _refused_directive(name: str, line: int) -> Problem:
    message = "the directive '%s' can't be used in a report; its text is shown as it is"
    if name in INSTEAD:
        return problem(Subtype.DIRECTIVE, line, message + ": %s", name, INSTEAD[name])
    hint = " (a project allows it by roundup_allowed_directives = ['%s'])"
    return problem(Subtype.DIRECTIVE, line, message + hint, name, name)


def _shown_role(
    name: str,  # noqa: ARG001 - docutils' signature of a role
    rawtext: str,
    text: str,
    lineno: int,  # noqa: ARG001
    inliner: object,  # noqa: ARG001
    options: dict[str, Any] | None = None,  # noqa: ARG001
    content: object = (),  # noqa: ARG001
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    return [nodes.literal(rawtext, text)], []


_KNOWN = frozenset({"docutils", "myst_parser", "sphinx", "sphinx_design", "sphinx_roundup"})


def is_third_party(made: object) -> bool:
    """Return whether conf.py or an unknown extension defines a class, function or instance."""
    return str(getattr(made, "__module__", "")).partition(".")[0] not in _KNOWN
