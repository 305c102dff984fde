"""A project read as a build reads it, limited to the pages of some reports; nothing is written.

Who asks about one report of a thousand doesn't wait for the others. At first those pages
are read that may have a roundup, and only the reports in question are parsed: of the others
their heads are enough to know who is who. Only where a report refers to something that may
be anywhere in the project, all of it is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.commands.checking.journal import Journal
from sphinx_roundup.commands.checking.scratch import SCRATCH, GatherOnScratch, find_ungathered
from sphinx_roundup.commands.checking.tries import TryBuilder, TryPublisher, colour_code, parse_some
from sphinx_roundup.commands.reading.app import may_gather
from sphinx_roundup.commands.reading.sections import count_words
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.limits import limits_of
from sphinx_roundup.links.labels import label_of
from sphinx_roundup.nodes import REPORT, report_sections
from sphinx_roundup.page.incremental import PASSED_OVER
from sphinx_roundup.people import load_people
from sphinx_roundup.people.loading import people_filename
from sphinx_roundup.problems import shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.commands.checking.findings import Finding
    from sphinx_roundup.commands.checking.scope import Scope
    from sphinx_roundup.commands.checking.scratch import ScratchProject
    from sphinx_roundup.limits import Limits
    from sphinx_roundup.parsing.result import ParsedReport
    from sphinx_roundup.reports import Report

_OF_ONE_PAGE = {("roundup", "page"), ("roundup", "spot"), ("std", "doc")}
"""Cross-references that are settled once one page is read."""

_OF_REPORTS = {("roundup", "mention"), ("roundup", "file")}
"""Cross-references that are settled once all pages with reports are read."""


class Seen(NamedTuple):
    """A report as it stands on its page."""

    words: int
    has_title: bool
    """Or a heading."""


class Site:
    """A project in memory."""

    def __init__(
        self,
        app: Sphinx,
        scope: Scope,
        project: ScratchProject,
        *,
        heads_only: bool,
        knows_others: bool,
    ) -> None:
        """Get ready to read.

        :param heads_only: parse no reports
        :param knows_others: the inventories of the projects that this one refers to are available
        """
        self._heads_only, self._knows_others = heads_only, knows_others
        self._app, self._env, self._scope = app, app.env, scope
        self._domain = get_roundup_domain(app.env)
        self._project = app.project = app.env.project = project
        self._pages: set[str] | None = {app.config.root_doc, SCRATCH}
        """What is read besides pages with reports; all, if ``None``."""
        self._again: set[str] = set()
        self._refers_to: set[str | None] = set()
        self._seen: dict[str, Seen] = {}
        self._journal = Journal(app)
        self._set_up()

    def _set_up(self) -> None:
        self._app.builder = TryBuilder(self._app, self._env)
        self._domain.publisher = TryPublisher(self._app)
        self._domain.parse_report = self._parse
        self._app.add_transform(GatherOnScratch)
        self._app.connect("env-before-read-docs", self._choose_pages)
        self._app.connect("env-get-outdated", self._get_outdated)
        self._app.connect("doctree-read", self._look_at_page, priority=900)
        self._app.connect("doctree-resolved", self._colour_code, priority=900)

    def close(self) -> None:
        """Let go of the log."""
        self._journal.close()

    # -- What is asked -------------------------------------------------------------------

    @property
    def reports(self) -> Mapping[str, Seen]:
        """The reports that were checked, by file name."""
        return self._seen

    @property
    def people_file(self) -> str:
        """The file name of the people file, empty where there is none."""
        return people_filename(self._env.config)

    @property
    def limits(self) -> Limits:
        """What a report may cost."""
        return limits_of(self._env.config)

    @property
    def findings(self) -> list[Finding]:
        """What the build has to say of what is to be checked, and not of a page."""
        return [finding for finding in self._journal.findings if self._is_asked(finding)]

    def _is_asked(self, finding: Finding) -> bool:
        if not self._knows_others and _may_be_elsewhere(finding):
            return False
        path = Path(finding.path)
        if not path.is_relative_to(self._env.srcdir):
            return False
        filename = path.relative_to(self._env.srcdir).as_posix()
        if filename in self._seen:
            return True
        page = self._env.path2doc(path) in self._env.found_docs
        known = filename in self._gathered  # and not to be checked
        return self._scope.shown().covers(filename) and not page and not known

    @property
    def _gathered(self) -> set[str]:
        places = self._domain.places.items()
        return {name for page, by_file in places if page != SCRATCH for name in by_file}

    # -- What is read --------------------------------------------------------------------

    def read(self) -> None:
        """Read what the reports need, and let the build say all that it would."""
        load_people(self._app)  # once more: what it said before could not be taken down
        mark = len(self._journal.findings)
        while self._widen():
            if self._again:  # what is read again logs its warnings again
                del self._journal.findings[mark:]
            self._app.builder.read()
            self._again = set()
        if self._pages is None:  # the numbers of figures need all of them
            list(self._env.check_dependents(self._app, set()))
        self._env.check_consistency()
        pages = {d for d, by_file in self._domain.places.items() if self._seen.keys() & by_file}
        self._app.builder.write(pages, (), "specific")

    def _widen(self) -> bool:
        """Settle what is to be read next; return whether anything is."""
        first = not self._env.all_docs
        ungathered = (self._project.alone or not first) and self._gather_on_scratch()
        if self._pages is None:
            return ungathered
        if None in self._refers_to:
            places = self._domain.places.items()
            self._again = {d for d, by_file in places if by_file.keys() - self._seen.keys()}
            self._pages = None
            return True
        asked = {page for page in self._refers_to if page in self._env.found_docs}
        new = asked - self._env.all_docs.keys()
        self._pages |= new
        return bool(first or ungathered or new)

    def _gather_on_scratch(self) -> bool:
        """Gather what no page gathers; return whether there is something new."""
        told = {name for name in self._scope.filenames if shown(name) in self._passed_over}
        pages_with_reports = map(self._file_of, self._domain.watches)
        rest = self._scope.without({self.people_file, *told, *pages_with_reports})
        pages = {self._file_of(docname) for docname in self._env.found_docs}
        before = self._project.found
        self._project.found = find_ungathered(
            Path(self._env.srcdir), rest, self._gathered, pages, alone=self._project.alone
        )
        return self._project.found != before

    @property
    def _passed_over(self) -> set[str]:
        """Files that a page skips and reports, as warnings name them."""
        watches = (watch for each in self._domain.watches.values() for watch in each)
        return {name for watch in watches for name, seen in watch.seen if seen == PASSED_OVER}

    def _file_of(self, docname: str) -> str:
        return str(self._env.doc2path(docname, base=False).as_posix())

    def _choose_pages(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:  # noqa: ARG002 - an event's signature
        if self._pages is not None:
            read = self._pages | self._again
            docnames[:] = [d for d in docnames if d in read or may_gather(env.doc2path(d))]

    def _get_outdated(self, *_args: Any) -> set[str]:
        return self._again

    # -- What is looked at ---------------------------------------------------------------

    def _is_wanted(self, filename: str, docname: str) -> bool:
        return self._scope.covers(filename) or self._file_of(docname) in self._scope.filenames

    def _parse(self, report: Report, *args: Any) -> ParsedReport:
        """Parse a report as far as it is needed."""
        is_wanted = self._pages is None or self._is_wanted(report.filename, self._env.docname)
        return parse_some(is_wanted and not self._heads_only, report, *args)

    def _look_at_page(self, app: Sphinx, doctree: nodes.document) -> None:  # noqa: ARG002 - an event's signature
        docname = self._env.docname
        for section in report_sections(doctree):
            filename = section[REPORT]
            if self._is_wanted(filename, docname):
                place = self._domain.places[docname][filename]
                has_title = bool(place.title) or len(list(section.findall(nodes.section))) > 1
                self._seen[filename] = Seen(count_words(section), has_title)
                xrefs = section.findall(addnodes.pending_xref)
                self._refers_to |= {_page_of(xref, docname) for xref in xrefs}
            else:  # nothing of it is needed any more
                section.parent.remove(section)

    def _colour_code(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:  # noqa: ARG002 - an event's signature
        for section in report_sections(doctree):
            colour_code(section, app.config)


def _page_of(xref: nodes.Element, docname: str) -> str | None:
    """Return the page that settles where a cross-reference leads; ``None`` for all of them."""
    kind = (xref.get("refdomain") or "", xref["reftype"])
    own = label_of(docname, "") + "/"
    if kind in _OF_REPORTS or (kind == ("std", "ref") and xref["reftarget"].startswith(own)):
        return docname
    return str(xref["reftarget"]).lstrip("/") if kind in _OF_ONE_PAGE else None


_MISSING = ("there is no person", "neither this report nor the project has", "the link '")
"""How messages begin about what another project may have."""


def _may_be_elsewhere(finding: Finding) -> bool:
    """Say whether something wasn't found that another project may have."""
    if finding.kind.startswith("ref."):
        return finding.kind not in {"ref.footnote", "ref.citation"}
    missing = finding.kind == "roundup.link" and finding.message.startswith(_MISSING)
    return missing or finding.kind.startswith("intersphinx")
