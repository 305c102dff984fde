"""Content of a report's section on a page: text, pictures and files."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.nodes import BYLINE_CLASS, PICTURE, REPORT
from sphinx_roundup.page.section import TITLE_CLASS
from sphinx_roundup.people.roster import BACK_CLASS
from sphinx_roundup.problems import Subtype

if TYPE_CHECKING:
    from sphinx_roundup.domain.records import Place

_SMALL_PRINT = frozenset({BACK_CLASS, BYLINE_CLASS, TITLE_CLASS})
_UNSEEN = (nodes.title, nodes.Invisible, nodes.raw, addnodes.only)


class Shown(NamedTuple):
    """A report on its page."""

    filename: str
    place: Place
    words: int
    files: tuple[str, ...]
    """What it shows or offers, below the source folder; pictures that are inside of its text
    have names, too."""
    pictures: int
    undescribed: int
    """Pictures without words for those who can't see them."""


def read_section(section: nodes.section, place: Place, undescribed: int) -> Shown:
    """Return what the section of a report shows.

    :param undescribed: see :class:`UndescribedPictures`
    """
    images = list(section.findall(nodes.image))
    links = (n for n in section.findall(nodes.reference) if PICTURE in n)
    downloads = section.findall(addnodes.download_reference)
    files = [image["uri"] for image in images]
    files += [link[PICTURE] for link in links] + [node["reftarget"] for node in downloads]
    names = dict.fromkeys(name.removeprefix("/") for name in files)
    return Shown(
        section[REPORT], place, count_words(section), tuple(names), len(images), undescribed
    )


def count_words(node: nodes.Node) -> int:
    """Return how many words a report has, without its heading and its small print."""
    if isinstance(node, _UNSEEN) or not isinstance(node, nodes.Element):
        return 0
    if _SMALL_PRINT & set(node["classes"]):
        return 0
    if isinstance(node, nodes.TextElement):
        return len(node.astext().split())
    return sum(map(count_words, node.children))


class UndescribedPictures(logging.Handler):
    """Counts the pictures that a build reports as undescribed."""

    def __init__(self) -> None:
        # Sphinx holds back the handlers of this level until a page is read.
        super().__init__(logging.WARNING)
        self.counts: Counter[str] = Counter()
        """By the path of the report."""

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        if getattr(record, "subtype", None) == Subtype.ALT.value:
            self.counts[str(getattr(record, "location", "")).rpartition(":")[0]] += 1
