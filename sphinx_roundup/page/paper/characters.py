"""Characters of reports that pdflatex can't print, described in ones that it can.

Sphinx prints English by pdflatex, unless conf.py names another engine, and pdflatex ends at an
emoji. XeLaTeX and LuaLaTeX print all that their fonts have.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.log import warn
from sphinx_roundup.nodes import report_sections
from sphinx_roundup.problems import Subtype, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

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
_FORMULAS = (nodes.math, nodes.math_block)
_DECLARES = re.compile(r"DeclareUnicodeCharacter|newunicodechar")


class DescribeCharacters(SphinxPostTransform):
    """Replace what pdflatex can't print by its name: ``[party popper]``, or its code: ``[U+68EE]``.

    In reports and lists of people alone, and only where conf.py declares no characters.
    """

    default_priority = 565  # before formulas and long words are set
    formats = ("latex",)

    def is_supported(self) -> bool:
        """Whether the document is printed by pdflatex as Sphinx sets it up."""
        elements = self.config.latex_elements
        declares = "fontenc" in elements or _DECLARES.search(str(elements))
        return super().is_supported() and self.config.latex_engine == "pdflatex" and not declares

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Describe the characters, and warn once of all of them."""
        is_cyrillic = (self.config.language or "")[:2] in _CYRILLIC_LANGUAGES
        unknown = re.compile(f"[^{KNOWN}{_CYRILLIC if is_cyrillic else ''}]+")
        described: dict[str, nodes.Element] = {}
        for block in self._parts_of_reports():
            for formula in [n for n in block.findall(nodes.Element) if isinstance(n, _FORMULAS)]:
                if unknown.search(formula.astext()):
                    formula.replace_self(_as_code(formula))
            for text in list(block.findall(nodes.Text)):
                described |= dict.fromkeys(_replace(text, unknown), text.parent) | described
        if described:
            self._warn(described)

    def _warn(self, described: Mapping[str, nodes.Element]) -> None:
        message = (
            "pdflatex has no font for characters of reports, such as %s (%d in all), and prints"
            " their names or codes; set latex_engine = 'xelatex' in conf.py"
        )
        examples = shown(" ".join(list(described)[:3]))
        first = next(iter(described.values()))
        location = first if first.source else self.env.current_document.docname
        warn(Subtype.CONFIG, message, examples, len(described), location=location)

    def _parts_of_reports(self) -> Iterator[nodes.Element]:
        yield from report_sections(self.document)
        for block in self.document.findall(nodes.container):
            if any(name.startswith("roundup-") for name in block["classes"]):
                yield block


def _as_code(formula: nodes.Element) -> nodes.Element:
    kind = nodes.literal if isinstance(formula, nodes.math) else nodes.literal_block
    return kind("", formula.astext(), ids=formula["ids"], language="text")


def _replace(text: nodes.Text, unknown: re.Pattern[str]) -> list[str]:
    """Replace the unknown characters of a text; return those that only a name or code shows."""
    composed = unicodedata.normalize("NFC", text)
    runs = unknown.findall(composed)
    if not runs:
        return []
    parent = text.parent
    words = unknown.sub(lambda match: _describe(match[0], unknown), composed)
    if parent.rawsource == parent.astext():  # or code isn't highlighted
        parent.rawsource = words
    parent.replace(text, nodes.Text(words))
    return [character for character in "".join(runs) if _describe(character, unknown)[:1] == "["]


def _describe(run: str, unknown: re.Pattern[str]) -> str:
    """Return characters in a row by names and codes; marks and selectors need none."""
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
