"""HTML that attendees write in Markdown, as docutils nodes; what isn't allowed, as text.

MyST leaves all HTML of a report in ``raw`` nodes: a block in one, an inline tag in one of
its own. :func:`replace_raw` puts in their place what the modules ``html_*`` make of them:
tokens, of which the allowed ones are kept, which grow into a tree, which becomes nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.parsing.html_blocks import Blocks
from sphinx_roundup.parsing.html_inline import LINKS, Inline, join, tidy
from sphinx_roundup.parsing.html_sanitizer import Sanitizer, refused
from sphinx_roundup.parsing.html_tokens import Token, scan
from sphinx_roundup.parsing.html_tree import Tree

DEPTH = 50
"""Elements inside of elements; a tag deeper than this is shown as text."""

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx_roundup.parsing.html_inline import Lines
    from sphinx_roundup.parsing.html_tree import Item
    from sphinx_roundup.problems import Problem


def replace_raw(
    document: nodes.document | nodes.Element,
    locate: Callable[[str, int], int],
    depth: int = DEPTH,
) -> list[Problem]:
    """Replace every raw node in *document*: HTML by nodes or text, all else by nothing.

    :param locate: gives the line of a piece of source at or after a line: MyST knows only
        the paragraph's line of what is inline.
    :param depth: how many elements may stand inside of each other. Less than a report may
        have, for a tag too much costs itself alone.
    :returns: the problems, in the order of the lines.
    """
    sanitizer = Sanitizer(locate)
    markup = Markup(sanitizer, depth)
    parents = {id(raw.parent): raw.parent for raw in document.findall(nodes.raw)}
    containers: dict[int, nodes.Element] = {}
    made: dict[int, list[nodes.Node]] = {}
    for parent in parents.values():
        if type(parent) is nodes.paragraph and parent.parent is not None:
            made[id(parent)] = markup.convert_paragraph(parent)
            containers[id(parent.parent)] = parent.parent
        elif _has_text(parent):
            _put(parent, join(markup.convert_text(parent)))
        else:
            made |= {id(c): markup.convert_block(c) for c in parent if isinstance(c, nodes.raw)}
            containers[id(parent)] = parent
    for container in containers.values():  # at once: one by one takes minutes for many
        _put(container, [new for old in container for new in made.get(id(old), [old])])
    return sorted(sanitizer.problems, key=lambda found: found.line)


class Markup:
    """Turns the HTML of one report into nodes."""

    def __init__(self, sanitizer: Sanitizer, depth: int) -> None:
        self.sanitizer = sanitizer
        self.depth = depth

    def convert_block(self, raw: nodes.raw) -> list[nodes.Node]:
        """Return the body elements for a raw node that stands between such."""
        if not _is_html(raw):
            return []
        tokens = list(scan(raw.astext(), raw.line or 1, exact=True))
        outer = len(list(_ancestors(raw.parent)))
        tree = self.grow(tokens, self.depth - outer, inline=False)
        blocks = Blocks(Inline(raw.source))
        if isinstance(raw.parent, nodes.document | nodes.section):
            return blocks.flow(tree)
        return blocks.body(tree)

    def convert_text(self, parent: nodes.Element) -> Lines:
        """Return the content of an element that holds text and inline nodes."""
        outer = list(_ancestors(parent))
        items: list[Item] = []
        for child in parent.children:
            if not isinstance(child, nodes.raw):
                items.append(child)
            elif _is_html(child):
                line = child.line or parent.line or 1
                items += scan(child.astext(), line, exact=False)
        linked = any(isinstance(node, LINKS) for node in outer)
        tree = self.grow(items, self.depth - len(outer), inline=True)
        return Inline(parent.source, linked=linked).lines(tree)

    def convert_paragraph(self, paragraph: nodes.paragraph) -> list[nodes.Node]:
        """Return the paragraph with its new content, a line block if it has more than a line."""
        lines = tidy(self.convert_text(paragraph))
        if len(lines) > 1:
            block = Blocks(Inline(paragraph.source)).paragraph_of(lines, paragraph.line or 1)
            block.update_basic_atts(paragraph)
            return [block]
        _put(paragraph, lines[0] if lines else [])
        return [paragraph] if lines or paragraph["ids"] else []

    def grow(self, items: Sequence[Item], room: int, *, inline: bool) -> list[Item]:
        """Return the tree of *items*; what is too deep in it is text."""
        tree = Tree(room)
        for item in self.sanitizer.sanitize(items, inline=inline):
            if not isinstance(item, Token) or item.kind not in {"start", "end"}:
                tree.add(item)
            elif not (tree.start(item) if item.kind == "start" else tree.end(item)):
                message = "HTML is nested deeper than %d elements, what is deeper is shown as text"
                self.sanitizer.tell(("depth",), item, message, self.depth)
                tree.add(refused(item))
        return tree.items


def _is_html(raw: nodes.raw) -> bool:
    """Tell whether a raw node is HTML; MyST adds the LaTeX of a hard break, too."""
    return "html" in raw.get("format", "").split()


def _ancestors(node: nodes.Element | None) -> Iterator[nodes.Element]:
    """Yield an element and those that it stands in."""
    while node is not None:
        yield node
        node = node.parent


def _has_text(node: nodes.Element) -> bool:
    """Tell whether the children of *node* are text and inline nodes."""
    return isinstance(node, nodes.TextElement | nodes.Inline)


def _put(parent: nodes.Element, children: Iterable[nodes.Node]) -> None:
    """Make *children* the only ones of *parent*.

    Those without a line get their parent's: docutils would give them that of the last
    token of the report.
    """
    parent.children = []
    for child in children:
        if child.line is None:
            child.source, child.line = parent.source, parent.line
        parent.append(child)
