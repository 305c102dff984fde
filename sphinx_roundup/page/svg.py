"""Whether an SVG drawing is a drawing and nothing else.

Shown by ``<img>`` an SVG runs nothing, but its file is published beside the page, and
whoever opens it there lets it act in the site's name. So it is parsed, as a browser would,
and holds only what is named here.
"""

from __future__ import annotations

import re
from xml.parsers import expat

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
_LINK = re.compile(r"\s*(#|data:image/(png|jpe?g|gif|webp)[;,])", re.IGNORECASE)
# Characters that hide something from a reader of CSS, and what fetches.
_ACTIVE_CSS = re.compile(
    r"""\\ | @ | image-set | expression | javascript: | url\(\s*["']?\s*(?!\#|["'\s])""",
    re.IGNORECASE | re.VERBOSE,
)


class _Active(Exception):
    """Something in a drawing that does more than draw."""


def is_plain_drawing(content: bytes) -> bool:
    """Say whether *content* is an SVG with no scripts, animations or outside references."""
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse
    parser.ProcessingInstructionHandler = _refuse
    parser.StartElementHandler = _check_element
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
