"""Which pages must be read or written again, because a build before wasn't finished.

Sphinx goes by the clock: what has been opened for writing is newer than its source. Of a
build that was killed, or that found the disk full, half pages would stay, and pages of before
an edit. So the doctree folder says which pages are being read, and which reading of each page
stands in an output folder. That also shows a page which another builder has read meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from sphinx.locale import __
from sphinx.util.logging import NAMESPACE, WarningStreamHandler

from sphinx_roundup.memory import memory_of_output, recall, remember

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def forget_half_written(app: Sphinx) -> None:
    """Remove what Sphinx couldn't read of a build that was killed while it wrote it."""
    info = Path(app.outdir, ".buildinfo")
    with suppress(OSError):
        if not info.stat().st_size:
            info.unlink()


class Output(NamedTuple):
    """What stands in an output folder."""

    readings: dict[str, int]
    """Of each page the one that stood there before: docname -> what ``env.all_docs`` said."""
    docnames: set[str]
    """Of the pages that are written now."""


_output: WeakKeyDictionary[Builder, Output] = WeakKeyDictionary()


class Failures(logging.Filter):
    """Sees whether a builder failed to write a page; Sphinx warns of that, and goes on."""

    def __init__(self) -> None:
        super().__init__()
        self._words = __("error writing file %s: %s").partition("%s")[0]
        self.seen = False

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a warning pass; from another process it comes without its arguments."""
        self.seen |= self._words in record.getMessage()
        return True


def look_for_failures(app: Sphinx) -> None:  # noqa: ARG001 - an event's signature
    """Look at all warnings of this build; the next one has a handler of its own."""
    for handler in logging.getLogger(NAMESPACE).handlers:
        if isinstance(handler, WarningStreamHandler):
            handler.addFilter(Failures())


def _has_failed() -> bool:
    filters = (f for handler in logging.getLogger(NAMESPACE).handlers for f in handler.filters)
    return any(isinstance(found, Failures) and found.seen for found in filters)


def get_half_read_docs(
    app: Sphinx,
    env: BuildEnvironment,
    added: AbstractSet[str],
    changed: AbstractSet[str],
    removed: AbstractSet[str],
) -> list[str]:
    """Return the pages that a build began to read and left without its environment."""
    if not _being_read(app).exists():
        return []
    begun = recall(_being_read(app)).keys() or env.found_docs
    return sorted(begun - added - changed - removed)


def note_reading(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:  # noqa: ARG001 - an event's signature
    """Say which pages are being read, until the environment is saved."""
    if docnames:
        remember(_being_read(app), recall(_being_read(app)) | dict.fromkeys(docnames))


def note_read(app: Sphinx, env: BuildEnvironment) -> None:  # noqa: ARG001 - an event's signature
    """Say that the environment knows all that was read."""
    with suppress(OSError):
        _being_read(app).unlink(missing_ok=True)


def get_unwritten_docs(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages of which the output folder has another reading, or none for sure."""
    if not _written(app.builder).exists() or _writes_all(app.builder):
        return []
    readings = recall(_written(app.builder))
    return [docname for docname, read in env.all_docs.items() if readings.get(docname) != read]


def _writes_all(builder: Builder) -> bool:
    """Tell whether a builder writes every page, whatever there is: it says so, or gives a set."""
    return isinstance(builder.get_outdated_docs(), (str, AbstractSet))


def note_writing(app: Sphinx, builder: Builder) -> None:
    """Say that nothing in the output folder is certain, until the build is finished."""
    path = _written(builder)
    _output[builder] = Output(recall(path) if path.exists() else dict(app.env.all_docs), set())
    with suppress(OSError):
        _written(builder).parent.mkdir(parents=True, exist_ok=True)
        _written(builder).write_bytes(b"")  # for this there is room on a full disk


def note_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:  # noqa: ARG001
    """Note that a page is written, and not only read: a build may be of some pages alone."""
    if output := _output.get(app.builder):
        output.docnames.add(docname)


def note_written(app: Sphinx, exception: Exception | None) -> None:
    """Say which reading of each page stands in the output folder."""
    output = _output.pop(app.builder, None)
    if output and exception is None and not _has_failed():
        now = {name: read for name, read in app.env.all_docs.items() if name in output.docnames}
        remember(_written(app.builder), output.readings | now)


def _being_read(app: Sphinx) -> Path:
    return Path(app.doctreedir, "roundup", "reading.json")


def _written(builder: Builder) -> Path:
    return memory_of_output(builder, "written")
