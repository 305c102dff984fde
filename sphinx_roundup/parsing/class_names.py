"""Class names of a report's nodes, which can't affect the rest of the page.

Stylesheets and scripts of the theme, of sphinx-design and of the host react to classes:
``sd-position-fixed`` places a paragraph over the page, ``headerlink`` hides it. So classes
that aren't listed here get a prefix; a project may style ``report-wide``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

CLASS_PREFIX = "report-"

_CLASS = re.compile("[a-z0-9-]{1,60}")

_BY_AUTHORS = r"""
      (align-)?(left|center|right|top|middle|bottom|default)
    | language-[a-z]{2,3}(-[a-z0-9]+)*
    | attention|caution|danger|error|hint|important|note|seealso|tip|warning
    | abstract|dedication|dropdown|toggle|collapse|longtable
    | strike|underline|mark|kbd|code|math
    | sd-(text|bg|border|rounded|shadow|font|fs|outline)(-[a-z0-9]+)*
    | sd-(align-major|align-minor|card-hover)(-[a-z0-9]+)*
    | sd-[mp][txyblr]?-(auto|\d)
    | report-[a-z0-9-]+
"""
"""What says how an element looks or what it is, and nothing about the page around it."""

_BY_DIRECTIVES = r"""
      admonition-[a-z0-9-]+ | epigraph | highlights | pull-quote | colwidths-(auto|given|grid)
    | citation | classifier | doctest | highlight | inv_link | literal-block-wrapper | myst
    | rfc2822 | roundup-missing | simple | text-(left|center|right) | (un)?translated
    | (contains-)?task-list(-item(-checkbox)?)? | (tex2jax|mathjax)_(ignore|process)
    | abbr | accelerator | command | cve | cwe | dfn | download | file | guilabel | mailheader
    | makevar | manpage | menuselection | mimetype | newsgroup | pep | program | regexp | rfc
    | samp | xref
    | sd-sphinx-override | sd-btn(-[a-z]+)* | sd-badge | sd-d-grid
"""
"""What the allowed directives and roles set."""

_IN_COMPONENTS = r"""
      sd-container-fluid | sd-row(-cols(-[a-z]+)?-\d+)? | sd-g[xy]?(-[a-z]+)?-\d
    | sd-col(-[a-z]+)?(-(auto|\d+))? | sd-d-flex-(row|column) | sd-flex-row-reverse | sd-w-\d+
    | sd-row-cols(-[a-z]+)?-auto
    | sd-card(-(body|text|title|header|footer|img|img-top|img-bottom))? | sd-hide-link-text
    | sd-cards-carousel | sd-card-cols(-[a-z]+)?-(auto|\d+)
    | sd-tab-(set|item|label|content)(-[a-z]+)?
"""
"""What sphinx-design sets inside of its cards, grids and tabs."""

_IN_CARDS = r"sd-stretched-link | sd-card-img-overlay"
"""What covers all of the card that it is in, and anywhere else the page."""

_ALLOWED, _COMPONENT, _CARD = (
    re.compile(pattern, re.VERBOSE)
    for pattern in (f"{_BY_AUTHORS}|{_BY_DIRECTIVES}", _IN_COMPONENTS, _IN_CARDS)
)


def report_classes(names: Iterable[str]) -> list[str]:
    """Return the classes that a report asks for as it gets them."""
    return list(dict.fromkeys(filter(None, map(_report_class, names))))


def _report_class(name: str) -> str:
    """Return a class with the prefix where it needs one; none where it isn't a plain word."""
    if _ALLOWED.fullmatch(name):
        return name
    plain = name.lower().replace("_", "-")
    if not _CLASS.fullmatch(plain):
        return ""
    return plain if plain.startswith(CLASS_PREFIX) else f"{CLASS_PREFIX}{plain}"


def clean_classes(node: nodes.Element, trusted: Collection[str] = ()) -> None:
    """Leave a node the classes that a report may have at this place.

    :param trusted: classes that the project's own directives set
    """
    if not node["classes"]:
        return
    names: list[str] = []
    for name in node["classes"]:
        is_made = name in trusted and _CLASS.fullmatch(name.lower().replace("_", "-"))
        names += [name] if is_made or _fits(name, node) else report_classes([name])
    node["classes"] = list(dict.fromkeys(names))


def _fits(name: str, node: nodes.Element) -> bool:
    """Whether a class is one that directives and roles set at the place of *node*."""
    if _COMPONENT.fullmatch(name):
        return any("design_component" in each for each in _around(node))
    if _CARD.fullmatch(name):
        return any(each.get("design_component") == "card" for each in _around(node.parent))
    return _CLASS.fullmatch(name) is not None and any(
        name in {each["refdomain"], each["reftype"], f"{each['refdomain']}-{each['reftype']}"}
        for each in (node, node.parent)
        if isinstance(each, addnodes.pending_xref)
    )


def _around(node: nodes.Node | None) -> Iterator[nodes.Element]:
    """Yield *node* and the elements around it."""
    while isinstance(node, nodes.Element):
        yield node
        node = node.parent
