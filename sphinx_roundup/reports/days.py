"""The days of an event."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_roundup.reports.checks import Wrong, as_date
from sphinx_roundup.reports.values import Scalar

if TYPE_CHECKING:
    import datetime as dt

_BETWEEN = re.compile(r"\s+(?:to|until|-|–|—)\s+|\s*–\s*|(?<=\d{2})/(?=\d{4})")


def read_days(text: str) -> tuple[dt.date, dt.date | None]:
    """Return the first day of an event and its last, ``None`` where there is one alone.

    >>> read_days("2025-10-04 to 2025-10-11")[1]
    datetime.date(2025, 10, 11)

    :raises ValueError: where the text is something else
    """
    days = [_read_day(part) for part in _BETWEEN.split(text.strip(), maxsplit=1)]
    start, end = days[0], days[-1]
    if end < start:
        raise ValueError(f"the last day, {end}, is before the first, {start}")
    return start, end if end > start else None


def _read_day(text: str) -> dt.date:
    try:
        day = as_date(Scalar(text, 1), "date")
    except Wrong:
        day = None
    if day is None:
        raise ValueError("write it as 2025-10-04, or as 2025-10-04 to 2025-10-11")
    return day
