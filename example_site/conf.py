import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Tidelark"
author = "The Tidelark people"
copyright = "2025–2026, the Tidelark people"
version = "2.1"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_design", "sphinx_roundup"]
exclude_patterns = ["autumn-2025/reports", "spring-2026/reports", "_build"]
roundup_people = "people.yml"
roundup_feed = "reports.xml"
roundup_license = "CC-BY-4.0"
roundup_citation_tags = True
html_baseurl = "https://tidelark.example.org/"
html_theme = "furo"
html_title = "Tidelark"

# Names in several scripts: a PDF needs an engine that knows them, and a font for each.
latex_engine = "xelatex"
latex_use_xindy = False
latex_elements = {
    "extraclassoptions": "openany,oneside",
    "fontpkg": r"""
\setmainfont{FreeSerif}
\setsansfont{FreeSans}
\setmonofont{FreeMono}
\newfontfamily\japanese{IPAexMincho}
\XeTeXinterchartokenstate=1
\newXeTeXintercharclass\kanji
\newcount\sign
\sign="3000
\loop\XeTeXcharclass\sign=\kanji \advance\sign 1 \ifnum\sign<"A000 \repeat
\XeTeXinterchartoks 0 \kanji = {\begingroup\japanese}
\XeTeXinterchartoks 4095 \kanji = {\begingroup\japanese}
\XeTeXinterchartoks \kanji 0 = {\endgroup}
\XeTeXinterchartoks \kanji 4095 = {\endgroup}
""",
}
