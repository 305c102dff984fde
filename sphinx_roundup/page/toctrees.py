"""The root page's toctrees, for a theme's navigation, without the rest of a large page.

While pages are written Sphinx reads the root page's whole tree again for the toctrees in it.
Where that page has just been read, they are at hand.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sphinx import addnodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.page.labels import nodes_outside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

_toctrees: WeakKeyDictionary[BuildEnvironment, list[addnodes.toctree]] = WeakKeyDictionary()
_ATTRIBUTE = "master_doctree"
"""The environment's cached property."""


class RootTree:
    """A root page's tree: its toctrees at once, and whatever else, once it is asked for."""

    def __init__(self, env: BuildEnvironment, toctrees: list[addnodes.toctree]) -> None:
        self._env = env
        self._toctrees = toctrees

    def findall(self, condition: Any = None, **kwargs: Any) -> Iterable[nodes.Node]:
        """Return what docutils' ``findall`` does."""
        if condition is addnodes.toctree and not kwargs:
            return iter(self._toctrees)
        return self._whole.findall(condition, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)

    @cached_property
    def _whole(self) -> nodes.document:
        return self._env.get_doctree(self._env.config.root_doc)


def keep_toctrees(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the toctrees of a root page with reports, as they are read."""
    env = app.env
    if env.docname != env.config.root_doc or env.docname not in get_roundup_domain(env).watches:
        return
    if env.config.roundup_allowed_directives:  # there may be some in a report
        return
    if not env.versioning_condition:  # else Sphinx gives ids to the nodes themselves
        _toctrees[env] = [node.deepcopy() for node in _toctrees_in(doctree)]


def _toctrees_in(doctree: nodes.document) -> Iterable[addnodes.toctree]:
    found = [node for node in nodes_outside(doctree) if isinstance(node, addnodes.toctree)]
    return found if len(found) < 2 else doctree.findall(addnodes.toctree)


def offer_toctrees(app: Sphinx, builder: Builder) -> None:  # noqa: ARG001 - an event's signature
    """Let them be found while pages are written, after the environment was saved."""
    toctrees = _toctrees.pop(app.env, None)
    if toctrees is not None:
        vars(app.env).setdefault(_ATTRIBUTE, RootTree(app.env, toctrees))


def take_toctrees_back(app: Sphinx, exception: Exception | None) -> None:  # noqa: ARG001
    """Leave the environment as it was."""
    if isinstance(vars(app.env).get(_ATTRIBUTE), RootTree):
        vars(app.env).pop(_ATTRIBUTE)
