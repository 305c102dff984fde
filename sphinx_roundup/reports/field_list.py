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
from sphinx_roundup.reports.fields import KNOWN, at_commas, hides, is_field
from sphinx_roundup.reports.front_matter import KEY_LINE, MAX_LENGTH, Head, first_line, is_plain
from sphinx_roundup.reports.yaml_values import (
    Entry,
    InvalidValue,
    InvalidYaml,
    Scalar,
    read_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_roundup.reports.yaml_values import Value

FIELD = re.compile(r":(?![: ])((?:[^:\\]|\\.|:(?!(?:[ `]|$)))*)(?<! ):(?: +(.*)|$)")
"""docutils' pattern of a field's name, from ``states.Body``; ``:ref:`x``` is none."""
COMMENT = re.compile(r"\.\.( (?!.*\S::( |$)|[\[|])|$)")
"""Comment or target, both invisible; no directive, footnote or substitution."""
ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*[ \t]*")
ITEM = re.compile(r"^(\s*)[*+](?=\s)", re.MULTILINE)
"""reST has three bullets; YAML knows the hyphen."""
NIKOLA = re.compile(r"\.\. ([A-Za-z][\w-]*):(?: +(?P<rest>\S.*)| *)")
MAIL = {"from": "author", "von": "author", "date": "date", "subject": "title", "betreff": "title"}
"""What the headers of an e-mail mean that was saved as a report."""
FORWARDED = re.compile(r"-{5,} ?\w[\w ]*-{5,}[ \t]*")
ANSWER = re.compile(r"(?i)\A((re|aw|fwd?|wg): *)+|\"? ?<[^<>\s@]+@[^<>\s@]+>\Z")
"""What mail programs write above a forwarded e-mail, and around subjects and names."""
SURE = frozenset({"author", "authors", "date", "slug", "title"})
"""Names by which lines are known to be fields, not prose."""
POST = re.compile(r"(?:\.\. post::|(?P<fence>`{3,}|:{3,})\{post\})(?:[ \t]+(?P<date>.*)|[ \t]*)")


def read_field_list(lines: list[str], problems: list[Problem]) -> Head | None:
    """Return the field list at the top of a file, or ``None``.

    Below a title it must have a known field: it might be part of the text.

    :param problems: gets those of invalid values
    """
    top = _skip_invisible(lines, 0)
    if head := _read(lines, top, problems):
        return head
    if not (below := _skip_title(lines, top)):
        return None
    found: list[Problem] = []
    head = _read(lines, _skip_invisible(lines, below), found)
    if head is None or not any(e.name in KNOWN or hides(e, e.name) for e in head.entries):
        return None
    problems += found
    return head


def _skip_invisible(lines: list[str], start: int) -> int:
    """Return the first line that is neither blank nor part of a comment."""
    number = start
    while number < len(lines):
        if COMMENT.match(lines[number]):
            number = _end_of_block(lines, number)
        elif lines[number].strip():
            break
        else:
            number += 1
    return number


def _end_of_block(lines: list[str], start: int) -> int:
    """Return the line behind a block of indented and blank lines below *start*."""
    number = start + 1
    while number < len(lines) and (not lines[number].strip() or lines[number][0] in " \t"):
        number += 1
    return number


def _skip_title(lines: list[str], top: int) -> int | None:
    """Return the line behind a title at *top*."""
    over, title, under = [*lines[top : top + 3], "", "", ""][:3]
    if ADORNMENT.fullmatch(over) and over.rstrip() == under.rstrip() and title.strip():
        return top + 3
    if over[:1].strip() and ADORNMENT.fullmatch(title) and len(title.strip()) >= min(4, len(over)):
        return top + 2
    return None


def _read(lines: list[str], top: int, problems: list[Problem]) -> Head | None:
    number = top
    entries: list[Entry] = []
    while number < len(lines) and (match := FIELD.match(lines[number])):
        end = _end_of_block(lines, number)
        block = [match[2] or "", *dedent("\n".join(lines[number + 1 : end])).split("\n")]
        try:
            value = _read_value(block, number + 1)
            name = re.sub(r"\\(.)", r"\1", match[1]).strip()
            entries.append(Entry(name, value, number + 1))
        except InvalidValue as error:
            problems.append(error.problem)
        number = end
    return Head(entries, top, number) if number > top else None


def _read_value(block: list[str], line: int) -> Value:
    """Read a field's text, as YAML if it is a list or a mapping."""
    text = "\n".join(block)
    plain = " ".join(text.split())
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


# -- Other generators --------------------------------------------------------------------


def read_lines(lines: list[str], _problems: list[Problem]) -> Head | None:
    """Return the fields in the first lines: Nikola's, Pelican's, or the headers of an e-mail.

    Nikola's are comments, ``.. title: My week``, in Markdown inside of one of HTML. Pelican's,
    ``Title: My week``, end at an empty line, and all of them must be known.
    """
    top = first_line(lines)
    is_html = lines[top].strip() == "<!--"
    start = top + (is_html or FORWARDED.fullmatch(lines[top]) is not None)
    ends = {"-->"} if is_html else {""}
    end = next((n for n in range(start, len(lines)) if lines[n].strip() in ends), len(lines))
    is_comment = is_html or lines[top].startswith("..")
    found = [(NIKOLA if is_comment else KEY_LINE).fullmatch(line) for line in lines[start:end]]
    entries = [Entry(m[1], Scalar(m["rest"], n), n) for n, m in enumerate(found, start + 1) if m]
    names = {entry.name for entry in entries}
    is_whole = all(m or line[:1] in " \t" for m, line in zip(found, lines[start:end], strict=True))
    if is_whole and {"author", "title"} <= {MAIL.get(name) for name in names}:
        return Head([*_read_mail(found, start)], top, end)
    are_fields = len(entries) == end - start and (is_comment or all(map(is_field, names)))
    is_sure = is_comment or len(names) > 1 or names <= {"author", "title"}
    if not are_fields or SURE.isdisjoint(names) or not is_sure or (is_html and end == len(lines)):
        return None
    return Head(entries, top, end + is_html)


def _read_mail(headers: Iterable[re.Match[str] | None], start: int) -> Iterator[Entry]:
    """Yield what headers of an e-mail say; a program wrote them, so that none is a fault."""
    for line, header in enumerate(headers, start + 1):
        field = MAIL.get(header[1].casefold()) if header else None
        text = ANSWER.sub("", (header and header["rest"]) or "").strip(' "')
        with suppress(InvalidValue):
            if field and text and (field != "date" or as_date(Scalar(text, line), field)):
                yield Entry(field, Scalar(text, line), line)


def read_post(lines: list[str], _problems: list[Problem]) -> Head | None:
    """Return the fields of ABlog's directive, with or without a heading above it.

    Without a date the post is a draft. ABlog separates authors by commas alone.
    """
    is_code = ""
    for number, line in enumerate(lines) if "post" in "\n".join(lines) else ():
        post = POST.fullmatch(line)
        if post and not is_code:
            return _read_options(lines, number, post)
        if fence := re.match(r"(```+|~~~+)(.*)", line):
            closes = is_code and fence[1].startswith(is_code) and not fence[2].strip()
            is_code = "" if closes else is_code or fence[1]
    return None


def _read_options(lines: list[str], start: int, post: re.Match[str]) -> Head | None:
    date = (post["date"] or "").strip()
    key, text = ("date", date) if date else ("draft", "true")
    entries = [Entry(key, Scalar(text, start + 1), start + 1)]
    option = re.compile(
        r"[ \t]*:?([\w-]+):(.*)|(---)?[ \t]*" if post["fence"] else r"[ \t]+:([\w-]+):(.*)"
    )
    end = start + 1
    while end < len(lines) and (match := option.fullmatch(lines[end])):
        end += 1
        if match[1] == "author":
            entries.append(Entry("authors", at_commas(match[2], end), end))
        elif match[1] in {"language", "title"}:
            entries.append(Entry(match[1], Scalar(match[2].strip(), end), end))
    if not post["fence"]:
        return Head(entries, start, end)
    is_closed = end < len(lines) and lines[end].rstrip() == post["fence"]
    return Head(entries, start, end + 1) if is_closed else None
