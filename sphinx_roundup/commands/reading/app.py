"""Projects opened as a build opens them, without leaving anything behind."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_roundup.commands.reading.host_code import running_host_code
from sphinx_roundup.commands.terminal import CannotRun
from sphinx_roundup.problems import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from sphinx.config import Config

_GENERATE_NOTHING = {
    "apidoc_modules": [],
    "autoapi_generate_api_docs": False,
    "autosummary_generate": False,
}
"""Values of extensions that otherwise write pages into the source folder."""

_MAY_GATHER = (b"roundup", b"include")
"""What stands in the source of each page that has the directive, or includes it."""


@contextmanager
def open_app(
    srcdir: Path,
    config: Config | None,
    builder: str,
    overrides: Mapping[str, Any],
    tags: Sequence[str] = (),
) -> Iterator[Sphinx]:
    """Open a project with its own configuration; outputs and doctrees are temporary.

    Nothing is fetched from the network, and nothing is written into the source folder.

    :param config: what conf.py says; ``None`` if *overrides* say everything
    :raises CannotRun: if Sphinx can't open it, or the work with it ends in Sphinx's error
    """
    if config:
        mapping = {"intersphinx_mapping": local_inventories(config)}
        overrides = {**_GENERATE_NOTHING, **mapping, **overrides}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sphinx-roundup-")))
        stack.enter_context(patch_docutils(srcdir if config else folder))
        stack.enter_context(docutils_namespace())
        stack.enter_context(running_host_code())
        try:
            app = _make_app(srcdir, config, folder, builder, overrides, tags)
            if "sphinx_roundup" not in app.extensions:
                where = f"conf.py of {srcdir}"
                raise CannotRun(f"{where} hasn't 'sphinx_roundup' among its extensions; add it")
            yield app
        except SphinxError as error:
            raise CannotRun(_cannot_read(srcdir, error)) from error


def _make_app(
    srcdir: Path,
    config: Config | None,
    folder: Path,
    builder: str,
    overrides: Mapping[str, Any],
    tags: Sequence[str],
) -> Sphinx:
    try:
        return Sphinx(
            srcdir,
            srcdir if config else None,
            folder / "out",
            folder / "doctrees",
            builder,
            confoverrides=dict(overrides),
            status=None,
            warning=None,
            tags=tags,
        )
    except SphinxError:
        raise
    except Exception as error:  # conf.py's setup() and extensions may raise anything
        raise CannotRun(_cannot_read(srcdir, error)) from error


def _cannot_read(srcdir: Path, error: Exception) -> str:
    """Return the message about a project that can't be opened, in one line."""
    kind = "" if isinstance(error, SphinxError) else f"{type(error).__name__}: "
    words = " ".join(str(error).split())
    return f"the project in {srcdir} can't be read: {kind}{shown(words, 500)}"


def local_inventories(config: Config) -> dict[str, Any]:
    """Return the part of intersphinx's mapping whose inventories are files."""
    mapping = config.intersphinx_mapping
    return {name: found for name, found in mapping.items() if _is_local(found)}


def _is_local(found: Any) -> bool:
    """Whether an entry, ``(address, inventories)``, needs no network."""
    places = found[1] if isinstance(found, tuple | list) and len(found) == 2 else None
    places = places if isinstance(places, tuple | list) else (places,)
    return all(isinstance(place, str) and "://" not in place for place in places)


def may_gather(path: Path) -> bool:
    """Whether a page may have a roundup, by the bytes of its file; a pipe or a device has none."""
    try:
        source = path.read_bytes() if path.is_file() else b""
    except OSError:
        return False
    return any(word in source for word in _MAY_GATHER)
