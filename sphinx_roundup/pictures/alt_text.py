"""Words for those who can't see a picture."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.i18n import host_of
from sphinx_roundup.parsing.html_inline import DECORATIVE
from sphinx_roundup.problems import Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.problems import Problem

# What cameras, telephones and GitHub's editor call a picture that nobody has named.
_NO_WORDS = re.compile(
    r"image|\S+\.(avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)"
    r"|(dsc\w?|image|img|photo|picture|pxl|screenshot)?[\W_]*\d[\W\d_]*",
    re.IGNORECASE,
)


def settle_alt(
    image: nodes.image, filename: str, line: int, *, rst: bool, meant: bool
) -> Iterator[Problem]:
    """Tell of an image without words, or with a file's name for words, and leave it none.

    :param filename: of the picture, empty where it has none
    :param rst: whether the report is written in reST
    :param meant: whether an empty text was written as such: the picture is decoration
    """
    alt = image["alt"] = " ".join(image["alt"].split())
    meant = meant or image.attributes.pop(DECORATIVE, False)
    if alt and not _is_name(alt, filename):
        return
    image["alt"] = ""
    _name_link(image)
    if alt:
        message = "'%s' is a file's name and tells nobody what the picture shows; describe it"
        yield problem(Subtype.ALT, line, message, alt)
    elif not meant:
        name = posixpath.basename(filename)
        message = "the picture '%s' has no words for those who can't see it; describe it: %s"
        cure = ":alt: what it shows" if rst else f"![what it shows]({name or '...'})"
        yield problem(Subtype.ALT, line, message, name or "in the text", cure)


def _is_name(alt: str, filename: str) -> bool:
    """Say whether words are the name of a file; one plain word may be both."""
    name = posixpath.basename(filename)
    stem = posixpath.splitext(name)[0]
    is_stem = alt.casefold() == stem.casefold() and re.search(r"[\d_-]", stem) is not None
    return alt.casefold() == name.casefold() or is_stem or bool(_NO_WORDS.fullmatch(alt))


def _name_link(image: nodes.image) -> None:
    """Give a link that is a picture and nothing else the name of its host, for the same people."""
    link = image.parent
    if isinstance(link, nodes.reference) and not link.astext().strip():
        url = link.get("refuri", "")
        link["reftitle"] = host_of(url) or url  # no words: such a link may be no part of a line
