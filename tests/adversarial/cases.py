"""Bad reports as data: what a stranger sends, where we warn of it, what is shown of it."""

from __future__ import annotations

from typing import NamedTuple

import myst_parser

OPTION = int(not myst_parser.__version__.startswith("5.1."))
"""How far below its directive MyST tells of the first option that is wrong."""
FM = "---\nauthor: Bad\n---\n"
"""The first three lines of most Markdown reports."""
RST = ":author: Bad\n\n"
"""The first two lines of most reST reports."""


class Case(NamedTuple):
    """A bad report."""

    id: str
    text: str
    lines: tuple[int, ...] | None = None
    """Of the warnings, each once; ``None`` where their number doesn't matter."""
    shows: tuple[str, ...] = ("KEEP",)
    """What can be read on the page."""
    suffix: str = "md"

    @property
    def name(self) -> str:
        """Of the report's file."""
        return f"bad.{self.suffix}"


def _md(id_: str, body: str, *lines: int, shows: tuple[str, ...] = ("KEEP",)) -> Case:
    return Case(f"{id_}-md", FM + body, lines, shows, "md")


def _rst(id_: str, body: str, *lines: int, shows: tuple[str, ...] = ("KEEP",)) -> Case:
    return Case(f"{id_}-rst", RST + body, lines, shows, "rst")


_JINJA = '{{ cycler.__init__.__globals__.os.popen("touch pwn; echo RCE$((6*7))").read() }}'

CODE = [
    Case(
        "O01",
        f"---\nmyst: {{enable_extensions: [substitution]}}\n---\n{_JINJA} KEEP\n",
        shows=("KEEP", "{{ cycler", "read() }}"),
    ),
    _rst("O01", f"{_JINJA} KEEP\n", shows=("KEEP", "{{ cycler", "read() }}")),
    Case(
        "O01-html-meta",
        "---\nmyst:\n  html_meta:\n    refresh: 0; url=https://evil.example\n"
        "  substitutions:\n    a: b\nsubstitutions: {a: B}\n---\n{{ a }} KEEP\n",
        shows=("KEEP", "{{ a }}"),
    ),
    _md(
        "O09",
        "```{include} ../../secret.txt\n```\n\n```{literalinclude} /conf.py\n```\n\n"
        "```{literalinclude} ../../../../../../proc/self/environ\n```\n\nKEEP\n",
        *(4, 7, 10),
    ),
    _rst(
        "O09",
        ".. include:: ../../secret.txt\n\n.. literalinclude:: /conf.py\n\n"
        ".. literalinclude:: ../../../../../../proc/self/environ\n\n"
        ".. include:: <isonum.txt>\n\nKEEP\n",
        *(3, 5, 7, 9),
    ),
    _md(
        "O10",
        "```{csv-table} A\n:file: ../../secret.txt\n\nA1\n```\n\n"
        "```{csv-table} B\n:url: $HTTP/x\n\nB1\n```\n\n"
        "```{csv-table} C\n:header: x, y\n\nROW1, ROW2\n```\n\nKEEP\n",
        *(4 + OPTION, 10 + OPTION),
        shows=("KEEP", "ROW1", "ROW2"),
    ),
    _rst(
        "O10",
        ".. csv-table:: A\n   :file: ../../secret.txt\n\n.. csv-table:: B\n   :url: $HTTP/x\n\n"
        ".. csv-table:: C\n   :header: x, y\n\n   ROW1, ROW2\n\nKEEP\n",
        *(3, 6),
        shows=("KEEP", "ROW1", "ROW2"),
    ),
    _md(
        "O11",
        "```{raw} html\n:file: /etc/passwd\n```\n\n"
        "```{raw} html\n:url: file:///proc/self/environ\n```\n\n"
        "```{raw} latex\n\\input{/etc/passwd}\n```\n\nKEEP\n",
        *(4, 8, 12),
    ),
    _rst(
        "O11",
        ".. raw:: html\n   :file: /etc/passwd\n\n"
        ".. raw:: html\n   :url: file:///proc/self/environ\n\n"
        ".. raw:: latex\n\n   \\input{/etc/passwd}\n\nKEEP\n",
        *(3, 6, 9),
    ),
    _md(
        "O12",
        "{download}`../../secret.txt`\n\n[x](../../secret.txt)\n\n[y](/conf.py)\n\n"
        "<path:../../secret.txt> KEEP\n\n[w](../../../../../../etc/passwd)\n",
        *(4, 6, 8, 10, 12),
        shows=("KEEP", "x", "y"),
    ),
    _rst(
        "O12",
        ":download:`../../secret.txt`\n\n`x <../../secret.txt>`_\n\n`y </conf.py>`_\n\n"
        ":download:`z </conf.py>` KEEP\n",
        *(3, 5, 7, 9),
        shows=("KEEP", "x", "y", "z"),
    ),
    _md(
        "O13",
        "![ALT1](../../secret.txt)\n\n```{figure} /conf.py\n:alt: ALT2\n\nCAPTION\n```\n\n"
        "![ALT3](/etc/passwd) KEEP\n\n![ALT4](../../../../../../etc/passwd)\n\n"
        '<img src="../conf.py" alt="ALT5">\n',
        *(4, 6, 12, 14, 16),
        shows=("KEEP", "ALT1", "ALT2", "CAPTION", "ALT3", "ALT4", "ALT5"),
    ),
    _rst(
        "O13",
        ".. image:: ../../secret.txt\n   :alt: ALT1\n\n.. figure:: /conf.py\n   :alt: ALT2\n\n"
        "   CAPTION\n\n.. image:: file:///etc/passwd\n   :alt: ALT3\n\nKEEP\n",
        *(3, 6, 11),
        shows=("KEEP", "ALT1", "ALT2", "CAPTION", "ALT3"),
    ),
    _md(
        "O16",
        "```{eval-rst}\n.. raw:: html\n\n   <script>alert(1)</script>\n\n.. include:: /conf.py\n\n"
        ".. default-role:: math\n```\n\n{sub}`x` KEEP\n",
        4,
    ),
    Case(
        "O29",
        '---\nauthor: Bad\ntitle: !!python/object/apply:os.system ["touch pwn"]\n---\nKEEP\n',
        (3,),
    ),
    Case(
        "O29-rst",
        ':author: Bad\n:links: [!!python/object/apply:os.system ["touch pwn"]]\n\nKEEP\n',
        (2,),
        suffix="rst",
    ),
]

MARKUP = [
    _md("O03", "<script>alert(1)</script>\n\nKEEP\n", 4, shows=("KEEP", "alert(1)")),
    _rst("O03", "<script>alert(1)</script>\n\nKEEP\n", shows=("KEEP", "<script>alert(1)")),
    _md("O04", "text <img src=x onerror=alert(1)> KEEP\n", 4),
    _md(
        "O04-more",
        "<svg onload=alert(1)><a xlink:href=javascript:1>A1</a></svg>\n\n"
        "<details open ontoggle=alert(1)>D1</details>\n\n"
        '<p style="background:url($HTTP/x)" onclick="a()">P1</p>\n\n'
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 "
        "onerror=alert(1)&gt;'>\n\n<base href=$HTTP/><link rel=stylesheet href=$HTTP/x>"
        "<meta http-equiv=refresh content=0>\n\nKEEP\n",
        shows=("KEEP", "D1", "P1"),
    )._replace(lines=None),
    _md("O05", "<!-- never closed\n\nKEEP\n", 4, shows=("KEEP", "never closed")),
    _md("O05-inline", "text <!-- never closed KEEP\n\nmore\n", shows=("KEEP", "never closed")),
    _md("O05-tag", "KEEP\n\n<p class='\n\nKEPT2\n", shows=("KEEP",))._replace(lines=None),
    _md("O06", "</div></section></main> KEEP\n")._replace(lines=None),
    _md("O06-open", "<div><section><table><td> KEEP\n\n<ul><li>\n")._replace(lines=None),
    _md(
        "O07",
        "[a1](javascript:alert(1)) [b1](JaVaScRiPt:x) [c1](data:text/html,x) "
        "[d1](vbscript:x) KEEP\n",
        4,
        shows=("a1", "b1", "c1", "d1", "KEEP"),
    ),
    _md(
        "O07-disguised",
        "[a1](java&#10;script:x) [b1](&#1;javascript:x) [c1](<java\tscript:x>) "
        "[d1][r] <a href='jav&Tab;ascript:x'>e1</a> <javascript:x> KEEP\n\n"
        "[r]: javascript&colon;x\n",
        shows=("a1", "b1", "c1", "d1", "e1", "KEEP"),
    )._replace(lines=None),
    _md(
        "O07-others",
        "[a1](file:///etc/passwd) [b1](blob:x) [c1](intent:x) [d1](about:blank) "
        "[e1](view-source:x) [f1](ms-settings:x) [g1](tel:1) KEEP\n",
        4,
        shows=("a1", "b1", "c1", "d1", "e1", "f1", "KEEP"),
    ),
    _rst(
        "O08",
        "`a1 <javascript:alert(1)>`_\n\n.. _x1: javascript:1\n\nSee x1_.\n\n"
        "bare javascript:alert(2)\n\n.. image:: nothing.png\n   :target: javascript:3\n"
        "   :alt: i1\n\nKEEP\n",
        shows=("a1", "x1", "javascript:alert(2)", "i1", "KEEP"),
    )._replace(lines=None),
]

STATE = [
    _rst(
        "O17",
        ".. default-role:: math\n\n.. highlight:: ruby\n\n.. role:: raw-html(raw)\n"
        "   :format: html\n\n"
        ":raw-html:`<b>x</b>` KEEP\n",
        *(3, 5, 7, 10),
    ),
    _md("O18", "(hostlabel)=\n# HIJACKED\n\nKEEP\n")._replace(lines=None),
    _rst("O18", ".. _hostlabel:\n\nHIJACKED\n========\n\nKEEP\n")._replace(lines=None),
    _md(
        "O19",
        "# Good report\n\n# Good report\n\n# document\n\n# searchbox\n\n{#location}\n## x\n\n"
        "{#gerd}\n## Gerd\n\n{#retreat}\nKEEP\n",
    ),
    _md("O20", "```{toctree}\nself\n/index\nhttps://evil.example/\n```\n\nKEEP\n", 4),
    _rst("O20", ".. toctree::\n\n   self\n   /index\n   https://evil.example/\n\nKEEP\n", 3),
    _md("O21", '```{meta}\n:http-equiv=refresh: "0; url=x"\n```\n\nKEEP\n', 4),
    Case(
        "O21-rst",
        ":orphan:\n:author: Bad\n:tocdepth: 1\n:no-search:\n\n.. meta::\n"
        "   :http-equiv=refresh: 0\n\n"
        ".. title:: HIJACKED\n\nKEEP\n",
        (6, 9),
        suffix="rst",
    ),
]

SIZE = [
    Case(
        "O22",
        FM + "KEEP\n\n" + "*a **a " * 3000 + "b" + " a** a*" * 3000 + "\n",
        None,
        ("could not be shown",),
    ),
    Case(
        "O23",
        FM
        + "KEEP\n\n"
        + "".join(f"{':' * (n + 3)}{{note}}\n" for n in range(150, 0, -1))
        + "deep\n"
        + "".join(f"{':' * (n + 3)}\n" for n in range(1, 151)),
        None,
        ("could not be shown",),
    ),
    Case(
        "O24",
        RST + "KEEP\n\n" + "".join("  " * n + "- x\n\n" for n in range(300)),
        None,
        ("could not be shown",),
        "rst",
    ),
    Case("O25-quotes", FM + ">" * 50_000 + "\n", None, ()),
    Case("O25-brackets", FM + "[" * 50_000 + "\n", None, ()),
    Case("O25-links", FM + "[a](" * 12_000 + "\n", None, ()),
    Case("O25-bang", FM + "![" * 25_000 + "\n", None, ()),
    Case("O25-backticks", FM + " ".join("`" * n for n in range(1, 300)) + "\n", None, ()),
    Case("O25-stars", FM + "a**b" * 12_000 + "c* " * 12_000 + "\n", None, ()),
    Case("O25-underscores", RST + "a_b`c*d|" * 6_000 + "\n", None, (), "rst"),
    Case(
        "O26",
        RST
        + "".join(f".. |s{n}| replace:: {f'|s{n + 1}| ' * 10}\n" for n in range(5))
        + ".. |s5| replace:: ten letters\n\n|s0|\n\nKEEP\n",
        None,
        (),
        "rst",
    ),
    Case(
        "O27",
        "---\nauthor: Bad\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
        + "title: *a8\n---\nKEEP\n",
        None,
    ),
]

TEXT = [
    Case("O28", "---\nauthor: Bad\ntitle: T\ndate: 2021-99-99\n---\nKEEP\n", (4,)),
    Case("O28-rst", ":author: Bad\n:title: T\n\n:date: 2021-99-99\n\nKEEP\n", None, suffix="rst"),
    Case(
        "O33",
        '---\nauthor: Bad\ntitle: "\\0\\e[31mred\\a\\u202Eevil"\n---\n'
        "NUL\0 ESC\x1b[31m BEL\a RLO\u202ebackwards KEEP\n\nשלום עולם, مرحبا بالعالم\n",
        None,
        ("KEEP", "שלום עולם", "مرحبا بالعالم", "backwards"),
    ),
    Case("O36-empty", "", (1,), ("bad",)),
    Case("O36-front-matter-only", FM, (1,), ("Bad",)),
    Case("O36-no-title", "KEEP\n", (), ("KEEP", "bad")),
    Case("O36-conflict", FM + "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n\nKEEP\n", None),
]

ALL = [*CODE, *MARKUP, *STATE, *SIZE, *TEXT]
