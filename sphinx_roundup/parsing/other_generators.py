"""Boxes of other generators: fences of colons in Docusaurus, Quarto, Pandoc and VitePress."""

from __future__ import annotations

import re
from typing import NamedTuple

ADMONITIONS = {
    **{name: name for name in ("attention", "caution", "danger", "error", "hint", "important")},
    **{name: name for name in ("note", "tip", "warning")},
    "info": "note",
    "success": "tip",
}
"""Names of boxes in the documentation of those generators, and docutils' nodes for them."""

_FENCE = re.compile(
    r"""
    (?: \{ (?P<attributes>(?:[^{}"]|"[^"]*")*) \} | (?P<name>[^\s\[]+) )?
    (?: \[ (?P<bracketed>.*) \] )?                              # Docusaurus' title
    \s* (?: \{ (?P<more>[^{}]*) \} )?
    (?P<words>.*)
    """,
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""
      \#(?P<id>[^\s"'=]+)
    | (?P<key>[\w:-]+) = (?: "(?P<double>[^"]*)" | '(?P<single>[^']*)' | (?P<bare>[^\s"']+) )
    | \.?(?P<class>[^\s"'=]+)
    """,
    re.VERBOSE,
)
_PREFIX = re.compile("(callout|admonition)-")


class Fence(NamedTuple):
    """Opening line of a fence of colons."""

    classes: tuple[str, ...]
    title: str
    id: str | None
    admonition: str | None
    """Name of docutils' node, where one of the classes has a plain meaning."""


def read_fence(info: str) -> Fence:
    """Return the meaning of what is written behind the colons.

    >>> read_fence('{.callout-note title="Mind this"}')
    Fence(classes=('callout-note',), title='Mind this', id=None, admonition='note')
    >>> read_fence("tip[Custom title]").title
    'Custom title'
    """
    info = info.strip().rstrip(": ")  # Pandoc's colons at the end
    parts = next(_FENCE.finditer(info)).groupdict("")
    attributes = f"{parts['attributes']} {parts['more']}"
    classes, titles, node_id = [parts["name"]], [], None
    for found in _ATTRIBUTE.finditer(attributes):
        node_id = found["id"] or node_id
        value = found["double"] or found["single"] or found["bare"] or ""
        titles += [value] if found["key"] == "title" else []
        classes += [found["class"], *(value.split() if found["key"] == "class" else ())]
    titles += [parts["bracketed"], parts["words"].strip().strip('"')]
    names = tuple(filter(None, classes))
    plain = (ADMONITIONS.get(_PREFIX.sub("", name.lower())) for name in names)
    title = " ".join(filter(None, titles))
    return Fence(names, title, node_id, next(filter(None, plain), None))
