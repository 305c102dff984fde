"""Text that LaTeX can't set as it is: characters, long words and lines, long captions, formulas."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.nodes import around, blocks_of_reports, find_all, is_inside
from sphinx_roundup.parsing import BOX_CLASS

if TYPE_CHECKING:
    from sphinx.config import Config

KNOWN = (
    r"\x00-\x7f\xa0-\u0125\u0128-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u0165"
    r"\u0168-\u017e\u0192\u01c4-\u01d4\u01e2-\u01e3\u01e6-\u01eb\u01f0\u01f4-\u01f5"
    r"\u0218-\u021b\u0232-\u0233\u0237\u02c6-\u02c7\u02d8-\u02d9\u02db-\u02dd\u0e3f"
    r"\u1e02-\u1e03\u1e0d\u1e1e-\u1e21\u1e25\u1e30-\u1e31\u1e37\u1e43\u1e45\u1e47\u1e5b"
    r"\u1e63\u1e6d\u1e8e-\u1e91\u1e9e\u1ef2-\u1ef3\u2010-\u2016\u2018-\u201a\u201c-\u201e"
    r"\u2020-\u2023\u2026\u2030-\u2031\u2039-\u203b\u203d\u2044\u204e\u2052\u2070"
    r"\u2074-\u2079\u2080-\u2089\u20a1\u20a4\u20a6\u20a9\u20ab-\u20ac\u20b1\u2103"
    r"\u2116-\u2117\u211e\u2120\u2122\u2126-\u2127\u212e-\u212f\u2148\u2190-\u2193\u221e"
    r"\u2329-\u232a\u23bd\u2422-\u2423\u2500\u2502\u2514\u251c\u2572\u25e6\u25ef\u266a"
    r"\u2713-\u2716\u27e8-\u27e9\u3008-\u3009\ufb00-\ufb06"
)
"""Characters that LaTeX and Sphinx's preamble define for pdflatex (TeX Live 2022), as a class of
regular expressions."""
_CYRILLIC = r"\u0400-\u04ff"
_CYRILLIC_LANGUAGES = {"be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk"}
"""Languages for which Sphinx loads Cyrillic fonts."""
_BETWEEN_CODES = re.compile(r"(?<=[0-9A-F])\]\[(?=U\+)")
_DECLARES = re.compile(r"DeclareUnicodeCharacter|newunicodechar")

_LONGEST_WORD = 500  # characters. XeTeX crashes or hangs at about a thousand without a blank
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD}}}(?=\S)")

_LONG_LINE = re.compile(r".{4000}")
_UP_TO_LONG_LINE = re.compile(r".{1,4000}", re.DOTALL)
_LONGEST_CODE = 12_000  # characters, each 70 words of a memory of five million for pdfTeX
_BLANK_BETWEEN = re.compile(r"(?<=\S) (?!\s)")

_ADDRESS = re.compile(r"\S{25,}")
_BREAKS = re.compile(r"(?<=[/.?&=_])(?=\w)")
_UNBROKEN = (nodes.FixedTextElement, nodes.literal, nodes.math, nodes.raw, nodes.title)
_LONGEST_CAPTION = 1000
"""Characters. LaTeX measures a caption in one line, and ends where that is too long for it; of
headings it makes bookmarks, in the square of the time."""


def latex(text: str) -> nodes.raw:
    """Return code for LaTeX alone."""
    return nodes.raw("", text, format="latex")


def replace_text(text: nodes.Text, new: str) -> None:
    """Replace a text, in code with the source that is highlighted."""
    parent = text.parent
    if parent.rawsource == parent.astext():
        parent.rawsource = new
    parent.replace(text, nodes.Text(new))


# -- Characters for pdflatex -------------------------------------------------------------


def uses_plain_pdflatex(config: Config) -> bool:
    """Whether the document is printed by pdflatex as Sphinx sets it up.

    It ends at an emoji; XeLaTeX and LuaLaTeX print all characters of their fonts.
    """
    elements = config.latex_elements
    declares = "fontenc" in elements or _DECLARES.search(str(elements))
    return config.latex_engine == "pdflatex" and not declares


def describe_characters(document: nodes.document, language: str) -> dict[str, nodes.Element]:
    """Replace what pdflatex can't print by its name: ``[party popper]``, or code: ``[U+68EE]``.

    In reports and lists of people alone.

    :returns: the replaced characters, each with the element in which it was first
    """
    is_cyrillic = language[:2] in _CYRILLIC_LANGUAGES
    unknown = re.compile(f"[^{KNOWN}{_CYRILLIC if is_cyrillic else ''}]+")
    described: dict[str, nodes.Element] = {}
    for block in blocks_of_reports(document):
        for formula in find_all(block, (nodes.math, nodes.math_block)):
            if unknown.search(formula.astext()):
                kind = nodes.literal if isinstance(formula, nodes.math) else nodes.literal_block
                attributes = {"ids": formula["ids"], "language": "text"}
                formula.replace_self(kind("", formula.astext(), **attributes))
        for text in list(block.findall(nodes.Text)):
            if BOX_CLASS not in text.parent["classes"]:
                described |= dict.fromkeys(_describe_text(text, unknown), text.parent) | described
    return described


def _describe_text(text: nodes.Text, unknown: re.Pattern[str]) -> list[str]:
    """Replace the unknown characters of a text; return those shown by a name or a code."""
    composed = unicodedata.normalize("NFC", text)
    runs = unknown.findall(composed)
    if runs or composed != text:
        replace_text(text, unknown.sub(lambda match: _describe(match[0], unknown), composed))
    return [character for character in "".join(runs) if _describe(character, unknown)[:1] == "["]


def _describe(run: str, unknown: re.Pattern[str]) -> str:
    """Return the names and codes of adjacent characters; marks and selectors need none."""
    parts: list[str] = []
    for character in run:
        simple = unicodedata.normalize("NFKC", character)
        category, code = unicodedata.category(character), f"U+{ord(character):04X}"
        if not unknown.search(simple):
            parts.append(simple)
        elif category[0] in "LN":
            parts.append(f"[{code}]")
        elif category[0] not in "MC" and category != "Sk":
            parts.append(f"[{unicodedata.name(character, code).lower()}]")
    return _BETWEEN_CODES.sub(" ", "".join(parts))


# -- Words and captions ------------------------------------------------------------------


def clean_texts(block: nodes.Element) -> None:
    """Put blanks into words that are too long for XeTeX; replace tabs, and blank lines but in code.

    TeX finds long code before a tab too wide. A blank line ends a paragraph of TeX, and no command
    may be around its end. Lines at the edges of a text are joined as well: another text may be
    beside it.
    """
    for text in list(block.findall(nodes.Text)):
        new = _LONG_WORD.sub(r"\g<0> ", text.expandtabs())
        has_blank_lines = "\n" in text and not all(map(str.strip, text.split("\n")))
        if has_blank_lines and not is_inside(text, nodes.FixedTextElement):
            new = new.replace("\n", " ")
        if new != text:
            replace_text(text, new)


def break_addresses(report: nodes.section) -> None:
    """Let long words end a line after signs that addresses have; Sphinx does it in code."""
    for text in [n for n in report.findall(nodes.Text) if _ADDRESS.search(n)]:
        is_link = text.parent.get("refuri") == text  # which Sphinx breaks as well
        if not (is_link or any(isinstance(each, _UNBROKEN) for each in around(text))):
            marked = _ADDRESS.sub(lambda match: _BREAKS.sub("\0", match[0]), text)
            first, *others = marked.split("\0")
            rest = [n for part in others for n in (latex(r"\allowbreak{}"), nodes.Text(part))]
            text.parent.replace(text, [nodes.Text(first), *rest])


def break_long_lines(block: nodes.Element) -> None:
    """Break long lines; TeX reads at most 200,000 bytes, and 14 may print one character."""
    for line in list(block.findall(nodes.TextElement)):
        if isinstance(line.parent, nodes.TextElement) or not _LONG_LINE.search(line.astext()):
            continue
        before = "\n"
        for text in list(line.findall(nodes.Text)):
            if isinstance(line, nodes.literal_block | nodes.doctest_block):
                replace_text(text, _LONG_LINE.sub(r"\g<0>\n", text))
            else:
                ahead = _BLANK_BETWEEN.sub("\n", before + text)  # two would end the paragraph
                replace_text(text, ahead[1:])
                before = ahead[-1]


def divide_long_code(report: nodes.section) -> None:
    """Divide long code, without the markup in it.

    TeX keeps each block in memory, and reads code in a paragraph a second time, as one line.
    """
    for literal in list(report.findall(nodes.literal)):
        pieces = _UP_TO_LONG_LINE.findall(literal.astext())
        if len(pieces) > 1:
            literal.replace_self([nodes.literal("", piece) for piece in pieces])
    for code in list(report.findall(nodes.literal_block)):
        lines = code.astext().split("\n")
        if sum(map(len, lines)) <= _LONGEST_CODE:
            continue
        per_part = max(1, _LONGEST_CODE // max(map(len, lines)))
        parts: list[nodes.Node] = []
        for start in range(0, len(lines), per_part):
            text = "\n".join(lines[start : start + per_part])
            parts.append(nodes.literal_block(text, text, **code.attributes))
            code["ids"] = []
        code.parent.replace(code, parts)


def move_long_captions(report: nodes.section) -> None:
    """Show long captions of tables and of code as paragraphs above them, headings below."""
    for caption in find_all(report, (nodes.title, nodes.caption)):
        block, text = caption.parent, caption.astext()
        has_caption = isinstance(block, nodes.section | nodes.table | nodes.container)
        if len(text) <= _LONGEST_CAPTION or not has_caption:
            continue
        line = nodes.paragraph("", "", nodes.strong("", "", *caption.children), ids=caption["ids"])
        if isinstance(block, nodes.section):
            caption["ids"], caption[:] = [], [nodes.Text(f"{text[:_LONGEST_CAPTION]}…")]
            block.insert(1, line)
        else:
            block.remove(caption)
            block.attributes.pop("literal_block", None)
            block.parent.insert(block.parent.index(block), line)


# -- Footnotes ---------------------------------------------------------------------------


def show_footnotes(report: nodes.section) -> None:
    """Show the footnotes of a report as paragraphs with numbers, as HTML does, and link to them.

    A footnote of LaTeX can hold no code, and be in no heading, list or table; Sphinx leaves out
    those that nothing or only a footnote references.
    """
    for reference in list(report.findall(nodes.footnote_reference)):
        mark: nodes.Element = nodes.superscript("", reference.astext())
        if not is_inside(reference, (nodes.title, nodes.reference)):
            mark = nodes.reference("", "", mark, internal=True, refid=reference["refid"])
        reference.replace_self(mark)
    for footnote in list(report.findall(nodes.footnote)):
        label, *blocks = footnote.children
        target = nodes.target("", "", ids=footnote["ids"])
        number = nodes.superscript("", label.astext())
        first = nodes.paragraph("", "", target, number, nodes.Text(" "))
        if blocks and isinstance(blocks[0], nodes.paragraph):
            first += blocks.pop(0).children
        footnote.replace_self([first, *blocks])


# -- Formulas ----------------------------------------------------------------------------


def set_formulas(report: nodes.section) -> None:
    """Show formulas in tables inline, and give those of headings a text for bookmarks.

    LaTeX sets the cells of some tables twice, first in one line, where no equation can be.
    """
    for table in report.findall(nodes.table):
        for block in list(table.findall(nodes.math_block)):
            block.replace_self(_as_inline(block))
    for title in report.findall(nodes.title):
        for formula in list(title.findall(nodes.math)):
            text = formula.astext()
            plain = " ".join(re.findall("[A-Za-z0-9]+", text))
            formula.replace_self(
                latex(rf"\texorpdfstring{{\protect\({text}\protect\)}}{{{plain}}}")
            )


def _as_inline(formula: nodes.math_block) -> list[nodes.Node]:
    parts = [part for part in formula.astext().split("\n\n") if part.strip()]
    lines = r"\displaystyle\begin{aligned}{}%s\end{aligned}"
    content: list[nodes.Node] = [nodes.math("", lines % part) for part in parts]
    if formula.get("number"):
        content.append(nodes.Text(f" ({formula['number']})"))
    targets = [nodes.target("", "", ids=formula["ids"])] if formula["ids"] else []
    return [*targets, nodes.paragraph("", "", *content)]
