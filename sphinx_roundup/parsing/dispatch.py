"""Look-up of directives and roles for reports: allowed, restricted in options, or replaced.

Directives get the options that reports may use, with values in bounds. What is refused, or fails,
is shown as its source text: directives and roles of docutils, Sphinx and sphinx-design fail now
and then at odd text (``:guilabel:`&```, ``:quote: "``). Of those of sphinx-design in a project
without it, the content is shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import Directive, DirectiveError, directives
from docutils.parsers.rst.directives.images import Image
from docutils.parsers.rst.directives.misc import Role
from docutils.parsers.rst.roles import CustomRole, GenericRole
from docutils.parsers.rst.states import SubstitutionDef
from docutils.utils import SystemMessagePropagation, unescape
from sphinx.directives.patches import MathDirective
from sphinx.util.docutils import CustomReSTDispatcher
from sphinx.util.nodes import split_explicit_title

from sphinx_roundup.limits import MOST_DIRECTIVES
from sphinx_roundup.log import warn
from sphinx_roundup.parsing import allowed
from sphinx_roundup.parsing.resource_limits import UnparsableReport
from sphinx_roundup.parsing.sphinx_internals import EPILOG, line_in_report
from sphinx_roundup.parsing.valid_content import MISSING_CLASS, show_source
from sphinx_roundup.problems import Problem, Subtype, escape, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import ModuleType

    from docutils.utils import Reporter
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import RoleFunction

_REPORTED_ELSEWHERE = (
    SystemMessagePropagation,  # to the parser
    *(UnparsableReport, RecursionError, MemoryError),  # of the whole report
)
_OPTION = re.compile(r"\s(:[a-z]+:)\s")
_SETS_CLASSES = re.compile(r"class|\{|::")


# -- Source text -------------------------------------------------------------------------


def show_directive(directive: Directive) -> list[nodes.Node]:
    """Return the source text of a directive, and of a substitution what its uses show."""
    written = directive.block_text
    if isinstance(directive.state, SubstitutionDef):
        definition = directive.state.parent
        used = nodes.inline("", f"|{definition['names'][0]}|", classes=[MISSING_CLASS])
        return [used, show_source(definition.rawsource)]
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


class _RefusedRole(GenericRole):
    options: ClassVar = defaultdict[str, Any](
        lambda: directives.unchanged, {"class": directives.class_option}
    )
    """Any: a report's role that is made of it has those of another."""


_REFUSED_ROLE = _RefusedRole("literal", nodes.literal)


def _replacement(report: Callable[[int], None], *bases: type[Directive]) -> type[Directive]:
    return type("Replacement", bases, {"report": staticmethod(report)})


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
            reason = escape(str(error) or type(error).__name__)
            location = f"{self.state.document['source']}:{self.lineno}"
            warn(Subtype.DIRECTIVE, message, self.name, reason, location=location)
            return show_directive(self)
        if self.keeps_names:
            written = "\n".join([*self.content, *self.arguments])
            _trust(made, self.state.document, self.options, written)
        # Some directives warn of their content and return nothing of it; a role's is its name.
        is_lost = any(map(str.strip, self.content)) and not any(map(_is_seen, made))
        return [*made, *show_directive(self)] if is_lost and not isinstance(self, Role) else made


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
            fail(escape(str(error) or type(error).__name__))
            made, messages = [], []
        if keeps_names:
            options = args[0] if args else kwargs.get("options")
            _trust(made, inliner.document, options or {})
        return made or [nodes.literal(rawtext, text)], messages

    return run


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
    option_spec = dict.fromkeys(allowed.OPTIONS, directives.unchanged)

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
    if allowed.is_allowed_url(url) and not any(paragraph.findall(nodes.reference)):
        paragraph[:] = [nodes.reference("", "", *words, refuri=url)]
    return [paragraph] if paragraph.astext() else []


def show_badge(
    name: str, _rawtext: str, text: str, *_args: object, **_options: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Show a badge as its words, with a link where it has an address."""
    kind = name.lower()
    title, target = map(unescape, split_explicit_title(text)[1:])
    if not kind.startswith(("bdg-link", "bdg-ref")):
        title = unescape(text)
    is_link = kind.startswith("bdg-link") and allowed.is_allowed_url(target)
    return [nodes.reference("", title, refuri=target) if is_link else nodes.Text(title)], []


# -- Options -----------------------------------------------------------------------------

_made: dict[tuple[type[Directive], str], type[Directive]] = {}


def restrict_options(found: type[Directive], name: str) -> type[Directive]:
    """Return the directive *name* with the options that reports may use.

    One that a project allows in conf.py keeps all of its own.
    """
    if (found, name) in _made:
        return _made[found, name]
    is_extra, spec = name not in allowed.DIRECTIVES, dict(found.option_spec or {})
    for option, convert in spec.items():
        if not is_extra and option not in allowed.OPTIONS:
            spec[option] = _refuse
        elif option in allowed.NUMBERS:
            spec[option] = partial(allowed.read_number, option, convert)
    own = [kind for base, kind in _OWN.items() if issubclass(found, base)]
    members = {"option_spec": spec, "keeps_names": is_extra}
    _made[found, name] = type(found.__name__, (SafeDirective, *own, found), members)
    return _made[found, name]


def _refuse(_argument: str | None) -> None:
    raise ValueError("this option can't be used in a report")


class ReportMath(MathDirective):
    """``math`` with a label and number of the report; Sphinx's are the project's."""

    def add_target(self, ret: list[nodes.Node]) -> None:
        """Leave the label at the equation."""


class _ReportImage(Image):
    def run(self) -> list[nodes.Node]:
        """Return pictures that have lines, as links around them have, too."""
        if option := _OPTION.search(self.arguments[0]):
            raise self.error(f"write the option '{option[1]}' on a line of its own")
        made = list(super().run())
        for image in [n for top in made for n in top.findall(nodes.image)]:
            image.rawsource = image.rawsource or self.name  # else Sphinx removes the line
            if image.parent:
                image.parent.line = image.parent.line or self.lineno
        return made


_OWN: Mapping[type[Directive], type[Directive]] = {Image: _ReportImage, MathDirective: ReportMath}


# -- Look-up -----------------------------------------------------------------------------


class ReportDispatcher(CustomReSTDispatcher):
    """Look-up of the directives and roles that reports may use; collects problems of others.

    While it is entered, all parsers of the process use it.
    """

    def __init__(self, env: BuildEnvironment, locate: Callable[[str, int], int]) -> None:
        super().__init__()
        self._env = env
        self._extra_directives = frozenset(env.config.roundup_allowed_directives) - allowed.NEVER
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
        if name in allowed.DIRECTIVE_CLASSES and not is_extra:
            return restrict_options(allowed.DIRECTIVE_CLASSES[name], name), []
        found, messages = None, list[nodes.system_message]()
        if self._has_domain_of(name):
            found, messages = super().directive(directive_name, language_module, document)
        if found is not None and (
            is_extra or allowed.package_of(found) == allowed.PACKAGES.get(name)
        ):
            return restrict_options(found, name), messages
        if name in allowed.DESIGN_DIRECTIVES:
            return _replacement(partial(self._note_design, name), SafeDirective, _Content), []
        known = found is not None or name in allowed.INSTEAD
        return _replacement(partial(self._refuse, "directive", name, known=known), _Refused), []

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
        if not is_kept and name in allowed.ROLE_FUNCTIONS:
            found, messages = allowed.ROLE_FUNCTIONS[name], []
        line_of_role = partial(self._line_of_role, name, line_in_report(reporter.source, lineno))
        role = self._of_domain(name) or found
        if found is not None and (is_kept or allowed.is_allowed_role(name, role)):

            def fail(reason: str) -> None:
                message = "the role '%s' fails here (%s); its text is shown as it is"
                self.problems.append(problem(Subtype.ROLE, line_of_role(), message, name, reason))

            return safe_role(name, found, fail, keeps_names=name in self._extra_roles), messages
        if allowed.DESIGN_ROLE.fullmatch(name):
            self._note_design(name, line_of_role())
            return show_badge, []
        self._refuse("role", name, line_of_role(), known=found is not None)
        return _REFUSED_ROLE, []

    def _line_of_role(self, name: str, line: int) -> int:
        form = ":%s:" if self._env.docname.endswith("rst") else "{%s}`"
        return self._locate(form % name, line)

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
                "'%s' needs sphinx-design; only the content of this and all others is shown"
                " (a project enables them by adding 'sphinx_design' to extensions)"
            )
            self.problems.append(problem(Subtype.DIRECTIVE, line, message, name))

    def _refuse(self, kind: str, name: str, line: int, *, known: bool) -> None:
        """Report a directive or role that reports can't use, or one of another generator."""
        message, args = f"there is no {kind} '%s'; its text is shown as it is", [name]
        if known:
            hint = allowed.INSTEAD.get(name) if kind == "directive" else None
            ways = ": %s" if hint else f" (a project allows it by roundup_allowed_{kind}s = ['%s'])"
            message = f"the {kind} '%s' can't be used in a report; its text is shown as it is{ways}"
            args.append(hint or name)
        self.problems.append(problem(Subtype(kind), line, message, *args))
