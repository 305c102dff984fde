"""Node classes of the extension, walks through trees of nodes, and builders of nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx.writers.html5 import HTML5Translator

T = TypeVar("T")

REPORT = "roundup_report"  # attribute of a report's section, which no report can set: its file name

PICTURE = "roundup_picture"
"""Attribute of an image that is published as a clean copy: its largest width in pixels, 0 for
``roundup_image_width``; and of a link to a photo: the photo's file name below the source folder."""

WORDS = "roundup_words"  # attribute of a section: the words of its heading before translation

STYLESHEET = "roundup.css"

REPORT_CLASS = "roundup-report"
FACES_CLASS = "roundup-faces"
BYLINE_CLASS = "roundup-byline"
TITLE_CLASS = "roundup-title"
FACTS_CLASS = "roundup-facts"
LIST_CLASS = "roundup-list"
CARDS_CLASS = "roundup-cards"


class Placeholder(nodes.General, nodes.Element):
    """Placeholder of a query result, which is known once all pages are read.

    Attributes: ``part``, as :meth:`.ProjectIndex.query` takes it; ``docname``, of the page;
    ``about``, a report's file name, a style or an event, or empty.
    """


class roundup_picture(nodes.image):  # noqa: N801 - docutils' names of nodes
    """An image with the size of its file, for HTML alone.

    docutils' ``width`` and ``height`` are the author's, and become a style. The file's size goes
    into HTML's attributes, so that a browser reserves the space before it has loaded the picture.

    Attributes: ``shape``, width and height in pixels, or ``None``.
    """


def visit_picture(translator: HTML5Translator, node: roundup_picture) -> None:
    """Write an image as the theme does, and add the size to its tag."""
    translator.visit_image(node)
    if shape := node.get("shape"):
        width, height = shape
        tag, ratio = translator.body[-1], f"--roundup-ratio: {width / height:.4g};"
        if ' style="' in tag:  # in no other attribute: a quotation mark is escaped there
            tag = tag.replace(' style="', f' style="{ratio} ', 1)
        else:
            tag = tag.replace("<img", f'<img style="{ratio}"', 1)
        if "height" not in node:  # the author's takes precedence
            tag = tag.replace("<img", f'<img width="{width}" height="{height}"', 1)
        translator.body[-1] = tag


def depart_picture(translator: HTML5Translator, node: roundup_picture) -> None:
    """End an image."""
    translator.depart_image(node)


# -- Walks -------------------------------------------------------------------------------


def nodes_in(node: nodes.Node) -> list[nodes.Node]:
    """Return *node* and all nodes in it, level by level, in a fifth of ``findall``'s time."""
    found = [node]
    for each in found:
        found += each.children
    return found


def elements_by_level(node: nodes.Node) -> list[nodes.Element]:
    """Return the elements in *node*, itself included, for work whose order doesn't matter."""
    found: list[Any] = nodes_in(node)
    return [each for each in found if type(each) is not nodes.Text]


def elements_in(node: nodes.Node) -> list[nodes.Element]:
    """Return the elements in *node*, itself included, as ``findall`` does in twice the time."""
    found: list[Any] = []
    waiting: list[Any] = [node] if isinstance(node, nodes.Element) else []
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += [child for child in each.children[::-1] if type(child) is not nodes.Text]
    return found


@overload
def find_all(node: nodes.Node, kind: type[T]) -> list[T]: ...
@overload
def find_all(node: nodes.Node, kind: tuple[type, ...]) -> list[Any]: ...
def find_all(node: nodes.Node, kind: type | tuple[type, ...]) -> list[Any]:
    """Return the elements of some classes that are in *node*, as ``findall`` does."""
    everything = nodes_in(node)
    kinds = {each for each in set(map(type, everything)) if issubclass(each, kind)}
    found = [each for each in everything if type(each) in kinds] if kinds else []
    return found if len(found) < 2 else [n for n in elements_in(node) if type(n) in kinds]


def line_of(node: nodes.Element) -> int:
    """Return the first line that is known of a node, of what is in it, or of its parent."""
    return next((n.line for n in (*node.findall(nodes.Element), node.parent) if n.line), 1)


def around(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield the ancestors of a node, the innermost first."""
    while node.parent is not None:
        node = node.parent
        yield node


def is_inside(node: nodes.Node, kind: type | tuple[type, ...]) -> bool:
    """Whether an ancestor of a node is of a class."""
    return any(isinstance(outer, kind) for outer in around(node))


def image_in(picture: nodes.Element) -> nodes.image:
    """Return the image of a figure or of a link, or the image itself."""
    return next(iter(picture.findall(nodes.image)))


def is_seen(node: nodes.Node) -> bool:
    """Whether a reader sees anything of a node: text, or a picture."""
    if isinstance(node, nodes.Text):
        return bool(node.strip())
    return isinstance(node, nodes.image) or any(map(is_seen, reversed(node.children)))


_ADDED_CLASSES = frozenset({BYLINE_CLASS, TITLE_CLASS})
_UNSEEN = (nodes.title, nodes.Invisible, nodes.raw, addnodes.only)


def count_words(node: nodes.Node) -> int:
    """Return how many words an author has written, without headings and what a page adds."""
    if isinstance(node, _UNSEEN) or not isinstance(node, nodes.Element):
        return 0
    if _ADDED_CLASSES & set(node["classes"]):
        return 0
    if isinstance(node, nodes.TextElement):
        return len(node.astext().split())
    return sum(map(count_words, node.children))


def report_sections(page: nodes.Element) -> list[nodes.section]:
    """Return the sections of the reports on a page; a list, for callers who move them."""
    found: list[nodes.section] = []
    waiting: list[nodes.Node] = [page]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.section) and REPORT in node:
            found.append(node)
        elif not isinstance(node, nodes.TextElement):
            waiting += node.children[::-1]
    return found


def is_ours(node: nodes.Element) -> bool:
    """Whether a node has one of the extension's classes."""
    return any(name.startswith("roundup-") for name in node["classes"])


def blocks_of_reports(doctree: nodes.document) -> list[nodes.Element]:
    """Return the sections of the reports on a page, and the blocks that are made of reports."""
    return [*report_sections(doctree), *filter(is_ours, find_all(doctree, nodes.container))]


def nodes_outside(doctree: nodes.document) -> list[nodes.Node]:
    """Return the nodes of a page without those of its reports, level by level."""
    found: list[nodes.Node] = [doctree]
    for each in found:
        found += [n for n in each.children if not (isinstance(n, nodes.section) and REPORT in n)]
    return found


# -- Builders of text --------------------------------------------------------------------


def text_nodes(text: str) -> list[nodes.Node]:
    """Return *text* as a node, and none where it is empty."""
    return [nodes.Text(text)] if text else []


def put_into(message: str, words: Sequence[nodes.Node]) -> list[nodes.Node]:
    """Return *message* with nodes in the place of its ``%s``."""
    before, _sign, after = message.partition("%s")
    return [*text_nodes(before), *words, *text_nodes(after)]


def divide(items: Iterable[Sequence[nodes.Node]], divider: str) -> list[nodes.Node]:
    """Return *items*, each of some nodes, with *divider* between them; empty ones left out."""
    divided: list[nodes.Node] = []
    for item in filter(None, items):
        divided += [*text_nodes(divider if divided else ""), *item]
    return divided


def join_nodes(items: Sequence[Sequence[nodes.Node]], between: Sequence[str]) -> list[nodes.Node]:
    """Return *items*, each of some nodes, with the texts of :func:`.i18n.list_separators`."""
    joined: list[nodes.Node] = []
    for text, item in zip(between, [*items, []], strict=True):
        joined += [*text_nodes(text), *item]
    return joined


def build_span(words: Sequence[nodes.Node], *classes: str) -> nodes.inline:
    """Return nodes in a span with classes."""
    return nodes.inline("", "", *words, classes=list(classes))


def build_paragraph(words: Sequence[nodes.Node], *classes: str) -> nodes.paragraph:
    """Return a paragraph that isn't for translation, since it consists of names and dates."""
    return nodes.paragraph("", "", *words, classes=list(classes), translatable=False)


# -- Builders of blocks ------------------------------------------------------------------


def only_in(formats: str, *children: nodes.Node) -> addnodes.only:
    """Return *children* for some formats alone, such as ``html or latex``."""
    return addnodes.only("", *children, expr=formats)


def build_block(children: Sequence[nodes.Node], name: str) -> nodes.container:
    """Return *children* in a block with the class *name*."""
    return nodes.container("", *children, classes=[name])


def build_list(items: Sequence[nodes.list_item], *classes: str) -> nodes.bullet_list:
    """Return a list, which the stylesheet shows as rows, or as cards with :data:`CARDS_CLASS`."""
    return nodes.bullet_list("", *items, classes=[LIST_CLASS, *classes])


def build_image(name: str, most: int, class_: str) -> nodes.image:
    """Return an image without alternative text, which is published as those of reports are.

    :param name: a file below the source folder, or of a picture inside of a report
    :param most: its largest width in pixels
    """
    uri = name.removeprefix("/")
    # Sphinx links a picture with a width, and this link would have no text.
    image = nodes.image("", uri=uri, alt="", classes=[class_, "no-scaled-link"])
    image["candidates"] = {"*": uri}
    image[PICTURE] = most
    return image


# -- Builders of links -------------------------------------------------------------------


def make_reference(node: nodes.Element, refid: str, text: str = "") -> nodes.reference:
    """Return a link within the page, with the content of *node*, or *text* where it has none."""
    link = nodes.reference("", "", *node.children, internal=True, refid=refid)
    implicit = bool(text) and not node.get("refexplicit", True)
    if implicit or not has_content(link):
        link[:] = [nodes.inline("", text or str(node.get("reftarget", refid)))]
    link.source, link.line = node.source, node.line
    return link


def keep_text(node: nodes.Element) -> None:
    """Replace a link by its content."""
    if has_content(node):
        node.parent.replace(node, node.children)
    else:
        text = str(node.get("reftarget", node.get("refuri", "")))
        node.replace_self(nodes.inline("", text, classes=["roundup-missing"]))


def has_content(link: nodes.Element) -> bool:
    """Whether an author has put anything into a link, be it a blank."""
    return bool(link.astext()) or any(link.findall(nodes.image))
