"""``sphinx-roundup find``: files and lines that name a person."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup.commands.cli import Status, note, show_path, write
from sphinx_roundup.commands.new import name_from, read_people, suggest
from sphinx_roundup.commands.project import open_app
from sphinx_roundup.config import people_filename
from sphinx_roundup.problems import escape
from sphinx_roundup.reports import Person, UnreadableReport, is_report_name, open_plain, profile_key

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

_MOST_BYTES = 5_000_000  # of a file that a person may have written


def run(options: Namespace) -> Status:
    """Write the matches; return ``FOUND`` if there are none."""
    with open_app(options.source) as app:
        srcdir, config = Path(app.srcdir), app.config
    people, wanted = read_people(srcdir, config), options.name.strip()
    person = people.find(wanted)
    if person is None:
        person = Person(name_from(wanted.removeprefix("@")))
        note(f"{escape(person.name)} is not in the people file{suggest(people, person.name)}")
    matches = list(find_matches(person, srcdir, people_filename(config)))
    for filename, line, text in matches:
        place = f"{show_path(srcdir / filename)}:{line}".removesuffix(":0")
        write(f"{place}: {escape(text, 120)}\n")
    return Status.DONE if matches else Status.FOUND


def find_matches(person: Person, srcdir: Path, people_file: str) -> Iterator[tuple[str, int, str]]:
    """Yield the files below a folder that are called after a person, and the lines with a name.

    :yields: file name, line (0 for the file itself) and its text
    """
    names = {person.name, person.written, person.handle, person.github, *person.also}
    profiles = {profile_key(url) for url in (*person.profiles, person.url) if url}
    words = sorted(filter(None, map(_fold, filter(None, names | profiles))), key=len, reverse=True)
    alternatives = "|".join(r"[\s_-]+".join(map(re.escape, word.split())) for word in words)
    pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")
    for filename in _find_files(srcdir):
        if pattern.search(_fold("/".join(filename.rsplit("/", 2)[-2:]))):
            yield filename, 0, "is called after them"
        if is_report_name(filename) or filename == people_file:
            text = _read(srcdir, filename)
            lines, folded = text.split("\n"), _fold(text)
            starts = (folded.count("\n", 0, m.start()) for m in pattern.finditer(folded))
            yield from ((filename, n + 1, lines[n].strip()) for n in dict.fromkeys(starts))


def _fold(text: str) -> str:
    """Return *text* without case and accents, each line still a line."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in letters if not unicodedata.combining(char))


def _find_files(srcdir: Path) -> Iterator[str]:
    """Yield the files below a folder, without hidden ones and what builds make."""
    for folder, folders, names in os.walk(srcdir):
        is_output = {".buildinfo", "environment.pickle"} & set(names)
        folders[:] = sorted(f for f in folders if f[0] not in "._" and not is_output)
        for name in sorted(names) if not is_output else ():
            if not name.startswith("."):
                yield Path(folder, name).relative_to(srcdir).as_posix()


def _read(srcdir: Path, filename: str) -> str:
    """Return the text of a file, empty if it can't be read."""
    try:
        with open_plain(srcdir, filename) as (stream, _status):
            data = stream.read(_MOST_BYTES)
    except UnreadableReport:
        return ""
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
