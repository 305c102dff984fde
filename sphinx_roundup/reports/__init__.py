"""Reports and people as records: found, read within limits, understood.

Pure Python without Sphinx, docutils and MyST. Below: limits, problems.
"""

from __future__ import annotations

from sphinx_roundup.reports.authors import MAX_NAME, check_name, read_authors
from sphinx_roundup.reports.converters import is_web_url, read_days
from sphinx_roundup.reports.decoding import (
    BIDI_CONTROLS,
    DEVICE,
    LINE_END,
    UNNEEDED,
    UnreadableReport,
    abbreviate_data_uris,
    collapsed,
    find_address,
    find_data_uris,
    find_line,
    has_no_controls,
    is_showable,
    parse_data_uri,
    without_controls,
    without_tex,
)
from sphinx_roundup.reports.finding import (
    SKIPPED_NAMES,
    FoundFiles,
    SkippedFile,
    find_reports,
    in_requested_order,
    is_report_name,
    natural_key,
    parts_of,
    split_patterns,
)
from sphinx_roundup.reports.mentions import FoundName, Names, find_handles, follows_name, with_names
from sphinx_roundup.reports.paths import (
    candidates,
    did_you_mean,
    exists,
    is_picture_name,
    is_plain_file,
    leaves_source_folder,
    near_name,
    nearest,
)
from sphinx_roundup.reports.people import (
    People,
    answers_to,
    authors_of,
    claim_problem,
    join_authors,
    unify_authors,
)
from sphinx_roundup.reports.people_file import is_handle, parse_people, read_people_file
from sphinx_roundup.reports.person import (
    Person,
    casefolded,
    initials,
    may_be_listed,
    profile_key,
    sort_key,
)
from sphinx_roundup.reports.reading import fingerprint, open_plain, read_text
from sphinx_roundup.reports.record import Report, file_stem, meta_name, read_fields, read_report
from sphinx_roundup.reports.slugs import SEPARATOR, make_anchor, make_slug, short_hash, unique
from sphinx_roundup.reports.yaml_values import InvalidValue, Scalar

__all__ = [
    "BIDI_CONTROLS",
    "DEVICE",
    "LINE_END",
    "MAX_NAME",
    "SEPARATOR",
    "SKIPPED_NAMES",
    "UNNEEDED",
    "FoundFiles",
    "FoundName",
    "InvalidValue",
    "Names",
    "People",
    "Person",
    "Report",
    "Scalar",
    "SkippedFile",
    "UnreadableReport",
    "abbreviate_data_uris",
    "answers_to",
    "authors_of",
    "candidates",
    "casefolded",
    "check_name",
    "claim_problem",
    "collapsed",
    "did_you_mean",
    "exists",
    "file_stem",
    "find_address",
    "find_data_uris",
    "find_handles",
    "find_line",
    "find_reports",
    "fingerprint",
    "follows_name",
    "has_no_controls",
    "in_requested_order",
    "initials",
    "is_handle",
    "is_picture_name",
    "is_plain_file",
    "is_report_name",
    "is_showable",
    "is_web_url",
    "join_authors",
    "leaves_source_folder",
    "make_anchor",
    "make_slug",
    "may_be_listed",
    "meta_name",
    "natural_key",
    "near_name",
    "nearest",
    "open_plain",
    "parse_data_uri",
    "parse_people",
    "parts_of",
    "profile_key",
    "read_authors",
    "read_days",
    "read_fields",
    "read_people_file",
    "read_report",
    "read_text",
    "short_hash",
    "sort_key",
    "split_patterns",
    "unify_authors",
    "unique",
    "with_names",
    "without_controls",
    "without_tex",
]
