"""What one directive has gathered, on its way to its place on the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_roundup.log import warn
from sphinx_roundup.problems import Subtype

if TYPE_CHECKING:
    from sphinx_roundup.domain.records import Event
    from sphinx_roundup.reports.files import PassedOver
    from sphinx_roundup.reports.record import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """The reports of one directive, and what it says of them."""

    reports: tuple[Report, ...]
    float: str
    """A value of the ``:float:`` option."""
    heading: str
    """A value of the ``:heading:`` option."""
    roster: str
    """A value of the ``:roster:`` option."""
    event: Event
    """What this directive says of it."""
    classes: tuple[str, ...]
    location: str
    passed_over: tuple[PassedOver, ...]


def without_repeats(gatherings: list[Gathering]) -> list[Gathering]:
    """Leave each report in the first directive that gathers it."""
    seen: set[str] = set()
    kept: list[Gathering] = []
    for gathering in gatherings:
        again = [r.filename for r in gathering.reports if r.filename in seen]
        if again:
            message = "already in a roundup above, and left out here: %s"
            warn(Subtype.CONFIG, message, ", ".join(again), location=gathering.location)
        own = tuple(r for r in gathering.reports if r.filename not in seen)
        seen.update(r.filename for r in own)
        kept.append(replace(gathering, reports=own))
    return kept
