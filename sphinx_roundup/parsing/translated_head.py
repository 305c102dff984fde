"""What a report's head says, in the language of its page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from gettext import NullTranslations

    from sphinx_roundup.reports import Report


def translate_head(report: Report, catalogue: NullTranslations | None) -> Report:
    """Return *report* with what its head says about it translated: title, summary and quote.

    Not by Sphinx's ``Locale``: the head is no text of the page, and rosters on other pages
    show it as well.
    """
    if catalogue is None:
        return report
    title, summary, quote = (
        words and catalogue.gettext(words) for words in (report.title, report.summary, report.quote)
    )
    return replace(report, title=title, summary=summary, quote=quote)


def offer_summary(report: Report, path: str) -> list[nodes.comment]:
    """Return what offers translators a head's summary and quote, which rosters alone show.

    A comment is in no builder's output, and in gettext's where it is declared translatable.

    :param path: the report's file, which translators are sent to
    """
    offered = []
    for name, words in (("summary", report.summary), ("quote", report.quote)):
        if words:
            comment = nodes.comment(words, words, translatable=True)
            comment.source, comment.line = path, report.lines.get(name, 1)
            offered.append(comment)
    return offered
