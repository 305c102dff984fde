"""MyST's parser, set up for reports: fixed syntax, and links left unresolved."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from docutils import nodes
from docutils.parsers.rst.languages import get_language
from markdown_it.rules_block import make_fence_rule
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.warnings_ import MystWarnings
from sphinx import addnodes

from sphinx_roundup.log import warn
from sphinx_roundup.parsing.allowed import URL_SCHEMES, is_allowed_url
from sphinx_roundup.parsing.headings import FIRST_LEVEL, github_anchor, underline_traps
from sphinx_roundup.parsing.html import TASKS_CLASS, TOKENS, make_box, picture_tokens
from sphinx_roundup.parsing.other_generators import (
    attributes_line,
    inline_attributes,
    other_syntax,
    render_box,
)
from sphinx_roundup.parsing.resource_limits import OFFSET, BoundedMarkdown
from sphinx_roundup.parsing.tag_rules import template_tags

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from typing import Any

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererProtocol
    from markdown_it.rules_block import StateBlock
    from markdown_it.tree import SyntaxTreeNode

    from sphinx_roundup.limits import Limits

_NO_FAULT = {MystWarnings.MD_HEADING_NON_CONSECUTIVE, MystWarnings.STRIKETHROUGH}
"""What MyST warns of and is no fault in a report: headings are moved, struck text is a node."""

_DIRECTIVE = re.compile(r"\s*\{[^\s.#=}][^\s=}]*\}(\s|$)")  # the beginning of a fence that is one

NAME = "roundup_name"  # attribute of a link that is no #anchor: MyST has one node for both


class ReportRenderer(SphinxRenderer):
    """Turns Markdown into nodes, and leaves what depends on the page to the page.

    MyST looks at the disk to distinguish links to pages from downloads; here every link to a file
    is a ``pending_xref`` with its target as written, which links/ resolves beside the report.
    """

    _added_lines = 0

    def setup_render(self, options: dict[str, Any], env: MutableMapping[str, Any]) -> None:
        """Prepare one render, as MyST does for a document that it is given.

        MyST's own method makes a document with all default settings, and then takes the one
        that it is given: a third of the time of a report.
        """
        self.md_env, self.md_options = env, options
        self.md_config = options["myst_config"]
        self.document = self.current_node = options["document"]
        self.reporter = self.document.reporter
        language = get_language(self.document.settings.language_code)
        self.language_module_rst = language  # type: ignore[assignment] # MyST declares it wider
        self._heading_offset = 0
        self._level_to_section = {0: self.document}
        self._heading_slugs = {}

    def forget(self) -> None:
        """Keep nothing of what was rendered: any node leads to the whole page that it joins."""
        del self.md_env, self.document, self.current_node, self.reporter, self._level_to_section

    def create_warning(
        self, message: str, subtype: MystWarnings | str, **options: Any
    ) -> nodes.system_message | None:
        """Warn, but not of what is no fault."""
        return None if subtype in _NO_FAULT else super().create_warning(message, subtype, **options)

    def render_colon_fence(self, token: SyntaxTreeNode) -> None:
        """Render a directive, and note whether MyST adds a line to its text.

        It does where the text begins with another such fence, and counts the line.
        """
        if not _DIRECTIVE.match(token.info):
            render_box(self, token)
            return
        self._added_lines = int(token.content.startswith(":::"))
        super().render_colon_fence(token)
        self._added_lines = 0

    def nested_render_text(self, text: str, lineno: int, *args: Any, **kwargs: Any) -> None:
        """Render the text of a directive, which begins below *lineno*; a title does on it."""
        lineno -= 1 if kwargs.get("inline") else self._added_lines
        before = self._added_lines, self.md_env.get(OFFSET, 0)
        self._added_lines, self.md_env[OFFSET] = 0, lineno
        super().nested_render_text(text, lineno, *args, **kwargs)
        self._added_lines, self.md_env[OFFSET] = before

    def render_link_unknown(self, token: SyntaxTreeNode) -> None:
        """Leave a link that isn't an URL as it is; ``Https:`` is one, as phones write it."""
        if is_allowed_url(str(token.attrGet("href") or "")):
            self.render_link_url(token)
            return
        target = self.md.normalizeLinkText(str(token.attrGet("href") or ""))
        explicit = token.info != "auto" and bool(token.children)
        xref = addnodes.pending_xref(
            refdomain=None, reftype="myst", reftarget=target, refexplicit=explicit
        )
        xref[NAME] = True
        self.add_line_and_source_path(xref, token)
        title = {"title": "reftitle"}
        self.copy_attributes(token, xref, ("class", "id", "reftitle"), aliases=title)
        self.current_node.append(xref)
        words = nodes.inline(classes=["xref", "myst"])
        xref.append(words)
        with self.current_node_context(words):
            self.render_children(token)

    def render_link_path(self, token: SyntaxTreeNode) -> None:
        """Take ``path:x`` for a link to ``x``: what a link leads to decides what it is."""
        token.attrs["href"] = str(token.attrs["href"]).partition(":")[2]
        self.render_link_unknown(token)

    render_link_project = render_link_path

    def render_link_inventory(self, token: SyntaxTreeNode) -> None:
        """Keep the words in any case: MyST drops those of a link to what no inventory has."""
        before = len(self.current_node)
        try:
            super().render_link_inventory(token)
        except ValueError:  # "inv://[", which Python can't take apart
            message = f"the link {token.attrGet('href')} can't be read"
            self.create_warning(message, MystWarnings.IREF_MISSING, line=token_line(token, 0))
        if not any(isinstance(node, nodes.reference) for node in self.current_node[before:]):
            self.render_children(token)

    def render_restructuredtext(self, token: SyntaxTreeNode) -> None:
        """Refuse ``eval-rst`` like any directive: MyST doesn't look it up as one."""
        self.render_directive(token, "eval-rst", "")

    def render_hr(self, token: SyntaxTreeNode) -> None:
        """Render a rule, and warn of one that wasn't meant as such."""
        self._warn(token)
        super().render_hr(token)

    def _warn(self, token: SyntaxTreeNode) -> None:
        """Warn of a token where a rule of the parser has noted it."""
        if warning := token.meta.get("warning"):
            line = token_line(token, 0) + token.meta.get("line", 0)
            warn(*warning, location=f"{self.document['source']}:{line}")

    def render_list_item(self, token: SyntaxTreeNode) -> None:
        """Render an item, and the box of a task as a node: MyST makes HTML of it."""
        is_done = token.meta.pop("checked", None)
        super().render_list_item(token)
        if is_done is None:
            return
        outer, item = self.current_node, cast("nodes.list_item", self.current_node[-1])
        outer.attributes["classes"] = [
            TASKS_CLASS if name == "contains-task-list" else name for name in outer["classes"]
        ]
        item["classes"] = []
        first = next(iter(item.children), None)
        if not isinstance(first, nodes.paragraph):
            first = nodes.paragraph()
            item.insert(0, first)
        first.insert(0, [make_box(is_done=is_done), nodes.Text(" ")])

    render_roundup_box = render_box  # of a quote that is one

    def render_roundup_picture(self, token: SyntaxTreeNode) -> None:
        """Render a picture of another generator, as HTML that is written so would be."""
        line = token_line(token, 0)
        node = nodes.raw("", "", format="html")
        node[TOKENS] = picture_tokens(token.meta["picture"], token.meta["source"], line)
        self.add_line_and_source_path(node, token)
        self.current_node.append(node)

    def render_roundup_foreign(self, token: SyntaxTreeNode) -> None:
        """Render a tag of another generator as it is written, and warn of it."""
        self._warn(token)
        node = nodes.literal("", token.meta["source"])
        self.add_line_and_source_path(node, token)
        self.current_node.append(node)

    def render_math_block_label(self, token: SyntaxTreeNode) -> None:
        """Leave an equation's label at the equation, as :class:`.dispatch.ReportMath` does."""
        content = token.content.strip("\n")
        node = nodes.math_block(content, content, nowrap=False, number=None, label=token.info)
        self.add_line_and_source_path(node, token)
        self.current_node.append(node)


_CONTAINERS = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
"""What a fence may interrupt."""


def _dollar_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take what is between two lines of ``$$`` for a fence of ``math``, as on GitHub."""
    if state.is_code_block(start) or not _is_dollars(state, start):
        return False
    last = start + 1
    while last < end and not _is_dollars(state, last):
        if not state.isEmpty(last) and state.sCount[last] < state.blkIndent:
            return False
        last += 1
    if last < end and not silent:
        token = state.push("fence", "code", 0)
        token.info, token.markup, token.map = "math", "$$", [start, last + 1]
        token.content = state.getLines(start + 1, last, state.sCount[start], keepLastLF=True)
        state.line = last + 1
    return last < end


def _is_dollars(state: StateBlock, line: int) -> bool:
    is_inside = state.sCount[line] >= state.blkIndent
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    return is_inside and text.rstrip() == "$$"


def _config(*, dollarmath: bool) -> MdParserConfig:
    return MdParserConfig(
        enable_extensions={"dollarmath"} if dollarmath else set(),
        url_schemes=dict.fromkeys(URL_SCHEMES),
        fence_as_directive={"math"},  # GitHub's fence of formulas
        heading_anchors=6,
        heading_slug_func=github_anchor,
        footnote_sort=True,
        footnote_transition=False,
    )


def markdown_parser(
    renderer: Callable[[MarkdownIt], RendererProtocol],
    limits: Limits | None,
    *,
    dollarmath: bool = False,
    autolinks: bool = True,
) -> MarkdownIt:
    """Return a parser of the dialect for reports.

    It is the same in every project: an attendee can't know what a host has switched on. It has
    plugins that MyST's ``create_md_parser`` chooses, but neither front matter, which
    reports/fields.py reads, nor ``substitution``, whose Jinja templates run any code.

    :param autolinks: whether to find bare URLs, for which each letter w is looked at
    """
    parser = BoundedMarkdown(renderer, limits)
    parser.enable(["table", "strikethrough"])
    parser.use(myst_block_plugin).use(myst_role_plugin)
    parser.disable(["myst_line_comment", "myst_block_break"])  # GitHub shows "% text" and "+++"
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    if autolinks:
        parser.use(gfm_autolink_plugin)
    if dollarmath:
        parser.use(dollarmath_plugin, double_inline=True)
    colon_fence = make_fence_rule(markers=(":",), token_type="colon_fence")  # noqa: S106 - no password
    parser.block.ruler.before("fence", "colon_fence", colon_fence, {"alt": _CONTAINERS})
    parser.use(attrs_plugin, spans=True, span_after="footnote_ref")
    parser.use(attrs_block_plugin)
    parser.block.ruler.at("attr", attributes_line, {"alt": _CONTAINERS})
    parser.inline.ruler.at("attr", inline_attributes)
    parser.options.update(
        alerts=True,
        tasklists=True,
        strikethrough_single_tilde=True,
        myst_config=_config(dollarmath=dollarmath),
    )
    return parser


_MAY_HAVE_AUTOLINKS = re.compile(r"www\.|@|https?:")


@lru_cache(maxsize=2)
def _report_parser(limits: Limits, *, dollarmath: bool, autolinks: bool) -> MarkdownIt:
    """Return the parser for all reports, without its document."""
    parser = markdown_parser(ReportRenderer, limits, dollarmath=dollarmath, autolinks=autolinks)
    if not dollarmath:
        parser.block.ruler.before("fence", "dollar_fence", _dollar_fence, {"alt": _CONTAINERS})
    return parser.use(underline_traps).use(other_syntax).use(template_tags)


def parse_markdown(text: str, document: nodes.document, limits: Limits, *, dollarmath: bool) -> int:
    """Fill *document* with the nodes of *text*; return the level of its first heading, or 0."""
    autolinks = _MAY_HAVE_AUTOLINKS.search(text) is not None
    parser = _report_parser(limits, dollarmath=dollarmath, autolinks=autolinks)
    parser.options["document"] = document
    env: dict[str, Any] = {}
    try:
        parser.render(text, env)
    except BaseException:  # TooSlow may have come at any place
        _report_parser.cache_clear()
        raise
    del parser.options["document"]
    cast("ReportRenderer", parser.renderer).forget()
    return int(env[FIRST_LEVEL])
