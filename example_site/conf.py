import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Tidelark"
copyright = "2025, the Tidelark people"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_roundup"]
exclude_patterns = ["autumn-2025/reports", "_build"]
html_theme = "furo"
html_title = "Tidelark"
