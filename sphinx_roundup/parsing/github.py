"""GitHub's additions to Markdown: anchors of headings, names of emoji, dark and light pictures."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.nodes import find_all

if TYPE_CHECKING:
    from sphinx_roundup.problems import Problem

_EMOJI = re.compile(r":[a-z0-9_+-]+:")
_MODE = re.compile("#(?:gh-|only-)(dark|light)(?:-mode-only)?$")  # of GitHub, and MkDocs Material


def github_anchor(words: str) -> str:
    r"""Return the anchor that GitHub gives a heading: names of emoji stay, emoji are left out.

    It keeps what Ruby's ``\p{Word}`` matches, which combining marks are, unlike Python's ``\w``
    (``table_of_contents_filter.rb`` of https://github.com/gjtorikian/html-pipeline).
    """
    return "".join(filter(_is_of_word, words.lower().replace(" ", "-")))


def _is_of_word(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LMN" or category == "Pc" or character == "-"


def show_emoji(text: str) -> str:
    """Replace ``:tada:`` by the emoji."""
    return _EMOJI.sub(_emoji_of, text)


def _emoji_of(name: re.Match[str]) -> str:
    try:
        from emoji import emojize  # noqa: PLC0415 - a list of thousands, which few reports need
    except ImportError:  # where the packages that ours requires weren't updated with it
        return name[0]
    return emojize(name[0], language="alias")


def choose_pictures(document: nodes.document) -> list[Problem]:
    """Leave the light one of two pictures for a dark and a light page, and show any other."""
    found = [(image, mode) for image in find_all(document, nodes.image)
             if (mode := _MODE.search(image["uri"]))]  # fmt: skip
    has_light = any(mode[1] == "light" for _, mode in found)
    for image, mode in found:
        image["uri"] = image["uri"][: mode.start()]
        if has_light and mode[1] == "dark":
            link = image.parent
            is_linked = isinstance(link, nodes.reference) and len(link) == 1
            (link if is_linked else image).parent.remove(link if is_linked else image)
    return []
