"""Fields other than front matter: reST's field list, and lines of Nikola, Pelican and ABlog.

https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#field-lists
https://getnikola.com/handbook.html#metadata-fields
https://docs.getpelican.com/en/latest/content.html#file-metadata (Markdown without rules)
https://ablog.readthedocs.io/en/latest/manual/posting-and-listing.html (the directive ``post``)
"""

from __future__ import annotations

import re
from contextlib import suppress
from textwrap import dedent
from typing import TYPE_CHECKING

from sphinx_roundup.problems import Problem, escape
from sphinx_roundup.reports.converters import as_date
from sphinx_roundup.reports.fields import GENERATED, MAX_FIELDS, at_commas, hides, is_field
from sphinx_roundup.reports.front_matter import KEY_LINE, MAX_LENGTH, Head, first_line, is_plain
from sphinx_roundup.reports.yaml_values import (
    Entry,
    InvalidValue,
    InvalidYaml,
    Scalar,
    read_value,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_roundup.reports.yaml_values import Value

FIELD = re.compile(r":(?![: ])(?P<key>(?:[^:\\]|\\.|:(?!(?:[ `]|$)))*)(?<! ):(?: +(?P<rest>.*)|$)")
"""docutils' pattern of a field's name, from ``states.Body``; ``:ref:`x``` is none."""
COMMENT = re.compile(r"\.\.( (?!.*\S::( |$)|[\[|])|$)")
"""Comment or target, both invisible; no directive, footnote or substitution."""
ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*[ \t]*")
ITEM = re.compile(r"^(\s*)[*+](?=\s)", re.MULTILINE)
"""reST has three bullets; YAML knows the hyphen."""
NIKOLA = re.compile(r"\.\. (?P<key>[A-Za-z][\w-]*):(?: +(?P<rest>\S.*)| *)")
MAIL = {"from": "author", "von": "author", "date": "date", "subject": "title", "betreff": "title"}
"""What the headers of an e-mail mean that was saved as a report."""
FORWARDED = re.compile(r"-{5,} ?\w[\w ]*-{5,}[ \t]*")
ANSWER = re.compile(r"(?i)\A((re|aw|fwd?|wg): *)+|\"? ?<[^<>\s@]+@[^<>\s@]+>\Z")
"""What mail programs write above a forwarded e-mail, and around subjects and names."""
SURE = frozenset({"author", "authors", "date", "slug", "title"})
"""Names by which lines are known to be fields, not prose."""
POST = re.compile(r"(?:\.\. post::|(?P<fence>`{3,}|:{3,})\{post\})(?:[ \t]+(?P<date>.*)|[ \t]*)")
OPTION = re.compile(r"[ \t]+:(?P<key>[\w-]+):(?P<rest>.*)")
OPTION_IN_FENCE = re.compile(r"(?:[ \t]*:?(?P<key>[\w-]+):(?P<rest>.*)|(?:---)?[ \t]*)")


def _take_fields(
    lines: list[str], start: int, pattern: re.Pattern[str], problems: list[Problem]
) -> tuple[list[Entry], int]:
    """Return the fields from a line on, with indented lines, and the number of the next line."""
    entries: list[Entry] = []
    end = start
    while end < len(lines) and (match := pattern.fullmatch(lines[end])):
        number, end = end, end + 1
        while end < len(lines) and _continues(lines[end], pattern):
            end += 1
        if match["key"] is None or len(entries) + len(problems) > MAX_FIELDS:
            continue
        block = [match["rest"] or "", *dedent("\n".join(lines[number + 1 : end])).split("\n")]
        key = re.sub(r"\\(.)", r"\1", match["key"]).strip()
        try:
            value = _read_value(block, number + 1, " " if pattern is FIELD else "\n")
            entries.append(Entry(key, value, number + 1))
        except InvalidValue as error:
            problems.append(error.problem)
    return entries, end


def _continues(line: str, pattern: re.Pattern[str]) -> bool:
    if not line.strip():
        return pattern is FIELD
    return line[0] in " \t" and not pattern.fullmatch(line)


def _read_value(block: list[str], line: int, line_end: str) -> Value:
    """Read a field's text, as YAML if it is a list or a mapping."""
    text = "\n".join(block)
    plain = line_end.join(" ".join(each.split()) for each in block if each.strip())
    first = first_line(block)
    if not re.match(r"[\[{]|[-*+]\s", plain) or len(text) > MAX_LENGTH:
        return Scalar(plain or None, line + first)
    try:
        return read_value(ITEM.sub(r"\1-", text), line) or Scalar(plain, line)
    except InvalidYaml:
        if plain[0] in "[{" and is_plain(plain):
            return Scalar(plain, line + first)
        message = "the list '%s' can't be read, and is ignored; write each item as '- item'"
        raise InvalidValue(line, message, escape(plain, 40)) from None


# -- reST --------------------------------------------------------------------------------


def read_field_list(lines: list[str], problems: list[Problem]) -> Head | None:
    """Return the field list at the top of a file, or ``None``.

    Below a title it must have a field of a report: it might be part of the text.
    """
    top = _skip_invisible(lines, 0)
    below = _skip_title(lines, top)
    start = _skip_invisible(lines, below)
    found: list[Problem] = []
    entries, end = _take_fields(lines, start, FIELD, found)
    is_known = any(e.name in GENERATED or hides(e, e.name) for e in entries)
    if end == start or not (is_known or below == top):
        return None
    problems += found
    return Head(entries, start, end)


def _skip_invisible(lines: list[str], start: int) -> int:
    """Return the first line that is neither blank nor part of a comment."""
    is_comment = False
    for number, line in enumerate(lines[start:], start):
        if line.strip() and not (is_comment and line[0] in " \t"):
            is_comment = COMMENT.match(line) is not None
            if not is_comment:
                return number
    return len(lines)


def _skip_title(lines: list[str], top: int) -> int:
    """Return the line after a title at *top*, or *top*."""
    over, title, under = [*lines[top : top + 3], "", "", ""][:3]
    if ADORNMENT.fullmatch(over) and over.rstrip() == under.rstrip() and title.strip():
        return top + 3
    if over[:1].strip() and ADORNMENT.fullmatch(title) and len(title.strip()) >= min(4, len(over)):
        return top + 2
    return top


# -- Other generators --------------------------------------------------------------------


def read_lines(lines: list[str], problems: list[Problem]) -> Head | None:
    """Return the fields in the first lines: Nikola's, Pelican's, or the headers of an e-mail.

    Nikola's are comments, ``.. title: My week``, in Markdown inside of one of HTML. Pelican's,
    ``Title: My week``, end at an empty line, and all of them must be known.
    """
    top = first_line(lines)
    is_html = lines[top].strip() == "<!--"
    is_comment = is_html or lines[top].startswith("..")
    start = top + (is_html or FORWARDED.fullmatch(lines[top]) is not None)
    found: list[Problem] = []
    entries, end = _take_fields(lines, start, NIKOLA if is_comment else KEY_LINE, found)
    if "".join(lines[end : end + 1]).strip() != ("-->" if is_html else ""):
        return None
    names = {entry.name for entry in entries}
    if {"author", "title"} <= {MAIL.get(name) for name in names}:
        return Head([*_read_mail(entries)], top, end)
    if SURE.isdisjoint(names) or not (is_comment or _are_fields(names)):
        return None
    problems += found
    return Head(entries, top, end + is_html)


def _are_fields(names: set[str]) -> bool:
    """Whether names before colons are those of fields; ``Date: 2018`` alone may be prose."""
    return all(map(is_field, names)) and (len(names) > 1 or names <= {"author", "title"})


def _read_mail(headers: Iterable[Entry]) -> Iterator[Entry]:
    """Yield what headers of an e-mail say; a program wrote them, so that none is a fault."""
    for entry in headers:
        field, text = MAIL.get(entry.name), ANSWER.sub("", text_of(entry.value)).strip(' "')
        with suppress(InvalidValue):
            if field and text and (field != "date" or as_date(Scalar(text, entry.line), field)):
                yield Entry(field, Scalar(text, entry.line), entry.line)


def read_post(lines: list[str], problems: list[Problem]) -> Head | None:
    """Return the fields of ABlog's directive, with or without a heading above it.

    Without a date the post is a draft. ABlog separates authors by commas alone.
    """
    is_code = ""
    for number, line in enumerate(lines) if "post" in "\n".join(lines) else ():
        post = POST.fullmatch(line)
        if post and not is_code:
            return _read_options(lines, number, post, problems)
        if fence := re.match(r"(```+|~~~+)(.*)", line):
            closes = is_code and fence[1].startswith(is_code) and not fence[2].strip()
            is_code = "" if closes else is_code or fence[1]
    return None


def _read_options(
    lines: list[str], start: int, post: re.Match[str], problems: list[Problem]
) -> Head | None:
    date, fence = (post["date"] or "").strip(), post["fence"]
    key, text = ("date", date) if date else ("draft", "true")
    options, end = _take_fields(lines, start + 1, OPTION_IN_FENCE if fence else OPTION, problems)
    if fence and (end == len(lines) or lines[end].rstrip() != fence):
        return None
    entries = [Entry(key, Scalar(text, start + 1), start + 1)]
    for option in options:
        if option.key == "author":
            entries.append(Entry("authors", at_commas(option.value), option.line))
        elif option.key in {"category", "language", "tags", "title"}:
            entries.append(option)
    return Head(entries, start, end + bool(fence))
