"""Nothing of other packages is replaced, wrapped or assigned to while a build runs."""

from __future__ import annotations

import atexit
import gc
import logging
import shutil
import signal
import sys
from itertools import pairwise
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import markdown_it
import pytest
from conftest import CONF
from docutils.parsers.rst import roles
from docutils.parsers.rst.states import Inliner
from photos import SVG, encoded
from sphinx.transforms import SphinxTransform
from sphinx.util.logging import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Project
    from sphinx.application import Sphinx

PACKAGES = ("docutils", "furo", "logging", "markdown_it", "mdit_py_plugins", "myst_parser")
PACKAGES += ("PIL", "pygments", "sphinx", "sphinx_design", "yaml")

LENT = {
    "docutils.parsers.rst.directives directive",
    "docutils.parsers.rst.roles role",
    "env current_document",
    "env ref_context",
    "process log",
    "process signals",
    "roles",
}
"""What the parse of a report lends itself and gives back, most of it by what Sphinx has for that
(``CustomReSTDispatcher``, ``suppress_logging``)."""

EVENTS = ("builder-inited", "env-before-read-docs", "source-read", "doctree-read", "env-updated")
EVENTS += ("env-check-consistency", "write-started", "doctree-resolved", "html-page-context")
EVENTS += ("missing-reference", "build-finished")


class Seen(NamedTuple):
    """A moment of a build, and what was where: a name -> what identifies its value."""

    moment: str
    state: dict[str, Any]


class Watcher:
    """Looks at all that could be replaced, at many moments of a build."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []

    def setup(self, app: Sphinx) -> None:
        """Look at it as the first of the project's extensions, and then at each event."""
        self.look("setup", app)
        app.connect("config-inited", lambda *_: self.look("config-inited", app), priority=900)
        for event in EVENTS:
            app.connect(event, lambda *_, event=event: self.look(event, app), priority=501)
            app.connect(event, lambda *_, event=event: self.look(event, app), priority=999)

        class Look(SphinxTransform):
            default_priority = 30

            def apply(transform, **_: Any) -> None:  # noqa: N805 - the watcher is self
                self.look("parse", app)

        app.add_transform(Look)

    def look(self, moment: str, app: Sphinx) -> None:
        """Remember what is where; four times of what happens again and again."""
        if sum(seen.moment == moment for seen in self.seen) < 4:
            state = dict(_look(app))
            if moment == "parse":
                state |= dict(_instances())
            self.seen.append(Seen(moment, state))

    def changes(self) -> dict[str, set[str]]:
        """Return the names whose values weren't the same at the moment before, by moment.

        What changed from the first of them to the last, and wasn't given back, is under "all".
        """
        found: dict[str, set[str]] = {}
        for (_moment, before), (moment, now) in pairwise(self.seen):
            changed = {n for n in before.keys() | now.keys() if before.get(n) != now.get(n)}
            found.setdefault(moment, set()).update(changed)
        first, last = self.seen[1].state, self.seen[-1].state
        found["all"] = {n for n in first.keys() | last.keys() if first.get(n) != last.get(n)}
        return found


def _look(app: Sphinx) -> Iterator[tuple[str, Any]]:
    yield from _modules()
    yield from _process()
    yield "roles", sorted(vars(roles)["_roles"].keys() - {"person"})  # ours, added when read
    for name, made in _registered(app):
        if not made.__module__.startswith("sphinx_roundup"):
            yield f"{name} {made.__module__}.{made.__qualname__}", id(made)
    for name in ("builder", "env"):
        if thing := getattr(app, name, None):
            yield from ((f"{name} {each}", True) for each in vars(thing))
            yield f"{name} methods", _hidden_methods(thing)
    yield from ((f"app {each}", True) for each in vars(app))
    if env := getattr(app, "env", None):
        yield "env current_document", id(env.current_document)
        yield "env ref_context", id(env.ref_context)
        yield "domains", [id(domain.data) for domain in env.domains.sorted()]


def _instances() -> Iterator[tuple[str, list[str]]]:
    """Give the methods that parsers have in place of those of their classes."""
    for kind in (Inliner, markdown_it.MarkdownIt):
        instances = [each for each in gc.get_objects() if isinstance(each, kind)]
        yield kind.__name__, [hidden for each in instances for hidden in _hidden_methods(each)]


def _modules() -> Iterator[tuple[str, int]]:
    """Give all that is in modules, and in the classes of modules."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] not in PACKAGES:
            continue
        for attribute, value in list(vars(module).items()):
            if isinstance(value, ModuleType) or attribute.startswith("__"):
                continue
            yield f"{name} {attribute}", id(value)
            if isinstance(value, type) and value.__module__ == name:
                yield from ((f"{name} {attribute}.{n}", id(p)) for n, p in [*vars(value).items()])


def _process() -> Iterator[tuple[str, Any]]:
    """Give what the whole process shares."""
    yield "process collector", (gc.get_threshold(), gc.isenabled(), gc.get_freeze_count())
    yield "process recursion", sys.getrecursionlimit()
    yield "process exit", vars(atexit)["_ncallbacks"]()
    yield "process hooks", (sys.excepthook, sys.displayhook, sys.unraisablehook)
    yield "process signals", [signal.getsignal(each) for each in signal.valid_signals()]
    handlers = logging.getLogger(NAMESPACE).handlers
    filters = [type(each).__module__ for handler in handlers for each in handler.filters]
    yield "process log", sorted(filters)


def _registered(app: Sphinx) -> Iterator[tuple[str, Any]]:
    """Give transforms and listeners: replaced, the former isn't there any more."""
    yield from (("post-transform", each) for each in app.registry.post_transforms)
    yield from (("transform", each) for each in app.registry.transforms)
    for name, listeners in app.events.listeners.items():
        functions = (getattr(each.handler, "__func__", each.handler) for each in listeners)
        yield from ((name, each) for each in functions if hasattr(each, "__qualname__"))


def _hidden_methods(thing: Any) -> list[str]:
    """Return the methods of an object's class that the object has others for."""
    return [
        name for name in vars(thing) if isinstance(getattr(type(thing), name, None), FunctionType)
    ]


PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Hello @bob.[^1]"
msgstr "Hallo @bob.[^1]"
"""

FILES = {
    "index.md": "# Retreat\n\n```cpp\nint a;\n```\n\n```{roundup} reports/\n:roster: cards\n```\n\n"
    "```{toctree}\nother\n```\n",
    "other.rst": "Other\n=====\n\n:math:`a`, *b*, ``c`` and :ref:`genindex`\n\n"
    ".. role:: own\n\n:own:`x`\n\n.. code-block:: python\n\n   a = 1\n\n.. [1] A note.\n",
    "people.yml": "bob: {name: Bob, avatar: p.png}\n",
    "p.png": encoded("PNG"),
    "locale/de/LC_MESSAGES/index.po": PO,
    "reports/p.png": encoded("PNG"),
    "reports/d.svg": SVG,
    "reports/ana.md": "---\nauthor: Ana\n---\n\nHello @bob.[^1]\n\n![A quay](p.png) ![B](d.svg)\n\n"
    "- [x] done, www.example.org\n\n$$a$$\n\n<b>bold</b>\n\n```{note}\nWell.\n```\n\n"
    "```python\na = 1\n```\n\n[^1]: A note.\n",
    "reports/bob.rst": ":author: Bob\n\n.. role:: own\n\n:own:`x` |y| [1]_ :ref:`genindex`\n\n"
    ".. |y| replace:: z\n\n.. figure:: p.png\n   :alt: A quay\n\n   Words\n\n.. [1] A note.\n",
}


def _watch(
    project: Project, monkeypatch: pytest.MonkeyPatch, builder: str, *extensions: str
) -> dict[str, set[str]]:
    """Build the project from nothing; return what changed at which moment."""
    watcher = Watcher()
    module = ModuleType("roundup_watcher")
    vars(module)["setup"] = watcher.setup
    shutil.rmtree(project.srcdir / "_build", ignore_errors=True)
    monkeypatch.setitem(sys.modules, "roundup_watcher", module)
    project.build(
        builder,
        warnings=None,
        extensions=["roundup_watcher", "myst_parser", "sphinx_design", *extensions],
        suppress_warnings=["config"],
    )
    return watcher.changes()


@pytest.mark.parametrize("builder", ["html", pytest.param("latex", marks=pytest.mark.slow)])
def test_nothing_is_replaced(
    project: Project, monkeypatch: pytest.MonkeyPatch, builder: str
) -> None:
    """What Sphinx and the others leave as it is stays as it is with us, at each moment."""
    project.write(FILES)
    conf = CONF + "language = 'de'\nlocale_dirs = ['locale']\nroundup_people = 'people.yml'\n"
    project.write({"conf.py": conf + "epub_copyright = project = 'P'\nhtml_theme = 'furo'\n"})
    project.build(builder, warnings=None)  # imports modules, and fills their caches
    ours = _watch(project, monkeypatch, builder, "sphinx_roundup")
    project.write({"index.md": FILES["index.md"].replace("{roundup}", "")})
    theirs = _watch(project, monkeypatch, builder)
    assert ours.keys() == theirs.keys() >= {"parse", "doctree-resolved", "build-finished"}
    for moment, names in ours.items():
        allowed = LENT if moment in {"parse", "doctree-read"} else set()
        changed = {name for name in names - theirs[moment] if not _is_registration(name)}
        assert changed <= allowed, moment


def _is_registration(name: str) -> bool:
    """Say whether it is what Sphinx does in ``app.add_node``: methods for docutils' visitors."""
    return name.startswith(
        ("docutils.nodes GenericNodeVisitor.", "docutils.nodes SparseNodeVisitor.")
    )
