"""The root page's toctrees, for a theme's navigation, without the rest of a large page.

While pages are written Sphinx reads the root page's whole tree again for the toctrees in it.
Where that page has just been read, they are at hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.page.labels import nodes_outside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

_toctrees: WeakKeyDictionary[BuildEnvironment, list[addnodes.toctree]] = WeakKeyDictionary()
_ATTRIBUTE = "master_doctree"
"""The environment's cached property."""


class RootTree(nodes.document):
    """A root page's tree: its toctrees at once, and all else once it is asked for."""

    def __init__(self, env: BuildEnvironment, toctrees: list[addnodes.toctree]) -> None:
        # Not docutils' own: what isn't set here is fetched.
        self._env = env
        self._toctrees = toctrees
        self._document = self
        for node in {id(_top_of(node)): _top_of(node) for node in toctrees}.values():
            node.parent = self

    def findall(  # type: ignore[override] # docutils has an overload for each kind of condition
        self, condition: Any = None, *args: Any, **kwargs: Any
    ) -> Iterator[Any]:
        """Return what docutils' ``findall`` does."""
        if condition is addnodes.toctree and not (args or kwargs or "children" in vars(self)):
            return iter(self._toctrees)
        return super().findall(condition, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "attributes" in vars(self):
            raise AttributeError(name)
        whole = self._env.get_doctree(self._env.config.root_doc)
        vars(self).update(vars(whole) | {"_document": self})
        for node in self.children:
            node.parent = self
        return getattr(self, name)


def _top_of(node: nodes.Element) -> nodes.Element:
    while node.parent is not None and not isinstance(node.parent, nodes.document):
        node = node.parent
    return node


def keep_toctrees(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the toctrees of a root page with reports, as they are read."""
    env = app.env
    if env.docname != env.config.root_doc:
        return
    _toctrees.pop(env, None)
    if env.docname not in get_roundup_domain(env).watches:
        return
    if env.config.roundup_allowed_directives:  # there may be some in a report
        return
    if not env.versioning_condition:  # else Sphinx gives ids to the nodes themselves
        _toctrees[env] = [_copy_with_ancestors(node) for node in _toctrees_in(doctree)]


def _toctrees_in(doctree: nodes.document) -> Iterable[addnodes.toctree]:
    found = [node for node in nodes_outside(doctree) if isinstance(node, addnodes.toctree)]
    return found if len(found) < 2 else doctree.findall(addnodes.toctree)


def _copy_with_ancestors(node: addnodes.toctree) -> addnodes.toctree:
    """Return a copy below copies of what is around it, which have nothing else in them."""
    copy = node.deepcopy()
    ancestor: nodes.Element | None = node.parent
    below: nodes.Element = copy
    while ancestor is not None and not isinstance(ancestor, nodes.document):
        around = ancestor.copy()
        around.append(below)
        ancestor, below = ancestor.parent, around
    return copy


def offer_toctrees(app: Sphinx, builder: Builder) -> None:  # noqa: ARG001 - an event's signature
    """Let them be found while pages are written, after the environment was saved."""
    toctrees = _toctrees.pop(app.env, None)
    if toctrees is not None:
        vars(app.env).setdefault(_ATTRIBUTE, RootTree(app.env, toctrees))


def take_toctrees_back(app: Sphinx, exception: Exception | None) -> None:  # noqa: ARG001
    """Leave the environment as it was."""
    _toctrees.pop(app.env, None)
    if isinstance(vars(app.env).get(_ATTRIBUTE), RootTree):
        vars(app.env).pop(_ATTRIBUTE)
