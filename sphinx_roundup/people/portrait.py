"""A face beside a name: the picture that somebody gives, else their initials."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.nodes import build_image, only_in
from sphinx_roundup.reports import initials, short_hash

if TYPE_CHECKING:
    from sphinx_roundup.reports import Person

PORTRAIT_CLASS = "roundup-portrait"

WIDTH = "48px"
"""Three lines of text; LaTeX makes half an inch of it."""

_PIXELS = 192
"""Four times of that, for fine screens and paper."""


def build_portrait(person: Person) -> list[nodes.Node]:
    """Return somebody's picture or initials and a blank, for the beginning of a line.

    They say nothing that the name beside them doesn't: screen readers pass them over, and
    formats without pictures have none.
    """
    if not person.avatar:
        return [_build_initials(person)]
    # Sphinx makes a link of a picture with a width, and this one would have no words.
    classes = (PORTRAIT_CLASS, "no-scaled-link")
    image = build_image(person.avatar, _PIXELS, classes)
    image["width"] = WIDTH
    return [only_in("html or latex", image, nodes.Text(" "))]


def _build_initials(person: Person) -> nodes.raw:
    """Return initials on a colour that is the same for somebody on every page.

    HTML of our own, since no standard node has a style or is hidden from screen readers.
    """
    html = (
        f'<span class="{PORTRAIT_CLASS} roundup-initials" aria-hidden="true"'
        f' style="{style_of(person)}">{escape(initials(person.name))}</span> '
    )
    return nodes.raw("", html, format="html")


def style_of(person: Person) -> str:
    """Return what tells the stylesheet somebody's colour, for an HTML ``style`` attribute."""
    return f"--roundup-hue: {int(short_hash(person.key), 16) % 360}"
