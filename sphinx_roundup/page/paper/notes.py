"""Footnotes of reports, for paper: each report's own, and none that only others name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders.latex.nodes import footnotemark
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.page.labels import report_sections
from sphinx_roundup.reports.slug import short_hash

if TYPE_CHECKING:
    from typing import Any


class SettleNotesOnPaper(SphinxPostTransform):
    """Keeps the footnotes of reports apart, and lets none hang on another.

    ::

        <footnote_reference> 1               <footnote_reference> 1
        ...                                  <footnote_reference> 2
        <footnote> See                 ->    ...
            <footnote_reference> 2           <footnote> See
        <footnote> Itself:                       <footnotemark> 2
            <footnote_reference> 2           <footnote> Itself:
                                                 <footnotemark> 2

    Before Sphinx moves footnotes to where they are mentioned (at 600). It gives up at one
    that leads back to itself, and leaves out what the third in a row mentions.
    """

    default_priority = 590
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Settle the footnotes of all reports."""
        for report in report_sections(self.document):
            if any(report.findall(nodes.footnote)):
                _settle(report)
                _scope(report)


def _scope(report: nodes.section) -> None:
    """Put around a report what keeps its footnotes apart from those of others.

    Sphinx's package finds a footnote that is mentioned twice by the number of its document
    and its own: every report's first note would be the same.
    """
    scope = r"\gdef\thesphinxscope{\number\value{sphinxscope}%s}"
    own = f".{short_hash(report['ids'][-1])}"
    before, after = (nodes.raw("", scope % name, format="latex") for name in (own, ""))
    report.parent.replace(report, [before, report, after])


def _settle(report: nodes.section) -> None:
    leads_to: dict[str, list[nodes.footnote_reference]] = {}
    for footnote in report.findall(nodes.footnote):
        inner = list(footnote.findall(nodes.footnote_reference))
        leads_to |= dict.fromkeys(footnote["ids"], inner)
        for reference in inner:
            mark = footnotemark("", reference.astext(), refid=reference["refid"])
            reference.replace_self(mark)
    outer = list(report.findall(nodes.footnote_reference)) if any(leads_to.values()) else []
    seen = {reference["refid"] for reference in outer}
    for reference in outer:
        waiting = [reference]
        after = []
        while waiting:
            for found in leads_to.get(waiting.pop()["refid"], []):
                if found["refid"] not in seen:
                    seen.add(found["refid"])
                    waiting.append(found)
                    after.append(found)
        reference.replace_self([reference, *after])
