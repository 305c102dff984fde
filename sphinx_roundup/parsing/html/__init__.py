"""HTML in Markdown reports, turned into docutils nodes; it begins in :mod:`.transform`."""

from sphinx_roundup.parsing.html.inline import BOX_CLASS, DECORATIVE, TASKS_CLASS, make_box
from sphinx_roundup.parsing.html.tokens import TOKENS, picture_tokens
from sphinx_roundup.parsing.html.transform import replace_html

__all__ = [
    "BOX_CLASS",
    "DECORATIVE",
    "TASKS_CLASS",
    "TOKENS",
    "make_box",
    "picture_tokens",
    "replace_html",
]
