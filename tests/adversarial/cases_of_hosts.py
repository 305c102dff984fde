"""Bad reports that want something of their host, which has everything switched on."""

from __future__ import annotations

from cases import Case

CONF = """
extensions += [
    *("sphinx.ext.autodoc", "sphinx.ext.doctest", "sphinx.ext.extlinks", "sphinx.ext.graphviz"),
    *("sphinx.ext.ifconfig", "sphinx.ext.intersphinx", "sphinx.ext.mathjax", "sphinx.ext.todo"),
]
extlinks = {"issue": ("https://x.example/%s", "issue %s"), "js": ("javascript:%s", None)}
myst_enable_extensions = [
    *("amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"),
    *("fieldlist", "html_admonition", "html_image", "replacements", "smartquotes"),
    *("substitution", "tasklist"),
]
numfig = True
todo_include_todos = True
roundup_allowed_directives = roundup_allowed_roles = ["broken"]
rst_prolog = ".. |host| replace:: HOST-SUBSTITUTION\\n"

def setup(app):
    from docutils.parsers.rst import Directive
    class Broken(Directive):
        has_content = True
        def run(self):
            raise OSError("no database")
    app.add_directive("broken", Broken)
    app.add_role("broken", lambda *args, **kwargs: [][0])
"""


def _md(id_: str, text: str, *lines: int, shows: tuple[str, ...] = ("KEEP",)) -> Case:
    return Case(f"{id_}-md", text, lines, shows, "md")


def _rst(id_: str, text: str, *lines: int, shows: tuple[str, ...] = ("KEEP",)) -> Case:
    return Case(f"{id_}-rst", text, lines, shows, "rst")


FAILING = [
    _md(
        "broken",
        "```{broken}\n\nA1\n```\n\nKEEP {broken}`A2`\n",
        *(1, 6),
        shows=("KEEP", "A1", "A2"),
    ),
    _rst("broken", ".. broken::\n\n   A1\n\nKEEP :broken:`A2`\n", 1, 5, shows=("KEEP", "A1", "A2")),
    _rst("guilabel", "KEEP\n\n:guilabel:`&`\n", 3, shows=("KEEP", "&")),
    # Some versions of Python take that, and others don't.
    _rst("delimiter", '.. csv-table::\n   :delim: "\n   :quote: "\n\n   ab\n\nKEEP\n')._replace(
        lines=None
    ),
    # Some versions of Sphinx do, and others don't.
    _md("entry", "KEEP\n\n```{index} module: os\n```\n")._replace(lines=None),
    _rst("entry", "KEEP\n\n.. index:: module: os\n")._replace(lines=None),
    _md(
        "elsewhere",
        "{external+x:ref}`A1`\n\n{external+x:py:func}`A2 <a>`\n\n[A3 *b*](inv:x#y)\n\n"
        "<inv:x#z>\n\n[A5](inv://[#x)\n\n{x:ref}`A6`\n\n```{x:note}\nKEEP\n```\n",
        *(1, 3, 5, 7, 9, 11, 13),
        shows=("KEEP", "A1", "A2", "A3 b", "inv:x#z", "A5", "A6"),
    ),
    _rst(
        "elsewhere",
        ":external+x:ref:`A1`\n\n:external+x:py:func:`A2 <a>`\n\n:x:ref:`A3`\n\n.. x:note:: KEEP\n",
        *(1, 3, 5, 7),
        shows=("KEEP", "A1", "A2", "A3"),
    ),
]

_TITLES = ("{number:>9999999999}", "{number.x}", "{0}", "{", "100% %s", "%99999999d", "{name!r}")
NUMBERS = [
    _md(
        "numbers",
        "(own)=\n\n```{figure} p.png\n:alt: A\n\nKEEP\n```\n\n{numref}`own`\n\n"
        + "\n\n".join(f"{{numref}}`{title} <own>`" for title in _TITLES),
        shows=("KEEP", "Fig.", "{number:>9999999999}", "{number.x}", "100% ", "{name!r}"),
    ),
    _rst(
        "numbers",
        ".. figure:: p.png\n   :alt: A\n   :name: own\n\n   KEEP\n\n:numref:`own`\n\n"
        + "\n\n".join(f":numref:`{title} <own>`" for title in _TITLES),
        shows=("KEEP", "Fig.", "{number:>9999999999}", "{number.x}", "100% ", "{name!r}"),
    ),
]

ALL = [*FAILING, *NUMBERS]
