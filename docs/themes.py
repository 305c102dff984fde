"""Themes of the gallery and of the tests in a browser."""

from __future__ import annotations

THEMES = {
    "alabaster": "",
    "furo": "",
    "pydata_sphinx_theme": "",
    "sphinx_rtd_theme": "",
    "sphinx_book_theme": "",
    # Also an extension; without this setting it downloads fonts during a build.
    "sphinx_immaterial": """\
extensions.append("sphinx_immaterial")
html_theme_options = {"font": False}
""",
}
"""Settings of each theme in ``conf.py``, in addition to its name."""
