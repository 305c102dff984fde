extensions = ["myst_parser", "sphinx_roundup"]
exclude_patterns = ["retreat", "short"]
roundup_people = "people.yml"
html_title = "Pictures"
copyright = "2026, everybody"
