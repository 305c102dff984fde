"""The Sphinx project that a command works on: its folder, application and pages."""

from __future__ import annotations

import os
import posixpath
import shutil
import stat
import sys
import tempfile
from contextlib import chdir, contextmanager, redirect_stdout, suppress
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_roundup.commands.cli import CannotRun, show_path
from sphinx_roundup.domain import SKIPPED, get_roundup_domain
from sphinx_roundup.nodes import REPORT, count_words, report_sections
from sphinx_roundup.problems import escape
from sphinx_roundup.reports import is_report_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain import Mention, ReportLocation, WatchedFiles
    from sphinx_roundup.reports import Person

_USUAL = ("docs", "doc", "source", "docs/source", "doc/source")
"""Folders of a repository that usually have its conf.py."""

_OVERRIDES = {
    "apidoc_modules": [],
    "autoapi_generate_api_docs": False,
    "autosummary_generate": False,
    "html_theme": "basic",
    "intersphinx_mapping": {},
    "nb_execution_mode": "off",
    "show_warning_types": False,
}
"""Values with which no extension writes pages into the source folder, uses the network or runs
notebooks, no theme need be installed, and no message of a warning has its type at the end."""


_PREFIX = "sphinx-roundup-"  # of temporary folders
_MOST_BYTES = 200_000_000  # of the folder of a report that is copied
_LEAST_BYTES = 4_096  # for which each file in it counts


class NoProject(CannotRun):
    """There is no project around what the user names."""


# -- Its application ---------------------------------------------------------------------


@contextmanager
def open_app(source: Path | None = None, path: str | Path | None = None) -> Iterator[Sphinx]:
    """Open the project that the user names, with its own configuration, as for a build of html.

    Nothing is fetched from the network, and nothing is written into the source folder: output
    and doctrees are temporary. Meanwhile, standard output is standard error.

    :param source: the value of ``--source``
    :param path: otherwise, a file or a folder of the project; the working folder, if ``None``
    """
    srcdir = _find_srcdir(source, path)
    with (
        tempfile.TemporaryDirectory(prefix=_PREFIX) as folder,
        patch_docutils(srcdir),
        docutils_namespace(),
        _output_to_stderr(),
    ):
        places = (srcdir, srcdir, Path(folder, "out"), Path(folder, "doctrees"))
        try:
            app = Sphinx(*places, "html", _OVERRIDES, status=None, warning=None)
        except Exception as error:  # conf.py's setup() and extensions may raise anything
            raise CannotRun(_cannot_read(srcdir, error)) from error
        if "sphinx_roundup" not in app.extensions:
            where, hint = f"conf.py of {srcdir}", "add it, or name another folder with --source"
            raise CannotRun(f"{where} hasn't 'sphinx_roundup' among its extensions; {hint}")
        try:
            yield app
        except SphinxError as error:
            raise CannotRun(_cannot_read(srcdir, error)) from error


def _find_srcdir(source: Path | None, path: str | Path | None) -> Path:
    """Return the outermost folder with conf.py around a path, or in a usual place beside it.

    A conf.py further in may belong to a report, and is only used if it is named.
    """
    if source and not source.exists():
        raise CannotRun(f"there is no '{escape(str(source), 200)}' for --source")
    named = source.parent if source and source.name == "conf.py" else source
    if named and (named / "conf.py").is_file():
        return named.resolve()
    here, starts = Path.cwd(), [source] if source else [Path(path or ""), Path()]
    chains = [_around(p) for s in starts for p in (Path(os.path.normpath(here / s)), s.resolve())]
    places = [folder for chain in chains for folder in reversed(chain)]
    places += [folder / usual for chain in chains for folder in chain for usual in _USUAL]
    found = next((place for place in places if (place / "conf.py").is_file()), None)
    if found is None:
        words = source or path
        place = f"'{escape(str(words), 200)}'" if words else "this folder"
        raise NoProject(
            f"{place} is in no Sphinx project (there is no conf.py in it or above);"
            " name the project's folder with --source"
        )
    return found.resolve()


def _around(path: Path) -> list[Path]:
    """Return the folders around a path, innermost first, up to the top of its repository.

    A folder that anyone can write into, and one of another user, ends them. A repository around
    the working folder goes before one around the path: that may have come with a report.
    """
    start, here = next(p for p in (path, *path.parents) if p.is_dir()), Path.cwd()
    owners = {0, here.stat().st_uid, start.stat().st_uid}
    found = list(takewhile(lambda p: _is_owned(p.stat(), owners), (start, *start.parents)))
    for place in (here, start):
        around = (place, *place.parents)
        tops = [p for mark in (".git", ".hg") for p in around if (p / mark).exists()]
        if tops and tops[0] in found:
            return found[: found.index(tops[0]) + 1]
    return found


def _is_owned(status: os.stat_result, owners: set[int]) -> bool:
    return status.st_uid in owners and not status.st_mode & stat.S_ISVTX


def _cannot_read(srcdir: Path, error: Exception) -> str:
    kind = "" if isinstance(error, SphinxError) else f"{type(error).__name__}: "
    words = " ".join(str(error).split())
    return f"the project in {srcdir} can't be read: {kind}{escape(words, 500)}"


@contextmanager
def _output_to_stderr() -> Iterator[None]:
    """Write to standard error what conf.py, its extensions and their programs print.

    Standard output has the command's result alone. The working folder stays the same.
    """
    sys.stdout.flush()
    output = os.dup(1)
    os.dup2(2, 1)
    try:
        with redirect_stdout(sys.stderr), chdir(Path.cwd()):
            yield
    finally:
        os.dup2(output, 1)
        os.close(output)


@contextmanager
def copy_into_project(report: Path) -> Iterator[tuple[Path, Path]]:
    """Copy a report with its folder into a project whose only page gathers it.

    :returns: the source folder, and the copy
    """
    left = _MOST_BYTES

    def leave_out(folder: str, names: list[str]) -> list[str]:
        nonlocal left
        paths = [Path(folder, name) for name in names]
        kept = [path for path in paths if path == report or _may_belong(path)]
        left -= sum(_LEAST_BYTES + path.lstat().st_size for path in kept)
        if left < 0:
            reason = "has too many files beside it; put it into a folder with its pictures alone"
            raise CannotRun(f"{show_path(report)} is on no page, and {reason}")
        return [path.name for path in {*paths} - {*kept}]

    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        srcdir = Path(name).resolve()
        conf = "extensions = ['sphinx_roundup']\nexclude_patterns = ['reports']\n"
        (srcdir / "conf.py").write_text(conf, "utf-8")
        (srcdir / "index.rst").write_text(".. roundup:: reports/\n", "utf-8")
        folder = srcdir / "reports" / "own"  # in it, an index or a README is a report
        with suppress(shutil.Error):  # files that can't be read are missing there
            shutil.copytree(report.parent, folder, symlinks=True, ignore=leave_out)
        yield srcdir, folder / report.name


def _may_belong(path: Path) -> bool:
    """Whether a file or folder may belong to a report beside it: no device, no other disk."""
    if path.name.startswith((".", "_", _PREFIX)) or is_report_name(path.name):
        return False
    return path.is_file() or (path.is_dir() and not path.is_mount())


# -- Its pages ---------------------------------------------------------------------------

_MAY_GATHER = (b"roundup", b"include")
"""Words in the source of each page that has the directive, or includes it."""


class Project(NamedTuple):
    """A Sphinx project that was read."""

    srcdir: Path  # resolved
    config: Config
    pages: list[Page]


class Page(NamedTuple):
    """A page that gathers reports."""

    docname: str
    filename: str
    title: str
    watched_files: tuple[WatchedFiles, ...]  # files and patterns of its directives
    reports: tuple[ShownReport, ...] = ()  # in the order of the page
    mentions: tuple[Mention, ...] = ()  # of people in its reports
    day: dt.date | None = None  # the event's last one, else that of its last report
    uri: str = ""  # below the address of the site

    @property
    def gathered(self) -> tuple[str, ...]:
        """The report files that its directives find, also those that don't show."""
        seen = (each for watch in self.watched_files for each in watch.seen)
        return tuple(dict.fromkeys(n for n, kind in seen if kind != SKIPPED and is_report_name(n)))

    @property
    def authors(self) -> tuple[Person, ...]:
        """The authors of its reports, each once."""
        authors = (author for report in self.reports for author in report.place.authors)
        return tuple({author.key: author for author in authors}.values())


class ShownReport(NamedTuple):
    """A report on its page."""

    filename: str
    place: ReportLocation
    section: nodes.section
    uri: str = ""  # of its page, below the address of the site
    beside_licensed: bool = False  # whether a report of its page has a licence

    def address(self, site: str, anchor: str = "") -> str:
        """Return the address of its section, or of another anchor in it."""
        return f"{posixpath.join(site, self.uri)}#{quote(anchor or self.place.anchor)}"

    @property
    def words(self) -> int:
        """How many words it has, without its heading and what the page adds to it."""
        return count_words(self.section)

    @property
    def descriptions(self) -> list[str]:
        """The descriptions of its pictures, empty for one that has none."""
        return [image.get("alt", "") for image in self.section.findall(nodes.image)]

    @property
    def has_title(self) -> bool:
        """Whether it has a title, or a heading."""
        return bool(self.place.title) or len([*self.section.findall(nodes.section)]) > 1


def read_project(source: Path | None, path: str | Path | None) -> Project:
    """Return the project that the user names, with its pages that gather reports.

    Other pages aren't read. The parameters and errors are those of :func:`open_app`.
    """
    with open_app(source, path) as app:
        app.connect("env-before-read-docs", _choose_pages)
        app.builder.read()
        return Project(Path(app.srcdir), app.config, read_pages(app))


def _choose_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Read the pages alone that may gather reports, and the root, which Sphinx requires."""
    sources = {name: Path(env.doc2path(name)).read_bytes() for name in docnames}
    chosen = {name for name, text in sources.items() if any(word in text for word in _MAY_GATHER)}
    docnames[:] = sorted(chosen | {app.config.root_doc} & sources.keys())


def read_pages(app: Sphinx) -> list[Page]:
    """Return the pages that gather reports, of a project that has been read, by docname."""
    return [_read_page(app, name) for name in sorted(get_roundup_domain(app.env).watched_files)]


def _read_page(app: Sphinx, docname: str) -> Page:
    domain, env = get_roundup_domain(app.env), app.env
    places = domain.locations.get(docname, {})
    sections = report_sections(env.get_doctree(docname))
    uri = app.builder.get_target_uri(docname)
    licensed = any(place.license for place in places.values())
    return Page(
        docname,
        env.doc2path(docname, base=False).as_posix(),
        domain.title_of(docname),
        tuple(domain.watched_files[docname]),
        tuple(ShownReport(s[REPORT], places[s[REPORT]], s, uri, licensed) for s in sections),
        tuple(domain.mentions.get(docname, ())),
        domain.project_index.end_of(docname) if docname in domain.events else None,
        uri,
    )


def choose_page(project: Project, named: str | None) -> Page:
    """Return the page that the user names: the only one, if none is named.

    :param named: a docname; or a page's file, a report or a folder, from here or from the source
        folder
    """
    pages = project.pages
    if not pages:
        raise CannotRun(f"no page in {project.srcdir} has a 'roundup' directive; add one")
    found = pages if named is None else _find_pages(project, named)
    if len(found) == 1:
        return found[0]
    those = ", ".join(escape(page.docname) for page in found or pages)
    if found:
        raise CannotRun(f"several pages gather reports; name one of them: {those}")
    name = escape(named or "")
    raise CannotRun(f"'{name}' is no page with a roundup; name one of these: {those}")


def _find_pages(project: Project, named: str) -> list[Page]:
    """Return the pages with a name: their own, else those with such a report or folder."""
    srcdir, paths = project.srcdir, {Path(os.path.realpath(named)), project.srcdir / named}
    own = [p for p in project.pages if p.docname == named or srcdir / p.filename in paths]
    return own or [page for page in project.pages if paths & _files_of(page, srcdir)]


def _files_of(page: Page, srcdir: Path) -> set[Path]:
    """Return the reports of a page, and the folders around them and around the page."""
    files = [srcdir / name for name in (page.filename, *page.gathered)]
    return {place for file in files for place in (file, *file.parents)}
