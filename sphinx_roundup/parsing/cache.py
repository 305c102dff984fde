"""Records and parsed reports, kept by content in the doctree folder for later builds.

What is kept is found by what it was made of, never by a name or a time: an entry can't be out
of date, it can only be of no use. So two builds at once, a killed one or a damaged disk lose
an entry at worst, and a lost entry is made again. The folder is Sphinx's own, with its
pickles of whole pages in it.
"""

from __future__ import annotations

import gc
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_roundup.limits import limits_of
from sphinx_roundup.parsing.parse import parse_report
from sphinx_roundup.parsing.result import ParsedReport
from sphinx_roundup.parsing.shelf import SUFFIX, Entry, Shelf, read_index
from sphinx_roundup.parsing.surroundings import Surroundings, digest
from sphinx_roundup.reports.reading import fingerprint
from sphinx_roundup.reports.record import Report, read_report

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from gettext import NullTranslations

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_FOLDER = "roundup/reports"
_ABANDONED = 3600.0
"""Seconds after which what a build was writing won't be finished any more."""


class Cache:
    """The shelves of a project, one for each page, as one build uses them.

    :param settled: see :class:`.surroundings.Surroundings`
    """

    def __init__(self, app: Sphinx, settled: Collection[str]) -> None:
        self._folder = Path(app.doctreedir) / _FOLDER
        self._surroundings = Surroundings(app, settled)
        self._indexes: dict[Path, Mapping[str, Entry]] | None = None
        self._shelves: dict[str, Shelf] = {}

    def _shelf_of(self, docname: str) -> Shelf:
        """Return the shelf of a page that is being read."""
        if self._indexes is None:
            files = sorted(self._folder.glob(f"*{SUFFIX}"))
            self._indexes = {path: read_index(path) for path in files}
        if docname not in self._shelves:
            self._shelves[docname] = Shelf(self._path_of(docname), self._indexes)
        return self._shelves[docname]

    def _path_of(self, docname: str) -> Path:
        return self._folder / f"{digest(docname)[:32]}{SUFFIX}"

    def read(self, env: BuildEnvironment, filename: str, seen: str) -> Report:
        """Return the record of a report on the page that is read.

        :param seen: the file's fingerprint
        """
        limits, shelf = limits_of(env.config), self._shelf_of(env.docname)
        key = digest("record", self._surroundings.readers, filename, seen, repr(limits))
        if kept := shelf.find(key, Report):
            return kept
        record = read_report(env.srcdir, filename, limits)
        # Somebody may have written to it since.
        if not record.unreadable and fingerprint(env.srcdir, filename) == seen:
            shelf.keep(key, record)
        return record

    def parse(
        self, report: Report, slug: str, settings: Any, catalogue: NullTranslations | None
    ) -> ParsedReport:
        """Return a report of the page that is read, parsed.

        :param settings: as :func:`.parse.parse_report` takes them
        :param catalogue: as :func:`.parse.parse_report` takes it
        """
        shelf = self._shelf_of(settings.env.docname)
        around = self._surroundings.of_page(settings)
        key = digest(
            *("parsed", around or "", slug, report.filename, report.syntax, report.text),
            *(repr(report.title), *(person.name for person in report.authors)),
        )
        if around and (kept := shelf.find(key, ParsedReport)):
            return kept
        parsed = parse_report(report, slug, settings, catalogue)
        # Parsers leave as many objects in cycles as a result has. Taken away at once they are in
        # nobody's way; later, the collector would look through all the reports before for them.
        gc.collect(0)
        if around and parsed.lasting:
            shelf.keep(key, parsed)
        return parsed

    def save(self, docname: str) -> None:
        """Write what is to be kept of a page, once it is read."""
        self._surroundings.forget(docname)
        if (shelf := self._shelves.pop(docname, None)) and self._indexes is not None:
            self._indexes[shelf.path] = shelf.save()

    def close(self) -> None:
        """Let go of pages whose reading failed."""
        while self._shelves:
            self._shelves.popitem()[1].close()

    def sweep(self, docnames: Collection[str]) -> None:
        """Remove the shelves of other pages than *docnames*, and what a killed build left."""
        kept = {self._path_of(docname).name for docname in docnames}
        old = time.time() - _ABANDONED
        for path in self._folder.glob("*"):
            with suppress(OSError):
                unused = path.name not in kept if path.suffix == SUFFIX else False
                if unused or (path.suffix != SUFFIX and path.stat().st_mtime < old):
                    path.unlink()
