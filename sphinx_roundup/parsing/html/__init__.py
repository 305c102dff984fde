"""HTML of Markdown reports, as docutils nodes; below are the allow-lists of :mod:`.allowed`."""

from sphinx_roundup.parsing.html.inline import DECORATIVE
from sphinx_roundup.parsing.html.tokens import align_of, length_of
from sphinx_roundup.parsing.html.transform import replace_html

__all__ = ["DECORATIVE", "align_of", "length_of", "replace_html"]
