"""Themes of the gallery and of the tests in a browser."""

from __future__ import annotations

THEMES = {
    "alabaster": "",
    "furo": "",
    "pydata_sphinx_theme": "",
    "sphinx_rtd_theme": "",
    "sphinx_book_theme": "",
    # Also an extension. These settings keep it from downloading fonts during a build, and make it
    # dark for readers who prefer that.
    "sphinx_immaterial": """\
extensions.append("sphinx_immaterial")
html_theme_options = {"font": False, "palette": [
    {"media": "(prefers-color-scheme: light)", "scheme": "default"},
    {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
]}
""",
}
"""Settings of each theme in ``conf.py``, in addition to its name."""
