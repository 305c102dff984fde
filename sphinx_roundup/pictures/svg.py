"""SVG pictures: an allow-list, and a clean copy.

An ``<img>`` runs no scripts, but its file is published beside the page, and a browser that
opens it runs them with the site's origin. So an SVG is parsed as a browser would parse it,
stripped of metadata, and then checked in the form in which it will be published.
"""

from __future__ import annotations

import base64
import codecs
import re
from collections import Counter
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import NoReturn

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"

# Namespaces whose elements browsers act on; elements of all others are metadata.
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
_NOT_CSS = frozenset({"class", "id", "lang", "name", "role", "space", "systemLanguage"})
"""Attributes without CSS in them, besides ``aria-*``."""
_FUNCTIONS = frozenset(
    {*("url", "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color")}
    | {*("color-mix", "light-dark", "icc-color", "calc", "min", "max", "clamp", "var")}
    | {*("matrix", "translate", "translatex", "translatey", "scale", "scalex", "scaley")}
    | {*("rotate", "skewx", "skewy", "blur", "brightness", "contrast", "drop-shadow")}
    | {*("grayscale", "hue-rotate", "invert", "opacity", "saturate", "sepia", "inset")}
    | {*("circle", "ellipse", "polygon", "not", "is", "where", "nth-child", "nth-of-type")}
    | {*("cubic-bezier", "steps", "linear-gradient", "radial-gradient", "translate3d", "has")}
)
"""Allowed functions of CSS, in lower case; ``url`` only with a fragment."""

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]+)\s+(?:"([^"<>&%]*)"|'([^'<>&%]*)')\s*>""")
_DOCTYPE = re.compile(rf"<!DOCTYPE[^<>\[\]]*(?:\[(\s*(?:{_ENTITY.pattern}\s*)*)\]\s*)?>")
"""As matplotlib and Graphviz write it; Illustrator adds names for texts."""
_MOST_EXPANDED = 100_000
"""Characters that such names may add."""
_ROOT = re.compile(r"<([\w.-]+:)?svg[\s/>]")
_LINK = re.compile(r"\s*(#|data:image/(png|jpe?g|gif|webp)[;,])", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(\*/|$)", re.DOTALL)
_FONT = re.compile(
    r"""@font-face\s*\{(?:[^{}()"']|"[^"{}]*"|'[^'{}]*'|url\(\s*["']?data:[^()]*\))*\}"""
)
_ACTIVE_CSS = re.compile(
    r"""\\ | @(?!(?:-webkit-)?keyframes\s|media\s) | /\* | url\(\s*(?:["']\s*)?(?![\#"'\s])""",
    re.IGNORECASE | re.VERBOSE,
)
_FUNCTION = re.compile(r"(?<![\w-])([\w-]+)\(")
_URL = re.compile(r"""url\(\s*(?:["']\s*)?\#([^"')\s]+)""", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d+)?)\s*(px)?\s*$")
_EMBEDDED = re.compile(r"\s*data:image/[a-z]+(;[\w=.-]+)*;base64,(.*)", re.IGNORECASE | re.DOTALL)

_MAX_DEPTH = 100  # of elements: ElementTree writes them recursively
_MAX_DRAWN = 500_000  # elements that a browser draws after following all references

NOT_A_PICTURE = "is no image that a page can show (PNG, JPEG, GIF, WebP, SVG)"


class PictureError(Exception):
    """A picture that can't be shown; the message is the reason, as the rest of a sentence."""


def read_svg(content: bytes) -> ET.Element:
    """Return an SVG as it may be published, except for the raster images embedded in it.

    Comments and metadata of drawing programs (names of people and of folders) are removed.

    :raises PictureError: for anything else than SVG; for scripts, animations and outside
        references; if a browser would draw without end
    """
    text = _decode(content)
    try:
        root = ET.fromstring(text.encode("utf-8", "replace"))  # noqa: S314 - no document type
    except ET.ParseError:
        _refuse()
    _check_depth(root)
    _remove_metadata(root)
    for element in root.iter():
        _check_element(element)
    if _count_drawn(root) > _MAX_DRAWN:
        raise PictureError("repeats its parts too often to be drawn; export it as PNG")
    return root


def _decode(content: bytes) -> str:
    """Return the text of an SVG, without its declaration and document type.

    Declared encodings are often wrong, and the check must read what the browser will read.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
    text = _without_doctype(_DECLARATION.sub("", text, count=1))
    if not _ROOT.search(text):
        raise PictureError(NOT_A_PICTURE)
    if "<!DOCTYPE" in text:  # with declarations that do more
        _refuse()
    return text


def _without_doctype(text: str) -> str:
    """Return text without its document type, whose names for texts are replaced."""
    match = _DOCTYPE.search(text)
    if match is None:
        return text
    rest = text[: match.start()] + text[match.end() :]
    for name, double, single in _ENTITY.findall(match[1] or ""):
        value = double or single
        if rest.count(f"&{name};") * len(value) > _MOST_EXPANDED:
            _refuse()
        rest = rest.replace(f"&{name};", value)
    return rest


def _check_depth(root: ET.Element) -> None:
    level = [root]
    for _ in range(_MAX_DEPTH):
        level = [child for element in level for child in element]
    if level:
        _refuse()


def _refuse() -> NoReturn:
    raise PictureError(
        "has scripts or outside references in it; export it as a plain SVG, or as PNG"
    )


def _split(name: str) -> tuple[str, str]:
    """Return namespace and local name of ElementTree's ``{namespace}name``."""
    namespace, _, local = name.rpartition("}")
    return namespace.lstrip("{"), local


def _remove_metadata(root: ET.Element) -> None:
    for element in list(root.iter()):
        _simplify(element)
        element[:] = [child for child in element if not _is_metadata(*_split(child.tag))]
        for name in [name for name in element.attrib if _is_ignored(name)]:
            del element.attrib[name]
        if "style" in element.attrib:
            element.set("style", _COMMENT.sub("", element.attrib["style"]))
        if _split(element.tag)[1] == "style":
            element.text = _FONT.sub("", _COMMENT.sub("", element.text or ""))


def _simplify(element: ET.Element) -> None:
    """Make a link a group, and a label of HTML a text, or leave it out beside its replacement."""
    if element.tag == f"{{{_SVG}}}a":
        element.tag = f"{{{_SVG}}}g"
        element.attrib = {key: value for key, value in element.items() if _split(key)[1] != "href"}
    is_switch = element.tag == f"{{{_SVG}}}switch" and len(element) > 1
    for label in element.iterfind(f"{{{_SVG}}}foreignObject"):
        words = " ".join("".join(label.itertext()).split())
        sides = [_LENGTH.match(label.get(name, "0")) for name in ("x", "width", "y", "height")]
        x, width, y, height = (float(side[1]) if side else 0 for side in sides)
        label.clear()
        label.tag = f"{{{_SVG}}}{'metadata' if is_switch or not words else 'text'}"
        label.text = words
        label.attrib = {"x": f"{x + width / 2}", "y": f"{y + height / 2}"}
        label.attrib |= {"text-anchor": "middle", "dominant-baseline": "central"}


def _is_metadata(namespace: str, local: str) -> bool:
    if namespace in {"", _SVG}:
        return local in {"metadata", "flowRoot", "font", "font-face"}
    return namespace not in _ACTIVE_NAMESPACES


def _is_ignored(attribute: str) -> bool:
    """Whether browsers ignore an attribute; a "src", which SVG doesn't have, may hold a photo."""
    namespace, local = _split(attribute)
    if namespace == _XLINK:
        return local != "href"
    is_unknown = namespace not in {"", _XML} or local.startswith("data-")
    return is_unknown or local in {"content", "src"}  # draw.io's and Inkscape's


def _check_element(element: ET.Element) -> None:
    namespace, local = _split(element.tag)
    if namespace in _ACTIVE_NAMESPACES or not (local in _ELEMENTS or local.startswith("fe")):
        _refuse()
    if local == "style" and (len(element) or not _is_plain_css(element.text or "")):
        _refuse()
    if not all(_is_allowed(*_split(name), value) for name, value in element.items()):
        _refuse()


def _is_allowed(namespace: str, name: str, value: str) -> bool:
    """Whether an element may have an attribute with a value."""
    if name.lower().startswith("on") or (namespace == _XML and name == "base"):
        return False
    if name == "href":
        return _LINK.match(value) is not None
    return name in _NOT_CSS or name.startswith("aria-") or _is_plain_css(value)


def _is_plain_css(text: str) -> bool:
    names = {name.lower() for name in _FUNCTION.findall(text)}
    return not _ACTIVE_CSS.search(text) and names <= _FUNCTIONS


def _count_drawn(root: ET.Element) -> int:
    """Return how many elements a browser draws, each as often as it is referenced.

    :raises PictureError: if an element refers to itself
    """
    parts = {element.get("id"): element for element in root.iter() if element.get("id")}
    parts[None] = root
    references = {name: Counter(_references_in(part)) for name, part in parts.items()}
    drawn: Counter[str | None] = Counter()
    try:
        for name in TopologicalSorter(references).static_order():
            if name in parts:
                inner = sum(drawn[to] * times for to, times in references[name].items())
                drawn[name] = inner + sum(1 for _element in parts[name].iter())
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


def svg_size(root: ET.Element) -> tuple[int, int]:
    """Return width and height of an SVG in pixels, 0 if unknown."""
    box = [*(root.get("viewBox") or "").replace(",", " ").split(), *[""] * 4]
    given = (root.get("width", ""), box[2]), (root.get("height", ""), box[3])
    lengths = [_LENGTH.match(own) or _LENGTH.match(other) for own, other in given]
    width, height = (round(float(length[1])) if length else 0 for length in lengths)
    return width, height


def write_svg(root: ET.Element, clean_raster: Callable[[bytes], tuple[str, bytes] | None]) -> bytes:
    """Return an SVG of :func:`read_svg` as a file's content, with clean copies of images in it.

    :param clean_raster: returns the MIME type and the clean content of an image, or ``None``
    """
    for element, name, content in list(embedded_images(root)):
        mime, clean = clean_raster(content) or ("", b"")
        data = base64.b64encode(clean).decode("ascii")
        element.set(name, f"data:{mime};base64,{data}" if mime else "#")
    # Not ET.register_namespace for nicer prefixes: it would stay for the whole process.
    return ET.tostring(root, "unicode").encode("utf-8")


def embedded_images(root: ET.Element) -> Iterator[tuple[ET.Element, str, bytes]]:
    """Yield the elements with an image in them, the name of its attribute, and its content."""
    for element in root.iter():
        for name, value in element.attrib.items():
            if _split(name)[1] == "href" and not value.strip().startswith("#"):
                yield element, name, _content_of(value)


def _content_of(uri: str) -> bytes:
    """Return the content of an embedded image, empty if it is broken."""
    embedded = _EMBEDDED.fullmatch(uri)
    with suppress(ValueError):
        return base64.b64decode(unquote(embedded[2] if embedded else ""))
    return b""
