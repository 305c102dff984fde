"""Reports that LaTeX might not set: one of each shape, with words to look for."""

from __future__ import annotations

from typing import NamedTuple

RST = ":author: Ana\n\n"

LONG = "unbreakable" * 60
URL = f"https://example.org/{'path/' * 150}"
CODE = "```python\nprint('code')\n```"
FLAGS = "🎉 👩‍👩‍👧 ❤️ 森田 健司 العربية עברית ไทย हिन्दी ქართული ꜱ 𓀀 ☃ → ≤ Ω й"

SYNTAX = {
    "paragraphs": "First.\n\n    Second FOOTEND.",
    "code": "First.\n\n    ```python\n    print('FOOTEND')\n    ```",
    "list": "First.\n\n    - one\n    - two FOOTEND",
    "quote": "First.\n\n    > quoted FOOTEND",
    "table": "First.\n\n    | a | b |\n    | --- | --- |\n    | c | FOOTEND |",
    "picture": "First.\n\n    ![A sign](wide.png)\n\n    FOOTEND",
    "figure": "First.\n\n    ```{figure} wide.png\n    :alt: A sign\n\n    FOOTEND\n    ```",
    "formula": "First.\n\n    ```{math}\n    a = b\n    ```\n\n    FOOTEND",
    "admonition": "First.\n\n    ```{note}\n    FOOTEND\n    ```",
}
"""The text of a footnote, in Markdown."""

PLACES = {
    "heading": "## Head[^n]\n\nText.",
    "deep heading": "# 1\n\n## 2\n\n### 3\n\n#### 4\n\n##### 5\n\n###### Six[^n]\n\nText.",
    "admonition title": "```{admonition} Title[^n]\nText.\n```",
    "table": "| a | b |\n| --- | --- |\n| Cell[^n] | d |",
    "table head": "| Head[^n] | b |\n| --- | --- |\n| c | d |",
    "table title": "```{table} Title[^n]\n| a | b |\n| --- | --- |\n| c | d |\n```",
    "caption": "```{figure} wide.png\n:alt: A sign\n\nCaption[^n]\n```",
    "floated caption": "```{figure} wide.png\n:alt: A\n:align: right\n\nCaption[^n]\n```\n\n"
    + "Many words. " * 80,
    "list": "- item[^n]\n  - item",
    "quote": "> quoted[^n]",
    "topic": "```{topic} Title[^n]\nText.\n```",
    "sidebar": "```{sidebar} Title[^n]\nText.\n```",
    "rubric": "```{rubric} Title[^n]\n```\n\nText.",
    "link": "[words[^n]](https://example.org)",
    "code caption": "```{code-block} python\n:caption: Caption[^n]\n\nx = 1\n```",
}
"""Where a footnote is referenced, in Markdown."""

RST_PLACES = {
    "term": "Term [#]_\n   Text.\n\nTerm : class [#]_\n   Text.\n",
    "field": ":name [#]_: Text.\n",
    "cell of a grid": "+-------+----+\n| a [#]_| b  |\n|       |    |\n"
    "+---+---+----+\n| - list| c  |\n+-------+----+\n",
    "attribution": "   Quoted.\n\n   -- Somebody [#]_\n",
    "line": "| line [#]_\n|   line\n",
    "parsed literal": ".. parsed-literal::\n\n   code [#]_\n",
    "centered": ".. centered:: Words [#]_\n",
    "option": "-a  an option [#]_\n",
}
IN_NOTES = {
    "text": f"      {'words ' * 1500}\n\n      LASTWORD\n",
    "code": "      ::\n\n" + "        code\n" * 80 + "\n      LASTWORD\n",
    "list": "".join(f"      - item {n}\n" for n in range(90)) + "\n      LASTWORD\n",
    "cell": "      .. list-table::\n\n         * - - item\n"
    + "             - item\n" * 80
    + "\n      LASTWORD\n",
    "caption": "      .. figure:: tall.png\n         :alt: a\n\n"
    f"         {'words ' * 1500}LASTWORD\n",
}
"""What is longer than a page, in a note in a note."""

NOTE_RST = "\n.. [#] First.\n\n   Second.\n\n   .. code-block:: python\n\n      print('FOOTEND')\n"


class Odd(NamedTuple):
    """A report, and words that must be in a PDF of it."""

    name: str
    text: str
    words: tuple[str, ...] = ("LASTWORD",)


def nested(line: str, indent: str, depth: int) -> str:
    """Return lines of which each is in the one before."""
    return "".join(f"{indent * level}{line}L{level}E\n\n" for level in range(depth))


def levels(depth: int) -> tuple[str, ...]:
    """Return the words of nested lines."""
    return tuple(f"L{level}E" for level in range(depth))


def table(columns: int, rows: int, cell: str) -> str:
    """Return a table of Markdown."""
    line = f"| {' | '.join([cell] * columns)} |\n"
    return f"{line}|{' --- |' * columns}\n{line * rows}"


def in_cell(content: str) -> str:
    """Return a table of reST that holds other blocks."""
    block = content.replace("\n", "\n       ")
    return f".. list-table::\n\n   * - first\n     - {block}\n   * - CELLEND\n     - last\n"


BLOCKS = {
    "code": ".. code-block:: python\n\n   print('INNER')\n",
    "code with caption": ".. code-block:: python\n   :caption: Cap\n   :linenos:\n\n   INNER = 1\n",
    "admonition": ".. note::\n\n   INNER\n",
    "list": "* one\n\n  * INNER\n",
    "numbered list": "1. one\n\n   a. INNER\n",
    "quote": "..\n\n   INNER\n",
    "terms": "Term\n   INNER\n",
    "fields": ":field: INNER\n",
    "formula": ".. math::\n\n   a = b\n\nINNER\n",
    "numbered formula": ".. math::\n   :label: x\n\n   a = b\n\nINNER :eq:`x`\n",
    "figure": ".. figure:: wide.png\n   :alt: A sign\n   :align: right\n\n   INNER\n",
    "picture": ".. image:: tall.png\n   :alt: A sign\n\nINNER\n",
    "table": "+---+-------+\n| a | INNER |\n+---+-------+\n",
    "titled table": ".. table:: Title\n\n   ===  =====\n   a    INNER\n   ===  =====\n",
    "long table": "===  =====\n" + "a    INNER\n" * 40 + "===  =====\n",
    "long code": "::\n\n" + "   INNER\n" * 120,
    "topic": ".. topic:: Title\n\n   INNER\n",
    "sidebar": ".. sidebar:: Title\n\n   INNER\n",
    "lines": "| one\n|    INNER\n",
    "parsed literal": ".. parsed-literal::\n\n   *INNER*\n",
    "doctest": ">>> INNER\n",
    "options": "-a  INNER\n",
    "card": ".. card:: Title\n\n   INNER\n",
    "grid": ".. grid:: 2\n\n   .. grid-item-card:: Title\n\n      INNER\n",
    "tabs": ".. tab-set::\n\n   .. tab-item:: One\n\n      INNER\n",
    "dropdown": ".. dropdown:: Title\n\n   INNER\n",
    "rubric": ".. rubric:: INNER\n\n",
    "epigraph": ".. epigraph::\n\n   INNER\n\n   -- Somebody\n",
    "container": ".. container:: x\n\n   INNER\n",
    "centered": ".. centered:: INNER\n",
}


LINES = "   | x\n" * 2500
MANY_HEADS = (
    ".. list-table::\n   :header-rows: 22\n\n" + "   * - HEAD\n" * 22 + "   * - BODY\n" * 40
)


def odd_reports() -> list[Odd]:
    """Return all of them."""
    return [*_nested(), *_notes(), *_blocks(), *_tables(), *_words(), *_pictures(), *_formulas()]


def _nested() -> list[Odd]:
    quotes = "".join(f"{'>' * level} L{level - 1}E\n{'>' * level}\n" for level in range(1, 13))
    terms = "".join(f"{'   ' * level}L{level}E\n" for level in range(8)) + "   " * 8 + "End\n"
    notes = "".join(f"{'   ' * n}.. note::\n\n" for n in range(10)) + "   " * 10 + "L0E\n"
    fields = "".join(f"{'   ' * level}:L{level}E:\n" for level in range(8)) + "   " * 8 + "End\n"
    lines = "".join(f"| {'   ' * level}L{level}E\n" for level in range(12))
    mixed = "".join(
        f"{'   ' * level}{'*- 1.'[level % 2 * 3 : level % 2 * 3 + 2].strip() or '*'} L{level}E\n\n"
        for level in range(9)
    )
    every = ("- ", "1. ", "> ") * 3
    cycle, indent = "", ""
    for level, mark in enumerate(every):
        cycle += f"{indent}{mark}L{level}E\n{indent}{'>' if mark == '> ' else ''}\n"
        indent += mark if mark == "> " else " " * len(mark)
    return [
        Odd("bullets", nested("- ", "  ", 9), levels(9)),
        Odd("numbers", nested("1. ", "   ", 9), levels(9)),
        Odd("letters", RST + nested("a. ", "   ", 7), levels(7)),
        Odd("quotes", quotes, levels(12)),
        Odd("terms", RST + terms, levels(8)),
        Odd("fields", RST + "Text.\n\n" + fields, levels(8)),
        Odd("admonitions", RST + notes, levels(1)),
        Odd("lines", RST + lines, levels(12)),
        Odd("mixed", RST + mixed, levels(9)),
        Odd("cycle", cycle, levels(9)),
        Odd("tasks", nested("- [x] ", "  ", 8), levels(8)),
        Odd(
            "headings", "".join(f"{'#' * min(n, 6)} L{n - 1}E\n\n" for n in range(1, 10)), levels(9)
        ),
        Odd("large numbers", RST + "(2147483640) one\n(2147483641) LARGE\n", ("LARGE",)),
        Odd("roman", RST + "MMMMCMXCIX. LARGE\n\nxcix. SMALL\n", ("LARGE", "SMALL")),
    ]


def _notes() -> list[Odd]:
    kinds = list(SYNTAX)
    found = [
        Odd(f"{kind} in note in {place}", f"{text}\n\n[^n]: {SYNTAX[kind]}\n", ("FOOTEND",))
        for number, (place, text) in enumerate(PLACES.items())
        for kind in ("code", kinds[number % len(kinds)])
    ]
    found += [
        Odd(f"note in {place}", f"{RST}Text.\n\n{text}{NOTE_RST * text.count('[#]')}", ("FOOTEND",))
        for place, text in RST_PLACES.items()
    ]
    many = "".join(f"[^{n}]: Note {n} FOOT{n}E\n" for n in range(300))
    marks = " ".join(f"word[^{n}]" for n in range(300))
    row = "a[^1] b[^2]\n\n[^1]: See[^2]\n[^2]: See[^3]\n[^3]: FOOTEND[^1]\n"
    return [
        *found,
        Odd("300 notes", f"{marks}\n\n{many}", ("FOOT299E",)),
        Odd("row of notes", row, ("FOOTEND",)),
    ]


HOLDERS = (
    ("note", "Text [#]_.\n\n.. [#] First.\n\n  {}\n\nINNER\n", 2),
    ("lists", "* a\n\n  * b\n\n    * c\n\n      {}", 6),
    ("quote", "..\n\n  {}", 2),
    ("admonition", ".. tip::\n\n  {}", 2),
    ("terms", "Term\n  {}", 2),
    ("sidebar", ".. sidebar:: T\n\n  {}", 2),
    ("field", "Text.\n\n:field:\n  {}", 2),
)


def _blocks() -> list[Odd]:
    found = []
    for number, (name, block) in enumerate(BLOCKS.items()):
        holder, form, indent = HOLDERS[number % len(HOLDERS)]
        text = form.format(block.replace("\n", "\n" + " " * indent))
        found += [
            Odd(f"{name} in cell", f"{RST}{in_cell(block)}", ("INNER", "CELLEND")),
            Odd(f"{name} in {holder}", f"{RST}{text}", ("INNER",)),
        ]
    return found


def _tables() -> list[Odd]:
    html = "<table><tr><td>a<table><tr><td>INNER</td></tr></table></td><td>b</td></tr></table>\n"
    spans = (
        '<table><tr><td colspan="3" rowspan="2">SPAN</td><td>b</td></tr><tr><td>c</td></tr>'
        '<tr><td rowspan="9">d</td></tr></table>\n'
    )
    grid = (
        "+-------+---+\n| a     | b |\n+---+---+   |\n| c | d |   |\n"
        "|   +---+---+\n|   | LAST  |\n+---+-------+\n"
    )
    return [
        Odd("20 columns", table(20, 3, "WIDE cell"), ("WIDE",)),
        Odd("60 columns", table(60, 2, "WIDE"), ()),
        Odd("400 columns", table(400, 2, "WIDE"), ("WIDE",)),
        Odd("head of many rows", f"{RST}{MANY_HEADS}", ("HEAD", "BODY")),
        Odd("long words in cells", table(4, 3, LONG), ("unbreakable",)),
        Odd("300 rows", table(3, 300, "LONGTABLE"), ("LONGTABLE",)),
        Odd("300 rows with code", table(2, 300, "`LONGTABLE`"), ("LONGTABLE",)),
        Odd("long cell", table(2, 1, "many words " * 600 + "HUGECELL"), ("HUGECELL",)),
        Odd("table in table", html, ("INNER",)),
        Odd("spans", spans, ("SPAN",)),
        Odd("grid", RST + grid, ("LAST",)),
        Odd("no cells", "| |\n| --- |\n\nEMPTY\n\n| | |\n| --- | --- |\n| | |\n", ("EMPTY",)),
        Odd(
            "widths",
            f"{RST}.. list-table:: T\n   :widths: 1 999\n\n   * - a\n     - WIDTHS\n",
            ("WIDTHS",),
        ),
        Odd(
            "narrow",
            f"{RST}.. list-table:: T\n   :widths: 99999 1\n\n   * - a\n     - WIDTHS\n",
            ("WIDTHS",),
        ),
        Odd(
            "table classes",
            f"{RST}.. list-table:: T\n   :class: longtable\n   :align: right\n   :width: 900%\n\n"
            "   * - a\n     - WIDTHS\n",
            ("WIDTHS",),
        ),
    ]


def _words() -> list[Odd]:
    return [
        Odd("long word", f"{LONG}\n\n**{LONG}**\n\n# {LONG}\n\nLASTWORD\n"),
        Odd("long address", f"<{URL}>\n\n[words]({URL})\n\n# {URL}\n\nLASTWORD\n"),
        Odd("long code", f"`{LONG}`\n\n```\n{LONG * 9}\n```\n\nLASTWORD\n"),
        Odd("scripts", f"{FLAGS}\n\n# {FLAGS}\n\n`{FLAGS}`\n\n```\n{FLAGS}\n```\n\nLASTWORD\n"),
        Odd(
            "scripts elsewhere",
            f"- {FLAGS}\n\n| {FLAGS} | b |\n| --- | --- |\n| {FLAGS} | LASTWORD |\n\n[{FLAGS}](https://example.org/{FLAGS.split(maxsplit=1)[0]})\n",
        ),
        Odd(
            "signs",
            r"\ { } $ & # ^ _ ~ % \\ \end{document} ^^5c \input{x} `\end{document} {}%$#&_^~\`"
            "\n\n# \\ { } $ & # ^ _ ~ % \n\nLASTWORD\n",
        ),
        Odd(
            "code in heading",
            "# `code` **bold** *it* [link](https://example.org) ~~s~~ H<sub>2</sub>O <kbd>K</kbd>"
            "\n\nLASTWORD\n",
        ),
        Odd(
            "rubric",
            f"{RST}.. rubric:: `a <https://x.org>`_ :kbd:`K` :math:`x^2` :abbr:`A (b)` ``c``"
            "\n\nLASTWORD\n",
        ),
        Odd(
            "inline",
            "**a *b ~~c `d` [e](https://x.org) H<sub>2<sup>3<sub>4</sub></sup></sub>~~*"
            " LASTWORD**\n",
        ),
        Odd(
            "spaces",
            "a\u00a0b\u2028c\u2029d\u200be\u00adf\ufeffg\u202fh\u3000i\u0301j\u20e3 LASTWORD\n",
        ),
        Odd(
            "code languages",
            "```latex\n\\end{sphinxVerbatim}\n```\n\n```text\n\\end{sphinxVerbatim}\nLASTWORD\n```\n",
        ),
        Odd(
            "lines of code",
            "```python\n" + "x = 1  # LINEOFCODE\n" * 400 + "```\n",
            ("LINEOFCODE",),
        ),
        Odd("empty code", "```\n```\n\n```python\n\n```\n\nLASTWORD\n"),
        Odd("tiny blocks", "- \n-\n\n> \n\n1.\n\n***\n\nLASTWORD\n"),
        Odd("long box", f"{RST}.. note::\n\n{LINES}\nLASTWORD\n"),
        Odd("list of nothing", "- - - - - - - x\n\nLASTWORD\n"),
        Odd(
            "brackets",
            "- [a] x\n- [b]\n\n[c] LASTWORD\n\n| [d] | [e] |\n| --- | --- |\n| [f] | [g] |\n",
        ),
        Odd("brackets in terms", f"{RST}[a] ]\n   [b] ]\n\n:[c] ]: [d]\n\nLASTWORD\n"),
    ]


def _pictures() -> list[Odd]:
    shapes = [
        f"![A sign]({name}.png)\n\n![A sign]({name}.png){{align=right}}\n\n"
        for name in ("wide", "tall", "dot", "column", "row")
    ]
    sizes = "".join(
        f".. image:: wide.png\n   :alt: A sign\n   {option}\n\n"
        for option in (
            ":width: 1px",
            ":width: 9000%",
            ":height: 0",
            ":scale: 0",
            ":width: 0",
            ":height: 90000px",
            ":width: 0.0001cm",
            ":scale: 9000",
            ":width: 3em",
            ":width: 99999pt",
        )
    )
    return [
        Odd(
            "picture in code",
            RST
            + ".. parsed-literal::\n\n   |a-b| END\n\n.. |a-b| image:: wide.png\n   :alt: A-B\n",
            ("END",),
        ),
        Odd("shapes", "".join(shapes) + "LASTWORD\n"),
        Odd("sizes", f"{RST}{sizes}LASTWORD\n"),
        Odd("picture in heading", "# A ![A sign](tall.png) HEAD\n\nText.\n", ("HEAD",)),
        Odd(
            "pictures in words",
            "- ![A](tall.png) a ![A](wide.png) LASTWORD\n\n"
            "> ![A](column.png)\n\n| ![A](tall.png) | b |\n"
            "| --- | --- |\n| ![A](wide.png) | c |\n",
        ),
        Odd(
            "picture in term",
            f"{RST}.. |p| image:: tall.png\n   :alt: A\n\n|p|\n   |p|\n\n:|p|: |p|\n\nLASTWORD\n",
        ),
        Odd(
            "linked picture",
            "[![A sign](tall.png)](https://example.org) LASTWORD\n\n- [![A sign](wide.png)](https://example.org)\n",
        ),
        Odd(
            "figures in a row",
            "".join(
                f"```{{figure}} wide.png\n:alt: A\n:align: {side}\n\nCaption\n```\n\n"
                for side in ("left", "right", "center") * 8
            )
            + "LASTWORD\n",
        ),
    ]


def _formulas() -> list[Odd]:
    formula = (
        r"{math}`\frac{a^2}{\sqrt{b}} \begin{pmatrix} a & b \\ c & d \end{pmatrix} \text{if $x$}`"
    )
    display = "```{math}\n\\begin{align} a &= b \\\\ c &= d \\end{align}\n```\n"
    return [
        Odd(
            "formula in heading",
            f"# Head {formula} HEAD\n\n" + "".join(f"{'#' * n} {formula}\n\n" for n in range(2, 7)),
            ("HEAD",),
        ),
        Odd(
            "formula in places",
            f"- {formula}\n\n> {formula}\n\n"
            f"| {formula.replace('|', '')} | b |\n| --- | --- |\n| c | d |\n\n"
            f"```{{admonition}} {formula}\nx\n```\n\n"
            f"```{{table}} {formula}\n| a |\n| --- |\n| b |\n```\n\n"
            f"[{formula}](https://example.org) **{formula}** LASTWORD[^n]\n\n[^n]: {formula}\n",
        ),
        Odd(
            "figure in figure",
            f"{RST}.. figure:: wide.png\n   :alt: A sign\n\n   First\n\n"
            "   .. figure:: tall.png\n      :alt: A sign\n\n      LASTWORD\n",
        ),
        *(
            Odd(f"long {name} in notes", f"{RST}.. note::\n\n   .. tip::\n\n{inner}")
            for name, inner in IN_NOTES.items()
        ),
        Odd(
            "formula in term",
            f"{RST}:math:`a_b`\n   x\n\n:math:`a \\over b`\n   y\n\n:f :math:`x`: LASTWORD\n",
        ),
        Odd(
            "formula in code caption",
            f"```{{code-block}} python\n:caption: {formula}\n\nx = 1\n```\n\nLASTWORD\n",
        ),
        Odd(
            "displays",
            f"{display}\n- {display.replace(chr(10), chr(10) + '  ')}\n\n"
            f"> {display.replace(chr(10), chr(10) + '> ')}\n\nLASTWORD\n",
        ),
        Odd("empty lines", "```{math}\na = b\n\nc &= d\n\n[0, 1]\n```\n\nLASTWORD\n"),
        Odd(
            "refused",
            "".join(
                f"{{math}}`{bad}`\n\n"
                for bad in (
                    "a & b",
                    "x^a^b",
                    r"\frac{1}",
                    "x_",
                    r"\left( x",
                    "a # b",
                    r"\limits^2",
                    r"\color{nocolor}{x}",
                    r"\degree",
                )
            )
            + "LASTWORD\n",
        ),
    ]
