"""Targets of paths in links: another report, a heading, a page, or a file to publish."""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import PICTURE, around, is_seen, keep_text, make_reference
from sphinx_roundup.pictures import PictureError, known_pictures
from sphinx_roundup.problems import Subtype, escape, problem
from sphinx_roundup.reports import (
    UnreadableReport,
    candidates,
    casefolded,
    did_you_mean,
    exists,
    is_picture_name,
    is_plain_file,
    leaves_source_folder,
    nearest,
    open_plain,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.context import JoinContext, PageReport
    from sphinx_roundup.parsing import ParsedReport
    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports import Report

REPORT_SUFFIXES = (".md", ".rst")

NO_HEADING = "this report has no heading '#%s'%s"


def resolve_path(node: nodes.Element, written: str, context: JoinContext) -> Problem | None:
    """Let a path lead to a report of this page, a page or a file, the first that there is."""
    path, _, fragment = written.partition("#")
    if not path:
        return _resolve_fragment(node, unquote(fragment), context)
    if found := find_page_report(path, context, ("", *REPORT_SUFFIXES)):
        return _resolve_page_report(node, found, unquote(fragment), context)
    for filename in candidates(path, context.folder):
        if target := _find_in_project(filename, context.env):
            node.replace_self(context.make_xref(node, *target, fragment))
            return None
        if is_plain_file(context.env.srcdir, filename):
            return publish_file(node, filename, written, context)
    if found := find_by_address(path, context):
        return _resolve_page_report(node, found, unquote(fragment), context)
    return _leads_nowhere(node, written, path, context)


def _find_in_project(filename: str, env: BuildEnvironment) -> tuple[str, str] | None:
    """Return kind and name of the page or report that a path means."""
    for name in (env.path2doc(filename), filename):
        if name in env.found_docs:
            return "page", str(name)
    is_report = filename.lower().endswith(REPORT_SUFFIXES) and exists(env.srcdir, filename)
    return ("file", filename) if is_report else None


def _resolve_fragment(node: nodes.Element, fragment: str, context: JoinContext) -> Problem | None:
    own = find_fragment(fragment, context.parsed)
    if own is None:
        line = context.line_of(node, f"#{fragment}")
        keep_text(node)
        near = _headings_near(fragment, context.parsed, context)
        return problem(Subtype.LINK, line, NO_HEADING, fragment, near)
    node.replace_self(make_reference(node, own))
    return None


def find_fragment(fragment: str, parsed: ParsedReport) -> str | None:
    """Return the anchor of a place in a report, written as GitHub's script allows it."""
    name = fragment.removeprefix("user-content-")
    return parsed.fragments.get(name) or parsed.fragments.get(name.lower())


def _resolve_page_report(
    node: nodes.Element, page_report: PageReport, fragment: str, context: JoinContext
) -> Problem | None:
    inside = find_fragment(fragment, page_report.parsed)
    found = None
    if fragment and inside is None:
        line = context.line_of(node, f"#{fragment}")
        message = "'%s' has no heading '#%s', and the link leads to its beginning%s"
        name = posixpath.basename(page_report.report.filename)
        near = _headings_near(fragment, page_report.parsed, context)
        found = problem(Subtype.LINK, line, message, name, fragment, near)
    anchor = inside or page_report.anchors.ids[0]
    node.replace_self(make_reference(node, anchor, page_report.heading))
    return found


def _headings_near(fragment: str, parsed: ParsedReport, context: JoinContext) -> str:
    return headings_near(fragment, parsed.fragments) if context.may_suggest() else ""


def _leads_nowhere(node: nodes.Element, written: str, path: str, context: JoinContext) -> Problem:
    line = context.line_of(node, written)
    keep_text(node)
    if leaves_source_folder(path, context.folder):
        return problem(Subtype.LINK, line, "the link '%s' leads out of the project", written)
    for filename in candidates(path, context.folder):
        context.note_missing(filename)
    near = context.near_name(path)
    hint = did_you_mean([f"'{near}'"] if near else [])
    return problem(Subtype.LINK, line, "the link '%s' leads nowhere%s", written, hint)


def find_page_report(
    path: str, context: JoinContext, suffixes: tuple[str, ...] = ("",)
) -> PageReport | None:
    """Return the report of the page that *path* leads to, its file or folder.

    :param suffixes: tried in this order; other generators leave them out
    """
    for filename in [f for suffix in suffixes for f in candidates(path + suffix, context.folder)]:
        inside = (f"{filename}/{n}{s}" for n in ("index", "README") for s in REPORT_SUFFIXES)
        for form in (filename, *inside):
            if form in context.page_reports:
                return context.page_reports[form]
    return None


_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}-")
_OF_A_SITE = ("/", "@/", "_posts/")  # beginnings of addresses on the site of another generator


def find_by_address(path: str, context: JoinContext) -> PageReport | None:
    """Return the only report that an address of another generator's site may mean.

    Such as ``/blog/2026/04/ana/``, ``@/blog/ana.md`` of Zola, ``2026-04-28-ana`` of Jekyll, and
    ``Ana Silva`` of a wiki link: by its file, ``slug`` or heading.
    """
    *folders, last = unquote(path).partition("?")[0].rstrip("/").split("/")
    is_name = " " in last and not folders
    if not (path.startswith(_OF_A_SITE) or _DATE.match(last) or is_name):
        return None
    stem = casefolded(_DATE.sub("", re.sub(r"\.(html|mdx?|rst)$", "", last)))
    years = {folder for folder in folders if re.fullmatch("(19|20)[0-9]{2}", folder)}
    found = [
        each
        for each in context.page_reports.values()
        if stem in _names_of(each) and (not years or _year_of(each.report) in {None, *years})
    ]
    return found[0] if len(found) == 1 else None


def _names_of(page_report: PageReport) -> set[str]:
    report = page_report.report
    names = (_DATE.sub("", report.stem), report.slug, page_report.heading)
    return {casefolded(name) for name in names}


def _year_of(report: Report) -> str | None:
    return str(report.date.year) if report.date else None


_DOWNLOADS = frozenset(
    {*(".7z", ".bz2", ".gz", ".rar", ".tar", ".tbz", ".tgz", ".txz", ".xz", ".zip", ".zst")}
    | {*(".doc", ".docx", ".epub", ".key", ".numbers", ".odp", ".ods", ".odt", ".pages", ".pdf")}
    | {*(".ppt", ".pptx", ".ps", ".rtf", ".tex", ".bib", ".xls", ".xlsx", ".log", ".txt", ".org")}
    | {*(".cfg", ".csv", ".diff", ".ics", ".ini", ".ipynb", ".json", ".patch", ".toml", ".tsv")}
    | {*(".adoc", ".geojson", ".gpx", ".kml", ".yaml", ".yml", ".npy", ".npz", ".parquet", ".db")}
    | {*(".asc", ".sig", ".sha256", ".whl", ".gem", ".deb", ".stl", ".blend", ".kicad_pcb")}
    | {*(".c", ".cc", ".clj", ".cpp", ".cs", ".ex", ".f90", ".go", ".h", ".hpp", ".hs", ".java")}
    | {*(".jl", ".kt", ".lua", ".m", ".ml", ".mli", ".nim", ".nix", ".opam", ".py", ".r", ".rb")}
    | {*(".rs", ".scala", ".sh", ".sql", ".swift", ".ts", ".v", ".zig")}
    | {*(".flac", ".m4a", ".m4v", ".mkv", ".mov", ".mp3", ".mp4", ".oga", ".ogg", ".ogv", ".opus")}
    | {*(".srt", ".vtt", ".wav", ".webm")}
)
"""Suffixes of the files that are published as they are: documents, archives, data, recordings,
and programs that browsers and web servers show or save. Others may run, on the reader's machine
or on the server."""

_HANDLED = re.compile(
    r"(asis|aspx?|cgi|fcgi|jspx?|p?html?|phar|php\d*|pht|phps|pl|s?html?|stm|var|xhtml)"
)
"""Parts in the middle of a name by which Apache chooses what runs a file (``x.php.txt``,
https://httpd.apache.org/docs/2.4/mod/mod_mime.html#multipleext)."""

_PHOTO = re.compile(
    rb".{0,16}\xff\xd8\xff|....ftyp(hei|hev|mif|msf|avi|crx)|.{0,4000}Exif\0\0", re.DOTALL
)
"""How photos begin."""


def publish_file(
    node: nodes.Element, filename: str, written: str, context: JoinContext
) -> Problem | None:
    """Publish a file, if the report may publish it: a photo as a clean copy."""
    link, line = _link_file(node, filename, context), context.line_of(node, written)
    if isinstance(link, str):
        keep_text(node)
        return problem(Subtype.LINK, line, "'%s' can't be published%s", written, link)
    if not is_seen(link):
        link += nodes.literal("", posixpath.basename(filename))
    link.source, link.line = node.source, line
    block = next(each for each in around(node) if isinstance(each.parent, nodes.section))
    if isinstance(block, nodes.title) and isinstance(link, addnodes.download_reference):
        # Sphinx ends the build at a download in a heading (document_toc in
        # sphinx/environment/adapters/toctree.py).
        node.replace_self(link.children)
        link[:] = [nodes.literal("", posixpath.basename(filename))]
        block.parent.insert(block.parent.index(block) + 1, nodes.paragraph("", "", link))
    else:
        node.replace_self(link)
    return None


def _link_file(node: nodes.Element, filename: str, context: JoinContext) -> nodes.Element | str:
    """Return a link to a file, to a photo by its copy, or the reason why there is none."""
    folder = f"{context.folder}/" if context.folder else ""
    hidden = any(part.startswith((".", "_")) for part in filename.split("/"))
    if hidden or not filename.startswith(folder) or filename.lower().endswith("conf.py"):
        return " from here: only files in the report's own folder"
    try:
        info = known_pictures(context.env).get(filename).info
    except PictureError as why:
        return _link_download(node, filename, str(why), context)
    if not context.has_room_for(filename, info.cost):
        return ": the report has too many pictures, or too large ones"
    get_roundup_domain(context.env).note_picture(context.docname, filename)
    context.env.note_dependency(filename)
    photo = nodes.reference("", "", *node.children, internal=True)
    photo[PICTURE] = filename
    return photo


def _link_download(
    node: nodes.Element, filename: str, why: str, context: JoinContext
) -> nodes.Element | str:
    """Return a link to a file that is no picture, as *why* says.

    It is checked again in each build: Sphinx copies what the name leads to then.
    """
    stem, suffix = posixpath.splitext(posixpath.basename(filename).lower())
    if is_picture_name(filename) or may_be_photo(context.env.srcdir, filename):
        return f": it {why}"
    if suffix not in _DOWNLOADS or any(map(_HANDLED.fullmatch, stem.split(".")[1:])):
        return ": browsers or servers may run files of that name; put it into a .zip"
    context.note_missing(filename)
    attributes = {"reftarget": f"/{filename}", "refdoc": context.docname}
    return addnodes.download_reference("", "", *node.children, **attributes)


def may_be_photo(srcdir: Path, filename: str) -> bool:
    """Return whether a file that can't be copied looks like a photo, whatever its name."""
    with suppress(UnreadableReport), open_plain(srcdir, filename) as (stream, _status):
        return _PHOTO.match(stream.read(4096)) is not None
    return False


_UNSEEN = re.compile(r"(id|index-|equation-?)\d+")  # generated anchors: of footnotes and the like


def headings_near(fragment: str, fragments: Mapping[str, str]) -> str:
    """Return the end of a message about a heading that a report hasn't: which ones it has."""
    by_anchor: dict[str, str] = {}
    for name, anchor in fragments.items():
        if not _UNSEEN.fullmatch(name):
            by_anchor.setdefault(anchor, name)
    there = list(by_anchor.values())
    near = nearest(fragment, there)
    quoted = [f"'#{escape(name)}'" for name in near or there[:3]]
    if near or not there:
        return did_you_mean(quoted)
    return f"; it has {', '.join(quoted)}{' and others' if len(there) > 3 else ''}"
