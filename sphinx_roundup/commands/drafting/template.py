"""The file that an attendee begins with."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Literal

import yaml

from sphinx_roundup.commands.terminal import CannotRun
from sphinx_roundup.problems import shown
from sphinx_roundup.reports import (
    DEVICE,
    MAX_NAME,
    SKIPPED_NAMES,
    InvalidValue,
    Scalar,
    check_name,
    collapsed,
    make_slug,
    read_authors,
    read_fields,
    short_hash,
    without_controls,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports import People, Person

Syntax = Literal["md", "rst"]

TITLE = "A title of your own"
SUMMARY = "One sentence about it"
"""What stands where somebody's own words are to stand; ``check`` knows both."""

HINTS = (
    "Write here what you did, whom you met and what comes next. Hints like this don't show.",
    "Put photos into the folder of this file, and show them where you talk of them: {picture}",
)

PICTURES = {"md": "![what it shows](photo.jpg)", "rst": "'.. image:: photo.jpg' with ':alt: ...'"}

_SET_ASIDE = re.compile(rf"{DEVICE.pattern}|index$|{SKIPPED_NAMES.pattern}", re.IGNORECASE)
"""What is a device on Windows, stands for a folder, or isn't gathered."""

_LONGEST = 100
"""Of a file's name, in bytes: systems take 255, of which their users' own tools need some."""


def make_report(author: Person, people: People, syntax: Syntax) -> str:
    """Return the text of a report that is yet to be written.

    :param author: with a handle, where the people file knows them
    :raises CannotRun: where no front matter could name them
    """
    written = next(_forms_that_hold(author, people, syntax), None)
    if written is None:
        raise CannotRun(f"'{shown(author.name)}' can't be written as an author's name")
    fields = {"author": written, "title": TITLE, "summary": SUMMARY}
    hints = [f"roundup: {hint.format(picture=PICTURES[syntax])}" for hint in HINTS]
    if syntax == "rst":
        return "\n".join([_head(fields, syntax), *(f".. {hint}\n" for hint in hints)])
    return "\n".join([_head(fields, syntax), *(f"<!-- {hint} -->\n" for hint in hints)])


def _head(fields: dict[str, str], syntax: Syntax) -> str:
    if syntax == "rst":
        return "".join(f":{name}: {value}\n" for name, value in fields.items())
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\n{lines}---\n"


def _forms_that_hold(author: Person, people: People, syntax: Syntax) -> Iterator[str]:
    """Give the ways to write an author that lead back to them, the plainest first."""
    for form in _forms(author, syntax):
        fields = read_fields(_head({"author": form}, syntax), syntax).fields
        problems: list[Problem] = []
        value = fields["author"].value if "author" in fields else Scalar(None, 1)
        found = read_authors(value, problems)
        if len(found) == 1 and not problems and _is(people.join(found[0]), author):
            yield form


def _is(found: Person, author: Person) -> bool:
    return found.key == author.key if author.handle else found.name == author.name


def _forms(author: Person, syntax: Syntax) -> Iterator[str]:
    quoted = str if syntax == "rst" else yaml_text  # a field list has no quotes
    if author.handle:
        yield quoted(author.handle)
        yield quoted(f"@{author.handle}")
    else:
        yield quoted(author.name)
        yield json.dumps({"name": author.name}, ensure_ascii=False)


def yaml_text(text: str) -> str:
    """Return a line of text as YAML that reads back as the same text, in quotes if need be."""
    try:
        if yaml.safe_load(f"- {text}") == [text] and yaml.safe_load(f"a: {text}") == {"a": text}:
            return text
    except (yaml.YAMLError, ValueError):  # the latter: the 40th of May
        pass
    return json.dumps(text, ensure_ascii=False)


def name_from(text: str) -> str:
    """Return a name as a front matter may have it.

    :raises CannotRun: where it is none
    """
    name = collapsed(without_controls(text))
    try:
        return check_name(Scalar(name, 1), name)
    except InvalidValue as error:
        cure = f"write one such as 'Ana Silva', of {MAX_NAME} characters at most"
        raise CannotRun(f"'{shown(name)}' is no name; {cure}") from error


def stem_for(person: Person) -> str:
    """Return what a report of somebody is called, on every system, without suffix."""
    stem = person.handle or make_slug(person.name)
    if len(stem.encode()) > _LONGEST:
        start = stem.encode()[: _LONGEST - 9].decode(errors="ignore")
        stem = f"{start.rstrip('-')}-{short_hash(stem)}"
    if not stem:
        return f"report-{short_hash(person.name)}"
    return f"report-{stem}" if _SET_ASIDE.match(stem) else stem
