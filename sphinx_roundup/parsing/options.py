"""Options of directives: only allowed ones, with values in bounds."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import Directive
from sphinx.directives.code import CodeBlock

from sphinx_roundup.parsing.allowed import DIRECTIVES, NUMBERS
from sphinx_roundup.parsing.fallback import SafeDirective

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes

_HUGE = re.compile(r"\d{7}")
_MOST_LINES = 100_000

_made: dict[tuple[type[Directive], str], type[Directive]] = {}


def within_reason(found: type[Directive], name: str) -> type[Directive]:
    """Return the directive *name* with the options that reports may use.

    One that a project allows in conf.py keeps all of its own.
    """
    if (found, name) not in _made:
        _made[found, name] = _make(found, name)
    return _made[found, name]


def _make(found: type[Directive], name: str) -> type[Directive]:
    allowed = DIRECTIVES.get(name)
    spec = {
        option: _converter(option, convert, allowed)
        for option, convert in (found.option_spec or {}).items()
    }
    base = ReportCodeBlock if found is CodeBlock else found
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
    """A directive that describes an object of the project; mixed into others.

    The project's objects are described on the host's pages: a link to one must not
    depend on a report, nor on the page that is read first.
    """

    def run(self) -> list[nodes.Node]:
        """Return the description, without noting the object."""
        self.options["no-index"] = None
        return list(super().run())


class ReportCodeBlock(CodeBlock):
    """``code-block``, of which no more lines can be emphasised than there are."""

    def run(self) -> list[nodes.Node]:
        """Return what Sphinx makes of it, which writes out each range of lines."""
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
