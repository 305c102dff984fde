"""The ``roundup`` directive: finds the reports, and leaves a placeholder on the page."""

from __future__ import annotations

from posixpath import dirname
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from sphinx_roundup.context import DirectiveResult
from sphinx_roundup.directives import RoundupDirective
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.domain.records import Event, Watch
from sphinx_roundup.limits import limits_of
from sphinx_roundup.log import warn
from sphinx_roundup.page.join import JoinReports
from sphinx_roundup.people.loading import follow_picture, people_filename
from sphinx_roundup.pictures import find_picture
from sphinx_roundup.problems import Subtype, shown
from sphinx_roundup.reports import (
    collapsed,
    find_reports,
    fingerprint,
    in_requested_order,
    join_authors,
    natural_key,
    parts_of,
    read_report,
    sort_key,
    split_patterns,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.reports import FoundFiles, Report

logger = logging.getLogger(__name__)

PASSED_OVER = "passed over"
"""In place of a fingerprint, of what looks like a report and is none."""


class Gatherer(RoundupDirective):
    """Finds and reads the reports.

    It leaves a ``pending`` node behind, whose place :class:`.join.JoinReports` gives to the
    sections once the page's own text is settled.
    """

    def run(self) -> list[nodes.Node]:
        """Return the placeholder, and the label of ``:name:`` before it."""
        found = self._find()
        reports = self._read(found)
        gathering = self._gathering(reports, found)
        pending = nodes.pending(JoinReports, {"gathering": gathering})
        self.state.document.note_pending(pending, JoinReports.default_priority)
        self.set_source_info(pending)
        if "name" not in self.options:
            return [pending]
        target = nodes.target()
        self.set_source_info(target)
        self.add_name(target)
        return [target, pending]

    def _find(self) -> FoundFiles:
        """Return the report files, warn of what was skipped, and remember both."""
        folder = dirname(self.env.docname)
        patterns = split_patterns(self.arguments[0], self.env.srcdir, folder)
        exclude = tuple(split_patterns(self.options.get("exclude", ""), self.env.srcdir, folder))
        watch = Watch(folder, tuple(patterns), exclude, seen=())
        everything = find_watched(self.env, self.env.docname, watch)
        watch = watch._replace(seen=fingerprints(self.env, everything))
        get_roundup_domain(self.env).note_watch(self.env.docname, watch)
        found = self._within_limit(everything)
        self._tell(found)
        return found

    def _within_limit(self, found: FoundFiles) -> FoundFiles:
        """Leave out what is more than a page can have."""
        most = self.config.roundup_max_reports
        if len(found.filenames) > most:
            message = "more than %d reports; %d of them are left out"
            rest = len(found.filenames) - most
            warn(Subtype.CONFIG, message, most, rest, location=self.get_location())
        return found._replace(filenames=found.filenames[:most])

    def _tell(self, found: FoundFiles) -> None:
        here = self.get_location()
        for pattern in found.unmatched:
            message = "'%s' has no reports (.md or .rst files)"
            warn(Subtype.FILE, message, shown(pattern), location=here)
        docs = self.env.found_docs
        self._tell_pages(f for f in found.filenames if self.env.path2doc(f) in docs)

    def _tell_pages(self, filenames: Iterable[str]) -> None:
        """Warn once of reports that Sphinx reads as pages of their own, too."""
        if places := sorted({dirname(filename) or filename for filename in filenames}):
            tops = [p for p in places if not any(p.startswith(f"{q}/") for q in places)]
            message = "the reports are also pages of their own: add %s to exclude_patterns"
            names = ", ".join(f"'{place}'" for place in tops)
            warn(Subtype.CONFIG, message, names, location=self.get_location())

    def _read(self, found: FoundFiles) -> list[Report]:
        """Read the files in the order that the page wants; leave out the drafts."""
        limits, people = limits_of(self.config), get_roundup_domain(self.env).people_file
        folder = dirname(self.env.docname)
        patterns = split_patterns(self.arguments[0], self.env.srcdir, folder)
        shared = {"/".join(parts_of(pattern, folder) or ()) for pattern in patterns}
        records = (read_report(self.env.srcdir, f, limits) for f in found.filenames)
        by_name = {record.filename: join_authors(record, people, shared) for record in records}
        order = self.options.get("order", self.config.roundup_order)
        in_order = sort_reports(by_name.values(), order)
        names = [report.filename for report in in_order if not report.draft]
        wanted = [line.strip() for line in self.content if line.strip()]
        filenames, unknown = in_requested_order(names, wanted, dirname(self.env.docname))
        for line in unknown:
            message = "there is no report '%s' to put first"
            warn(Subtype.FILE, message, shown(line), location=self.get_location())
        if drafts := len(in_order) - len(names):
            logger.info("%s: %d drafts left out", self.env.docname, drafts)
        return [by_name[filename] for filename in filenames]

    def _gathering(self, reports: list[Report], found: FoundFiles) -> DirectiveResult:
        return DirectiveResult(
            reports=tuple(reports),
            float=self.options.get("float", self.config.roundup_float),
            heading=self.options.get("heading", self.config.roundup_heading),
            roster=self.options.get("roster", self.config.roundup_roster),
            event=self._event(),
            classes=tuple(self.options.get("class", ())),
            location=self.get_location(),
            passed_over=found.skipped,
        )

    def _event(self) -> Event:
        """Return what the options say of the event."""
        start, end = self.options.get("date", (None, None))
        picture = None
        if written := self.options.get("image"):
            found = find_picture(self.env, written, dirname(self.env.docname), "the page")
            picture = found.filename
            if picture is None:
                warn(Subtype.IMAGE, "%s", found.reason, location=self.get_location())
            follow_picture(self.env, found)
        return Event(start, end, collapsed(self.options.get("place", "")), picture)


def find_watched(env: BuildEnvironment, docname: str, watch: Watch) -> FoundFiles:
    """Find what a directive on *docname* asks for; the page itself is no report."""
    found = find_reports(env.srcdir, watch.folder, watch.patterns, watch.exclude)
    own = env.doc2path(docname, base=False).as_posix()
    return found._replace(filenames=tuple(f for f in found.filenames if f != own))


def fingerprints(env: BuildEnvironment, found: FoundFiles) -> tuple[tuple[str, str], ...]:
    """Return the found files and the people file, each with its fingerprint.

    That is the content, not the time; of the people file's portraits, whether they are there.
    """
    filenames = [*found.filenames, *filter(None, [people_filename(env.config)])]
    seen = {filename: fingerprint(env.srcdir, filename) for filename in filenames}
    seen |= {shown(filename): PASSED_OVER for filename, _cure in found.skipped}
    people = get_roundup_domain(env).people_file
    seen |= {person.avatar: "a portrait" for person in people if person.avatar}
    return tuple(sorted(seen.items()))


def sort_reports(reports: Iterable[Report], order: str) -> list[Report]:
    """Return *reports*, which come by file name, in the order that a page asks for.

    Reports without a date, or without an author, stay behind the others either way round.
    """
    reports, key = list(reports), _SORT_KEYS[order.removeprefix("-")]
    known = [report for report in reports if key(report) is not None]
    rest = [report for report in reports if key(report) is None]
    known.sort(key=key, reverse=order.startswith("-"))
    return known + rest


def _by_file(report: Report) -> Any:
    return natural_key(report.filename)


def _by_name(report: Report) -> Any:
    return sort_key(report.authors[0]) if report.authors else None


def _by_date(report: Report) -> Any:
    return report.date


_SORT_KEYS: dict[str, Callable[[Report], Any]] = {
    "file": _by_file,
    "name": _by_name,
    "date": _by_date,
}
