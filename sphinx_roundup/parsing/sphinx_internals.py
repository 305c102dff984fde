"""The only use of private names and process-wide state of Sphinx, docutils and Python.

A report is parsed in a document and an environment of its own. Some of what the parsers
need for that has no public name, or belongs to the whole process. Each entry says why it is
needed and where it was proposed upstream; every change lasts for one parse and is undone in a
``finally``. tests/parsing/test_sphinx_internals.py has a test for each entry.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

from docutils import nodes
from docutils.parsers.rst import roles
from sphinx.transforms import SphinxTransformer
from sphinx.util.docutils import LoggingReporter
from sphinx.util.logging import suppress_logging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

D = TypeVar("D", bound=nodes.document)

log_of_a_parse = suppress_logging  # undocumented; makes warnings a part of the result


def new_sphinx_document(kind: type[D], path: str, settings: Any) -> D:
    """Return an empty document of a class, with a reporter and a transformer of its own.

    ``SphinxTransformer`` and ``LoggingReporter`` are undocumented public names: Sphinx has no
    way to parse a second document while it reads a page. ``sphinx.util.docutils.new_document``
    shares one reporter, so that messages get the name of another file.
    https://github.com/sphinx-doc/sphinx/pull/7739 (closed)
    """
    document = kind(settings, LoggingReporter(path, halt_level=settings.halt_level), source=path)
    document.note_source(path, -1)
    # From the beginning: directives leave transforms behind for what follows them.
    document.transformer = SphinxTransformer(document)
    return document


@contextmanager
def lend_roles() -> Iterator[None]:
    """Lend docutils' register of roles, without those that a ``role`` directive has made.

    A report's ``role`` directive registers for the whole process. Sphinx binds another register
    to the name after each build, so it is looked up each time.
    https://sourceforge.net/p/docutils/feature-requests/38/
    """
    register = cast("dict[str, Any]", roles._roles)  # type: ignore[attr-defined] # not in the stubs
    before = dict(register)
    for name, role in before.items():
        if not name or isinstance(role, roles.CustomRole):  # the default role has no name
            del register[name]
    try:
        yield
    finally:
        register.clear()
        register.update(before)


@contextmanager
def lend_environment(env: BuildEnvironment, docname: str, language: str) -> Iterator[None]:
    """Lend the environment's current document and reference context.

    A page's default role, domain and code language must not reach a report, nor a report's
    the page. Both attributes are public; exchanging them is undocumented.
    https://github.com/sphinx-doc/sphinx/pull/7739 (closed)

    :param docname: of the current document in the meantime
    :param language: in which unmarked code is highlighted
    """
    page, context = env.current_document, env.ref_context
    primary = env.config.primary_domain
    domain = env.domains.get(primary) if primary else None
    env.current_document = type(page)(docname=docname, default_domain=domain)
    env.current_document.highlight_language = language
    env.ref_context = {}
    try:
        yield
    finally:
        env.current_document, env.ref_context = page, context


@contextmanager
def lend_terms(env: BuildEnvironment, docname: str) -> Iterator[dict[tuple[str, str], str]]:
    """Lend the ``std`` domain's table of objects, empty; it is given back as it was.

    ``glossary`` and ``productionlist`` note what they describe at once, in place of what another
    page describes under that name, and under an id that changes when the report joins its page.
    https://github.com/sphinx-doc/sphinx/pull/7739 (closed)

    :param docname: of a page that doesn't exist: what the domains note for it is removed
    :yields: the objects noted in the meantime, complete at the end: type and name -> id
    """
    noted: dict[tuple[str, str], str] = {}
    objects = env.domains.standard_domain.objects
    before = dict(objects)
    objects.clear()
    try:
        yield noted
    finally:
        noted.update((key, place[1]) for key, place in objects.items())
        objects.clear()
        objects.update(before)
        env.clear_doc(docname)


@contextmanager
def lend_page(env: BuildEnvironment, docname: str) -> Iterator[None]:
    """Make *docname* the current page, by which ``Locale`` looks up a catalogue.

    What MyST and the ``math`` domain note of a translation is undone.
    """
    current, metadata = env.current_document, env.metadata
    equations = env.domains.math_domain.equations
    scratch, own, known = current.docname, dict(metadata[docname]), dict(equations)
    current.docname = docname
    try:
        yield
    finally:
        current.docname = scratch
        metadata[docname] = own
        equations.clear()
        equations.update(known)


TRANSLATED = ":<translated>"  # Sphinx adds it to name and line of what a translation translates
EPILOG = "<rst_epilog"  # Sphinx's name for the host's text at the end of a translation in reST


def line_in_report(source: str, lineno: int) -> int:
    """Return the line of a text named *source*: of a translation, that of what is translated."""
    place, is_translation, _ = source.rpartition(TRANSLATED)
    return int(place.rpartition(":")[2]) if is_translation else lineno


class TooSlow(BaseException):
    """A report takes too long. No ``Exception``, since parsers catch those of directives."""

    def __str__(self) -> str:
        return "it takes too long to read"


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise :exc:`TooSlow` where the block takes more than *seconds* of processor time.

    The last resort against a hang that no bound on a text foresees. The timer counts this
    process alone: a busy machine makes no difference. Without such a timer, in a thread, or
    while another one of this kind runs, nothing is limited.
    """
    if not seconds or not _can_be_timed():
        yield
        return
    handler = signal.signal(signal.SIGVTALRM, _give_up)
    # Again after a second: Python swallows what is raised in a destructor, for example.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, handler)


def _can_be_timed() -> bool:
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
        # A handler that was not set from Python can't be given back.
        and signal.getsignal(signal.SIGVTALRM) is not None
    )


def _give_up(_number: int, _frame: object) -> None:
    raise TooSlow
