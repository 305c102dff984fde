"""Anchors of a page's reports, independent of their order."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sphinx_roundup.context import ReportAnchors
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports.record import file_stem
from sphinx_roundup.reports.slugs import SEPARATOR, make_anchor, make_slug, short_hash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports.record import Report


def assign_anchors(
    reports: Sequence[Report], page_ids: Collection[str] = ()
) -> dict[str, ReportAnchors]:
    """Return the anchors of each report of a page, by file name.

    ``#ana`` is a person's anchor, on her first report here by file name. A report of hers
    is ``#ana--week-2`` where she has several. Both are there either way, under her handle
    and under her name, and so are all forms of what is inside: no anchor is lost when a
    report comes or goes, or when a handle comes.

    :param page_ids: the anchors that the page has without its reports
    """
    reports = sorted(reports, key=lambda report: report.filename)
    table = _Table(reports, _with_beginnings(page_ids))
    assigned = {report.filename: table.anchors_of(report) for report in reports}
    taken = frozenset(page_ids).union(*(anchors.ids for anchors in assigned.values()))
    return {f: _freed(anchors, page_ids, taken) for f, anchors in assigned.items()}


def _freed(
    anchors: ReportAnchors, page_ids: Collection[str], taken: frozenset[str]
) -> ReportAnchors:
    """Leave out of a report's anchors those of the page's own; *taken* are all of them."""
    lost = tuple(i for i in anchors.ids if i in page_ids)
    ids = tuple(i for i in anchors.ids if i not in lost)
    return anchors._replace(ids=ids, taken=taken, lost=lost)


def check_anchors(anchors: ReportAnchors, report_id: str | None) -> list[Problem]:
    """Return problems about the anchors that a report doesn't have because they are taken."""
    message = "the anchor '#%s' is the page's own; this report's is '#%s'"
    found = [problem(Subtype.ANCHOR, 1, message, i, anchors.ids[0]) for i in anchors.lost[:1]]
    if anchors.refused_id:
        message = "the id '%s' is taken on this page; it is '#%s' instead"
        found.append(problem(Subtype.ANCHOR, 1, message, report_id, anchors.ids[0]))
    return found


def _with_beginnings(page_ids: Collection[str]) -> frozenset[str]:
    """Return ids, and what they begin with where they have a separator as reports' ids do."""
    parts = [page_id.split(SEPARATOR) for page_id in page_ids]
    return frozenset(
        SEPARATOR.join(each[: number + 1]) for each in parts for number in range(len(each))
    )


class _Table:
    """What must be known of all reports of a page before one of them has its anchors.

    :param blocked: what no id of a report may begin with
    """

    def __init__(self, reports: Sequence[Report], blocked: Collection[str]) -> None:
        owners = {report.filename: owner_of(report) for report in reports}
        self._written = Counter(owners.values())
        self._first_of: dict[str, str] = {}
        for report in reports:
            for person in _people_of(report):
                self._first_of.setdefault(person, report.filename)
        used = set(self._first_of)
        self._slugs = _slugs_by_owner(reports, used, blocked)
        self._ids = self._grant_ids(reports, owners, used, blocked)

    @staticmethod
    def _grant_ids(
        reports: Iterable[Report],
        owners: Mapping[str, str],
        used: set[str],
        blocked: Collection[str],
    ) -> dict[str, str]:
        """Return the ``id`` of each report that asks for one and gets it."""
        granted: dict[str, str] = {}
        for report in reports:
            wanted = make_anchor(report.id) if report.id else ""
            is_free = wanted not in used or wanted == owners[report.filename]
            if wanted and is_free and wanted not in blocked:
                used.add(wanted)
                granted[report.filename] = wanted
        return granted

    def anchors_of(self, report: Report) -> ReportAnchors:
        """Return the anchors of a report."""
        people = [p for p in _people_of(report) if self._first_of[p] == report.filename]
        if own := self._ids.get(report.filename):
            return ReportAnchors(own, tuple(dict.fromkeys([own, *people])), (own,))
        slugs = self._slugs[report.filename]
        names = _owner_forms(report)
        shorts = [name for name in names if name in people]
        longs = [slugs[name] for name in names if name in slugs]
        alone = self._written[names[0]] == 1
        ids = [*people, *longs] if alone else [*longs, *people]
        prefixes = [*shorts, *longs] if alone else [*longs, *shorts]
        return ReportAnchors(
            slugs[_own_name(report)],
            tuple(dict.fromkeys(ids)),
            tuple(dict.fromkeys(prefixes)),
            refused_id=bool(report.id),
        )


def owner_of(report: Report) -> str:
    """Return the anchor of a report's owner: its first author, else its file."""
    return next(iter(author_anchors(report)), None) or file_anchor(report.filename)


def author_anchors(report: Report) -> list[str]:
    """Return the anchors of a report's authors, as far as they have any."""
    return list(dict.fromkeys(anchor for person in report.authors for anchor in person.anchors))


def _owner_forms(report: Report) -> list[str]:
    """Return all anchors of a report's owner, the one to show first."""
    first = report.authors[0].anchors if report.authors else ()
    return list(first) or [file_anchor(report.filename)]


def _own_name(report: Report) -> str:
    """Return the anchor of the owner as the report itself names them.

    The people file may know a handle; a slug doesn't change with it.
    """
    written = report.authors[0].written if report.authors else None
    return make_anchor(written or "") or _owner_forms(report)[0]


def _slugs_by_owner(
    reports: Sequence[Report], used: set[str], blocked: Collection[str]
) -> dict[str, dict[str, str]]:
    """Return the slugs of each report, one for each form of its owner's anchor.

    :param used: anchors that are taken; slugs are added to it
    :param blocked: what is an id of the page, or the beginning of one
    :returns: file name -> form -> slug; the report's own form is always there
    """
    forms = {r.filename: dict.fromkeys([_own_name(r), *_owner_forms(r)]) for r in reports}
    slugs: dict[str, dict[str, str]] = {filename: {} for filename in forms}
    for number in range(max(map(len, forms.values()), default=0)):
        column = {f: list(names)[number] for f, names in forms.items() if number < len(names)}
        for filename, slug in _slugs_by_file(column, blocked).items():
            if slug not in used or not number:
                used.add(slug)
                slugs[filename][column[filename]] = slug
    return slugs


def file_anchor(filename: str) -> str:
    """Return the anchor that a file's name gives: ``ana`` for ``ana.md`` and ``ana/index.md``."""
    return make_anchor(file_stem(filename)) or f"report-{short_hash(filename)}"


def _people_of(report: Report) -> list[str]:
    return list(dict.fromkeys([owner_of(report), *author_anchors(report)]))


def _slugs_by_file(owners: Mapping[str, str], blocked: Collection[str]) -> dict[str, str]:
    """Return ``owner--file`` for each report; those that would meet another add their folders."""
    forms = (
        lambda filename: make_slug(file_stem(filename)),
        make_slug,
        short_hash,
    )
    slugs: dict[str, str] = {}
    left = dict(owners)
    for form in forms:
        tried = {f: f"{owner}{SEPARATOR}{form(f) or short_hash(f)}" for f, owner in left.items()}
        count = Counter(tried.values())
        free = {f for f, slug in tried.items() if count[slug] == 1 and slug not in blocked}
        slugs |= {f: tried[f] for f in free}
        left = {f: owner for f, owner in left.items() if f not in free}
    return slugs | {f: tried[f] for f in left}
