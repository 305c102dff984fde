"""Template of a report: its folder and name, its text, the address to write it in a browser."""

from __future__ import annotations

import json
import re
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_roundup.reports.decoding import DEVICE
from sphinx_roundup.reports.finding import SKIPPED_NAMES, is_report_name, parts_of
from sphinx_roundup.reports.person import Person, read_authors
from sphinx_roundup.reports.record import read_fields
from sphinx_roundup.reports.slugs import make_slug, short_hash

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports.people import People
    from sphinx_roundup.reports.record import Syntax

NAME = "Your own name"
TITLE = "A title of your own"
SUMMARY = "One sentence about it"
PLACEHOLDERS = (NAME, TITLE, SUMMARY)
"""In place of the author's own words; ``sphinx-roundup check`` finds those that are left."""

_HINTS = (
    "Write here what you did, whom you met and what comes next. Hints like this don't show.",
    "Put photos into the folder of this file, and show them where you talk of them: {picture}",
)

_PICTURES = {"md": "![what it shows](photo.jpg)", "rst": "'.. image:: photo.jpg' with ':alt: ...'"}

_SET_ASIDE = re.compile(rf"{DEVICE.pattern}|index$|{SKIPPED_NAMES.pattern}", re.IGNORECASE)
"""Names of devices on Windows, of a folder's report, and of what isn't gathered."""

_LONGEST = 100  # bytes of a file's name. Systems take 255, and other tools add to it

_EDIT_URL = re.compile(
    r"(https?://[^/?#]+/(?:[^/?#]+/){2,}?)(-/edit|_edit|edit)(/[^?#{}]+/)\{path\}(?:[?#]|$)"
)
_EDITORS = {
    "edit": ("new", "filename", "value"),  # GitHub
    "-/edit": ("-/new", "file_name", "content"),  # GitLab
    "_edit": ("_new", "filename", "value"),  # Gitea and Forgejo, such as Codeberg
}
"""Part of an address that edits a file -> that of one with a new file, parameters of its name
and text; after the documentation of GitHub and Gitea, and ``_editor.html.haml`` of GitLab."""
EDIT_URL_HINT = (
    "roundup_edit_url must be an address of GitHub, GitLab, Gitea or Forgejo, such as"
    " 'https://github.com/me/project/edit/main/docs/{path}'"
)


def folder_of(srcdir: Path, folder: str, patterns: Iterable[str]) -> str | None:
    """Return the folder from which a directive gathers, below the source folder.

    :param folder: of the directive's page, from which *patterns* are relative
    """
    for pattern in patterns:
        parts = parts_of(pattern, folder)
        if parts is None:
            continue
        if parts and is_report_name(parts[-1]):
            parts = parts[:-1]
        literal = takewhile(lambda part: not set("*?[") & set(part), parts)
        whole = srcdir.joinpath(*parts).is_dir()  # "[2]" may be its name
        return "/".join(parts if whole else literal)
    return None


def stem_for(person: Person) -> str:
    """Return the name for a report of a person, without suffix; it is valid on every system."""
    stem = person.handle or make_slug(person.name)
    if len(stem.encode()) > _LONGEST:
        start = stem.encode()[: _LONGEST - 9].decode(errors="ignore")
        stem = f"{start.rstrip('-')}-{short_hash(stem)}"
    if not stem:
        return f"report-{short_hash(person.name)}"
    return f"report-{stem}" if _SET_ASIDE.match(stem) else stem


def make_report(author: Person, people: People, syntax: Syntax, licence: str = "") -> str:
    """Return the text of a report that is yet to be written.

    :param author: with a handle, if the people file has them
    :param licence: of the project's reports, an SPDX identifier
    """
    head = {"author": _write_author(author, people, syntax), "title": TITLE, "summary": SUMMARY}
    head |= {"license": licence} if licence else {}
    hints = [f"roundup: {hint.format(picture=_PICTURES[syntax])}" for hint in _HINTS]
    comments = [f".. {hint}\n" if syntax == "rst" else f"<!-- {hint} -->\n" for hint in hints]
    return "\n".join([_head(head, syntax), *comments])


def _head(fields: dict[str, str], syntax: Syntax) -> str:
    mark, rule = (":", "") if syntax == "rst" else ("", "---\n")
    lines = "".join(f"{mark}{name}: {value}\n" for name, value in fields.items())
    return f"{rule}{lines}{rule}"


def _write_author(author: Person, people: People, syntax: Syntax) -> str:
    """Return the plainest way to write an author that is read as this author."""
    plain = author.handle or author.name
    others = (json.dumps(value, ensure_ascii=False) for value in (plain, {"name": author.name}))
    for form in (plain, *others):
        fields = read_fields(_head({"author": form}, syntax), syntax).fields
        problems: list[Problem] = []
        found = read_authors(fields["author"].value, problems) if "author" in fields else ()
        if len(found) == 1 and not problems:
            known = people.join(found[0])
            if known.key == author.key if author.handle else known.name == author.name:
                return form
    return NAME


def editor_url(
    edit_url: str, folder: str, author: Person | None, people: People, filename: str = ""
) -> str:
    """Return the address at which an author writes a report, empty if it can't be derived.

    :param edit_url: the value of ``roundup_edit_url``
    :param folder: for a new file, below the source folder
    :param author: ``None`` for a reader, who replaces a placeholder
    :param filename: of the report, if it is there
    """
    match = _EDIT_URL.match(edit_url)
    if match is None:
        return ""
    if filename:
        return edit_url.replace("{path}", quote(filename))
    repository, kind, base = match.groups()
    new, *names = _EDITORS[kind]
    author = author or Person(NAME)
    values = f"{stem_for(author)}.md", make_report(author, people, "md")
    query = "&".join(f"{k}={quote(v, safe='')}" for k, v in zip(names, values, strict=True))
    return f"{repository}{new}{base}{quote(folder)}".rstrip("/") + f"?{query}"
