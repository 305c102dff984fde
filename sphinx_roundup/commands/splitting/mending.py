"""What is mended in texts of Markdown that are cut already."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it.renderer import RendererHTML
from myst_parser.parsers.mdit import create_md_parser

from sphinx_roundup.commands.markup.html_tags import TAG, attributes_of, blanked_comments
from sphinx_roundup.commands.markup.markdown import look_at_markdown
from sphinx_roundup.commands.markup.text import Edit, Source, edited
from sphinx_roundup.parsing.allowed import markdown_dialect
from sphinx_roundup.parsing.headings import NOTES, underline_traps
from sphinx_roundup.parsing.html_tokens import align_of, length_of
from sphinx_roundup.reports.front_matter import read_front_matter

if TYPE_CHECKING:
    from typing import Any

    from markdown_it import MarkdownIt


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
    head = read_front_matter(source.lines(), 100_000)
    found = look_at_markdown(source, head.end if head else 0).addresses
    starts = {a.start for a in found if a.form == "html" and a.kind == "image" and _is_local(a.url)}
    tags = [
        tag
        for tag in TAG.finditer(blanked_comments(text))
        if any(tag.start() < start < tag.end() for start in starts)
    ]
    return edited(text, [_as_directive(source, tag, newline) for tag in tags])


def _is_local(url: str) -> bool:
    return not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", url)


def _as_directive(source: Source, tag: re.Match[str], newline: str) -> Edit:
    attributes = attributes_of(tag[0])
    src, alt = attributes["src"], " ".join(attributes.get("alt", "").split())
    line = source.line_of(tag.start())
    before = source.text[source.offset(line) : tag.start()]
    after = source.text[tag.end() : source.offset(line + 1)]
    is_alone = not before.strip() and not after.strip()
    in_html = before.lstrip().startswith("<") or after.strip().startswith("</")
    if not is_alone and not in_html:
        words = re.sub(r"([\[\]\\])", r"\\\1", alt)
        return Edit(tag.start(), tag.end(), f"![{words}]({src})")
    options = {
        "alt": alt,
        "align": align_of("img", attributes),
        "width": length_of("width", attributes),
        "height": length_of("height", attributes),
    }
    indent = re.match(r"[ \t]*", before)
    pad = indent[0] if indent else ""
    lines = [f"```{{image}} {src}"]
    lines += [f":{name}: {value}" for name, value in options.items() if value]
    block = newline.join(f"{pad}{each}" for each in (*lines, "```"))
    if not is_alone:
        return Edit(tag.start(), tag.end(), f"{newline * 2}{block}{newline * 2}")
    above = newline if line and source.line(line - 1).strip() else ""
    below = newline if line + 1 < len(source) and source.line(line + 1).strip() else ""
    return Edit(source.offset(line), tag.end() + len(after.rstrip("\r\n")), above + block + below)
