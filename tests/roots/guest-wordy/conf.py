import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
project = "Wordy"
extensions = ["own_words", "sphinx.ext.autosectionlabel", "sphinx.ext.todo"]
todo_include_todos = True
html_static_path = ["_static"]
html_css_files = ["own.css"]
templates_path = ["_templates"]
html_additional_pages = {"extra": "extra.html"}
html_sidebars = {"**": ["localtoc.html", "searchbox.html"]}
