"""Last pass over the nodes of a report: allowed attributes and their values.

Writers put some attributes into their output as they are: LaTeX the classes, for example.
So each attribute needs a rule here, whatever set it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes
from sphinx.highlighting import lexer_classes

from sphinx_roundup.nodes import around, elements_by_level, nodes_in
from sphinx_roundup.parsing.allowed import url_scheme, words
from sphinx_roundup.parsing.resource_limits import find_lexer
from sphinx_roundup.problems import COMMAND, Problem
from sphinx_roundup.reports import BIDI_CONTROLS, SEPARATOR, UNNEEDED, without_controls, without_tex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

_UNPRINTED = re.compile(f"[\t\r\n]|{UNNEEDED.pattern}|{BIDI_CONTROLS.pattern}|{COMMAND.pattern}")
_LENGTH = re.compile(
    r"([0-9]{1,6}(?:\.[0-9]{1,6})?|\.[0-9]{1,6}) ?(%|em|ex|ch|rem|cm|mm|in|pt|pc|px)?"
)
"""A CSS length without the units that measure the reader's window."""
_NOT_IN_URLS = re.compile(r'[\s"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})')
_NO_LEXER = frozenset({"default", "guess", "none"})  # names that Sphinx gives a meaning of its own
_SHOWN_ELSEWHERE = (nodes.title, nodes.caption, nodes.rubric)


# -- Rules: each returns an allowed value, or raises ValueError ------------------------------


def clean_text(value: Any) -> str:
    """Return text on one line, without control characters and commands to a CI."""
    text = str(value)
    if ("##" in text or not text.isprintable()) and _UNPRINTED.search(text):
        return COMMAND.sub("#", " ".join(without_controls(text).split()))
    return text


def clean_address(value: Any) -> str:
    """Return an address; characters that no URL has are encoded: writers print them as they are."""
    address = clean_text(value)
    if not url_scheme(address):
        return address
    return _NOT_IN_URLS.sub(lambda match: quote(match[0]), address)


def _number(value: Any) -> int:
    if not 0 <= (number := int(value)) < 1_000_000:
        raise ValueError(value)
    return number


def _length(value: Any) -> str:
    """Return a length: at most all of what is around an element."""
    match = _LENGTH.fullmatch(str(value))
    if match is None:
        raise ValueError(value)
    return "100%" if match[2] == "%" and float(match[1]) > 100 else match[0]


def _pattern(pattern: str, required: str | None = None) -> Callable[[Any], Any]:
    """Return a rule for values of some form; writers require some, which replace wrong ones."""
    compiled = re.compile(pattern)

    def rule(value: Any) -> Any:
        if compiled.fullmatch(str(value)):
            return value
        if required is None:
            raise ValueError(value)
        return required

    return rule


def _highlight_arguments(value: Any) -> dict[str, Any]:
    """Return the number of the first line, and the numbers of those to emphasise."""
    first = {"linenostart": int(value["linenostart"])} if "linenostart" in value else {}
    return first | ({"hl_lines": [*map(int, value["hl_lines"])]} if "hl_lines" in value else {})


Rules: TypeAlias = "Mapping[str, Callable[[Any], Any]]"
_FLAGS = words("""
    anonymous force has_title internal is_div linenos literal_block no-wrap nowrap open opened
    refexplicit refwarn roundup_decorative roundup_name sd_new_tab selected stub
    support_smartquotes translatable translated
""")
_TEXTS = words("""
    alt docname explanation inv_match label name original_uri refdoc reftarget reftitle
    roundup_words sd_tooltip sync_group sync_id title uri
""")
_NUMBERS = words("cols heading-level level morecols morerows ncolumns number start")
_WORDS = words("chevron design_component icon refdomain reftype role type")

RULES: Rules = {
    **dict.fromkeys(_FLAGS, bool),
    **dict.fromkeys(_TEXTS, clean_text),
    **dict.fromkeys(_NUMBERS, _number),
    **dict.fromkeys(_WORDS, _pattern(r"[A-Za-z0-9_+.-]{0,60}")),
    **dict.fromkeys(
        ("body_classes", "container_classes", "title_classes"),
        lambda value: report_classes(map(str, value)),
    ),
    **dict.fromkeys(("backrefs", "refid"), str),  # if there are such ids
    **dict.fromkeys(("height", "width"), _length),
    "align": _pattern("left|center|right|top|middle|bottom|default"),
    "auto": _pattern(r"1|\*"),
    "bullet": _pattern("[-*+•‣⁃]"),
    "collapsible": _pattern("open|closed"),
    "colwidth": lambda value: min(max(value, 0), 1000) if isinstance(value, int | float) else 1,
    "delimiter": _pattern("[ =]?", " "),
    "enumtype": _pattern("arabic|(lower|upper)(alpha|roman)", "arabic"),
    "highlight_args": _highlight_arguments,
    "language": _pattern(r"[A-Za-z0-9][A-Za-z0-9_+.#/-]{0,49}", "text"),
    "loading": _pattern("lazy"),
    "prefix": _pattern(r"\(?", ""),
    "refuri": clean_address,
    "scale": lambda value: min(max(int(value), 1), 1000),
    "spec": _pattern(r"(?:[lcr|]|@\{\})*"),
    "suffix": _pattern("[.)]?", "."),
    "xml:space": _pattern("preserve"),
}
"""Attributes of docutils' nodes. Others are dropped."""


# -- The pass --------------------------------------------------------------------------------


def clean_attributes(
    document: nodes.document, slug: str, trusted: Collection[str] = ()
) -> list[Problem]:
    """Leave each node of *document* the attributes and values that a report may have.

    Names, references to other ids, and entries of the project's index are removed.

    :param slug: of the report
    :param trusted: names of classes and attributes that the project's own directives set
    :returns: warnings about languages that nothing highlights
    """
    elements = elements_by_level(document)
    ids = {node_id: str(node_id) for node in elements for node_id in node["ids"]}
    rules = {
        **RULES,
        "backrefs": lambda value: [node_id for node_id in value if node_id in ids],
        "refid": ids.__getitem__,
        # Tabs of other reports would change with this one's.
        "sync_group": lambda value: f"{slug}{SEPARATOR}{clean_text(value)}",
    }
    unknown: list[Problem] = []
    for node in elements[1:]:
        if isinstance(node, addnodes.index):
            node.parent.remove(node)
            continue
        if isinstance(node, _SHOWN_ELSEWHERE):
            _clean_words(node)
        attributes = node.attributes
        if attributes["classes"]:
            clean_classes(node, trusted)
        attributes["names"], attributes["dupnames"] = [], []
        if len(attributes) > len(nodes.Element.basic_attributes):  # which most nodes have alone
            _clean_values(node, trusted, rules)
            unknown += _clean_language(node)
    return unknown


def _clean_words(node: nodes.Element) -> None:
    """Leave no TeX in words that other parts of the page, and other pages, may show."""
    for text in [n for n in nodes_in(node) if isinstance(n, nodes.Text) and "\\" in n]:
        if not isinstance(text.parent, nodes.math):
            text.parent.replace(text, nodes.Text(without_tex(text)))


def _clean_values(node: nodes.Element, trusted: Collection[str], rules: Rules) -> None:
    """Apply the rules to the attributes of a node, except those that every element has.

    Nodes of Sphinx and of extensions, such as ``pending_xref``, may have others, which the code
    of allowed roles and directives names.
    """
    is_standard = type(node).__module__ == nodes.__name__
    values = {name: value for name, value in node.attributes.items() if value is not None}
    for name in values.keys() - set(nodes.Element.basic_attributes):
        # The domains of C and C++ don't know a report's own scopes.
        is_of_code = (not is_standard or name in trusted) and not name.endswith(":parent_key")
        try:
            if name in rules:
                node[name] = rules[name](values[name])
            elif not is_of_code:
                del node[name]
            elif isinstance(values[name], str):
                node[name] = clean_text(values[name])
        except (LookupError, TypeError, ValueError):
            del node[name]


def _clean_language(node: nodes.Element) -> list[Problem]:
    """Show code as plain text if nothing highlights its language; return Sphinx's warning."""
    language = node.get("language", "none")
    if language in _NO_LEXER or language in lexer_classes or find_lexer(language):
        return []
    node["language"] = "text"
    message = "Pygments lexer name %r is not known"
    return [Problem("highlighting_failure", node.line or 1, message, (language,), type="misc")]


# -- Classes ---------------------------------------------------------------------------------

_PLAIN = re.compile("[A-Za-z0-9_-]{1,60}")

_ANYWHERE = r"""
      (align-)?(left|center|right|top|middle|bottom|default)
    | language-[a-z]{2,3}(-[a-z0-9]+)*
    | attention|caution|danger|error|hint|important|note|seealso|tip|warning
    | abstract|dedication|dropdown|toggle|collapse|longtable
    | strike|underline|mark|kbd|code
    | sd-(text|bg|border|rounded|shadow|font|fs|outline)(-[a-z0-9]+)*
    | sd-(align-major|align-minor|card-hover)(-[a-z0-9]+)*
    | sd-[mp][txyblr]?-(auto|\d)
    | report-[a-z0-9-]+

    | admonition-[a-z0-9-]+ | epigraph | highlights | pull-quote | colwidths-(auto|given|grid)
    | citation | classifier | doctest | highlight | inv_link | literal-block-wrapper | myst
    | rfc2822 | roundup-missing | simple | text-(left|center|right) | (un)?translated
    | roundup-(box|done|tasks) | (tex2jax|mathjax)_ignore
    | abbr | accelerator | command | cve | cwe | dfn | download | file | guilabel | mailheader
    | makevar | manpage | menuselection | mimetype | newsgroup | pep | program | regexp | rfc
    | samp | xref
    | sd-sphinx-override | sd-btn(-[a-z]+)* | sd-badge | sd-d-grid
"""
"""Classes for the look or the kind of an element, and nothing around it: those of authors, and
below the empty line those that the allowed directives and roles set."""

_IN_COMPONENTS = r"""
      sd-container-fluid | sd-row(-cols(-[a-z]+)?-\d+)? | sd-g[xy]?(-[a-z]+)?-\d
    | sd-col(-[a-z]+)?(-(auto|\d+))? | sd-d-flex-(row|column) | sd-flex-row-reverse | sd-w-\d+
    | sd-row-cols(-[a-z]+)?-auto
    | sd-card(-(body|text|title|header|footer|img|img-top|img-bottom))? | sd-hide-link-text
    | sd-cards-carousel | sd-card-cols(-[a-z]+)?-(auto|\d+)
    | sd-tab-(set|item|label|content)(-[a-z]+)?
"""
"""Classes that sphinx-design sets inside its cards, grids and tabs."""

_IN_CARDS = {"sd-stretched-link", "sd-card-img-overlay"}
"""Classes of what covers the card around it, and anywhere else the page."""


def report_classes(names: Iterable[str]) -> list[str]:
    """Return the classes that a report gets for those that it has."""
    return list(dict.fromkeys(filter(None, map(_report_class, names))))


def _report_class(name: str) -> str:
    """Return a class, with a prefix if it needs one; ``""`` for what isn't a plain word."""
    if re.fullmatch(_ANYWHERE, name, re.VERBOSE):
        return name
    plain = name.lower().replace("_", "-").removeprefix("report-")
    return f"report-{plain}" if _PLAIN.fullmatch(name) else ""


def clean_classes(node: nodes.Element, trusted: Collection[str] = ()) -> None:
    """Leave a node the classes that a report may have there, and *trusted* ones of the project."""
    names = [n if _fits(n, node, trusted) else _report_class(n) for n in node["classes"]]
    node["classes"] = list(dict.fromkeys(filter(None, names)))


def _fits(name: str, node: nodes.Element, trusted: Collection[str]) -> bool:
    """Whether a class is one that directives and roles set at the place of *node*."""
    if name in trusted and _PLAIN.fullmatch(name):
        return True
    if re.fullmatch(_IN_COMPONENTS, name, re.VERBOSE):
        return any("design_component" in each for each in (node, *around(node)))
    if name in _IN_CARDS:
        return any(each.get("design_component") == "card" for each in around(node))
    return re.fullmatch("[a-z0-9-]{1,60}", name) is not None and any(
        name in {each["refdomain"], each["reftype"], f"{each['refdomain']}-{each['reftype']}"}
        for each in (node, node.parent)
        if isinstance(each, addnodes.pending_xref)
    )
