"""Sanitiser of a report's HTML: allowed tags are kept, all else is shown as text.

The allow-lists are those of :mod:`sphinx_roundup.parsing.allowed`. Nothing is left out without
a warning: a comment that never ends would hide the rest of its report, and an element that
isn't known is often no HTML but a word in angle brackets.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.parsing.allowed import (
    HTML_ELEMENTS,
    HTML_MEDIA,
    URL_SCHEMES,
    is_allowed_element,
    is_right_to_left,
    url_scheme,
)
from sphinx_roundup.parsing.html.tokens import VOID, Token
from sphinx_roundup.parsing.html.tree import Element
from sphinx_roundup.problems import Problem, Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx_roundup.parsing.html.tree import Item, Mark


class Sanitizer:
    """Keeps what is allowed of one report's HTML, and collects the warnings about it."""

    def __init__(self, locate: Callable[[str, int], int], language: str | None) -> None:
        self._locate = locate
        self._is_rtl = is_right_to_left(language)
        self.problems: list[Problem] = []
        self._warned: set[tuple[str, ...]] = set()

    def sanitize(self, items: Sequence[Item | Mark], *, inline: bool) -> Iterator[Item | Mark]:
        """Yield *items* so that only allowed tags are left as such.

        In a block, an element that isn't allowed is one fragment with its contents; inline
        only its tags are refused, for there may be Markdown between them.
        """
        ends = _pairs(items)
        index = 0
        while index < len(items):
            item, stop = items[index], index + 1
            if not isinstance(item, Token) or item.kind == "text":
                yield item
            elif item.kind == "comment":
                self.warn(("comment",), item, "HTML comment is never closed, its text is shown")
                yield item._replace(kind="text")
            elif _is_allowed(item):
                yield self._keep(item)
            else:
                if not inline or item.name in HTML_MEDIA:
                    stop = ends.get(index, index) + 1
                yield from self._replace(item, items[index + 1 : stop], inline=inline)
            index = stop

    def _keep(self, token: Token) -> Token:
        """Return an allowed tag as it is kept, without script and addresses that are refused."""
        if token.attributes.get("dir", "").lower() == "rtl" and not self._is_rtl:
            message = (
                "HTML attribute dir is left out; for a report from right to left, say its language"
                " at the file's top: 'lang: he', 'lang: ar'"
            )
            self.warn(("dir",), token, message)
        for name in token.attributes:
            if name.startswith("on"):
                message = "HTML attribute %s can't be used in a report and is left out"
                self.warn(("event", name), token, message, name)
        if token.name == "img":  # its file is looked for later, and missed at its own line
            return token._replace(line=self._line_of(token), exact=True)
        scheme = url_scheme(token.attributes.get("href", "")) if token.name == "a" else ""
        if not scheme or scheme in URL_SCHEMES:
            return token
        message = "a report can't link to '%s:', only the link's text is shown"
        self.warn(("scheme", scheme), token, message, scheme)
        return token._replace(attributes={**token.attributes, "href": ""})

    def _replace(
        self, first: Token, rest: Sequence[Item | Mark], *, inline: bool
    ) -> Iterator[Item | Mark]:
        """Yield what replaces an element that can't be shown: a link, or its source."""
        tokens = [first, *(item for item in rest if isinstance(item, Token))]
        if first.kind == "start" and first.name in HTML_MEDIA:
            self._keep(first)
            if link := _media_link(tokens):
                yield link
                yield from (item for item in rest if not isinstance(item, Token | nodes.Text))
                return
        name, message = first.name, "HTML <%s> can't be used in a report and is shown as text"
        if name == "img":
            message = "HTML <%s> without src is shown as text"
        self.warn(("element", name), first, message + "; write Markdown instead", name)
        if not inline and (rest or first.kind == "fragment"):
            source = "".join(token.source for token in tokens)
            yield first._replace(kind="fragment", source=source, text=source)
        else:
            for item in (first, *rest):
                yield item._replace(kind="refused") if isinstance(item, Token) else item

    def warn(self, about: tuple[str, ...], token: Token, message: str, *args: object) -> None:
        """Note a problem, if it is the first of its kind, *about*, in the report."""
        if about not in self._warned:
            self._warned.add(about)
            self.problems.append(problem(Subtype.HTML, self._line_of(token), message, *args))

    def _line_of(self, token: Token) -> int:
        """Return the line where *token* is written."""
        if token.exact:
            return token.line
        return self._locate(token.source.partition("\n")[0], token.line)


def _is_allowed(token: Token) -> bool:
    """Return whether *token* is a tag that reports may use."""
    if token.kind == "end":  # of media, if the start is in an earlier block
        return token.name in HTML_ELEMENTS | HTML_MEDIA
    return token.kind == "start" and is_allowed_element(token.name, token.attributes)


def _pairs(items: Sequence[Item | Mark]) -> dict[int, int]:
    """Return where each element ends: index of the start tag -> index of the end tag."""
    starts: defaultdict[str, list[int]] = defaultdict(list)
    found = {}
    for index, item in enumerate(items):
        if isinstance(item, Token):
            if item.kind == "start" and item.name not in VOID:
                starts[item.name].append(index)
            elif item.kind == "end" and starts[item.name]:
                found[starts[item.name].pop()] = index
    return found


_PLAYED = re.compile(r"https?://[^/] | [^/\\:?#][^:?#]*\.\w+\Z", re.IGNORECASE | re.VERBOSE)


def _media_link(tokens: Sequence[Token]) -> Element | None:
    """Return a link to what a video or the like plays: an address in the web, or a file.

    :param tokens: all of the element's, for the address may be that of a ``<source>``.
    """
    first = tokens[0]
    for token in tokens:
        if token.name in HTML_MEDIA | {"source"}:
            url = (token.attributes.get("src") or token.attributes.get("data", "")).strip()
            url = "https:" + url if url.startswith("//") else url
            if _PLAYED.match(url):
                title = first.attributes.get("title", "").strip() or url
                start = first._replace(name="a", attributes={"href": url})
                return Element("a", start, children=[first._replace(kind="text", text=title)])
    return None
