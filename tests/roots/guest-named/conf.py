import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
from own_words import Card
project = "Named"
extensions = ["own_names"]

def setup(app):
    app.add_directive("roundup-people", Card)
