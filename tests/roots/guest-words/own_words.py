from docutils import nodes
from docutils.parsers.rst import Directive


class Card(Directive):
    has_content = True

    def run(self):
        box = nodes.container(is_div=True, classes=["of-the-host"])
        box += nodes.paragraph("", "A card of the host's")
        return [box]


def badge(name, rawtext, text, lineno, inliner, options=None, content=()):
    return [nodes.strong("", text)], []


def setup(app):
    app.add_directive("card", Card)
    app.add_directive("div", Card)
    app.add_role("bdg", badge)
