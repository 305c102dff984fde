"""``sphinx-roundup check``: a build that writes nothing, with its warnings and advice listed."""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
from collections import defaultdict
from contextlib import contextmanager, suppress
from logging import LogRecord
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from docutils import nodes
from sphinx.builders.dummy import DummyBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.highlighting import PygmentsBridge
from sphinx.util.logging import NAMESPACE, InfoLogRecordTranslator, WarningSuppressor

from sphinx_roundup import __version__
from sphinx_roundup.commands.advice import advise
from sphinx_roundup.commands.cli import CannotRun, Status, write
from sphinx_roundup.commands.findings import FORMATS, Finding, Level, level_of, may_be_elsewhere
from sphinx_roundup.commands.project import (
    Project,
    find_source,
    open_app,
    open_project,
    read_config,
    read_shown_pages,
)
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import report_sections
from sphinx_roundup.people import people_filename
from sphinx_roundup.problems import escape
from sphinx_roundup.reports import UnreadableReport, is_report_name, read_report, read_text

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from sphinx_roundup.commands.project import ShownReport

_LONGEST = 2_000  # characters of a message


def run(options: Namespace) -> Status:
    """Write the findings; return ``FOUND`` if something is lost."""
    checked = list(_check(options.paths, options.source))
    reports = {path: shown for each in checked for path, shown in each.reports.items()}
    findings = {finding for each in checked for finding in each.findings}
    advice = [each for path in reports for each in _advise(path, reports[path], findings)]
    in_order = sorted({*findings, *advice}, key=lambda found: (*found[:2], *found[3:]))
    write(FORMATS[options.format](sorted(reports), in_order))
    is_bad = any(options.strict or found.level is Level.LOST for found in in_order)
    return Status.FOUND if is_bad else Status.DONE


def _advise(path: str, report: ShownReport, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the advice on a report, without what a build says about the same line."""
    own = [finding for finding in findings if finding.path == path]
    folder, name = Path(path).parent, Path(path).name
    try:
        source = read_text(folder, name).text.split("\n")
    except UnreadableReport:  # the build reports it
        return
    is_shown = all(finding.kind != "roundup.parse" for finding in own)
    for each in advise(read_report(folder, name), source, report if is_shown else None):
        if each.subtype != "syntax" or each.line not in {finding.line for finding in own}:
            kind = f"{each.type}.{each.subtype}"
            yield Finding(path, each.line, Level.ADVICE, kind, each.text)


# -- Which reports -----------------------------------------------------------------------


def _check(paths: Sequence[str], source: Path | None) -> Iterator[Checked]:
    """Check the reports that a user names; those of the whole project, if none.

    :raises CannotRun: if there is no such file, or no project to be found
    """
    named = open_project(source) if source or not paths else None
    if named and not paths:
        yield from _check_project(named, [])
    for place, those in _group(map(_locate, paths), named).items():
        project = (named or Project(place, read_config(place))) if place else None
        if project and "sphinx_roundup" in project.config.extensions:
            yield from _check_project(project, those)
        else:
            yield from _check_copies(those)


def _group(paths: Iterable[Path], named: Project | None) -> Mapping[Path | None, list[Path]]:
    """Return paths by the source folder that they are in, ``None`` without one."""
    groups: defaultdict[Path | None, list[Path]] = defaultdict(list)
    for path in paths:
        srcdir = named.srcdir if named else find_source(path)
        groups[srcdir if srcdir and path.is_relative_to(srcdir) else None].append(path)
    return groups


def _locate(written: str) -> Path:
    """Return the path of a file or a folder; a file may be a link, which a build reports."""
    path = Path(written)
    try:
        path.lstat()
        is_folder = path.is_dir() and not is_report_name(path.name)
        return path.resolve() if is_folder else path.parent.resolve() / path.name
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotRun(f"'{escape(written, 200)}': {reason}") from error


def _check_project(project: Project, paths: Sequence[Path]) -> Iterator[Checked]:
    """Check reports of a project, at first those that its pages gather.

    :param paths: none for all of them
    """
    built = build(project)
    checked = built.select(paths or [project.srcdir])
    is_whole = not paths or project.srcdir in paths
    if is_whole and not (checked.reports or checked.findings):
        place = f"no page in {project.srcdir} gathers reports"
        raise CannotRun(f"{place}; name their files or folders")
    yield checked
    for copied in _check_copies([path for path in paths if not built.knows(path)]):
        findings = [found for found in copied.findings if not may_be_elsewhere(found)]
        yield Checked(copied.reports, findings)


# -- One build ---------------------------------------------------------------------------


class Checked(NamedTuple):
    """Reports by their absolute paths, and findings about them."""

    reports: dict[str, ShownReport]
    findings: list[Finding]


class Built(NamedTuple):
    """Result of a build. Paths are absolute."""

    reports: dict[str, ShownReport]
    findings: list[Finding]
    pages: dict[str, tuple[str, ...]]  # files of all pages, and the reports that each gathers
    known: frozenset[str]  # other files about which the build may have findings

    def select(self, paths: Sequence[Path]) -> Checked:
        """Return the reports in some files, folders or pages, and the findings about these."""
        names = {str(path) for path in paths}
        names |= {report for path in paths for report in self.pages.get(str(path), ())}
        reports = {path: seen for path, seen in self.reports.items() if _is_in(path, names)}
        others = {*self.pages, *self.reports} - reports.keys()
        names |= {str(path.parent / escape(path.name)) for path in paths}  # as warnings name it
        about = [f for f in self.findings if f.path not in others and _is_in(f.path, names)]
        return Checked(reports, about)

    def knows(self, path: Path) -> bool:
        """Return whether the build read a file, or reports in a folder or on a page."""
        name = str(path)
        files = {*self.reports, *self.known}
        return bool(self.pages.get(name)) or any(_is_in(file, {name}) for file in files)


def _is_in(path: str, names: Collection[str]) -> bool:
    """Return whether a file, or a folder around it, is among the names."""
    return path in names or any(str(folder) in names for folder in Path(path).parents)


class LogHandler(logging.Handler):
    """Handler of Sphinx's logger that collects warnings as findings."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__(logging.WARNING)
        self.findings: list[Finding] = []
        self._suppressor = WarningSuppressor(app)
        # That of warnings would append their types to the messages.
        self._translator: logging.Filter = InfoLogRecordTranslator(app)

    def emit(self, record: LogRecord) -> None:
        """Collect a warning that conf.py doesn't suppress, at each of its places."""
        if not self._suppressor.filter(record):
            return
        type_, subtype = getattr(record, "type", None) or "", getattr(record, "subtype", None) or ""
        kind = ".".join(filter(None, (type_, subtype))) or "sphinx"
        for path, line, template, message in self._places_of(record):
            words = escape(message, _LONGEST)
            level = level_of(type_, subtype, template, words)
            self.findings.append(Finding(path, line, level, kind, words))

    def _places_of(self, record: LogRecord) -> Iterator[tuple[str, int, str, str]]:
        """Yield path, line, message with its ``%`` marks, and whole message."""
        if places := getattr(record, "roundup_places", None):
            for path, each in places:
                yield path, each.line, each.message, each.text
            return
        if not str(getattr(record, "location", "")).startswith("/"):  # a path that is translated
            self._translator.filter(record)
        location = str(getattr(record, "location", None) or "")
        path, _, line = location.rpartition(":")
        if not path or (line and not line.isdecimal()):  # a path alone, perhaps of Windows
            path, line = location, ""
        # Sphinx's own method would put the location before the message.
        message = LogRecord.getMessage(record)
        yield str(Path(path)) if path else "", max(int(line or 1), 1), str(record.msg), message


class CheckBuilder(DummyBuilder):
    """Builder that writes nothing, and collects the warnings of a build for browsers."""

    name = "roundup-check"
    supported_image_types = StandaloneHTMLBuilder.supported_image_types
    supported_remote_images = True

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        super().__init__(app, env)
        self.log = LogHandler(app)
        logging.getLogger(NAMESPACE).addHandler(self.log)

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Resolve only the pages that gather reports."""
        super().write_documents(docnames & get_roundup_domain(self.env).watched_files.keys())

    def write_doc(self, docname: str, doctree: nodes.document) -> None:  # noqa: ARG002
        """Highlight the code of reports, as Sphinx's HTML writer does: it may warn."""
        bridge, options = PygmentsBridge("html"), self.config.highlight_options
        for section in report_sections(doctree):
            for node in section.findall(nodes.literal_block):
                text, language = node.astext(), node.get("language", "default")
                if node.rawsource == text:  # else there is markup in it
                    opts, force = options.get(language, {}), node.get("force", False)
                    bridge.highlight_block(text, language, opts=opts, force=force, location=node)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the builder."""
    app.add_builder(CheckBuilder)
    return {"version": __version__}


def build(project: Project) -> Built:
    """Build a project with its own conf.py, as for browsers; nothing is kept.

    :raises CannotRun: if that ends in an error
    """
    srcdir, config = project
    tags = ("html", "format_html", "builder_html")
    overrides = {"extensions": [*config.extensions, __name__], "show_warning_types": False}
    with open_app(srcdir, CheckBuilder.name, tags, **overrides) as app:
        app.build()
        pages: dict[str, tuple[str, ...]] = {
            str(app.env.doc2path(docname)): () for docname in app.env.found_docs
        }
        reports: dict[str, ShownReport] = {}
        known = {srcdir / name for name in (people_filename(config),) if name}
        for page in read_shown_pages(app):
            own = {str(srcdir / report.filename): report for report in page.reports}
            pages[str(srcdir / page.filename)] = tuple(own)
            reports |= own
            known |= {srcdir / name for name in page.skipped}
        findings = cast("CheckBuilder", app.builder).log.findings
        if config.intersphinx_mapping:
            findings = [found for found in findings if not may_be_elsewhere(found)]
        return Built(reports, findings, pages, frozenset(map(str, known)))


# -- Reports that no page gathers --------------------------------------------------------


def _check_copies(paths: Sequence[Path]) -> Iterator[Checked]:
    """Check files and folders that no page gathers, folder by folder.

    :raises CannotRun: if there are no reports
    """
    folders: defaultdict[Path, list[str]] = defaultdict(list)
    for path in sorted(paths, key=Path.is_dir):
        if path.is_dir() and not is_report_name(path.name):
            folders[path] = []  # with the files in it that are named, too
        else:
            folders[path.parent].append(path.name)
    for folder, names in folders.items():
        with temporary_project(folder, names) as project:
            copy = project.srcdir
            checked = build(project).select([copy / name for name in names] or [copy])
        if not (checked.reports or checked.findings):
            message = "there are no reports (.md or .rst files) in what you name in"
            raise CannotRun(f"{message} {escape(str(folder), 200)}")
        reports = {_original(path, copy, folder): seen for path, seen in checked.reports.items()}
        findings = (f._replace(path=_original(f.path, copy, folder)) for f in checked.findings)
        yield Checked(reports, [found for found in findings if not _is_outside(found, folder)])


def _original(path: str, copy: Path, folder: Path) -> str:
    """Return the path of a file of which a copy was checked."""
    return str(folder / Path(path).relative_to(copy))


def _is_outside(finding: Finding, folder: Path) -> bool:
    """Return whether a finding is about an existing file of the repository outside a folder."""
    around = (folder, *folder.parents)
    top = next((f for f in around if (f / ".git").exists() or (f / "conf.py").exists()), folder)
    for written in re.findall(r"'([^']+)'", finding.message):
        path = os.path.normpath(Path(finding.path).parent / written.partition("#")[0])
        if os.path.exists(path) and Path(path).is_relative_to(top):  # noqa: PTH110 - of any text
            return not Path(path).is_relative_to(folder)
    return False


# -- A temporary project -----------------------------------------------------------------

_CONF = """\
extensions = ["myst_parser", "sphinx_design", "sphinx_roundup"]
root_doc = "_page"
include_patterns = ["_page.rst"]
"""

_MOST_COPIED = 200_000_000
"""Bytes of a folder that are copied; reports with their pictures need less."""
_LEAST_COUNTED = 100_000
"""Bytes that a file counts at least, so that the number of files is limited, too."""

_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")
"""Characters of names that an argument of a directive can't have: ``?`` finds them."""
_DRAFT = re.compile(rb"^:?(draft|published)[ \t]*[:=].*$", re.IGNORECASE | re.MULTILINE)


@contextmanager
def temporary_project(folder: Path, names: Collection[str]) -> Iterator[Project]:
    """Make a project of a copy of a folder, with one page that gathers reports from it.

    :param names: of files in the folder, which it gathers together with the reports beside
        them; none for all reports in the folder and below
    """
    with tempfile.TemporaryDirectory(prefix="sphinx-roundup-") as top:
        srcdir = Path(top).resolve() / (folder.name or "reports")
        _copy_folder(folder, srcdir, names)
        for name in names:
            _publish_draft(srcdir / name)
        patterns = [*names, "*.md", "*.rst"] if names else [""]
        lines = [_UNSAFE.sub("?", f"/{pattern}") for pattern in patterns]
        directive = ".. roundup:: {}\n".format("\n   ".join(lines))
        (srcdir / "conf.py").write_text(_CONF, "utf-8")
        (srcdir / "_page.rst").write_text(f"Reports\n=======\n\n{directive}", "utf-8")
        yield Project(srcdir, read_config(srcdir))


def _copy_folder(folder: Path, copy: Path, names: Collection[str]) -> None:
    """Copy what a build may need of a folder; the named reports at first."""
    left = _MOST_COPIED

    def skip(place: str, found: list[str]) -> set[str]:
        nonlocal left
        skipped = set()
        for name in sorted(found, key=lambda name: (name not in names, name)):
            path = Path(place, name)
            is_folder = path.is_dir() and not path.is_symlink()
            is_hidden = name[0] in "._" if is_folder else name.startswith(".") and name not in names
            size = max(path.lstat().st_size, _LEAST_COUNTED)
            if is_hidden or size > left or not (path.is_symlink() or is_folder or path.is_file()):
                skipped.add(name)
            else:
                left -= size
        return skipped

    with suppress(OSError):  # what can't be read is as if it weren't there
        shutil.copytree(folder, copy, symlinks=True, ignore=skip, copy_function=shutil.copyfile)


def _publish_draft(path: Path) -> None:
    """Remove the field that hides a report."""
    if read_report(path.parent, path.name).draft:
        path.write_bytes(_DRAFT.sub(b"", path.read_bytes(), count=1))
