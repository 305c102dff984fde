"""The themes in which the gallery shows the example, and in which browsers look at a page."""

from __future__ import annotations

THEMES = {
    "alabaster": "",
    "furo": "",
    "pydata_sphinx_theme": "",
    "sphinx_rtd_theme": "",
    "sphinx_book_theme": "",
    # An extension, too, by its own documentation; it fetches fonts while it builds otherwise.
    "sphinx_immaterial": """\
extensions.append("sphinx_immaterial")
html_theme_options = {"font": False}
""",
}
"""What ``conf.py`` says for each of them beside its name."""
