"""The people whom the reports of a page may name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.reports.mentions import Names, with_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_roundup.reports.people import People


class Circle(NamedTuple):
    """The people whom the reports of a page may name, as far as the page knows them."""

    people: People
    """Those of the people file, and the page's authors."""
    anchors: Mapping[str, str]
    """Where those are who have a section on the page: key -> anchor."""
    names: Names
    """What in plain text is somebody's name."""


def make_circle(people: People, anchors: Mapping[str, str], wanted: str) -> Circle:
    """Return a page's circle.

    :param wanted: ``handles``, or ``names`` where full names in plain text count as well
    """
    names = [name for person in people for name in person.also]
    if wanted == "names":
        names += [person.name for person in people if " " in person.name]
    return Circle(people, anchors, Names(name for name in names if people.find_name(name)))


def name_people(text: str | None, circle: Circle | None) -> str | None:
    """Return words of a report with the names of the people in it, where they may be linked."""
    return with_names(text, circle.people.find_handle) if text and circle else text
