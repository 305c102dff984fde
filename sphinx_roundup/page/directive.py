"""Work of the ``roundup`` directive: its options, and its reports found, read and put in order."""

from __future__ import annotations

from itertools import chain
from posixpath import dirname
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from sphinx_roundup.config import limits_of
from sphinx_roundup.context import DirectiveResult
from sphinx_roundup.domain import (
    Event,
    WatchedFiles,
    find_watched_files,
    fingerprints,
    get_roundup_domain,
    is_over,
)
from sphinx_roundup.log import warn
from sphinx_roundup.page.join import JoinReports
from sphinx_roundup.pictures import find_picture, note_picture_file
from sphinx_roundup.problems import Subtype, escape
from sphinx_roundup.reports import (
    casefolded,
    collapsed,
    did_you_mean,
    folder_of,
    in_requested_order,
    join_authors,
    natural_key,
    nearest,
    parts_of,
    read_report,
    sort_key,
    split_patterns,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from sphinx.util.docutils import SphinxDirective

    from sphinx_roundup.reports import FoundFiles, Report

logger = logging.getLogger(__name__)


def gather_reports(directive: SphinxDirective) -> list[nodes.Node]:
    """Find and read the reports of a directive.

    :returns: the label of ``:name:``, and a ``pending`` node that :class:`.join.JoinReports`
        replaces by the sections, once the page's own text is parsed
    """
    folder, options = dirname(directive.env.docname), directive.options
    patterns = split_patterns(directive.arguments[0], directive.env.srcdir, folder)
    exclude = split_patterns(options.get("exclude", ""), directive.env.srcdir, folder)
    until = options.get("ask")
    until = None if until is None or is_over(until) else until
    watch = WatchedFiles(folder, tuple(patterns), tuple(exclude), seen=(), ask_until=until)
    found = _find(directive, watch)
    reports = _with_topic(directive, _read(directive, found.filenames, patterns))
    order = options.get("order", directive.config.roundup_order)
    result = DirectiveResult(
        reports=tuple(_arrange(directive, sort_reports(reports, order))),
        float=options.get("float", directive.config.roundup_float),
        heading=options.get("heading", directive.config.roundup_heading),
        roster=options.get("roster", directive.config.roundup_roster),
        event=_read_event(directive),
        classes=tuple(options.get("class", ())),
        location=directive.get_location(),
        skipped=found.skipped,
        drafts=tuple(report for report in reports if report.draft),
        ask=folder_of(directive.env.srcdir, folder, patterns) if until else None,
    )
    pending = nodes.pending(JoinReports, {"result": result})
    directive.state.document.note_pending(pending, JoinReports.default_priority)
    target = nodes.target()
    directive.add_name(target)
    made: list[nodes.Node] = [target, pending] if target["names"] else [pending]
    for node in made:
        directive.set_source_info(node)
    return made


def _find(directive: SphinxDirective, watch: WatchedFiles) -> FoundFiles:
    """Return the report files, at most as many as a page may have; remember what was found."""
    env, most = directive.env, directive.config.roundup_max_reports
    found = find_watched_files(env, env.docname, watch)
    watch = watch._replace(seen=fingerprints(env, found))
    get_roundup_domain(env).watched_files.setdefault(env.docname, []).append(watch)
    filenames = found.filenames[:most]
    left_out = ", ".join(map(escape, found.left_out[:10]))
    for pattern in found.unmatched:
        message = "'%s' has no reports (.md or .rst files)%s"
        hint = f" but those left out, as long as they aren't named: {left_out}" if left_out else ""
        warn(Subtype.FILE, message, escape(pattern), hint, location=directive.get_location())
    if left_out:
        message = "%s: left out, as long as the directive doesn't name them: %s"
        logger.info(message, env.docname, left_out)
    if rest := len(found.filenames) - len(filenames):
        message = "more than %d reports; %d of them are left out"
        warn(Subtype.CONFIG, message, most, rest, location=directive.get_location())
    _warn_pages(directive, (f for f in filenames if env.path2doc(f) in env.found_docs))
    return found._replace(filenames=filenames)


def _warn_pages(directive: SphinxDirective, filenames: Iterable[str]) -> None:
    """Warn once about reports that Sphinx reads as pages of their own, too."""
    locations = sorted({dirname(filename) or filename for filename in filenames})
    tops = [p for p in locations if not any(p.startswith(f"{q}/") for q in locations)]
    if tops:
        message = "the reports are also pages of their own: add %s to exclude_patterns"
        names = ", ".join(f"'{place}'" for place in tops)
        warn(Subtype.CONFIG, message, names, location=directive.get_location())


def _read(
    directive: SphinxDirective, filenames: Sequence[str], patterns: Sequence[str]
) -> list[Report]:
    env, limits = directive.env, limits_of(directive.config)
    people, folder = get_roundup_domain(env).people_file, dirname(env.docname)
    shared = {"/".join(parts_of(pattern, folder) or ()) for pattern in patterns}
    return [join_authors(read_report(env.srcdir, f, limits), people, shared) for f in filenames]


def _read_event(directive: SphinxDirective) -> Event:
    """Return what the options say about the event."""
    start, end = directive.options.get("date", (None, None))
    picture = None
    if written := directive.options.get("image"):
        found = find_picture(directive.env, written, dirname(directive.env.docname), "the page")
        picture = found.filename
        if picture is None:
            warn(Subtype.IMAGE, "%s", found.reason, location=directive.get_location())
        note_picture_file(directive.env, found)
    place, by_topic = collapsed(directive.options.get("place", "")), "topic" in directive.options
    return Event(start, end, place, picture, by_topic=by_topic)


def _with_topic(directive: SphinxDirective, reports: list[Report]) -> list[Report]:
    """Return the reports with the topic that the directive names; all, where it names none."""
    topic = directive.options.get("topic", "")
    found = [r for r in reports if not topic or casefolded(topic) in map(casefolded, r.topics)]
    if reports and not found:
        near = nearest(topic, chain.from_iterable(r.topics for r in reports))[:1]
        hint = did_you_mean(f"'{escape(name)}'" for name in near)
        message = "no report here has the topic '%s'%s"
        warn(Subtype.FILE, message, escape(topic), hint, location=directive.get_location())
    return found


def _arrange(directive: SphinxDirective, reports: Sequence[Report]) -> list[Report]:
    """Return the reports without drafts, those that the directive's content names first."""
    docname = directive.env.docname
    by_name = {report.filename: report for report in reports if not report.draft}
    requested = [line.strip() for line in directive.content if line.strip()]
    filenames, unknown = in_requested_order([*by_name], requested, dirname(docname))
    for line in unknown:
        message = "there is no report '%s' to put first"
        warn(Subtype.FILE, message, escape(line), location=directive.get_location())
    if drafts := [escape(report.filename) for report in reports if report.draft]:
        logger.info("%s: drafts left out: %s", docname, ", ".join(drafts))
    return [by_name[filename] for filename in filenames]


def sort_reports(reports: Iterable[Report], order: str) -> list[Report]:
    """Return *reports*, which come by file name, in the order that a page requests.

    Reports without a date, or without an author, come last either way round.
    """
    reports, key = list(reports), _SORT_KEYS[order.removeprefix("-")]
    known = [report for report in reports if key(report) is not None]
    rest = [report for report in reports if key(report) is None]
    return sorted(known, key=key, reverse=order.startswith("-")) + rest


_SORT_KEYS: dict[str, Callable[[Report], Any]] = {
    "file": lambda report: natural_key(report.filename),
    "name": lambda report: sort_key(report.authors[0]) if report.authors else None,
    "date": lambda report: report.date,
}
