"""Random mutations of texts, as made by people and attackers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup.parsing.allowed import DIRECTIVE_CLASSES, DIRECTIVES, OPTIONS, ROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from seeds import Seed

HERE = Path(__file__).parent
INLINE = [
    *(HERE / "inline.txt").read_text("utf-8").splitlines(),
    *("<td ", "<!DOCTYPE ", "<?php ", "[^1]: ", "[x]: ", "\t", "  \n", "a" * 200, "\u0301" * 20),
    *("\0", "\x1b[31m", "\u202e", "\u2066", "\ufeff", "\u2028", "\x0c"),
    *("旅", "שלום", "\U0001f98a"),
]
BLOCKS = [
    *(HERE / "blocks.txt").read_text("utf-8").splitlines(),
    *("> ", "- ", "1. ", "```{math}\n:label: a", "a\n  b", "T\n=", "T\n~~~~"),
]


def spoil(random: Random, seeds: Sequence[Seed]) -> tuple[bytes, str]:
    """Return a spoilt text, and its suffix."""
    text, suffix = random.choice(seeds)
    for _ in range(random.choice((1, 2, 4, 8, 16))):
        text = random.choice(WAYS)(random, text, seeds)[:60_000]
    data = text.encode("utf-8", "surrogatepass")
    if random.random() < 0.05:
        data = random.choice(ENCODINGS)(random, data)
    return data, suffix if random.random() < 0.95 else "rst" if suffix == "md" else "md"


def _insert_inline(random: Random, text: str, _seeds: Sequence[Seed]) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(INLINE) + text[at:]


def _insert_block(random: Random, text: str, _seeds: Sequence[Seed]) -> str:
    lines = text.split("\n")
    blank = random.choice((["", ""], [""], []))
    at = random.randrange(len(lines) + 1)
    lines[at:at] = [*blank, random.choice(BLOCKS), *blank]
    return "\n".join(lines)


def _insert_role(random: Random, text: str, _seeds: Sequence[Seed]) -> str:
    name = random.choice([*sorted(ROLES), *REFERENCES])
    words = _odd_words(random)
    at = random.randrange(len(text) + 1)
    form = random.choice(
        ("{%s}`%s`", ":%s:`%s`", " :%s:`%s` ", "{%s}`%s <own>`", " :%s:`%s <own>` ")
    )
    return text[:at] + form % (name, words) + text[at:]


def _insert_directive(random: Random, text: str, _seeds: Sequence[Seed]) -> str:
    """Put in a directive with some of its options, around what comes next."""
    name = random.choice(sorted(DIRECTIVES))
    spec = getattr(DIRECTIVE_CLASSES.get(name), "option_spec", None) or OPTIONS
    options = random.sample(sorted(spec), min(len(spec), random.randrange(4)))
    said = [f":{option}: {_odd_words(random)}" for option in options]
    argument = random.choice(("", _odd_words(random)))
    lines = text.split("\n")
    at = random.randrange(len(lines))
    end = at + random.choice((0, 1, 3, 10))
    if random.random() < 0.5:
        fence = random.choice(("```", "````", ":::", "::::"))
        made = [f"{fence}{{{name}}} {argument}", *said, "", *lines[at:end], fence]
    else:
        made = [f".. {name}:: {argument}", *said, "", *lines[at:end]]
        made = made[:1] + [f"   {line}" for line in made[1:]]
    return "\n".join([*lines[:at], "", *made, "", *lines[end:]])


def _odd_words(random: Random) -> str:
    return "".join(random.choices(ODD, k=random.choice((1, 1, 1, 2, 3))))


def _delete(random: Random, text: str, _seeds: Sequence[Seed]) -> str:
    start = random.randrange(len(text) + 1)
    return text[:start] + text[start + random.choice((1, 3, 20, 200)) :]


def _repeat(random: Random, text: str, _seeds: Sequence[Seed]) -> str:
    start = random.randrange(len(text) + 1)
    end = start + random.choice((1, 2, 5, 30, 200))
    return text[:end] + text[start:end] * random.choice((1, 3, 30, 300)) + text[end:]


def _move_line(random: Random, text: str, _seeds: Sequence[Seed]) -> str:
    lines = text.split("\n")
    line = lines.pop(random.randrange(len(lines)))
    lines.insert(random.randrange(len(lines) + 1), line)
    return "\n".join(lines)


def _splice(random: Random, text: str, seeds: Sequence[Seed]) -> str:
    other = random.choice(seeds).text
    return text[: random.randrange(len(text) + 1)] + other[random.randrange(len(other) + 1) :]


def _nest(random: Random, text: str, _seeds: Sequence[Seed]) -> str:
    """Put some lines inside of something."""
    lines = text.split("\n")
    start = random.randrange(len(lines))
    end = start + random.choice((1, 3, 10, 100))
    prefix = random.choice(("> ", "- ", "   ", "1. ", "| ", "* - "))
    inner = [prefix + lines[start], *(" " * len(prefix) + each for each in lines[start + 1 : end])]
    if prefix == "> ":
        inner = [prefix + each for each in lines[start:end]]
    before = random.choice(([], ["", random.choice(BLOCKS), ""]))
    return "\n".join([*lines[:start], *before, *inner, *lines[end:]])


def _nest_deep(random: Random, text: str, _seeds: Sequence[Seed]) -> str:
    """Put a line inside of many things."""
    lines = text.split("\n")
    at = random.randrange(len(lines))
    prefixes = random.choices(("> ", "- ", "12. ", ":a: ", "a : b\n   ", ".. note::\n\n   "), k=3)
    inner = lines[at]
    for _ in range(random.choice((2, 5, 20, 50))):
        prefix = random.choice(prefixes)
        blank = " " * len(prefix.rpartition("\n")[2])
        mark = "> " if prefix == "> " else blank
        inner = prefix + f"\n{mark}".join(inner.split("\n"))
    return "\n".join([*lines[:at], "", *inner.split("\n"), "", *lines[at + 1 :]])


def _rename(random: Random, text: str, _seeds: Sequence[Seed]) -> str:
    """Give something the name of something else: a label, a footnote, a heading, a path."""
    words = re.findall(r"[\w-]{1,20}", text)
    if not words:
        return text
    old, new = random.choices(words, k=2)
    return text.replace(old, new, random.choice((1, 2, 100)))


def _swap_characters(random: Random, text: str, _seeds: Sequence[Seed]) -> str:
    marks = [match.start() for match in re.finditer(r"[^\w\s]", text)]
    if not marks:
        return text
    at = random.choice(marks)
    return text[:at] + random.choice("[](){}<>|*_`:.-=~#\"'\\ \n") + text[at + 1 :]


REFERENCES = [
    "issue",
    *("ref", "numref", "doc", "download", "any", "term", "envvar", "option", "keyword", "token"),
    *("py:func", "external:ref", "external+x:doc", "nope:ref", "bdg-link-primary", "bdg-ref-info"),
]
ODD = [
    *(
        "",
        "x",
        "own",
        "hostlabel",
        "p.png",
        "a.md",
        "1",
        "0",
        "-1",
        "99",
        "1 2 3 4",
        "auto",
        "left",
    ),
    *("50%", "10px", "primary", "url", "ref", "&", "!", "%", "%s", "100% ", "{", "}", "{number}"),
    *("{number.x}", "{0}", "{name!r:>9}", "<", ">", "<x>", "a <b>", '"', "'", "\\", "$", "#", "~"),
    *(
        "module: x",
        "see: x",
        "pair: a; b",
        "-->",
        "(",
        ")",
        ",",
        ";",
        ":",
        "::",
        "https://x.example",
    ),
    *(
        "javascript:x",
        "../../secret.txt",
        "U+0000",
        "0x41",
        r"\frac{a}{b}",
        r"\input{x}",
        "🦊",
        "旅",
    ),
]

WAYS: Sequence[Callable[[Random, str, Sequence[Seed]], str]] = (
    *(_insert_inline, _insert_block, _insert_role, _insert_directive, _nest) * 2,
    *(_delete, _repeat, _move_line, _splice, _nest_deep, _rename, _swap_characters),
)
"""The first five are chosen twice as often."""


def _wrong_byte(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + bytes([random.randrange(256)]) + data[at:]


ENCODINGS: Sequence[Callable[[Random, bytes], bytes]] = (
    _wrong_byte,
    lambda _random, data: data.replace(b"\n", b"\r\n"),
    lambda _random, data: data.replace(b"\n", b"\r"),
    lambda _random, data: b"\xef\xbb\xbf" + data,
    lambda _random, data: data.decode("utf-8", "replace").encode("utf-16"),
)
