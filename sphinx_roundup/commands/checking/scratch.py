"""Temporary page for reports that no page of the project gathers."""

from __future__ import annotations

from pathlib import Path
from posixpath import dirname
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.project import Project
from sphinx.transforms import SphinxTransform

from sphinx_roundup.commands.checking.scope import is_below
from sphinx_roundup.context import DirectiveResult
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.domain.records import Event
from sphinx_roundup.limits import limits_of
from sphinx_roundup.page.join import JoinReports
from sphinx_roundup.reports import FoundFiles
from sphinx_roundup.reports.authorship import join_authors
from sphinx_roundup.reports.finding import find_reports, path_key
from sphinx_roundup.reports.record import read_report

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet
    from typing import Any

    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.commands.checking.scope import Scope

SCRATCH = "_roundup_check"
"""The page's docname. No Sphinx project begins a page's name so."""


class ScratchProject(Project):
    """The pages of a project, and one more, whose file lies elsewhere."""

    def __init__(self, project: Project, folder: Path, *, alone: bool) -> None:
        """Take over the pages of *project*.

        :param folder: where to put the file
        :param alone: there are no other pages
        """
        super().__init__(project.srcdir, project.source_suffix)
        self.restore(project)
        suffixes = [s for s in (".rst", ".md") if s in self.source_suffix] or self.source_suffix
        self._file = folder / f"{SCRATCH}{suffixes[0]}"
        self._file.write_text("")
        self.alone = alone
        self.found = FoundFiles()
        """What our page gathers; nothing, and there is no such page."""

    def discover(
        self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)
    ) -> set[str]:
        """Return all pages."""
        super().discover(exclude_paths, include_paths)
        if self.alone or self.found != FoundFiles():
            self.docnames.add(SCRATCH)
        return self.docnames

    def doc2path(self, docname: str, absolute: bool) -> Any:
        """Return the file of a page; of ours, where it really is."""
        if docname != SCRATCH:
            return super().doc2path(docname, absolute)
        return self._file if absolute else Path(self._file.name)

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Return the page of a file."""
        return SCRATCH if Path(filename) == self._file else super().path2doc(filename)


class GatherOnScratch(SphinxTransform):
    """Puts the placeholder of the reports on the page; names can't be written in its markup."""

    default_priority = JoinReports.default_priority - 1

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        """Fill the page, if this is it."""
        project = self.env.project
        if self.env.docname == SCRATCH and isinstance(project, ScratchProject):
            gathering = _gather(self.env, project.found)
            pending = nodes.pending(JoinReports, {"result": gathering})
            self.document.note_pending(pending, JoinReports.default_priority)
            title = nodes.title("", "Reports")
            section = nodes.section("", title, pending, ids=[SCRATCH], names=[])
            self.document.append(section)
            self.document.note_explicit_target(section)


def _gather(env: BuildEnvironment, found: FoundFiles) -> DirectiveResult:
    config, people = env.config, get_roundup_domain(env).people_file
    records = (read_report(env.srcdir, name, limits_of(config)) for name in found.filenames)
    return DirectiveResult(
        reports=tuple(join_authors(record, people) for record in records),
        float=config.roundup_float,
        heading=config.roundup_heading,
        roster="none",
        event=Event(),
        classes=(),
        location=SCRATCH,
        passed_over=found.skipped,
    )


def find_ungathered(
    srcdir: Path,
    scope: Scope,
    gathered: AbstractSet[str],
    pages: AbstractSet[str],
    *,
    alone: bool,
) -> FoundFiles:
    """Find what is to be checked and on no page, and the reports beside it, to be linked to.

    A folder counts where no page gathers anything from it, all of a project where it has no
    pages.

    :param gathered: what is on some page
    :param pages: the files of pages
    """
    named = scope.filenames - gathered
    folders = [f for f in scope.folders if not any(is_below(g, f) for g in gathered)]
    wanted = [*sorted(named), *(f for f in folders if f or alone)]
    if not wanted:
        return FoundFiles()
    found = find_reports(srcdir, "", [f"/{pattern}" for pattern in wanted])
    passed = {each.filename for each in found.skipped}
    pages = pages - named
    reports = set(found.filenames) - pages or set(found.filenames)  # all may be pages as yet
    reports |= (_find_beside(srcdir, named) - pages) | (named - passed)
    return FoundFiles(tuple(sorted(reports - gathered, key=path_key)), found.skipped)


def _find_beside(srcdir: Path, filenames: Iterable[str]) -> set[str]:
    """Return the reports in the folders of some files."""
    folders = {f"{dirname(filename)}/".lstrip("/") for filename in filenames}
    patterns = [f"/{folder}{glob}" for folder in folders for glob in ("*.md", "*.rst")]
    return set(find_reports(srcdir, "", patterns).filenames)
