"""The events of a project, in their order."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_roundup.domain.answers import Edition
from sphinx_roundup.reports.order import natural_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_roundup.domain.records import Event, Place


class Timeline:
    """Answers about the events, once all pages are read.

    :param events: docname -> what is said of the event; one for each page with a roundup
    :param places: docname -> report's file name -> where it is shown
    :param title_of: gives the title of a page
    """

    def __init__(
        self,
        events: Mapping[str, Event],
        places: Mapping[str, Mapping[str, Place]],
        title_of: Callable[[str], str],
    ) -> None:
        self._events, self._places, self._title_of = events, places, title_of

    @cached_property
    def newest_first(self) -> list[str]:
        """The docnames of the events: by day, those without one by their reports' last."""
        return sorted(self._events, key=self._age, reverse=True)

    def _age(self, docname: str) -> tuple[dt.date, tuple[str | int, ...]]:
        last = self._last_report(docname) or dt.date.min
        return self._events[docname].start or last, natural_key(docname)

    def _last_report(self, docname: str) -> dt.date | None:
        dates = (place.date for place in self._places.get(docname, {}).values())
        return max(filter(None, dates), default=None)

    def end_of(self, docname: str) -> dt.date | None:
        """Return the last day of an event, of one without days its reports' last."""
        event = self._events[docname]
        return event.end or event.start or self._last_report(docname)

    def editions(self) -> tuple[Edition, ...]:
        """Return the events, the newest first."""
        return tuple(map(self.edition, self.newest_first))

    def edition(self, docname: str) -> Edition:
        """Return the event of a page."""
        start, end, place, picture, _roster = self._events[docname]
        count = len(self._places.get(docname, {}))
        return Edition(docname, self._title_of(docname), start, end, place, picture, count)

    def neighbours(self, docname: str) -> tuple[Edition | None, Edition | None]:
        """Return the event before that of a page, and the one after it."""
        order = self.newest_first
        index = order.index(docname)
        before = self.edition(order[index + 1]) if index + 1 < len(order) else None
        after = self.edition(order[index - 1]) if index else None
        return before, after

    def find(self, target: str) -> str | None:
        """Return the page of the event that a role means: by docname, else by its title."""
        if target.strip("/") in self._events:
            return target.strip("/")
        wanted = target.casefold()
        return next((d for d in self.newest_first if self._title_of(d).casefold() == wanted), None)
