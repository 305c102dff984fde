"""The format of an Atom feed (RFC 4287), written by feedgenerator, an optional dependency.

https://www.rfc-editor.org/rfc/rfc4287, https://pypi.org/project/feedgenerator/
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from feedgenerator import Atom1Feed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.web.feed import Entry


class _Feed(Atom1Feed):  # type: ignore[misc] # feedgenerator has no types
    """An Atom feed with all authors of an entry, and summaries in plain text."""

    def latest_post_date(self) -> dt.datetime:
        """Return the day of the newest entry, never the clock's."""
        days = (item["updateddate"] for item in self.items)
        return max(days, default=_midnight(dt.date(1970, 1, 1)))

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """Return the language of an entry that has its own."""
        return {"xml:lang": item["entry"].lang} if item["entry"].lang else {}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write the elements of an entry; the handler escapes all text."""
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        role = "author" if entry.kind == "report" else "contributor"
        for name, address in entry.people:
            handler.startElement(role, {})
            handler.addQuickElement("name", name)
            handler.addQuickElement("uri", address)
            handler.endElement(role)
        if entry.source:
            handler.addQuickElement("link", "", {"rel": "via", "href": entry.source})
        if entry.summary:
            handler.addQuickElement("summary", entry.summary, {"type": "text"})


def format_feed(title: str, home: str, address: str, lang: str, entries: Sequence[Entry]) -> bytes:
    """Return the feed as a file's content.

    :param title: of the site; also the author of entries that name none
    :param home: address of the site
    :param address: address of the feed
    :param lang: language of entries that don't name their own
    """
    feed = _Feed(title, home, None, language=lang, author_name=title, feed_url=address)
    for entry in entries:
        feed.add_item(
            entry.title,
            entry.address,
            None,
            unique_id=entry.id,
            updateddate=_midnight(entry.updated),
            pubdate=entry.published and _midnight(entry.published),
            categories=(entry.kind,),
            entry=entry,
        )
    return str(feed.writeString("utf-8")).encode()


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
