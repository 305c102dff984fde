"""``sphinx-roundup check``: a build that writes nothing, with its warnings and advice listed."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from docutils import nodes
from sphinx.highlighting import PygmentsBridge
from sphinx.util.logging import NAMESPACE, WarningSuppressor

from sphinx_roundup.commands.advice import advise
from sphinx_roundup.commands.cli import CannotRun, Status, write
from sphinx_roundup.commands.findings import (
    FORMATS,
    Finding,
    Level,
    level_of,
    link_preview,
    may_be_elsewhere,
)
from sphinx_roundup.commands.project import NoProject, copy_into_project, open_app, read_pages
from sphinx_roundup.config import people_filename
from sphinx_roundup.nodes import report_sections
from sphinx_roundup.people import load_people
from sphinx_roundup.problems import Problem, escape
from sphinx_roundup.reports import is_report_name, read_report, read_text

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sphinx.application import Sphinx

    from sphinx_roundup.commands.project import ShownReport
    from sphinx_roundup.log import Place

    Reports = dict[str, ShownReport]  # by path

_LONGEST = 2_000  # characters of a message


def run(options: Namespace) -> Status:
    """Write the findings; return ``FOUND`` if something is lost."""
    site = options.preview_url
    if site and options.format != "github":
        raise CannotRun("--preview-url goes with --format github")
    reports, findings = _check([_locate(path) for path in options.paths], options.source)
    advice = [each for path in reports for each in _advise(path, reports[path], findings)]
    in_order = sorted({*findings, *advice})
    for path in sorted(reports) if site else ():  # first: GitHub shows ten notices
        if reports[path].uri:
            write(link_preview(path, reports[path].address(site)))
    write(FORMATS[options.format](sorted(reports), in_order))
    is_bad = any(options.strict or found.level is Level.LOST for found in in_order)
    return Status.FOUND if is_bad else Status.DONE


def _check(paths: Sequence[Path], source: Path | None) -> tuple[Reports, list[Finding]]:
    """Return the reports that the user names, or all, and the warnings about them."""
    try:
        with open_app(source, next(iter(paths), None)) as app:
            built = build(app)
    except NoProject:
        if source or not paths or not all(map(_is_report, paths)):
            raise
        checks = [_check_alone(path) for path in paths]
    else:
        checks = [built.select(paths or [Path(app.srcdir)])]
        checks += [_check_alone(p) for p in paths if _is_report(p) and not built.knows(p)]
        if not (paths or checks[0][0]):
            raise CannotRun(f"no page in {app.srcdir} gathers reports")
    reports = {path: report for own, _found in checks for path, report in own.items()}
    return reports, [finding for _own, found in checks for finding in found]


def _locate(written: str) -> Path:
    """Return the path of a file or a folder; a file may be a link, which a build reports."""
    path = Path(written)
    if not os.path.lexists(path):
        raise CannotRun(f"there is no '{escape(written, 200)}'")
    return path.resolve() if path.is_dir() else path.parent.resolve() / path.name


def _is_report(path: Path) -> bool:
    return path.is_file() and is_report_name(path.name)


def _check_alone(path: Path) -> tuple[Reports, list[Finding]]:
    """Check a report that no page gathers, but not its links to what its project may have."""
    with copy_into_project(path) as (srcdir, copy), open_app(srcdir) as app:
        reports, findings = build(app).select([copy])
    own = [found._replace(path=str(path)) for found in findings if not may_be_elsewhere(found)]
    return {str(path): report._replace(uri="") for report in reports.values()}, own


def _advise(path: str, report: ShownReport, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the advice on a report, without what a build says about the same line."""
    own = [finding for finding in findings if finding.path == path]
    folder, name = Path(path).parent, Path(path).name
    record = read_report(folder, name)
    if record.unreadable:  # the build reports it
        return
    source = read_text(folder, name).text.split("\n")
    is_shown = all(finding.kind != "roundup.parse" for finding in own)
    for each in advise(record, source, report if is_shown else None):
        if each.subtype != "syntax" or each.line not in {finding.line for finding in own}:
            yield Finding(path, each.line, f"{each.type}.{each.subtype}", each.text, Level.ADVICE)


# -- The build ---------------------------------------------------------------------------


class Built(NamedTuple):
    """Result of a build. Paths are absolute."""

    pages: dict[str, tuple[str, ...]]  # those with a roundup, and the reports that each shows
    files: dict[str, ShownReport | None]  # reports, and others about which it may have findings
    findings: list[Finding]  # not about pages

    def knows(self, path: Path) -> bool:
        """Whether a file is gathered, or gathers others."""
        return str(path) in self.files or str(path) in self.pages

    def select(self, paths: Iterable[Path]) -> tuple[Reports, list[Finding]]:
        """Return the reports in some files, folders or pages, and the findings about these."""
        written = {str(path) for path in paths}
        names = written.union(*(self.pages.get(path, ()) for path in written))
        files = {path: report for path, report in self.files.items() if _is_in(path, names)}
        findings = [found for found in self.findings if _is_in(found.path, names)]
        known = {*files, *(found.path for found in findings)}
        for path in written:
            if not (self.pages.get(path) or any(_is_in(file, {path}) for file in known)):
                message = "no page gathers it"
                findings.append(Finding(path, 1, "roundup.file", message, Level.LOST))
            elif path in self.files and not self.files[path] and _is_draft(path):
                message = "it is a draft: no page shows it, and it was not checked"
                findings.append(Finding(path, 1, "roundup.file", message, Level.ADVICE))
        return {path: report for path, report in files.items() if report}, findings


def _is_draft(path: str) -> bool:
    """Return whether a file is a draft, by its own fields."""
    return read_report(Path(path).parent, Path(path).name).draft


def _is_in(path: str, names: Collection[str]) -> bool:
    """Return whether a file, or a folder around it, is among the names."""
    return path in names or any(str(folder) in names for folder in Path(path).parents)


def build(app: Sphinx) -> Built:
    """Build a project that was opened, for html; nothing is written."""
    log = LogHandler(app)
    logging.getLogger(NAMESPACE).addHandler(log)
    srcdir, people = Path(app.srcdir), people_filename(app.config)
    if people:
        load_people(app)  # again: Sphinx has loaded it before it had the handler
    app.builder.read()
    app.emit("env-get-updated", app.env)  # numbers of figures and sections
    app.env.check_consistency()
    pages: dict[str, tuple[str, ...]] = {}
    files: dict[str, ShownReport | None] = {str(srcdir / people): None} if people else {}
    for page in read_pages(app):
        doctree = app.env.get_doctree(page.docname)
        app.env.apply_post_transforms(doctree, page.docname)
        _highlight(doctree, app)
        reports = {str(srcdir / report.filename): report for report in page.reports}
        pages[str(srcdir / page.filename)] = tuple(reports)
        files |= dict.fromkeys(str(srcdir / name) for name in page.gathered)
        files |= reports
    others = {str(app.env.doc2path(docname)) for docname in app.env.found_docs} - files.keys()
    findings = [found for found in log.findings if found.path not in others]
    if "sphinx.ext.intersphinx" in app.config.extensions:
        findings = [found for found in findings if not may_be_elsewhere(found)]
    return Built(pages, files, findings)


def _highlight(doctree: nodes.document, app: Sphinx) -> None:
    """Highlight the code of reports, as Sphinx's HTML writer does: it may warn."""
    bridge = PygmentsBridge("html")
    for section in report_sections(doctree):
        for node in section.findall(nodes.literal_block):
            text, language = node.astext(), node.get("language", "default")
            if node.rawsource == text:  # else there is markup in it
                opts = app.config.highlight_options.get(language, {})
                force = node.get("force", False)
                bridge.highlight_block(text, language, opts=opts, force=force, location=node)


class LogHandler(logging.Handler):
    """Handler of Sphinx's logger, behind its own, that collects warnings as findings."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__(logging.WARNING)
        self.findings: list[Finding] = []
        self.addFilter(WarningSuppressor(app))

    def emit(self, record: logging.LogRecord) -> None:
        """Collect a warning, at each of its places."""
        for path, each in getattr(record, "roundup_places", None) or [_place_of(record)]:
            kind = ".".join(filter(None, (each.type, each.subtype))) or "sphinx"
            words = escape(each.text, _LONGEST)
            level = level_of(each.type, each.subtype, each.message, words)
            self.findings.append(Finding(path, each.line, kind, words, level))


def _place_of(record: logging.LogRecord) -> Place:
    """Return a warning's path and problem; Sphinx's handlers have made its location a text."""
    location = str(getattr(record, "location", None) or "")
    path, _, line = location.rpartition(":")
    if not path or (line and not line.isdecimal()):  # a path alone, perhaps of Windows
        path, line = location, ""
    type_, subtype = getattr(record, "type", None) or "", getattr(record, "subtype", None) or ""
    args = cast("tuple[object, ...]", record.args or ())
    return path, Problem(subtype, max(int(line or 1), 1), str(record.msg), args, type_)
