"""Anchors of a page's reports, which stay the same when the order changes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sphinx_roundup.context import ReportAnchors
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports import SEPARATOR, file_stem, make_anchor, make_slug, short_hash

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports import Report


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
    blocked = _with_beginnings(page_ids)
    first_of: dict[str, str] = {}
    for report in reports:
        for anchor in _people_of(report):
            first_of.setdefault(anchor, report.filename)
    used = set(first_of)
    slugs = _assign_slugs(reports, used, blocked)
    ids = _grant_ids(reports, used, blocked)
    count = Counter(_owner_forms(report)[0] for report in reports)
    assigned: dict[str, ReportAnchors] = {}
    for report in reports:
        name, forms = report.filename, _owner_forms(report)
        people = [anchor for anchor in _people_of(report) if first_of[anchor] == name]
        if own := ids.get(name):
            assigned[name] = ReportAnchors(own, _unique(own, *people), (own,))
            continue
        short = [form for form in forms if form in people]
        long = [slugs[name][form] for form in forms if form in slugs[name]]
        is_alone = count[forms[0]] == 1
        assigned[name] = ReportAnchors(
            slugs[name][_own_form(report)],
            _unique(*people, *long) if is_alone else _unique(*long, *people),
            _unique(*short, *long) if is_alone else _unique(*long, *short),
            refused_id=bool(report.id),
        )
    _leave_out(assigned, page_ids)
    return assigned


def _leave_out(assigned: dict[str, ReportAnchors], page_ids: Collection[str]) -> None:
    """Leave out of the reports' anchors those that the page has for something of its own."""
    taken = frozenset(page_ids).union(*(anchors.ids for anchors in assigned.values()))
    for name, anchors in assigned.items():
        lost = tuple(i for i in anchors.ids if i in page_ids)
        kept = tuple(i for i in anchors.ids if i not in lost)
        assigned[name] = anchors._replace(ids=kept, taken=taken, lost=lost)


def _unique(*anchors: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(anchors))


def check_anchors(anchors: ReportAnchors, report: Report) -> list[Problem]:
    """Return problems about the anchors that a report doesn't have because they are taken."""
    message = "the anchor '#%s' is the page's own; this report's is '#%s'"
    found = [problem(Subtype.ANCHOR, 1, message, i, anchors.ids[0]) for i in anchors.lost[:1]]
    if anchors.refused_id:
        message = "the id '%s' is taken on this page; it is '#%s' instead"
        line = report.lines.get("id", 1)
        found.append(problem(Subtype.ANCHOR, line, message, report.id, anchors.ids[0]))
    return found


def file_anchor(filename: str) -> str:
    """Return the anchor that a file's name gives: ``ana`` for ``ana.md`` and ``ana/index.md``."""
    return make_anchor(file_stem(filename)) or f"report-{short_hash(filename)}"


def _owner_forms(report: Report) -> list[str]:
    """Return all anchors of a report's owner, its first author, else its file."""
    first = report.authors[0].anchors if report.authors else ()
    return list(first) or [file_anchor(report.filename)]


def _own_form(report: Report) -> str:
    """Return the owner's anchor as the report has it, which doesn't change with the people file."""
    written = report.authors[0].written if report.authors else None
    return make_anchor(written or "") or _owner_forms(report)[0]


def _people_of(report: Report) -> tuple[str, ...]:
    """Return the anchors of a report's owner and of all its authors."""
    anchors = (anchor for person in report.authors for anchor in person.anchors)
    return _unique(_owner_forms(report)[0], *anchors)


def _with_beginnings(page_ids: Collection[str]) -> frozenset[str]:
    """Return ids, and their parts before each separator: no id of a report may begin so."""
    parts = [page_id.split(SEPARATOR) for page_id in page_ids]
    return frozenset(SEPARATOR.join(each[:n]) for each in parts for n in range(1, len(each) + 1))


def _grant_ids(
    reports: Sequence[Report], used: set[str], blocked: Collection[str]
) -> dict[str, str]:
    """Return the ``id`` of each report that requests one and gets it."""
    granted: dict[str, str] = {}
    for report in reports:
        requested = make_anchor(report.id or "")
        is_free = requested not in used or requested == _owner_forms(report)[0]
        if requested and is_free and requested not in blocked:
            used.add(requested)
            granted[report.filename] = requested
    return granted


def _assign_slugs(
    reports: Sequence[Report], used: set[str], blocked: Collection[str]
) -> dict[str, dict[str, str]]:
    """Return the slugs of each report, one for each form of its owner's anchor.

    :param used: anchors that are taken; slugs are added to it
    :param blocked: what no id of a report may begin with
    :returns: file name -> form -> slug; the report's own form is always there
    """
    forms = {r.filename: _unique(_own_form(r), *_owner_forms(r)) for r in reports}
    slugs: dict[str, dict[str, str]] = {filename: {} for filename in forms}
    for number in range(max(map(len, forms.values()), default=0)):
        column = {f: names[number] for f, names in forms.items() if number < len(names)}
        for filename, slug in _slugs_by_file(column, blocked).items():
            if slug not in used or not number:
                used.add(slug)
                slugs[filename][column[filename]] = slug
    return slugs


def _slugs_by_file(owners: Mapping[str, str], blocked: Collection[str]) -> dict[str, str]:
    """Return ``owner--file`` for each report; those that would meet another add their folders."""
    slugs: dict[str, str] = {}
    tried: dict[str, str] = {}
    for form in (lambda filename: make_slug(file_stem(filename)), make_slug, short_hash):
        left = {f: owner for f, owner in owners.items() if f not in slugs}
        tried = {f: f"{owner}{SEPARATOR}{form(f) or short_hash(f)}" for f, owner in left.items()}
        count = Counter(tried.values())
        slugs |= {f: s for f, s in tried.items() if count[s] == 1 and s not in blocked}
    return tried | slugs
