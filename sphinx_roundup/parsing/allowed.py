"""Allow-lists of reports: directives, roles, HTML and addresses.

A report is untrusted, so everything else is refused, also what new extensions add. What is
allowed can't reach files or other documents, and the same text always gives the same nodes.
``roundup_allowed_directives`` and ``roundup_allowed_roles`` in conf.py add to the lists.
For TeX see :mod:`.tex_commands`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from docutils import nodes
from docutils.parsers.rst import Directive, roles
from docutils.parsers.rst.directives import body, images, misc, parts, tables
from sphinx.directives import admonitions, patches
from sphinx.directives.code import CodeBlock
from sphinx.directives.other import Centered
from sphinx.domains.index import IndexDirective, IndexRole
from sphinx.domains.math import MathReferenceRole
from sphinx.roles import AnyXRefRole, XRefRole, code_role, generic_docroles, specific_docroles

from sphinx_roundup.domain import RoundupRole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.util.typing import RoleFunction


def words(text: str) -> frozenset[str]:
    """Return the words of a text, for lists of many."""
    return frozenset(text.split())


# -- Directives ----------------------------------------------------------------------------

DESIGN_DIRECTIVES = words("""
    button-link button-ref card card-carousel dropdown grid grid-item grid-item-card tab-item
    tab-set tab-set-code
""")
"""Those of sphinx-design, where the project has it."""

_CLASSES = {
    admonitions: "Admonition Attention Caution Danger Error Hint Important Note SeeAlso Tip"
    " Warning",
    body: "Compound Container Epigraph Highlights Sidebar Topic",
    misc: "Class Replace Role Unicode",
    patches: "Code Figure Rubric",
}


class _Contents(parts.Contents):
    def run(self) -> list[nodes.Node]:
        """Show nothing: the page has contents of its own."""
        return []


DIRECTIVE_CLASSES: Mapping[str, type[Directive]] = {
    **{
        name.lower(): getattr(module, name)
        for module, names in _CLASSES.items()
        for name in names.split()
    },
    **dict.fromkeys(("code-block", "sourcecode"), CodeBlock),
    "centered": Centered,
    "contents": _Contents,
    "csv-table": patches.CSVTable,
    "image": images.Image,
    "index": IndexDirective,
    "line-block": body.LineBlock,
    "list-table": tables.ListTable,
    "math": patches.MathDirective,
    "parsed-literal": body.ParsedLiteral,
    "pull-quote": body.PullQuote,
    "rst-class": misc.Class,
    "table": tables.RSTTable,
    "thumbnail": patches.Figure,  # of Nikola
}
"""Directives of docutils and Sphinx, whatever a host has registered under their names."""

PACKAGES = {**dict.fromkeys(DESIGN_DIRECTIVES, "sphinx_design"), "todo": "sphinx"}
"""Packages that the directives must be of that are looked up, since a host enables them."""

DIRECTIVES = frozenset(DIRECTIVE_CLASSES) | PACKAGES.keys()

OPTIONS = words("""
    align alt animate backlinks caption chevron child-align child-direction class class-body
    class-card class-container class-content class-footer class-header class-img-bottom
    class-img-top class-item class-label class-row class-set class-title collapsible color columns
    dedent delim depth emphasize-lines escape expand figclass figname figwidth footer force gutter
    header header-rows height icon img-alt img-background img-bottom img-top keepspace label
    lineno-start linenos link link-alt link-new-tab link-type loading local ltrim margin name
    new-tab no-sync number-lines open orientation outline padding quote ref-type reverse rtrim scale
    selected shadow stub-columns subtitle sync sync-group target text-align tooltip trim width
    widths
""")
"""Options of those directives. Others read files (``file``, ``url``), or reach outside of their
element (``click-parent``, ``heading-level``, ``no-wrap``, ``style``)."""

NUMBERS = words("""
    columns dedent emphasize-lines figwidth gutter header-rows height lineno-start margin
    number-lines padding scale stub-columns width widths
""")
"""Options that are numbers: none has seven digits."""
_TOO_LARGE = re.compile(r"\d{7}")
_TOO_MANY = re.compile(r"\d{5}|-\s*,|(?:,[^,]*){50}")  # ranges that Sphinx would write out


def read_number(option: str, convert: Callable[[str], Any], argument: str | None) -> Any:
    """Return the value of one of these options, as *convert* makes it."""
    refused = _TOO_MANY if "emphasize" in option else _TOO_LARGE
    if argument and refused.search(argument):
        raise ValueError("this number is too large")
    return convert(argument)  # type: ignore[arg-type] # docutils passes None for no value


NEVER = frozenset({"alias", "c:alias", "cpp:alias"})
"""Directives that conf.py can't add: without their scope, the domains end a build."""

INSTEAD = {
    **dict.fromkeys(NEVER, "link to the declaration"),
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
"""Hints for directives that no setting allows."""

# -- Boxes of other generators -----------------------------------------------------------

ADMONITIONS = {
    **{
        name: name
        for name in words("attention caution danger error hint important note tip warning")
    },
    **dict.fromkeys(words("abstract example info question quote summary"), "note"),
    **dict.fromkeys(("check", "success"), "tip"),
    **dict.fromkeys(("bug", "failure"), "danger"),
    **dict.fromkeys(("collapse", "details", "expand", "spoiler"), "details"),
}
"""Names of boxes in the documentation of those generators, and docutils' nodes for them."""

# -- Roles -------------------------------------------------------------------------------

DESIGN_ROLE = re.compile(r"bdg(-ref|-link)?(-[a-z]+)*(-line)?")  # the badges of sphinx-design
_GENERIC_ROLES = {
    **{
        name: getattr(nodes, name)
        for name in words("abbreviation acronym emphasis literal strong subscript superscript")
    },
    "sub": nodes.subscript,
    "sup": nodes.superscript,
    **dict.fromkeys(("t", "title", "title-reference"), nodes.title_reference),
}
ROLE_FUNCTIONS: Mapping[str, RoleFunction] = {
    **{name: roles.GenericRole(name, node) for name, node in _GENERIC_ROLES.items()},
    **{
        # The stubs know no role that is an object.
        name: roles.CustomRole(name, roles.GenericRole(name, node), {"classes": [name]})  # type: ignore[arg-type]
        for name, node in generic_docroles.items()
    },
    **specific_docroles,
    "code": code_role,
    "eq": MathReferenceRole(warn_dangling=True),
    "index": IndexRole(),
    "math": roles.math_role,
    "person": RoundupRole(warn_dangling=True),
}
"""Roles of docutils, Sphinx and ours, whatever a host has registered under their names."""
ROLES = frozenset(ROLE_FUNCTIONS) | {
    *("roundup:event", "roundup:person", "roundup:report", "roundup:topic")
}


def is_allowed_role(name: str, role: RoleFunction | None) -> bool:
    """Whether reports may use the role *name*, which a domain has as *role*.

    Sphinx's own cross-references, of any domain, make a reference and nothing else. Subclasses
    in extensions may do anything, and need ``roundup_allowed_roles``.
    """
    is_reference = isinstance(role, XRefRole | AnyXRefRole) and package_of(role) == "sphinx"
    is_badge = DESIGN_ROLE.fullmatch(name) and package_of(role) == "sphinx_design"
    # Those of intersphinx are made when they are asked for.
    return name in ROLES or name.startswith("external") or bool(is_reference or is_badge)


def package_of(made: object) -> str:
    """Return the package that defines a class, function or instance."""
    return str(getattr(made, "__module__", "")).partition(".")[0]


# -- HTML --------------------------------------------------------------------------------

HTML_INLINE = words("b cite code del dfn em i ins kbd mark s samp strike strong sub sup tt u var")
"""Elements that are a node around their content."""

HTML_SPECIAL = frozenset({"a", "abbr", "br", "img", "input", "q"})  # inline, with their own rules

HTML_TRANSPARENT = words("""
    bdi bdo big col colgroup font label picture rp rt ruby small source span time track wbr
""")
"""Inline elements that are replaced by their content."""

HTML_BLOCKS = words("""
    article aside blockquote body caption center dd details div dl dt figcaption figure footer h1 h2
    h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr
    ul
""")
"""Block elements; inside a paragraph, they break the line."""

HTML_MEDIA = words("audio embed iframe object video")
"""Elements that become a link to what they play, if it has a web address or is a file."""

HTML_ELEMENTS = HTML_INLINE | HTML_SPECIAL | HTML_TRANSPARENT | HTML_BLOCKS  # all that are kept


def is_allowed_element(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether reports may use the HTML element *name*; unknown attributes are never read."""
    if name == "img":
        return bool(attributes.get("src", "").strip())
    if name == "input":  # the boxes of task lists
        return attributes.get("type", "").lower() == "checkbox"
    return name in HTML_ELEMENTS


# -- Links -------------------------------------------------------------------------------

URL_SCHEMES = frozenset({"http", "https", "mailto"})
_SKIPPED_IN_URLS = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]")


def url_scheme(url: str) -> str:
    r"""Return the scheme of *url* as a browser reads it, ``""`` for a path.

    Browsers skip control characters there: ``java\tscript:`` is a scheme. An allowed one must
    be written without them: ``http s:`` is a path.
    https://url.spec.whatwg.org/#concept-basic-url-parser
    """
    is_bare = url.isprintable() and " " not in url
    bare = url if is_bare else _SKIPPED_IN_URLS.sub("", url)
    match = re.match(r"([A-Za-z][A-Za-z0-9+.\-]*):", bare)
    scheme = match[1].lower() if match else ""
    if scheme in URL_SCHEMES and not url.strip().lower().startswith(f"{scheme}:"):
        return ""
    return scheme


def is_allowed_url(url: str) -> bool:
    """Whether a report may link to *url*: an address on the web, or a mail address."""
    try:
        has_host = bool(urlsplit(url).netloc)
    except ValueError:  # "http://[": no browser could follow it
        return False
    scheme = url_scheme(url)
    return scheme == "mailto" or (scheme in URL_SCHEMES and has_host)


_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages, by the first part of their tags."""


def is_right_to_left(language: str | None) -> bool:
    """Whether a language is written from right to left."""
    first = (language or "").replace("_", "-").partition("-")[0]
    return first.lower() in _RIGHT_TO_LEFT
