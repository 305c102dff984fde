"""Memory of the project: a Sphinx domain of people, reports and events.

Below it are only the nodes, and the records of reports.
"""

from sphinx_roundup.domain.domain import RoundupDomain, RoundupRole, get_roundup_domain
from sphinx_roundup.domain.records import (
    Backlink,
    Edition,
    Entry,
    Event,
    Mention,
    Queries,
    ReportLocation,
    Target,
    WatchedFiles,
    Work,
    words_of,
)

__all__ = [
    "Backlink",
    "Edition",
    "Entry",
    "Event",
    "Mention",
    "Queries",
    "ReportLocation",
    "RoundupDomain",
    "RoundupRole",
    "Target",
    "WatchedFiles",
    "Work",
    "get_roundup_domain",
    "words_of",
]
