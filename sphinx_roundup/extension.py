"""Registration with Sphinx, for every project that names the extension.

It is little, and quickly imported. :mod:`.writing` registers what pages with reports need
beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.docutils import is_directive_registered, is_role_registered

from sphinx_roundup import __version__
from sphinx_roundup.config import CATALOG, add_config_values, check_config_values
from sphinx_roundup.directives import (
    RoundupDirective,
    RoundupEventsDirective,
    RoundupPeopleDirective,
)
from sphinx_roundup.domain import RoundupDomain, get_roundup_domain
from sphinx_roundup.domain.domain import RoundupRole

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to a Sphinx project."""
    add_config_values(app)
    app.add_message_catalog(CATALOG, str(Path(__file__).parent / "locale"))
    app.add_domain(RoundupDomain)
    app.connect("config-inited", check_config_values)
    app.connect("builder-inited", prepare)
    # Late: other extensions register theirs when they are set up, or at "builder-inited".
    app.connect("env-before-read-docs", add_directives_and_roles, priority=900)
    app.connect("env-get-outdated", get_outdated_docs)
    # Around sphinx.ext.autosectionlabel, which listens at 500.
    app.connect("doctree-read", hide_report_titles, priority=499)
    app.connect("doctree-read", show_report_titles, priority=501)
    app.connect("env-updated", start_writing, priority=100)  # before all that ask the domain
    return {
        "version": __version__,
        "env_version": 6,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


_DIRECTIVES = {
    "roundup": RoundupDirective,
    "roundup-events": RoundupEventsDirective,
    "roundup-people": RoundupPeopleDirective,
}


def add_directives_and_roles(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:  # noqa: ARG001
    """Register the directives, and ``person``, unless the project uses their names itself."""
    for name, directive in _DIRECTIVES.items():
        if not is_directive_registered(name):
            app.add_directive(name, directive)
    if not is_role_registered("person"):
        app.add_role("person", RoundupRole(warn_dangling=True))


# -- Handlers that do nothing without pages of reports ------------------------------------


def prepare(app: Sphinx) -> None:
    """Get ready to read pages."""
    get_roundup_domain(app.env).app = app
    if app.config.roundup_people:
        from sphinx_roundup.people.loading import read_people  # noqa: PLC0415

        read_people(app)


def get_outdated_docs(
    app: Sphinx,
    env: BuildEnvironment,
    added: AbstractSet[str],
    changed: AbstractSet[str],
    removed: AbstractSet[str],
) -> list[str]:
    """Return the pages whose reports have changed."""
    domain = get_roundup_domain(env)
    if not (domain.watches or domain.missing):
        return []
    from sphinx_roundup.page import incremental  # noqa: PLC0415

    return incremental.get_outdated_docs(app, env, added, changed, removed)


def hide_report_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the headings of reports from being taken for labels of the project."""
    if _has_reports(app):
        from sphinx_roundup.links import labels  # noqa: PLC0415

        labels.hide_report_titles(app, doctree)


def show_report_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Put the headings of reports back."""
    if _has_reports(app):
        from sphinx_roundup.links import labels  # noqa: PLC0415

        labels.show_report_titles(app, doctree)


def start_writing(app: Sphinx, env: BuildEnvironment) -> None:
    """Set up the writing of pages with reports, or of a feed, if there are any."""
    domain = get_roundup_domain(env)
    domain.end_reading()
    if domain.is_used or app.config.roundup_feed:
        from sphinx_roundup import writing  # noqa: PLC0415

        if not domain.has_writers:
            domain.has_writers = True
            writing.setup(app)
        writing.prepare(app)


def _has_reports(app: Sphinx) -> bool:
    return app.env.docname in get_roundup_domain(app.env).watches
