"""``sphinx-roundup fetch``: pictures of other hosts saved next to the reports."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx_roundup.commands.fetching.download import (
    Bounds,
    CannotFetch,
    Picture,
    download,
)
from sphinx_roundup.commands.fetching.hosts import make_opener
from sphinx_roundup.commands.fetching.reports import (
    find_wanted_files,
    read_wanted,
    replace_file,
)
from sphinx_roundup.commands.markup.text import BOM, Edit, edited
from sphinx_roundup.commands.project import add_source_argument, open_project
from sphinx_roundup.commands.terminal import CannotRun, Status
from sphinx_roundup.parsing.budget import UnparsableReport
from sphinx_roundup.problems import shown
from sphinx_roundup.reports import UnreadableReport

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from sphinx_roundup.commands.fetching.reports import Wanted
    from sphinx_roundup.commands.markup.found import Address

DESCRIPTION = """\
Downloads the pictures that reports show from other hosts, saves them next to the reports, and
replaces their addresses in the text. No other command uses the network, and no build does.

  sphinx-roundup fetch                          all reports of the project
  sphinx-roundup fetch retreat/reports/ana.md   one of them
  sphinx-roundup fetch --dry-run                list the addresses

Only these addresses are changed in a report. A failed download is reported with its line; the
others continue, and the exit status is 1. Links are not changed. Hosts in your own network are
not contacted, because an address in a report may lead there; --allow-private permits it."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "path", metavar="PATH", type=Path, nargs="?", help="a report, or a folder with some"
    )
    add_source_argument(parser)
    parser.add_argument(
        "--timeout",
        type=_positive,
        default=30.0,
        metavar="SECONDS",
        help="time limit per picture (default: 30)",
    )
    parser.add_argument(
        "--max-size",
        type=_positive,
        default=20.0,
        metavar="MB",
        help="size limit per picture (default: 20)",
    )
    parser.add_argument(
        "--allow-private", action="store_true", help="also contact hosts in your own network"
    )
    parser.add_argument("--dry-run", action="store_true", help="download nothing, change nothing")


def _positive(text: str) -> float:
    """Return a number above 0, for argparse."""
    number = float(text)
    if not 0 < number < 1e9:
        raise ValueError(text)
    return number


def run(given: Namespace) -> Status:
    """Run the command; return the exit status."""
    project = open_project(given.source, given.path)
    filenames = find_wanted_files(project, given.path)
    pixels = int(project.config.roundup_max_pixels)
    bounds = Bounds(given.timeout, int(given.max_size * 1_000_000), pixels)
    fetcher = Fetcher(project.srcdir, bounds, given)
    for filename in filenames:
        fetcher.fetch_report(filename)
    if not fetcher.seen:
        sys.stdout.write(f"no picture of another host in {len(filenames)} report(s)\n")
    return Status.FOUND if fetcher.failed else Status.DONE


class Fetcher:
    """Downloads, each address once.

    :param given: the arguments: whether to ask at all, and whom
    """

    def __init__(self, srcdir: Path, bounds: Bounds, given: Namespace) -> None:
        self._srcdir = srcdir
        self._bounds = bounds
        self._is_dry = given.dry_run
        self._opener = make_opener(allow_private=given.allow_private)
        self._answers: dict[str, Picture | str] = {}
        self.seen = 0
        self.failed = 0

    def fetch_report(self, filename: str) -> None:
        """Fetch the pictures of a report, and write their names into it.

        :raises CannotRun: where the system doesn't let it
        """
        try:
            wanted = read_wanted(self._srcdir, filename)
        except (UnreadableReport, UnparsableReport, UnicodeDecodeError):
            self._tell(filename, 1, "can't be read; 'sphinx-roundup check' says why")
            self.failed += 1
            return
        self.seen += len(wanted.addresses)
        edits = [edit for address in wanted.addresses for edit in self._fetch(wanted, address)]
        if edits:
            text = edited(wanted.text, edits)
            mark = BOM if wanted.has_mark else ""
            try:
                replace_file(self._srcdir / filename, mark + text)
            except OSError as error:
                raise CannotRun(f"{filename} can't be written: {error.strerror}") from None

    def _fetch(self, wanted: Wanted, address: Address) -> Iterator[Edit]:
        line, url = wanted.line_of(address), address.url
        if self._is_dry:
            self._tell(wanted.filename, line, f"would ask for {shown(url, 200)}")
            return
        answer = self._answer(url)
        if isinstance(answer, str):
            self.failed += 1
            self._tell(wanted.filename, line, f"{shown(url, 200)} {answer}")
            return
        folder = self._srcdir / PurePosixPath(wanted.filename).parent
        name = save(folder, answer)
        self._tell(wanted.filename, line, f"{shown(url, 200)} is {name} now")
        yield Edit(address.start, address.end, name)  # has nothing to escape in any markup

    def _answer(self, url: str) -> Picture | str:
        """Return a picture, or why there is none."""
        if url not in self._answers:
            try:
                self._answers[url] = download(self._opener, url, self._bounds)
            except CannotFetch as reason:
                self._answers[url] = str(reason)
        return self._answers[url]

    def _tell(self, filename: str, line: int, message: str) -> None:
        sys.stdout.write(f"{self._srcdir / shown(filename, 500)}:{line}: {message}\n")
        sys.stdout.flush()


def save(folder: Path, picture: Picture) -> str:
    """Save a picture under a name that is free or already its own; return the name.

    :raises CannotRun: where the system doesn't let it
    """
    path = PurePosixPath(picture.name)
    number = 1
    while True:
        name = picture.name if number == 1 else f"{path.stem}-{number}{path.suffix}"
        try:
            with (folder / name).open("xb") as stream:
                stream.write(picture.content)
        except FileExistsError:
            if is_same(folder / name, picture.content):
                return name
            number += 1
        except OSError as error:
            raise CannotRun(f"{folder / name} can't be written: {error.strerror}") from None
        else:
            return name


def is_same(path: Path, content: bytes) -> bool:
    """Say whether a file has this content."""
    try:
        return not path.is_symlink() and path.is_file() and path.read_bytes() == content
    except OSError:
        return False
