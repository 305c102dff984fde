"""The people of a page as text, as Markdown and as JSON."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.standing.standings import Standing, State, distinct
from sphinx_roundup.commands.terminal import cells, count, pad, paint, to_json
from sphinx_roundup.problems import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Row(NamedTuple):
    """A person of an event, with links."""

    standing: Standing
    link: str
    """To their report, empty without one."""
    new: str
    """To a new file for it, empty where none is missing or can be opened."""


class Form(NamedTuple):
    """A way to write all of it."""

    table: Callable[[str, str, Sequence[Row]], str]
    """Of the page's title, its docname, and its people."""
    links: Callable[[Sequence[Row]], str]
    handles: Callable[[Sequence[Row]], str]


_HEAD = ("who", "handle", "state", "words", "pictures", "without description", "last change")
_NUMBERS = range(3, 6)
_STYLES = {State.MISSING: "red", State.WRITTEN: "green", State.ELSEWHERE: "green"}


def _values(row: Row) -> tuple[str, ...]:
    each = row.standing
    totals = [each.total(name) for name in ("words", "pictures", "undescribed")]
    has_any = any(piece.anchor for piece in each.pieces)
    return (
        shown(each.person.name, 40),
        f"@{each.person.handle}" if each.person.handle else "",
        each.state.value,
        *(str(total) if has_any else "" for total in totals),
        str(each.changed or ""),
    )


def sum_up(rows: Sequence[Row]) -> str:
    """Return a line such as ``5 written, 1 missing; 5 reports, 1,200 words, 3 pictures``."""
    states = Counter(row.standing.state for row in rows)
    counted = [f"{states[state]} {state.value}" for state in State if states[state]]
    pieces = [piece for piece in distinct(row.standing for row in rows) if piece.anchor]
    words, pictures = sum(p.words for p in pieces), sum(p.pictures for p in pieces)
    bare = sum(p.undescribed for p in pieces)
    whole = [count(len(pieces), "report"), count(words, "word"), count(pictures, "picture")]
    last = f" ({bare} without description)" if bare else ""
    return f"{', '.join(counted) or 'no one'}; {', '.join(whole)}{last}"


# -- Text --------------------------------------------------------------------------------


def _text_table(title: str, docname: str, rows: Sequence[Row]) -> str:
    values = [_values(row) for row in rows]
    widths = [max(map(cells, column)) for column in zip(_HEAD, *values, strict=True)]
    head = paint(_line(_HEAD, widths), "bold")
    states = [row.standing.state for row in rows]
    lines = [
        _line(each, widths, _STYLES.get(state, "yellow"))
        for state, each in zip(states, values, strict=True)
    ]
    return "\n".join([f"{shown(title)} ({shown(docname)}): {sum_up(rows)}", "", head, *lines, ""])


def _line(values: Sequence[str], widths: Sequence[int], style: str = "") -> str:
    """Return a line of the table, its third column in a style."""
    padded = [
        pad(value, width, right=number in _NUMBERS)
        for number, (value, width) in enumerate(zip(values, widths, strict=True))
    ]
    start = "  ".join([*padded[:2], ""])
    rest = "  ".join(padded[2:]).rstrip()
    return f"{start}{paint(values[2], style)}{rest.removeprefix(values[2])}"


def _text_links(rows: Sequence[Row]) -> str:
    lines = [f"{shown(r.standing.person.name)}: {_link_of(r)}\n" for r in rows if _link_of(r)]
    return "".join(lines)


def _link_of(row: Row) -> str:
    return shown(row.link or row.new, 10_000)


def _text_handles(rows: Sequence[Row]) -> str:
    people = [row.standing.person for row in rows]
    handles = " ".join(f"@{person.handle}" for person in people if person.handle)
    names = [shown(person.name) for person in people if not person.handle]
    missing = ", ".join(filter(None, [handles, *names]))
    return f"{missing}\n" if missing else ""


# -- Markdown ----------------------------------------------------------------------------


def _markdown_table(title: str, docname: str, rows: Sequence[Row]) -> str:
    rules = ["--:" if number in _NUMBERS else "---" for number in range(len(_HEAD))]
    lines = [_HEAD, rules, *([_as_cell(value) for value in _values(row)] for row in rows)]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return f"{_escaped(shown(title))} ({_escaped(shown(docname))}): {sum_up(rows)}\n\n{table}"


def _as_cell(value: str) -> str:
    """Return a value for a table; a handle stays as it is, to be one on GitHub as well."""
    return value if value.startswith("@") else _escaped(value)


def _markdown_links(rows: Sequence[Row]) -> str:
    lines = []
    for row in rows:
        name = _escaped(shown(row.standing.person.name))
        if row.link:
            lines.append(f"- [{name}](<{_link_of(row)}>)\n")
        elif row.new:
            lines.append(f"- {name}: [write a report](<{_link_of(row)}>)\n")
    return "".join(lines)


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|#~&@])", r"\\\1", text)


# -- JSON --------------------------------------------------------------------------------


def _json_table(title: str, docname: str, rows: Sequence[Row]) -> str:
    return to_json({"page": docname, "title": title, "people": list(map(_as_dict, rows))})


def _json_links(rows: Sequence[Row]) -> str:
    return to_json(list(map(_as_dict, rows)))


def _json_handles(rows: Sequence[Row]) -> str:
    people = (row.standing.person for row in rows)
    return to_json([person.handle or person.name for person in people])


def _as_dict(row: Row) -> dict[str, object]:
    each = row.standing
    return {
        "name": each.person.name,
        "handle": each.person.handle,
        "github": each.person.github,
        "state": each.state.value,
        "words": each.total("words"),
        "pictures": each.total("pictures"),
        "undescribed": each.total("undescribed"),
        "changed": each.changed.isoformat() if each.changed else None,
        "reports": [piece.filename for piece in each.pieces],
        "link": row.link or None,
        "new": row.new or None,
    }


FORMATS = {
    "text": Form(_text_table, _text_links, _text_handles),
    "markdown": Form(_markdown_table, _markdown_links, _text_handles),
    "json": Form(_json_table, _json_links, _json_handles),
}
