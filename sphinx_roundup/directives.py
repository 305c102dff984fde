"""Directives with their options; the work is done by modules that are imported when needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_roundup.config import FLOATS, HEADINGS, ORDERS, ROSTERS
from sphinx_roundup.nodes import Placeholder

if TYPE_CHECKING:
    import datetime as dt

    from docutils import nodes
    from sphinx.util.typing import OptionSpec


def _order(argument: str) -> str:
    directives.choice(argument.removeprefix("-"), ORDERS)
    return argument


def _days(argument: str) -> tuple[dt.date, dt.date | None]:
    from sphinx_roundup.reports import read_days  # noqa: PLC0415 - only where used

    return read_days(directives.unchanged_required(argument))


class RoundupDirective(SphinxDirective):
    """``roundup``: gathers reports into sections of the page.

    These are its options; the work is that of :class:`.page.directive.Gatherer`.
    """

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "class": directives.class_option,
        "date": _days,
        "exclude": directives.unchanged_required,
        "float": lambda argument: directives.choice(argument, FLOATS),
        "heading": lambda argument: directives.choice(argument, HEADINGS),
        "image": directives.unchanged_required,
        "name": directives.unchanged,
        "order": _order,
        "place": directives.unchanged_required,
        "roster": lambda argument: directives.choice(argument, ROSTERS),
    }

    def run(self) -> list[nodes.Node]:
        """Return what keeps the place of the reports."""
        from sphinx_roundup.page.directive import Gatherer  # noqa: PLC0415 - only where used

        block = (self.lineno, self.content_offset, self.block_text)
        machine = (self.state, self.state_machine)
        written = (self.name, self.arguments, self.options, self.content)
        return Gatherer(*written, *block, *machine).run()


class _PlaceholderDirective(SphinxDirective):
    """Keeps a place for what the whole project answers."""

    part: ClassVar[str]

    def run(self) -> list[nodes.Node]:
        """Return the placeholder."""
        node = Placeholder(part=self.part, docname=self.env.docname, about="")
        self.set_source_info(node)
        return [node]


class RoundupPeopleDirective(_PlaceholderDirective):
    """``roundup-people``: everybody, with all their reports by event."""

    part = "people"


class RoundupEventsDirective(_PlaceholderDirective):
    """``roundup-events``: the events, the newest first."""

    part = "events"
