"""The documentation of sphinx-roundup, which uses the extension itself."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from sphinx_roundup import __version__

project = "sphinx-roundup"
copyright = "2026, the sphinx-roundup developers"
version = release = __version__
extensions = ["myst_parser", "sphinx_design", "sphinx_roundup", "described", "pictured"]
exclude_patterns = ["_build", "examples", "samples/*/**"]
nitpicky = True

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

roundup_people = "people.yml"
roundup_edit_url = "https://github.com/sphinx-roundup/sphinx-roundup/edit/main/docs/{path}"

html_theme = "furo"
html_title = "sphinx-roundup"
html_static_path = ["_static"]
html_css_files = ["docs.css"]
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_theme_options = {
    "source_repository": "https://github.com/sphinx-roundup/sphinx-roundup/",
    "source_branch": "main",
    "source_directory": "docs/",
}

# For names in all scripts: see the how-to on PDFs.
latex_engine = "xelatex"
latex_use_xindy = False
latex_elements = {"fontpkg": r"\setmainfont{FreeSerif}\setsansfont{FreeSans}\setmonofont{FreeMono}"}

# "tox run -e links" checks all external links except these.
linkcheck_ignore = [
    r"https?://([\w-]+\.)*example\.(com|net|org)\b",
    r"https://github\.com/(YOU|me|ana|anaf|user-attachments)\b",
    r"https://github\.com/sphinx-roundup/sphinx-roundup/edit/",  # requires a login
]
linkcheck_anchors_ignore_for_url = [r"https://github\.com/"]  # anchors are made by a script
linkcheck_retries = 3
linkcheck_timeout = 20
