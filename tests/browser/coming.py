"""Writes of each picture how large it is, and lets it come late, as the package itself will.

Drop this file when it does: the tests are the same.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PIL import Image


def setup(app: Any) -> dict[str, bool]:
    """Change the pages of the test project, before they are put into the theme's."""
    app.connect("html-page-context", tell_sizes)
    return {"parallel_read_safe": True}


def tell_sizes(app: Any, _page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Give each picture of a report the attributes of its size."""
    images = r'<img (?![^>]*(?:height="|roundup-portrait|roundup-picture))[^>]*_images/[^>]*>'
    context["body"] = re.sub(images, lambda tag: _tell_size(tag[0], app), context.get("body", ""))


def _tell_size(tag: str, app: Any) -> str:
    name = re.search(r'_images/([^"]*)"', tag)[1]
    with Image.open(Path(app.srcdir) / name) as picture:
        width, height = picture.size
    stated = re.search(r' (?:style="width: ([^;"]*);?"|width="(\d+)")', tag)
    style = f"--roundup-ratio: {width / height:.4f}"
    if stated:
        tag = tag.replace(stated[0], "")
        style = f"width: {stated[1] or f'{stated[2]}px'}; {style}"
    return f'<img width="{width}" height="{height}" loading="lazy" style="{style}"{tag[4:]}'
