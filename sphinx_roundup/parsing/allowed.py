"""What a report may use: the one place to look it up.

A report is a stranger's text, so everything that isn't named here is refused: also what
comes with extensions that nobody has heard of yet. What is allowed has two properties:
it can reach no file and no other document, and the same text always gives the same nodes.
``roundup_allowed_directives`` and ``roundup_allowed_roles`` in conf.py add to the lists,
for all reports alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from myst_parser.config.main import MdParserConfig
from sphinx.roles import AnyXRefRole, XRefRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.util.typing import RoleFunction

# -- The dialect of Markdown -------------------------------------------------------------


def markdown_dialect(*, dollarmath: bool) -> MdParserConfig:
    """Return MyST's configuration for reports: what shows on GitHub, and fenced directives.

    It is the same in every project: an attendee can't know what a host has switched on.
    ``substitution`` must never be among the extensions: it evaluates Jinja templates, and
    so runs any code.
    """
    extensions = {
        "alert",
        "attrs_block",
        "attrs_inline",
        "colon_fence",
        "gfm_autolink",
        "strikethrough",
        "tasklist",
    }
    return MdParserConfig(
        enable_extensions=extensions | ({"dollarmath"} if dollarmath else set()),
        # Front matter is read by reports/fields.py and never by MyST; GitHub shows
        # "% text" and "+++" as they stand.
        disable_syntax=["front_matter", "myst_line_comment", "myst_block_break"],
        url_schemes={"http": None, "https": None, "mailto": None},
        heading_anchors=6,
        footnote_sort=True,
        footnote_transition=False,
        dmath_double_inline=True,
    )


# -- Directives --------------------------------------------------------------------------

_ADMONITIONS = {
    "admonition",
    "attention",
    "caution",
    "danger",
    "error",
    "hint",
    "important",
    "note",
    "seealso",
    "tip",
    "todo",
    "warning",
}
_TEXT = {
    "centered",
    "class",
    "code",
    "code-block",
    "compound",
    "container",
    "epigraph",
    "highlights",
    "index",
    "line-block",
    "math",
    "parsed-literal",
    "pull-quote",
    "replace",
    "role",
    "rst-class",
    "rubric",
    "sidebar",
    "sourcecode",
    "topic",
    "unicode",
}
_FIGURES_AND_TABLES = {"csv-table", "figure", "image", "list-table", "table"}
_SPHINX_DESIGN = {
    "button-link",
    "button-ref",
    "card",
    "card-carousel",
    "dropdown",
    "grid",
    "grid-item",
    "grid-item-card",
    "tab-item",
    "tab-set",
    "tab-set-code",
}
DIRECTIVES = frozenset(_ADMONITIONS | _TEXT | _FIGURES_AND_TABLES | _SPHINX_DESIGN)

INSTEAD = {
    "contents": "the page has a table of contents of its own",
    "default-role": "name the role where you use it",
    "eval-rst": "send a file that ends in .rst",
    "highlight": "name the language at each code block",
    "include": "paste the text itself",
    "literalinclude": "paste the text itself into a code block",
    "meta": "the page is not the report's own",
    "only": "write what is meant for all readers",
    "raw": "write Markdown or reST",
    "title": "use a heading, or 'title:' at the file's top",
    "toctree": "link to the pages",
}
"""What to write in place of directives that no setting allows."""

# -- Roles -------------------------------------------------------------------------------

ROLES = frozenset(
    {
        # docutils
        *("abbreviation", "acronym", "code", "emphasis", "literal", "math", "strong"),
        *("sub", "subscript", "sup", "superscript", "title", "title-reference", "t"),
        # Sphinx
        *("abbr", "command", "dfn", "file", "guilabel", "index", "kbd", "mailheader"),
        *("makevar", "manpage", "menuselection", "mimetype", "newsgroup", "program"),
        *("pep", "regexp", "rfc", "samp", "eq"),
        # our own
        *("person", "roundup:event", "roundup:person", "roundup:report"),
    },
)
_DESIGN_ROLE = re.compile(r"bdg(-ref|-link)?(-[a-z]+)*(-line)?")


def is_allowed_role(name: str, role: RoleFunction | None, extra: frozenset[str]) -> bool:
    """Say whether reports may use the role *name*, which a domain has as *role*.

    Besides the named ones these are Sphinx's own cross-references, whatever domain they
    belong to: they make a reference and nothing else. A subclass that an extension brings
    may do anything while it is read, and needs ``roundup_allowed_roles``.
    """
    return (
        name in ROLES
        or name in extra
        or name.startswith("external")  # intersphinx, whose roles are made when asked for
        or _DESIGN_ROLE.fullmatch(name) is not None
        or (
            isinstance(role, XRefRole | AnyXRefRole)
            and type(role).__module__.partition(".")[0] == "sphinx"
        )
    )


# -- HTML --------------------------------------------------------------------------------

HTML_INLINE = frozenset(
    {
        *("b", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "s", "samp"),
        *("strike", "strong", "sub", "sup", "tt", "u", "var"),
    },
)
"""Elements that are a node around their content."""

HTML_SPECIAL = frozenset({"a", "abbr", "br", "img", "input", "q"})
"""Inline elements with a rule of their own."""

HTML_TRANSPARENT = frozenset(
    {
        *("bdi", "bdo", "big", "col", "colgroup", "font", "label", "picture", "rp", "rt"),
        *("ruby", "small", "source", "span", "time", "track", "wbr"),
    },
)
"""Inline elements of which the content counts."""

HTML_BLOCKS = frozenset(
    {
        *("article", "aside", "blockquote", "body", "caption", "center", "dd", "details"),
        *("div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section"),
        *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    },
)
"""Block elements; inside of a paragraph, they are mere breaks of the line."""

HTML_MEDIA = frozenset({"audio", "embed", "iframe", "object", "video"})
"""Elements that become a link to what they play, if that has an address in the web."""

HTML_ELEMENTS = HTML_INLINE | HTML_SPECIAL | HTML_TRANSPARENT | HTML_BLOCKS
"""All that are kept as they are, which media never are."""


def is_allowed_element(name: str, attributes: Mapping[str, str]) -> bool:
    """Say whether reports may use the HTML element *name* with its *attributes*.

    No list of attributes is needed: those that have no meaning here are never looked at.
    """
    if name == "img":
        return bool(attributes.get("src", "").strip())
    if name == "input":  # the boxes of task lists
        return attributes.get("type", "").lower() == "checkbox"
    return name in HTML_ELEMENTS


# -- Links -------------------------------------------------------------------------------

URL_SCHEMES = frozenset({"http", "https", "mailto"})


def url_scheme(url: str) -> str:
    r"""Return the scheme of *url* as a browser reads it, ``""`` for a path.

    Browsers skip blanks and control characters there: ``java\tscript:`` is a scheme.
    https://url.spec.whatwg.org/#concept-basic-url-parser
    """
    bare = re.sub(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]", "", url)
    match = re.match(r"([A-Za-z][A-Za-z0-9+.\-]*):", bare)
    return match[1].lower() if match else ""


def is_allowed_url(url: str) -> bool:
    """Say whether a report may link to *url*: an address on the web, or a mail address."""
    try:
        urlsplit(url)
    except ValueError:  # "http://[": no browser could follow it
        return False
    return url_scheme(url) in URL_SCHEMES


# -- Formulas ----------------------------------------------------------------------------

_TEX = re.compile(
    r"""\\(
        input | include | openin | openout | read | write\d* | immediate | special | usepackage
      | catcode | csname | def | edef | gdef | xdef | let | futurelet | newcommand | renewcommand
      | providecommand | newenvironment | newwrite | newread | require | loop | everymath
      | href | url | class | style | cssId | html \w* | data | unicode | bbox | directlua
      | lowercase | uppercase | scantokens | end\s*\{document
    )(?![A-Za-z]) | \^\^""",
    re.VERBOSE,
)


def forbidden_tex(formula: str) -> str | None:
    """Return a command in *formula* that does more than set it, if there is one.

    TeX reads and writes files, MathJax makes links, and what either is taught in one
    formula holds for the formulas of everybody else.
    """
    found = _TEX.search(formula)
    return found[0] if found else None


# -- Limits ------------------------------------------------------------------------------

MAX_DEPTH = 60
"""Elements inside of elements. Writers and pickle recurse: at a few frames a level, Python's
limit of 1,000 frames is near at 100."""

MAX_HTML_DEPTH = 50
"""The same for HTML, with what is around it: a tag deeper than this is shown as text. It is
less, for MAX_DEPTH costs the whole report."""

MAX_NODES = 200_000
"""A table of a million empty cells is some bytes of text."""

MAX_PROBLEMS = 40
"""Warnings of one report that are printed; the rest is counted in one line."""
