"""Dispatcher for directives and roles of reports, with replacements for refused ones."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst.roles import CustomRole
from sphinx.directives.patches import MathDirective
from sphinx.util.docutils import CustomReSTDispatcher

from sphinx_roundup.limits import MOST_DIRECTIVES
from sphinx_roundup.parsing.allowed import (
    DIRECTIVE_CLASSES,
    DIRECTIVES,
    INSTEAD,
    NEVER,
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
from sphinx_roundup.parsing.fallback import safe_role, show_directive
from sphinx_roundup.parsing.isolation import EPILOG, TRANSLATED
from sphinx_roundup.parsing.options import within_reason
from sphinx_roundup.parsing.resource_limits import UnparsableReport
from sphinx_roundup.problems import Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from docutils.utils import Reporter
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import RoleFunction

    from sphinx_roundup.problems import Problem


class ReportMath(MathDirective):
    """``math``, whose label stays in the report.

    Sphinx's own gives each labelled equation a number of the environment, under a label
    that the whole project shares; here both are given later, under the report's slug.
    """

    def add_target(self, ret: list[nodes.Node]) -> None:
        """Leave the label where it is, at the equation."""


class RefusedDirective(Directive):
    """Stands in for a directive that a report may not use: its text as it was written."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    refusal: ClassVar[Callable[[int], None]]
    """Called with the line of the directive."""

    def run(self) -> list[nodes.Node]:
        """Return the directive's text; nothing of what the host adds to translations."""
        source = self.state_machine.get_source_and_line(self.lineno)[0] or ""
        if source.startswith(EPILOG):
            return []
        type(self).refusal(line_in_report(source, self.lineno))
        return show_directive(self)


def line_in_report(source: str, lineno: int) -> int:
    """Return the line that a translation belongs to, *lineno* itself in the report's own text.

    :param source: name of the text that is parsed
    """
    place, is_translation, _ = source.rpartition(TRANSLATED)
    return int(place.rpartition(":")[2]) if is_translation else lineno


class ReportDispatcher(CustomReSTDispatcher):
    """Hands out the directives and roles that reports may use, and notes the others.

    While it is entered, every look-up of the parsers comes here, for docutils has one
    register of names for the whole process.
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
        """Return the directive, or one that stands in for it."""
        self._directives += 1
        if self._directives > MOST_DIRECTIVES:
            raise UnparsableReport(f"it has too many directives, more than {MOST_DIRECTIVES}")
        name = directive_name.lower()
        if name in DIRECTIVE_CLASSES and name not in self._extra_directives:
            return self._own(name, DIRECTIVE_CLASSES[name]), []
        found, messages = None, list[nodes.system_message]()
        if self._has_domain_of(name):
            found, messages = super().directive(directive_name, language_module, document)
        if name not in self._extra_directives and needs_design(name, found):
            return content_directive(name, partial(self._note_design, name)), []
        if found is None or not self._is_allowed(name, found):
            return self.refused(name, known=found is not None or name in INSTEAD), []
        return self._own(name, found), messages

    def _is_allowed(self, name: str, found: type[Directive]) -> bool:
        """Say whether conf.py adds a directive, or the extension that we know has it."""
        return name in self._extra_directives or (name in DIRECTIVES and not is_third_party(found))

    def _own(self, name: str, found: type[Directive]) -> type[Directive]:
        """Return a directive as reports get it."""
        if found is MathDirective:
            found = ReportMath
        return within_reason(found, name)

    def _note_design(self, name: str, line: int) -> None:
        """Report the first thing that needs sphinx-design, in a project without it."""
        if not self._lacks_design:
            self._lacks_design = True
            self.problems.append(missing_design(name, line))

    def refused(self, name: str, *, known: bool) -> type[RefusedDirective]:
        """Return what stands in for the directive *name*.

        What the project doesn't know comes from another generator (``.. post::``): it is reported
        once per report. Known directives are reported each time.
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
        """Return the role, or one that shows its text as it was written."""
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
            fail = partial(self._tell_failed_role, name, line)
            return safe_role(found, fail, keeps_names=name in self._extra_roles), messages
        if found is not None or f":{name}:" not in self._unknown:
            self._unknown.add(f":{name}:")  # a directive may have the same name
            self.problems.append(self._refused_role(name, line, known=found is not None))
        return _shown_role, []

    def _has_domain_of(self, name: str) -> bool:
        """Say whether to look *name* up; of a domain that isn't there, Sphinx warns at no line.

        It would then take the ``ref`` of any ``nowhere:ref`` for its own.
        """
        domain = re.split("[:+]", name)[0]
        if domain == "external":
            return "intersphinx_mapping" in self._env.config
        extra = self._extra_directives | self._extra_roles
        return domain == name or domain in self._env.domains or name in extra

    def _of_domain(self, name: str) -> RoleFunction | None:
        """Return the role that a domain has under *name*, as Sphinx looks it up.

        What the look-up itself gives is a wrapper around it.
        """
        domain_name, _, role_name = name.rpartition(":")
        if domain_name:
            domain = self._env.domains.get(domain_name)
            return domain.roles.get(role_name) if domain else None
        domains = (self._env.current_document.default_domain, self._env.domains.standard_domain)
        return next((d.roles[name] for d in domains if d and name in d.roles), None)

    def _line_of_role(self, name: str, lineno: int) -> int:
        return self._locate(f"{{{name}}}`", lineno, f":{name}:")

    def _tell_failed_role(self, name: str, line: int, reason: str) -> None:
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
        return problem(
            Subtype.ROLE, line, "there is no role '%s'; its text is shown as it is", name
        )


def _refused_directive(name: str, line: int) -> Problem:
    message = "the directive '%s' can't be used in a report; its text is shown as it is"
    if name in INSTEAD:
        return problem(Subtype.DIRECTIVE, line, message + ": %s", name, INSTEAD[name])
    cure = " (a project allows it by roundup_allowed_directives = ['%s'])"
    return problem(Subtype.DIRECTIVE, line, message + cure, name, name)


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
