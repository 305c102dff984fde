"""Pages of a project that gather reports, read as a build of the project reads them."""

from __future__ import annotations

import itertools
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from sphinx_roundup.commands.project import open_app
from sphinx_roundup.commands.terminal import CannotRun
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import BYLINE_CLASS, REPORT, report_sections
from sphinx_roundup.page import SKIPPED, TITLE_CLASS, JoinReports
from sphinx_roundup.people import BACK_CLASS
from sphinx_roundup.problems import shown
from sphinx_roundup.reports import is_report_name, parts_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.commands.project import Project
    from sphinx_roundup.domain import ReportLocation, WatchedFiles

_MAY_GATHER = (b"roundup", b"include")
"""Words in the source of each page that has the directive, or includes it."""

_ADDED_CLASSES = frozenset({BACK_CLASS, BYLINE_CLASS, TITLE_CLASS})
_UNSEEN = (nodes.title, nodes.Invisible, nodes.raw, addnodes.only)


class ShownReport(NamedTuple):
    """A report on its page."""

    filename: str
    place: ReportLocation
    words: int
    pictures: int
    undescribed: int
    """Pictures without a description."""


class Page(NamedTuple):
    """A page that gathers reports."""

    docname: str
    filename: str
    title: str
    uri: str
    """Of the built page, from the top of the site."""
    watched_files: tuple[WatchedFiles, ...]
    """Files and patterns of its directives."""
    reports: tuple[ShownReport, ...] = ()
    """In the order of the page."""

    @property
    def gathered(self) -> tuple[str, ...]:
        """The report files that its directives find, also those that don't show."""
        seen = (each for watch in self.watched_files for each in watch.seen)
        return tuple(dict.fromkeys(n for n, kind in seen if kind != SKIPPED and is_report_name(n)))

    @property
    def left_out(self) -> tuple[str, ...]:
        """The report files that were found and don't show: drafts, for example."""
        known = {report.filename for report in self.reports}
        return tuple(name for name in self.gathered if name not in known)


def read_pages(project: Project, *, heads_only: bool = False, dirs: bool = False) -> list[Page]:
    """Return the pages of a project that gather reports, in the order of their names.

    :param heads_only: look for the reports' files, and don't parse any
    :param dirs: the pages are built as folders, by ``dirhtml``
    :raises CannotRun: if the project can't be read
    """
    with open_app(project.srcdir, "dirhtml" if dirs else "html") as app:
        if heads_only:
            app.add_transform(LeaveOutReports)
        app.connect("env-before-read-docs", _choose_pages)
        app.builder.read()
        return [_read_page(app, name) for name in sorted(get_roundup_domain(app.env).watched_files)]


class LeaveOutReports(SphinxTransform):
    """Remove the placeholders of reports from a page, so that none is parsed."""

    default_priority = JoinReports.default_priority - 1

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        """Remove them."""
        for pending in list(self.document.findall(nodes.pending)):
            if pending.transform is JoinReports:
                pending.parent.remove(pending)


def _choose_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Read the pages alone that may gather reports, and the root, which Sphinx requires."""
    root = app.config.root_doc
    docnames[:] = [n for n in docnames if n == root or _may_gather(Path(env.doc2path(n)))]


def _may_gather(path: Path) -> bool:
    with suppress(OSError):
        source = path.read_bytes() if path.is_file() else b""  # a pipe has no end
        return any(word in source for word in _MAY_GATHER)
    return False


def _read_page(app: Sphinx, docname: str) -> Page:
    domain, env = get_roundup_domain(app.env), app.env
    places = domain.locations.get(docname, {})
    sections = report_sections(env.get_doctree(docname))
    return Page(
        docname,
        env.doc2path(docname, base=False).as_posix(),
        domain.title_of(docname),
        app.builder.get_target_uri(docname),
        tuple(domain.watched_files[docname]),
        tuple(_read_section(section, places[section[REPORT]]) for section in sections),
    )


def _read_section(section: nodes.section, place: ReportLocation) -> ShownReport:
    images = list(section.findall(nodes.image))
    undescribed = sum(not image.get("alt") for image in images)
    return ShownReport(section[REPORT], place, count_words(section), len(images), undescribed)


def count_words(node: nodes.Node) -> int:
    """Return how many words a report has, without its heading and what the page adds to it."""
    if isinstance(node, _UNSEEN) or not isinstance(node, nodes.Element):
        return 0
    if _ADDED_CLASSES & set(node["classes"]):
        return 0
    if isinstance(node, nodes.TextElement):
        return len(node.astext().split())
    return sum(map(count_words, node.children))


# -- Folders -----------------------------------------------------------------------------


def folder_of(srcdir: Path, watch: WatchedFiles) -> str | None:
    """Return the folder from which a directive gathers, below the source folder."""
    for pattern in watch.patterns:
        parts = parts_of(pattern, watch.folder)
        if parts is None:
            continue
        if parts and is_report_name(parts[-1]):
            parts = parts[:-1]
        literal = itertools.takewhile(lambda part: not set("*?[") & set(part), parts)
        whole = srcdir.joinpath(*parts).is_dir()  # "[2]" may be its name
        return "/".join(parts if whole else literal)
    return None


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
    """Return the pages with a name: their own, else that of a report, or of a folder."""
    names = {named, named.replace("\\", "/").strip("/").removeprefix("./")}
    path = Path.cwd() / named
    with suppress(OSError, ValueError):  # a NUL in the name
        for whole in (path.resolve(), path.parent.resolve() / path.name):
            if whole.is_relative_to(srcdir):
                names.add(whole.relative_to(srcdir).as_posix())
            elif whole.is_dir() and srcdir.is_relative_to(whole):
                return pages
    own = [page for page in pages if names & {page.docname, page.filename}]
    return own or [page for page in pages if names & {*page.gathered, *_folders_of(page)}]


def _folders_of(page: Page) -> set[str]:
    """Return the folders around a page, and those around its reports."""
    files = map(PurePosixPath, (page.filename, *page.gathered))
    return {str(folder) for file in files for folder in file.parents}
