"""Whether an SVG drawing is a drawing and nothing else.

Shown by ``<img>`` an SVG runs nothing, but its file is published beside the page, and
whoever opens it there lets it act in the site's name. So it is parsed, as a browser would,
and holds only what is named here.
"""

from __future__ import annotations

import base64
import codecs
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable

_SVG = "http://www.w3.org/2000/svg"
_XML = "http://www.w3.org/XML/1998/namespace"

# Namespaces in which browsers act; what drawing programs note in theirs is ignored by them.
_ACTIVE_NAMESPACES = {
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/2001/xml-events",
    "http://www.w3.org/1999/XSL/Transform",
    "http://www.w3.org/1998/Math/MathML",
}
_ELEMENTS = frozenset(
    {*("svg", "g", "defs", "symbol", "use", "switch", "title", "desc", "metadata", "style")}
    | {*("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image", "view")}
    | {*("text", "tspan", "textPath", "tref", "marker", "pattern", "mask", "clipPath")}
    | {*("filter", "linearGradient", "radialGradient", "stop")}
)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_ROOT = re.compile(r"<([\w.-]+:)?svg[\s/>]")
_DEEPEST = 100
"""Elements inside of elements; what writes a drawing recurses."""
_LINK = re.compile(r"\s*(#|data:image/(png|jpe?g|gif|webp)[;,])", re.IGNORECASE)
# Characters that hide something from a reader of CSS, and what fetches.
_ACTIVE_CSS = re.compile(
    r"""\\ | @ | image-set | expression | javascript: | url\(\s*["']?\s*(?!\#|["'\s])""",
    re.IGNORECASE | re.VERBOSE,
)


class _Active(Exception):
    """Something in a drawing that does more than draw."""


def read_drawing(content: bytes) -> bytes | None:
    """Return an SVG drawing in UTF-8, without what it says of its encoding.

    That is often wrong, and who checks a drawing and who shows it must read the same.

    :returns: ``None`` for what is no SVG
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
    text = _DECLARATION.sub("", text, count=1)
    return text.encode("utf-8", "replace") if _ROOT.search(text) else None


def is_plain_drawing(content: bytes) -> bool:
    """Say whether a drawing has no scripts, animations or outside references.

    :param content: as :func:`read_drawing` returns it
    """
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _Active
        _check_element(name, attributes)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = _refuse
    parser.ProcessingInstructionHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = _check_css
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, _Active):
        return False
    return True


def _refuse(*_arguments: object) -> None:
    raise _Active


def _check_element(name: str, attributes: dict[str, str]) -> None:
    namespace, _, local = name.rpartition(" ")
    drawn = local in _ELEMENTS or local.startswith("fe")
    if namespace in _ACTIVE_NAMESPACES or (namespace in {_SVG, ""} and not drawn):
        raise _Active
    for attribute, value in attributes.items():
        attribute_namespace, _, key = attribute.rpartition(" ")
        is_base = attribute_namespace == _XML and key == "base"
        is_outside = key in {"href", "src"} and not _LINK.match(value)
        if key.lower().startswith("on") or is_base or is_outside:
            raise _Active
        if key not in {"href", "src"}:
            _check_css(value)


def _check_css(text: str) -> None:
    """Refuse text that would be active in a ``style``; most words wouldn't look like it."""
    if _ACTIVE_CSS.search(text):
        raise _Active


# -- A clean copy ------------------------------------------------------------------------

_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d+)?)\s*(px)?\s*$")
_EMBEDDED = re.compile(r"\s*data:image/[a-z]+(;[\w=.-]+)*;base64,(.*)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(\*/|$)", re.DOTALL)
_XLINK = "http://www.w3.org/1999/xlink"


def size_of_drawing(content: bytes) -> tuple[int, int]:
    """Return width and height of a plain drawing in pixels; 0 where they can't be known.

    :param content: as :func:`read_drawing` returns it
    """
    root = ET.fromstring(content)  # noqa: S314 - is_plain_drawing refuses a doctype
    box = (root.get("viewBox") or "").replace(",", " ").split()
    sides = []
    for name, in_box in (("width", box[2:3]), ("height", box[3:4])):
        written = root.get(name) or "".join(in_box)
        length = _LENGTH.match(written) or _LENGTH.match("".join(in_box))
        sides.append(round(float(length[1])) if length else 0)
    return sides[0], sides[1]


def clean_drawing(
    content: bytes, clean_photo: Callable[[bytes], tuple[str, bytes] | None]
) -> bytes:
    """Return a plain drawing without what drawing programs note in it.

    That are comments, names of people and of their folders, and what photos in it say.

    :param content: as :func:`read_drawing` returns it
    :param clean_photo: returns a photo's MIME type and clean content, if there is one
    """
    root = ET.fromstring(content)  # noqa: S314 - is_plain_drawing refuses a doctype
    for parent in list(root.iter()):
        if parent.tag.rpartition("}")[2] == "style" and parent.text:
            parent.text = _COMMENT.sub("", parent.text)
        for child in list(parent):
            if not _is_drawn(child.tag):
                parent.remove(child)
        for name, value in list(parent.attrib.items()):
            namespace, _, local = name.rpartition("}")
            is_note = local == "src" or local.startswith("data-")  # "src" is no word of SVG's
            if namespace.lstrip("{") not in {"", _XLINK, _XML} or is_note:
                del parent.attrib[name]
            elif local == "href" and value.strip()[:1] != "#":
                embedded = _EMBEDDED.fullmatch(value)
                parent.set(name, _clean_embedded(embedded[2], clean_photo) if embedded else "#")
    # Not ET.register_namespace for nicer prefixes: it would stay for the whole process.
    return ET.tostring(root, "unicode").encode("utf-8")


def _is_drawn(tag: str) -> bool:
    namespace, _, local = tag.rpartition("}")
    return namespace.lstrip("{") in {"", _SVG} and local != "metadata"


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
