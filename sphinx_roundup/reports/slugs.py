"""Slugs and anchors made from names and headings, in any script."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from sphinx_roundup.reports.decoding import INVISIBLE

SEPARATOR = "--"
"""Between a report's slug and the anchor of its part. No slug contains it, so that the heading
"Lee" of ``ana`` (``ana--lee``) and the report of Ana Lee (``ana-lee``) have two anchors."""

# Latin letters that Unicode doesn't decompose, as docutils' make_id writes them.
_LATIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l"}
    | {"ŋ": "n", "þ": "th", "ŧ": "t", "ƒ": "f"}
)

# Ids that themes and Sphinx's templates use, or that docutils and Sphinx generate.
_RESERVED = re.compile(
    r"""(
        searchbox | search | search-(results|documentation|progress|query) | searchlabel | genindex
      | index | modindex | top | toc | localtoc | globaltoc | toctree | sidebar | navbar | footer
      | header | main | main-content | content | body | document | documentwrapper | bodywrapper
      | wrapper | page | root | app | location | furo-.* | roundup-.* | pst-.* | sphinx-.*
      | bd-.* | sd-.*
      | (id|footnote|citation|equation|index|section|table|figure|image|module|term)-?\d*
    )""",
    re.VERBOSE,
)


@lru_cache(maxsize=10_000)
def make_slug(text: str) -> str:
    """Return *text* as an anchor: lower case, words joined by single hyphens.

    Latin letters lose their accents, as in docutils' ``make_id``; letters and digits of
    other scripts stay, since HTML 5 and XML allow them in ids. Text without letters and
    digits gives ``""``. Invisible characters, and marks without a letter of their script,
    are left out.
    """
    if text.isascii():
        return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")
    slug = ""
    for char in INVISIBLE.sub("", unicodedata.normalize("NFC", text)).casefold():
        if unicodedata.category(char)[0] != "M":
            slug += _plain(char)
        elif slug and not slug[-1].isascii():
            slug += char
    return re.sub(r"-+", "-", slug).strip("-")


def _plain(char: str) -> str:
    """Return a character, no combining mark, as a slug has it."""
    base = unicodedata.normalize("NFKD", char).translate(_LATIN)
    latin = "".join(c for c in base if c.isascii() and c.isalnum()).lower()
    return latin or (char if unicodedata.category(char)[0] in "LN" else "-")


def make_anchor(text: str) -> str:
    """Return *text* as an anchor of a page, ``""`` where :func:`make_slug` gives that.

    It begins as an XML id must (EPUB is XML), and is none that a theme, docutils or Sphinx
    uses: otherwise it begins with an underscore, which no slug has.
    """
    slug = make_slug(text)
    if slug and (not slug[0].isalpha() or _RESERVED.fullmatch(slug)):
        return f"_{slug}"
    return slug


def short_hash(text: str) -> str:
    """Return the first eight hexadecimal digits of the text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def unique(slug: str, taken: dict[str, int]) -> str:
    """Return *slug*, with a number if it is taken, and take it.

    :param taken: each slug with the last number that was tried
    """
    candidate, number = slug, taken.get(slug, 0)
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    taken |= {candidate: 0, slug: number}
    return candidate
