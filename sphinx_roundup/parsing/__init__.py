"""Parsing of one report, in isolation: from its text to nodes that any page and writer takes.

Below it are the domain, the nodes and the records of reports.
"""

from sphinx_roundup.parsing.allowed import is_allowed_url, is_right_to_left, url_scheme
from sphinx_roundup.parsing.attributes import clean_address
from sphinx_roundup.parsing.headings import is_name, underline_traps
from sphinx_roundup.parsing.html import BOX_CLASS, DECORATIVE
from sphinx_roundup.parsing.markdown import NAME, markdown_parser
from sphinx_roundup.parsing.parse import ParsedReport, parse_report, scratch_docname
from sphinx_roundup.parsing.resource_limits import limit_code_warnings
from sphinx_roundup.parsing.sphinx_internals import TooSlow, time_limit
from sphinx_roundup.parsing.transforms import (
    JOIN_PRIORITY,
    find_catalogue,
    offer_summary,
    translate_head,
)
from sphinx_roundup.parsing.valid_content import content_of
from sphinx_roundup.parsing.valid_tree import make_valid

__all__ = [
    "BOX_CLASS",
    "DECORATIVE",
    "JOIN_PRIORITY",
    "NAME",
    "ParsedReport",
    "TooSlow",
    "clean_address",
    "content_of",
    "find_catalogue",
    "is_allowed_url",
    "is_name",
    "is_right_to_left",
    "limit_code_warnings",
    "make_valid",
    "markdown_parser",
    "offer_summary",
    "parse_report",
    "scratch_docname",
    "time_limit",
    "translate_head",
    "underline_traps",
    "url_scheme",
]
