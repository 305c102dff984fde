import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Tidelark"
copyright = "2025–2026, the Tidelark people"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_roundup"]
exclude_patterns = ["autumn-2025/reports", "spring-2026/reports", "_build"]
roundup_people = "people.yml"
html_theme = "furo"
html_title = "Tidelark"
