"""Look-up of directives and roles for reports: allowed, restricted in options, or refused.

Directives get the options that reports may use, with values in bounds.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.parsers.rst.roles import CustomRole
from sphinx.directives.patches import MathDirective
from sphinx.util.docutils import CustomReSTDispatcher

from sphinx_roundup.limits import MOST_DIRECTIVES
from sphinx_roundup.parsing.allowed import (
    DESIGN_DIRECTIVES,
    DESIGN_ROLE,
    DIRECTIVE_CLASSES,
    DIRECTIVES,
    INSTEAD,
    NEVER,
    NUMBERS,
    OPTIONS,
    PACKAGES,
    ROLE_FUNCTIONS,
    is_allowed_role,
    package_of,
)
from sphinx_roundup.parsing.fallback import (
    SafeDirective,
    replace_directive,
    safe_role,
    show_badge,
)
from sphinx_roundup.parsing.resource_limits import UnparsableReport
from sphinx_roundup.parsing.sphinx_internals import line_in_report
from sphinx_roundup.problems import Problem, Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from docutils.parsers.rst import Directive
    from docutils.utils import Reporter
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import RoleFunction


_TOO_LARGE = re.compile(r"\d{7}")
_TOO_MANY = re.compile(r"\d{5}|-\s*,|(?:,[^,]*){50}")  # ranges that Sphinx would write out

_made: dict[tuple[type[Directive], str], type[Directive]] = {}


def restrict_options(found: type[Directive], name: str) -> type[Directive]:
    """Return the directive *name* with the options that reports may use.

    One that a project allows in conf.py keeps all of its own.
    """
    if (found, name) not in _made:
        is_extra, allowed = name not in DIRECTIVES, dict(found.option_spec or {})
        for option, convert in allowed.items():
            if not is_extra and option not in OPTIONS:
                allowed[option] = _refuse
            elif option in NUMBERS:
                allowed[option] = partial(_read_number, option, convert)
        bases = (SafeDirective, ReportMath if found is MathDirective else found)
        members = {"option_spec": allowed, "keeps_names": is_extra}
        _made[found, name] = type(found.__name__, bases, members)
    return _made[found, name]


def _refuse(_argument: str | None) -> None:
    raise ValueError("this option can't be used in a report")


def _read_number(option: str, convert: Callable[[str], Any], argument: str | None) -> Any:
    refused = _TOO_MANY if "emphasize" in option else _TOO_LARGE
    if argument and refused.search(argument):
        raise ValueError("this number is too large")
    return convert(argument)  # type: ignore[arg-type] # docutils passes None for no value


class ReportMath(MathDirective):
    """``math`` with a label and number of the report; Sphinx's are the project's."""

    def add_target(self, ret: list[nodes.Node]) -> None:
        """Leave the label at the equation."""


class ReportDispatcher(CustomReSTDispatcher):
    """Look-up of the directives and roles that reports may use; collects problems of others.

    While it is entered, all parsers of the process use it.
    """

    def __init__(self, env: BuildEnvironment, locate: Callable[..., int]) -> None:
        super().__init__()
        self._env = env
        self._extra_directives = frozenset(env.config.roundup_allowed_directives) - NEVER
        self._extra_roles = frozenset(env.config.roundup_allowed_roles)
        self.has_extras = bool(self._extra_directives | self._extra_roles)  # of conf.py
        self._locate = locate
        self._lacks_design = False
        self._directives = 0
        self.problems: list[Problem] = []

    def directive(
        self, directive_name: str, language_module: ModuleType, document: nodes.document
    ) -> tuple[type[Directive] | None, list[nodes.system_message]]:
        """Return the directive, or a replacement."""
        self._directives += 1
        if self._directives > MOST_DIRECTIVES:
            raise UnparsableReport(f"it has too many directives, more than {MOST_DIRECTIVES}")
        name = directive_name.lower()
        is_extra = name in self._extra_directives
        if name in DIRECTIVE_CLASSES and not is_extra:
            return restrict_options(DIRECTIVE_CLASSES[name], name), []
        found, messages = None, list[nodes.system_message]()
        if self._has_domain_of(name):
            found, messages = super().directive(directive_name, language_module, document)
        if found is not None and (is_extra or package_of(found) == PACKAGES.get(name)):
            return restrict_options(found, name), messages
        if name in DESIGN_DIRECTIVES:
            return replace_directive(partial(self._note_design, name), is_design=True), []
        known = found is not None or name in INSTEAD
        return replace_directive(partial(self._refuse, "directive", name, known=known)), []

    def role(
        self, role_name: str, language_module: ModuleType, lineno: int, reporter: Reporter
    ) -> tuple[RoleFunction, list[nodes.system_message]]:
        """Return the role, or one that shows its source text."""
        name = role_name.lower()
        found, messages = cast("RoleFunction | None", None), list[nodes.system_message]()
        if self._has_domain_of(name):
            found, messages = super().role(role_name, language_module, lineno, reporter)
        # The default role, those of the report's ``role`` directive, and those of conf.py.
        is_kept = not name or isinstance(found, CustomRole) or name in self._extra_roles
        if not is_kept and name in ROLE_FUNCTIONS:
            found, messages = ROLE_FUNCTIONS[name], []
        line = line_in_report(reporter.source, lineno)
        line_of_role = partial(self._locate, f"{{{name}}}`", line, f":{name}:")
        if found and (is_kept or is_allowed_role(name, self._of_domain(name) or found)):

            def fail(reason: str) -> None:
                message = "the role '%s' fails here (%s); its text is shown as it is"
                self.problems.append(problem(Subtype.ROLE, line_of_role(), message, name, reason))

            return safe_role(name, found, fail, keeps_names=name in self._extra_roles), messages
        if DESIGN_ROLE.fullmatch(name):
            self._note_design(name, line_of_role())
            return show_badge, []
        self._refuse("role", name, line_of_role(), known=found is not None)
        return ROLE_FUNCTIONS["literal"], []

    def _has_domain_of(self, name: str) -> bool:
        """Whether to look *name* up: without its domain, Sphinx warns at no line."""
        domain = re.split("[:+]", name)[0]
        if domain == "external":
            return "intersphinx_mapping" in self._env.config
        is_extra = name in self._extra_directives | self._extra_roles
        return domain == name or domain in self._env.domains or is_extra

    def _of_domain(self, name: str) -> RoleFunction | None:
        """Return the role that a domain has under *name*; the look-up gives a wrapper around it."""
        domain_name, _, role_name = name.rpartition(":")
        if domain_name:
            domain = self._env.domains.get(domain_name)
            return domain.roles.get(role_name) if domain else None
        domains = (self._env.current_document.default_domain, self._env.domains.standard_domain)
        return next((d.roles[name] for d in domains if d and name in d.roles), None)

    def _note_design(self, name: str, line: int) -> None:
        """Report the first thing that needs sphinx-design, in a project without it."""
        if not self._lacks_design:
            self._lacks_design = True
            message = (
                "'%s' needs sphinx-design; only the content of this and"
                " all others is shown (a project enables them by adding 'sphinx_design' to"
                " extensions)"
            )
            self.problems.append(problem(Subtype.DIRECTIVE, line, message, name))

    def _refuse(self, kind: str, name: str, line: int, *, known: bool) -> None:
        """Report a directive or role that reports can't use, or one of another generator."""
        message, args = f"there is no {kind} '%s'; its text is shown as it is", [name]
        if known:
            hint = INSTEAD.get(name) if kind == "directive" else None
            ways = ": %s" if hint else f" (a project allows it by roundup_allowed_{kind}s = ['%s'])"
            message = f"the {kind} '%s' can't be used in a report; its text is shown as it is{ways}"
            args.append(hint or name)
        self.problems.append(problem(Subtype(kind), line, message, *args))
