"""Reports that LaTeX might not set: one of each shape, with words to look for."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import yaml

RST = ":author: Ana\n\n"

LONG = "unbreakable" * 60
URL = f"https://example.org/{'path/' * 150}"
FLAGS = "🎉 👩‍👩‍👧 ❤️ 森田 健司 العربية עברית ไทย हिन्दी ქართული ꜱ 𓀀 ☃ → ≤ Ω й"
DATA = yaml.safe_load((Path(__file__).parent / "roots" / "odd_reports.yml").read_text("utf-8"))
PLACES = DATA["places"] | {
    "floated caption": "```{figure} wide.png\n:alt: A\n:align: right\n\nCaption[^n]\n```\n\n"
    + "Many words. " * 80
}
"""Where a footnote is referenced, in Markdown."""
BLOCKS = DATA["blocks"] | {
    "long table": "===  =====\n" + "a    INNER\n" * 40 + "===  =====\n",
    "long code": "::\n\n" + "   INNER\n" * 120,
}
"""Blocks of reST, to be put into others."""
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


LINES = "   | x\n" * 2500
MANY_HEADS = (
    ".. list-table::\n   :header-rows: 22\n\n" + "   * - HEAD\n" * 22 + "   * - BODY\n" * 40
)


def odd_reports() -> list[Odd]:
    """Return all of them."""
    written = [Odd(**each) for each in DATA["reports"]]
    return [*written, *_nested(), *_notes(), *_blocks(), *_tables(), *_words(), *_formulas()]


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
    notes = DATA["notes"]
    kinds = list(notes)
    found = [
        Odd(f"{kind} in note in {place}", f"{text}\n\n[^n]: {notes[kind]}\n", ("FOOTEND",))
        for number, (place, text) in enumerate(PLACES.items())
        for kind in ("code", kinds[number % len(kinds)])
    ]
    found += [
        Odd(f"note in {place}", f"{RST}Text.\n\n{text}{NOTE_RST * text.count('[#]')}", ("FOOTEND",))
        for place, text in DATA["rst_places"].items()
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
    return [
        Odd("20 columns", table(20, 3, "WIDE cell"), ("WIDE",)),
        Odd("60 columns", table(60, 2, "WIDE"), ()),
        Odd("400 columns", table(400, 2, "WIDE"), ("WIDE",)),
        Odd("head of many rows", f"{RST}{MANY_HEADS}", ("HEAD", "BODY")),
        Odd("long words in cells", table(4, 3, LONG), ("unbreakable",)),
        Odd("300 rows", table(3, 300, "LONGTABLE"), ("LONGTABLE",)),
        Odd("300 rows with code", table(2, 300, "`LONGTABLE`"), ("LONGTABLE",)),
        Odd("long cell", table(2, 1, "many words " * 600 + "HUGECELL"), ("HUGECELL",)),
    ]


def _words() -> list[Odd]:
    link = f"[{FLAGS}](https://example.org/{FLAGS.split(maxsplit=1)[0]})"
    return [
        Odd("long word", f"{LONG}\n\n**{LONG}**\n\n# {LONG}\n\nLASTWORD\n"),
        Odd("long address", f"<{URL}>\n\n[words]({URL})\n\n# {URL}\n\nLASTWORD\n"),
        Odd("long code", f"`{LONG}`\n\n```\n{LONG * 9}\n```\n\nLASTWORD\n"),
        Odd("lines of code", "```python\n" + "x = 1  # LASTWORD\n" * 400 + "```\n"),
        Odd("long box", f"{RST}.. note::\n\n{LINES}\nLASTWORD\n"),
        Odd(
            "scripts elsewhere",
            f"- {FLAGS}\n\n| {FLAGS} | b |\n| --- | --- |\n| {FLAGS} | LASTWORD |\n\n{link}\n",
        ),
        Odd(
            "signs",
            r"\ { } $ & # ^ _ ~ % \\ \end{document} ^^5c \input{x} `\end{document} {}%$#&_^~\`"
            "\n\n# \\ { } $ & # ^ _ ~ % \n\nLASTWORD\n",
        ),
        Odd(
            "spaces",
            "a\u00a0b\u2028c\u2029d\u200be\u00adf\ufeffg\u202fh\u3000i\u0301j\u20e3 LASTWORD\n",
        ),
        Odd("tiny blocks", "- \n-\n\n> \n\n1.\n\n***\n\nLASTWORD\n"),
        Odd(
            "figures in a row",
            "".join(
                f"```{{figure}} wide.png\n:alt: A\n:align: {side}\n\nCaption\n```\n\n"
                for side in ("left", "right", "center") * 8
            )
            + "LASTWORD\n",
        ),
        *(
            Odd(f"long {name} in notes", f"{RST}.. note::\n\n   .. tip::\n\n{inner}")
            for name, inner in IN_NOTES.items()
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
            "formula in code caption",
            f"```{{code-block}} python\n:caption: {formula}\n\nx = 1\n```\n\nLASTWORD\n",
        ),
        Odd(
            "displays",
            f"{display}\n- {display.replace(chr(10), chr(10) + '  ')}\n\n"
            f"> {display.replace(chr(10), chr(10) + '> ')}\n\nLASTWORD\n",
        ),
    ]
