"""Topics of the project's reports, and where they are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.domain.records import Answer, Target, Topic
from sphinx_roundup.reports import casefolded, make_slug, short_hash, unique

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx_roundup.domain.records import Entry, ReportLocation

_PREFIX = "roundup-topic-"
"""Of anchors in the list of topics; no report has such an anchor."""


class Topics:
    """The topics of all reports, each once in any case, as it is first written."""

    def __init__(self, found: Iterable[tuple[Sequence[str], Entry]], lists: Sequence[str]) -> None:
        """Gather them.

        :param found: topics of a report, and the report
        :param lists: docnames of the pages that list all topics
        """
        self.lists = lists
        named: dict[str, list[tuple[str, Entry]]] = {}
        for names, entry in found:
            for key, name in {casefolded(name): name for name in names}.items():
                named.setdefault(key, []).append((name, entry))
        taken: dict[str, int] = {}
        self._by_key: dict[str, Topic] = {}
        for key in sorted(named, key=lambda key: (make_slug(key), key)):
            anchor = unique(f"{_PREFIX}{make_slug(key) or short_hash(key)}", taken)
            entries = tuple(entry for _name, entry in named[key])
            self._by_key[key] = Topic(named[key][0][0], anchor, entries)

    def all(self) -> tuple[Topic, ...]:
        """Return all topics in alphabetical order."""
        return tuple(self._by_key.values())

    def find(self, name: str, docname: str) -> Answer | None:
        """Return where a topic is listed: on the page itself, else on the first that does so."""
        topic = self._by_key.get(casefolded(name))
        if topic is None:
            return None
        page = docname if docname in self.lists else self.lists[0]
        return Answer(topic.name, Target(page, topic.anchor))

    def find_for(self, places: Mapping[str, ReportLocation]) -> dict[str, list[Answer]]:
        """Return where the topics of some reports are listed, each once, by file name."""
        return {
            filename: list(dict.fromkeys(found))
            for filename, place in places.items()
            if (found := [*filter(None, (self.find(n, place.docname) for n in place.topics))])
        }
