"""HTML cut into tokens, and their attributes read: sides, widths, styles."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.parsing.allowed import words
from sphinx_roundup.parsing.tags import skip_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WHITESPACE = re.compile(r"[ \t\r\n\f]+")
VOID = words("br col embed hr img input source track wbr")
"""Elements without content and without an end."""

_ATTRIBUTES = r"""(?:[^"'=>]++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])*+>"""
_MARKUP = re.compile(
    rf"""
    (?P<text>(?:[^<]++|<(?!/?[a-z]|!--|![a-z]|!\[cdata\[|\?))++)
    | (?P<hidden><!--(?:-?>|.*?--!?>))
    | (?P<fragment><(?P<verbatim>script|style)(?=[\s/>]){_ATTRIBUTES}
        (?:.*?</(?P=verbatim)\s*+>|.*))
    | (?P<tag><(?P<slash>/?)(?P<name>[a-z][^\s/>]*+){_ATTRIBUTES})
    | <!--(?P<comment>.*)
    | (?P<refused><!\[cdata\[.*?(?:\]\]>|\Z) | <\?.*?(?:\?>|\Z) | <![a-z][^>]*+(?:>|\Z) | <.*)
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
"""Text, or one piece of markup. Each alternative takes all of the rest where its end is missing,
so that nothing is searched twice: :class:`html.parser.HTMLParser` needs minutes for a megabyte of
``<!--``."""


class Token(NamedTuple):
    """A piece of HTML."""

    kind: str
    """``start``, ``end`` or ``text``; ``refused`` is a single tag, ``fragment`` an element with
    its contents, of both the source is shown; ``comment`` is one that is never closed."""
    name: str  # in lower case, unless it is a component (``<Figure>``), which isn't HTML
    source: str
    line: int
    text: str = ""  # what is shown of it
    exact: bool = True  # whether the line is that of the token, not of its paragraph
    attributes: Mapping[str, str] = {}


def scan(source: str, line: int, *, exact: bool) -> Iterator[Token]:
    """Yield the tokens of *source*, which begins at *line*; comments are left out."""
    for found in _MARKUP.finditer(source):
        kind, piece = found.lastgroup or "", found[0]
        if kind == "tag":
            kind, name = "end" if found["slash"] else "start", _name_of(found["name"])
            attributes = _AttributeReader(piece).found if kind == "start" else {}
            yield from _components(Token(kind, name, piece, line, piece, exact, attributes))
        elif kind == "text":
            yield Token(kind, "", piece, line, html.unescape(piece), exact)
        elif kind != "hidden":
            name = re.split(r"[\s/>]", piece.lstrip("</"), maxsplit=1)[0]
            yield Token(kind, name, piece, line, piece.removeprefix("<!--"), exact)
        line += piece.count("\n")


TOKENS = "roundup_tokens"  # attribute of a raw node that has tokens in place of a text


def picture_tokens(
    picture: Mapping[str, str], source: str, line: int, *, exact: bool = False
) -> list[Token]:
    """Return the tokens of an image, in a link and in a figure with a caption where it has these.

    :param picture: attributes of the image, ``href`` and ``caption``
    """
    start = Token("start", "img", source, line, source, exact)

    def around(name: str, inside: list[Token], **attributes: str) -> list[Token]:
        first = start._replace(name=name, attributes=attributes)
        return [first, *inside, start._replace(kind="end", name=name)]

    names = ("src", "alt", "width", "height", "align")
    tokens = [start._replace(attributes={k: picture[k] for k in names if picture.get(k)})]
    if target := picture.get("href"):
        tokens = around("a", tokens, href=target)
    if caption := picture.get("caption"):
        text = Token("text", "", caption, line, caption, exact)
        tokens = around("figure", [*tokens, *around("figcaption", [text])])
    return tokens


_PICTURES = frozenset({"Figure", "Image", "Photo", "Picture"})
_BOXES = {
    **{name.capitalize(): name for name in words("caution danger important info note tip warning")},
    **dict.fromkeys(("Admonition", "Callout", "Tab", "TabItem"), "note"),
    "Tabs": "",
}


def _components(token: Token) -> list[Token]:
    """Return what a component of MDX is in HTML, if its meaning is plain."""
    if token.name in _PICTURES:
        return _picture_component(token)
    if token.name not in _BOXES:
        return [token]
    given, box = token.attributes, token._replace(name="aside", attributes={})
    if token.name == "Tabs" or token.kind == "end":
        return [box]
    kind = given.get("type") or given.get("variant") or _BOXES[token.name]
    title = given.get("title") or given.get("label", "")
    tokens = [box._replace(attributes={"box": kind})]
    if title:
        summary = box._replace(name="summary", source="")
        text = summary._replace(kind="text", source=title, text=title)
        tokens += [summary, text, summary._replace(kind="end")]
    return [*tokens, box._replace(kind="end")] if token.source.endswith("/>") else tokens


def _picture_component(token: Token) -> list[Token]:
    """Return a picture; what is in a ``<Figure>`` is its caption, if it has no other."""
    is_figure = token.name == "Figure"
    if token.kind == "end":
        return [token._replace(name="figure")] if is_figure else []
    given, place = token.attributes, (token.source, token.line)
    if not is_figure or token.source.endswith("/>"):
        return picture_tokens(given, *place, exact=token.exact) if given.get("src") else [token]
    caption = given.get("caption", "")
    figure = picture_tokens({**given, "caption": caption or " "}, *place, exact=token.exact)
    figure = figure[: -1 if caption else -2]
    if given.get("src"):
        return figure
    return [part for part in figure if part.name not in {"a", "img"}] if caption else figure[:1]


def _name_of(written: str) -> str:
    """Return the name of an element: MDX tells its components from HTML by a capital."""
    name = written.lower()
    is_component = written[0].isupper() and not written.isupper() and name not in VOID
    return written if is_component else name


class _AttributeReader(HTMLParser):
    """Reads the attributes of one start tag, none where it is malformed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        if WHITESPACE.search(source):
            self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Keep the attributes; of two with the same name the first counts, as in a browser."""
        self.found = {name: value or "" for name, value in reversed(attrs)}
        for name in {"href", "src"} & self.found.keys():
            path, end = skip_tags(self.found[name])
            self.found[name] = path + self.found[name][end:]


def _style_of(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return the declarations of a ``style`` attribute, in lower case."""
    declarations = attributes.get("style", "").lower().replace("!important", "").split(";")
    parts = (declaration.partition(":") for declaration in declarations)
    return {name.strip(): value.strip() for name, _, value in parts}


def align_of(name: str, attributes: Mapping[str, str]) -> str:
    """Return the side of an image, or of what is inside an element; '' if it has none."""
    style = _style_of(attributes)
    text_align = style.get("text-align", "").replace("left", "")
    sides = (style.get("float"), attributes.get("align", "").strip().lower(), name, text_align)
    return next((side for side in sides if side in {"left", "center", "right"}), "")


def length_of(name: str, attributes: Mapping[str, str]) -> str:
    """Return a width or height as docutils writes it; '' if there is none that it knows."""
    value = _style_of(attributes).get(name) or attributes.get(name, "")
    found = re.fullmatch(r"\s*([1-9][0-9]{0,3}(?:\.[0-9]{1,3})?)\s*(px|%|)\s*", value.lower())
    return found[1] + found[2] if found else ""
