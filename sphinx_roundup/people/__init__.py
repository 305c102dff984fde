"""People: the people file, mentions, "Mentioned by", and lists of people and topics.

Built on the pictures, the page's context and the domain.
"""

from sphinx_roundup.people.loading import complete_sole_author, load_people
from sphinx_roundup.people.mentions import build_mentioned_by, link_mentions
from sphinx_roundup.people.roster import (
    ROSTER_ID,
    build_faces,
    build_link,
    build_people_list,
    build_roster,
    build_topics,
)
from sphinx_roundup.people.similar_names import warn_similar_names

__all__ = [
    "ROSTER_ID",
    "build_faces",
    "build_link",
    "build_mentioned_by",
    "build_people_list",
    "build_roster",
    "build_topics",
    "complete_sole_author",
    "link_mentions",
    "load_people",
    "warn_similar_names",
]
