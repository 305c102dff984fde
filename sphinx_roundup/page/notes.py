"""Footnotes that only other footnotes name, for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders.latex.nodes import footnotemark
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.page.labels import report_sections

if TYPE_CHECKING:
    from typing import Any


class SettleNotesOnPaper(SphinxPostTransform):
    """Lets no footnote of a report hang on another.

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
            _settle(report)


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
