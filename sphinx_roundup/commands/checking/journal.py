"""What a build says, taken down as findings instead of being printed."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.logging import NAMESPACE, InfoLogRecordTranslator, WarningSuppressor

from sphinx_roundup.commands.checking.findings import Finding
from sphinx_roundup.commands.checking.levels import level_of
from sphinx_roundup.problems import shown

if TYPE_CHECKING:
    from logging import LogRecord

    from sphinx.application import Sphinx


_LONGEST = 2_000
"""Characters of a message."""


class Journal(logging.Handler):
    """Takes the place of the handlers by which *app* prints its log."""

    def __init__(self, app: Sphinx) -> None:
        # Sphinx holds back the handlers of this level until a page is read.
        super().__init__(logging.WARNING)
        self.findings: list[Finding] = []
        self.addFilter(WarningSuppressor(app))
        # The one for warnings would add their types to the words of some projects.
        self.addFilter(InfoLogRecordTranslator(app))
        logger = logging.getLogger(NAMESPACE)
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
        logger.addHandler(self)

    def emit(self, record: LogRecord) -> None:
        """Take down a warning."""
        place = str(getattr(record, "location", None) or "")
        path, _, line = place.rpartition(":")
        if not path or (line and not line.isdecimal()):  # a path alone, perhaps of Windows
            path, line = place, ""
        type_, subtype = getattr(record, "type", None) or "", getattr(record, "subtype", None) or ""
        # Sphinx's own would put the location before the words.
        message = shown(logging.LogRecord.getMessage(record), _LONGEST)
        self.findings.append(
            Finding(
                str(Path(path)) if path else "",
                max(int(line or 1), 1),
                level_of(type_, subtype, str(record.msg), message),
                ".".join(filter(None, (type_, subtype))) or "sphinx",
                message,
            )
        )

    def close(self) -> None:
        """Let go of the log."""
        logging.getLogger(NAMESPACE).removeHandler(self)
        super().close()
