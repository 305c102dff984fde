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
        *(7, 23),
        shows=("KEEP", "A1", "A2", "A3", "A4", "A5"),
    ),
]

_RUN = "__import__('os').system('touch pwn')"
EXTENSIONS = [
    _md(
        "extensions",
        "```{automodule} os\n:members:\n```\n\n```{testcode}\nRUN\n```\n\n"
        "```{doctest}\n>>> RUN\n```\n\n"
        "```{ifconfig} RUN\nA1\n```\n\n```{graphviz} /conf.py\n```\n\n"
        '```{digraph} x\na [image="/etc/passwd"]\n```\n\n```{todolist}\n```\n\n'
        "{issue}`../A2` {js}`alert(1)` {download}`A3 <javascript:1>` KEEP\n".replace("RUN", _RUN),
        *(1, 5, 9, 13, 17, 20, 24, 27),
        shows=("KEEP", "A1", "A2", "A3"),
    ),
    _rst(
        "extensions",
        ".. automodule:: os\n\n.. testsetup::\n\n   RUN\n\n.. ifconfig:: RUN\n\n   A1\n\n"
        ".. graphviz:: /conf.py\n\n.. inheritance-diagram:: os\n\n>>> RUN\n\n"
        ":issue:`../A2` :js:`alert(1)` |host| KEEP\n".replace("RUN", _RUN),
        *(1, 3, 7, 11, 13, 17),
        shows=("KEEP", "A1", "A2", "|host|"),
    ),
    _md(
        "dialect",
        '<div class="admonition note"><p class="title">A1</p>A2</div>\n\n{{ host }} |host| (c) '
        "+-\n\nterm\n: A3\n\n:field: A4\n\n\\begin{align}\\input{/etc/passwd}\\end{align}\n\n"
        "$a$ $$\\input{/etc/passwd}$$ KEEP\n",
        3,
        shows=("KEEP", "A1", "A2", "{{ host }} |host| (c) +-", ": A3", ":field: A4", "$a$"),
    ),
    _md(
        "schemes",
        "[A1](project:../conf.py)\n\n<project:/conf.py>\n\n[A3](path:/conf.py)\n\n[A4](myst:x)\n\n"
        "[A5](doc:/host)\n\n[A6](<java\nscript:x>) KEEP\n",
        *(1, 3, 5, 7, 9, 11),
        shows=("KEEP", "A1", "/conf.py", "A3", "A4", "A5", "A6"),
    ),
]
STATE = [
    _rst(
        "directives",
        ".. sectnum::\n\n.. header:: A1\n\n.. target-notes::\n\n.. tabularcolumns:: \\input{x}\n\n"
        ".. default-domain:: c\n\n.. py:currentmodule:: os\n\n.. py:function:: os.system(x)\n\n"
        "   A2\n\n.. program:: ls\n\n.. option:: -x\n\n.. glossary::\n\n   A3\n      A4\n\n"
        ".. productionlist::\n   A5: `x`\n\n.. only:: html\n\n   A6\n\nKEEP\n",
        *(1, 3, 5, 7, 9, 11, 13, 17, 19, 21, 26, 29),
        shows=("KEEP", *(f"A{n}" for n in range(1, 7))),
    ),
    _rst(
        "substitutions",
        ".. |d| date::\n.. |i| image:: ../../secret.txt\n   :alt: A1\n"
        ".. |u| unicode:: 0x202E 0x1B\n.. |r| replace:: `A2 <javascript:1>`__\n\n"
        ".. parsed-literal::\n\n   :download:`A3 </conf.py>` :math:`\\input{x}` |i|\n\n"
        "|u| |r| KEEP\n",
        *(1, 2, 5, 9, 11),
        shows=("KEEP", "A1", "A2", "A3"),
    ),
    _rst(
        "roles",
        ".. role:: py(code)\n   :language: ../../x\n\n.. role:: ref(emphasis)\n\n"
        ".. role:: h(raw)\n   :format: html\n\n:py:`A1` :ref:`hostlabel` :h:`<b>A2`\n\n"
        ":pep:`x` :rfc:`9999999999999999` :envvar:`ROUNDUP_SECRET` KEEP\n",
        *(6, 9, 11),
        shows=("KEEP", "A1", "A2"),
    ),
    _rst(
        "targets",
        ".. _search:\n.. _genindex:\n.. _GOOD: https://x.example\n\nA1 `A2`__ search_\n\n"
        "__ javascript:1\n\n[hostlabel]_ KEEP\n\n.. [hostlabel] A3\n\n"
        ".. container:: x\n   :name: hostlabel\n\n   A4\n",
        *(7, 11, 13),
        shows=("KEEP", "A1", "A2", "A3", "A4"),
    )._replace(lines=None),
    _rst(
        "fields",
        ":orphan:\n:nosearch:\n:tocdepth: 0\n:RCS: $Revision: 1 $\n:address: x\n    y\n"
        ":copyright: z\n:date: $Date: x $\n\n-a  `A1 <javascript:1>`_\n--b=C  A2\n/D  A3\n\n"
        "| A4\n|   A5\n\nKEEP\n",
        *(8, 10),
        shows=("KEEP", *(f"A{n}" for n in range(1, 6))),
    ),
    _md(
        "ids",
        "{#__proto__}\n## constructor\n\n{#index}\n## toString\n\n(genindex)=\n(search)=\n## id\n\n"
        "[^__class__] KEEP [^hostlabel]\n\n[^__class__]: A1\n\n[^hostlabel]: A2\n",
        shows=("KEEP", "constructor", "toString", "A1", "A2"),
    ),
]
FRONT_MATTER = [
    _md(
        "markup",
        "---\nsummary: '<b>'\ntitle: '<script>A1'\n"
        "url: 'javascript:1'\nlinks: {'\"><script>': 'javascript:1'}\nlang: '\"><script>'\n"
        "id: '\"><script>'\naffiliation: '<img src=x onerror=1>'\navatar: /etc/passwd\n---\nKEEP\n",
        *(4, 5, 6),
        shows=("KEEP",),
    ),
    _md(
        "types",
        "---\n<<: {title: X}\n? [a, b]\n: c\n1: x\n2020-01-01: w\ndate: 0o17\n"
        "updated: .nan\nid: 0x1F\nlang: no\nlinks: 1e999\ntitle: 12:30:45\n---\nKEEP\n",
        *(7, 8, 11),
    ),
    _md("number", f"---\ntitle: {'9' * 5000}\ndate: 9999-12-31T23:59:60Z\n---\nKEEP\n"),
    _md(
        "tags", "---\ntitle: !!set {a}\ndate: !!timestamp x\n%TAG ! tag:x\n---\nKEEP\n", *(2, 3, 4)
    ),
    _md("dots", "---\nsummary: A1\n...\nKEEP\n"),
    _md("flow", f"---\nauthor: {'[' * 200}{']' * 200}\n---\nKEEP\n", *(2,)),
]
SIGNS = [
    _md("returns", "# One\r\rKEEP\r\r```{raw} html\rx\r```\r", 5),
    _rst("returns", ".. raw:: html\r\r   x\r\rKEEP\r", 1),
    _md("breaks", "a\fb\n\f\nKEEP\v \x85 \u2028 \u2029\n\n```{raw} html\nx\n```\n", 1, 5),
    _rst("breaks", "a\fb\n\f\nKEEP\v \x85 \u2028 \u2029\n\n.. raw:: html\n\n   x\n", 1, 5),
    _md("marks", "K\ufeffEEP \ufeff KEEP\n\n\ufeff## A1\n", shows=("KEEP", "A1")),
    _md("accents", f"KEEP a{chr(0x301) * 5000}\n\n# {('b' + chr(0x335) + chr(0x489)) * 999}\n"),
]

ALL = [*FAILING, *NUMBERS, *DESIGN, *EXTENSIONS, *STATE, *FRONT_MATTER, *SIGNS]
