import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
project = "Large"
author = "Somebody"
language = "de"
locale_dirs = ["locale"]
gettext_compact = False
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.intersphinx", "sphinx.ext.mathjax"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
intersphinx_mapping = {"other": ("https://other.example/", "other.inv")}
numfig = True
math_numfig = True
epub_show_urls = "no"
latex_elements = {"preamble": r"\newcommand{\own}{x}"}
html_show_sourcelink = False
