"""Which pages must be read again, because a report came, went or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.page.directive import find_watched, fingerprints
from sphinx_roundup.reports.reading import fingerprint

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.records import Watch


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
        if any(_has_changed(env, docname, watch) for watch in domain.watches.get(docname, []))
        or any(
            fingerprint(env.srcdir, filename) != found
            for filename, found in domain.missing.get(docname, {}).items()
        )
    )


def _has_changed(env: BuildEnvironment, docname: str, watch: Watch) -> bool:
    found = find_watched(env, docname, watch)
    return fingerprints(env, found) != watch.seen
