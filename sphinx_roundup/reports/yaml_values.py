"""YAML read as plain values that know their lines.

PyYAML's constructors are never called, so no tag can make an object. Aliases are refused
before they can grow (https://en.wikipedia.org/wiki/Billion_laughs_attack).
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sphinx_roundup.problems import Problem, Subtype, escape, problem
from sphinx_roundup.reports.decoding import without_controls

Node = Any  # a yaml.Node; types-PyYAML doesn't know its id

MAX_DEPTH = 8  # lists and mappings in each other

_TOO_DEEP = re.compile(r"^[ \t?:-]{200}", re.MULTILINE)
"""Indented beyond what PyYAML's recursion can take: one level needs a column or more."""
_MAX_BRACKETS = 32  # open at a time; above MAX_DEPTH, whose own message is better
_ORDINARY = re.compile(r"""[\w .,:/()\n{}\[\]"'@+-]*""")
"""Characters that PyYAML's two parsers read alike; they differ in tabs and some signs."""
_ACCOUNT = re.compile(r"(^|[:,\[{-][ \t]*)(@[\w.@-]*\w)(?=[ \t]*(?:[\],}]|:\s|:?$))", re.MULTILINE)
"""``@ana`` as a key, a value or an item: YAML reserves the sign."""
_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp", "value")
)
_HINTS = (
    ("quoted scalar", "a quote is left open"),
    ("flow", "a bracket is left open, or a comma is missing"),
    ("mapping values", "put a text with a colon in quotes"),
    ("start any token", "put a text that begins with a sign in quotes"),
    ("block", "indent the keys of one entry alike"),
    ("simple key", "write each line as 'key: value', with a space after the colon"),
)
"""Words of PyYAML's errors, and hints."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, exactly as written: ``yes``, ``1.10`` and ``2018-06-26`` are texts, too."""

    text: str | None  # None for no value
    line: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values."""

    values: tuple[Value, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A value under its key."""

    key: str
    value: Value
    line: int  # of the key; the value has its own

    @property
    def name(self) -> str:
        """The key, casefolded."""
        return self.key.casefold()


@dataclass(frozen=True, slots=True)
class Mapping:
    """Entries, in the order of the file."""

    entries: tuple[Entry, ...]
    line: int

    def get(self, *names: str) -> Value | None:
        """Return the first value that one of the names has, or ``None``."""
        found = {entry.name: entry.value for entry in reversed(self.entries)}
        return next((found[name] for name in names if name in found), None)


Value = Scalar | Listing | Mapping


def text_of(value: Value | None) -> str:
    """Return a single text; ``""`` for none, a list or a mapping."""
    return value.text or "" if isinstance(value, Scalar) else ""


class InvalidValue(Exception):
    """A value that its field can't have; *problem* is to be reported."""

    def __init__(self, line: int, message: str, *args: object) -> None:
        super().__init__(message)
        self.problem: Problem = problem(Subtype.FIELD, line, message, *args)


_SMART_QUOTES = re.compile("[“„]([^“”„]+)[”“]")
"""Around a plain text, as Word and macOS write them in place of straight ones."""


class InvalidYaml(Exception):
    """A text that isn't YAML.

    :param hint: advice for the author
    :param line: of the text, counted from 0; for an open quote or bracket, where it opens
    """

    def __init__(self, hint: str = "put its texts in quotes", line: int = 0) -> None:
        super().__init__(hint)
        self.hint, self.line = hint, line


def read_value(text: str, line: int) -> Value | None:
    """Return the value of a YAML text, ``None`` for an empty one.

    :param line: of the file, where the text begins
    :raises InvalidYaml: for other texts
    :raises InvalidValue: for aliases, unknown tags and too deep nesting
    """
    node = _compose(text)
    return _Converter(line).value(node, line) if node else None


def read_mapping(text: str, line: int, problems: list[Problem]) -> list[Entry] | None:
    """Return the entries of a YAML mapping; none for an empty text.

    Accounts without quotes, and tabs, are repaired.

    :returns: ``None`` for a list or a single value
    :raises InvalidYaml: for other texts
    """
    try:
        node = _compose(text)
    except InvalidYaml as error:
        try:
            node = _compose(_ACCOUNT.sub(r'\1"\2"', text).expandtabs(4))
        except InvalidYaml:
            raise error from None
    if node and node.id != "mapping":
        return None
    convert, entries = _Converter(line), []
    for key, value in node.value if node else ():
        try:
            entries.append(convert.entry(key, value))
        except InvalidValue as error:
            problems.append(error.problem)
    return entries


def _compose(text: str) -> Node | None:
    import yaml  # noqa: PLC0415 - 30 ms, for projects with reports only

    if _TOO_DEEP.search(text) or _has_many_brackets(text):
        raise InvalidYaml
    if _ORDINARY.fullmatch(text):  # ten times as fast, if PyYAML was built with it
        with suppress(yaml.YAMLError):
            return yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise _located(error) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # "\UFFFFFFFF", %YAML 9999...
        raise InvalidYaml from error


def _has_many_brackets(text: str) -> bool:
    """Whether PyYAML would need minutes for so many open brackets, in quotes or not."""
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = max(0, depth + (1 if bracket in "[{" else -1))
        if depth > _MAX_BRACKETS:
            return True
    return False


def _located(error: Any) -> InvalidYaml:
    said = f"{error.context or ''} {error.problem or ''}"
    hint = next((hint for words, hint in _HINTS if words in said), "put its texts in quotes")
    is_open = hint.startswith(("a quote", "a bracket"))
    mark = error.context_mark if is_open else error.problem_mark
    return InvalidYaml(hint, mark.line if mark else 0)


class _Converter:
    """Converts the nodes of one document, each once."""

    def __init__(self, offset: int) -> None:
        self._offset = offset
        self._seen: set[int] = set()

    def entry(self, key: Node, value: Node, depth: int = 0) -> Entry:
        line = self._offset + key.start_mark.line
        name = text_of(self.value(key, line, depth))  # none for "{{ title }}" of a template
        return Entry(name, self.value(value, line, depth), line)

    def value(self, node: Node, above: int, depth: int = 0) -> Value:
        """Return a node's value; *above*: the line of its key or list, for an alias."""
        if id(node) in self._seen:
            message = "the field is ignored: YAML aliases ('*name') are not allowed; write it out"
            raise InvalidValue(above, message)
        self._seen.add(id(node))
        line = self._offset + node.start_mark.line
        if depth > MAX_DEPTH:
            message = "the field is ignored: its lists go deeper than %d"
            raise InvalidValue(line, message, MAX_DEPTH)
        if node.tag not in _TAGS:
            message = "the field is ignored: its tag '%s' is unknown; put the text in quotes"
            raise InvalidValue(line, message, escape(node.tag))
        if node.id == "sequence":
            return Listing(tuple(self.value(each, line, depth + 1) for each in node.value), line)
        if node.id == "mapping":
            return Mapping(tuple(self.entry(k, v, depth + 1) for k, v in node.value), line)
        empty = node.tag == "tag:yaml.org,2002:null"
        text = without_controls(node.value).strip()
        if node.style is None and (quoted := _SMART_QUOTES.fullmatch(text)):
            text = quoted[1].strip()
        return Scalar(None if empty else text, line)
