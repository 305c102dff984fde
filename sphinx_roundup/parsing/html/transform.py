"""HTML in the ``raw`` nodes that MyST makes of it, replaced by docutils nodes.

MyST leaves each block of HTML in a ``raw`` node, and each tag in a line of text in another.
All of them, and the Markdown between them, become one tree for the whole report, and its
nodes take their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.nodes import around
from sphinx_roundup.parsing.allowed import words
from sphinx_roundup.parsing.headings import github_anchor
from sphinx_roundup.parsing.html.nodes import build_blocks
from sphinx_roundup.parsing.html.sanitizer import Sanitizer
from sphinx_roundup.parsing.html.tokens import TOKENS, Token, scan
from sphinx_roundup.parsing.html.tree import Element, Mark, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sphinx_roundup.parsing.html.tree import Item
    from sphinx_roundup.problems import Problem

DEPTH = 50
"""Elements inside of elements; a tag deeper than this is shown as text."""
_LONGEST_NAME = 100
_HEADINGS = words("h1 h2 h3 h4 h5 h6")


def replace_html(
    document: nodes.Element,
    locate: Callable[[str, int], int],
    depth: int = DEPTH,
    language: str | None = None,
) -> list[Problem]:
    """Replace every raw node in *document*: HTML by nodes or text, all else by nothing.

    :param locate: gives the line of a piece of source at or after a line: MyST knows only
        the paragraph's line of what is inline.
    :param depth: how many elements may be nested, less than a report may have
    :param language: of the report, which says its direction
    :returns: the problems, in the order of the lines.
    """
    reader = _Reader(document, Sanitizer(locate, language), depth)
    reader.read(document.children, 0)
    _put_sections(document, build_blocks(reader.tree.finish().children), reader.levels)
    # Without a source Sphinx gives an image the line of its parent.
    source = document.source or document.get("source")
    for node in document.findall(nodes.Element):
        node.source = node.source or source
    return sorted(reader.sanitizer.problems, key=lambda found: found.line)


class _Reader:
    """Reads the HTML and the Markdown of one report into a tree."""

    def __init__(self, document: nodes.Element, sanitizer: Sanitizer, depth: int) -> None:
        self.sanitizer = sanitizer
        self.tree = Tree(depth, sanitizer.warn, self._target)
        self._document = document.document
        self.levels: dict[int, int] = {}
        """Of the sections that were read, by their identity."""
        self._around = {id(node) for raw in document.findall(nodes.raw) for node in around(raw)}
        """The identities of all nodes that have a raw one in them."""

    def read(self, children: Sequence[nodes.Node], level: int) -> None:
        """Read blocks.

        A section is its heading alone here: an element may begin in it and end in another.
        """
        for child in children:
            assert isinstance(child, nodes.Element)  # noqa: S101 - for the type checker
            if isinstance(child, nodes.raw):
                items = _tokens_of(child, child.line or 1, exact=True)
                self.tree.add(self.sanitizer.sanitize(items, inline=False))
                self.tree.end_piece()
            elif isinstance(child, nodes.section):
                self.levels[id(child)] = level
                content = child.children[1:]
                del child.children[1:]
                self._read_node(child)
                self.read(content, level + 1)
            else:
                self._read_node(child)

    def _read_node(self, node: nodes.Element) -> None:
        begin, end = Mark(node, True), Mark(node, False)
        if id(node) not in self._around:
            self.tree.add([Element("", node=node, opaque=True)])
        elif isinstance(node, nodes.TextElement | nodes.Inline):
            items = [begin, *self._inline_items(node), end]
            self.tree.add(self.sanitizer.sanitize(items, inline=True))
        else:
            self.tree.add([begin])
            self.read(node.children, 0)
            self.tree.add([end])

    def _inline_items(self, parent: nodes.Element) -> Iterator[Item | Mark]:
        """Yield what is in a line of text: the tokens of tags, and nodes."""
        for child in parent.children:
            if isinstance(child, nodes.raw):
                yield from _tokens_of(child, child.line or parent.line or 1, exact=False)
            elif id(child) in self._around:
                assert isinstance(child, nodes.Element)  # noqa: S101 - for the type checker
                yield Mark(child, True)
                yield from self._inline_items(child)
                yield Mark(child, False)
            else:
                yield child

    def _target(self, token: Token) -> nodes.target | None:
        """Return a target for the id of an element; of two with one id the first is it."""
        name, document = _id_of(token), self._document
        if document is None or not name or name in getattr(document, "myst_slugs", ()):
            return None
        node_id = nodes.make_id(name)
        if document.nametypes.get(name):
            known = document.nameids.get(name) or ""
            before = document.ids.get(known)
            parent = before.parent if isinstance(before, nodes.target) else None
            if parent is None or before in parent.children:
                return None  # else it was in a text that has a translation in its place now
            node_id = ""
            del document.ids[known]
        document.nametypes[name] = True
        if node_id in document.ids:  # of a heading with such words
            document.nameids[name] = node_id
            return None
        target = nodes.target("", "", names=[name])
        document.nameids[name] = document.set_id(target)
        return target


def _tokens_of(raw: nodes.raw, line: int, *, exact: bool) -> list[Token]:
    """Return the tokens of HTML, none of others: MyST adds the LaTeX of a hard break, too."""
    if "html" not in raw.get("format", "").split():
        return []
    return raw.get(TOKENS) or _with_anchors([*scan(raw.astext(), line, exact=exact)])


def _with_anchors(tokens: list[Token]) -> list[Token]:
    """Give headings without an id the one that GitHub makes of their words."""
    texts: list[str] = []  # up to the next heading or its end, backwards
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.kind == "text":
            texts.append(token.text)
        elif token.name in _HEADINGS:
            if token.kind == "start" and "id" not in token.attributes:
                anchor = github_anchor(" ".join("".join(reversed(texts)).split()))
                tokens[index] = token._replace(attributes={**token.attributes, "id": anchor})
            texts = []
    return tokens


def _id_of(token: Token) -> str:
    """Return the id of an element, ``""`` if it has none that can be one."""
    name = token.attributes.get("id", "")
    if not name and token.name == "a":
        name = token.attributes.get("name", "")
    return name if len(name) <= _LONGEST_NAME and name.isprintable() else ""


def _put_sections(
    document: nodes.Element, made: Sequence[nodes.Node], levels: Mapping[int, int]
) -> None:
    """Make *made* the content of *document*: what follows a heading belongs to its section."""
    document.children = []
    outer = [document]
    for node in made:
        level = levels.get(id(node))
        if level is not None:
            del outer[level + 1 :]
        node.line = outer[-1].line if node.line is None else node.line
        outer[-1].append(node)
        if level is not None and isinstance(node, nodes.section):
            outer.append(node)
