"""Addresses in the HTML of a source: those of pictures and links."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from sphinx_roundup.commands.markup.found import Address
from sphinx_roundup.commands.markup.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAG = re.compile(r"""<(?P<name>img|a)\s(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\s(?P<name>[a-z-]+)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""",
    re.IGNORECASE,
)
_END = re.compile(r"</a\s*>", re.IGNORECASE)


def blanked_comments(text: str) -> str:
    """Return a text of the same length, its comments blank."""
    return _COMMENT.sub(lambda match: re.sub(r"[^\r\n]", " ", match[0]), text)


def find_tags(text: str, base: int) -> Iterator[Address]:
    """Find the addresses of ``<img>`` and ``<a>``.

    :param text: without comments
    :param base: where it begins in the source
    """
    for tag in TAG.finditer(text):
        attributes = {m["name"].lower(): m for m in reversed([*_ATTRIBUTE.finditer(tag[0])])}
        is_image = tag["name"].lower() == "img"
        if match := attributes.get("src" if is_image else "href"):
            group = next(g for g in ("double", "single", "bare") if match[g] is not None)
            start, end = (base + tag.start() + place for place in match.span(group))
            url = html.unescape(match[group]).strip()
            if is_image:
                alt = None if "alt" in attributes else _room_for_alt(tag, base)
                yield Address(start, end, url, "image", "html", alt=alt)
            else:
                yield Address(start, end, url, "link", "html", _without(text, tag, base))


def attributes_of(tag: str) -> dict[str, str]:
    """Return the attributes of a tag, entities resolved; of two alike the first counts."""
    found = reversed([*_ATTRIBUTE.finditer(tag)])
    return {
        m["name"].lower(): html.unescape(
            next(filter(None, (m["double"], m["single"], m["bare"])), "")
        )
        for m in found
    }


def _room_for_alt(tag: re.Match[str], base: int) -> Edit:
    place = base + tag.start() + len("<img")
    return Edit(place, place, ' alt="%s"')


def _without(text: str, tag: re.Match[str], base: int) -> tuple[Edit, ...]:
    start = Edit(base + tag.start(), base + tag.end(), "")
    if end := _END.search(text, tag.end()):
        return start, Edit(base + end.start(), base + end.end(), "")
    return (start, Edit(base + tag.end(), base + tag.end(), ""))
