"""Pages to read or write again because other files or pages have changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.page.directive import find_watched, fingerprints
from sphinx_roundup.page.placeholders import answers_of
from sphinx_roundup.reports import fingerprint

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain import RoundupDomain


def get_outdated_docs(
    app: Sphinx,  # noqa: ARG001 - the signature of env-get-outdated
    env: BuildEnvironment,
    added: AbstractSet[str],
    changed: AbstractSet[str],
    removed: AbstractSet[str],
) -> list[str]:
    """Return the pages whose reports aren't what they were when the page was read.

    Sphinx's own ``note_dependency`` would miss new files, and go by the clock: a checkout
    that restores an older file wouldn't show, a mere ``touch`` would.
    """
    domain = get_roundup_domain(env)
    pages = (domain.watches.keys() | domain.missing.keys()) - added - changed - removed
    return sorted(
        docname
        for docname in pages
        if any(
            fingerprints(env, find_watched(env, docname, watch)) != watch.seen
            for watch in domain.watches.get(docname, [])
        )
        or any(
            fingerprint(env.srcdir, filename) != found
            for filename, found in domain.missing.get(docname, {}).items()
        )
    )


def get_docs_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose output depends on something else that has changed.

    Sphinx goes by the page's own file. It knows neither what a page shows of other pages, nor
    that another builder has read a page again because of its reports.
    """
    domain, output = get_roundup_domain(env), (app.builder.name, str(app.outdir))
    before, now = domain.written.get(output, {}), _digests(domain)
    domain.written[output] = now
    return [docname for docname, digest in now.items() if before.get(docname) != digest]


def _digests(domain: RoundupDomain) -> dict[str, str]:
    """Return for each page a digest of what it shows beside the words of its own file."""
    docnames = {*domain.watches, *domain.missing, *domain.questions, *domain.pictures}
    return {docname: _digest(domain, docname) for docname in sorted(docnames)}


def _digest(domain: RoundupDomain, docname: str) -> str:
    files = domain.watches.get(docname), domain.missing.get(docname)
    shown = repr((files, answers_of(domain, docname)))
    return hashlib.sha256(shown.encode("utf-8", "backslashreplace")).hexdigest()
