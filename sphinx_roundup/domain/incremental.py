"""Pages to read or write again because other files or pages have changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from typing import TYPE_CHECKING

from sphinx_roundup.config import people_filename
from sphinx_roundup.domain.domain import get_roundup_domain
from sphinx_roundup.domain.records import SKIPPED, Edition, Entry, Queries
from sphinx_roundup.problems import escape

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain.domain import RoundupDomain
    from sphinx_roundup.domain.records import WatchedFiles
    from sphinx_roundup.reports import FoundFiles


def find_watched_files(env: BuildEnvironment, docname: str, watch: WatchedFiles) -> FoundFiles:
    """Find the reports of a directive on *docname*; the page itself is no report."""
    from sphinx_roundup.reports import find_reports  # noqa: PLC0415 - only where used

    found = find_reports(env.srcdir, watch.folder, watch.patterns, watch.exclude)
    own = env.doc2path(docname, base=False).as_posix()
    return found._replace(filenames=tuple(f for f in found.filenames if f != own))


def fingerprints(env: BuildEnvironment, found: FoundFiles) -> tuple[tuple[str, str], ...]:
    """Return the found files, Nikola's beside them and the people file, with fingerprints.

    That is the content, not the time; of the people file's portraits, whether they exist.
    """
    from sphinx_roundup.reports import exists, fingerprint, meta_name  # noqa: PLC0415

    beside = [name for name in map(meta_name, found.filenames) if exists(env.srcdir, name)]
    filenames = [*found.filenames, *beside, *filter(None, [people_filename(env.config)])]
    seen = {filename: fingerprint(env.srcdir, filename) for filename in filenames}
    seen |= {escape(filename): SKIPPED for filename, _hint in found.skipped}
    people = get_roundup_domain(env).people_file
    seen |= {person.avatar: "a portrait" for person in people if person.avatar}
    return tuple(sorted(seen.items()))


def is_over(day: dt.date) -> bool:
    """Whether a day is over in UTC; today is the day of ``SOURCE_DATE_EPOCH``, if that is set."""
    seconds = float(os.environ.get("SOURCE_DATE_EPOCH", time.time()))  # as Sphinx reads it
    return day < dt.datetime.fromtimestamp(seconds, dt.UTC).date()


def is_outdated(env: BuildEnvironment, docname: str) -> bool:
    """Whether a page's reports, or files that it misses, have changed since it was read.

    A page is also read again once the day is over until which it asks for reports.

    Sphinx's own ``note_dependency`` would miss new files, and go by the clock: a checkout
    that restores an older file wouldn't count, a mere ``touch`` would.
    """
    from sphinx_roundup.reports import fingerprint  # noqa: PLC0415 - only where used

    domain = get_roundup_domain(env)
    return any(
        fingerprints(env, find_watched_files(env, docname, watch)) != watch.seen
        or (watch.ask_until and is_over(watch.ask_until))
        for watch in domain.watched_files.get(docname, [])
    ) or any(
        fingerprint(env.srcdir, filename) != seen
        for filename, seen in domain.missing.get(docname, {}).items()
    )


def get_docs_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose output depends on something else that has changed.

    Sphinx goes by the page's own file. It knows neither what a page shows of other pages, nor
    that another builder has read a page again because of its reports.
    """
    domain, output = get_roundup_domain(env), (app.builder.name, str(app.outdir))
    if not domain.is_used:
        return []
    docnames = {*domain.watched_files, *domain.missing, *domain.queries, *domain.pictures}
    before = domain.written.get(output, {})
    now = {docname: _digest(domain, docname) for docname in sorted(docnames)}
    domain.written[output] = now
    return [docname for docname, digest in now.items() if before.get(docname) != digest]


def _digest(domain: RoundupDomain, docname: str) -> str:
    """Return a digest of what a page shows beside the text of its own file."""
    files = domain.watched_files.get(docname), domain.missing.get(docname)
    content = repr((files, _query_results(domain, docname)))
    return hashlib.sha256(content.encode("utf-8", "backslashreplace")).hexdigest()


def _query_results(domain: RoundupDomain, docname: str) -> list[Any]:
    """Return the results of a page's queries, and digests of its pictures."""
    project_index, queries = domain.project_index, domain.queries.get(docname, Queries())
    links = [project_index.answer(typ, target, docname) for typ, target in queries.targets]
    kinds = [part for part, _about in queries.parts]
    parts = [project_index.query(kind, docname) for kind in kinds if kind != "outcomes"]
    outcomes: list[Any] = [docname in domain.outcome_events.values()]  # then links have anchors
    if "outcomes" in kinds:
        kept = (domain.events, domain.watched_files, domain.missing)  # also of earlier events
        outcomes += [sorted(by_page.items()) for by_page in kept]
    shown: set[str | None] = {*domain.pictures.get(docname, ())}
    for each in (each for result in parts for each in result):
        if isinstance(each, Edition):
            shown.add(each.picture)
        elif isinstance(each, Entry):
            shown |= {person.avatar for person in each.people}
    names = sorted(name.removeprefix("/") for name in shown if name)
    return [*links, *parts, *outcomes, *map(domain.publisher.digest_of, names)]
