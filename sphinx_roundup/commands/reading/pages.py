"""Pages of a project that gather reports, read as a build of the project reads them."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.logging import NAMESPACE

from sphinx_roundup.commands.command import CannotRun
from sphinx_roundup.commands.reading.app import may_gather, open_app
from sphinx_roundup.commands.reading.folders import folder_of
from sphinx_roundup.commands.reading.sections import UndescribedPictures, read_section
from sphinx_roundup.commands.terminal import progress
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import REPORT, report_sections
from sphinx_roundup.page.directive import PASSED_OVER
from sphinx_roundup.page.join import JoinReports
from sphinx_roundup.problems import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.commands.project import Project
    from sphinx_roundup.commands.reading.sections import Shown
    from sphinx_roundup.domain.records import Watch


class Page(NamedTuple):
    """A page that gathers reports."""

    docname: str
    filename: str
    title: str
    uri: str
    """Of the built page, from the top of the site."""
    watches: tuple[Watch, ...]
    """What its directives look for."""
    reports: tuple[Shown, ...] = ()
    """In the order of the page."""

    @property
    def gathered(self) -> tuple[str, ...]:
        """The report files that its directives find, also those that don't show."""
        seen = (each for watch in self.watches for each in watch.seen)
        return tuple(dict.fromkeys(n for n, kind in seen if kind != PASSED_OVER and _is_report(n)))

    @property
    def left_out(self) -> tuple[str, ...]:
        """The report files that were found and don't show: drafts, for example."""
        known = {report.filename for report in self.reports}
        seen = dict.fromkeys(name for watch in self.watches for name, _print in watch.seen)
        return tuple(name for name in seen if name not in known and _is_report(name))


def _is_report(filename: str) -> bool:
    return filename.lower().endswith((".md", ".rst"))


def read_pages(project: Project, *, heads_only: bool = False, dirs: bool = False) -> list[Page]:
    """Return the pages of a project that gather reports, in the order of their names.

    :param heads_only: look for the reports' files, and don't parse any
    :param dirs: the pages are built as folders, by ``dirhtml``
    :raises CannotRun: where the project can't be read
    """
    builder = "dirhtml" if dirs else "html"
    all_warnings = {"roundup_max_warnings": 1_000_000}  # each picture counts
    with open_app(project.srcdir, project.config, builder, all_warnings) as app:
        if heads_only:
            app.add_transform(LeaveOutReports)
        undescribed = _read(app)
        watches = get_roundup_domain(app.env).watches
        return [_read_page(app, docname, undescribed) for docname in sorted(watches)]


class LeaveOutReports(SphinxTransform):
    """Remove the reports' places from a page, so that none is parsed."""

    default_priority = JoinReports.default_priority - 1

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        """Remove what waits for the reports."""
        for pending in list(self.document.findall(nodes.pending)):
            if pending.transform is JoinReports:
                pending.parent.remove(pending)


def _read(app: Sphinx) -> Mapping[str, int]:
    """Read the pages; return the numbers of pictures without a description."""
    app.connect("env-before-read-docs", _choose_pages)
    app.connect("source-read", lambda _app, name, _source: progress(f"reading {shown(name)}"))
    undescribed = UndescribedPictures()
    logging.getLogger(NAMESPACE).addHandler(undescribed)
    try:
        app.builder.read()
    finally:
        progress("")
        logging.getLogger(NAMESPACE).removeHandler(undescribed)
    return undescribed.counts


def _choose_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    chosen = [docname for docname in docnames if may_gather(Path(env.doc2path(docname)))]
    docnames[:] = chosen or docnames[:1]
    # Sphinx insists on having read it.
    app.config.root_doc = next(iter(docnames), app.config.root_doc)


def _read_page(app: Sphinx, docname: str, undescribed: Mapping[str, int]) -> Page:
    domain, env = get_roundup_domain(app.env), app.env
    places = domain.places.get(docname, {})
    return Page(
        docname,
        env.doc2path(docname, base=False).as_posix(),
        domain.title_of(docname),
        app.builder.get_target_uri(docname),
        tuple(domain.watches[docname]),
        tuple(
            read_section(section, places[name], undescribed.get(str(env.srcdir / name), 0))
            for section in report_sections(env.get_doctree(docname))
            for name in [section[REPORT]]
        ),
    )


# -- Which of them -----------------------------------------------------------------------


def choose_page(pages: list[Page], named: str | None, project: Project) -> Page:
    """Return the page that the user names: the only one, if none is named.

    :param named: a docname, a page's file, a report or a folder, from here or from the source
        folder
    :raises CannotRun: if that is no page with a roundup, or several are possible
    """
    if not pages:
        raise CannotRun(f"no page in {project.srcdir} has a 'roundup' directive; add one")
    found = pages if named is None else _find_pages(pages, named, project.srcdir)
    if len(found) == 1:
        return found[0]
    those = ", ".join(shown(page.docname) for page in found or pages)
    if found:
        raise CannotRun(f"several pages gather reports; name one of them: {those}")
    name = shown(named or "")
    raise CannotRun(f"'{name}' is no page with a roundup; name one of these: {those}")


def _find_pages(pages: list[Page], named: str, srcdir: Path) -> list[Page]:
    """Return the pages that a name stands for: itself, those that gather it, those below it."""
    names = {named, named.replace("\\", "/").strip("/").removeprefix("./")}
    path = Path.cwd() / named
    with suppress(OSError, ValueError):  # a NUL in the name
        for whole in (path.resolve(), path.parent.resolve() / path.name):
            if whole.is_relative_to(srcdir):
                names.add(whole.relative_to(srcdir).as_posix())
            elif whole.is_dir() and srcdir.is_relative_to(whole):
                return pages
    for by_page in (_own_names, _own_reports, partial(_folders, srcdir)):
        if found := [page for page in pages if names & by_page(page)]:
            return found
    return []


def _own_names(page: Page) -> set[str]:
    return {page.docname, page.filename}


def _own_reports(page: Page) -> set[str]:
    return set(page.gathered)


def _folders(srcdir: Path, page: Page) -> set[str]:
    """Return the folders around a page, and those around its reports."""
    around = set(map(str, PurePosixPath(page.filename).parents))
    for watch in page.watches:
        folder = PurePosixPath(folder_of(srcdir, watch) or ".")
        around |= {str(folder), *map(str, folder.parents)}
    return around
