"""SVG drawings: an allow-list, and a clean copy.

Shown by ``<img>`` an SVG runs nothing, but its file is published beside the page, and a browser
that opens it lets it act in the site's name. So a drawing is parsed as a browser would parse
it, freed of notes, and then checked as it will be published.
"""

from __future__ import annotations

import base64
import codecs
import re
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"

# Namespaces in which browsers act; what drawing programs note in theirs is removed.
_ACTIVE_NAMESPACES = {
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/2001/xml-events",
    "http://www.w3.org/1999/XSL/Transform",
    "http://www.w3.org/1998/Math/MathML",
}
_ELEMENTS = frozenset(
    {*("svg", "g", "defs", "symbol", "use", "switch", "title", "desc", "style", "view")}
    | {*("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image")}
    | {*("text", "tspan", "textPath", "tref", "marker", "pattern", "mask", "clipPath")}
    | {*("filter", "linearGradient", "radialGradient", "stop")}
)
_PROSE = frozenset({"class", "id", "lang", "role", "space", "systemLanguage"})
"""Attributes that are no CSS, beside ``aria-*``."""
_FUNCTIONS = frozenset(
    {*("url", "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color")}
    | {*("color-mix", "light-dark", "icc-color", "calc", "min", "max", "clamp", "var")}
    | {*("matrix", "translate", "translateX", "translateY", "scale", "scaleX", "scaleY")}
    | {*("rotate", "skewX", "skewY", "blur", "brightness", "contrast", "drop-shadow")}
    | {*("grayscale", "hue-rotate", "invert", "opacity", "saturate", "sepia", "inset")}
    | {*("circle", "ellipse", "polygon", "not", "is", "where", "nth-child", "nth-of-type")}
)
"""Functions of CSS that draw; ``url`` only with a fragment."""

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[\]]*>")
"""Without declarations of its own, as matplotlib and Graphviz write it."""
_ROOT = re.compile(r"<([\w.-]+:)?svg[\s/>]")
_LINK = re.compile(r"\s*(#|data:image/(png|jpe?g|gif|webp)[;,])", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(\*/|$)", re.DOTALL)
_ACTIVE_CSS = re.compile(
    r"""[\\@] | /\* | url\(\s*["']?\s*(?!\#|["'\s])""", re.IGNORECASE | re.VERBOSE
)
_FUNCTION = re.compile(r"([\w-]+)\(")
_URL = re.compile(r"""url\(\s*["']?\s*\#([^"')\s]+)""", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d+)?)\s*(px)?\s*$")
_EMBEDDED = re.compile(r"\s*data:image/[a-z]+(;[\w=.-]+)*;base64,(.*)", re.IGNORECASE | re.DOTALL)

_DEEPEST = 100
"""Elements inside of elements; what writes a drawing recurses."""
_MOST_DRAWN = 500_000
"""Elements that a browser draws once it has followed all references."""


class ActiveDrawing(Exception):
    """A drawing that does more than draw; the message says why, as the rest of a sentence."""


_ACTIVE = "has scripts or outside references in it; export it as a plain SVG, or as PNG"


def decode_drawing(content: bytes) -> str | None:
    """Return the text of an SVG drawing, without its declaration and document type.

    What a drawing says of its encoding is often wrong, and the check and the browser must
    read the same.

    :returns: ``None`` for what is no SVG
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
    text = _DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1)
    return text if _ROOT.search(text) else None


def parse_drawing(text: str) -> ET.Element:
    """Return a drawing as it may be published, but for the photos in it.

    Comments and the notes of drawing programs (names of people and their folders) are removed.

    :param text: as :func:`decode_drawing` returns it
    :raises ActiveDrawing: where it has scripts, animations or outside references, or would
        have a browser draw without end
    """
    content = text.encode("utf-8", "replace")
    _check_structure(content)
    root = ET.fromstring(content)  # noqa: S314 - _check_structure refuses a document type
    _remove_notes(root)
    for element in root.iter():
        _check_element(element)
    if _count_drawn(root) > _MOST_DRAWN:
        raise ActiveDrawing("repeats its parts too often to be drawn; export it as PNG")
    return root


def _check_structure(content: bytes) -> None:
    """Refuse what isn't XML, document types and deep nesting."""
    parser = expat.ParserCreate("UTF-8")
    depth = 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            _refuse()

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        _refuse()


def _refuse(*_arguments: object) -> None:
    raise ActiveDrawing(_ACTIVE)


def _split(name: str) -> tuple[str, str]:
    """Return the namespace and the local part of a name of ElementTree's."""
    namespace, _, local = name.rpartition("}")
    return namespace.lstrip("{"), local


def _remove_notes(root: ET.Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            namespace, local = _split(child.tag)
            is_note = namespace not in {"", _SVG, *_ACTIVE_NAMESPACES}
            if is_note or (local == "metadata" and namespace in {"", _SVG}):
                parent.remove(child)
        for name, value in list(parent.attrib.items()):
            namespace, local = _split(name)
            # SVG has no "src"; browsers ignore it, and it may hold a photo.
            is_note = local == "src" or local.startswith("data-")
            if namespace not in {"", _XLINK, _XML} or is_note:
                del parent.attrib[name]
            elif local == "style":
                parent.set(name, _COMMENT.sub("", value))
        if _split(parent.tag)[1] == "style":
            parent.text = _COMMENT.sub("", parent.text or "")


def _check_element(element: ET.Element) -> None:
    namespace, local = _split(element.tag)
    if namespace in _ACTIVE_NAMESPACES or not (local in _ELEMENTS or local.startswith("fe")):
        _refuse()
    if local == "style":
        if len(element):
            _refuse()
        _check_css(element.text or "")
    for name, value in element.attrib.items():
        namespace, key = _split(name)
        if key.lower().startswith("on") or (namespace == _XML and key == "base"):
            _refuse()
        if key == "href":
            if not _LINK.match(value):
                _refuse()
        elif key not in _PROSE and not key.startswith("aria-"):
            _check_css(value)


def _check_css(text: str) -> None:
    names = {found.lower() for found in _FUNCTION.findall(text)}
    if _ACTIVE_CSS.search(text) or not names <= {name.lower() for name in _FUNCTIONS}:
        _refuse()


# -- Size --------------------------------------------------------------------------------


def _count_drawn(root: ET.Element) -> int:
    """Return how many elements a browser draws, each as often as it is referenced.

    :raises ActiveDrawing: where an element refers to itself
    """
    parts = {element.get("id"): element for element in root.iter() if element.get("id")}
    parts[None] = root
    references = {name: Counter(_references_in(part)) for name, part in parts.items()}
    drawn: dict[str | None, int] = {}
    try:
        for name in TopologicalSorter(references).static_order():
            if name in parts:
                own = sum(1 for _element in parts[name].iter())
                inner = ((drawn.get(to, 0), times) for to, times in references[name].items())
                drawn[name] = own + sum(size * times for size, times in inner)
    except CycleError:
        _refuse()
    return drawn[None]


def _references_in(part: ET.Element) -> Iterator[str]:
    for element in part.iter():
        for name, value in element.attrib.items():
            if _split(name)[1] != "href":
                yield from _URL.findall(value)
            elif value.strip().startswith("#"):
                yield value.strip()[1:]


def size_of_drawing(root: ET.Element) -> tuple[int, int]:
    """Return width and height of a drawing in pixels; 0 where they can't be known."""
    box = (root.get("viewBox") or "").replace(",", " ").split()
    sides = []
    for name, in_box in (("width", box[2:3]), ("height", box[3:4])):
        written = root.get(name) or "".join(in_box)
        length = _LENGTH.match(written) or _LENGTH.match("".join(in_box))
        sides.append(round(float(length[1])) if length else 0)
    return sides[0], sides[1]


# -- A clean copy ------------------------------------------------------------------------


def write_drawing(
    root: ET.Element, clean_photo: Callable[[bytes], tuple[str, bytes] | None]
) -> bytes:
    """Return a drawing as a file's content, with clean copies of the photos in it.

    :param root: as :func:`parse_drawing` returns it
    :param clean_photo: returns a photo's MIME type and clean content, if there is one
    """
    for element in root.iter():
        for name, value in element.attrib.items():
            if _split(name)[1] == "href" and not value.strip().startswith("#"):
                embedded = _EMBEDDED.fullmatch(value)
                clean = _clean_embedded(embedded[2], clean_photo) if embedded else "#"
                element.set(name, clean)
    # Not ET.register_namespace for nicer prefixes: it would stay for the whole process.
    return ET.tostring(root, "unicode").encode("utf-8")


def _clean_embedded(written: str, clean_photo: Callable[[bytes], tuple[str, bytes] | None]) -> str:
    """Return a photo inside of a drawing anew, or nothing where it is none."""
    try:
        cleaned = clean_photo(base64.b64decode(unquote(written)))
    except ValueError:
        cleaned = None
    if cleaned is None:
        return "#"
    mime, content = cleaned
    return f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}"
