"""The project of the reports to check, opened without leaving anything behind."""

from __future__ import annotations

from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup.commands.checking.scratch import SCRATCH, ScratchProject
from sphinx_roundup.commands.checking.site import Site
from sphinx_roundup.commands.reading.app import local_inventories, open_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.commands.checking.targets import Target

_HTML = ("html", "format_html", "builder_html")
"""The tags of a build for browsers, which is what most projects are built for."""

_ALONE = {
    "extensions": ["myst_parser", "sphinx_design", "sphinx_roundup"],
    "root_doc": SCRATCH,
    "exclude_patterns": ["**"],
}
"""Configuration of reports without a project."""


@contextmanager
def open_site(target: Target, *, heads_only: bool = False) -> Iterator[Site]:
    """Read the reports of a target.

    :param heads_only: parse none of them
    :raises CannotRun: where the project can't be read
    """
    srcdir, config, scope = target
    knows_others = not config or local_inventories(config) == config.intersphinx_mapping
    with open_app(srcdir, config, "dummy", {} if config else _ALONE, _HTML) as app:
        project = ScratchProject(app.project, Path(app.doctreedir), alone=config is None)
        site = Site(app, scope, project, heads_only=heads_only, knows_others=knows_others)
        with closing(site):
            site.read()
            yield site
