"""Headings, addresses and definitions of Markdown, by the parser that reads reports."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from markdown_it.common.utils import normalizeReference, unescapeAll
from markdown_it.renderer import RendererHTML

from sphinx_roundup.commands.markup.found import Address, Definition, Markup, Use
from sphinx_roundup.commands.markup.html_tags import blanked_comments, find_tags
from sphinx_roundup.commands.markup.markdown_headings import BY_LABEL, find_headings
from sphinx_roundup.commands.markup.text import Edit, Source
from sphinx_roundup.parsing.markdown import markdown_parser

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from sphinx_roundup.commands.markup.found import Form, Kind
    from sphinx_roundup.limits import Limits

_CODE = re.compile(r"(?<![`\\])(`+)(?!`)(.*?[^`])\1(?!`)", re.DOTALL)
_DESTINATION = re.compile(
    r"""\]\([ \t]*(?:\r?\n)?[ \t]*
    (?: <(?P<angle>[^<>\r\n]*)> | (?P<plain>[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*) )
    (?: \s+ (?:"[^"]*" | '[^']*' | \([^()]*\)) )? \s* \)""",
    re.VERBOSE,
)
_DEFINED = re.compile(r"\[(?:[^\[\]\\]|\\.)+\]:\s*(?:<(?P<angle>[^<>\r\n]*)>|(?P<plain>\S+))")
_DIRECTIVE = re.compile(r"\{(?P<name>[^{}]+)\}[ \t]*(?P<argument>.*?)[ \t]*")
_CODE_DIRECTIVES = frozenset({"code", "code-block", "code-cell", "math", "raw", "sourcecode"})


@cache
def _parser(limits: Limits | None = None) -> MarkdownIt:
    parser = markdown_parser(RendererHTML, limits)
    parser.options["store_labels"] = True
    return parser


def look_at_markdown(source: Source, first: int = 0, limits: Limits | None = None) -> Markup:
    """Return what stands where in a Markdown text.

    :param first: the line behind the front matter
    :param limits: for untrusted text; the user's own page has none
    :raises UnparsableReport: where it makes more work than that
    """
    env: dict[str, Any] = {}
    text = "\n" * first + "\n".join(source.lines()[first:])
    tokens = _parser(limits).parse(text, env)
    markup = Markup()
    addresses = {label: found["href"] for label, found in env.get("references", {}).items()}
    find_headings(source, tokens, addresses, markup)
    for region in _regions(tokens):
        _find_in_region(source, region, markup)
    _find_definitions(source, env, markup)
    _find_footnotes(source, tokens, markup)
    return markup


# -- Addresses ---------------------------------------------------------------------------


class _Region(NamedTuple):
    """Lines of running text."""

    start: int
    end: int
    children: Sequence[Token] | None
    """What the parser found there; ``None`` where it doesn't look, as in directives."""
    is_html: bool = False
    argument: str = ""
    """Of a directive with a picture."""


def _regions(tokens: Sequence[Token]) -> Iterator[_Region]:
    for token in tokens:
        if not token.map:
            continue
        start, end = token.map
        if token.type == "inline":
            yield _Region(start, end, token.children or [])
        elif token.type == "html_block":
            yield _Region(start, end, [], is_html=True)
        elif token.type in {"fence", "colon_fence"}:
            match = _DIRECTIVE.fullmatch(token.info.strip())
            if match and match["name"] not in _CODE_DIRECTIVES:
                is_picture = match["name"] in {"image", "figure"}
                yield _Region(start, end, None, argument=match["argument"] if is_picture else "")


def _find_in_region(source: Source, region: _Region, markup: Markup) -> None:
    start = source.offset(region.start)
    if region.argument:
        start, url = source.text.index(region.argument, start), region.argument
        markup.addresses.append(Address(start, start + len(url), url, "image", "option"))
    # The fence of a directive would be taken for code.
    is_fenced = region.children is None
    base = source.offset(region.start + is_fenced)
    text = source.text[base : source.offset(region.end - is_fenced)]
    plain = blanked_comments(_CODE.sub(lambda m: " " * len(m[0]), text))
    markup.addresses += find_tags(plain, base)
    if region.is_html:
        return
    children = region.children
    known = None if children is None else _urls(children)
    for match in _DESTINATION.finditer(plain):
        if address := _inline_address(plain, match, base, known):
            markup.addresses.append(address)
    for child in _flat(children or []):
        if child.type == "footnote_ref":
            markup.uses.append(Use(f"^{child.meta['label']}", region.start, "note"))
    markup.uses += _find_uses(plain, base, region)


def _flat(children: Sequence[Token]) -> Iterator[Token]:
    for child in children:
        yield child
        yield from _flat(child.children or [])


def _urls(children: Sequence[Token]) -> set[str]:
    found = (c.attrs.get("src") or c.attrs.get("href") for c in _flat(children))
    return {str(url) for url in found if url}


def _inline_address(
    plain: str, match: re.Match[str], base: int, known: set[str] | None
) -> Address | None:
    span, url, form = _spelled(match)
    opening = _opening(plain, match.start())
    if opening is None or (known is not None and _parser().normalizeLink(url) not in known):
        return None
    start, end = (base + place for place in span)
    if _is_image(plain, opening):
        empty = not plain[opening + 1 : match.start()].strip()
        words = Edit(base + opening + 1, base + match.start(), "%s")
        return Address(start, end, url, "image", form, alt=words if empty else None)
    without = (
        Edit(base + opening, base + opening + 1, ""),
        Edit(base + match.start(), base + match.end(), ""),
    )
    return Address(start, end, url, "link", form, without)


def _spelled(match: re.Match[str]) -> tuple[tuple[int, int], str, Form]:
    """Return where an address stands in a match, what it means, and how it is written."""
    group = "plain" if match["angle"] is None else "angle"
    return match.span(group), unescapeAll(match[group]), "angle" if group == "angle" else "bare"


def _is_image(plain: str, opening: int) -> bool:
    """Say whether an exclamation mark stands before a bracket, and no backslash before that."""
    before = plain[max(opening - 2, 0) : opening]
    return before.endswith("!") and before != "\\!"


def _opening(plain: str, closing: int) -> int | None:
    """Return where the bracket opens that *closing* closes."""
    depth = 0
    for place in range(closing - 1, -1, -1):
        if plain[place] in "[]" and plain[place - 1 : place] != "\\":
            if plain[place] == "[" and not depth:
                return place
            depth += 1 if plain[place] == "]" else -1
    return None


def _find_uses(plain: str, base: int, region: _Region) -> Iterator[Use]:
    """Find where definitions of links are used: ``[words][label]``, ``[label]``."""
    kinds = {
        str(child.meta["label"]): child.type
        for child in _flat(region.children or [])
        if child.meta.get("label") and child.type in {"image", "link_open"}
    }
    found: dict[str, tuple[Edit, ...]] = dict.fromkeys(kinds, ())
    for match in BY_LABEL.finditer(plain):
        label = normalizeReference(match[2] or match[1])
        if kinds.get(label) == "link_open":
            start, end = base + match.start(), base + match.end()
            words = Edit(base + match.end(1), end, "")
            found[label] = (*found[label], Edit(start, start + 1, ""), words)
    for label, kind in kinds.items():
        yield Use(label, region.start, "image" if kind == "image" else "link", found[label])


# -- Definitions -------------------------------------------------------------------------


def _find_definitions(source: Source, env: dict[str, Any], markup: Markup) -> None:
    images = {use.label for use in markup.uses if use.kind == "image"}
    repeated = [(str(each.get("label", "")), each) for each in env.get("duplicate_refs", ())]
    for label, found in [*env.get("references", {}).items(), *repeated]:
        start, end = found["map"]
        markup.definitions.append(Definition(label, start, end))
        if match := _DEFINED.search(source.text, source.offset(start), source.offset(end)):
            span, url, form = _spelled(match)
            kind: Kind = "image" if label in images else "link"
            # Over two lines of a quotation there are other signs between the two.
            if _parser().normalizeLink(url) == found["href"]:
                markup.addresses.append(Address(*span, url, kind, form, label=label))


def _find_footnotes(source: Source, tokens: Sequence[Token], markup: Markup) -> None:
    for token in tokens:
        if token.type == "footnote_reference_open" and token.map:
            start, end = token.map
            while end > start + 1 and not source.line(end - 1).strip():
                end -= 1
            markup.definitions.append(Definition(f"^{token.meta['label']}", start, end))
