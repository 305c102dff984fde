"""What is mended in texts of Markdown that are cut already."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it.renderer import RendererHTML
from myst_parser.parsers.mdit import create_md_parser

from sphinx_roundup.commands.markup.heads import read_yaml_head
from sphinx_roundup.commands.markup.html_tags import TAG, attributes_of, blanked_comments
from sphinx_roundup.commands.markup.markdown import look_at_markdown
from sphinx_roundup.commands.markup.text import Edit, Source, edited, escaped_words
from sphinx_roundup.parsing.allowed import markdown_dialect
from sphinx_roundup.parsing.headings import NOTES, underline_traps
from sphinx_roundup.parsing.html import align_of, length_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from markdown_it import MarkdownIt


_NO_PARAGRAPH = re.compile(r"\s|[-*+>|#<:]|\d+[.)]")


@cache
def _parser() -> MarkdownIt:
    dialect = markdown_dialect(dollarmath=False)
    return create_md_parser(dialect, RendererHTML).use(underline_traps)


def mend_traps(text: str) -> tuple[str, list[int]]:
    """Return a report with an empty line above each row of hyphens that is a rule.

    The build would do the same, and warn of it.

    :returns: the text, and the lines, from 1, of those rows in what was given
    """
    source = Source(text)
    env: dict[str, Any] = {}
    _parser().parse("\n".join(source.lines()), env)
    lines = sorted(set(env[NOTES].traps))
    places = [source.offset(line - 1) for line in lines]
    return edited(text, [Edit(place, place, source.newline) for place in places]), lines


def as_directives(text: str, newline: str) -> str:
    """Return a page whose pictures in HTML are directives.

    Sphinx neither looks at the files of ``<img>`` nor copies them; a directive keeps the
    float and the size. One in the middle of a line becomes ``![]()``.
    """
    source = Source(text)
    first, _entries = read_yaml_head(source)
    found = look_at_markdown(source, first).addresses
    starts = {a.start for a in found if a.form == "html" and a.kind == "image" and _is_local(a.url)}
    tags = [
        tag
        for tag in TAG.finditer(blanked_comments(text))
        if any(tag.start() < start < tag.end() for start in starts)
    ]
    return edited(text, [edit for tag in tags for edit in _as_directive(source, tag, newline)])


def _is_local(url: str) -> bool:
    return not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", url)


def _as_directive(source: Source, tag: re.Match[str], newline: str) -> Iterator[Edit]:
    attributes = attributes_of(tag[0])
    line = source.line_of(tag.start())
    before = source.text[source.offset(line) : tag.start()]
    after = source.text[tag.end() : source.offset(line + 1)]
    indent = before[: len(before) - len(before.lstrip())]
    block = newline.join(indent + each for each in _directive(attributes))
    if not before.strip() and not after.strip():
        above = newline if line and source.line(line - 1).strip() else ""
        below = newline if line + 1 < len(source) and source.line(line + 1).strip() else ""
        end = tag.end() + len(after.rstrip("\r\n"))
        yield Edit(source.offset(line), end, above + block + below)
    elif before.lstrip().startswith("<") or after.strip().startswith("</"):
        yield Edit(tag.start(), tag.end(), f"{newline * 2}{block}{newline * 2}")
    elif (top := _top(source, line, attributes)) is not None:
        # A float stands beside the paragraph that it is in; the directive comes before that.
        yield Edit(source.offset(top), source.offset(top), f"{block}{newline * 2}")
        yield Edit(tag.start(), tag.end(), "")
    else:
        words = escaped_words(_alt_of(attributes))
        yield Edit(tag.start(), tag.end(), f"![{words}]({attributes['src']})")


def _directive(attributes: Mapping[str, str]) -> list[str]:
    options = {
        "alt": _alt_of(attributes),
        "align": align_of("img", attributes),
        "width": length_of("width", attributes),
        "height": length_of("height", attributes),
    }
    said = [f":{name}: {value}" for name, value in options.items() if value]
    return [f"```{{image}} {attributes['src']}", *said, "```"]


def _alt_of(attributes: Mapping[str, str]) -> str:
    return " ".join(attributes.get("alt", "").split())


def _top(source: Source, line: int, attributes: Mapping[str, str]) -> int | None:
    """Return the first line of a float's paragraph, ``None`` in a list and the like."""
    if align_of("img", attributes) not in {"left", "right"}:
        return None
    while line and source.line(line - 1).strip():
        line -= 1
    return None if _NO_PARAGRAPH.match(source.line(line)) else line
