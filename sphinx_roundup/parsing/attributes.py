"""Last pass over the nodes of a report: allowed attributes, and the characters of their values.

Writers put some attributes into their output as they are: LaTeX the classes, for example.
So each attribute needs a rule here, whatever set it: the author, a directive, MyST.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from sphinx import addnodes
from sphinx.highlighting import lexer_classes

from sphinx_roundup.nodes import nodes_in
from sphinx_roundup.parsing.allowed import url_scheme
from sphinx_roundup.problems import COMMAND, Problem
from sphinx_roundup.reports import BIDI_CONTROLS, SEPARATOR, UNNEEDED, without_controls

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

_UNPRINTED = re.compile(f"[\t\r\n]|{UNNEEDED.pattern}|{BIDI_CONTROLS.pattern}|{COMMAND.pattern}")
_LENGTH = re.compile(
    r"([0-9]{1,6}(?:\.[0-9]{1,6})?|\.[0-9]{1,6}) ?(%|em|ex|ch|rem|cm|mm|in|pt|pc|px)?"
)
"""A CSS length without the units that measure the reader's window."""
_LANGUAGE = re.compile(r"[A-Za-z0-9][\w+.#/-]{0,49}", re.ASCII)
_NOT_IN_URLS = re.compile(r'[\s"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})')
_NO_LEXER = frozenset({"default", "guess", "none"})
"""Names that Sphinx gives a meaning of its own."""
_MOST = 999_999
_MOST_SCALED = 1000


# -- Rules: each returns a value as it may stand, or raises ValueError ------------------------


def clean_text(value: Any) -> str:
    """Return words on one line, without what moves a terminal or commands a CI."""
    text = str(value)
    if ("##" in text or not text.isprintable()) and _UNPRINTED.search(text):
        return COMMAND.sub("#", " ".join(without_controls(text).split()))
    return text


def clean_address(value: Any) -> str:
    """Return an address; what no URL holds is encoded, since writers print it as it is."""
    address = clean_text(value)
    return _NOT_IN_URLS.sub(_encoded, address) if url_scheme(address) else address


def _encoded(match: re.Match[str]) -> str:
    return quote(match[0])


def _flag(value: Any) -> bool:
    return bool(value)


def _number(value: Any) -> int:
    if not 0 <= (number := int(value)) <= _MOST:
        raise ValueError(value)
    return number


def _scale(value: Any) -> int:
    return min(max(int(value), 1), _MOST_SCALED)


def _length(value: Any) -> str:
    """Return a length; one relative to what is around an element is at most all of it."""
    match = _LENGTH.fullmatch(str(value))
    if match is None:
        raise ValueError(value)
    return "100%" if match[2] == "%" and float(match[1]) > 100 else match[0]


def _column_width(value: Any) -> float:
    return min(max(value, 0), _MOST) if isinstance(value, int | float) else 1


def _pattern(pattern: str) -> Callable[[Any], Any]:
    compiled = re.compile(pattern)

    def rule(value: Any) -> Any:
        if not compiled.fullmatch(str(value)):
            raise ValueError(value)
        return value

    return rule


def _classes(value: Any) -> list[str]:
    return report_classes(map(str, value))


def _highlight_arguments(value: Any) -> dict[str, Any]:
    """Return the number of the first line, and the numbers of those to emphasise."""
    made: dict[str, Any] = {}
    if "linenostart" in value:
        made["linenostart"] = int(value["linenostart"])
    if "hl_lines" in value:
        made["hl_lines"] = [int(number) for number in value["hl_lines"]]
    return made


def _same(value: Any) -> Any:
    return value


_WORD = _pattern(r"[A-Za-z0-9_+.-]{0,60}")

RULES: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        (
            *("anonymous", "force", "has_title", "internal", "is_div", "linenos"),
            *("literal_block", "no-wrap", "nowrap", "open", "opened", "refexplicit", "refwarn"),
            *("roundup_decorative", "roundup_name", "sd_new_tab", "selected", "stub"),
            *("support_smartquotes", "translatable", "translated"),
        ),
        _flag,
    ),
    **dict.fromkeys(
        ("cols", "heading-level", "level", "morecols", "morerows", "number", "start", "ncolumns"),
        _number,
    ),
    **dict.fromkeys(
        ("chevron", "design_component", "icon", "refdomain", "reftype", "role", "type"), _WORD
    ),
    **dict.fromkeys(
        (
            *(
                "alt",
                "docname",
                "explanation",
                "inv_match",
                "label",
                "name",
                "original_uri",
                "refdoc",
            ),
            *("reftarget", "reftitle", "roundup_words", "sd_tooltip", "sync_id"),
            *("title", "uri"),
        ),
        clean_text,
    ),
    **dict.fromkeys(("body_classes", "container_classes", "title_classes"), _classes),
    **dict.fromkeys(("height", "width"), _length),
    "align": _pattern("left|center|right|top|middle|bottom|default"),
    "auto": _pattern(r"1|\*"),
    "backrefs": _same,  # renamed with the ids
    "bullet": _pattern("[-*+•‣⁃]"),
    "collapsible": _pattern("open|closed"),
    "colwidth": _column_width,
    "delimiter": _pattern("[ =]?"),
    "enumtype": _pattern("arabic|(lower|upper)(alpha|roman)"),
    "highlight_args": _highlight_arguments,
    "language": _pattern(_LANGUAGE.pattern),
    "loading": _pattern("lazy"),
    "prefix": _pattern(r"\(?"),
    "refid": _same,  # renamed with the ids
    "refuri": clean_address,
    "scale": _scale,
    "spec": _pattern(r"(?:[lcr|]|@\{\})*"),
    "suffix": _pattern("[.)]?"),
    "sync_group": clean_text,  # see below
    "xml:space": _pattern("preserve"),
}
"""Attributes of docutils' nodes. What isn't here is dropped."""

_REQUIRED = {
    "delimiter": " ",
    "enumtype": "arabic",
    "language": "text",
    "prefix": "",
    "suffix": ".",
}
"""Values in place of wrong ones, where writers look for one."""


# -- The pass --------------------------------------------------------------------------------


def clean_attributes(
    document: nodes.document, slug: str, trusted: Collection[str] = ()
) -> list[Problem]:
    """Leave each node of *document* the attributes and values that a report may have.

    Entries of the project's index are removed: reports have none.

    :param slug: the report's, under which its ids stand already
    :param trusted: names of classes and attributes that the project's own directives set
    :returns: warnings about languages that nothing highlights
    """
    elements = [node for node in nodes_in(document) if isinstance(node, nodes.Element)]
    ids = {str(node_id) for node in elements for node_id in node["ids"]}
    unknown: list[Problem] = []
    for node in elements:
        if isinstance(node, nodes.document):
            continue
        if isinstance(node, addnodes.index):
            node.parent.remove(node)
            continue
        clean_classes(node, trusted)
        _clean_references(node, ids)
        _clean_values(node, trusted)
        if "sync_group" in node:  # tabs of others would change with those of the report
            node["sync_group"] = f"{slug}{SEPARATOR}{node['sync_group']}"
        if "language" in node and (problem := _clean_language(node)):
            unknown.append(problem)
    unknown.sort(key=lambda told: told.line, reverse=True)
    return list({told.args: told for told in unknown}.values())


def _clean_references(node: nodes.Element, ids: Collection[str]) -> None:
    """Drop names, and references to ids that no node of the report has."""
    node["names"], node["dupnames"] = [], []
    if "backrefs" in node:
        node["backrefs"] = [each for each in node["backrefs"] if each in ids]
    if "refid" in node and node["refid"] not in ids:
        del node["refid"]


def _clean_values(node: nodes.Element, trusted: Collection[str]) -> None:
    """Apply the rules to the attributes of a node, except those that every element has.

    Nodes of Sphinx and of extensions, such as ``pending_xref``, may have others: reports
    get these nodes from allowed roles and directives alone, whose code names the attributes.
    """
    is_standard = type(node).__module__ == nodes.__name__
    for name in [name for name in node.attributes if name not in nodes.Element.list_attributes]:
        rule, value = RULES.get(name), node[name]
        if value is None:
            continue
        if rule is None:
            if is_standard and name not in trusted:
                del node[name]
            elif isinstance(value, str):
                node[name] = clean_text(value)
            continue
        try:
            node[name] = rule(value)
        except (ValueError, TypeError):
            del node[name]
            node.attributes |= {name: _REQUIRED[name]} if name in _REQUIRED else {}


def _clean_language(node: nodes.Element) -> Problem | None:
    """Show code as plain text where nothing highlights its language; return the warning."""
    language = node["language"]
    if _is_language(language):
        return None
    node["language"] = "text"
    message = "Pygments lexer name %r is not known"  # Sphinx's, which reports it at writing
    line = node.line or 1
    return Problem("highlighting_failure", line, message, (language,), type="misc")


def _is_language(name: str) -> bool:
    return name in _NO_LEXER or name in lexer_classes or _has_lexer(name)


@lru_cache(maxsize=1000)
def _has_lexer(name: str) -> bool:
    try:
        get_lexer_by_name(name)
    except ClassNotFound:
        return False
    return True


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
