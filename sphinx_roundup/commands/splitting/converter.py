"""Elements of a web page as Markdown, where the library's own way would lose something."""

from __future__ import annotations

import html
import re
from typing import Any

from markdownify import MarkdownConverter

from sphinx_roundup.commands.markup.text import escaped_words
from sphinx_roundup.parsing.html import align_of, length_of

_RIGHT = re.compile(r"(align|float|pull)-?_?(right|end)|(right|fr)", re.IGNORECASE)
_LEFT = re.compile(r"(align|float|pull)-?_?(left|start)|(left|fl)", re.IGNORECASE)
_CENTER = re.compile(r"(align|mx)-?_?(center|auto)|center(ed)?", re.IGNORECASE)


class PageConverter(MarkdownConverter):
    """Keeps floats of pictures, anchors of headings, and text that looks like markup."""

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        """Write a picture that floats or has a size as HTML, which reports may use."""
        src = _source_of(el)
        if not src:
            return str(el.get("alt") or "")
        alt = " ".join(str(el.get("alt") or "").split())
        attributes = {name: str(value) for name, value in el.attrs.items()}
        align = _align_around(el)
        width = length_of("width", attributes)
        if not (align or width) and re.fullmatch(r"[^\s()<>]+", src):
            return f"![{escaped_words(alt)}]({src})"
        options = {"src": src, "alt": alt, "align": align, "width": width}
        said = " ".join(f'{k}="{html.escape(v)}"' for k, v in options.items() if v)
        return f"<img {said}>"

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: Any) -> str:  # noqa: N802
        """Write a heading with the names that links call it by."""
        words = " ".join(text.split())
        if not words or "_inline" in parent_tags:
            return words
        names = str(el.get("data-names", "")).split()
        anchors = "".join(f'<a id="{html.escape(name)}"></a>\n\n' for name in names)
        return f"\n\n{anchors}{'#' * n} {words}\n\n"

    def _convert_block(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        """Keep the words of a block that the library doesn't know from those beside it."""
        return f" {text.strip()} " if "_inline" in parent_tags else f"\n\n{text.strip()}\n\n"

    convert_address = convert_aside = convert_center = convert_details = _convert_block
    convert_footer = convert_form = convert_header = convert_hgroup = _convert_block
    convert_main = convert_nav = convert_summary = _convert_block


def _source_of(element: Any) -> str:
    """Return where a picture is; many pages load them late."""
    found = (element.get(name) for name in ("src", "data-src", "data-lazy-src", "data-original"))
    urls = [str(url).strip() for url in found if url]
    return next((url for url in urls if not url.startswith("data:")), urls[0] if urls else "")


def _align_around(element: Any) -> str:
    """Return how a picture floats: by its own attributes, or those of what is only around it."""
    around = element
    while True:
        attributes = {
            name: " ".join(value) if isinstance(value, list) else str(value)
            for name, value in around.attrs.items()
        }
        if align := align_of(around.name, attributes) or _align_of_classes(around):
            return align
        around = around.parent
        if around is None or around.name not in {
            "a",
            "center",
            "div",
            "figure",
            "p",
            "picture",
            "span",
        }:
            break
        if len(around.find_all("img")) > 1 or len(around.get_text().split()) > 40:
            break
    return ""


def _align_of_classes(element: Any) -> str:
    for name in element.get("class") or []:
        for align, pattern in (("right", _RIGHT), ("left", _LEFT), ("center", _CENTER)):
            if pattern.fullmatch(name):
                return align
    return ""
