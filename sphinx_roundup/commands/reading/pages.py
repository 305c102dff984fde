"""The pages of a project that gather reports, and what they gather.

They are read as a build reads them, by the directive itself and in a project of its own,
which has this extension, MyST and nothing else: no theme or extension must be installed,
nothing of theirs runs, and nobody waits for pages without reports.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from myst_parser.config.main import MdParserConfig
from sphinx.transforms import SphinxTransform
from sphinx.util.logging import NAMESPACE

from sphinx_roundup.commands.command import CannotRun
from sphinx_roundup.commands.reading.app import may_gather, open_app
from sphinx_roundup.commands.reading.sections import UndescribedPictures, read_section
from sphinx_roundup.commands.terminal import progress
from sphinx_roundup.config import VALUES
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.messages import shown
from sphinx_roundup.page.join import JoinReports
from sphinx_roundup.page.labels import REPORT, report_sections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.commands.project import Project
    from sphinx_roundup.commands.reading.sections import Shown
    from sphinx_roundup.records import Watch

_SPHINX = ("exclude_patterns", "include_patterns", "root_doc")
_OTHERS = (
    *("html_file_suffix", "html_link_suffix"),
    *(f"myst_{each.name}" for each in fields(MdParserConfig)),
)
"""Values of conf.py on which it depends which pages there are, what they are called, and how
they are read."""


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
    def left_out(self) -> tuple[str, ...]:
        """The report files that were found and don't show: drafts, for example."""
        known = {report.filename for report in self.reports}
        seen = dict.fromkeys(name for watch in self.watches for name, _print in watch.seen)
        return tuple(n for n in seen if n not in known and n.lower().endswith((".md", ".rst")))


def read_pages(project: Project, *, heads_only: bool = False, dirs: bool = False) -> list[Page]:
    """Return the pages of a project that gather reports, in the order of their names.

    :param heads_only: look for the reports' files, and don't parse any
    :param dirs: the pages are built as folders, by ``dirhtml``
    :raises CannotRun: where the project can't be read
    """
    builder = "dirhtml" if dirs else "html"
    with open_app(project.srcdir, None, builder, _overrides(project)) as app:
        if heads_only:
            app.add_transform(LeaveOutReports)
        undescribed = _read(app)
        watches = get_roundup_domain(app.env).watches
        return [_read_page(app, docname, undescribed) for docname in sorted(watches)]


class LeaveOutReports(SphinxTransform):
    """Takes the places of the reports off a page, so that none is parsed."""

    default_priority = JoinReports.default_priority - 1

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        """Remove what waits for the reports."""
        for pending in list(self.document.findall(nodes.pending)):
            if pending.transform is JoinReports:
                pending.parent.remove(pending)


def _read(app: Sphinx) -> Mapping[str, int]:
    """Read the pages; return the numbers of pictures that nobody has described."""
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


def _overrides(project: Project) -> dict[str, Any]:
    """Return what is to be as conf.py says, and what is ours."""
    config = project.config
    taken = {name: config[name] for name in (*VALUES, *_SPHINX)}
    taken |= {name: said for name in _OTHERS if (said := _get_value(config, name)) is not None}
    return taken | {
        "extensions": ["myst_parser", "sphinx_design", "sphinx_roundup"],
        "html_theme": "basic",
        "roundup_max_warnings": 1_000_000,  # each picture counts
        "source_suffix": _suffixes(config.source_suffix),
    }


def _get_value(config: Config, name: str) -> Any:
    """Return what conf.py says of a value that isn't ours, ``None`` where it says nothing."""
    if name not in config:
        config.add(name, None, "", ())
    return config[name]


def _suffixes(said: object) -> dict[str, str]:
    """Return how files are read, for those that we can read: a notebook has no roundup."""
    if isinstance(said, str):
        said = [said]
    kinds = said if isinstance(said, dict) else dict.fromkeys(said, None)  # type: ignore[call-overload] # a list of texts, says Sphinx
    read = {s: "restructuredtext" for s, k in kinds.items() if k in {None, "restructuredtext"}}
    return {".md": "markdown"} | {s: "markdown" for s, k in kinds.items() if k == "markdown"} | read


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
    """Return the page that the user means: the only one, where none is named.

    :param named: its docname, or its file, from here or from the source folder
    :raises CannotRun: where that is no page with a roundup, or may be several
    """
    if not pages:
        raise CannotRun(f"no page in {project.srcdir} has a 'roundup' directive")
    if named is None and len(pages) == 1:
        return pages[0]
    those = ", ".join(shown(page.docname) for page in pages)
    if named is None:
        raise CannotRun(f"several pages gather reports; name one of them: {those}")
    names = {named, named.replace("\\", "/").strip("/").removeprefix("./")}
    with suppress(OSError, ValueError):  # a NUL in the name
        names.add(Path(named).resolve().relative_to(project.srcdir).as_posix())
    for page in pages:
        if names & {page.docname, page.filename}:
            return page
    raise CannotRun(f"'{shown(named)}' is no page with a roundup; there are: {those}")
