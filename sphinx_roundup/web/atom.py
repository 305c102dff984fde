"""The feed as a file, written by feedgenerator, which is an extra and not installed everywhere.

It is Django's, kept by the people of Pelican (https://pypi.org/project/feedgenerator/). An
entry of its own has one author at most; what it lacks is added where its classes have a place
for that.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from feedgenerator import Atom1Feed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.web.entries import Item

_NEVER = dt.date(1970, 1, 1)
"""When a feed without entries was last changed: it has to say something."""


class _Feed(Atom1Feed):  # type: ignore[misc] # it has no types
    """An Atom feed with all authors of an entry, and summaries in plain text."""

    def latest_post_date(self) -> dt.datetime:
        """Return the day of the newest entry: never the clock's."""
        return max((each["updateddate"] for each in self.items), default=_midnight(_NEVER))

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """Return the language of an entry that has its own."""
        return {"xml:lang": item["ours"].lang} if item["ours"].lang else {}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write what is in an entry; the handler escapes all of it."""
        super().add_item_elements(handler, item)
        ours: Item = item["ours"]
        for name, address in ours.people:
            role = "author" if ours.kind == "report" else "contributor"
            handler.startElement(role, {})
            handler.addQuickElement("name", name)
            handler.addQuickElement("uri", address)
            handler.endElement(role)
        if ours.source:
            handler.addQuickElement("link", "", {"rel": "via", "href": ours.source})
        if ours.summary:
            handler.addQuickElement("summary", ours.summary, {"type": "text"})


def format_feed(title: str, home: str, address: str, lang: str, items: Sequence[Item]) -> bytes:
    """Return the feed as a file's content.

    :param home: the address of the site
    :param address: the feed's own
    :param lang: of what doesn't say its own
    """
    # Its author is that of the entries that name none.
    feed = _Feed(title, home, None, language=lang, author_name=title, feed_url=address)
    for item in items:
        feed.add_item(
            item.title,
            item.address,
            None,
            unique_id=item.id,
            updateddate=_midnight(item.updated),
            pubdate=item.published and _midnight(item.published),
            categories=(item.kind,),
            ours=item,
        )
    return str(feed.writeString("utf-8")).encode()


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
