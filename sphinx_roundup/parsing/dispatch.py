"""Look-up of directives and roles for reports: allowed, restricted in options, or refused.

Directives get the options that reports may use, with values in bounds.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.parsers.rst.roles import CustomRole
from sphinx.directives.code import CodeBlock
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
    ROLE_FUNCTIONS,
    is_allowed_role,
)
from sphinx_roundup.parsing.fallback import (
    SafeDirective,
    replace_directive,
    safe_role,
    show_badge,
)
from sphinx_roundup.parsing.resource_limits import UnparsableReport
from sphinx_roundup.parsing.sphinx_internals import line_in_report
from sphinx_roundup.problems import Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from docutils.parsers.rst import Directive
    from docutils.utils import Reporter
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import RoleFunction

    from sphinx_roundup.problems import Problem

_HUGE = re.compile(r"\d{7}")
_MOST_LINES = 100_000
_KNOWN = frozenset({"docutils", "myst_parser", "sphinx", "sphinx_design", "sphinx_roundup"})


_made: dict[tuple[type[Directive], str], type[Directive]] = {}


def restrict_options(found: type[Directive], name: str) -> type[Directive]:
    """Return the directive *name* with the options that reports may use.

    One that a project allows in conf.py keeps all of its own.
    """
    if (found, name) not in _made:
        allowed, spec = DIRECTIVES.get(name), found.option_spec or {}
        spec = {option: _converter(option, convert, allowed) for option, convert in spec.items()}
        members = {"option_spec": spec, "keeps_names": allowed is None}
        bases = (SafeDirective, _REPLACED.get(found, found))
        _made[found, name] = type(found.__name__, bases, members)
    return _made[found, name]


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


class ReportCodeBlock(CodeBlock):
    """``code-block`` with bounded ranges of emphasised lines, which Sphinx writes out."""

    def run(self) -> list[nodes.Node]:
        """Return the code block."""
        lines = self.options.get("emphasize-lines", "")
        if sum(1 + self._length(part) for part in lines.split(",")) > _MOST_LINES:
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


class ReportDispatcher(CustomReSTDispatcher):
    """Look-up of the directives and roles that reports may use; collects problems of others.

    While it is entered, all parsers of the process use it.
    """

    def __init__(self, env: BuildEnvironment, locate: Callable[..., int]) -> None:
        super().__init__()
        self._env = env
        self._extra_directives = frozenset(env.config.roundup_allowed_directives) - NEVER
        self._extra_roles = frozenset(env.config.roundup_allowed_roles)
        self._locate = locate
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
        is_extra = name in self._extra_directives
        if name in DIRECTIVE_CLASSES and not is_extra:
            return restrict_options(DIRECTIVE_CLASSES[name], name), []
        found, messages = None, list[nodes.system_message]()
        if self._has_domain_of(name):
            found, messages = super().directive(directive_name, language_module, document)
        package = _package_of(found)
        if name in DESIGN_DIRECTIVES and not is_extra and package != "sphinx_design":
            return replace_directive(partial(self._note_design, name), name), []
        if found is not None and (is_extra or (name in DIRECTIVES and package in _KNOWN)):
            return restrict_options(found, name), messages
        known = found is not None or name in INSTEAD
        return replace_directive(partial(self._refuse, "directive", name, known=known)), []

    def role(
        self, role_name: str, language_module: ModuleType, lineno: int, reporter: Reporter
    ) -> tuple[RoleFunction, list[nodes.system_message]]:
        """Return the role, or one that shows its source text."""
        name = role_name.lower()
        is_extra = name in self._extra_roles
        found: RoleFunction | None = None
        messages: list[nodes.system_message] = []
        if self._has_domain_of(name):
            # Sphinx declares that there always is one.
            looked_up, messages = super().role(role_name, language_module, lineno, reporter)
            found = cast("RoleFunction | None", looked_up)
        line = line_in_report(reporter.source, lineno)
        if DESIGN_ROLE.fullmatch(name) and not is_extra and _package_of(found) != "sphinx_design":
            self._note_design(name, self._line_of_role(name, line))
            return show_badge, []
        own = not name or isinstance(found, CustomRole)  # made by the report's ".. role::"
        if not own and name in ROLE_FUNCTIONS and not is_extra:
            found, messages = ROLE_FUNCTIONS[name], []
        role = self._of_domain(name) or found
        if found is not None and (own or is_extra or is_allowed_role(name, role)):
            fail = partial(self._note_failed_role, name, line)
            return safe_role(name, found, fail, keeps_names=is_extra), messages
        self._refuse("role", name, self._line_of_role(name, line), known=found is not None)
        return ROLE_FUNCTIONS["literal"], []

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

    def _note_failed_role(self, name: str, line: int, reason: str) -> None:
        message = "the role '%s' fails here (%s); its text is shown as it is"
        line = self._line_of_role(name, line)
        self.problems.append(problem(Subtype.ROLE, line, message, name, reason))

    def _refuse(self, kind: str, name: str, line: int, *, known: bool) -> None:
        """Report a directive or role that reports can't use, or one of another generator."""
        message, args = f"there is no {kind} '%s'; its text is shown as it is", [name]
        if known:
            message = f"the {kind} '%s' can't be used in a report; its text is shown as it is"
            hint = INSTEAD.get(name) if kind == "directive" else None
            message += (
                ": %s" if hint else f" (a project allows it by roundup_allowed_{kind}s = ['%s'])"
            )
            args.append(hint or name)
        self.problems.append(problem(Subtype(kind), line, message, *args))


def _package_of(made: object) -> str:
    """Return the package that defines a class, function or instance."""
    return str(getattr(made, "__module__", "")).partition(".")[0]
