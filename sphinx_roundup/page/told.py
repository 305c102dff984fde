"""How often a build warns about one report, whoever warns of it and whenever.

What a report asks for in vain comes to light in many places: while it is read, when its links
are resolved, when its code is coloured, when a picture turns out to be broken. Each of them
knows its own warnings, and an e-book's builder resolves a page several times. What all of
them say passes here.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from sphinx.util.logging import NAMESPACE, WarningStreamHandler

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.messages import MORE, Subtype, problem, warn_of
from sphinx_roundup.page.linking.link_paths import REPORT_SUFFIXES

if TYPE_CHECKING:
    from sphinx.application import Sphinx

F = TypeVar("F", bound=logging.Filter)


class OfReports(logging.Filter):
    """Lets no warning about a report pass twice, and no more of them than conf.py says."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self._app = app
        self._seen: set[tuple[str, str]] = set()
        self._passed: Counter[str] = Counter()
        self._counted: set[str] = set()
        self.left_out: Counter[str] = Counter()
        """How many warnings about each report nobody was told of."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a warning is to be shown; after Sphinx's filters, which fill it in."""
        location = str(getattr(record, "location", None) or "")
        path = location.rpartition(":")[0]
        if not path.endswith(REPORT_SUFFIXES):
            return True
        if record.msg.startswith(MORE):
            self._counted.add(path)
            return True
        told = (location, record.getMessage())
        is_new = told not in self._seen
        self._seen.add(told)
        self._passed[path] += is_new
        if self._passed[path] <= self._app.config.roundup_max_warnings and is_new:
            return True
        return not self._is_report(path) or self._leave_out(path, is_new=is_new)

    def _leave_out(self, path: str, *, is_new: bool) -> bool:
        if is_new and path not in self._counted:
            self.left_out[path] += 1
        return False

    def _is_report(self, path: str) -> bool:
        """Say whether a page shows it: a host's own texts may warn as often as they like."""
        srcdir = self._app.srcdir.as_posix()
        filename = path.replace(os.sep, "/").removeprefix(f"{srcdir}/")
        return any(filename in there for there in get_roundup_domain(self._app.env).places.values())


def bound_warnings(app: Sphinx) -> None:
    """Let no report warn more often than conf.py says."""
    look_at_warnings(OfReports(app))


def count_left_out(app: Sphinx, exception: Exception | None) -> None:  # noqa: ARG001
    """Say of how many warnings about each report nobody was told."""
    for bound in lookers(OfReports):
        for path, rest in sorted(bound.left_out.items()):
            warn_of(problem(Subtype.PARSE, 1, MORE, rest), path)


def look_at_warnings(looker: logging.Filter) -> None:
    """Show all warnings of this build to a filter; the next build has a handler of its own."""
    for handler in logging.getLogger(NAMESPACE).handlers:
        if isinstance(handler, WarningStreamHandler):
            handler.addFilter(looker)


def lookers(kind: type[F]) -> list[F]:
    """Return the filters of a kind that have looked at this build's warnings."""
    handlers = logging.getLogger(NAMESPACE).handlers
    return [each for handler in handlers for each in handler.filters if isinstance(each, kind)]
