"""The Sphinx project that a command works on: its folder, conf.py, application and pages."""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import warnings
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError, SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from sphinx_roundup.commands.cli import CannotRun
from sphinx_roundup.config import VALUES, check_config_values
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import BYLINE_CLASS, REPORT, report_sections
from sphinx_roundup.page import SKIPPED, TITLE_CLASS
from sphinx_roundup.problems import escape
from sphinx_roundup.reports import is_report_name, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain import ReportLocation, WatchedFiles

_USUAL = ("docs", "doc", "source", "docs/source", "doc/source")
"""Folders of a repository that usually have its conf.py."""

_OVERRIDES = {
    "apidoc_modules": [],
    "autoapi_generate_api_docs": False,
    "autosummary_generate": False,
    "intersphinx_mapping": {},
    "nb_execution_mode": "off",
}
"""Values of extensions that otherwise write pages into the source folder, use the network, or
run notebooks."""


class Project(NamedTuple):
    """A Sphinx project."""

    srcdir: Path  # resolved
    config: Config  # as conf.py alone sets it: the values of Sphinx and of this extension


def open_project(source: Path | None = None, path: str | Path | None = None) -> Project:
    """Return the project that the user names.

    :param source: the value of ``--source``
    :param path: otherwise, a file or a folder of the project; the working folder, if ``None``
    :raises CannotRun: if there is none, or its conf.py fails
    """
    if source and not source.exists():
        raise CannotRun(f"there is no '{escape(str(source), 200)}' for --source")
    starts = [source] if source else [Path(path or ""), Path()]
    found = (find_source(start, usual) for usual in (("",), _USUAL) for start in starts)
    srcdir = next(filter(None, found), None)
    if srcdir is None:
        named = source or path
        place = f"'{escape(str(named), 200)}'" if named else "this folder"
        raise CannotRun(
            f"{place} is in no Sphinx project (there is no conf.py in it or above);"
            " name the project's folder with --source"
        )
    return Project(srcdir, read_config(srcdir))


def read_config(srcdir: Path) -> Config:
    """Return the values of a project's conf.py.

    :raises CannotRun: if it fails, or has a wrong value
    """
    try:
        with _isolated_process():
            config = Config.read(srcdir, overrides={}, tags=Tags())
        config.add("html_baseurl", "", "html", (str,))
        config.add("intersphinx_mapping", {}, "", ())
        for name, value in VALUES.items():
            config.add(name, value.default, value.rebuild, value.types)
        check_config_values(None, config)  # type: ignore[arg-type] # the app isn't used
    except ConfigError as error:
        raise CannotRun(f"conf.py of {srcdir} can't be used: {escape(str(error), 500)}") from error
    return config


# -- Where it is -------------------------------------------------------------------------


def find_source(start: Path, places: Sequence[str] = ("",)) -> Path | None:
    """Return the source folder that a path is in, or that is in such a place around it."""
    folders = (folder / place for folder in _upwards(start) for place in places)
    found = (folder for folder in folders if (folder / "conf.py").is_file())
    return next((folder.resolve() for folder in found), None)


def _upwards(start: Path) -> tuple[Path, ...]:
    """Return a path and the folders around it; those around the target of a link come last."""
    path = Path(os.path.normpath(Path.cwd() / start))
    while not os.path.lexists(path):
        path = path.parent
    target = path.resolve()
    return path, *path.parents, target, *target.parents


# -- Its application ---------------------------------------------------------------------


@contextmanager
def open_app(
    srcdir: Path, builder: str, tags: Sequence[str] = (), **overrides: Any
) -> Iterator[Sphinx]:
    """Open a project with its own configuration; output and doctrees are temporary.

    Nothing is fetched from the network, and nothing is written into the source folder.

    :raises CannotRun: if Sphinx can't open it, or the work with it ends in Sphinx's error
    """
    overrides = {**_OVERRIDES, **overrides}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sphinx-roundup-")))
        stack.enter_context(patch_docutils(srcdir))
        stack.enter_context(docutils_namespace())
        stack.enter_context(_isolated_process())
        try:
            app = Sphinx(
                *(srcdir, srcdir, folder / "out", folder / "doctrees", builder, overrides),
                status=None,
                warning=None,
                tags=tags,
            )
        except Exception as error:  # conf.py's setup() and extensions may raise anything
            raise CannotRun(_cannot_read(srcdir, error)) from error
        if "sphinx_roundup" not in app.extensions:
            where = f"conf.py of {srcdir}"
            raise CannotRun(f"{where} hasn't 'sphinx_roundup' among its extensions; add it")
        try:
            yield app
        except SphinxError as error:
            raise CannotRun(_cannot_read(srcdir, error)) from error


def _cannot_read(srcdir: Path, error: Exception) -> str:
    kind = "" if isinstance(error, SphinxError) else f"{type(error).__name__}: "
    words = " ".join(str(error).split())
    return f"the project in {srcdir} can't be read: {kind}{escape(words, 500)}"


@contextmanager
def _isolated_process() -> Iterator[None]:
    """Run the host's code: conf.py, its theme and its extensions.

    What it prints goes to standard error, also what programs print that it starts: standard
    output has the command's result alone. The working folder and filters of warnings stay.
    """
    here = Path.cwd()
    sys.stdout.flush()
    output = os.dup(1)
    with warnings.catch_warnings(), redirect_stdout(sys.stderr):
        os.dup2(2, 1)
        try:
            yield
        finally:
            sys.stdout.flush()
            os.dup2(output, 1)
            os.close(output)
            os.chdir(here)


# -- Its pages ---------------------------------------------------------------------------

_MAY_GATHER = (b"roundup", b"include")
"""Words in the source of each page that has the directive, or includes it."""

_ADDED_CLASSES = frozenset({BYLINE_CLASS, TITLE_CLASS})
_UNSEEN = (nodes.title, nodes.Invisible, nodes.raw, addnodes.only)


class ShownReport(NamedTuple):
    """A report on its page."""

    filename: str
    place: ReportLocation
    section: nodes.section

    @property
    def words(self) -> int:
        """How many words it has, without its heading and what the page adds to it."""
        return _count_words(self.section)

    @property
    def descriptions(self) -> list[str]:
        """The descriptions of its pictures, empty for one that has none."""
        return [image.get("alt", "") for image in self.section.findall(nodes.image)]

    @property
    def has_title(self) -> bool:
        """Whether it has a title, or a heading."""
        return bool(self.place.title) or len([*self.section.findall(nodes.section)]) > 1


class Page(NamedTuple):
    """A page that gathers reports."""

    docname: str
    filename: str
    title: str
    uri: str  # of the built page, from the top of the site
    watched_files: tuple[WatchedFiles, ...]  # files and patterns of its directives
    reports: tuple[ShownReport, ...] = ()  # in the order of the page

    @property
    def gathered(self) -> tuple[str, ...]:
        """The report files that its directives find, also those that don't show."""
        seen = (each for watch in self.watched_files for each in watch.seen)
        return tuple(dict.fromkeys(n for n, kind in seen if kind != SKIPPED and is_report_name(n)))

    @property
    def skipped(self) -> frozenset[str]:
        """The files that are in the folders of the reports, and are none."""
        seen = (each for watch in self.watched_files for each in watch.seen)
        return frozenset(name for name, kind in seen if kind == SKIPPED)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The report files that were found and don't show: drafts, for example."""
        known = {report.filename for report in self.reports}
        return tuple(name for name in self.gathered if name not in known)


def read_pages(project: Project, *, dirs: bool = False) -> list[Page]:
    """Return the pages of a project that gather reports, in the order of their names.

    :param dirs: the pages are built as folders, by ``dirhtml``
    :raises CannotRun: if the project can't be read
    """
    with open_app(project.srcdir, "dirhtml" if dirs else "html") as app:
        app.connect("env-before-read-docs", _choose_pages)
        app.builder.read()
        return read_shown_pages(app)


def read_shown_pages(app: Sphinx) -> list[Page]:
    """Return the pages that gather reports, of a project that has been read."""
    return [_read_page(app, name) for name in sorted(get_roundup_domain(app.env).watched_files)]


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
        tuple(ShownReport(s[REPORT], places[s[REPORT]], s) for s in sections),
    )


def _count_words(node: nodes.Node) -> int:
    if isinstance(node, _UNSEEN) or not isinstance(node, nodes.Element):
        return 0
    if _ADDED_CLASSES & set(node["classes"]):
        return 0
    if isinstance(node, nodes.TextElement):
        return len(node.astext().split())
    return sum(map(_count_words, node.children))


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
    those = ", ".join(escape(page.docname) for page in found or pages)
    if found:
        raise CannotRun(f"several pages gather reports; name one of them: {those}")
    name = escape(named or "")
    raise CannotRun(f"'{name}' is no page with a roundup; name one of these: {those}")


def _find_pages(pages: list[Page], named: str, srcdir: Path) -> list[Page]:
    """Return the pages with a name: their own, else those with such a report or folder."""
    names = {named, named.replace("\\", "/").strip("/").removeprefix("./")}
    path = Path.cwd() / named
    with suppress(OSError, ValueError):  # a NUL in the name
        for whole in (path.resolve(), path.parent.resolve() / path.name):
            names.add(Path(os.path.relpath(whole, srcdir)).as_posix())
            if whole.is_dir() and srcdir.is_relative_to(whole):
                return pages
    own = [page for page in pages if names & {page.docname, page.filename}]
    return own or [page for page in pages if names & _files_of(page)]


def _files_of(page: Page) -> set[str]:
    """Return the reports of a page, and the folders around them and around the page."""
    files = [PurePosixPath(name) for name in (page.filename, *page.gathered)]
    return {str(place) for file in files for place in (file, *file.parents)}
