"""Objects of the domain, for the search and for other projects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.domain.project_index import ProjectIndex

    Object = tuple[str, str, str, str, str, int]

_IN_INVENTORY = re.compile(r"\s\S*:\S*\s+-?\d+(\s|$)")
"""Type and priority, by which the reader of an inventory knows where a name ends."""


def list_objects(index: ProjectIndex) -> Iterator[Object]:
    """List people, reports, events and topics, an event by its page, as ``get_objects`` does.

    Reports are listed by page and each anchor, which others may have linked to. What the
    search would find twice is for other projects alone (priority -1).
    """
    yield from _list_people(index)
    for docname, locations in index.locations.items():
        for place in locations.values():
            is_name = place.text in {author.name for author in place.authors}
            for anchor in place.ids:
                priority = -1 if is_name or anchor != place.anchor else 1
                yield f"{docname}/{anchor}", place.text, "report", docname, anchor, priority
    for docname, title, *_rest in index.editions():
        yield docname, title, "event", docname, "", 2
        yield title, title, "event", docname, "", -1
    for name, anchor, _entries in index.topics.all():
        if not _IN_INVENTORY.search(name):
            yield name, name, "topic", index.topics.lists[0], anchor, 1


def _list_people(index: ProjectIndex) -> Iterator[Object]:
    """List people under their names, for the search, and under their anchors, for links.

    https://github.com/sphinx-doc/sphinx/issues/10380. Names that end an entry are left out.
    """
    for person in index.people:
        if target := index.target_of(person, ""):
            names = dict.fromkeys((person.name, *index.people.anchors_of(person)))
            safe = [name for name in names if not _IN_INVENTORY.search(name)]
            for number, name in enumerate(safe):
                yield name, person.name, "person", *target, -1 if number else 1
