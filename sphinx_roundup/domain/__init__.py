"""Memory of the project: a Sphinx domain of people, reports and events.

Below it are only the nodes, and the records of reports.
"""

from sphinx_roundup.domain.domain import RoundupDomain, RoundupRole, get_roundup_domain
from sphinx_roundup.domain.incremental import (
    find_watched_files,
    fingerprints,
    get_docs_to_write,
    is_outdated,
    is_over,
)
from sphinx_roundup.domain.records import (
    SKIPPED,
    Answer,
    Backlink,
    Edition,
    Entry,
    Event,
    Mention,
    Queries,
    ReportLocation,
    Target,
    Topic,
    WatchedFiles,
    Work,
    words_of,
)

__all__ = [
    "SKIPPED",
    "Answer",
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
    "Topic",
    "WatchedFiles",
    "Work",
    "find_watched_files",
    "fingerprints",
    "get_docs_to_write",
    "get_roundup_domain",
    "is_outdated",
    "is_over",
    "words_of",
]
