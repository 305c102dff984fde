"""What the search and other projects find: people, reports and events."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_roundup.domain.project_index import Directory

Listed = tuple[str, str, str, str, str, int]
"""As :meth:`sphinx.domains.Domain.get_objects` gives it: name, what is shown, type, docname,
anchor, priority."""


def list_objects(directory: Directory, title_of: Callable[[str], str]) -> Iterator[Listed]:
    """List people, reports and events, an event by its page.

    What the search would find twice is for other projects alone (priority -1).
    """
    yield from _list_people(directory)
    yield from _list_reports(directory)
    for docname in directory.timeline.newest_first:
        title = title_of(docname)
        yield docname, title, "event", docname, "", 2
        yield title, title, "event", docname, "", -1


def _list_people(directory: Directory) -> Iterator[Listed]:
    """List people under their names, and under each anchor that others may have linked to.

    The name is the search's: where an object is called as its anchor, the search takes what is
    shown for the anchor. https://github.com/sphinx-doc/sphinx/issues/10380
    """
    for person in directory.people:
        if spot := directory.spot_of(person, ""):
            names = dict.fromkeys((person.name, *directory.people.anchors_of(person)))
            for number, name in enumerate(names):
                yield name, person.name, "person", *spot, -1 if number else 1


def _list_reports(directory: Directory) -> Iterator[Listed]:
    """List reports by page and anchor; by each of them, for those who linked to it before."""
    for docname, places in directory.places.items():
        for place in places.values():
            is_name = place.text in {author.name for author in place.authors}
            for anchor in place.ids:
                priority = -1 if is_name or anchor != place.anchor else 1
                yield f"{docname}/{anchor}", place.text, "report", docname, anchor, priority
