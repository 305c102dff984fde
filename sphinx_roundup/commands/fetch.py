"""``sphinx-roundup fetch``: pictures of other hosts, saved next to the reports."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from html import unescape
from pathlib import PurePosixPath
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.cli import CannotRun, Status, count, show_path, write
from sphinx_roundup.commands.download import Bounds, CannotFetch, Download, download, is_public
from sphinx_roundup.commands.project import read_project
from sphinx_roundup.commands.sources import replace_file, without_code
from sphinx_roundup.limits import DEFAULTS, MOST_PICTURES
from sphinx_roundup.parsing import TooSlow, time_limit
from sphinx_roundup.problems import escape
from sphinx_roundup.reports import LINE_END, UnreadableReport, casefolded, open_plain

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_roundup.commands.project import Project
    from sphinx_roundup.commands.sources import Syntax

_PICTURE = re.compile(
    r"""(?: !\[ (?: [^\[\]\\] | \\. | \[[^\[\]]*\] )* \]\( \s* <?
    | ^[ >]* \[(?P<label>[^\]\r\n]+)\]: \s* <?
    | <img \s [^<>]*? (?<![-\w])src \s* = \s* ["']?
    | (?: image | figure ) (?: :: | \} ) \s+ )
    (?P<url> (?:https?:)?// (?: [^\s<>"'()|\\] | \\. | \([^\s<>"'()|]*\) )+ )""",
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
"""A picture of another host: in Markdown, a definition, HTML, and a directive."""
_LABEL = re.compile(r"!\[([^\[\]]*)\](?:\[([^\[\]]*)\])?(?!\()")
"""A picture with the label of a definition."""
_MOST_BYTES = 32_000_000  # of a report, with embedded pictures
_MOST_FETCHED, _MOST_SECONDS = 200_000_000, 300
"""Bytes and time of all downloads of a report."""
_ENOUGH = (
    f"is left out: a report may take {MOST_PICTURES} downloads, {_MOST_FETCHED // 1_000_000} MB and"
    f" {_MOST_SECONDS // 60} minutes; run the command again for the rest"
)


def run(options: Namespace) -> Status:
    """Download the pictures; return ``FOUND`` if one failed."""
    project = read_project(options.source, options.path)
    filenames = _find_reports(project, options.path)
    fetcher = Fetcher(project, options)
    for filename in filenames:
        fetcher.fetch_report(filename)
    if not fetcher.seen:
        write(f"no picture of another host in {count(len(filenames), 'report')}\n")
    return Status.FOUND if fetcher.failed else Status.DONE


def _find_reports(project: Project, path: Path | None) -> list[str]:
    """Return the reports of pages that the user names: a file, those in a folder, or all."""
    found = dict.fromkeys(name for page in project.pages for name in page.gathered)
    if path:
        place = path.parent.resolve() / path.name  # a report that is a link isn't followed
        inside = path.resolve() if path.is_dir() else place
        found = {n: None for n in found if (project.srcdir / n).is_relative_to(inside)}
    if not found:
        raise CannotRun(f"no page gathers reports from {path or project.srcdir}")
    return list(found)


# -- One report --------------------------------------------------------------------------


class RemotePicture(NamedTuple):
    """A picture of another host, and where a report has its address."""

    url: str
    line: int  # counted from 1
    span: tuple[int, int]  # of the address in the text


def find_pictures(text: str, syntax: Syntax) -> Iterator[RemotePicture]:
    """Yield the pictures of other hosts in a text, except in code."""
    plain = without_code(text, syntax)
    labels = {casefolded(label or alt) for alt, label in _LABEL.findall(plain)}
    for match in _PICTURE.finditer(plain):
        if not match["label"] or casefolded(match["label"]) in labels:
            url = unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", match["url"]))
            line = len(LINE_END.findall(plain, 0, match.start("url"))) + 1
            yield RemotePicture(url, line, match.span("url"))


class Fetcher:
    """Downloads, each address once; the pictures are kept in their files alone.

    :param options: the arguments: whether to download at all, and from which hosts
    """

    def __init__(self, project: Project, options: Namespace) -> None:
        self._srcdir = project.srcdir
        self._bounds = Bounds(pixels=int(project.config.roundup_max_pixels))
        self._is_dry = options.dry_run
        self._is_allowed = (lambda _address: True) if options.allow_private else is_public
        self._answers: dict[str, Path | str] = {}
        self._asked, self._bytes, self._end = 0, 0, 0.0  # of the current report
        self.seen = 0
        self.failed = 0

    def fetch_report(self, filename: str) -> None:
        """Fetch the pictures of a report, and write their names into it."""
        syntax: Syntax = "rst" if filename.lower().endswith(".rst") else "md"
        try:
            text = self._read(filename)
            with time_limit(DEFAULTS.seconds):
                pictures = list(find_pictures(text, syntax))
        except (Exception, TooSlow):  # noqa: BLE001 - one report must never cost the others
            self._say(filename, 1, "can't be read; 'sphinx-roundup check' says why")
            self.failed += 1
            return
        self.seen += len(pictures)
        self._asked, self._bytes, self._end = 0, 0, monotonic() + _MOST_SECONDS
        names = [(each.span, self._fetch(filename, each)) for each in pictures]
        edits = [(span, name) for span, name in names if name]
        edited = text
        for (start, end), name in reversed(edits):
            edited = edited[:start] + name + edited[end:]  # the name has nothing to escape
        if edits:
            self._replace(filename, text, edited)

    def _replace(self, filename: str, before: str, after: str) -> None:
        """Write a report, unless somebody else has written it meanwhile."""
        now = None
        with suppress(OSError, ValueError, UnreadableReport):  # it is gone, or no file
            now = self._read(filename)
        if now == before:
            replace_file(self._srcdir / filename, after.encode())
        else:
            self._say(filename, 1, "was changed meanwhile, and stays so; run the command again")
            self.failed += 1

    def _read(self, filename: str) -> str:
        """Return a report as it is in its file, a byte order mark included."""
        with open_plain(self._srcdir, filename) as (stream, _status):
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise ValueError(filename)
        return data.decode()

    def _fetch(self, filename: str, picture: RemotePicture) -> str:
        """Save a picture; return its name, empty if there is none."""
        name, message = "", "would be asked for"
        if not self._is_dry:
            try:
                name = self._save(picture.url, self._srcdir / PurePosixPath(filename).parent)
                message = f"is {name} now"
            except CannotFetch as reason:
                self.failed += 1
                message = str(reason)
        self._say(filename, picture.line, f"{escape(picture.url, 200)} {message}")
        return name

    def _save(self, url: str, folder: Path) -> str:
        """Save the picture of a URL; return its name."""
        answer = self._answers.get(url)
        if isinstance(answer, str):
            raise CannotFetch(answer)
        if answer and answer.parent == folder:
            return answer.name
        found = Download(answer.read_bytes(), answer.name) if answer else self._download(url)
        name = save(folder, found)
        self._answers.setdefault(url, folder / name)
        return name

    def _download(self, url: str) -> Download:
        """Download a picture; what a report takes in all is limited."""
        enough = self._asked >= MOST_PICTURES or self._bytes >= _MOST_FETCHED
        if enough or monotonic() >= self._end:
            raise CannotFetch(_ENOUGH)
        self._asked += 1
        try:
            found = download(url, self._bounds, self._is_allowed)
        except CannotFetch as reason:
            self._answers[url] = str(reason)
            raise
        self._bytes += len(found.content)
        return found

    def _say(self, filename: str, line: int, message: str) -> None:
        write(f"{show_path(self._srcdir / filename)}:{line}: {message}\n")


def save(folder: Path, picture: Download) -> str:
    """Save a picture under a name that is free or already its own; return the name."""
    path = PurePosixPath(picture.name)
    name, number = picture.name, 1
    while os.path.lexists(folder / name) and not _is_same(folder / name, picture.content):
        number += 1
        name = f"{path.stem}-{number}{path.suffix}"
    if not os.path.lexists(folder / name):
        with (folder / name).open("xb") as stream:
            stream.write(picture.content)
    return name


def _is_same(path: Path, content: bytes) -> bool:
    """Whether an ordinary file has this content."""
    return not path.is_symlink() and path.is_file() and path.read_bytes() == content
