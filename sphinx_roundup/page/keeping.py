"""What is kept of a build for the next one, by its events."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sphinx_roundup.config import settled_values
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.parsing.cache import Cache

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# Not in the environment, which Sphinx pickles.
_caches: WeakKeyDictionary[BuildEnvironment, Cache] = WeakKeyDictionary()


def set_cache(env: BuildEnvironment, cache: Cache) -> None:
    """Let what reads into *env* use a cache of another kind."""
    _caches[env] = cache


def get_cache(env: BuildEnvironment) -> Cache:
    """Return the cache of the build that reads into *env*."""
    if env not in _caches:
        app = get_roundup_domain(env).app
        _caches[env] = Cache(app, settled_values(app.config))
    return _caches[env]


def save_page(app: Sphinx, doctree: nodes.document) -> None:  # noqa: ARG001 - an event's signature
    """Keep what the page is made of that was just read."""
    get_cache(app.env).save(app.env.docname)


def sweep_cache(app: Sphinx, exception: Exception | None) -> None:
    """Remove what no page is made of any more."""
    get_cache(app.env).close()
    if exception is None:
        get_cache(app.env).sweep(get_roundup_domain(app.env).watches)
