"""Which pages must be read or written again, because a build before wasn't finished.

Sphinx goes by the clock: what has been opened for writing is newer than its source. Of a
build that was killed, or that found the disk full, half pages would stay, and pages of before
an edit. So the doctree folder says which pages are being read, and what of each page stands
in an output folder: which reading, which answers of other pages and which numbers. That also
shows a page that another builder has read meanwhile, or a build of some pages alone.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sphinx.locale import __
from sphinx.util.logging import NAMESPACE

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.memory import memory_of_output, recall, remember
from sphinx_roundup.page.fill import digest_of_answers
from sphinx_roundup.page.told import look_at_warnings, lookers

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

# -- What is read ------------------------------------------------------------------------


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


def _being_read(app: Sphinx) -> Path:
    return Path(app.doctreedir, "roundup", "reading.json")


# -- What is written ---------------------------------------------------------------------


@dataclass(slots=True)
class Output:
    """What stands in the output folder of a builder that writes what it takes for outdated."""

    is_empty: bool
    """Whether nothing does yet, so that all will be written."""
    info: str
    """What Sphinx noted of the build that wrote there last, and when."""
    pages: dict[str, Any]
    """What of each page stands there: docname -> as :func:`_state_of`; none where that is
    uncertain."""
    states: dict[str, str] = field(default_factory=dict)
    """What is known of each page now."""
    written: set[str] = field(default_factory=set)
    """The pages that this build writes."""


_outputs: WeakKeyDictionary[Builder, Output] = WeakKeyDictionary()


def look_at_output(app: Sphinx) -> None:
    """Look for what an earlier build has written."""
    _outputs.pop(app.builder, None)
    if not isinstance(app.builder.get_outdated_docs(), Iterator):
        return  # it writes all pages, or none; those that go by the clock give one by one
    _forget_half_written(app.builder)
    notes, info = recall(_notes(app.builder)), _info_of(app.builder)
    pages = notes.get("pages") if notes.get("info") == info else None
    _outputs[app.builder] = Output(
        _is_empty(app.builder), info, pages if isinstance(pages, dict) else {}
    )


def get_unwritten_docs(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages of which the output folder has something else, or nothing for sure."""
    output = _outputs.get(app.builder)
    if output is None:
        return []
    output.states = {docname: _state_of(env, docname) for docname in env.all_docs}
    if output.is_empty:
        return []
    return [name for name, state in output.states.items() if output.pages.get(name) != state]


def _state_of(env: BuildEnvironment, docname: str) -> str:
    """Return what tells whether a page must be written: reading, answers, and numbers."""
    answers = digest_of_answers(get_roundup_domain(env), docname)
    numbers = env.toc_secnumbers.get(docname), env.toc_fignumbers.get(docname)
    told = repr((env.all_docs[docname], answers, numbers))
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def note_writing(app: Sphinx, builder: Builder) -> None:  # noqa: ARG001 - an event's signature
    """Say that nothing in the output folder is certain, until the build is finished."""
    output = _outputs.get(builder)
    if output is None:
        return
    with suppress(OSError):
        _notes(builder).parent.mkdir(parents=True, exist_ok=True)
        _notes(builder).write_bytes(b"")  # for this there is room on a full disk
    write = builder.write_doc_serialized

    def note_and_write(docname: str, doctree: nodes.document) -> None:
        output.written.add(docname)
        write(docname, doctree)

    # It is called for each page that is written, and in the process that stays.
    builder.write_doc_serialized = note_and_write  # type: ignore[method-assign] # of this build


def note_written(app: Sphinx, exception: Exception | None) -> None:
    """Say what of each page stands in the output folder."""
    output = _outputs.pop(app.builder, None)
    vars(app.builder).pop("write_doc_serialized", None)
    if output is None or exception is not None or _has_failed():
        return
    info = _info_of(app.builder)
    is_same = _settings_in(info) == _settings_in(output.info)
    before = output.pages if is_same else {}  # pages that weren't written have other settings
    now = {name: state for name, state in output.states.items() if name in output.written}
    pages = {name: state for name, state in before.items() if name in output.states} | now
    remember(_notes(app.builder), {"info": info, "pages": pages})


def _notes(builder: Builder) -> Path:
    return memory_of_output(builder, "written")


def _is_empty(builder: Builder) -> bool:
    """Tell whether nothing is in the output folder, but for the doctrees that may be there."""
    return all(path == Path(builder.doctreedir) for path in Path(builder.outdir).iterdir())


# -- What HTML's builders note themselves ------------------------------------------------


def _info_of(builder: Builder) -> str:
    """Return when Sphinx's own note was written last, and a digest of the settings in it.

    Whoever writes into the folder from elsewhere, or puts another in its place, changes it.
    """
    path = Path(builder.outdir, ".buildinfo")
    with suppress(OSError):
        return f"{path.stat().st_mtime_ns} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    return ""


def _settings_in(info: str) -> str:
    return info.partition(" ")[2]


def _forget_half_written(builder: Builder) -> None:
    """Remove what Sphinx couldn't read of a build that was killed while it wrote it."""
    path = Path(builder.outdir, ".buildinfo")
    with suppress(OSError):
        if not path.stat().st_size:
            path.unlink()


# -- What couldn't be written ------------------------------------------------------------

_MESSAGES = (
    "error writing file %s: %s",
    "cannot copy image file %r: %s",
    "cannot copy downloadable file %r: %s",
)
"""Of Sphinx's builders, which go on then."""


class Failures(logging.Filter):
    """Sees whether a builder failed to write something; Sphinx warns of that, and goes on."""

    def __init__(self) -> None:
        super().__init__()
        words = [re.sub("%[rs]", ".*", re.escape(str(__(message)))) for message in _MESSAGES]
        self._pattern = re.compile("|".join(words), re.DOTALL)
        self.seen = False

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a warning pass; from another process it comes without its arguments."""
        if record.name.startswith(f"{NAMESPACE}.sphinx.builders."):
            self.seen |= bool(self._pattern.search(record.getMessage()))
        return True


def look_for_failures(app: Sphinx) -> None:  # noqa: ARG001 - an event's signature
    """Look at all warnings of this build."""
    look_at_warnings(Failures())


def _has_failed() -> bool:
    return any(failures.seen for failures in lookers(Failures))
