"""Opens the project of reports, or makes do without one, and leaves nothing behind."""

from __future__ import annotations

from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup.commands.checking.scratch import SCRATCH, ScratchProject
from sphinx_roundup.commands.checking.site import Site
from sphinx_roundup.commands.reading.app import open_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sphinx.config import Config

    from sphinx_roundup.commands.checking.targets import Target

_HTML = ("html", "format_html", "builder_html")
"""The tags of a build for browsers, which is what most projects are built for."""


@contextmanager
def open_site(target: Target, *, heads_only: bool = False) -> Iterator[Site]:
    """Read the reports of a target.

    :param heads_only: parse none of them
    :raises CannotRun: where the project can't be read
    """
    srcdir, config, scope = target
    inventories = _inventories_at_hand(config) if config else {}
    knows_others = not config or inventories == config.intersphinx_mapping
    overrides = _overrides(config, inventories)
    with open_app(srcdir, srcdir if config else None, "dummy", overrides, _HTML) as app:
        project = ScratchProject(app.project, Path(app.doctreedir), alone=config is None)
        site = Site(app, scope, project, heads_only=heads_only, knows_others=knows_others)
        with closing(site):
            site.read()
            yield site


def _overrides(config: Config | None, inventories: dict[str, Any]) -> dict[str, Any]:
    """Return what isn't as conf.py says: nothing is fetched, see :mod:`..check`."""
    if config is None:
        extensions = ["myst_parser", "sphinx_design", "sphinx_roundup"]
        return {"extensions": extensions, "root_doc": SCRATCH, "exclude_patterns": ["**"]}
    known = inventories == config.intersphinx_mapping
    return {} if known else {"intersphinx_mapping": inventories}


def _inventories_at_hand(config: Config) -> dict[str, Any]:
    """Return of intersphinx's mapping the projects whose inventories are files."""
    config.add("intersphinx_mapping", {}, "", ())
    mapping = config.intersphinx_mapping
    return {name: found for name, found in mapping.items() if _is_at_hand(found)}


def _is_at_hand(found: Any) -> bool:
    """Say whether one entry, ``(address, inventories)``, needs no network."""
    places = found[1] if isinstance(found, tuple | list) and len(found) == 2 else None
    places = places if isinstance(places, tuple | list) else (places,)
    return all(isinstance(place, str) and "://" not in place for place in places)
