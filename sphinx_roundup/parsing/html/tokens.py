"""HTML cut into tokens, and their attributes read: sides, widths, styles."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Literal, NamedTuple

from sphinx_roundup.parsing.tags import skip_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WHITESPACE = re.compile(r"[ \t\r\n\f]+")
VOID = frozenset({"br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"})
"""Elements without content and without an end."""

_ATTRIBUTES = r"""(?:[^"'=>]++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])*+>"""
_MARKUP = re.compile(
    rf"""
    (?P<comment><!--(?:-?>|.*?--!?>))
    | <(?P<verbatim>script|style)(?=[\s/>]){_ATTRIBUTES}(?:.*?</(?P=verbatim)\s*+>|.*)
    | <(?P<slash>/?)(?P<name>[a-z][^\s/>]*+){_ATTRIBUTES}
    | <!--(?P<unclosed>.*)
    | (?P<other><!\[cdata\[.*?(?:\]\]>|\Z) | <\?.*?(?:\?>|\Z) | <![a-z][^>]*+(?:>|\Z))
    | </?(?P<cut>[a-z][^\s/>]*+).*
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
"""One piece of markup. Each alternative takes all of the rest where its end is missing, so that
nothing is searched twice: :class:`html.parser.HTMLParser` needs minutes for a megabyte of
``<!--``."""


class Token(NamedTuple):
    """A piece of HTML."""

    kind: Literal["start", "end", "text", "comment", "refused", "fragment"]
    """``refused`` is a single tag, ``fragment`` an element with its contents; of both the
    source is shown. ``comment`` is one that is never closed."""
    name: str  # in lower case, unless it is a component (``<Figure>``), which isn't HTML
    source: str
    line: int
    text: str = ""  # what is shown of it
    exact: bool = True  # whether the line is that of the token, not of its paragraph
    attributes: Mapping[str, str] = {}


def scan(source: str, line: int, *, exact: bool) -> Iterator[Token]:
    """Yield the tokens of *source*, which begins at *line*; comments are left out."""
    position = 0
    for match in _MARKUP.finditer(source):
        if text := source[position : match.start()]:
            yield Token("text", "", text, line, html.unescape(text), exact)
        line += text.count("\n")
        if match["comment"] is None:
            yield from _components(_token_of(match, line, exact=exact))
        line += match[0].count("\n")
        position = match.end()
    if text := source[position:]:
        yield Token("text", "", text, line, html.unescape(text), exact)


TOKENS = "roundup_tokens"  # attribute of a raw node that has tokens in place of a text


def picture_tokens(
    picture: Mapping[str, str], source: str, line: int, *, exact: bool = False
) -> list[Token]:
    """Return the tokens of an image, in a link and in a figure with a caption where it has these.

    :param picture: attributes of the image, ``href`` and ``caption``
    """
    names = ("src", "alt", "width", "height", "align")
    start = Token("start", "img", source, line, source, exact)
    image = start._replace(attributes={k: picture[k] for k in names if picture.get(k)})
    tokens = [image]
    if target := picture.get("href"):
        link = start._replace(name="a", attributes={"href": target})
        tokens = [link, image, start._replace(kind="end", name="a")]
    if caption := picture.get("caption"):
        text = Token("text", "", caption, line, caption, exact)
        tokens += [start._replace(name="figcaption"), text]
        ends = [start._replace(kind="end", name=name) for name in ("figcaption", "figure")]
        tokens = [start._replace(name="figure"), *tokens, *ends]
    return tokens


_PICTURES = frozenset({"Figure", "Image", "Photo", "Picture"})
_BOXES = {
    **{name: name.lower() for name in ("Caution", "Danger", "Important")},
    **{name: name.lower() for name in ("Info", "Note", "Tip", "Warning")},
    **dict.fromkeys(("Admonition", "Callout", "Tab", "TabItem"), "note"),
}


def _components(token: Token) -> list[Token]:
    """Return what a component of MDX is in HTML, if its meaning is plain."""
    given = dict(token.attributes)
    if token.name in _PICTURES:
        return _picture_component(token)
    if token.name == "Tabs":
        return [token._replace(name="aside", attributes={})]
    if token.name in _BOXES:
        kind = given.get("type") or given.get("variant") or _BOXES[token.name]
        words = {"box": kind, "title": given.get("title") or given.get("label", "")}
        box = token._replace(name="aside", attributes=words if token.kind == "start" else {})
        return [box, box._replace(kind="end")] if token.source.endswith("/>") else [box]
    return [token]


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
    if given.get("src"):
        return figure[:-1] if caption else figure[:-2]
    figure = [part for part in figure if part.name not in {"a", "img"}]
    return figure[:-1] if caption else figure[:1]


def _token_of(match: re.Match[str], line: int, *, exact: bool) -> Token:
    """Return the token of a match of :data:`_MARKUP`."""
    source = match[0]
    if match["name"] is not None:
        name = _name_of(match["name"])
        if match["slash"]:
            return Token("end", name, source, line, source, exact)
        return Token("start", name, source, line, source, exact, _AttributeReader(source).found)
    if match["unclosed"] is not None:
        return Token("comment", "!--", source, line, match["unclosed"], exact)
    if match["verbatim"] is not None:
        return Token("fragment", match["verbatim"].lower(), source, line, source, exact)
    name = match["cut"] or re.split(r"[\s>]", source[1:], maxsplit=1)[0]
    return Token("refused", name, source, line, source, exact)


def _name_of(written: str) -> str:
    """Return the name of an element: MDX tells its components from HTML by a capital."""
    name = written.lower()
    is_component = written[0].isupper() and not written.isupper() and name not in VOID
    return written if is_component else name


class _AttributeReader(HTMLParser):
    """Reads the attributes of one start tag, none where it is malformed."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        if WHITESPACE.search(source):
            self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes; of two with the same name the first counts, as in a browser."""
        del tag
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
    for value in (style.get("float"), attributes.get("align", "").strip().lower()):
        if value in {"left", "center", "right"}:
            return value
    text_align = style.get("text-align", "")
    if name == "center" or text_align == "center":
        return "center"
    return "right" if text_align == "right" else ""


def length_of(name: str, attributes: Mapping[str, str]) -> str:
    """Return a width or height as docutils writes it; '' if there is none that it knows."""
    value = _style_of(attributes).get(name) or attributes.get(name, "")
    found = re.fullmatch(r"\s*([1-9][0-9]{0,3}(?:\.[0-9]{1,3})?)\s*(px|%|)\s*", value.lower())
    return found[1] + found[2] if found else ""
