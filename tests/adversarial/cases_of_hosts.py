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

DESIGN = [
    _md(
        "tabs",
        "````{tab-set}\n```{tab-item} A1\n:selected:\nKEEP\n```\n```{tab-item} <A2>\n"
        ':sync: "\\"><script>"\nA3\n```\n````\n\n'
        "````{tab-set-code}\n```{code-block} python\nA4\n```\n````\n",
        6,
        shows=("KEEP", "A1", "<A2>", "A3", "A4"),
    ),
    _rst(
        "tabs",
        ".. tab-set::\n\n   .. tab-item:: A1\n\n      KEEP\n\n   .. tab-item:: A2\n\n      A3\n",
        shows=("KEEP", "A1", "A2", "A3"),
    ),
    _md(
        "design",
        ":::{card} A1\n:link: https://x.example/?a=1&b=2\n:img-alt: '\"><script>'\nKEEP\n:::\n\n"
        "```{dropdown} A2 & <b>\n:open:\n:icon: alert\n:chevron: down-up\nA3\n```\n\n"
        "```{button-link} https://x.example\n:new-tab:\n:tooltip: '\"><script>'\nA4\n```\n\n"
        "::::{grid} 1 2 3 4\n:reverse:\n:::{grid-item-card} A5\n:img-top: p.png\n:::\n::::\n",
        23,
        shows=("KEEP", "A1", "A2", "A3", "A4", "A5"),
    ),
]

ALL = [*FAILING, *NUMBERS, *DESIGN]
