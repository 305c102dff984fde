"""Which anchors the reports of a page have, whatever their order."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.reports.slug import SEPARATOR, make_anchor, make_slug, short_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx_roundup.reports.record import Report


class Anchors(NamedTuple):
    """The anchors of one report."""

    slug: str
    """What its own ids begin with. It hangs on the report alone, not on its neighbours."""
    ids: tuple[str, ...]
    """Of its section, the one to show first."""
    short: str | None
    """A shorter slug under which its headings are found, too: the person's, on her first
    report here."""
    alone: bool
    """Whether the short slug is the one to show."""
    taken: frozenset[str]
    """The anchors of all sections of the page, which no heading inside can have."""
    refused_id: bool = False
    """Another report, or a person, has the ``id`` that this one asks for."""


def assign_anchors(reports: Sequence[Report]) -> dict[str, Anchors]:
    """Return the anchors of each report of a page, by file name.

    ``#ana`` is a person's anchor, on her first report here by file name. A report of hers
    is ``#ana--week-2`` where she has several. Both are there either way, and so are both
    forms of what is inside, so that no anchor is lost when a report comes or goes.
    """
    reports = sorted(reports, key=lambda report: report.filename)
    owners = {report.filename: owner_of(report) for report in reports}
    written = Counter(owners.values())
    people = set(owners.values()) | {a for r in reports for a in author_anchors(r)}
    own, refused = _own_slugs(reports, owners, people)
    first_of: dict[str, str] = {}
    for report in reports:
        for person in (owners[report.filename], *author_anchors(report)):
            first_of.setdefault(person, report.filename)
    assigned = {
        report.filename: _anchors(
            report,
            own[report.filename],
            [p for p in _people_of(report) if first_of[p] == report.filename],
            alone=written[owners[report.filename]] == 1,
            has_id=bool(report.id) and report.filename not in refused,
            refused=report.filename in refused,
        )
        for report in reports
    }
    taken = frozenset(i for anchors in assigned.values() for i in anchors.ids)
    return {f: anchors._replace(taken=taken) for f, anchors in assigned.items()}


def owner_of(report: Report) -> str:
    """Return the anchor of whoever a report belongs to: its first author, else its file."""
    return next(iter(author_anchors(report)), None) or file_anchor(report.filename)


def author_anchors(report: Report) -> list[str]:
    """Return the anchors of a report's authors, as far as they have any.

    A person's is the handle; the name's stays valid beside it.
    """
    names = (name for person in report.authors for name in (person.handle, person.name) if name)
    return list(dict.fromkeys(filter(None, map(make_anchor, names))))


def file_anchor(filename: str) -> str:
    """Return the anchor that a file's name gives: ``ana`` for ``ana.md`` and ``ana/index.md``."""
    return make_anchor(file_stem(filename)) or f"report-{short_hash(filename)}"


def file_stem(filename: str) -> str:
    """Return the name of a file without suffix; of an index, the name of its folder."""
    path = PurePosixPath(filename)
    if path.stem.casefold() == "index" and path.parent.name:
        return path.parent.name
    return path.stem


def _people_of(report: Report) -> list[str]:
    return list(dict.fromkeys([owner_of(report), *author_anchors(report)]))


def _anchors(
    report: Report, slug: str, first: Sequence[str], *, alone: bool, has_id: bool, refused: bool
) -> Anchors:
    owner = owner_of(report)
    short = owner if owner in first and not has_id else None
    ids = [slug, *first] if has_id or not alone else [*first, slug]
    shows_short = alone and short is not None
    return Anchors(slug, tuple(dict.fromkeys(ids)), short, shows_short, frozenset(), refused)


def _own_slugs(
    reports: Iterable[Report], owners: Mapping[str, str], people: set[str]
) -> tuple[dict[str, str], set[str]]:
    """Return each report's own slug, and whose ``id`` was refused."""
    by_file = _slugs_by_file(owners)
    own, refused, taken = {}, set(), people | set(by_file.values())
    for report in reports:
        wanted = make_anchor(report.id) if report.id else ""
        if wanted and (wanted not in taken or wanted == owners[report.filename]):
            taken.add(wanted)
            own[report.filename] = wanted
        else:
            own[report.filename] = by_file[report.filename]
            if report.id:
                refused.add(report.filename)
    return own, refused


def _slugs_by_file(owners: Mapping[str, str]) -> dict[str, str]:
    """Return ``owner--file`` for each report; reports that would meet add their folders."""
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
        slugs |= {f: slug for f, slug in tried.items() if count[slug] == 1}
        left = {f: owner for f, owner in left.items() if count[tried[f]] > 1}
    return slugs
