"""People: the people file, mentions, "Mentioned by", and lists of people.

Built on the pictures, the page's context and the domain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.people.loading import complete_sole_author, load_people, people_filename
from sphinx_roundup.people.mentions import build_mentioned_by, link_mentions
from sphinx_roundup.people.roster import (
    ROSTER_ID,
    build_faces,
    build_link,
    build_people_list,
    build_roster,
)
from sphinx_roundup.people.similar_names import warn_similar_names

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = [
    "ROSTER_ID",
    "build_faces",
    "build_link",
    "build_mentioned_by",
    "build_people_list",
    "build_roster",
    "complete_sole_author",
    "link_mentions",
    "load_people",
    "people_filename",
    "setup",
]


def setup(app: Sphinx) -> None:
    """Register the warnings about similar names."""
    app.connect("env-check-consistency", warn_similar_names)
