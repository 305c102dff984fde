"""The isolated parse: what is set up around it, and put back.

Docutils, Sphinx and MyST keep what they know while they read a document in places that
the whole process shares: the register of roles, the environment's current document, the
log. :func:`clean_room` lends a report places of its own, so that nothing of it reaches the
page or another report, and nothing of theirs reaches it. This is the one module that
touches their private names; tests/parsing/test_private_names.py names each of them.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from logging import WARNING
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.parsers.rst import directives, roles
from myst_parser.mdit_to_docutils import base as myst_base
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransformer, i18n
from sphinx.util import logging
from sphinx.util.docutils import LoggingReporter

from sphinx_roundup.limits import limits_of
from sphinx_roundup.messages import Problem, shown
from sphinx_roundup.parsing.budget import bound_messages
from sphinx_roundup.parsing.described import own_objects
from sphinx_roundup.parsing.headings import HeadingNotes
from sphinx_roundup.parsing.markdown import parse_markdown
from sphinx_roundup.parsing.origin import is_foreign
from sphinx_roundup.parsing.rst import parse_rst

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from logging import LogRecord
    from typing import Literal

    from docutils.transforms import Transform
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.parsing.dispatch import ReportDispatcher

# What parses a translation, which got its underscore in Sphinx 9.
_PUBLISH = "_publish_msgstr" if hasattr(i18n, "_publish_msgstr") else "publish_msgstr"

# MyST makes a document for each text that it renders, also where it is given one, and with it
# docutils' parser of options: a third of the time of a report. Nothing is ever put into it.
_spare_document = cache(myst_base.make_document)


TRANSLATED = ":<translated>"
"""What follows the line of a report in the name of a text that is its translation."""


def new_document(path: str, settings: Any) -> nodes.document:
    """Return an empty document for the report at *path*, with *settings* of the page's."""
    settings = settings.copy()
    settings._source = path
    settings.raw_enabled = False
    settings.file_insertion_enabled = False
    settings.halt_level = 5
    settings.line_length_limit = settings.env.config.roundup_max_line
    settings.id_prefix = ""
    settings.roundup_page = settings.env.docname
    settings.roundup_lasting = True
    settings.roundup_links = {}
    settings.pep_references = settings.rfc_references = None
    document = nodes.document(
        settings, LoggingReporter(path, halt_level=settings.halt_level), source=path
    )
    document.note_source(path, -1)
    # From the beginning: directives leave transforms behind for what follows them.
    document.transformer = SphinxTransformer(document)
    return document


def fill(document: nodes.document, text: str, syntax: Literal["md", "rst"]) -> HeadingNotes:
    """Parse *text* into *document*; return what its headings were.

    The parsers' front doors: docutils' own for reST; MyST's ``create_md_parser``, since its
    ``MystParser`` reads front matter.
    """
    notes = HeadingNotes([], 0)
    config = document.settings.env.config
    limits = limits_of(config)
    bound_messages(document, limits)
    if syntax == "rst":
        parse_rst(text, document, limits)
    else:
        notes = parse_markdown(text, document, limits, dollarmath=config.roundup_dollarmath)
    document.current_source = document.current_line = None
    return notes


@contextmanager
def translating(
    document: nodes.document, publish: Callable[[str, int], nodes.Element]
) -> Iterator[None]:
    """Let Sphinx's ``Locale`` translate *document* by the catalogue of its page.

    It is there that gettext's builder puts the messages.

    :param publish: parses a translation, which belongs to a line of the report; Sphinx would
        have the parser do it that the host has set up for its own pages
    """

    def publish_message(*args: Any, **_kwargs: Any) -> nodes.Element:
        text, _path, line = [arg for arg in args if not isinstance(arg, Sphinx)][:3]
        return publish(text, line or 1)

    settings = document.settings
    current = settings.env.current_document
    own, current.docname = current.docname, settings.roundup_page
    theirs = getattr(i18n, _PUBLISH)
    setattr(i18n, _PUBLISH, publish_message)
    try:
        yield
    finally:
        setattr(i18n, _PUBLISH, theirs)
        current.docname = own


def registered_transforms(env: BuildEnvironment) -> tuple[type[Transform], ...]:
    """Return the transforms that Sphinx and extensions have for whatever is read."""
    return tuple(env._registry.get_transforms())


def names_in_force(env: BuildEnvironment) -> Iterator[tuple[str, str, object]]:
    """Yield the directives and roles that a report may meet: kind, name and what it is.

    Docutils' registers fill as names are looked up, so that what is docutils' and Sphinx's
    own is left out: it comes with their versions.
    """
    kinds = (("directive", _directive_register()), ("role", _role_register()))
    for kind, register in kinds:
        for name, made in register.items():
            if is_foreign(made) and not _is_local(made):
                yield kind, name, made
    for domain in env.domains.sorted():
        for kind, register in (("directive", domain.directives), ("role", domain.roles)):
            for name, made in register.items():
                yield kind, f"{domain.name}:{name}", made


def _directive_register() -> dict[str, Any]:
    """Return docutils' register of directives; another one after each build of a process."""
    return cast("dict[str, Any]", vars(directives)["_directives"])


def _role_register() -> dict[str, Any]:
    """Return docutils' register of roles, to which a report's ``role`` writes."""
    return cast("dict[str, Any]", vars(roles)["_roles"])


@contextmanager
def clean_room(
    env: BuildEnvironment, filename: str, dispatcher: ReportDispatcher
) -> Iterator[list[Problem]]:
    """Lend the report *filename* places of its own; what is logged there comes back.

    :yields: a list, which holds the problems that the parsers told, once the room is left.
    """
    told: list[Problem] = []
    register = _role_register()
    page, ref_context, host_roles = env.current_document, env.ref_context, dict(register)
    make_document, myst_base.make_document = myst_base.make_document, _spare_document
    for name in [n for n, role in host_roles.items() if not n or _is_local(role)]:
        del register[name]  # the host's default role, and what its pages define
    # A report's file name is no docname: what is noted under it can be told and dropped.
    env.current_document = type(page)(docname=filename, default_domain=_default_domain(env))
    # GitHub leaves a code block without a language plain; in reST it is Sphinx's default.
    env.current_document.highlight_language = "default" if filename.endswith("rst") else "text"
    env.ref_context = {}
    try:
        with own_objects(env), dispatcher, logging.suppress_logging() as journal:
            try:
                yield told
            finally:
                told += [p for p in map(_problem_of, journal.clear()) if p]
    finally:
        env.current_document, env.ref_context = page, ref_context
        myst_base.make_document = make_document
        env.metadata.pop(filename, None)  # MyST's word count and heading slugs
        register.clear()
        register.update(host_roles)


def note_object(
    env: BuildEnvironment, key: tuple[str, str], node_id: str, node: nodes.Element
) -> None:
    """Note what a report describes as the page's; a term is found in capitals as well."""
    standard = env.domains.standard_domain
    objtype, name = key
    if objtype == "term":
        standard._note_term(name, node_id, location=node)
    else:
        standard.note_object(objtype, name, node_id, location=node)


def _is_local(role: object) -> bool:
    """Say whether a role was made by a ``role`` directive."""
    return isinstance(role, roles.CustomRole)


def _default_domain(env: BuildEnvironment) -> Any:
    return env.domains.get(env.config.primary_domain) if env.config.primary_domain else None


def _problem_of(record: LogRecord) -> Problem | None:
    """Return what a parser logged, as plain data; ``None`` for what is no warning."""
    kind, subtype = getattr(record, "type", None) or "docutils", getattr(record, "subtype", "")
    if record.levelno < WARNING or subtype == "inconsistent_references":  # see translation.py
        return None
    # Docutils quotes the source behind the first lines; it stands on the page as well.
    first, *more = record.getMessage().split("\n")
    words = shown(" ".join([first, *more[:2]]) if first.endswith(":") else first, 300)
    return Problem(subtype, _line_of(record), "%s", (words,), kind)


def _line_of(record: LogRecord) -> int:
    """Return the line of a record: its location is a node, a docname and line, or a string."""
    location = getattr(record, "location", None)
    if isinstance(location, nodes.Node):
        location = logging.get_node_location(location)
    if isinstance(location, tuple):
        location = f"{location[0]}:{location[1]}"
    line = str(location).partition(TRANSLATED)[0].rpartition(":")[2]
    try:
        return max(int(line), 1)
    except (TypeError, ValueError):
        return 1
