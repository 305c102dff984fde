"""The classes that a report gives its elements, and can't take from the page.

A class is a word that the theme's stylesheet and scripts, sphinx-design's and the host's
listen to: ``sd-position-fixed`` lays a paragraph over the page, ``headerlink`` hides it. So
those of a report that nobody has named here get a prefix of their own; a project may style
``report-wide``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives.body import Container
from docutils.parsers.rst.directives.misc import Class

if TYPE_CHECKING:
    from sphinx.util.typing import RoleFunction

CLASS_PREFIX = "report-"

_ALLOWED = re.compile(
    r"""
      (align-)?(left|center|right|top|middle|bottom|default)
    | language-[a-z]{2,3}(-[a-z0-9]+)*
    | attention|caution|danger|error|hint|important|note|seealso|tip|warning
    | abstract|dedication|dropdown|toggle|collapse|longtable
    | strike|underline|mark|kbd|code|math
    | sd-(text|bg|border|rounded|shadow|font|fs|outline)(-[a-z0-9]+)*
    | sd-(align-major|align-minor|card-hover)(-[a-z0-9]+)*
    | sd-[mp][txyblr]?-(auto|\d)
    | report-\S+
    """,
    re.VERBOSE,
)
"""What says how an element looks or what it is, and nothing about the page around it."""


def own_classes(names: list[str]) -> list[str]:
    """Return the classes that a report asks for as it gets them."""
    return [name if _ALLOWED.fullmatch(name) else f"{CLASS_PREFIX}{name}" for name in names]


def class_option(argument: str) -> list[str]:
    """Read a ``class`` option, as docutils does."""
    return own_classes(directives.class_option(argument))


def _rewritten(arguments: list[str]) -> list[str]:
    """Return the argument of a directive that takes classes; docutils refuses a wrong one."""
    try:
        return [" ".join(class_option(argument)) for argument in arguments]
    except ValueError:
        return arguments


class _OwnClasses(Directive):
    """A directive of which the argument is classes."""

    def run(self) -> list[nodes.Node]:
        """Return what docutils makes of it, for the report's own classes."""
        self.arguments = _rewritten(self.arguments)
        return list(super().run())


class ReportClass(_OwnClasses, Class):
    """``class``, and ``rst-class``."""


class ReportContainer(_OwnClasses, Container):
    """``container``."""


IN_PLACE: dict[type[Directive], type[Directive]] = {Class: ReportClass, Container: ReportContainer}


def with_own_classes(role: RoleFunction) -> RoleFunction:
    """Return a role of the report's ``.. role::``, whose name is a class as well."""

    def run(*args: Any, **kwargs: Any) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        made, messages = role(*args, **kwargs)
        for node in (each for top in made for each in top.findall(nodes.Element)):
            node["classes"] = own_classes(node["classes"])
        return made, messages

    return run
