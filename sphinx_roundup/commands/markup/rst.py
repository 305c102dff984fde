"""Headings, addresses and definitions of reST.

Docutils gives no places in a line, and reads what a page includes: here the text is looked
through by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from sphinx_roundup.commands.markup.found import Address, Definition, Heading, Markup, Use
from sphinx_roundup.commands.markup.rst_blocks import (
    DIRECTIVE,
    EXPLICIT,
    end_of_block,
    indent_of,
    running_text,
)
from sphinx_roundup.commands.markup.text import Edit, Source
from sphinx_roundup.parsing.headings import SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*[ \t]*")
_TARGET = re.compile(r"\s*\.\. +_(?P<name>`[^`]+`|(?:[^:\\`]|\\.)+):(?:\s+(?P<url>\S.*))?$")
_ANONYMOUS = re.compile(r"\s*(?:\.\. +__:|__) +(?P<url>\S.*)$")
_NOTE = re.compile(r"\s*\.\. +\[(?P<label>[^\]]+)\](?:\s|$)")
_OPTION = re.compile(r"\s+:target:\s+(?P<url>\S+)\s*$")
_LITERAL = re.compile(r"``.+?``", re.DOTALL)
_EMBEDDED = re.compile(r"(?<![`:\w])`(?P<words>[^`<>]*?)\s*<(?P<url>[^<>`]+)>`(?P<end>__?)")
_REF = re.compile(r":ref:`(?:(?P<words>[^`<>]*?)\s*<(?P<label>[^<>`]+)>|(?P<only>[^`<>]+))`")
_NAMED = re.compile(
    r"(?<![`:\w])`(?P<phrase>[^`<>]+)`(?P<end>__?)(?!\w)|(?<![\w`:/@.-])(?P<word>\w[\w.-]*?)_(?![\w_])"
)
_NOTE_USE = re.compile(r"(?<!\.\. )\[(?P<label>#?[\w.-]*|\*)\]_(?!\w)")
_SUBSTITUTION = re.compile(r"(?<![\w|])\|(?P<name>[^\s|][^|\n]*?)\|")


def look_at_rst(source: Source, first: int = 0) -> Markup:
    """Return what stands where in a reST text.

    :param first: the line behind the head
    """
    lines = source.lines()
    shown = [n >= first and is_text for n, is_text in enumerate(running_text(lines))]
    markup = Markup()
    _find_headings(lines, shown, markup)
    _find_definitions(source, lines, shown, markup)
    addresses = {address.label: address.url for address in markup.addresses if address.label}
    markup.headings = [_with_address(heading, addresses) for heading in markup.headings]
    text = "".join(
        source.between(n, n + 1) if shown[n] else re.sub(r"[^\r\n]", " ", source.between(n, n + 1))
        for n in range(len(lines))
    )
    plain = _LITERAL.sub(lambda match: re.sub(r"[^\r\n]", " ", match[0]), text)
    markup.addresses += _find_embedded(plain)
    markup.uses += _find_uses(source, plain)
    return markup


def reference_name(text: str) -> str:
    """Return a name as docutils compares them.

    https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#reference-names
    """
    return " ".join(re.sub(r"\\(.)", r"\1", text.strip().strip("`")).casefold().split())


# -- Headings ----------------------------------------------------------------------------


def _find_headings(lines: Sequence[str], shown: Sequence[bool], markup: Markup) -> None:
    styles: list[str] = []
    number = 0
    while number < len(lines):
        found = _title_at(lines, number) if shown[number] and _is_free(lines, number) else None
        if found is None:
            if shown[number] and _is_transition(lines, number):
                markup.rules.append(number)
            number += 1
            continue
        style, line, end = found
        if _is_trap(lines[line], lines[end - 1]):
            markup.traps.append(end - 1)
            markup.rules.append(end - 1)
        else:
            if style not in styles:
                styles.append(style)
            top, ids = _targets_above(lines, number)
            heading = Heading(styles.index(style) + 1, lines[line].strip(), top, end, ids, line)
            markup.headings.append(heading)
        number = end


def _with_address(heading: Heading, addresses: Mapping[str, str]) -> Heading:
    """Return a title that is a reference with the address that is defined elsewhere."""
    match = _NAMED.fullmatch(heading.text)
    words = match and (match["phrase"] or match["word"])
    url = addresses.get(reference_name(words)) if words else None
    return heading._replace(text=f"`{words} <{url}>`__") if url else heading


def _is_free(lines: Sequence[str], number: int) -> bool:
    """Say whether a title may begin here: below nothing, or below what is no paragraph."""
    above = lines[number - 1] if number else ""
    return not above.strip() or EXPLICIT.match(above) is not None or _is_adornment(above)


def _is_adornment(line: str) -> bool:
    return _ADORNMENT.fullmatch(line) is not None and len(line.strip()) >= 2


def _is_transition(lines: Sequence[str], number: int) -> bool:
    around = [*lines[max(number - 1, 0) : number], *lines[number + 1 : number + 2]]
    is_row = _is_adornment(lines[number]) and len(lines[number].rstrip()) >= 4
    return is_row and not any(line.strip() for line in around)


def _title_at(lines: Sequence[str], number: int) -> tuple[str, int, int] | None:
    """Return style, line of the words, and the line behind a title that begins here."""
    over, title, under = [*lines[number : number + 3], "", "", ""][:3]
    if _is_adornment(over):
        same = over.rstrip() == under.rstrip() and title.strip() and not _is_adornment(title)
        return (f"{over[0]}{over[0]}", number + 1, number + 3) if same else None
    is_title = over.strip() and not over[0].isspace() and not EXPLICIT.match(over)
    if is_title and _is_adornment(title) and len(title.rstrip()) >= min(4, len(over.strip())):
        return title[0], number, number + 2
    return None


def _is_trap(words: str, underline: str) -> bool:
    """Say whether a row of hyphens is a rule: short below a long sentence.

    Docutils makes a title of it, and says that its underline is too short.
    """
    is_short = len(underline.rstrip()) < len(words.rstrip())
    return underline[0] == "-" and is_short and SENTENCE_END.search(words.rstrip()) is not None


def _targets_above(lines: Sequence[str], number: int) -> tuple[int, tuple[str, ...]]:
    ids: list[str] = []
    top = above = number
    while above and (not lines[above - 1].strip() or _TARGET.match(lines[above - 1])):
        above -= 1
        match = _TARGET.match(lines[above])
        if match and match["url"]:
            break
        if match:
            ids.append(reference_name(match["name"]))
            top = above
    return top, tuple(ids)


# -- Definitions, and addresses on lines of their own ------------------------------------


def _find_definitions(
    source: Source, lines: Sequence[str], shown: Sequence[bool], markup: Markup
) -> None:
    counts: Counter[str] = Counter()
    for number, line in enumerate(lines):
        if not shown[number]:
            continue
        base = source.offset(number)
        if match := _OPTION.match(line):
            markup.addresses.append(_whole(match, base, "url", "link"))
        elif match := _ANONYMOUS.match(line):
            label = _numbered("__", counts)
            markup.definitions.append(Definition(label, number, number + 1))
            markup.addresses.append(_whole(match, base, "url", "link", label))
        elif EXPLICIT.match(line):
            _find_explicit(lines, number, base, counts, markup)


def _find_explicit(
    lines: Sequence[str], number: int, base: int, counts: Counter[str], markup: Markup
) -> None:
    line, end = lines[number], end_of_block(lines, number)
    if match := _TARGET.match(line):
        label = reference_name(match["name"])
        if match["url"] and not match["url"].rstrip().endswith("_"):
            markup.definitions.append(Definition(label, number, end))
            markup.addresses.append(_whole(match, base, "url", "link", label))
        else:
            markup.names.setdefault(label, number)
    elif match := _NOTE.match(line):
        label = _numbered(match["label"], counts)
        markup.definitions.append(Definition(f"[{label}", number, end))
    else:
        rest = line.lstrip()[2:].lstrip()
        _find_picture(lines, number, base + len(line) - len(rest), rest, markup)


def _find_picture(lines: Sequence[str], number: int, base: int, rest: str, markup: Markup) -> None:
    match = DIRECTIVE.match(rest)
    if match is None:
        return
    if match["name"]:
        end = end_of_block(lines, number)
        markup.definitions.append(Definition(f"|{match['name'].casefold()}", number, end))
    if match["directive"] in {"image", "figure"} and match["argument"]:
        address = _whole(match, base, "argument", "image")
        has_words = any(re.match(r"\s+:alt:", each) for each in lines[number + 1 : number + 12])
        alt = None if has_words else _room_for_alt(lines[number], address.end)
        markup.addresses.append(address._replace(alt=alt))


def _room_for_alt(line: str, end: int) -> Edit:
    return Edit(end, end, f"\n{' ' * (indent_of(line) + 3)}:alt: %s")


def _whole(match: re.Match[str], base: int, group: str, kind: str, label: str = "") -> Address:
    url = match[group].rstrip()
    start = base + match.start(group)
    is_image = kind == "image"
    return Address(start, start + len(url), url, "image" if is_image else "link", label=label)


def _numbered(label: str, counts: Counter[str]) -> str:
    """Return a label that tells apart those which are counted by themselves."""
    if label not in {"#", "*", "__"}:
        return label.casefold()
    counts[label] += 1
    return f"{label}{counts[label]}"


# -- In running text ---------------------------------------------------------------------


def _find_embedded(plain: str) -> Iterator[Address]:
    """Give the addresses of links like ```words <address>`_``; ``<name_>`` is none."""
    for match in _EMBEDDED.finditer(plain):
        url = "".join(match["url"].split())
        if not url.endswith("_"):
            start, end = match.span("url")
            named = Edit(match.end(), match.end(), "_") if match["end"] == "_" else None
            yield Address(start, end, url, "link", without=_words(match), named=named)


def _find_uses(source: Source, plain: str) -> Iterator[Use]:
    """Give what is used of what is defined elsewhere, by kind: labels, names, notes."""
    for match in _REF.finditer(plain):
        label = reference_name(match["label"] or match["only"])
        yield Use(f":{label}", source.line_of(match.start()), "link", _to_words(match))
    counts: Counter[str] = Counter()
    for match in _NAMED.finditer(plain):
        if match["end"] == "__":
            label = _numbered("__", counts)
        else:
            label = reference_name(match["phrase"] or match["word"])
        yield Use(label, source.line_of(match.start()), "link", _to_words(match))
    for match in _NOTE_USE.finditer(plain):
        label = _numbered(match["label"], counts)
        yield Use(f"[{label}", source.line_of(match.start()), "note")
    for match in _SUBSTITUTION.finditer(plain):
        label = f"|{match['name'].casefold()}"
        yield Use(label, source.line_of(match.start()), "note")


def _words(match: re.Match[str]) -> tuple[Edit, ...]:
    start, end = match.span("words")
    return Edit(match.start(), start, ""), Edit(end, match.end(), "")


def _to_words(match: re.Match[str]) -> tuple[Edit, ...]:
    """Return the edits that leave of a reference its words."""
    group = next((g for g in ("words", "only", "phrase", "word") if match.groupdict().get(g)), None)
    start, end = match.span(group) if group else match.span("label")
    return Edit(match.start(), start, ""), Edit(end, match.end(), "")
